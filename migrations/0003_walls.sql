-- +goose Up
-- +goose StatementBegin
-- Policies per role, and the narrow functions for acts that cross a wall.

CREATE POLICY own ON app.tenant_dossier TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON app.rollup TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON app.rollup_month TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON app.audit_head TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON app.code_counter TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON app.register_counter TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON app.job_run TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON app.simulated_message TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON app.audit_anchor TO app_owner USING (true) WITH CHECK (true);
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['dossier', 'tenant_dossier', 'party', 'clock_entry', 'task', 'document', 'paper', 'document_access', 'supplement', 'result', 'register_counter',
    'code_counter', 'handover', 'consultation', 'consent', 'rating', 'notice', 'simulated_message', 'job_run', 'rollup', 'rollup_month', 'audit_entry', 'audit_head', 'audit_anchor'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t, t);
  END LOOP; END $$;

-- lists: one equality on the leading column of every index
CREATE POLICY ten ON app.tenant_dossier FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY srch ON app.tenant_dossier FOR SELECT TO app_search USING (true);
CREATE POLICY act ON app.tenant_dossier FOR SELECT TO app_act USING (true);
GRANT SELECT ON app.tenant_dossier TO app_tenant, app_worker, app_search, app_act;

-- the dossier itself: by id, code or resident only. OFFSET 0 keeps the planner from hashing a whole tenant;
-- the first arm makes INSERT … RETURNING legal before the projection row exists.
CREATE POLICY ten_sel ON app.dossier FOR SELECT TO app_tenant, app_worker USING (state <> 'draft' AND (receiving_tenant = (SELECT app.tenant_id())
  OR EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = dossier.id AND a.role & 19 <> 0 OFFSET 0)));
CREATE POLICY ten_ins ON app.dossier FOR INSERT TO app_tenant WITH CHECK (receiving_tenant = (SELECT app.tenant_id()) AND holder_tenant = (SELECT app.tenant_id())
  AND state = 'submitted' AND filing = 'counter');
-- Who only received it may ask, decline or stop; deciding is the competent tenant's, passing on the function's.
CREATE POLICY ten_upd ON app.dossier FOR UPDATE TO app_tenant, app_worker USING (holder_tenant = (SELECT app.tenant_id()))
  WITH CHECK (holder_tenant = (SELECT app.tenant_id()) AND state <> 'in_transit'
    AND (competent_tenant = (SELECT app.tenant_id()) OR state IN ('submitted', 'awaiting_supplement', 'declined', 'stopped')));
CREATE POLICY res_sel ON app.dossier FOR SELECT TO app_resident USING (resident_id = (SELECT app.resident_id())
  AND ((SELECT app.only_dossier()) IS NULL OR (id = (SELECT app.only_dossier()) AND state = 'draft')));
CREATE POLICY res_ins ON app.dossier FOR INSERT TO app_resident WITH CHECK (resident_id = (SELECT app.resident_id()) AND state = 'draft' AND filing = 'self' AND (SELECT app.only_dossier()) IS NULL);
CREATE POLICY res_upd ON app.dossier FOR UPDATE TO app_resident USING (resident_id = (SELECT app.resident_id()) AND state = 'draft'
  AND ((SELECT app.only_dossier()) IS NULL OR id = (SELECT app.only_dossier())))
  WITH CHECK (resident_id = (SELECT app.resident_id()) AND state = 'draft');
CREATE POLICY res_del ON app.dossier FOR DELETE TO app_resident USING (resident_id = (SELECT app.resident_id()) AND state = 'draft' AND (SELECT app.only_dossier()) IS NULL);
CREATE POLICY act ON app.dossier TO app_act USING (true) WITH CHECK (true);
-- the columns that place a dossier behind a wall are named here, so that an insert cannot put it into somebody else's list
GRANT INSERT (id, code, procedure_id, revision_id, case_key, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant, state, applicant_name, search_text, answers,
  return_method, submitted_at, papers_required, due_at, created_at) ON app.dossier TO app_tenant;
GRANT SELECT ON app.dossier TO app_tenant, app_worker;
GRANT UPDATE (state, outcome, ended_by, version, step, assignee, due_at, promised_first, lawful_due, supplement_closes_at, supplement_rounds, papers_required, papers_digitized,
  accepted_at, decided_at, answers, applicant_name, search_text, return_method, result_place) ON app.dossier TO app_tenant, app_worker;
GRANT SELECT, DELETE, INSERT (id, procedure_id, revision_id, case_key, channel, filing, resident_id, competent_tenant, state, answers, applicant_name, search_text, return_method) ON app.dossier TO app_resident;
GRANT UPDATE (answers, competent_tenant, procedure_id, revision_id, case_key, version, applicant_name, search_text, return_method, channel) ON app.dossier TO app_resident;
GRANT SELECT, UPDATE ON app.dossier TO app_act;

