-- +goose Up
-- +goose StatementBegin
-- How a paper looks, shown where it is asked for. province_code NULL is the nation's, else that province's own.
CREATE TABLE app.sample_picture (
  id uuid PRIMARY KEY, province_code text REFERENCES app.province, title text NOT NULL CHECK (title <> ''),
  mime text NOT NULL CHECK (mime = 'image/jpeg'), bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 204800), -- made anew on the server, 200 KB at most
  width int NOT NULL, height int NOT NULL, created_by uuid, created_name text NOT NULL DEFAULT '', created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.sample_picture IS 'retention: kept; revisions name them';
ALTER TABLE app.sample_picture ENABLE ROW LEVEL SECURITY; ALTER TABLE app.sample_picture FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.sample_picture TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY everyone ON app.sample_picture FOR SELECT USING (true);
CREATE POLICY prov ON app.sample_picture FOR INSERT TO app_province WITH CHECK (province_code = (SELECT app.province_code()));
CREATE POLICY nation ON app.sample_picture FOR INSERT TO app_platform WITH CHECK (province_code IS NULL);
GRANT SELECT ON app.sample_picture TO app_identity, app_public, app_resident, app_tenant, app_province, app_platform, app_worker;
GRANT INSERT ON app.sample_picture TO app_province, app_platform;
-- +goose StatementEnd
