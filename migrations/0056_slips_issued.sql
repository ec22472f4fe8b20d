-- +goose Up
-- +goose StatementBegin
-- The register of slips: what was issued to whom when, numbered without gaps per office, form and year, in the transaction
-- of the event. A job adds what stood on the paper and the file, once; nothing of a line is changed after that.
CREATE TABLE app.slip_issued (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, dossier_id uuid NOT NULL REFERENCES app.dossier ON DELETE CASCADE,
  form text NOT NULL CHECK (form IN ('M01', 'M02', 'M03', 'M04', 'M05')), year int NOT NULL, number int NOT NULL CHECK (number > 0), code text NOT NULL, event text NOT NULL,
  issued_at timestamptz NOT NULL, issued_by uuid, issued_name text NOT NULL DEFAULT '',
  content jsonb, template_version int, document_id uuid REFERENCES app.document, kept_at timestamptz,
  UNIQUE (tenant_id, form, year, number), CHECK ((document_id IS NULL) = (content IS NULL) AND (document_id IS NULL) = (kept_at IS NULL))
);
CREATE INDEX slip_issued_dossier ON app.slip_issued (dossier_id, issued_at);
CREATE INDEX slip_issued_day ON app.slip_issued (tenant_id, issued_at);
CREATE INDEX slip_issued_waiting ON app.slip_issued (tenant_id, issued_at, id) WHERE document_id IS NULL;
CREATE INDEX slip_issued_document ON app.slip_issued (document_id) WHERE document_id IS NOT NULL;
COMMENT ON TABLE app.slip_issued IS 'retention: with its dossier';
ALTER TABLE app.slip_issued ENABLE ROW LEVEL SECURITY; ALTER TABLE app.slip_issued FORCE ROW LEVEL SECURITY;
DO $$ DECLARE vis text := 'EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = slip_issued.dossier_id AND a.role & 19 <> 0 OFFSET 0)'; BEGIN
  EXECUTE 'CREATE POLICY ten_sel ON app.slip_issued FOR SELECT TO app_tenant, app_worker USING (' || vis || ')';
  EXECUTE 'CREATE POLICY ten_ins ON app.slip_issued FOR INSERT TO app_tenant, app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND ' || vis || ')';
END $$;
CREATE POLICY wrk_upd ON app.slip_issued FOR UPDATE TO app_worker USING (tenant_id = (SELECT app.tenant_id()) AND document_id IS NULL) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY res ON app.slip_issued FOR SELECT TO app_resident USING ((SELECT app.only_dossier()) IS NULL AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = slip_issued.dossier_id OFFSET 0));
GRANT SELECT ON app.slip_issued TO app_tenant, app_worker, app_resident;
GRANT INSERT (id, tenant_id, dossier_id, form, year, number, code, event, issued_at, issued_by, issued_name) ON app.slip_issued TO app_tenant, app_worker;
GRANT UPDATE (content, template_version, document_id, kept_at) ON app.slip_issued TO app_worker;
-- a job issues too: a handover counts as received, a request for papers lapses
GRANT EXECUTE ON FUNCTION app.next_number(text, int) TO app_worker;
-- +goose StatementEnd