-- children: written as their author's tenant, read as far as the parent's projection row allows
DO $$ DECLARE t text; vis text := 'EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = %1$I.dossier_id AND a.role & 19 <> 0 OFFSET 0)';
  hold text := 'tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = %1$I.dossier_id AND a.holder OFFSET 0)';
  mine text := 'EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = %1$I.dossier_id OFFSET 0)'; BEGIN
  FOREACH t IN ARRAY ARRAY['party', 'clock_entry', 'task', 'paper', 'supplement', 'result'] LOOP
    EXECUTE format('CREATE POLICY ten_sel ON app.%1$I FOR SELECT TO app_tenant, app_worker USING (' || vis || ')', t);
    IF t <> 'paper' THEN EXECUTE format('CREATE POLICY ten_ins ON app.%1$I FOR INSERT TO app_tenant, app_worker WITH CHECK (' || hold || ')', t); END IF;
    EXECUTE format('CREATE POLICY act ON app.%1$I TO app_act USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT ON app.%1$I TO app_tenant, app_worker', t);
    EXECUTE format('GRANT SELECT, UPDATE ON app.%1$I TO app_act', t);
  END LOOP;
  -- tasks, results and requests are changed by the tenant that holds the dossier; a paper is checked by whoever holds it
  FOREACH t IN ARRAY ARRAY['task', 'supplement', 'result'] LOOP
    EXECUTE format('CREATE POLICY ten_upd ON app.%1$I FOR UPDATE TO app_tenant, app_worker USING (' || hold || ') WITH CHECK (' || hold || ')', t);
    EXECUTE format('GRANT UPDATE ON app.%1$I TO app_tenant, app_worker', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['party', 'clock_entry', 'paper', 'supplement'] LOOP
    EXECUTE format('CREATE POLICY res_sel ON app.%1$I FOR SELECT TO app_resident USING (' || mine || ')', t);
    EXECUTE format('GRANT SELECT ON app.%1$I TO app_resident', t);
  END LOOP; END $$;
-- the receiving tenant adds what is brought to its counter later; a paper names a file of its own dossier that the writer may open
CREATE POLICY ten_ins ON app.paper FOR INSERT TO app_tenant, app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = paper.dossier_id
    AND (a.holder OR (a.role & 1 <> 0 AND a.is_open AND a.state <> 'in_transit')) OFFSET 0)
  AND (document_id IS NULL OR EXISTS (SELECT 1 FROM app.document x WHERE x.id = paper.document_id AND x.dossier_id = paper.dossier_id)));
CREATE POLICY ten_upd ON app.paper FOR UPDATE TO app_tenant, app_worker
  USING (EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = paper.dossier_id AND a.holder OFFSET 0));
GRANT UPDATE (state, reason, note, form, checked_by, checked_name, checked_at) ON app.paper TO app_tenant, app_worker;
CREATE POLICY res_sel ON app.result FOR SELECT TO app_resident USING (state = 'issued' AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = result.dossier_id OFFSET 0));
CREATE POLICY res_sel ON app.task FOR SELECT TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = task.dossier_id OFFSET 0));
-- who works on it and until when, not what colleagues write to each other
GRANT SELECT ON app.result TO app_resident; GRANT SELECT (id, dossier_id, seq, step, title, role, assignee, assignee_name, started_at, due_at, done_at, outcome) ON app.task TO app_resident;
REVOKE INSERT ON app.supplement, app.result FROM app_worker;   -- a task it opens when nobody answered a handover in time

-- residents write parties and papers of their drafts, and papers that answer an open request
CREATE POLICY res_ins ON app.party FOR INSERT TO app_resident WITH CHECK (tenant_id IS NULL AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state = 'draft'));
CREATE POLICY res_del ON app.party FOR DELETE TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state = 'draft'));
GRANT INSERT, DELETE ON app.party TO app_resident;
CREATE POLICY res_ins ON app.paper FOR INSERT TO app_resident WITH CHECK (tenant_id IS NULL AND state = 'pending' AND checked_by IS NULL
  AND (document_id IS NULL OR EXISTS (SELECT 1 FROM app.document x WHERE x.id = paper.document_id AND x.dossier_id = paper.dossier_id))
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state IN ('draft', 'awaiting_supplement')));
CREATE POLICY res_del ON app.paper FOR DELETE TO app_resident USING (tenant_id IS NULL AND state = 'pending'
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND (d.state = 'draft' OR (d.state = 'awaiting_supplement' AND paper.round = d.supplement_rounds))));
GRANT INSERT, DELETE ON app.paper TO app_resident;
CREATE POLICY res_ins ON app.clock_entry FOR INSERT TO app_resident WITH CHECK (tenant_id IS NULL AND kind IN ('resume', 'restart', 'start', 'stop')
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state IN ('submitted', 'accepted', 'processing', 'stopped')));
GRANT INSERT ON app.clock_entry TO app_resident;

