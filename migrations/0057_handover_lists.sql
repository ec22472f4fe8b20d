-- +goose Up
-- +goose StatementBegin
-- Papers that travel between two offices in lists (M06, Decree 309/2026 on article 18.2 of 118/2025), the queue of
-- dossiers that an office refused, and credit for who did what.

-- ---------------------------------------------------------------- rules a province may set; a province without a line follows the program's defaults
CREATE TABLE app.handover_setting (
  province_code text PRIMARY KEY REFERENCES app.province,
  refusal_minutes int NOT NULL CHECK (refusal_minutes BETWEEN 15 AND 4800),            -- working minutes to refuse a delivered dossier
  papers_cutoff smallint NOT NULL CHECK (papers_cutoff BETWEEN 0 AND 1440),            -- minute of the day: received before it, handed over the same day
  coordination_minutes int NOT NULL CHECK (coordination_minutes BETWEEN 15 AND 4800),  -- for the head of the office that received it
  decision_minutes int NOT NULL CHECK (decision_minutes BETWEEN 15 AND 9600),          -- for the province, where two offices disagree
  changed_at timestamptz NOT NULL, changed_name text NOT NULL DEFAULT ''
);
COMMENT ON TABLE app.handover_setting IS 'retention: kept; settings';
ALTER TABLE app.handover_setting ENABLE ROW LEVEL SECURITY; ALTER TABLE app.handover_setting FORCE ROW LEVEL SECURITY;
-- an office is measured by the rules of its own province, also by a sender of another one
CREATE POLICY ten ON app.handover_setting FOR SELECT TO app_tenant, app_worker USING (true);
CREATE POLICY prov ON app.handover_setting TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code()));
GRANT SELECT ON app.handover_setting TO app_tenant, app_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.handover_setting TO app_province;

-- ---------------------------------------------------------------- lists
CREATE TABLE app.handover_list (
  id uuid PRIMARY KEY, from_tenant uuid NOT NULL REFERENCES app.tenant, to_tenant uuid NOT NULL REFERENCES app.tenant,
  no int NOT NULL, year int NOT NULL, state text NOT NULL DEFAULT 'made' CHECK (state IN ('made', 'handed', 'received', 'cancelled')),
  due_at timestamptz NOT NULL,                                          -- the earliest of its lines: by then both sides have confirmed
  carrier text NOT NULL DEFAULT '',                                     -- who carries it: an officer, the post with its number
  made_by uuid, made_name text NOT NULL, made_at timestamptz NOT NULL,
  handed_by uuid, handed_name text NOT NULL DEFAULT '', handed_at timestamptz,
  received_by uuid, received_name text NOT NULL DEFAULT '', received_at timestamptz,
  UNIQUE (from_tenant, year, no), UNIQUE (id, from_tenant, to_tenant), CHECK (from_tenant <> to_tenant),
  CHECK ((handed_at IS NOT NULL) = (state IN ('handed', 'received'))), CHECK ((received_at IS NOT NULL) = (state = 'received'))
);
CREATE INDEX handover_list_from ON app.handover_list (from_tenant, made_at DESC, id);
CREATE INDEX handover_list_to ON app.handover_list (to_tenant, handed_at DESC, id) WHERE handed_at IS NOT NULL;
CREATE INDEX handover_list_waits ON app.handover_list (to_tenant, due_at, id) WHERE state = 'handed';
CREATE INDEX handover_list_sends ON app.handover_list (from_tenant, due_at, id) WHERE state IN ('made', 'handed');
COMMENT ON TABLE app.handover_list IS 'retention: as its dossiers; who gave papers to whom';

-- One line is what travels of one dossier: its papers, or its result. It waits for a list, stands on one, and is received or missing.
CREATE TABLE app.handover_line (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, kind text NOT NULL CHECK (kind IN ('papers', 'result')),
  from_tenant uuid NOT NULL REFERENCES app.tenant, to_tenant uuid NOT NULL REFERENCES app.tenant, list_id uuid,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'listed', 'received', 'missing', 'withdrawn')), position smallint NOT NULL DEFAULT 0,
  code text NOT NULL, procedure_name text NOT NULL, applicant_name text NOT NULL,   -- as printed
  paper_ids uuid[] NOT NULL DEFAULT '{}', paper_titles text[] NOT NULL DEFAULT '{}',
  since timestamptz NOT NULL, due_at timestamptz NOT NULL, handed_at timestamptz,
  reason text NOT NULL DEFAULT '', answered_name text NOT NULL DEFAULT '', answered_at timestamptz,
  FOREIGN KEY (list_id, from_tenant, to_tenant) REFERENCES app.handover_list (id, from_tenant, to_tenant),
  CHECK (from_tenant <> to_tenant), CHECK (state <> 'waiting' OR list_id IS NULL), CHECK (state NOT IN ('listed', 'received', 'missing') OR list_id IS NOT NULL),
  CHECK ((answered_at IS NOT NULL) = (state IN ('received', 'missing'))), CHECK (state <> 'missing' OR reason <> '')
);
CREATE INDEX handover_line_dossier ON app.handover_line (dossier_id, since, id);
CREATE INDEX handover_line_list ON app.handover_line (list_id, position);
CREATE INDEX handover_line_waiting ON app.handover_line (from_tenant, due_at, id) WHERE state = 'waiting';
COMMENT ON TABLE app.handover_line IS 'retention: with its dossier';

