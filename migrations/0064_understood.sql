-- +goose Up
-- +goose StatementBegin
-- What a document says: the machine proposes, an officer confirms with the page beside it, and nothing unconfirmed is ever reused.
-- Circular 01/2023/TT-VPCP: what was digitized once, with its data, is not asked for again.
CREATE TABLE app.document_kind (
  document_id uuid PRIMARY KEY REFERENCES app.document ON DELETE CASCADE, dossier_id uuid NOT NULL REFERENCES app.dossier ON DELETE CASCADE, tenant_id uuid NOT NULL, -- whose row it is
  proposed text NOT NULL DEFAULT '',                                   -- what the machine takes it for; khac: none it knows
  kind text NOT NULL DEFAULT '', state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed')), version int NOT NULL DEFAULT 1,
  number text NOT NULL DEFAULT '', issuer text NOT NULL DEFAULT '', issued_on date, expires_on date, -- as confirmed
  read_at timestamptz NOT NULL, confirmed_by uuid, confirmed_name text NOT NULL DEFAULT '', confirmed_tenant uuid, confirmed_at timestamptz,
  CHECK ((state = 'confirmed') = (confirmed_at IS NOT NULL AND kind <> ''))
);
CREATE INDEX document_kind_dossier ON app.document_kind (dossier_id);
COMMENT ON TABLE app.document_kind IS 'retention: with its document';
CREATE TABLE app.document_field (
  document_id uuid NOT NULL REFERENCES app.document_kind ON DELETE CASCADE, name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_]{0,60}$'), dossier_id uuid NOT NULL, tenant_id uuid NOT NULL, position smallint NOT NULL DEFAULT 0,
  proposed text NOT NULL DEFAULT '', confirmed text NOT NULL DEFAULT '', confidence real NOT NULL DEFAULT 0 CHECK (confidence BETWEEN 0 AND 1), sure boolean NOT NULL DEFAULT false,
  page int NOT NULL DEFAULT 0 CHECK (page >= 0), box real[] NOT NULL DEFAULT '{}' CHECK (cardinality(box) IN (0, 4)), -- x, y, width, height in fractions of the page as it came
  source text NOT NULL DEFAULT 'print' CHECK (source IN ('print', 'code', 'officer', 'vault')),   -- code: the square code of an identity card
  state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed', 'corrected', 'dropped')),
  declared text NOT NULL DEFAULT '', resolved text NOT NULL DEFAULT '' CHECK (resolved IN ('', 'paper', 'declared')), -- where the declaration said otherwise: what it said, which one holds
  decided_by uuid, decided_name text NOT NULL DEFAULT '', decided_at timestamptz, PRIMARY KEY (document_id, name),
  CHECK ((state IN ('confirmed', 'corrected')) = (confirmed <> '')), CHECK ((state = 'proposed') = (decided_at IS NULL))
);
CREATE INDEX document_field_dossier ON app.document_field (dossier_id);
COMMENT ON TABLE app.document_field IS 'retention: with its document';

