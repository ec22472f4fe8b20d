-- +goose Up
-- +goose StatementBegin
-- The simulator for the nation's drafts: a trial without a province asks every live office that goes by the nation's version. The
-- operator reads counts by office, never which dossiers they are.
ALTER TABLE app.revision_trial ALTER COLUMN province_code DROP NOT NULL;
CREATE POLICY plat ON app.revision_trial TO app_platform USING (province_code IS NULL) WITH CHECK (province_code IS NULL
  AND EXISTS (SELECT 1 FROM app.revision v WHERE v.id = revision_id AND v.province_code IS NULL));
GRANT SELECT, INSERT ON app.revision_trial TO app_platform;
DROP POLICY wrk ON app.revision_trial;
CREATE POLICY wrk ON app.revision_trial FOR SELECT TO app_worker USING (EXISTS (SELECT 1 FROM app.tenant t
  WHERE t.id = (SELECT app.tenant_id()) AND t.province_code = coalesce(revision_trial.province_code, t.province_code)));
CREATE POLICY plat ON app.revision_trial_part FOR SELECT TO app_platform USING (EXISTS (SELECT 1 FROM app.revision_trial r WHERE r.id = trial_id));
GRANT SELECT (trial_id, tenant_id, found, done_at, after, checked_at) ON app.revision_trial_part TO app_platform;

-- Which roles somebody holds in each office that adopts a procedure: live, with people who work on dossiers, and not turned off there.
-- A province learns of its own offices, the operator of all; nobody learns who the people are.
CREATE FUNCTION app.office_holdings(p_procedure uuid) RETURNS TABLE (id uuid, full_name text, kind text, province_code text, province text, held text[], units text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT t.id, t.full_name, t.kind, t.province_code, v.full_name, array_agg(DISTINCT g.role || '/' || s.unit), array_agg(DISTINCT s.unit) FILTER (WHERE s.unit <> '')
    FROM app.tenant t JOIN app.province v ON v.code = t.province_code JOIN app.role_grant g ON g.tenant_id = t.id AND (g.expires_at IS NULL OR g.expires_at > now()) JOIN app.staff s ON s.id = g.staff_id AND s.disabled_at IS NULL
    WHERE (app.province_code() IS NULL OR t.province_code = app.province_code())
      AND (t.kind = 'province' OR t.kind = 'commune' AND t.live_from <= now()) AND g.role IN ('receptionist', 'handler', 'unit_head', 'signatory', 'clerk')
      AND NOT EXISTS (SELECT 1 FROM app.procedure_setting p WHERE p.province_code = t.province_code AND p.procedure_id = p_procedure AND NOT p.enabled AND (p.tenant_id IS NULL OR p.tenant_id = t.id))
    GROUP BY t.id, t.full_name, t.kind, t.province_code, v.full_name ORDER BY t.province_code, t.kind, t.full_name $$;
REVOKE ALL ON FUNCTION app.office_holdings(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.office_holdings(uuid) TO app_province, app_platform;
-- +goose StatementEnd