-- ---------------------------------------------------------------- coordination
-- A dossier that the office it was sent to refused. One owner at a time: the office that received it, until it asks its province
-- to decide, or two refusals ask for it. It carries all that the province's centre may know of the dossier (as a consultation does).
CREATE TABLE app.coordination (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL REFERENCES app.tenant, raised_to uuid REFERENCES app.tenant,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  code text NOT NULL, procedure_name text NOT NULL, applicant_name text NOT NULL, named_tenant uuid NOT NULL,
  story jsonb NOT NULL,                                                 -- the handovers so far: from, to, sent, refused, why, named, note
  opened_at timestamptz NOT NULL, due_at timestamptz NOT NULL, raised_at timestamptz, raised_name text NOT NULL DEFAULT '', raised_note text NOT NULL DEFAULT '',
  outcome text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'in_transit', 'accepted', 'declined', 'stopped', 'decided')),
  decided_tenant uuid, decided_reason text NOT NULL DEFAULT '', closed_name text NOT NULL DEFAULT '', closed_at timestamptz,
  CHECK ((state = 'closed') = (closed_at IS NOT NULL)), CHECK ((raised_to IS NULL) = (raised_at IS NULL)), CHECK ((outcome = 'decided') = (decided_tenant IS NOT NULL))
);
CREATE UNIQUE INDEX coordination_open ON app.coordination (dossier_id) WHERE state = 'open';
CREATE INDEX coordination_own ON app.coordination (tenant_id, due_at, id) WHERE state = 'open' AND raised_to IS NULL;
CREATE INDEX coordination_raised ON app.coordination (raised_to, state, due_at, id) WHERE raised_to IS NOT NULL;
CREATE INDEX coordination_dossier ON app.coordination (dossier_id, opened_at);
COMMENT ON TABLE app.coordination IS 'retention: with its dossier';

ALTER TABLE app.handover
  ADD note text NOT NULL DEFAULT '',                                    -- why it comes again to an office that refused it
  ADD decided_by uuid, ADD final boolean NOT NULL DEFAULT false;        -- the centre that decided; its decision binds the offices of its province

-- ---------------------------------------------------------------- credit: counts by who did it, for oneself or for another office
CREATE TABLE app.rollup_credit (
  tenant_id uuid NOT NULL, province_code text NOT NULL, month date NOT NULL, act text NOT NULL CHECK (act IN ('received', 'digitized', 'fee', 'returned')), elsewhere boolean NOT NULL,
  n bigint NOT NULL DEFAULT 0, amount bigint NOT NULL DEFAULT 0, PRIMARY KEY (tenant_id, month, act, elsewhere)
) WITH (fillfactor = 70);
CREATE INDEX rollup_credit_province ON app.rollup_credit (province_code, month);
COMMENT ON TABLE app.rollup_credit IS 'retention: kept; counts only';
ALTER TABLE app.dossier ADD returned_tenant uuid;                       -- who handed the result out
ALTER TABLE app.financial_obligation ADD recorded_tenant uuid;          -- who took the money, or saw that it was paid

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['handover_list', 'handover_line', 'coordination', 'rollup_credit'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
    IF t <> 'rollup_credit' THEN
      EXECUTE format('CREATE POLICY act ON app.%I TO app_act USING (true) WITH CHECK (true)', t);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE ON app.%I TO app_act', t);
    END IF;
  END LOOP; END $$;
-- each side its own: the sender from the beginning, the receiver what was handed over. Written by the functions below only.
CREATE POLICY ten ON app.handover_list FOR SELECT TO app_tenant, app_worker USING (from_tenant = (SELECT app.tenant_id()) OR (to_tenant = (SELECT app.tenant_id()) AND handed_at IS NOT NULL));
CREATE POLICY ten ON app.handover_line FOR SELECT TO app_tenant, app_worker USING (from_tenant = (SELECT app.tenant_id()) OR (to_tenant = (SELECT app.tenant_id()) AND handed_at IS NOT NULL));
GRANT SELECT ON app.handover_list, app.handover_line TO app_tenant, app_worker;
CREATE POLICY ten ON app.coordination FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()) OR raised_to = (SELECT app.tenant_id()));
GRANT SELECT ON app.coordination TO app_tenant, app_worker;
CREATE POLICY ten ON app.rollup_credit FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.rollup_credit FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
GRANT SELECT ON app.rollup_credit TO app_tenant, app_worker, app_province;
-- the centre that decided a handover sees it, and its job delivers it
DROP POLICY ten ON app.handover;
CREATE POLICY ten ON app.handover FOR SELECT TO app_tenant, app_worker USING (from_tenant = (SELECT app.tenant_id()) OR to_tenant = (SELECT app.tenant_id()) OR decided_by = (SELECT app.tenant_id()));
GRANT UPDATE (recorded_tenant) ON app.financial_obligation TO app_tenant;