-- What a resident took out of her own papers again; results stay. And what was used, for which dossier, with whose consent.
CREATE TABLE app.vault_removed (resident_id uuid NOT NULL REFERENCES app.resident, document_id uuid NOT NULL REFERENCES app.document ON DELETE CASCADE, removed_at timestamptz NOT NULL, PRIMARY KEY (resident_id, document_id));
CREATE INDEX vault_removed_document ON app.vault_removed (document_id);
COMMENT ON TABLE app.vault_removed IS 'retention: with its document';
CREATE TABLE app.vault_use (
  id uuid PRIMARY KEY, resident_id uuid NOT NULL REFERENCES app.resident, dossier_id uuid NOT NULL REFERENCES app.dossier ON DELETE CASCADE, tenant_id uuid NOT NULL, -- that the copy went to
  document_id uuid UNIQUE REFERENCES app.document ON DELETE SET NULL, -- the copy; null: taken back out of the draft
  source_document uuid NOT NULL, result_id uuid, component text NOT NULL, kind text NOT NULL DEFAULT '', title text NOT NULL, number text NOT NULL DEFAULT '',
  issued_by uuid,                                                      -- the office that issued or confirmed it
  issuer text NOT NULL DEFAULT '', issued_on date, sha256 bytea NOT NULL, statement text NOT NULL CHECK (length(statement) >= 20),
  method text NOT NULL CHECK (method IN ('online', 'signature', 'spoken_at_counter')), used_by uuid NOT NULL, used_name text NOT NULL, used_at timestamptz NOT NULL
);
CREATE INDEX vault_use_resident ON app.vault_use (resident_id, used_at DESC);
CREATE INDEX vault_use_dossier ON app.vault_use (dossier_id);
COMMENT ON TABLE app.vault_use IS 'retention: with its dossier; the resident may read it';

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['document_kind', 'document_field', 'vault_removed', 'vault_use'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['document_kind', 'document_field'] LOOP
    -- who may open the document reads what it says
    EXECUTE format('CREATE POLICY seen ON app.%1$I FOR SELECT TO app_tenant, app_resident USING (EXISTS (SELECT 1 FROM app.document x WHERE x.id = %1$I.document_id OFFSET 0))', t);
    EXECUTE format('CREATE POLICY ten_ins ON app.%1$I FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = %1$I.dossier_id AND a.holder OFFSET 0)
      AND EXISTS (SELECT 1 FROM app.document x WHERE x.id = %1$I.document_id AND x.dossier_id = %1$I.dossier_id OFFSET 0))', t);
    EXECUTE format('CREATE POLICY ten_upd ON app.%1$I FOR UPDATE TO app_tenant USING (EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = %1$I.dossier_id AND a.holder OFFSET 0))', t);
    EXECUTE format('CREATE POLICY wrk_sel ON app.%1$I FOR SELECT TO app_worker USING (tenant_id = (SELECT app.tenant_id()))', t);
    EXECUTE format('CREATE POLICY wrk_ins ON app.%1$I FOR INSERT TO app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = ''proposed'' AND app.keeps(document_id, dossier_id))', t);
    -- a job never touches what a person decided
    EXECUTE format('CREATE POLICY wrk_upd ON app.%1$I FOR UPDATE TO app_worker USING (tenant_id = (SELECT app.tenant_id()) AND state = ''proposed'') WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = ''proposed'')', t);
    EXECUTE format('CREATE POLICY wrk_del ON app.%1$I FOR DELETE TO app_worker USING (tenant_id = (SELECT app.tenant_id()) AND state = ''proposed'')', t);
    EXECUTE format('CREATE POLICY act ON app.%1$I TO app_act USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT ON app.%1$I TO app_tenant, app_resident, app_worker; GRANT SELECT, INSERT ON app.%1$I TO app_act; GRANT INSERT ON app.%1$I TO app_tenant, app_worker', t);
  END LOOP; END $$;
GRANT UPDATE (kind, state, version, number, issuer, issued_on, expires_on, confirmed_by, confirmed_name, confirmed_tenant, confirmed_at) ON app.document_kind TO app_tenant;
GRANT UPDATE (confirmed, state, declared, resolved, decided_by, decided_name, decided_at) ON app.document_field TO app_tenant;
GRANT UPDATE (proposed, read_at) ON app.document_kind TO app_worker; GRANT DELETE ON app.document_field TO app_worker;
DROP POLICY wrk_upd ON app.document_field; DROP POLICY wrk_del ON app.document_kind;

CREATE POLICY res ON app.vault_removed TO app_resident USING (resident_id = (SELECT app.resident_id()) AND (SELECT app.only_dossier()) IS NULL)
  WITH CHECK (resident_id = (SELECT app.resident_id()) AND (SELECT app.only_dossier()) IS NULL AND EXISTS (SELECT 1 FROM app.document x WHERE x.id = document_id OFFSET 0));
CREATE POLICY act ON app.vault_removed FOR SELECT TO app_act USING (true);
GRANT SELECT, INSERT, DELETE ON app.vault_removed TO app_resident; GRANT SELECT ON app.vault_removed TO app_act;
CREATE POLICY res ON app.vault_use FOR SELECT TO app_resident USING (resident_id = (SELECT app.resident_id()) AND (SELECT app.only_dossier()) IS NULL);
CREATE POLICY ten ON app.vault_use FOR SELECT TO app_tenant USING (EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = vault_use.dossier_id AND a.role & 19 <> 0 OFFSET 0));
CREATE POLICY act ON app.vault_use TO app_act USING (true) WITH CHECK (true);
GRANT SELECT ON app.vault_use TO app_resident, app_tenant; GRANT SELECT, INSERT ON app.vault_use TO app_act;
GRANT SELECT (sha256, purpose, visible_to_resident) ON app.document TO app_act;

