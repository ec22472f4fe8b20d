-- River's job table behind the wall: a scoped role inserts and sees only jobs whose args name it; the worker sees all.
-- Run after River's own migrations, every time; each statement may meet its own earlier work.
ALTER TABLE app.river_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.river_job FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own ON app.river_job;
DROP POLICY IF EXISTS wrk ON app.river_job;
DROP POLICY IF EXISTS ten ON app.river_job;
DROP POLICY IF EXISTS res ON app.river_job;
DROP POLICY IF EXISTS narrowed ON app.river_job;
DROP POLICY IF EXISTS ident ON app.river_job;
DROP POLICY IF EXISTS prov ON app.river_job;
DROP POLICY IF EXISTS plat ON app.river_job;
CREATE POLICY own ON app.river_job TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY wrk ON app.river_job TO app_worker USING (true) WITH CHECK (true);
-- a resident's uploads to a draft are jobs for the competent tenant, whose officers see nothing of a draft
CREATE POLICY ten ON app.river_job TO app_tenant USING (args ->> 'tenant_id' = (SELECT app.tenant_id())::text AND args ->> 'resident_id' IS NULL)
  WITH CHECK (args ->> 'tenant_id' = (SELECT app.tenant_id())::text AND args ->> 'resident_id' IS NULL);
CREATE POLICY res ON app.river_job TO app_resident USING (args ->> 'resident_id' = (SELECT app.resident_id())::text) WITH CHECK (args ->> 'resident_id' = (SELECT app.resident_id())::text);
-- her helper: jobs about that draft, and the removal of a file that no row names any more
CREATE POLICY narrowed ON app.river_job AS RESTRICTIVE TO app_resident USING ((SELECT app.only_dossier()) IS NULL OR CASE
  WHEN args ? 'dossier_id' THEN args ->> 'dossier_id' = (SELECT app.only_dossier())::text
  WHEN args ? 'document_id' THEN EXISTS (SELECT 1 FROM app.document x WHERE x.id = (args ->> 'document_id')::uuid)
  ELSE kind = 'delete_blob' END);
-- sign-in asks for one kind of job only: that a code be sent
CREATE POLICY ident ON app.river_job TO app_identity USING (kind = 'send_code') WITH CHECK (kind = 'send_code');
-- a province asks its own offices' workers to try a draft, what a calendar means for their dossiers, or to send statuses again
CREATE POLICY prov ON app.river_job TO app_province USING ((kind IN ('try_revision', 'recompute_calendar', 'pause_outage') OR kind = 'push_status' AND args ->> 'dossier_id' = '00000000-0000-0000-0000-000000000000') AND args ->> 'tenant_id' IN (SELECT t.id::text FROM app.tenant t WHERE t.province_code = (SELECT app.province_code())))
  WITH CHECK ((kind IN ('try_revision', 'recompute_calendar', 'pause_outage') OR kind = 'push_status' AND args ->> 'dossier_id' = '00000000-0000-0000-0000-000000000000') AND args ->> 'tenant_id' IN (SELECT t.id::text FROM app.tenant t WHERE t.province_code = (SELECT app.province_code())));
-- the operator asks every office's worker to try a draft of the nation's, or to send its statuses again; it learns no dossier by it
CREATE POLICY plat ON app.river_job TO app_platform USING (kind = 'try_revision' OR kind = 'push_status' AND args ->> 'dossier_id' = '00000000-0000-0000-0000-000000000000')
  WITH CHECK (kind = 'try_revision' OR kind = 'push_status' AND args ->> 'dossier_id' = '00000000-0000-0000-0000-000000000000');
GRANT SELECT, INSERT, UPDATE (kind) ON app.river_job TO app_tenant, app_resident, app_identity, app_province, app_platform;
GRANT USAGE ON SEQUENCE app.river_job_id_seq TO app_tenant, app_resident, app_identity, app_province, app_platform;
DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'app' AND tablename LIKE 'river\_%' LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON app.%I TO app_worker', t);
  END LOOP; END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA app TO app_worker;
DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'app' AND (tablename LIKE 'river\_%' OR tablename = 'schema_version') LOOP
    EXECUTE format('COMMENT ON TABLE app.%I IS %L', t, CASE WHEN t = 'river_job' THEN 'retention: 1 day after success, 7 days after the last failure' ELSE 'retention: kept; machinery' END);
  END LOOP; END $$;
ALTER TABLE app.river_job SET (autovacuum_vacuum_scale_factor = 0.02);
