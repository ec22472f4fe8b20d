-- +goose Up
-- +goose StatementBegin
-- Certified electronic copies of several originals in one dossier: each original has its own number in the register (Decree
-- 23/2015/NĐ-CP article 21: a number for each kind of paper), so each copy is a file with a code of its own, beside the dossier's
-- one result. Only of a line that was signed, under its number, once.
ALTER TABLE app.result ADD entry_id uuid REFERENCES app.register_entry ON DELETE CASCADE;   -- the line whose copy it is; null: the dossier's result
CREATE UNIQUE INDEX result_copy ON app.result (entry_id) WHERE entry_id IS NOT NULL;
DROP INDEX app.result_one_live, app.result_one_issued;
CREATE UNIQUE INDEX result_one_live ON app.result (dossier_id) WHERE state NOT IN ('sent_back', 'revoked', 'replaced') AND replaces IS NULL AND entry_id IS NULL;
CREATE UNIQUE INDEX result_one_issued ON app.result (dossier_id) WHERE state = 'issued' AND entry_id IS NULL;
CREATE POLICY ten_ins_copy ON app.result FOR INSERT TO app_tenant WITH CHECK (entry_id IS NOT NULL AND tenant_id = (SELECT app.tenant_id()));
CREATE POLICY copy_of_line ON app.result AS RESTRICTIVE FOR INSERT TO app_tenant WITH CHECK (entry_id IS NULL OR state = 'issued' AND outcome = 'granted' AND document_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM app.register_entry e WHERE e.id = entry_id AND e.dossier_id = result.dossier_id AND e.tenant_id = result.tenant_id AND e.signed_at IS NOT NULL AND e.number = result.number AND e.scan_document IS NOT NULL OFFSET 0));
-- +goose StatementEnd