CREATE POLICY ten_sel ON app.document FOR SELECT TO app_tenant, app_worker USING (
  EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = document.dossier_id AND a.role & 19 <> 0 OFFSET 0)
  OR EXISTS (SELECT 1 FROM app.consultation c WHERE c.to_tenant = (SELECT app.tenant_id()) AND c.dossier_id = document.dossier_id AND document.id = ANY (c.document_ids) OFFSET 0));
CREATE POLICY ten_ins ON app.document FOR INSERT TO app_tenant, app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = document.dossier_id AND a.role & 3 <> 0 OFFSET 0));
CREATE POLICY wrk_upd ON app.document FOR UPDATE TO app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY wrk_own ON app.document FOR SELECT TO app_worker USING (tenant_id = (SELECT app.tenant_id()));
-- pictures of a draft's pages too, which no projection shows; a function, because a policy may not ask its own table
CREATE FUNCTION app.keeps(p_document uuid, p_dossier uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT 1 FROM app.document WHERE id = p_document AND dossier_id = p_dossier AND tenant_id = app.tenant_id()) $$;
CREATE POLICY act ON app.document FOR SELECT TO app_act USING (true);
GRANT SELECT (id, dossier_id, tenant_id) ON app.document TO app_act;
CREATE POLICY wrk_ins ON app.document FOR INSERT TO app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND purpose = 'preview' AND app.keeps(parent_id, dossier_id));
CREATE POLICY res_sel ON app.document FOR SELECT TO app_resident USING (visible_to_resident AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = document.dossier_id OFFSET 0)
  AND (purpose <> 'result' OR EXISTS (SELECT 1 FROM app.result r WHERE r.document_id = document.id AND r.state = 'issued' OFFSET 0)));
CREATE POLICY res_ins ON app.document FOR INSERT TO app_resident WITH CHECK (purpose = 'paper' AND parent_id IS NULL
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state IN ('draft', 'awaiting_supplement') AND d.competent_tenant = document.tenant_id));
CREATE POLICY res_del ON app.document FOR DELETE TO app_resident USING (purpose = 'paper' AND created_by_kind <> 'staff' AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state = 'draft'));
GRANT SELECT, INSERT ON app.document TO app_tenant, app_worker; GRANT UPDATE (state, pages, body_text, failed_key) ON app.document TO app_worker;
GRANT SELECT, INSERT, DELETE ON app.document TO app_resident;

CREATE POLICY ten ON app.document_access FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
-- one logs what one may open: nobody writes into the log of a stranger's dossier
CREATE POLICY ten_ins ON app.document_access FOR INSERT TO app_tenant, app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.document x WHERE x.id = document_access.document_id AND x.dossier_id = document_access.dossier_id));
CREATE POLICY res_sel ON app.document_access FOR SELECT TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = document_access.dossier_id OFFSET 0));
CREATE POLICY res_ins ON app.document_access FOR INSERT TO app_resident WITH CHECK (tenant_id IS NULL
  AND EXISTS (SELECT 1 FROM app.document x WHERE x.id = document_access.document_id AND x.dossier_id = document_access.dossier_id));
GRANT SELECT, INSERT ON app.document_access TO app_tenant, app_worker, app_resident;

CREATE POLICY ten ON app.handover FOR SELECT TO app_tenant, app_worker USING (from_tenant = (SELECT app.tenant_id()) OR to_tenant = (SELECT app.tenant_id()));
CREATE POLICY res ON app.handover FOR SELECT TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = handover.dossier_id OFFSET 0));
CREATE POLICY act ON app.handover TO app_act USING (true) WITH CHECK (true);
GRANT SELECT ON app.handover TO app_tenant, app_worker, app_resident; GRANT SELECT, INSERT, UPDATE ON app.handover TO app_act;

CREATE POLICY ten_sel ON app.consultation FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()) OR to_tenant = (SELECT app.tenant_id()));
CREATE POLICY ten_ins ON app.consultation FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = consultation.dossier_id AND a.holder OFFSET 0));
CREATE POLICY ten_upd ON app.consultation FOR UPDATE TO app_tenant USING (to_tenant = (SELECT app.tenant_id())) WITH CHECK (to_tenant = (SELECT app.tenant_id()));
GRANT SELECT, INSERT, UPDATE (answer, answered_name, answered_at) ON app.consultation TO app_tenant; GRANT SELECT ON app.consultation TO app_worker;

