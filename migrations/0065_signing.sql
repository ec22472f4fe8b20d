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

-- ---------------------------------------------------------------- results, from draft to signatures
-- draft_document (0002) is what was submitted; its digest stands here too, so that another file put in its place is noticed.
ALTER TABLE app.result ADD draft_sha256 bytea, ADD letter jsonb, ADD places jsonb,    -- what stands on it, and where the signatures go
  ADD body text NOT NULL DEFAULT '',                                    -- of it, what the handler typed
  ADD signed_document uuid REFERENCES app.document,                     -- with the person's signature
  ADD CHECK (draft_document IS NULL OR octet_length(draft_sha256) = 32), ADD CHECK (signed_document IS NULL OR draft_document IS NOT NULL AND approved_by IS NOT NULL);
-- a submitted draft is never exchanged, nor a signed one, nor a check code or number once given (a void one may be taken away)
CREATE FUNCTION app.keep_submitted() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, app AS $$
BEGIN RAISE EXCEPTION 'result.submitted' USING ERRCODE = 'MC002'; END $$;
CREATE TRIGGER submitted BEFORE UPDATE ON app.result FOR EACH ROW
  WHEN (OLD.draft_document IS DISTINCT FROM NEW.draft_document OR OLD.draft_sha256 IS DISTINCT FROM NEW.draft_sha256 OR OLD.letter IS DISTINCT FROM NEW.letter OR OLD.places IS DISTINCT FROM NEW.places
    OR OLD.check_code IS NOT NULL AND OLD.check_code IS DISTINCT FROM NEW.check_code OR OLD.signed_document IS NOT NULL AND OLD.signed_document IS DISTINCT FROM NEW.signed_document
    OR OLD.number <> '' AND NEW.number <> '' AND (OLD.number, OLD.register, OLD.year) IS DISTINCT FROM (NEW.number, NEW.register, NEW.year))
  EXECUTE FUNCTION app.keep_submitted();
-- one more purpose, whatever others there are by now
DO $$ DECLARE was text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'document_purpose_check' AND conrelid = 'app.document'::regclass); BEGIN
  IF position('''message''::text' IN was) = 0 THEN RAISE EXCEPTION 'document_purpose_check has another shape: %', was; END IF;
  ALTER TABLE app.document DROP CONSTRAINT document_purpose_check;
  EXECUTE 'ALTER TABLE app.document ADD CONSTRAINT document_purpose_check ' || replace(was, '''message''::text', '''message''::text, ''draft''::text');
END $$;
-- +goose StatementEnd
