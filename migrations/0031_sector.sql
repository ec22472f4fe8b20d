-- +goose Up
-- +goose StatementBegin
-- A dossier whose way is decided in a sector system (civil status, business registration, land): entered there with its
-- number, its status as of a moment, its result. system is a key of app/procedures/revision/sector_systems.csv.
CREATE TABLE app.sector_case (
  dossier_id uuid PRIMARY KEY REFERENCES app.dossier, tenant_id uuid NOT NULL, system text NOT NULL,
  door text NOT NULL CHECK (door IN ('typed', 'automatic')),            -- who brings its number: an officer, or the link
  state text NOT NULL CHECK (state IN ('handing', 'open', 'decided')),  -- handing: no number has come back yet
  number text NOT NULL DEFAULT '', status text NOT NULL DEFAULT '', status_at timestamptz,
  entered_name text NOT NULL, entered_at timestamptz NOT NULL, decided_at timestamptz,
  CHECK ((state = 'handing') = (number = '')), CHECK (state <> 'handing' OR door = 'automatic'),
  CHECK ((status = '') = (status_at IS NULL)), CHECK ((state = 'decided') = (decided_at IS NOT NULL))
);
CREATE UNIQUE INDEX sector_case_number ON app.sector_case (tenant_id, system, number) WHERE number <> '';
COMMENT ON TABLE app.sector_case IS 'retention: with its dossier';
ALTER TABLE app.sector_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.sector_case FORCE ROW LEVEL SECURITY;

-- As its siblings (0003): written by the holder as its author, read as far as the dossier is. The link brings back what
-- an officer asked for; it never enters a dossier by itself.
DO $$ DECLARE vis text := 'EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = sector_case.dossier_id AND a.role & 19 <> 0 OFFSET 0)';
  hold text := 'tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = sector_case.dossier_id AND a.holder AND a.role & 2 <> 0 OFFSET 0)'; BEGIN
  EXECUTE 'CREATE POLICY ten_sel ON app.sector_case FOR SELECT TO app_tenant, app_worker USING (' || vis || ')';
  EXECUTE 'CREATE POLICY ten_ins ON app.sector_case FOR INSERT TO app_tenant WITH CHECK (state <> ''decided'' AND ' || hold || ')';
  EXECUTE 'CREATE POLICY ten_upd ON app.sector_case FOR UPDATE TO app_tenant, app_worker USING (state <> ''decided'' AND ' || hold || ') WITH CHECK (' || hold || ')';
END $$;
CREATE POLICY res_sel ON app.sector_case FOR SELECT TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = sector_case.dossier_id OFFSET 0));
CREATE POLICY act ON app.sector_case FOR SELECT TO app_act USING (true);
GRANT SELECT, INSERT ON app.sector_case TO app_tenant;
GRANT SELECT ON app.sector_case TO app_worker, app_resident, app_act;
GRANT UPDATE (door, state, number, status, status_at, decided_at) ON app.sector_case TO app_tenant, app_worker;

-- Which sector system decided; '' this office. The worker writes results that came back, and no others.
ALTER TABLE app.result ADD COLUMN sector text NOT NULL DEFAULT '';
GRANT INSERT ON app.result TO app_worker;
CREATE POLICY sector_only ON app.result AS RESTRICTIVE FOR INSERT TO app_worker WITH CHECK (state = 'issued' AND sector <> ''
  AND EXISTS (SELECT 1 FROM app.sector_case s WHERE s.dossier_id = result.dossier_id AND s.tenant_id = result.tenant_id AND s.system = result.sector AND s.state = 'open' OFFSET 0));

-- Tracking without an account: in which system a dossier under work is, and since when. No number, no words from there.
GRANT CREATE ON SCHEMA app TO app_act;
CREATE FUNCTION app.track_sector(p_code text, p_last4 text) RETURNS TABLE (system text, entered_at timestamptz, status_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT s.system, s.entered_at, s.status_at FROM app.dossier d JOIN app.sector_case s ON s.dossier_id = d.id WHERE d.code = p_code AND d.state = 'processing' AND s.state = 'open' AND p_last4 ~ '^[0-9]{4}$'
     AND EXISTS (SELECT 1 FROM app.party p WHERE p.dossier_id = d.id AND (right(p.phone, 4) = p_last4 OR right(p.id_number, 4) = p_last4)) $$;
REVOKE ALL ON FUNCTION app.track_sector(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.track_sector(text, text) TO app_public;
ALTER FUNCTION app.track_sector(text, text) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
