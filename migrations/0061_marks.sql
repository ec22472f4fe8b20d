-- +goose Up
-- +goose StatementBegin
-- Requests for papers that are written in peace, shown on the picture, agreed to by a leader where the rules say so,
-- counted, and answered by nothing but what was marked. Files in messages to the counter. Messages taken back in time.

-- ---------------------------------------------------------------- a request before it is sent
-- While an officer writes it, and while it waits for a leader. The resident sees nothing of it.
CREATE TABLE app.supplement_draft (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'proposed', 'sent', 'refused')),
  items jsonb NOT NULL DEFAULT '[]', message text NOT NULL DEFAULT '', why text NOT NULL DEFAULT '',   -- why a leader should agree
  rev int NOT NULL DEFAULT 1,                                                                          -- two people writing at once
  saved_by uuid NOT NULL, saved_name text NOT NULL, saved_at timestamptz NOT NULL, proposed_at timestamptz,
  decided_name text NOT NULL DEFAULT '', decided_at timestamptz, decision text NOT NULL DEFAULT '',
  CHECK ((state IN ('sent', 'refused')) = (decided_at IS NOT NULL)), CHECK (state <> 'refused' OR decision <> ''), CHECK (state <> 'proposed' OR proposed_at IS NOT NULL)
);
CREATE UNIQUE INDEX supplement_draft_one ON app.supplement_draft (dossier_id, tenant_id) WHERE state IN ('draft', 'proposed');
CREATE INDEX supplement_draft_of ON app.supplement_draft (dossier_id, saved_at);
CREATE INDEX supplement_draft_waiting ON app.supplement_draft (tenant_id, proposed_at, id) WHERE state = 'proposed';
COMMENT ON TABLE app.supplement_draft IS 'retention: with its dossier';
ALTER TABLE app.supplement_draft ENABLE ROW LEVEL SECURITY; ALTER TABLE app.supplement_draft FORCE ROW LEVEL SECURITY;
DO $$ DECLARE hold text := 'tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = supplement_draft.dossier_id AND a.holder OFFSET 0)'; BEGIN
  CREATE POLICY ten_sel ON app.supplement_draft FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
  EXECUTE 'CREATE POLICY ten_ins ON app.supplement_draft FOR INSERT TO app_tenant WITH CHECK (' || hold || ')';
  -- what was sent or refused stands
  EXECUTE 'CREATE POLICY ten_upd ON app.supplement_draft FOR UPDATE TO app_tenant USING (state IN (''draft'', ''proposed'') AND ' || hold || ') WITH CHECK (' || hold || ')';
END $$;
GRANT SELECT, INSERT, UPDATE (state, items, message, why, rev, saved_by, saved_name, saved_at, proposed_at, decided_name, decided_at, decision) ON app.supplement_draft TO app_tenant;

ALTER TABLE app.supplement ADD agreed_name text NOT NULL DEFAULT '';   -- the leader who agreed to a further or late request

-- ---------------------------------------------------------------- only what is marked
-- A resident's file answers a paper of the open request, and no other.
DROP POLICY res_ins ON app.paper;
CREATE POLICY res_ins ON app.paper FOR INSERT TO app_resident WITH CHECK (tenant_id IS NULL AND state = 'pending' AND checked_by IS NULL
  AND (document_id IS NULL OR EXISTS (SELECT 1 FROM app.document x WHERE x.id = paper.document_id AND x.dossier_id = paper.dossier_id))
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND (d.state = 'draft' OR d.state = 'awaiting_supplement' AND paper.round = d.supplement_rounds
    AND EXISTS (SELECT 1 FROM app.supplement s WHERE s.dossier_id = d.id AND s.state = 'open' AND s.items @> jsonb_build_array(jsonb_build_object('component', paper.component))))));

