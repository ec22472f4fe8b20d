-- +goose Up
-- +goose StatementBegin
-- Who has a draft of a procedure open, and who keeps others from changing it for a while. One line a person, province_code as the draft's.
CREATE TABLE app.revision_presence (
  revision_id uuid NOT NULL REFERENCES app.revision ON DELETE CASCADE, staff_id uuid NOT NULL, province_code text, name text NOT NULL,
  since timestamptz NOT NULL, seen_at timestamptz NOT NULL,          -- began, and was last there
  locked_at timestamptz,                                             -- keeps the draft until it lets go, or was away too long
  PRIMARY KEY (revision_id, staff_id), CHECK (seen_at >= since)
);
COMMENT ON TABLE app.revision_presence IS 'retention: a day after the person last had the draft open; gone with the draft';
CREATE UNIQUE INDEX revision_presence_lock ON app.revision_presence (revision_id) WHERE locked_at IS NOT NULL;
CREATE INDEX revision_presence_seen ON app.revision_presence (seen_at);
ALTER TABLE app.revision_presence ENABLE ROW LEVEL SECURITY; ALTER TABLE app.revision_presence FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.revision_presence TO app_owner USING (true) WITH CHECK (true);
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT * FROM (VALUES ('app_province', 'province_code = (SELECT app.province_code())'), ('app_platform', 'province_code IS NULL')) x(role, mine) LOOP
    EXECUTE format('CREATE POLICY %1$s ON app.revision_presence TO %1$s USING (%2$s) WITH CHECK (%2$s AND EXISTS (SELECT 1 FROM app.revision v WHERE v.id = revision_id
      AND v.province_code IS NOT DISTINCT FROM revision_presence.province_code AND v.state IN (''draft'', ''in_review'')))', r.role, r.mine);
    EXECUTE format('GRANT SELECT, INSERT, DELETE, UPDATE (since, seen_at, locked_at, name) ON app.revision_presence TO %s', r.role);
  END LOOP; END $$;

CREATE OR REPLACE FUNCTION app.sweep_transient(p_now timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int; m int; k int; p int;
BEGIN
  DELETE FROM app.rate_bucket WHERE tat < p_now - interval '1 day';
  GET DIAGNOSTICS n = ROW_COUNT;
  DELETE FROM app.simulated_message WHERE at < p_now - interval '7 days';
  GET DIAGNOSTICS m = ROW_COUNT;
  DELETE FROM app.procedure_import WHERE created_at < p_now - interval '1 day';
  GET DIAGNOSTICS k = ROW_COUNT;
  DELETE FROM app.revision_presence WHERE seen_at < p_now - interval '1 day';
  GET DIAGNOSTICS p = ROW_COUNT; RETURN n + m + k + p;
END $$;

-- The operator keeps the nation's catalogue, and takes files for it as a province does for its own.
ALTER TABLE app.procedure_import ALTER province_code DROP NOT NULL;
CREATE POLICY plat ON app.procedure_import TO app_platform USING (province_code IS NULL) WITH CHECK (province_code IS NULL);
GRANT SELECT, INSERT, DELETE ON app.procedure_import TO app_platform;
-- A national procedure that nobody published yet can be thrown away again.
GRANT DELETE ON app.procedure TO app_platform;
CREATE POLICY nation_unpublished ON app.procedure AS RESTRICTIVE FOR DELETE TO app_platform
  USING (NOT EXISTS (SELECT 1 FROM app.revision v WHERE v.procedure_id = procedure.id));

-- Everyday words that a province's people use, beside the nation's.
ALTER TABLE app.procedure_setting ADD words text NOT NULL DEFAULT '';
-- When somebody last named a procedure on a page; the names that ship with a new binary leave it alone from then on.
ALTER TABLE app.procedure ADD named_at timestamptz;
GRANT UPDATE (named_at) ON app.procedure TO app_province, app_platform;

-- Which provinces have open dossiers under a national revision: how many, never which.
GRANT CREATE ON SCHEMA app TO app_act;
CREATE FUNCTION app.pinned_provinces(p_revision uuid) RETURNS TABLE (province_code text, open bigint, drafts bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT t.province_code, count(*) FILTER (WHERE d.state <> 'draft'), count(*) FILTER (WHERE d.state = 'draft')
    FROM app.dossier d JOIN app.tenant t ON t.id = d.competent_tenant
    WHERE d.revision_id = p_revision AND d.state NOT IN ('declined', 'stopped', 'decided', 'returned') GROUP BY 1 $$;
REVOKE ALL ON FUNCTION app.pinned_provinces(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.pinned_provinces(uuid) TO app_platform;
ALTER FUNCTION app.pinned_provinces(uuid) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
