-- +goose Up
-- +goose StatementBegin
-- What people and offices sign with, and the way of a result from its draft to its signatures.

-- ---------------------------------------------------------------- keys
CREATE TABLE app.signing_key (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, staff_id uuid,   -- NULL: the office's own
  source text NOT NULL CHECK (source IN ('file', 'remote', 'device')),
  sealed bytea,                                                         -- the PKCS#12 file, under the tenant's key and bound to this row; gone when withdrawn
  credential text NOT NULL DEFAULT '', label text NOT NULL DEFAULT '',  -- the provider's name for it; token and key in a device
  asks boolean NOT NULL DEFAULT false,                                  -- password or PIN at each signature; never kept
  certificate bytea NOT NULL, subject text NOT NULL, issuer text NOT NULL DEFAULT '', valid_from timestamptz NOT NULL, valid_until timestamptz NOT NULL,
  simulated boolean NOT NULL DEFAULT false,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'withdrawn')),
  added_by uuid, added_name text NOT NULL, added_at timestamptz NOT NULL,
  withdrawn_by uuid, withdrawn_name text NOT NULL DEFAULT '', withdrawn_at timestamptz,
  CHECK ((sealed IS NOT NULL) = (source = 'file' AND state = 'active')), CHECK ((withdrawn_at IS NOT NULL) = (state = 'withdrawn')), CHECK (source = 'file' OR credential <> '')
);
CREATE UNIQUE INDEX signing_key_live ON app.signing_key (tenant_id, coalesce(staff_id, tenant_id)) WHERE state = 'active';
COMMENT ON TABLE app.signing_key IS 'retention: certificates permanent, with what was signed; the sealed key until it is withdrawn';
ALTER TABLE app.signing_key ENABLE ROW LEVEL SECURITY; ALTER TABLE app.signing_key FORCE ROW LEVEL SECURITY;
CREATE POLICY ten_sel ON app.signing_key FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY ten_ins ON app.signing_key FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()));
-- a certificate is never changed, a new key is a new row; what was withdrawn stays withdrawn
CREATE POLICY ten_upd ON app.signing_key FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND state = 'active') WITH CHECK (tenant_id = (SELECT app.tenant_id()));
GRANT SELECT, INSERT, UPDATE (state, sealed, withdrawn_by, withdrawn_name, withdrawn_at) ON app.signing_key TO app_tenant;
-- +goose StatementEnd
