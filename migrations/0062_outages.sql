-- +goose Up
-- +goose StatementBegin
-- An announced outage of the system: the clocks that run meanwhile stand still from its beginning to its end (Decree 301/2026 article
-- 4.7). tenant_id NULL: every office of the province. Each office's part is done by its own job once the outage is over.
CREATE TABLE app.outage (
  id uuid PRIMARY KEY, province_code text NOT NULL REFERENCES app.province, tenant_id uuid REFERENCES app.tenant, from_at timestamptz NOT NULL, till_at timestamptz NOT NULL CHECK (till_at > from_at),
  reason text NOT NULL CHECK (reason <> ''), legal_basis text NOT NULL CHECK (legal_basis <> ''), offices int NOT NULL, made_by uuid, made_name text NOT NULL DEFAULT '', made_at timestamptz NOT NULL
);
CREATE INDEX outage_of ON app.outage (province_code, from_at DESC);
COMMENT ON TABLE app.outage IS 'retention: kept; explains promised dates';
CREATE TABLE app.outage_part (
  outage_id uuid NOT NULL REFERENCES app.outage, tenant_id uuid NOT NULL REFERENCES app.tenant, paused int NOT NULL DEFAULT 0, moved int NOT NULL DEFAULT 0, failed int NOT NULL DEFAULT 0, upto uuid, done_at timestamptz,
  PRIMARY KEY (outage_id, tenant_id)
);
COMMENT ON TABLE app.outage_part IS 'retention: with its outage; counts only';
ALTER TABLE app.outage ENABLE ROW LEVEL SECURITY; ALTER TABLE app.outage FORCE ROW LEVEL SECURITY;
ALTER TABLE app.outage_part ENABLE ROW LEVEL SECURITY; ALTER TABLE app.outage_part FORCE ROW LEVEL SECURITY;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON app.outage FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE POLICY ten ON app.outage FOR SELECT TO app_tenant, app_worker USING (coalesce(tenant_id, (SELECT app.tenant_id())) = (SELECT app.tenant_id())
  AND province_code = (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id())));
CREATE POLICY ten_ins ON app.outage FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND province_code = (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id())));
CREATE POLICY prov ON app.outage FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
CREATE POLICY prov_ins ON app.outage FOR INSERT TO app_province WITH CHECK (province_code = (SELECT app.province_code()) AND tenant_id IS NULL);
GRANT SELECT, INSERT ON app.outage TO app_tenant, app_province; GRANT SELECT ON app.outage TO app_worker;
CREATE POLICY wrk ON app.outage_part TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.outage o WHERE o.id = outage_id));
CREATE POLICY ten ON app.outage_part FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.outage_part FOR SELECT TO app_province USING (EXISTS (SELECT 1 FROM app.outage o WHERE o.id = outage_id));
GRANT SELECT, INSERT, UPDATE (paused, moved, failed, upto, done_at) ON app.outage_part TO app_worker;
GRANT SELECT ON app.outage_part TO app_tenant, app_province;
-- +goose StatementEnd
