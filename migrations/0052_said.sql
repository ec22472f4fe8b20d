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
-- Two functions: the one that walks a dossier reads no resident, and the one that reads residents answers only to the first.
CREATE FUNCTION app.wish_of(p_id_number text, p_phone text) RETURNS TABLE (channel text, optional boolean) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT w.channel, w.optional FROM (
      SELECT x.id, x.level FROM app.resident x WHERE x.id_number = p_id_number AND p_id_number <> '' AND x.level >= 2
      UNION ALL SELECT x.id, x.level FROM app.resident x WHERE x.phone = p_phone AND p_phone <> '' AND x.level = 1 AND x.id_number IS NULL) r
    JOIN app.notice_preference w ON w.resident_id = r.id ORDER BY r.level DESC, w.updated_at DESC LIMIT 1 $$;
REVOKE ALL ON FUNCTION app.wish_of(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.wish_of(text, text) TO app_act;
CREATE FUNCTION app.party_wishes(p_dossier uuid) RETURNS TABLE (party_id uuid, channel text, optional boolean) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT p.id, w.channel, w.optional FROM app.party p CROSS JOIN LATERAL app.wish_of(p.id_number, p.phone) w WHERE p.dossier_id = p_dossier
    AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = app.tenant_id() AND a.dossier_id = p_dossier AND a.role & 19 <> 0) $$;
REVOKE ALL ON FUNCTION app.party_wishes(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.party_wishes(uuid) TO app_worker;
ALTER FUNCTION app.party_wishes(uuid) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;

-- Who was told says "known, in hand": no more words to that person about the same moment, and everybody of the office sees it.
ALTER TABLE app.reminder ADD acked_at timestamptz;
CREATE POLICY ten_ack ON app.reminder FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
GRANT UPDATE (acked_at) ON app.reminder TO app_tenant;

-- What by a province's rules goes up to it, each thing once. It reads of each office how many of which kind, no dossier.
CREATE TABLE app.province_reminder (
  tenant_id uuid NOT NULL, province_code text NOT NULL, dossier_id uuid NOT NULL REFERENCES app.dossier, kind text NOT NULL, about timestamptz NOT NULL, said_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, dossier_id, kind, about)
);
CREATE INDEX province_reminder_day ON app.province_reminder (province_code, said_at);
CREATE INDEX province_reminder_dossier ON app.province_reminder (dossier_id);
COMMENT ON TABLE app.province_reminder IS 'retention: 90 days';
ALTER TABLE app.province_reminder ENABLE ROW LEVEL SECURITY; ALTER TABLE app.province_reminder FORCE ROW LEVEL SECURITY;
CREATE POLICY wrk_sel ON app.province_reminder FOR SELECT TO app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY wrk_ins ON app.province_reminder FOR INSERT TO app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND province_code = (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id()))
  AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = province_reminder.dossier_id AND a.role & 19 <> 0 OFFSET 0));
CREATE POLICY wrk_del ON app.province_reminder FOR DELETE TO app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.province_reminder FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
GRANT SELECT, INSERT, DELETE ON app.province_reminder TO app_worker;
GRANT SELECT (tenant_id, province_code, kind, said_at) ON app.province_reminder TO app_province;
-- +goose StatementEnd
