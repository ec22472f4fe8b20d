-- +goose Up
-- +goose StatementBegin
-- Retention says of a resident's row: with the last dossier. It goes in the same destruction that two people agreed to, unless she
-- signed in within a year (then it is an account in use) or something else still refers to her. Her audit chain stays, as every
-- chain does: it names her by her id only, and its last entry says who destroyed the row and by which list.
GRANT CREATE ON SCHEMA app TO app_act;
SET LOCAL ROLE app_act;   -- whose it is
CREATE FUNCTION app.forget_resident() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE l app.destruction_list;
BEGIN
  SELECT x.* INTO l FROM app.destruction_item i JOIN app.destruction_list x ON x.id = i.list_id WHERE i.dossier_id = OLD.id AND i.state = 'proposed' AND x.state = 'approved';
  IF NOT FOUND OR EXISTS (SELECT 1 FROM app.dossier d WHERE d.resident_id = OLD.resident_id) THEN RETURN NULL; END IF;
  BEGIN
    DELETE FROM app.resident WHERE id = OLD.resident_id AND last_seen_at < now() - interval '1 year';
    IF FOUND THEN
      INSERT INTO app.audit_entry (subject, subject_id, seq, kind, tenant_id, actor_kind, actor_id, actor_name, at, data, public, prev, hash)
        VALUES ('resident', OLD.resident_id, 0, 'resident.destroyed', l.tenant_id, 'staff', l.decided_by, l.decided_name, now(), jsonb_build_object('list', l.no || '/' || l.year, 'proposed', l.proposed_name), false, '', '');
    END IF;
  EXCEPTION WHEN foreign_key_violation THEN NULL;   -- a session not swept yet, a claim: it stays
  END;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.forget_resident() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.forget_resident() TO app_owner;
SET LOCAL ROLE app_owner;
REVOKE CREATE ON SCHEMA app FROM app_act;
GRANT SELECT (last_seen_at), DELETE ON app.resident TO app_act;
CREATE POLICY forget ON app.resident FOR DELETE TO app_act USING (NOT EXISTS (SELECT 1 FROM app.dossier d WHERE d.resident_id = resident.id OFFSET 0));
CREATE TRIGGER forget_resident AFTER DELETE ON app.dossier FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION app.forget_resident();
COMMENT ON TABLE app.resident IS 'retention: level 0 without a filed dossier: 30 days; else with the last dossier, unless she signed in within a year';
-- +goose StatementEnd