-- ---------------------------------------------------------------- who answers for a dossier in lists and figures
-- The competent office, from the moment the dossier is sent to it. What an office was merely named for, by another that
-- refused it, is not its to see: until it is sent on, the office that received it answers.
CREATE FUNCTION app.answers_for(receiving uuid, competent uuid, state text, accepted timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN accepted IS NOT NULL OR state = 'in_transit' OR receiving IS NULL THEN competent ELSE receiving END $$;

CREATE OR REPLACE FUNCTION app.project_dossier() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE r record; due timestamptz := coalesce(NEW.due_at, '9999-01-01 00:00:00Z'); who uuid := app.answers_for(NEW.receiving_tenant, NEW.competent_tenant, NEW.state, NEW.accepted_at);
BEGIN
  IF NEW.state = 'draft' THEN RETURN NULL; END IF;                     -- an officer sees nothing until it is filed
  IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' AND (OLD.receiving_tenant, app.answers_for(OLD.receiving_tenant, OLD.competent_tenant, OLD.state, OLD.accepted_at)) IS DISTINCT FROM (NEW.receiving_tenant, who) THEN
    DELETE FROM app.tenant_dossier WHERE dossier_id = NEW.id AND tenant_id IN (OLD.receiving_tenant, OLD.competent_tenant);
  END IF;
  FOR r IN SELECT t, bit_or(b)::smallint AS role FROM (VALUES (NEW.receiving_tenant, 1), (CASE WHEN who = NEW.competent_tenant THEN who END, 2), (NEW.supporting_tenant, 4), (NEW.former_tenant, 16)) v(t, b)
           WHERE t IS NOT NULL GROUP BY t ORDER BY t LOOP
    INSERT INTO app.tenant_dossier AS p (tenant_id, dossier_id, role, holder, state, is_open, sort_due, submitted_at, code, procedure_id, step, assignee, applicant_name, search_text)
    VALUES (r.t, NEW.id, r.role, r.t IS NOT DISTINCT FROM NEW.holder_tenant, NEW.state, NEW.is_open, CASE WHEN r.role & 19 <> 0 THEN due ELSE '9999-01-01 00:00:00Z' END, NEW.submitted_at, NEW.code,
      CASE WHEN r.role & 19 <> 0 THEN NEW.procedure_id END, CASE WHEN r.role & 19 <> 0 THEN NEW.step ELSE '' END, CASE WHEN r.role & 3 <> 0 THEN NEW.assignee END,
      CASE WHEN r.role & 19 <> 0 THEN NEW.applicant_name ELSE '' END, CASE WHEN r.role & 19 <> 0 THEN NEW.search_text ELSE lower(NEW.code) END)
    ON CONFLICT (tenant_id, dossier_id) DO UPDATE SET role = EXCLUDED.role | (p.role & 8), holder = EXCLUDED.holder, state = EXCLUDED.state, is_open = EXCLUDED.is_open,
      sort_due = EXCLUDED.sort_due, step = EXCLUDED.step, assignee = EXCLUDED.assignee, procedure_id = EXCLUDED.procedure_id,
      applicant_name = EXCLUDED.applicant_name, search_text = EXCLUDED.search_text;
  END LOOP;
  RETURN NULL;
END $$;

-- As 0042, with two differences: who answers for it, and credit for filing that follows a dossier out of a wrong office.
CREATE OR REPLACE FUNCTION app.roll_dossier() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE was boolean := TG_OP = 'UPDATE' AND OLD.state <> 'draft'; prov text; dt int; dl int; im int; rf int;
  who uuid := app.answers_for(NEW.receiving_tenant, NEW.competent_tenant, NEW.state, NEW.accepted_at); old_who uuid;
BEGIN
  IF NEW.state = 'draft' THEN RETURN NULL; END IF;
  SELECT province_code INTO prov FROM app.tenant WHERE id = NEW.competent_tenant;
  old_who := CASE WHEN was THEN app.answers_for(OLD.receiving_tenant, OLD.competent_tenant, OLD.state, OLD.accepted_at) END;
  INSERT INTO app.rollup_month AS m (tenant_id, province_code, month, received, online, helped, papers_required, papers_digitized)
    SELECT x.t, tt.province_code, app.roll_month(NEW.submitted_at), sum(x.d), CASE WHEN NEW.channel = 'online' THEN sum(x.d) ELSE 0 END, CASE WHEN NEW.filing = 'helped' THEN sum(x.d) ELSE 0 END, sum(x.pr), sum(x.pd) FROM (
        -- once it is accepted, whoever accepted it keeps having received it
        SELECT CASE WHEN was AND OLD.accepted_at IS NOT NULL THEN old_who ELSE who END t, 1 d, NEW.papers_required pr, NEW.papers_digitized pd
        UNION ALL SELECT old_who, -1, -OLD.papers_required, -OLD.papers_digitized WHERE was) x JOIN app.tenant tt ON tt.id = x.t
      GROUP BY 1, 2, 3 HAVING (sum(x.d), sum(x.pr), sum(x.pd)) <> (0, 0, 0) ORDER BY 1
    ON CONFLICT (tenant_id, month) DO UPDATE SET received = m.received + EXCLUDED.received, online = m.online + EXCLUDED.online, helped = m.helped + EXCLUDED.helped,
      papers_required = m.papers_required + EXCLUDED.papers_required, papers_digitized = m.papers_digitized + EXCLUDED.papers_digitized;
  IF NEW.decided_at IS NOT NULL AND (NOT was OR OLD.decided_at IS NULL) THEN
    -- on time: not later than the first promise plus lawful pauses; neither apology nor extension changes it
    dt := (NEW.decided_at <= coalesce(NEW.lawful_due, NEW.decided_at))::int; dl := 1 - dt; rf := (NEW.outcome = 'refused')::int;
    SELECT coalesce((data ->> 'immediate')::boolean, false)::int INTO im FROM app.revision WHERE id = NEW.revision_id;
    INSERT INTO app.rollup_month AS m (tenant_id, province_code, month, decided_on_time, decided_late, refused, immediate_on_time, immediate_late)
      VALUES (NEW.competent_tenant, prov, app.roll_month(NEW.decided_at), dt, dl, rf, dt * im, dl * im)
      ON CONFLICT (tenant_id, month) DO UPDATE SET decided_on_time = m.decided_on_time + EXCLUDED.decided_on_time, decided_late = m.decided_late + EXCLUDED.decided_late, refused = m.refused + EXCLUDED.refused,
        immediate_on_time = m.immediate_on_time + EXCLUDED.immediate_on_time, immediate_late = m.immediate_late + EXCLUDED.immediate_late;
    INSERT INTO app.rollup_pause AS p (tenant_id, province_code, month, kind, lawful, dossiers, pauses, minutes)
      SELECT NEW.competent_tenant, prov, app.roll_month(NEW.decided_at), x.kind, x.lawful, 1, x.n, x.minutes FROM app.waited(NEW.id, NEW.decided_at) x ORDER BY x.kind, x.lawful
      ON CONFLICT (tenant_id, month, kind, lawful) DO UPDATE SET dossiers = p.dossiers + EXCLUDED.dossiers, pauses = p.pauses + EXCLUDED.pauses, minutes = p.minutes + EXCLUDED.minutes;
  END IF;
  -- counters are touched in key order, so two dossiers never wait on each other in a cycle
  INSERT INTO app.rollup AS r (tenant_id, province_code, side, state, due_day, n)
  SELECT x.t, tt.province_code, x.side, x.state, x.dd, sum(x.d) FROM (
      SELECT who t, 2::smallint side, NEW.state, app.roll_day(NEW.is_open, app.measured_due(NEW.due_at, NEW.lawful_due)) dd, 1 d
      UNION ALL SELECT NEW.receiving_tenant, 1::smallint, NEW.state, app.roll_day(NEW.is_open, app.measured_due(NEW.due_at, NEW.lawful_due)), 1 WHERE NEW.receiving_tenant <> who
      UNION ALL SELECT old_who, 2::smallint, OLD.state, app.roll_day(OLD.is_open, app.measured_due(OLD.due_at, OLD.lawful_due)), -1 WHERE was
      UNION ALL SELECT OLD.receiving_tenant, 1::smallint, OLD.state, app.roll_day(OLD.is_open, app.measured_due(OLD.due_at, OLD.lawful_due)), -1 WHERE was AND OLD.receiving_tenant <> old_who) x
    JOIN app.tenant tt ON tt.id = x.t GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.d) <> 0 ORDER BY 1, 3, 4, 5
  ON CONFLICT (tenant_id, side, state, due_day) DO UPDATE SET n = r.n + EXCLUDED.n;
  RETURN NULL;