CREATE POLICY ten ON app.consent FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY res ON app.consent FOR SELECT TO app_resident USING (resident_id = (SELECT app.resident_id())
  AND ((SELECT app.only_dossier()) IS NULL OR dossier_id = (SELECT app.only_dossier())));
CREATE POLICY act ON app.consent TO app_act USING (true) WITH CHECK (true);
GRANT SELECT ON app.consent TO app_tenant, app_resident; GRANT SELECT, INSERT, UPDATE ON app.consent TO app_act;

CREATE POLICY ten ON app.rating FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY res ON app.rating FOR SELECT TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = rating.dossier_id OFFSET 0));
CREATE POLICY res_ins ON app.rating FOR INSERT TO app_resident WITH CHECK (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.competent_tenant = rating.tenant_id AND d.state IN ('decided', 'returned')));
GRANT SELECT ON app.rating TO app_tenant, app_worker; GRANT SELECT, INSERT ON app.rating TO app_resident;

CREATE POLICY ten ON app.notice FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY wrk ON app.notice TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
GRANT SELECT ON app.notice TO app_tenant; GRANT SELECT, INSERT, UPDATE ON app.notice TO app_worker;
CREATE POLICY wrk ON app.simulated_message FOR INSERT TO app_worker, app_identity WITH CHECK (true);
CREATE POLICY pub ON app.simulated_message FOR SELECT TO app_public USING (true);
GRANT INSERT ON app.simulated_message TO app_worker, app_identity; GRANT SELECT ON app.simulated_message TO app_public;
CREATE POLICY wrk ON app.job_run TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY plat ON app.job_run FOR SELECT TO app_platform USING (true);
GRANT SELECT, INSERT, UPDATE ON app.job_run TO app_worker; GRANT SELECT ON app.job_run TO app_platform;

CREATE POLICY ten ON app.rollup FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.rollup FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
CREATE POLICY ten ON app.rollup_month FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.rollup_month FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
GRANT SELECT ON app.rollup, app.rollup_month TO app_tenant, app_worker, app_province;

-- audit: whoever may see the subject reads its history; each writes only as itself
CREATE POLICY ten_sel ON app.audit_entry FOR SELECT TO app_tenant, app_worker USING (
  (subject = 'dossier' AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = audit_entry.subject_id AND a.role & 19 <> 0 OFFSET 0))
  OR (subject <> 'dossier' AND tenant_id = (SELECT app.tenant_id())));
CREATE POLICY ten_ins ON app.audit_entry FOR INSERT TO app_tenant, app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND (province_code IS NULL OR province_code = (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id())))
  AND (subject <> 'dossier' OR EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = audit_entry.subject_id AND a.role & 19 <> 0 OFFSET 0)));
CREATE POLICY res_sel ON app.audit_entry FOR SELECT TO app_resident USING (subject = 'dossier' AND public AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = audit_entry.subject_id OFFSET 0));
-- a helper's narrowed scope stops seeing the dossier the moment it is filed, and still has to write that it was
CREATE FUNCTION app.is_mine(p uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT 1 FROM app.dossier WHERE id = p AND resident_id = app.resident_id() AND (app.only_dossier() IS NULL OR id = app.only_dossier())) $$;
CREATE POLICY res_ins ON app.audit_entry FOR INSERT TO app_resident WITH CHECK (tenant_id IS NULL AND ((subject = 'dossier' AND actor_kind IN ('resident', 'helper')
  AND app.is_mine(subject_id)) OR (subject = 'resident' AND subject_id = (SELECT app.resident_id()) AND (SELECT app.only_dossier()) IS NULL)));
CREATE POLICY ident ON app.audit_entry FOR INSERT TO app_identity WITH CHECK (subject IN ('account', 'resident'));
CREATE POLICY prov ON app.audit_entry TO app_province USING (subject <> 'dossier' AND province_code = (SELECT app.province_code()))
  WITH CHECK (subject <> 'dossier' AND province_code = (SELECT app.province_code()));
CREATE POLICY plat ON app.audit_entry TO app_platform USING (subject = 'province') WITH CHECK (subject = 'province');
CREATE POLICY act ON app.audit_entry FOR INSERT TO app_act WITH CHECK (true);
GRANT SELECT, INSERT ON app.audit_entry TO app_tenant, app_worker, app_resident, app_province, app_platform; GRANT INSERT ON app.audit_entry TO app_identity, app_act;
-- heads carry no personal data; the daily anchor hashes them all
CREATE POLICY wrk ON app.audit_head FOR SELECT TO app_worker USING (true);
CREATE POLICY wrk ON app.audit_anchor TO app_worker USING (true) WITH CHECK (true);
GRANT SELECT ON app.audit_head TO app_worker; GRANT SELECT, INSERT ON app.audit_anchor TO app_worker;

