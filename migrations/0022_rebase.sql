-- +goose Up
-- +goose StatementBegin
-- An open dossier moves to a newer revision of its procedure: the competent holder's own act. That nothing it was promised
-- gets worse is checked before; here, that the revision is its procedure's, holds, and is the nation's or its province's.
GRANT CREATE ON SCHEMA app TO app_act;
CREATE FUNCTION app.rebase_dossier(p_id uuid, p_version int, p_revision uuid, p_case text, p_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  UPDATE app.dossier d SET revision_id = p_revision, case_key = p_case, version = d.version + 1
    WHERE d.id = p_id AND d.version = p_version AND d.holder_tenant = app.tenant_id() AND d.competent_tenant = app.tenant_id() AND d.state IN ('submitted', 'accepted', 'processing')
      AND d.revision_id <> p_revision AND EXISTS (SELECT 1 FROM app.revision v JOIN app.tenant t ON t.id = d.competent_tenant WHERE v.id = p_revision AND v.procedure_id = d.procedure_id
        AND v.state = 'published' AND v.published_from <= p_at AND (v.retired_from IS NULL OR v.retired_from > p_at) AND (v.province_code IS NULL OR v.province_code = t.province_code));
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
END $$;
REVOKE ALL ON FUNCTION app.rebase_dossier(uuid, int, uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.rebase_dossier(uuid, int, uuid, text, timestamptz) TO app_tenant;
ALTER FUNCTION app.rebase_dossier(uuid, int, uuid, text, timestamptz) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
