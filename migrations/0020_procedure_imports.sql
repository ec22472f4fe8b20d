-- +goose Up
-- +goose StatementBegin
-- A province's file between the report on what it would change and the confirmation.
CREATE TABLE app.procedure_import (
  id uuid PRIMARY KEY, province_code text NOT NULL REFERENCES app.province, name text NOT NULL,
  content bytea NOT NULL CHECK (octet_length(content) <= 22000000),      -- gzip
  created_at timestamptz NOT NULL DEFAULT now(), created_by uuid
);
COMMENT ON TABLE app.procedure_import IS 'retention: 1 day; gone when it is confirmed';
CREATE INDEX procedure_import_province ON app.procedure_import (province_code);
ALTER TABLE app.procedure_import ENABLE ROW LEVEL SECURITY; ALTER TABLE app.procedure_import FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.procedure_import TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY prov ON app.procedure_import TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code()));
GRANT SELECT, INSERT, DELETE ON app.procedure_import TO app_province;

CREATE OR REPLACE FUNCTION app.sweep_transient(p_now timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int; m int; k int;
BEGIN
  DELETE FROM app.rate_bucket WHERE tat < p_now - interval '1 day';
  GET DIAGNOSTICS n = ROW_COUNT;
  DELETE FROM app.simulated_message WHERE at < p_now - interval '7 days';
  GET DIAGNOSTICS m = ROW_COUNT;
  DELETE FROM app.procedure_import WHERE created_at < p_now - interval '1 day';
  GET DIAGNOSTICS k = ROW_COUNT; RETURN n + m + k;
END $$;

-- The migration login publishes the nation's catalogue; what it imports is written down like any other act.
CREATE POLICY own_import ON app.audit_entry FOR INSERT TO app_owner WITH CHECK (subject = 'procedure' AND kind = 'procedure.imported' AND tenant_id IS NULL AND province_code IS NULL);
-- +goose StatementEnd
