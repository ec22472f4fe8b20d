-- +goose Up
-- +goose StatementBegin
-- The simulator: a draft tried over each commune's open and past dossiers. A trial keeps what the draft said then; each commune's
-- part holds counts, and the ids of its open dossiers with their dates, so that after publishing it can be shown that nothing moved.
CREATE TABLE app.revision_trial (
  id uuid PRIMARY KEY, revision_id uuid NOT NULL REFERENCES app.revision ON DELETE CASCADE, province_code text NOT NULL REFERENCES app.province,
  procedure_id uuid NOT NULL REFERENCES app.procedure, version int NOT NULL, base_id uuid REFERENCES app.revision, data jsonb NOT NULL, parts int NOT NULL,
  asked_at timestamptz NOT NULL, asked_by uuid, asked_name text NOT NULL DEFAULT ''
);
COMMENT ON TABLE app.revision_trial IS 'retention: with its revision; no personal data';
CREATE INDEX ON app.revision_trial (revision_id, asked_at DESC);
CREATE TABLE app.revision_trial_part (
  trial_id uuid NOT NULL REFERENCES app.revision_trial ON DELETE CASCADE, tenant_id uuid NOT NULL REFERENCES app.tenant,
  found jsonb NOT NULL,                      -- counts
  pinned jsonb NOT NULL,                     -- [{id, revision, due}] of the open dossiers
  done_at timestamptz NOT NULL, after jsonb, checked_at timestamptz, PRIMARY KEY (trial_id, tenant_id)
);
COMMENT ON TABLE app.revision_trial_part IS 'retention: with its trial; ids and counts, no personal data';
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['revision_trial', 'revision_trial_part'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
  END LOOP; END $$;
CREATE POLICY prov ON app.revision_trial TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code())
  AND EXISTS (SELECT 1 FROM app.revision v WHERE v.id = revision_id AND v.province_code = revision_trial.province_code));
GRANT SELECT, INSERT ON app.revision_trial TO app_province;
-- a worker reads its own province's trials and writes its own tenant's part
CREATE POLICY wrk ON app.revision_trial FOR SELECT TO app_worker USING (province_code = (SELECT t.province_code FROM app.tenant t WHERE t.id = (SELECT app.tenant_id())));
GRANT SELECT ON app.revision_trial TO app_worker;
CREATE POLICY wrk ON app.revision_trial_part TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.revision_trial r WHERE r.id = trial_id));
GRANT SELECT, INSERT ON app.revision_trial_part TO app_worker; GRANT UPDATE (after, checked_at) ON app.revision_trial_part TO app_worker;
-- a province reads counts; which dossiers they are stays with the commune
CREATE POLICY prov ON app.revision_trial_part FOR SELECT TO app_province USING (EXISTS (SELECT 1 FROM app.revision_trial r WHERE r.id = trial_id));
GRANT SELECT (trial_id, tenant_id, found, done_at, after, checked_at) ON app.revision_trial_part TO app_province;
-- +goose StatementEnd
