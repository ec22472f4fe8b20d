-- +goose Up
-- +goose StatementBegin
-- What is past its retention and belongs to nobody in particular. Called by the daily job, a slice at a time.
GRANT CREATE ON SCHEMA app TO app_act;
GRANT DELETE ON app.dossier, app.resident TO app_act;
CREATE POLICY act_del ON app.resident FOR DELETE TO app_act USING (level = 0);
GRANT SELECT (id, resident_id), DELETE ON app.session TO app_act;
CREATE POLICY act_sel ON app.session FOR SELECT TO app_act USING (resident_id IS NOT NULL);
CREATE POLICY act_del ON app.session FOR DELETE TO app_act USING (resident_id IS NOT NULL);
GRANT SELECT (last_seen_at) ON app.resident TO app_act;
CREATE INDEX dossier_drafts ON app.dossier (updated_at) WHERE state = 'draft';
CREATE INDEX resident_nobody ON app.resident (last_seen_at) WHERE level = 0;

-- Drafts nobody touched since p_before; their papers and documents go with them, the objects by the sweep of files.
CREATE FUNCTION app.sweep_drafts(p_before timestamptz, p_lim int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int;
BEGIN
  DELETE FROM app.dossier WHERE id IN (SELECT id FROM app.dossier WHERE state = 'draft' AND updated_at < p_before LIMIT p_lim) AND state = 'draft';
  GET DIAGNOSTICS n = ROW_COUNT; RETURN n;
END $$;
-- People nobody knows (level 0) who came by before p_before and left no dossier.
CREATE FUNCTION app.sweep_nobody(p_before timestamptz, p_lim int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int; ids uuid[];
BEGIN
  SELECT array_agg(x.id) INTO ids FROM (SELECT r.id FROM app.resident r WHERE r.level = 0 AND r.last_seen_at < p_before
    AND NOT EXISTS (SELECT 1 FROM app.dossier d WHERE d.resident_id = r.id) LIMIT p_lim) x;
  DELETE FROM app.session WHERE resident_id = ANY (ids);
  DELETE FROM app.resident WHERE id = ANY (ids) AND level = 0;
  GET DIAGNOSTICS n = ROW_COUNT; RETURN n;
END $$;
-- Rate buckets that have run dry, messages of simulated partners.
CREATE FUNCTION app.sweep_transient(p_now timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int; m int;
BEGIN
  DELETE FROM app.rate_bucket WHERE tat < p_now - interval '1 day';
  GET DIAGNOSTICS n = ROW_COUNT;
  DELETE FROM app.simulated_message WHERE at < p_now - interval '7 days';
  GET DIAGNOSTICS m = ROW_COUNT; RETURN n + m;
END $$;
REVOKE ALL ON FUNCTION app.sweep_drafts(timestamptz, int), app.sweep_nobody(timestamptz, int), app.sweep_transient(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.sweep_drafts(timestamptz, int), app.sweep_nobody(timestamptz, int), app.sweep_transient(timestamptz) TO app_worker;
-- last: once they are another's, the owner can take nothing away from them
ALTER FUNCTION app.sweep_drafts(timestamptz, int) OWNER TO app_act;
ALTER FUNCTION app.sweep_nobody(timestamptz, int) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