-- What was declared is put right where it was asked for: these answers, nothing else of the dossier.
GRANT CREATE ON SCHEMA app TO app_act;
CREATE FUNCTION app.correct_answers(p_id uuid, p_version int, p_answers jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier; asked jsonb;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND resident_id = app.resident_id() AND app.only_dossier() IS NULL FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version THEN RAISE EXCEPTION 'dossier.version' USING ERRCODE = 'MC001'; END IF;
  SELECT coalesce(jsonb_agg(k), '[]') INTO asked FROM app.supplement s, jsonb_array_elements(s.items) i, jsonb_array_elements(CASE WHEN jsonb_typeof(i -> 'fields') = 'array' THEN i -> 'fields' ELSE '[]' END) k
    WHERE s.dossier_id = p_id AND s.state = 'open' AND d.state = 'awaiting_supplement';
  IF EXISTS (SELECT 1 FROM jsonb_each(p_answers) a WHERE NOT asked @> to_jsonb(a.key) OR jsonb_typeof(a.value) <> 'string') THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.dossier SET answers = answers || p_answers, version = version + 1 WHERE id = p_id;
END $$;
REVOKE ALL ON FUNCTION app.correct_answers(uuid, int, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.correct_answers(uuid, int, jsonb) TO app_resident;
ALTER FUNCTION app.correct_answers(uuid, int, jsonb) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;

-- ---------------------------------------------------------------- when nothing comes
-- What was never taken in is declined (M03), what was is stopped (M05), as the revision says.
CREATE OR REPLACE FUNCTION app.dossier_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> OLD.version + 1 AND NEW.state <> 'draft' THEN RAISE EXCEPTION 'dossier.version' USING ERRCODE = 'MC001'; END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
    'draft>submitted', 'submitted>accepted', 'submitted>awaiting_supplement', 'submitted>declined', 'submitted>stopped', 'submitted>in_transit',
    'in_transit>accepted', 'in_transit>submitted', 'accepted>processing', 'accepted>awaiting_supplement', 'accepted>awaiting_payment', 'accepted>withdrawal_requested', 'accepted>stopped', 'accepted>decided',
    'processing>awaiting_supplement', 'processing>awaiting_payment', 'processing>withdrawal_requested', 'processing>stopped', 'processing>decided',
    'awaiting_supplement>submitted', 'awaiting_supplement>accepted', 'awaiting_supplement>processing', 'awaiting_supplement>stopped', 'awaiting_supplement>declined',
    'awaiting_payment>accepted', 'awaiting_payment>processing', 'awaiting_payment>stopped', 'withdrawal_requested>stopped', 'withdrawal_requested>processing', 'withdrawal_requested>accepted',
    'decided>returned') THEN
    RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001';
  END IF;
  IF OLD.state = 'awaiting_supplement' AND NEW.state = 'declined' AND OLD.accepted_at IS NOT NULL THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  NEW.updated_at := now();
  RETURN NEW;
END $$;

-- ---------------------------------------------------------------- figures
-- How often papers were asked for: by round (1, 2, …) and, of each fault told, by its reason.
CREATE TABLE app.rollup_supplement (
  tenant_id uuid NOT NULL, province_code text NOT NULL, month date NOT NULL, kind text NOT NULL CHECK (kind IN ('round', 'reason')), key text NOT NULL, n bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, month, kind, key)
) WITH (fillfactor = 70);
CREATE INDEX rollup_supplement_province ON app.rollup_supplement (province_code, month);
COMMENT ON TABLE app.rollup_supplement IS 'retention: kept; counts only';
ALTER TABLE app.rollup_supplement ENABLE ROW LEVEL SECURITY; ALTER TABLE app.rollup_supplement FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.rollup_supplement TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY ten ON app.rollup_supplement FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.rollup_supplement FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
GRANT SELECT ON app.rollup_supplement TO app_tenant, app_worker, app_province;
CREATE FUNCTION app.supplement_keys(p_round smallint, p_items jsonb) RETURNS TABLE (kind text, key text) LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT 'round', least(p_round, 9)::text UNION ALL SELECT 'reason', coalesce(i ->> 'reason', 'other') FROM jsonb_array_elements(p_items) i $$;
CREATE FUNCTION app.roll_supplement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  -- in key order, so that two requests never wait on each other in a cycle
  INSERT INTO app.rollup_supplement AS r (tenant_id, province_code, month, kind, key, n)
    SELECT NEW.tenant_id, t.province_code, app.roll_month(NEW.asked_at), k.kind, k.key, count(*) FROM app.supplement_keys(NEW.round, NEW.items) k JOIN app.tenant t ON t.id = NEW.tenant_id AND t.province_code IS NOT NULL
      GROUP BY 1, 2, 3, 4, 5 ORDER BY k.kind, k.key
    ON CONFLICT (tenant_id, month, kind, key) DO UPDATE SET n = r.n + EXCLUDED.n;
  RETURN NULL;
END $$;
CREATE TRIGGER roll AFTER INSERT ON app.supplement FOR EACH ROW EXECUTE FUNCTION app.roll_supplement();
REVOKE ALL ON FUNCTION app.roll_supplement(), app.supplement_keys(smallint, jsonb) FROM PUBLIC;
-- under FORCE the owner sees no requests, so it is let in for a moment
CREATE POLICY backfill ON app.supplement FOR SELECT TO app_owner USING (true);
INSERT INTO app.rollup_supplement (tenant_id, province_code, month, kind, key, n)
  SELECT s.tenant_id, t.province_code, app.roll_month(s.asked_at), k.kind, k.key, count(*) FROM app.supplement s JOIN app.tenant t ON t.id = s.tenant_id AND t.province_code IS NOT NULL
    CROSS JOIN LATERAL app.supplement_keys(s.round, s.items) k GROUP BY 1, 2, 3, 4, 5;
