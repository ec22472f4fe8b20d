-- +goose Up
-- +goose StatementBegin
-- Old paper: earlier results of an office, scanned from the feeder by the book. A scan is parted into papers; an officer confirms each
-- beside its picture, and it becomes what it was: a finished dossier of its resident with its issued result. Nothing unconfirmed or
-- unmatched reaches anybody.
CREATE TABLE app.old_session (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, title text NOT NULL CHECK (title <> ''),
  procedure_id uuid NOT NULL REFERENCES app.procedure, revision_id uuid NOT NULL REFERENCES app.revision,  -- whose results they are
  result_code text NOT NULL DEFAULT '', result_title text NOT NULL CHECK (result_title <> ''), register text NOT NULL CHECK (register <> ''),
  year_from int NOT NULL, year_to int NOT NULL, parted text NOT NULL CHECK (parted IN ('sheet', 'blank', 'page', 'file')),
  opened_by uuid NOT NULL, opened_name text NOT NULL, opened_at timestamptz NOT NULL, CHECK (year_from BETWEEN 1900 AND year_to)
);
CREATE INDEX old_session_tenant ON app.old_session (tenant_id, opened_at DESC);
COMMENT ON TABLE app.old_session IS 'retention: kept; books and years, no personal data';
CREATE TABLE app.old_scan (
  document_id uuid PRIMARY KEY REFERENCES app.document ON DELETE CASCADE, session_id uuid NOT NULL REFERENCES app.old_session, tenant_id uuid NOT NULL,
  sent_by uuid NOT NULL, sent_name text NOT NULL, sent_at timestamptz NOT NULL, parted_at timestamptz
);
CREATE INDEX old_scan_session ON app.old_scan (session_id, sent_at);
COMMENT ON TABLE app.old_scan IS 'retention: with its document';
CREATE TABLE app.old_paper (
  id uuid PRIMARY KEY, session_id uuid NOT NULL REFERENCES app.old_session, tenant_id uuid NOT NULL, scan_id uuid NOT NULL REFERENCES app.old_scan ON DELETE CASCADE,
  pages int[] NOT NULL CHECK (cardinality(pages) BETWEEN 1 AND 1000), position int NOT NULL,
  state text NOT NULL DEFAULT 'parted' CHECK (state IN ('parted', 'confirmed', 'placed', 'dropped')),      -- confirmed: nobody to match it with yet
  register text NOT NULL DEFAULT '', year int, number text NOT NULL DEFAULT '', issued_on date,
  full_name text NOT NULL DEFAULT '', birth_date text NOT NULL DEFAULT '',                                 -- while it waits; empty once it is placed
  dossier_id uuid REFERENCES app.dossier ON DELETE SET NULL,
  confirmed_by uuid, confirmed_name text NOT NULL DEFAULT '', confirmed_at timestamptz, note text NOT NULL DEFAULT '',
  UNIQUE (scan_id, position), CHECK ((state IN ('confirmed', 'placed')) = (number <> '')), CHECK (state <> 'dropped' OR note <> ''), CHECK (state = 'confirmed' OR full_name = '')
);
CREATE UNIQUE INDEX old_paper_number ON app.old_paper (tenant_id, register, year, number) WHERE state IN ('confirmed', 'placed');
CREATE INDEX old_paper_session ON app.old_paper (session_id, state, scan_id, position);
CREATE INDEX old_paper_dossier ON app.old_paper (dossier_id) WHERE dossier_id IS NOT NULL;
COMMENT ON TABLE app.old_paper IS 'retention: with its scan; the name of whoever it waits for goes when it is placed';
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['old_session', 'old_scan', 'old_paper'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY act ON app.%I FOR SELECT TO app_act USING (true)', t);
    EXECUTE format('CREATE POLICY ten_sel ON app.%I FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()))', t);
    EXECUTE format('GRANT SELECT ON app.%I TO app_tenant, app_worker, app_act', t);
  END LOOP; END $$;
CREATE POLICY ten_ins ON app.old_session FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY ten_ins ON app.old_scan FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.old_session s WHERE s.id = session_id OFFSET 0) AND EXISTS (SELECT 1 FROM app.document d WHERE d.id = document_id AND d.dossier_id IS NULL AND d.tenant_id = old_scan.tenant_id OFFSET 0));
CREATE POLICY wrk_upd ON app.old_scan FOR UPDATE TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY wrk_ins ON app.old_paper FOR INSERT TO app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = 'parted' AND EXISTS (SELECT 1 FROM app.old_scan s WHERE s.document_id = scan_id AND s.session_id = old_paper.session_id OFFSET 0));
CREATE POLICY ten_upd ON app.old_paper FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND state IN ('parted', 'confirmed')) WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state <> 'parted');
GRANT INSERT ON app.old_session, app.old_scan TO app_tenant; GRANT UPDATE (parted_at) ON app.old_scan TO app_worker; GRANT INSERT ON app.old_paper TO app_worker;
GRANT UPDATE (state, register, year, number, issued_on, full_name, birth_date, dossier_id, confirmed_by, confirmed_name, confirmed_at, note) ON app.old_paper TO app_tenant;