END $$;

-- Credit to whoever did it. elsewhere: the dossier is another office's to decide.
CREATE FUNCTION app.credit(p_tenant uuid, p_at timestamptz, p_act text, p_elsewhere boolean, p_amount bigint) RETURNS void LANGUAGE sql SET search_path = pg_catalog, app AS $$
  INSERT INTO app.rollup_credit AS c (tenant_id, province_code, month, act, elsewhere, n, amount)
    SELECT p_tenant, t.province_code, app.roll_month(p_at), p_act, p_elsewhere, 1, p_amount FROM app.tenant t WHERE t.id = p_tenant AND t.province_code IS NOT NULL
    ON CONFLICT (tenant_id, month, act, elsewhere) DO UPDATE SET n = c.n + 1, amount = c.amount + EXCLUDED.amount $$;
CREATE FUNCTION app.credit_dossier() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  IF NEW.state = 'returned' THEN
    PERFORM app.credit(coalesce(NEW.returned_tenant, NEW.competent_tenant), NEW.returned_at, 'returned', coalesce(NEW.returned_tenant, NEW.competent_tenant) <> NEW.competent_tenant, 0);
  ELSE
    PERFORM app.credit(NEW.receiving_tenant, NEW.submitted_at, 'received', NEW.receiving_tenant <> NEW.competent_tenant, 0);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER credit_ins AFTER INSERT ON app.dossier FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION app.credit_dossier();
CREATE TRIGGER credit_upd AFTER UPDATE OF state ON app.dossier FOR EACH ROW WHEN (OLD.state <> NEW.state AND (OLD.state = 'draft' OR NEW.state = 'returned')) EXECUTE FUNCTION app.credit_dossier();
-- A resident's own file is nobody's scan.
CREATE FUNCTION app.credit_paper() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  PERFORM app.credit(NEW.tenant_id, NEW.created_at, 'digitized', NOT EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = NEW.tenant_id AND a.dossier_id = NEW.dossier_id AND a.role & 2 <> 0), 0);
  RETURN NULL;
END $$;
CREATE TRIGGER credit AFTER INSERT ON app.paper FOR EACH ROW WHEN (NEW.tenant_id IS NOT NULL AND NEW.document_id IS NOT NULL) EXECUTE FUNCTION app.credit_paper();
CREATE FUNCTION app.credit_obligation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  PERFORM app.credit(coalesce(NEW.recorded_tenant, NEW.tenant_id), coalesce(NEW.recorded_at, now()), 'fee', coalesce(NEW.recorded_tenant, NEW.tenant_id) <> NEW.tenant_id, NEW.amount);
  RETURN NULL;
END $$;
CREATE TRIGGER credit AFTER UPDATE OF state ON app.financial_obligation FOR EACH ROW WHEN (OLD.state = 'open' AND NEW.state = 'fulfilled') EXECUTE FUNCTION app.credit_obligation();
CREATE FUNCTION app.credit_register() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  PERFORM app.credit(NEW.tenant_id, NEW.returned_at, 'fee', false, NEW.fee);
  RETURN NULL;
END $$;
CREATE TRIGGER credit AFTER UPDATE ON app.register_entry FOR EACH ROW WHEN (OLD.returned_at IS NULL AND NEW.returned_at IS NOT NULL AND NEW.fee > 0) EXECUTE FUNCTION app.credit_register();

-- A dossier that moved on leaves the queue, and what no longer goes anywhere waits for no list.
CREATE FUNCTION app.follow_dossier() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  IF NEW.state NOT IN ('submitted', 'awaiting_supplement') THEN
    UPDATE app.coordination SET state = 'closed', outcome = NEW.state, closed_at = now() WHERE dossier_id = NEW.id AND state = 'open';
  END IF;
  UPDATE app.handover_line SET state = 'withdrawn' WHERE dossier_id = NEW.id AND state = 'waiting'
    AND CASE kind WHEN 'result' THEN NEW.state <> 'decided' ELSE NOT NEW.is_open AND NEW.accepted_at IS NOT NULL OR to_tenant <> app.answers_for(NEW.receiving_tenant, NEW.competent_tenant, NEW.state, NEW.accepted_at) END;
  RETURN NULL;
END $$;
CREATE TRIGGER follow AFTER UPDATE ON app.dossier FOR EACH ROW WHEN (OLD.state <> 'draft' AND (OLD.state, OLD.competent_tenant) IS DISTINCT FROM (NEW.state, NEW.competent_tenant)) EXECUTE FUNCTION app.follow_dossier();
REVOKE ALL ON FUNCTION app.credit(uuid, timestamptz, text, boolean, bigint), app.credit_dossier(), app.credit_paper(), app.credit_obligation(), app.credit_register(), app.follow_dossier() FROM PUBLIC;
GRANT INSERT ON app.clock_entry TO app_act;
GRANT SELECT ON app.handover_setting TO app_act;

