-- +goose Up
-- +goose StatementBegin
-- Files on their way: a resident's phone sends a paper of her draft in pieces (tus 1.0.0), each stored encrypted as it comes, so
-- that a killed tab or a restarted server costs one piece. When all are there they become a document and these rows go; without
-- its wrapped key a piece is unreadable, and the sweep of files takes it.
CREATE TABLE app.upload (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier ON DELETE CASCADE, tenant_id uuid NOT NULL, -- under whose key it lies
  component text NOT NULL, name text NOT NULL,
  length bigint NOT NULL CHECK (length > 0), received bigint NOT NULL DEFAULT 0 CHECK (received >= 0 AND received <= length), -- bytes
  sha256 bytea,                              -- of the whole, when the sender said it
  created_at timestamptz NOT NULL
);
CREATE INDEX ON app.upload (dossier_id);
COMMENT ON TABLE app.upload IS 'retention: 2 days after it began';
CREATE TABLE app.upload_piece (
  upload_id uuid NOT NULL REFERENCES app.upload ON DELETE CASCADE, at bigint NOT NULL, size int NOT NULL CHECK (size > 0),
  object_key text NOT NULL, wrapped_key bytea NOT NULL, sha256 bytea NOT NULL, PRIMARY KEY (upload_id, at)
);
COMMENT ON TABLE app.upload_piece IS 'retention: with its upload';
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['upload', 'upload_piece'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
  END LOOP; END $$;
CREATE POLICY res ON app.upload TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state IN ('draft', 'awaiting_supplement') OFFSET 0))
  WITH CHECK (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state IN ('draft', 'awaiting_supplement') AND d.competent_tenant = upload.tenant_id OFFSET 0));
CREATE POLICY res ON app.upload_piece TO app_resident USING (EXISTS (SELECT 1 FROM app.upload u WHERE u.id = upload_id OFFSET 0)) WITH CHECK (EXISTS (SELECT 1 FROM app.upload u WHERE u.id = upload_id OFFSET 0));
GRANT SELECT, INSERT, DELETE, UPDATE (received) ON app.upload TO app_resident;
GRANT SELECT, INSERT ON app.upload_piece TO app_resident;

-- Files that never arrived whole. Called by the daily job.
CREATE FUNCTION app.sweep_uploads(p_before timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int;
BEGIN
  DELETE FROM app.upload WHERE created_at < p_before;
  GET DIAGNOSTICS n = ROW_COUNT; RETURN n;
END $$;
REVOKE ALL ON FUNCTION app.sweep_uploads(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.sweep_uploads(timestamptz) TO app_worker;
-- +goose StatementEnd
