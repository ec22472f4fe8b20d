-- +goose Up
-- +goose StatementBegin
-- What became of a notice: taken by which partner, arrived, came back, taken back before it went out, or not wanted.
ALTER TABLE app.notice DROP CONSTRAINT notice_channel_check, DROP CONSTRAINT notice_state_check;
ALTER TABLE app.notice ADD CONSTRAINT notice_channel_check CHECK (channel IN ('email', 'sms', 'zns')),
  ADD CONSTRAINT notice_state_check CHECK (state IN ('queued', 'sent', 'delivered', 'bounced', 'failed', 'dropped', 'unwanted')),
  ADD send_at timestamptz NOT NULL DEFAULT 'epoch',       -- not before: the act behind it can still be taken back, or it is night
  ADD provider text NOT NULL DEFAULT '',                -- who took it
  ADD reported_at timestamptz,                          -- when that partner said what became of it
  ADD alternative text NOT NULL DEFAULT '',             -- the SMS in place of a Zalo message that does not arrive
  ADD text_version int NOT NULL DEFAULT 0;              -- of the province's own text; 0 the nation's
CREATE INDEX notice_waiting ON app.notice (tenant_id, send_at) WHERE state = 'queued';

-- A signed callback of a partner names no tenant. It answers nothing, whether the message is known or not;
-- the first final word stands.
GRANT CREATE ON SCHEMA app TO app_act;
CREATE POLICY act ON app.notice TO app_act USING (true) WITH CHECK (true);
GRANT SELECT (id, provider, state, reported_at), UPDATE (state, provider, failed_key, reported_at) ON app.notice TO app_act;
CREATE FUNCTION app.notice_report(p_id uuid, p_provider text, p_state text, p_key text, p_at timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  -- a partner may be quicker than our own note that it took the message
  UPDATE app.notice SET state = p_state, provider = p_provider, failed_key = CASE WHEN p_state = 'bounced' THEN p_key ELSE '' END, reported_at = p_at
    WHERE id = p_id AND p_provider <> '' AND (state = 'sent' AND provider = p_provider OR state = 'queued' AND provider = '') AND p_state IN ('delivered', 'bounced') $$;
REVOKE ALL ON FUNCTION app.notice_report(uuid, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.notice_report(uuid, text, text, text, timestamptz) TO app_public;
ALTER FUNCTION app.notice_report(uuid, text, text, text, timestamptz) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- she reads what she was told herself
CREATE POLICY res ON app.notice FOR SELECT TO app_resident USING (resident_id = (SELECT app.resident_id()) AND (SELECT app.only_dossier()) IS NULL);
GRANT SELECT ON app.notice TO app_resident;

-- A province's own text of a message. Versions are kept; the newest one counts, and an empty one means the nation's text again.
CREATE TABLE app.notice_text (
  province_code text NOT NULL REFERENCES app.province, template text NOT NULL, channel text NOT NULL CHECK (channel IN ('sms', 'email')), version int NOT NULL CHECK (version > 0),
  subject text NOT NULL DEFAULT '', body text NOT NULL, accented bool NOT NULL DEFAULT false, several bool NOT NULL DEFAULT false, -- of an SMS: with marks; more than one segment is meant
  saved_by uuid NOT NULL, saved_name text NOT NULL, saved_at timestamptz NOT NULL,
  PRIMARY KEY (province_code, template, channel, version)
);
COMMENT ON TABLE app.notice_text IS 'retention: kept; what people were told is explained by it';
ALTER TABLE app.notice_text ENABLE ROW LEVEL SECURITY; ALTER TABLE app.notice_text FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.notice_text TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY prov ON app.notice_text TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code()));
CREATE POLICY wrk ON app.notice_text FOR SELECT TO app_worker USING (province_code = (SELECT t.province_code FROM app.tenant t WHERE t.id = (SELECT app.tenant_id())));
GRANT SELECT, INSERT ON app.notice_text TO app_province; GRANT SELECT ON app.notice_text TO app_worker;

-- How somebody wants to be told.
CREATE TABLE app.notice_preference (
  resident_id uuid PRIMARY KEY REFERENCES app.resident ON DELETE CASCADE, channel text NOT NULL CHECK (channel IN ('sms', 'zns', 'email')),
  optional bool NOT NULL DEFAULT true, -- also what the law lets her do without
  updated_at timestamptz NOT NULL
);
COMMENT ON TABLE app.notice_preference IS 'retention: with its account';
ALTER TABLE app.notice_preference ENABLE ROW LEVEL SECURITY; ALTER TABLE app.notice_preference FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.notice_preference TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY res ON app.notice_preference TO app_resident USING (resident_id = (SELECT app.resident_id()) AND (SELECT app.only_dossier()) IS NULL)
  WITH CHECK (resident_id = (SELECT app.resident_id()) AND (SELECT app.only_dossier()) IS NULL);
CREATE POLICY wrk ON app.notice_preference FOR SELECT TO app_worker USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.resident_id = notice_preference.resident_id OFFSET 0));
GRANT SELECT, INSERT, UPDATE (channel, optional, updated_at) ON app.notice_preference TO app_resident; GRANT SELECT ON app.notice_preference TO app_worker;

-- Words between the resident of a dossier and the counter of the office that has it.
CREATE TABLE app.dossier_message (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL REFERENCES app.tenant, from_resident bool NOT NULL,
  author_id uuid NOT NULL, author_name text NOT NULL, body text NOT NULL CHECK (length(body) BETWEEN 1 AND 2000), created_at timestamptz NOT NULL,
  answer_by timestamptz, answered_at timestamptz, CHECK (from_resident = (answer_by IS NOT NULL))
);
CREATE INDEX dossier_message_dossier ON app.dossier_message (dossier_id, created_at);
CREATE INDEX dossier_message_open ON app.dossier_message (tenant_id, answer_by) WHERE from_resident AND answered_at IS NULL;
COMMENT ON TABLE app.dossier_message IS 'retention: with its dossier';
ALTER TABLE app.dossier_message ENABLE ROW LEVEL SECURITY; ALTER TABLE app.dossier_message FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.dossier_message TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY res_sel ON app.dossier_message FOR SELECT TO app_resident USING ((SELECT app.only_dossier()) IS NULL AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_message.dossier_id OFFSET 0));
CREATE POLICY res_ins ON app.dossier_message FOR INSERT TO app_resident WITH CHECK ((SELECT app.only_dossier()) IS NULL AND from_resident AND author_id = (SELECT app.resident_id())
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.competent_tenant = dossier_message.tenant_id AND d.state <> 'draft' OFFSET 0));
CREATE POLICY ten_sel ON app.dossier_message FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY ten_ins ON app.dossier_message FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND NOT from_resident
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id OFFSET 0));
CREATE POLICY ten_upd ON app.dossier_message FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND from_resident) WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND from_resident);
GRANT SELECT, INSERT ON app.dossier_message TO app_resident; GRANT SELECT, INSERT, UPDATE (answered_at) ON app.dossier_message TO app_tenant;
-- +goose StatementEnd
