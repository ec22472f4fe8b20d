-- +goose Up
-- +goose StatementBegin
-- A partner that signs a report about a message it never took is told so: true when it took that message, whether
-- this report says anything new or not.
GRANT CREATE ON SCHEMA app TO app_act;
DROP FUNCTION app.notice_report(uuid, text, text, text, timestamptz);
CREATE FUNCTION app.notice_report(p_id uuid, p_provider text, p_state text, p_key text, p_at timestamptz) RETURNS boolean
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  -- a partner may be quicker than our own note that it took the message
  WITH w AS (UPDATE app.notice SET state = p_state, provider = p_provider, failed_key = CASE WHEN p_state = 'bounced' THEN p_key ELSE '' END, reported_at = p_at
    WHERE id = p_id AND p_provider <> '' AND (state = 'sent' AND provider = p_provider OR state = 'queued' AND provider = '') AND p_state IN ('delivered', 'bounced') RETURNING id)
  SELECT EXISTS (SELECT 1 FROM w) OR EXISTS (SELECT 1 FROM app.notice WHERE id = p_id AND p_provider <> '' AND provider = p_provider) $$;
REVOKE ALL ON FUNCTION app.notice_report(uuid, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.notice_report(uuid, text, text, text, timestamptz) TO app_public;
ALTER FUNCTION app.notice_report(uuid, text, text, text, timestamptz) OWNER TO app_act;

-- How the people of a dossier want to be told who are not its filer: whoever proved who they are, by their number, and
-- whoever signs in with a code, by that phone. A phone that somebody wrote into a profile proves nothing, and silences nobody.
GRANT SELECT (id_number, phone) ON app.resident TO app_act;
CREATE POLICY act ON app.notice_preference FOR SELECT TO app_act USING (true);
GRANT SELECT ON app.notice_preference TO app_act;
CREATE FUNCTION app.party_wishes(p_dossier uuid) RETURNS TABLE (party_id uuid, channel text, optional boolean) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  WITH p AS MATERIALIZED (SELECT x.id, x.id_number, x.phone FROM app.party x WHERE x.dossier_id = p_dossier
    AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = app.tenant_id() AND a.dossier_id = p_dossier AND a.role & 19 <> 0))
  SELECT DISTINCT ON (r.party) r.party, w.channel, w.optional FROM (
      SELECT p.id AS party, x.id, x.level FROM p JOIN app.resident x ON x.id_number = p.id_number AND p.id_number <> '' AND x.level >= 2
      UNION ALL SELECT p.id, x.id, x.level FROM p JOIN app.resident x ON x.phone = p.phone AND p.phone <> '' AND x.level = 1 AND x.id_number IS NULL) r
    JOIN app.notice_preference w ON w.resident_id = r.id ORDER BY r.party, r.level DESC, w.updated_at DESC $$;
REVOKE ALL ON FUNCTION app.party_wishes(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.party_wishes(uuid) TO app_worker;
ALTER FUNCTION app.party_wishes(uuid) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
