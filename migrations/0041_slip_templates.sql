-- +goose Up
-- +goose StatementBegin
-- A province's wording of the printed forms M01 to M07. A version is never changed: a new one is added, with who and when.
-- Slips are made for residents and officers alike, so the wording is everybody's to read; who wrote it is the province's.
CREATE TABLE app.slip_template (
  province_code text NOT NULL REFERENCES app.province (code), form text NOT NULL CHECK (form IN ('M01', 'M02', 'M03', 'M04', 'M05', 'M06', 'M07')),
  version int NOT NULL CHECK (version > 0), wording jsonb NOT NULL CHECK (jsonb_typeof(wording) = 'object'),
  made_by uuid NOT NULL, made_name text NOT NULL, made_at timestamptz NOT NULL,
  PRIMARY KEY (province_code, form, version)
);
COMMENT ON TABLE app.slip_template IS 'retention: as long as the province; every version stays, because slips were printed by it';
ALTER TABLE app.slip_template ENABLE ROW LEVEL SECURITY; ALTER TABLE app.slip_template FORCE ROW LEVEL SECURITY;
CREATE POLICY prov ON app.slip_template TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code()));
CREATE POLICY wording ON app.slip_template FOR SELECT TO app_public USING (true);
GRANT SELECT, INSERT ON app.slip_template TO app_province;
GRANT SELECT (province_code, form, version, wording) ON app.slip_template TO app_public;
-- +goose StatementEnd