DO $$ BEGIN
  IF (SELECT coalesce(sum(n), 0) FROM app.rollup_supplement WHERE kind = 'round') <> (SELECT count(*) FROM app.supplement s JOIN app.tenant t ON t.id = s.tenant_id AND t.province_code IS NOT NULL)
    THEN RAISE EXCEPTION 'requests and their counts disagree'; END IF;
END $$;
DROP POLICY backfill ON app.supplement;

-- ---------------------------------------------------------------- files in messages
ALTER TABLE app.document DROP CONSTRAINT document_purpose_check;
ALTER TABLE app.document ADD CONSTRAINT document_purpose_check CHECK (purpose IN ('paper', 'result', 'preview', 'slip', 'evidence', 'message'));
-- the counter that was asked sees it, and nobody else's counter
CREATE POLICY asked_only ON app.document AS RESTRICTIVE FOR SELECT TO app_tenant USING (purpose <> 'message' OR tenant_id = (SELECT app.tenant_id()));
CREATE POLICY res_ins_message ON app.document FOR INSERT TO app_resident WITH CHECK (purpose = 'message' AND parent_id IS NULL AND (SELECT app.only_dossier()) IS NULL
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state <> 'draft' AND d.competent_tenant = document.tenant_id));
ALTER TABLE app.dossier_message ADD document_ids uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(document_ids) <= 5);
DROP POLICY res_ins ON app.dossier_message;
CREATE POLICY res_ins ON app.dossier_message FOR INSERT TO app_resident WITH CHECK ((SELECT app.only_dossier()) IS NULL AND from_resident AND author_id = (SELECT app.resident_id())
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.competent_tenant = dossier_message.tenant_id AND d.state <> 'draft' OFFSET 0)
  AND NOT EXISTS (SELECT 1 FROM unnest(document_ids) x WHERE NOT EXISTS (SELECT 1 FROM app.document o WHERE o.id = x AND o.dossier_id = dossier_message.dossier_id AND o.purpose = 'message' OFFSET 0)));
DROP POLICY ten_ins ON app.dossier_message;
CREATE POLICY ten_ins ON app.dossier_message FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND NOT from_resident AND document_ids = '{}'
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id OFFSET 0));
-- a question that waits for long goes to the head: the sweep looks for it
CREATE POLICY wrk ON app.dossier_message FOR SELECT TO app_worker USING (tenant_id = (SELECT app.tenant_id()));
GRANT SELECT (id, dossier_id, tenant_id, from_resident, created_at, answer_by, answered_at) ON app.dossier_message TO app_worker;

-- ---------------------------------------------------------------- a message taken back before it went out
-- Named by the act that it tells of (its kind and moment in the history), because the message itself may not be written yet.
CREATE TABLE app.notice_undone (
  dossier_id uuid NOT NULL REFERENCES app.dossier, event text NOT NULL, act_at timestamptz NOT NULL, tenant_id uuid NOT NULL, undone_by uuid NOT NULL, undone_name text NOT NULL, undone_at timestamptz NOT NULL,
  PRIMARY KEY (dossier_id, event, act_at)
);
COMMENT ON TABLE app.notice_undone IS 'retention: with its dossier';
ALTER TABLE app.notice_undone ENABLE ROW LEVEL SECURITY; ALTER TABLE app.notice_undone FORCE ROW LEVEL SECURITY;
CREATE POLICY ten_sel ON app.notice_undone FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY ten_ins ON app.notice_undone FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id OFFSET 0));
GRANT SELECT, INSERT ON app.notice_undone TO app_tenant; GRANT SELECT ON app.notice_undone TO app_worker;
CREATE POLICY ten_undo ON app.notice FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND state = 'queued') WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = 'dropped');
GRANT UPDATE (state, failed_key) ON app.notice TO app_tenant;
-- an officer sees what the resident will be told, in the words of the province
CREATE POLICY ten ON app.notice_text FOR SELECT TO app_tenant USING (province_code = (SELECT t.province_code FROM app.tenant t WHERE t.id = (SELECT app.tenant_id())));
GRANT SELECT ON app.notice_text TO app_tenant;
-- +goose StatementEnd