GRANT CREATE ON SCHEMA app TO app_act;
SET LOCAL ROLE app_act;   -- whose the narrow functions are
-- ---------------------------------------------------------------- papers on their way
-- What of this dossier lies at an office and belongs elsewhere waits for a list from now on. False: nothing does.
-- Papers go to the office that answers for the dossier, the result to the counter that received it. A paper lies where it was
-- handed in, or where the last list brought it.
CREATE FUNCTION app.papers_wait_at(me uuid, p_line uuid, p_dossier uuid, p_kind text, p_procedure text, p_at timestamptz, p_due timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier; goes uuid; ids uuid[]; titles text[];
BEGIN
  SELECT * INTO d FROM app.dossier x WHERE x.id = p_dossier AND x.state <> 'draft' AND (me IN (x.receiving_tenant, x.competent_tenant, x.former_tenant)
    OR EXISTS (SELECT 1 FROM app.handover_line l WHERE l.dossier_id = x.id AND l.to_tenant = me AND l.state = 'received')) FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  IF p_kind = 'result' THEN
    IF d.state <> 'decided' OR d.competent_tenant <> me OR d.receiving_tenant = me OR d.return_method <> 'counter' OR d.result_place <> 'competent'
      OR EXISTS (SELECT 1 FROM app.handover_line l WHERE l.dossier_id = d.id AND l.kind = 'result' AND l.state IN ('waiting', 'listed')) THEN RETURN false; END IF;
    goes := d.receiving_tenant;
  ELSE
    goes := app.answers_for(d.receiving_tenant, d.competent_tenant, d.state, d.accepted_at);
    IF goes = me OR NOT d.is_open AND d.accepted_at IS NOT NULL THEN RETURN false; END IF;
    SELECT array_agg(p.id ORDER BY p.created_at, p.id), array_agg(p.title ORDER BY p.created_at, p.id) INTO ids, titles FROM app.paper p
      LEFT JOIN LATERAL (SELECT l.state, l.from_tenant, l.to_tenant FROM app.handover_line l WHERE l.dossier_id = d.id AND p.id = ANY (l.paper_ids) AND l.state <> 'withdrawn' ORDER BY l.since DESC, l.id DESC LIMIT 1) last ON true
      WHERE p.dossier_id = d.id AND p.tenant_id IS NOT NULL AND p.form <> 'electronic' AND p.state <> 'replaced'
        AND CASE last.state WHEN 'received' THEN last.to_tenant WHEN 'missing' THEN last.from_tenant WHEN 'waiting' THEN NULL WHEN 'listed' THEN NULL ELSE p.tenant_id END = me;
    IF ids IS NULL THEN RETURN false; END IF;
  END IF;
  INSERT INTO app.handover_line (id, dossier_id, kind, from_tenant, to_tenant, code, procedure_name, applicant_name, paper_ids, paper_titles, since, due_at)
    VALUES (p_line, d.id, p_kind, me, goes, d.code, p_procedure, d.applicant_name, coalesce(ids, '{}'), coalesce(titles, '{}'), p_at, p_due);
  RETURN true;
END $$;
CREATE FUNCTION app.papers_wait(p_line uuid, p_dossier uuid, p_kind text, p_procedure text, p_at timestamptz, p_due timestamptz) RETURNS boolean
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, app AS $$ SELECT app.papers_wait_at(app.tenant_id(), p_line, p_dossier, p_kind, p_procedure, p_at, p_due) $$;
REVOKE ALL ON FUNCTION app.papers_wait_at(uuid, uuid, uuid, text, text, timestamptz, timestamptz) FROM PUBLIC;
-- The sender gathers what waits for one office into a list. Returns how many lines it has; lines that somebody else listed meanwhile stay out.
CREATE FUNCTION app.make_handover_list(p_list uuid, p_no int, p_year int, p_to uuid, p_lines uuid[], p_carrier text, p_at timestamptz, p_by uuid, p_by_name text) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int; due timestamptz;
BEGIN
  PERFORM 1 FROM app.handover_line WHERE id = ANY (p_lines) AND from_tenant = app.tenant_id() AND to_tenant = p_to AND state = 'waiting' ORDER BY id FOR UPDATE;
  SELECT count(*), min(due_at) INTO n, due FROM app.handover_line WHERE id = ANY (p_lines) AND from_tenant = app.tenant_id() AND to_tenant = p_to AND state = 'waiting';
  IF n = 0 THEN RAISE EXCEPTION 'handover_list.empty' USING ERRCODE = 'MC001'; END IF;
  INSERT INTO app.handover_list (id, from_tenant, to_tenant, no, year, due_at, carrier, made_by, made_name, made_at) VALUES (p_list, app.tenant_id(), p_to, p_no, p_year, due, p_carrier, p_by, p_by_name, p_at);
  UPDATE app.handover_line l SET list_id = p_list, state = 'listed', position = x.n FROM (SELECT id, row_number() OVER (ORDER BY kind, code, id) n FROM app.handover_line
    WHERE id = ANY (p_lines) AND from_tenant = app.tenant_id() AND to_tenant = p_to AND state = 'waiting') x WHERE l.id = x.id;
  RETURN n;
END $$;
-- The sender says that it left. Results are on the way from now on; a line that goes nowhere any more is taken off. Gives what left.
CREATE FUNCTION app.hand_over_list(p_list uuid, p_at timestamptz, p_by uuid, p_by_name text) RETURNS TABLE (line_id uuid, dossier_id uuid, kind text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
#variable_conflict use_column
DECLARE s app.handover_list; l app.handover_line; d app.dossier; n int := 0;
BEGIN
  SELECT * INTO s FROM app.handover_list WHERE id = p_list AND from_tenant = app.tenant_id() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'handover_list.not_found' USING ERRCODE = 'MC002'; END IF;
  IF s.state <> 'made' THEN RAISE EXCEPTION 'handover_list.moved_on' USING ERRCODE = 'MC001'; END IF;
  FOR l IN SELECT * FROM app.handover_line x WHERE x.list_id = p_list AND x.state = 'listed' ORDER BY x.dossier_id LOOP
    SELECT * INTO d FROM app.dossier x WHERE x.id = l.dossier_id FOR UPDATE;
    IF (CASE l.kind WHEN 'result' THEN d.state <> 'decided' OR d.result_place <> 'competent' ELSE app.answers_for(d.receiving_tenant, d.competent_tenant, d.state, d.accepted_at) <> s.to_tenant OR NOT d.is_open AND d.accepted_at IS NOT NULL END) THEN
      UPDATE app.handover_line SET state = 'withdrawn' WHERE id = l.id;
      CONTINUE;
    END IF;
    IF l.kind = 'result' THEN UPDATE app.dossier SET result_place = 'on_the_way', version = version + 1 WHERE id = d.id; END IF;
    UPDATE app.handover_line SET handed_at = p_at WHERE id = l.id;
    n := n + 1; line_id := l.id; dossier_id := l.dossier_id; kind := l.kind;
    RETURN NEXT;
  END LOOP;
  IF n = 0 THEN RAISE EXCEPTION 'handover_list.empty' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.handover_list SET state = 'handed', handed_at = p_at, handed_by = p_by, handed_name = p_by_name WHERE id = p_list;
END $$;
-- Not handed over yet, it is taken apart: its lines wait again, under their own times.
CREATE FUNCTION app.cancel_handover_list(p_list uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE s app.handover_list;
BEGIN
  SELECT * INTO s FROM app.handover_list WHERE id = p_list AND from_tenant = app.tenant_id() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'handover_list.not_found' USING ERRCODE = 'MC002'; END IF;
  IF s.state <> 'made' THEN RAISE EXCEPTION 'handover_list.moved_on' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.handover_list SET state = 'cancelled' WHERE id = p_list;
  UPDATE app.handover_line l SET state = CASE WHEN CASE l.kind WHEN 'result' THEN d.state = 'decided' AND d.result_place = 'competent' ELSE app.answers_for(d.receiving_tenant, d.competent_tenant, d.state, d.accepted_at) = s.to_tenant AND (d.is_open OR d.accepted_at IS NULL) END
      THEN 'waiting' ELSE 'withdrawn' END, list_id = NULL, position = 0 FROM app.dossier d WHERE l.list_id = p_list AND l.state = 'listed' AND d.id = l.dossier_id;
END $$;
-- The receiver says of one line whether it came. What is missing lies with the sender again, and waits there by p_due.
-- Once every line is answered the list is received. Gives whether it is.
CREATE FUNCTION app.answer_handover_line(p_line uuid, p_came boolean, p_reason text, p_again uuid, p_due timestamptz, p_at timestamptz, p_by uuid, p_by_name text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE l app.handover_line; s app.handover_list; d app.dossier;
BEGIN
  SELECT * INTO l FROM app.handover_line WHERE id = p_line AND to_tenant = app.tenant_id() AND handed_at IS NOT NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'handover_line.not_found' USING ERRCODE = 'MC002'; END IF;
  SELECT * INTO s FROM app.handover_list WHERE id = l.list_id FOR UPDATE;   -- one answer after the other
  SELECT * INTO d FROM app.dossier WHERE id = l.dossier_id FOR UPDATE;
  UPDATE app.handover_line SET state = CASE WHEN p_came THEN 'received' ELSE 'missing' END, reason = p_reason, answered_name = p_by_name, answered_at = p_at WHERE id = p_line AND state = 'listed';
  IF NOT FOUND THEN RAISE EXCEPTION 'handover_line.moved_on' USING ERRCODE = 'MC001'; END IF;
  IF l.kind = 'result' THEN
    UPDATE app.dossier SET result_place = CASE WHEN p_came THEN 'receiving' ELSE 'competent' END, version = version + 1 WHERE id = d.id AND state = 'decided' AND result_place = 'on_the_way';
  END IF;
  IF NOT p_came AND (CASE l.kind WHEN 'result' THEN d.state = 'decided' ELSE app.answers_for(d.receiving_tenant, d.competent_tenant, d.state, d.accepted_at) = l.to_tenant AND d.is_open END) THEN
    INSERT INTO app.handover_line (id, dossier_id, kind, from_tenant, to_tenant, code, procedure_name, applicant_name, paper_ids, paper_titles, since, due_at)
      VALUES (p_again, l.dossier_id, l.kind, l.from_tenant, l.to_tenant, l.code, l.procedure_name, l.applicant_name, l.paper_ids, l.paper_titles, p_at, p_due);
  END IF;
  IF EXISTS (SELECT 1 FROM app.handover_line WHERE list_id = s.id AND state = 'listed') THEN RETURN false; END IF;
  UPDATE app.handover_list SET state = 'received', received_at = p_at, received_by = p_by, received_name = p_by_name WHERE id = s.id AND state = 'handed';
  RETURN true;
END $$;

-- ---------------------------------------------------------------- handover, refused and coordinated
DROP FUNCTION app.refuse_handover(uuid, int, timestamptz, text, text, uuid, timestamptz);
-- In time, and naming the right office. A second refusal is a disagreement between two offices: it goes to the province's centre at once.
-- Gives whether it did.
CREATE FUNCTION app.refuse_handover(p_id uuid, p_version int, p_at timestamptz, p_by_name text, p_reason text, p_right uuid, p_case uuid, p_procedure text, p_due timestamptz, p_decide_due timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier; h app.handover; centre uuid; told jsonb;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND competent_tenant = app.tenant_id() AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'in_transit' THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  SELECT * INTO h FROM app.handover WHERE dossier_id = p_id AND to_tenant = app.tenant_id() AND state IN ('sent', 'delivered') FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'handover.not_delivered' USING ERRCODE = 'MC001'; END IF;
  IF h.final THEN RAISE EXCEPTION 'handover.decided' USING ERRCODE = 'MC001'; END IF;
  IF p_at >= h.answer_by THEN RAISE EXCEPTION 'handover.too_late' USING ERRCODE = 'MC001'; END IF;
  IF NOT EXISTS (SELECT 1 FROM app.tenant WHERE id = p_right AND id <> app.tenant_id() AND kind IN ('commune', 'department', 'province')) THEN RAISE EXCEPTION 'handover.no_right_office' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.handover SET state = 'refused', received_at = p_at, received_name = p_by_name, refused_reason = p_reason, right_tenant = p_right WHERE id = h.id;
  SELECT jsonb_agg(jsonb_build_object('from', x.from_tenant, 'to', x.to_tenant, 'sent', x.sent_at, 'refused', x.received_at, 'by', x.received_name, 'reason', x.refused_reason, 'right', x.right_tenant, 'note', x.note) ORDER BY x.sent_at, x.id)
    INTO told FROM app.handover x WHERE x.dossier_id = p_id;
  IF (SELECT count(*) FROM app.handover WHERE dossier_id = p_id AND state = 'refused') > 1 THEN
    SELECT c.id INTO centre FROM app.tenant r JOIN app.tenant c ON c.province_code = r.province_code AND c.kind = 'province' AND c.id <> r.id JOIN app.province v ON v.code = c.province_code AND coalesce(c.live_from, v.live_from) <= p_at WHERE r.id = d.receiving_tenant;
  END IF;
  UPDATE app.dossier SET state = 'submitted', holder_tenant = receiving_tenant, competent_tenant = p_right, due_at = CASE WHEN centre IS NULL THEN p_due ELSE p_decide_due END, version = version + 1 WHERE id = p_id;
  INSERT INTO app.coordination (id, dossier_id, tenant_id, raised_to, code, procedure_name, applicant_name, named_tenant, story, opened_at, due_at, raised_at)
    VALUES (p_case, p_id, d.receiving_tenant, centre, d.code, p_procedure, d.applicant_name, p_right, told, p_at, CASE WHEN centre IS NULL THEN p_due ELSE p_decide_due END, CASE WHEN centre IS NOT NULL THEN p_at END);
  RETURN centre IS NOT NULL;
END $$;
-- Sending: the receiving tenant, from submitted, and not while its province decides, nor a second time to an office that refused it.
CREATE OR REPLACE FUNCTION app.send_handover(p_handover uuid, p_id uuid, p_version int, p_at timestamptz, p_by uuid, p_by_name text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND holder_tenant = app.tenant_id() AND receiving_tenant = app.tenant_id() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'submitted' OR d.competent_tenant = app.tenant_id() THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  IF EXISTS (SELECT 1 FROM app.coordination WHERE dossier_id = p_id AND state = 'open' AND raised_to IS NOT NULL) THEN RAISE EXCEPTION 'coordination.raised' USING ERRCODE = 'MC001'; END IF;
  IF EXISTS (SELECT 1 FROM app.handover WHERE dossier_id = p_id AND to_tenant = d.competent_tenant AND state = 'refused') THEN RAISE EXCEPTION 'handover.refused_before' USING ERRCODE = 'MC001'; END IF;
  INSERT INTO app.handover (id, dossier_id, from_tenant, to_tenant, sent_at, sent_by, sent_name) VALUES (p_handover, p_id, app.tenant_id(), d.competent_tenant, p_at, p_by, p_by_name);
  UPDATE app.dossier SET state = 'in_transit', holder_tenant = NULL, due_at = NULL, version = version + 1 WHERE id = p_id;
END $$;
-- Back to an office that refused it, once, with the reason why it is that office's after all.
CREATE FUNCTION app.send_handover_again(p_handover uuid, p_id uuid, p_version int, p_to uuid, p_reason text, p_at timestamptz, p_by uuid, p_by_name text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND holder_tenant = app.tenant_id() AND receiving_tenant = app.tenant_id() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'submitted' THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  IF EXISTS (SELECT 1 FROM app.coordination WHERE dossier_id = p_id AND state = 'open' AND raised_to IS NOT NULL) THEN RAISE EXCEPTION 'coordination.raised' USING ERRCODE = 'MC001'; END IF;
  IF (SELECT count(*) FROM app.handover WHERE dossier_id = p_id AND to_tenant = p_to AND state = 'refused') <> 1 OR p_reason = '' THEN RAISE EXCEPTION 'handover.not_to_them' USING ERRCODE = 'MC001'; END IF;
  INSERT INTO app.handover (id, dossier_id, from_tenant, to_tenant, sent_at, sent_by, sent_name, note) VALUES (p_handover, p_id, app.tenant_id(), p_to, p_at, p_by, p_by_name, p_reason);
  UPDATE app.dossier SET state = 'in_transit', holder_tenant = NULL, due_at = NULL, competent_tenant = p_to, version = version + 1 WHERE id = p_id;
END $$;
-- The receiving office asks its province to decide.
CREATE FUNCTION app.raise_coordination(p_case uuid, p_note text, p_at timestamptz, p_by_name text, p_due timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE c app.coordination; centre uuid;
BEGIN
  SELECT * INTO c FROM app.coordination WHERE id = p_case AND tenant_id = app.tenant_id() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'coordination.not_found' USING ERRCODE = 'MC002'; END IF;
  IF c.state <> 'open' OR c.raised_to IS NOT NULL OR p_note = '' THEN RAISE EXCEPTION 'coordination.moved_on' USING ERRCODE = 'MC001'; END IF;
  SELECT x.id INTO centre FROM app.tenant r JOIN app.tenant x ON x.province_code = r.province_code AND x.kind = 'province' AND x.id <> r.id JOIN app.province v ON v.code = x.province_code AND coalesce(x.live_from, v.live_from) <= p_at WHERE r.id = app.tenant_id();
  IF centre IS NULL THEN RAISE EXCEPTION 'coordination.no_centre' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.coordination SET raised_to = centre, raised_at = p_at, raised_name = p_by_name, raised_note = p_note, due_at = p_due WHERE id = p_case;
END $$;
-- The province's centre decides whose it is. It binds the offices of its own province; another province's may still refuse.
-- Naming the office that received it leaves it there to be accepted. The centre never reads the dossier: it writes its entry here.
CREATE FUNCTION app.decide_coordination(p_case uuid, p_handover uuid, p_to uuid, p_reason text, p_at timestamptz, p_by uuid, p_by_name text, p_due timestamptz, p_papers_due timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE c app.coordination; d app.dossier; mine text; theirs text;
BEGIN
  SELECT * INTO c FROM app.coordination WHERE id = p_case AND raised_to = app.tenant_id() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'coordination.not_found' USING ERRCODE = 'MC002'; END IF;
  SELECT * INTO d FROM app.dossier WHERE id = c.dossier_id FOR UPDATE;
  IF c.state <> 'open' OR d.state <> 'submitted' OR p_reason = '' THEN RAISE EXCEPTION 'coordination.moved_on' USING ERRCODE = 'MC001'; END IF;
  SELECT province_code INTO mine FROM app.tenant WHERE id = app.tenant_id();
  SELECT province_code INTO theirs FROM app.tenant WHERE id = p_to AND kind IN ('commune', 'department', 'province');
  IF NOT FOUND THEN RAISE EXCEPTION 'handover.no_right_office' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.coordination SET state = 'closed', outcome = 'decided', decided_tenant = p_to, decided_reason = p_reason, closed_name = p_by_name, closed_at = p_at WHERE id = p_case;
  IF p_to = d.receiving_tenant THEN
    UPDATE app.dossier SET competent_tenant = p_to, due_at = p_due, version = version + 1 WHERE id = d.id;
  ELSE
    INSERT INTO app.handover (id, dossier_id, from_tenant, to_tenant, sent_at, sent_by, sent_name, note, decided_by, final)
      VALUES (p_handover, d.id, d.receiving_tenant, p_to, p_at, p_by, p_by_name, p_reason, app.tenant_id(), theirs IS NOT DISTINCT FROM mine);
    UPDATE app.dossier SET state = 'in_transit', holder_tenant = NULL, due_at = NULL, competent_tenant = p_to, version = version + 1 WHERE id = d.id;
    PERFORM app.papers_wait_at(d.receiving_tenant, gen_random_uuid(), d.id, 'papers', c.procedure_name, p_at, p_papers_due);
  END IF;
  INSERT INTO app.audit_entry (subject, subject_id, seq, kind, tenant_id, actor_kind, actor_id, actor_name, at, data, public, prev, hash)
    VALUES ('dossier', d.id, 0, 'dossier.coordination_decided', app.tenant_id(), 'staff', p_by, p_by_name, p_at, jsonb_build_object('code', d.code, 'to', p_to, 'reason', p_reason), true, '', '');
END $$;
-- The job that delivers. Its scope is the sender, or the centre that decided.
CREATE OR REPLACE FUNCTION app.deliver_handover(p_handover uuid, p_at timestamptz, p_answer_by timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  UPDATE app.handover SET state = 'delivered', delivered_at = p_at, answer_by = p_answer_by WHERE id = p_handover AND app.tenant_id() IN (from_tenant, decided_by) AND state = 'sent';
  RETURN FOUND;
END $$;
-- Who hands the result out is kept: the credit is theirs.
CREATE OR REPLACE FUNCTION app.return_result(p_id uuid, p_version int, p_at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND app.tenant_id() IN (receiving_tenant, competent_tenant) AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'decided' THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.dossier SET state = 'returned', returned_at = p_at, returned_tenant = app.tenant_id(), holder_tenant = NULL, version = version + 1 WHERE id = p_id;
END $$;
-- The receiving office takes what is owed, or sees that it was paid: the clock goes on at that moment, the competent office holds on.
CREATE FUNCTION app.collect_payment(p_id uuid, p_version int, p_number text, p_date date, p_note text, p_at timestamptz, p_by uuid, p_by_name text, p_entry uuid, p_due timestamptz, p_lawful timestamptz, p_calendar bigint) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier; o app.financial_obligation;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND receiving_tenant = app.tenant_id() AND holder_tenant <> app.tenant_id() AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'awaiting_payment' THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.financial_obligation SET state = 'fulfilled', receipt_number = p_number, receipt_date = p_date, note = p_note, recorded_by = p_by, recorded_name = p_by_name, recorded_at = p_at, recorded_tenant = app.tenant_id()
    WHERE dossier_id = p_id AND state = 'open' RETURNING * INTO o;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  INSERT INTO app.clock_entry (id, dossier_id, tenant_id, seq, kind, at, legal_basis, actor_name, promise, calendar)
    VALUES (p_entry, p_id, app.tenant_id(), 1 + (SELECT max(seq) FROM app.clock_entry WHERE dossier_id = p_id), 'resume', p_at, o.legal_basis, p_by_name, p_due, p_calendar);
  UPDATE app.dossier SET state = CASE WHEN assignee IS NULL THEN 'accepted' ELSE 'processing' END, due_at = p_due, lawful_due = p_lawful, version = version + 1 WHERE id = p_id;
  RETURN o.amount;
END $$;
DO $$ DECLARE f regprocedure; BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'app' AND p.proname IN
    ('papers_wait', 'make_handover_list', 'hand_over_list', 'cancel_handover_list', 'answer_handover_line', 'refuse_handover', 'send_handover_again', 'raise_coordination', 'decide_coordination', 'collect_payment') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO app_tenant', f);
  END LOOP; END $$;
GRANT EXECUTE ON FUNCTION app.papers_wait(uuid, uuid, text, text, timestamptz, timestamptz) TO app_worker;
SET LOCAL ROLE app_owner;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
