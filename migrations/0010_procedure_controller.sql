-- +goose Up
-- +goose StatementBegin
-- Who writes a province's procedures is the province's to say, never a commune's.
ALTER POLICY ten ON app.role_grant WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND app.is_colleague(staff_id) AND role NOT IN ('platform_operator', 'provincial_admin', 'procedure_controller')
  AND province_code IS NOT DISTINCT FROM (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id())));
-- +goose StatementEnd