-- Scans belong to no dossier: their office's alone, its looks are logged all the same.
CREATE POLICY ten_sel_loose ON app.document FOR SELECT TO app_tenant USING (dossier_id IS NULL AND tenant_id = (SELECT app.tenant_id()));
CREATE POLICY ten_ins_loose ON app.document FOR INSERT TO app_tenant WITH CHECK (dossier_id IS NULL AND parent_id IS NULL AND tenant_id = (SELECT app.tenant_id()) AND purpose = 'batch' AND NOT visible_to_resident);
CREATE POLICY ten_ins_loose ON app.document_access FOR INSERT TO app_tenant WITH CHECK (dossier_id IS NULL AND tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.document x WHERE x.id = document_access.document_id AND x.dossier_id IS NULL));
GRANT CREATE ON SCHEMA app TO app_act;
SET LOCAL ROLE app_act;   -- whose it is
CREATE OR REPLACE FUNCTION app.keeps(p_document uuid, p_dossier uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT 1 FROM app.document WHERE id = p_document AND dossier_id IS NOT DISTINCT FROM p_dossier AND tenant_id = app.tenant_id()) $$;
SET LOCAL ROLE app_owner;

-- A confirmed old paper becomes a finished dossier of its resident. The file is recorded on it by the caller, then the result. Scope: tenant.
GRANT INSERT ON app.result TO app_act;
CREATE FUNCTION app.open_old_dossier(p_paper uuid, p_dossier uuid, p_resident uuid, p_name text, p_issued timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE s app.old_session; c text;
BEGIN
  SELECT x.* INTO s FROM app.old_paper p JOIN app.old_session x ON x.id = p.session_id WHERE p.id = p_paper AND p.tenant_id = app.tenant_id() AND p.state IN ('parted', 'confirmed');
  IF NOT FOUND THEN RAISE EXCEPTION 'old_paper.not_found' USING ERRCODE = 'MC002'; END IF;
  c := app.next_code(s.tenant_id, p_issued);
  INSERT INTO app.dossier (id, code, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, state, outcome, applicant_name, search_text, submitted_at, decided_at, returned_at)
    VALUES (p_dossier, c, s.procedure_id, s.revision_id, 'counter', 'counter', p_resident, s.tenant_id, s.tenant_id, 'returned', 'granted', p_name, trim(app.fold(p_name || ' ' || c)), p_issued, p_issued, p_issued);
  RETURN c;
END $$;
CREATE FUNCTION app.issue_old_result(p_paper uuid, p_dossier uuid, p_document uuid, p_number text, p_year int, p_issued timestamptz, p_by uuid, p_by_name text, p_at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE s app.old_session;
BEGIN
  SELECT x.* INTO s FROM app.old_paper p JOIN app.old_session x ON x.id = p.session_id JOIN app.dossier d ON d.id = p_dossier AND d.competent_tenant = p.tenant_id AND d.procedure_id = x.procedure_id
    JOIN app.document f ON f.id = p_document AND f.dossier_id = p_dossier WHERE p.id = p_paper AND p.tenant_id = app.tenant_id() AND p.state IN ('parted', 'confirmed') AND NOT EXISTS (SELECT 1 FROM app.result r WHERE r.dossier_id = p_dossier);
  IF NOT FOUND THEN RAISE EXCEPTION 'old_paper.not_found' USING ERRCODE = 'MC002'; END IF;
  INSERT INTO app.result (id, dossier_id, tenant_id, kind_code, title, outcome, state, document_id, register, number, year, drafted_by, drafted_name, drafted_at, issued_at)
    VALUES (gen_random_uuid(), p_dossier, s.tenant_id, s.result_code, s.result_title, 'granted', 'issued', p_document, s.register, p_number, p_year, p_by, p_by_name, p_at, p_issued);
END $$;
REVOKE ALL ON FUNCTION app.open_old_dossier(uuid, uuid, uuid, text, timestamptz), app.issue_old_result(uuid, uuid, uuid, text, int, timestamptz, uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.open_old_dossier(uuid, uuid, uuid, text, timestamptz), app.issue_old_result(uuid, uuid, uuid, text, int, timestamptz, uuid, text, timestamptz) TO app_tenant;
ALTER FUNCTION app.open_old_dossier(uuid, uuid, uuid, text, timestamptz) OWNER TO app_act; ALTER FUNCTION app.issue_old_result(uuid, uuid, uuid, text, int, timestamptz, uuid, text, timestamptz) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
COMMENT ON TABLE app.document_access IS 'retention: with its dossier; the resident may read it';
-- +goose StatementEnd
