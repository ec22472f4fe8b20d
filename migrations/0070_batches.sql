-- +goose Up
-- +goose StatementBegin
-- A feeder's file on a dossier, parted into its papers; and files that officers send in pieces.

-- Of which kind a page of a batch looks to be, where a paper begins: told once, while it is read.
ALTER TABLE app.document_page ADD kind text NOT NULL DEFAULT '' CHECK (length(kind) <= 60);

-- Each page begins one paper at most, whoever was faster; and a batch is of the same dossier and office as what is cut out of it.
DROP INDEX app.document_batch;
CREATE UNIQUE INDEX document_batch ON app.document (batch_id, (batch_pages[1])) WHERE batch_id IS NOT NULL;
ALTER TABLE app.document ADD CHECK (batch_id IS NULL OR cardinality(batch_pages) > 0);
SET LOCAL ROLE app_act;   -- whose it is
GRANT EXECUTE ON FUNCTION app.keeps(uuid, uuid) TO app_tenant, app_resident;
SET LOCAL ROLE app_owner;
CREATE POLICY piece ON app.document AS RESTRICTIVE FOR INSERT TO app_tenant, app_worker, app_resident WITH CHECK (batch_id IS NULL OR app.keeps(batch_id, dossier_id));

-- ---------------------------------------------------------------- files of officers on their way
-- which officer sends it; NULL: the resident or her helper. Neither side sees what the other sends.
ALTER TABLE app.upload ADD staff_id uuid;
DROP POLICY res ON app.upload;
CREATE POLICY res ON app.upload TO app_resident USING (staff_id IS NULL AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state IN ('draft', 'awaiting_supplement') OFFSET 0))
  WITH CHECK (staff_id IS NULL AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state IN ('draft', 'awaiting_supplement') AND d.competent_tenant = upload.tenant_id OFFSET 0));
-- the offices that may add papers (as paper.ten_ins)
CREATE POLICY ten ON app.upload TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND staff_id IS NOT NULL AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = upload.dossier_id
    AND (a.holder OR (a.role & 1 <> 0 AND a.is_open AND a.state <> 'in_transit')) OFFSET 0))
  WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND staff_id IS NOT NULL AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = upload.dossier_id
    AND (a.holder OR (a.role & 1 <> 0 AND a.is_open AND a.state <> 'in_transit')) OFFSET 0));
CREATE POLICY ten ON app.upload_piece TO app_tenant USING (EXISTS (SELECT 1 FROM app.upload u WHERE u.id = upload_id OFFSET 0)) WITH CHECK (EXISTS (SELECT 1 FROM app.upload u WHERE u.id = upload_id OFFSET 0));
GRANT SELECT, INSERT, DELETE, UPDATE (received) ON app.upload TO app_tenant;
GRANT SELECT, INSERT ON app.upload_piece TO app_tenant;
-- +goose StatementEnd