-- A paper of one's own vault goes to a draft: the copy is the same bytes, the consent is written down, and what an officer confirmed
-- of it stays confirmed. Only what is issued and stands, or confirmed and not out of date; only its owner, never a helper.
GRANT CREATE ON SCHEMA app TO app_act;
CREATE FUNCTION app.use_vault_item(p_use uuid, p_dossier uuid, p_copy uuid, p_source uuid, p_component text, p_title text, p_statement text, p_by_name text, p_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE me uuid := app.resident_id(); d app.dossier; r app.result; k app.document_kind; sum bytea; why text;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_dossier AND resident_id = me AND app.only_dossier() IS NULL FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.state <> 'draft' THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  SELECT x.sha256, x.purpose INTO sum, why FROM app.document x JOIN app.dossier o ON o.id = x.dossier_id WHERE x.id = p_source AND o.resident_id = me AND o.id <> p_dossier AND x.visible_to_resident
    AND NOT EXISTS (SELECT 1 FROM app.vault_removed v WHERE v.resident_id = me AND v.document_id = x.id AND x.purpose <> 'result');
  SELECT * INTO r FROM app.result WHERE document_id = p_source AND state = 'issued' AND outcome = 'granted';
  SELECT * INTO k FROM app.document_kind WHERE document_id = p_source AND state = 'confirmed' AND (expires_on IS NULL OR expires_on >= (p_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
    AND EXISTS (SELECT 1 FROM app.paper y WHERE y.document_id = p_source AND y.state NOT IN ('faulty', 'replaced'));
  IF why IS NULL OR why = 'result' AND r.id IS NULL OR why = 'paper' AND k.document_id IS NULL OR why NOT IN ('result', 'paper')
    OR NOT EXISTS (SELECT 1 FROM app.document x WHERE x.id = p_copy AND x.dossier_id = p_dossier AND x.sha256 = sum)
    THEN RAISE EXCEPTION 'vault.not_found' USING ERRCODE = 'MC002'; END IF;
  INSERT INTO app.vault_use (id, resident_id, dossier_id, tenant_id, document_id, source_document, result_id, component, kind, title, number, issued_by, issuer, issued_on, sha256, statement, method, used_by, used_name, used_at)
    VALUES (p_use, me, p_dossier, d.competent_tenant, p_copy, p_source, r.id, p_component, coalesce(k.kind, ''), coalesce(r.title, p_title), coalesce(r.number, k.number, ''), coalesce(r.tenant_id, k.confirmed_tenant), coalesce(k.issuer, ''),
      coalesce((r.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, k.issued_on), sum, p_statement, 'online', me, p_by_name, p_at);
  IF k.document_id IS NOT NULL THEN
    INSERT INTO app.document_kind (document_id, dossier_id, tenant_id, proposed, kind, state, version, number, issuer, issued_on, expires_on, read_at, confirmed_by, confirmed_name, confirmed_tenant, confirmed_at)
      VALUES (p_copy, p_dossier, d.competent_tenant, k.proposed, k.kind, 'confirmed', 1, k.number, k.issuer, k.issued_on, k.expires_on, p_at, k.confirmed_by, k.confirmed_name, k.confirmed_tenant, k.confirmed_at);
    INSERT INTO app.document_field (document_id, name, dossier_id, tenant_id, position, proposed, confirmed, confidence, sure, page, box, source, state, decided_by, decided_name, decided_at)
      SELECT p_copy, f.name, p_dossier, d.competent_tenant, f.position, f.confirmed, f.confirmed, f.confidence, true, f.page, f.box, 'vault', 'confirmed', f.decided_by, f.decided_name, f.decided_at
      FROM app.document_field f WHERE f.document_id = p_source AND f.state IN ('confirmed', 'corrected');
  END IF;
END $$;
REVOKE ALL ON FUNCTION app.use_vault_item(uuid, uuid, uuid, uuid, text, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.use_vault_item(uuid, uuid, uuid, uuid, text, text, text, text, timestamptz) TO app_resident;
ALTER FUNCTION app.use_vault_item(uuid, uuid, uuid, uuid, text, text, text, text, timestamptz) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