-- ---------------------------------------------------------------- narrow functions
-- Name search inside one tenant: trigram under RLS would scan the nation or the tenant; this looks up (tenant, trigram).
CREATE FUNCTION app.search_ids(q text, lim int DEFAULT 50) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, public AS $$
DECLARE t uuid := app.tenant_id(); w text[] := string_to_array(app.fold(trim(q)), ' '); pats text[];
BEGIN
  IF t IS NULL OR length(app.fold(trim(q))) < 2 THEN RETURN; END IF;
  SELECT array_agg('%' || replace(replace(replace(x, '\', '\\'), '%', '\%'), '_', '\_') || '%') INTO pats FROM unnest(w) x WHERE x <> '';
  RETURN QUERY SELECT d.dossier_id FROM app.tenant_dossier d WHERE d.tenant_id = t AND d.role & 19 <> 0 AND d.search_text LIKE ALL (pats)
     ORDER BY d.submitted_at DESC LIMIT least(lim, 200);
END $$;

-- The dossier code, from the receiving unit's code, the Vietnamese day and a per-day number (TT 01/2018 Đ.19; template is the province's).
CREATE FUNCTION app.next_code(p_tenant uuid, p_at timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d date := (p_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date; n int; u text; tpl text;
BEGIN
  IF app.tenant_id() IS DISTINCT FROM p_tenant AND app.resident_id() IS NULL THEN RAISE EXCEPTION 'code.refused' USING ERRCODE = 'MC002'; END IF;
  SELECT t.unit_code, coalesce(p.code_template, '{unit}-{yyMMdd}-{seq:4}') INTO STRICT u, tpl FROM app.tenant t LEFT JOIN app.province p ON p.code = t.province_code WHERE t.id = p_tenant;
  INSERT INTO app.code_counter AS c VALUES (p_tenant, d, 1) ON CONFLICT (tenant_id, day) DO UPDATE SET last = c.last + 1 RETURNING last INTO n;
  RETURN replace(replace(replace(tpl, '{unit}', u), '{yyMMdd}', to_char(d, 'YYMMDD')), '{seq:4}', lpad(n::text, greatest(4, length(n::text)), '0'));
END $$;
-- The next number of a register, without gaps: the counter row stays locked until the caller's transaction ends.
CREATE FUNCTION app.next_number(p_register text, p_year int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int;
BEGIN
  IF app.tenant_id() IS NULL THEN RAISE EXCEPTION 'register.refused' USING ERRCODE = 'MC002'; END IF;
  INSERT INTO app.register_counter AS c VALUES (app.tenant_id(), p_register, p_year, 1) ON CONFLICT (tenant_id, register, year) DO UPDATE SET last = c.last + 1 RETURNING last INTO n;
  RETURN n;
END $$;
REVOKE ALL ON FUNCTION app.search_ids(text, int), app.next_code(uuid, timestamptz), app.next_number(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_ids(text, int), app.next_number(text, int) TO app_tenant;
GRANT EXECUTE ON FUNCTION app.next_code(uuid, timestamptz) TO app_tenant, app_act;

-- A resident's draft becomes the office's. Returns the code; a second click gets the same code back.
CREATE FUNCTION app.file_dossier(p_id uuid, p_version int, p_at timestamptz, p_intake_due timestamptz, p_required int) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier; c text;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND resident_id = app.resident_id() AND (app.only_dossier() IS NULL OR id = app.only_dossier()) FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.state <> 'draft' THEN
    IF d.state = 'submitted' AND d.filing <> 'counter' THEN RETURN d.code; END IF;
    RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001';
  END IF;
  IF d.version <> p_version THEN RAISE EXCEPTION 'dossier.version' USING ERRCODE = 'MC001'; END IF;
  c := app.next_code(d.competent_tenant, p_at);
  UPDATE app.dossier SET state = 'submitted', code = c, submitted_at = p_at, receiving_tenant = d.competent_tenant, holder_tenant = d.competent_tenant, due_at = p_intake_due,
    papers_required = p_required, version = d.version + 1, search_text = trim(app.fold(d.applicant_name || ' ' || c)) WHERE id = p_id;
  RETURN c;
END $$;
-- The resident's other moves: answering a request, withdrawing.
CREATE FUNCTION app.resident_move(p_id uuid, p_version int, p_to text, p_due timestamptz, p_lawful timestamptz, p_ended_by text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND resident_id = app.resident_id() AND app.only_dossier() IS NULL FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version THEN RAISE EXCEPTION 'dossier.version' USING ERRCODE = 'MC001'; END IF;
  IF (d.state || '>' || p_to) NOT IN ('submitted>stopped', 'awaiting_supplement>submitted', 'awaiting_supplement>accepted', 'awaiting_supplement>processing', 'awaiting_supplement>stopped',
    'accepted>withdrawal_requested', 'processing>withdrawal_requested')
    OR (d.state = 'awaiting_supplement' AND p_to <> 'stopped' AND (d.accepted_at IS NULL) <> (p_to = 'submitted')) THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  IF d.state = 'awaiting_supplement' THEN
    UPDATE app.supplement SET state = CASE WHEN p_to = 'stopped' THEN 'cancelled' ELSE 'answered' END, answered_at = now() WHERE dossier_id = p_id AND state = 'open';
    -- a paper that was sent again takes the faulty one's place; what was put right otherwise is to be looked at again
    UPDATE app.paper p SET state = CASE WHEN EXISTS (SELECT 1 FROM app.paper n WHERE n.dossier_id = p_id AND n.component = p.component AND n.round = d.supplement_rounds AND n.document_id IS NOT NULL)
      THEN 'replaced' ELSE 'pending' END WHERE p.dossier_id = p_id AND p.state = 'faulty' AND p_to <> 'stopped';
  END IF;
  UPDATE app.dossier SET state = p_to, due_at = p_due, lawful_due = coalesce(p_lawful, lawful_due), ended_by = p_ended_by, supplement_closes_at = NULL, version = version + 1,
    holder_tenant = CASE WHEN p_to = 'stopped' THEN NULL ELSE holder_tenant END WHERE id = p_id;
END $$;
-- Drafts begun before sign-in follow the person who signs in.
CREATE FUNCTION app.claim_drafts(p_from uuid, p_to uuid) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM app.resident WHERE id = p_from AND level = 0) THEN RETURN 0; END IF;   -- only from somebody nobody knows
  UPDATE app.dossier SET resident_id = p_to WHERE resident_id = p_from AND state = 'draft';
  GET DIAGNOSTICS n = ROW_COUNT; RETURN n;
END $$;
-- An officer starts a draft for a consenting resident. The resident owns it; this tenant will see code and status.
CREATE FUNCTION app.start_helped_draft(p_id uuid, p_consent uuid, p_resident uuid, p_procedure uuid, p_revision uuid, p_competent uuid, p_staff uuid, p_staff_name text, p_method text, p_statement text, p_at timestamptz)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  IF app.tenant_id() IS NULL THEN RAISE EXCEPTION 'help.refused' USING ERRCODE = 'MC002'; END IF;
  INSERT INTO app.dossier (id, procedure_id, revision_id, channel, filing, resident_id, competent_tenant, supporting_tenant, state)
    VALUES (p_id, p_procedure, p_revision, 'online', 'helped', p_resident, p_competent, app.tenant_id(), 'draft') ON CONFLICT (id) DO NOTHING;
  INSERT INTO app.consent (id, tenant_id, resident_id, dossier_id, staff_id, staff_name, method, statement, given_at)
    SELECT p_consent, app.tenant_id(), p_resident, p_id, p_staff, p_staff_name, p_method, p_statement, p_at
    WHERE EXISTS (SELECT 1 FROM app.dossier WHERE id = p_id AND resident_id = p_resident AND supporting_tenant = app.tenant_id() AND state = 'draft') ON CONFLICT DO NOTHING;
END $$;
GRANT INSERT ON app.dossier TO app_act;
-- May this officer still act inside that helped draft? Returns its owner while consent holds and it is a draft.
CREATE FUNCTION app.helped_draft_owner(p_id uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT d.resident_id FROM app.dossier d JOIN app.consent c ON c.dossier_id = d.id
   WHERE d.id = p_id AND d.supporting_tenant = app.tenant_id() AND c.tenant_id = app.tenant_id() AND c.ended_at IS NULL AND d.state = 'draft' LIMIT 1 $$;

-- Handover, in two steps. Sending: the receiving tenant, from submitted. Nobody holds it on the way.
CREATE FUNCTION app.send_handover(p_handover uuid, p_id uuid, p_version int, p_at timestamptz, p_by uuid, p_by_name text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND holder_tenant = app.tenant_id() AND receiving_tenant = app.tenant_id() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'submitted' OR d.competent_tenant = app.tenant_id() THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  INSERT INTO app.handover (id, dossier_id, from_tenant, to_tenant, sent_at, sent_by, sent_name) VALUES (p_handover, p_id, app.tenant_id(), d.competent_tenant, p_at, p_by, p_by_name);
  UPDATE app.dossier SET state = 'in_transit', holder_tenant = NULL, due_at = NULL, version = version + 1 WHERE id = p_id;
END $$;
-- The job that delivers. Its scope is the sender. True once; false when there is nothing left to deliver.
CREATE FUNCTION app.deliver_handover(p_handover uuid, p_at timestamptz, p_answer_by timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  UPDATE app.handover SET state = 'delivered', delivered_at = p_at, answer_by = p_answer_by WHERE id = p_handover AND from_tenant = app.tenant_id() AND state = 'sent';
  RETURN FOUND;
END $$;
-- Receiving: the competent tenant, or the job for it when nobody refused in time. The clock starts at delivery.
CREATE FUNCTION app.receive_handover(p_id uuid, p_version int, p_at timestamptz, p_by uuid, p_by_name text, p_auto boolean, p_due timestamptz, p_step text) RETURNS timestamptz
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier; h app.handover;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND competent_tenant = app.tenant_id() AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'in_transit' THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  SELECT * INTO h FROM app.handover WHERE dossier_id = p_id AND to_tenant = app.tenant_id() AND state = 'delivered' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'handover.not_delivered' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.handover SET state = 'received', received_at = p_at, received_by = p_by, received_name = p_by_name, automatic = p_auto WHERE id = h.id;
  UPDATE app.dossier SET state = 'accepted', holder_tenant = app.tenant_id(), accepted_at = h.delivered_at, due_at = p_due, promised_first = p_due, lawful_due = p_due, step = p_step, version = version + 1 WHERE id = p_id;
  RETURN h.delivered_at;
END $$;
CREATE FUNCTION app.refuse_handover(p_id uuid, p_version int, p_at timestamptz, p_by_name text, p_reason text, p_right uuid, p_intake_due timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND competent_tenant = app.tenant_id() AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'in_transit' THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.handover SET state = 'refused', received_at = p_at, received_name = p_by_name, refused_reason = p_reason, right_tenant = p_right
    WHERE dossier_id = p_id AND to_tenant = app.tenant_id() AND state IN ('sent', 'delivered');
  UPDATE app.dossier SET state = 'submitted', holder_tenant = receiving_tenant, competent_tenant = coalesce(p_right, competent_tenant), due_at = p_intake_due, version = version + 1 WHERE id = p_id;
END $$;
-- The result goes back to the counter that received the dossier, and is handed out there.
CREATE FUNCTION app.hand_back_result(p_id uuid, p_version int, p_place text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND app.tenant_id() IN (competent_tenant, receiving_tenant) AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'decided' OR (d.result_place || '>' || p_place) NOT IN ('competent>on_the_way', 'on_the_way>receiving')
    OR (p_place = 'on_the_way' AND app.tenant_id() <> d.competent_tenant) OR (p_place = 'receiving' AND app.tenant_id() <> d.receiving_tenant) THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.dossier SET result_place = p_place, version = version + 1 WHERE id = p_id;
END $$;
CREATE FUNCTION app.return_result(p_id uuid, p_version int, p_at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND app.tenant_id() IN (receiving_tenant, competent_tenant) AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state <> 'decided' THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.dossier SET state = 'returned', returned_at = p_at, holder_tenant = NULL, version = version + 1 WHERE id = p_id;
END $$;

-- Tracking without an account: the code and the last four digits of a phone or identity number. Nothing personal comes back.
CREATE FUNCTION app.track(p_code text, p_last4 text) RETURNS TABLE (state text, ended_by text, outcome text, procedure_id uuid, competent_tenant uuid, receiving_tenant uuid, submitted_at timestamptz, accepted_at timestamptz, due_at timestamptz, supplement_closes_at timestamptz, decided_at timestamptz, returned_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT d.state, d.ended_by, d.outcome, d.procedure_id, d.competent_tenant, d.receiving_tenant, d.submitted_at, d.accepted_at, d.due_at, d.supplement_closes_at, d.decided_at, d.returned_at
    FROM app.dossier d WHERE d.code = p_code AND p_last4 ~ '^[0-9]{4}$'
     AND EXISTS (SELECT 1 FROM app.party p WHERE p.dossier_id = d.id AND (right(p.phone, 4) = p_last4 OR right(p.id_number, 4) = p_last4)) $$;
-- Is this result real? Nothing personal.
CREATE FUNCTION app.check_result(p_code text) RETURNS TABLE (state text, title text, number text, issued_at timestamptz, approved_name text, approved_title text, tenant_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT r.state, r.title, r.number, r.issued_at, r.approved_name, r.approved_title, r.tenant_id FROM app.result r WHERE r.check_code = p_code AND r.state = 'issued' $$;
-- A provincial admin opens one dossier of a commune: the reason is written before the answer is given.
CREATE FUNCTION app.province_read_dossier(p_code text, p_reason text, p_actor uuid, p_actor_name text, p_at timestamptz) RETURNS TABLE (id uuid, state text, outcome text, procedure_id uuid, competent_tenant uuid, receiving_tenant uuid, step text, submitted_at timestamptz, accepted_at timestamptz, due_at timestamptz, promised_first timestamptz, lawful_due timestamptz, decided_at timestamptz, returned_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE x uuid; ct uuid;
BEGIN
  IF length(trim(coalesce(p_reason, ''))) < 10 THEN RAISE EXCEPTION 'reason.missing' USING ERRCODE = 'MC001'; END IF;
  SELECT d.id, d.competent_tenant INTO x, ct FROM app.dossier d JOIN app.tenant t ON t.id = d.competent_tenant WHERE d.code = p_code AND t.province_code = app.province_code() AND d.state <> 'draft';
  IF x IS NULL THEN RETURN; END IF;
  INSERT INTO app.audit_entry (subject, subject_id, seq, kind, tenant_id, province_code, actor_kind, actor_id, actor_name, at, data, public, prev, hash)
    VALUES ('dossier', x, 0, 'dossier.read_by_province', ct, app.province_code(), 'staff', p_actor, p_actor_name, p_at, jsonb_build_object('reason', p_reason), true, '', '');
  RETURN QUERY SELECT d.id, d.state, d.outcome, d.procedure_id, d.competent_tenant, d.receiving_tenant, d.step, d.submitted_at, d.accepted_at, d.due_at, d.promised_first, d.lawful_due, d.decided_at, d.returned_at FROM app.dossier d WHERE d.id = x;
END $$;

DO $$ DECLARE f regprocedure; BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'app' AND p.proname IN
    ('is_mine', 'keeps', 'file_dossier', 'resident_move', 'claim_drafts', 'start_helped_draft', 'helped_draft_owner', 'send_handover', 'deliver_handover', 'receive_handover', 'refuse_handover', 'hand_back_result', 'return_result', 'track', 'check_result', 'province_read_dossier') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP; END $$;
GRANT SELECT (id, level) ON app.resident TO app_act; CREATE POLICY act ON app.resident FOR SELECT TO app_act USING (true);
GRANT EXECUTE ON FUNCTION app.is_mine(uuid), app.file_dossier(uuid, int, timestamptz, timestamptz, int), app.resident_move(uuid, int, text, timestamptz, timestamptz, text) TO app_resident;
GRANT EXECUTE ON FUNCTION app.claim_drafts(uuid, uuid) TO app_identity;
GRANT EXECUTE ON FUNCTION app.start_helped_draft(uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, text, timestamptz), app.helped_draft_owner(uuid),
  app.send_handover(uuid, uuid, int, timestamptz, uuid, text), app.refuse_handover(uuid, int, timestamptz, text, text, uuid, timestamptz), app.hand_back_result(uuid, int, text), app.return_result(uuid, int, timestamptz) TO app_tenant;
GRANT EXECUTE ON FUNCTION app.deliver_handover(uuid, timestamptz, timestamptz), app.keeps(uuid, uuid) TO app_worker;
GRANT EXECUTE ON FUNCTION app.receive_handover(uuid, int, timestamptz, uuid, text, boolean, timestamptz, text) TO app_tenant, app_worker;
GRANT EXECUTE ON FUNCTION app.track(text, text), app.check_result(text) TO app_public;
GRANT EXECUTE ON FUNCTION app.province_read_dossier(text, text, uuid, text, timestamptz) TO app_province;
-- trigger functions are nobody's to call
REVOKE ALL ON FUNCTION app.audit_chain(), app.refuse_change(), app.dossier_guard(), app.project_dossier(), app.project_consultation(), app.roll_dossier() FROM PUBLIC;
-- Owners last: app_owner does not inherit from app_act, so after this it could revoke and grant nothing, with a warning only.
ALTER FUNCTION app.search_ids(text, int) OWNER TO app_search;
DO $$ DECLARE f regprocedure; BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'app' AND p.proname IN
    ('is_mine', 'keeps', 'file_dossier', 'resident_move', 'claim_drafts', 'start_helped_draft', 'helped_draft_owner', 'send_handover', 'deliver_handover', 'receive_handover', 'refuse_handover', 'hand_back_result', 'return_result', 'track', 'check_result', 'province_read_dossier') LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO app_act', f);
  END LOOP; END $$;
REVOKE CREATE ON SCHEMA app FROM app_search, app_act;
-- +goose StatementEnd
