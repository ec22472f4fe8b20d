-- +goose Up
-- +goose StatementBegin
-- Workflows with branches: several open steps on one dossier, competence that passes up to the province at a step,
-- and questions to another office or unit with a clock of their own.

ALTER TABLE app.task ADD COLUMN kind text NOT NULL DEFAULT '', ADD COLUMN unit text NOT NULL DEFAULT '',
  ADD COLUMN aside boolean NOT NULL DEFAULT false;                      -- open, and not what the dossier's own line in the lists shows
CREATE INDEX task_aside ON app.task (tenant_id, assignee, role, due_at, id) WHERE done_at IS NULL AND aside;
GRANT SELECT (kind, unit) ON app.task TO app_resident;

-- the unit of an office that somebody works in; steps may be for the people of one
ALTER TABLE app.staff ADD COLUMN unit text NOT NULL DEFAULT '';
GRANT UPDATE (unit) ON app.staff TO app_tenant, app_province;

-- ---------------------------------------------------------------- competence passes on
GRANT CREATE ON SCHEMA app TO app_act;
GRANT INSERT ON app.task TO app_act;
-- From a commune that holds and decides it to the centre of its own province; the commune keeps reading, and the
-- step that the centre does is opened with it: nobody is responsible for nothing in between.
CREATE FUNCTION app.pass_competence(p_id uuid, p_version int, p_to uuid, p_at timestamptz, p_task uuid, p_step text, p_title text, p_role text, p_kind text, p_unit text, p_due timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND holder_tenant = app.tenant_id() AND competent_tenant = app.tenant_id() AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state NOT IN ('accepted', 'processing') THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  IF NOT EXISTS (SELECT 1 FROM app.tenant t JOIN app.tenant m ON m.province_code = t.province_code WHERE t.id = p_to AND t.kind = 'province' AND m.id = app.tenant_id() AND m.kind = 'commune')
    OR EXISTS (SELECT 1 FROM app.result r WHERE r.dossier_id = p_id AND r.state <> 'sent_back') THEN RAISE EXCEPTION 'competence.refused' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.task SET done_at = p_at, outcome = 'done' WHERE dossier_id = p_id AND done_at IS NULL;
  INSERT INTO app.task (id, dossier_id, tenant_id, seq, step, title, role, kind, unit, started_at, due_at, aside)
    VALUES (p_task, p_id, p_to, 1 + coalesce((SELECT max(seq) FROM app.task WHERE dossier_id = p_id), 0), p_step, p_title, p_role, p_kind, p_unit, p_at, p_due, p_kind IN ('work', 'draft', 'request'));
  UPDATE app.dossier SET state = 'processing', competent_tenant = p_to, holder_tenant = p_to, former_tenant = app.tenant_id(), step = p_step, assignee = NULL, version = version + 1 WHERE id = p_id;
END $$;
REVOKE ALL ON FUNCTION app.pass_competence(uuid, int, uuid, timestamptz, uuid, text, text, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.pass_competence(uuid, int, uuid, timestamptz, uuid, text, text, text, text, text, timestamptz) TO app_tenant, app_worker;

-- ---------------------------------------------------------------- questions to others
-- What the asked office needs to know stands in the row itself: it reads nothing else of the dossier.
ALTER TABLE app.consultation
  ADD COLUMN step text NOT NULL DEFAULT '', ADD COLUMN title text NOT NULL DEFAULT '', ADD COLUMN to_unit text NOT NULL DEFAULT '',
  ADD COLUMN code text NOT NULL DEFAULT '', ADD COLUMN procedure_name text NOT NULL DEFAULT '', ADD COLUMN applicant_name text NOT NULL DEFAULT '',
  ADD COLUMN state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'lapsed', 'cancelled')),
  ADD COLUMN silence text NOT NULL DEFAULT 'wait' CHECK (silence IN ('consent', 'wait')),
  ADD COLUMN pauses boolean NOT NULL DEFAULT false, ADD COLUMN legal_basis text NOT NULL DEFAULT '',
  ADD COLUMN verdict text NOT NULL DEFAULT '' CHECK (verdict IN ('', 'agree', 'disagree', 'information')), ADD COLUMN answered_by uuid,
  ADD COLUMN taken_at timestamptz,                                      -- when the asker went on with it
  ADD CHECK (NOT pauses OR legal_basis <> ''),
  ADD CHECK (state <> 'lapsed' OR silence = 'consent');
CREATE INDEX consultation_open ON app.consultation (to_tenant, due_at, id) WHERE state = 'open';
CREATE INDEX consultation_due ON app.consultation (tenant_id, due_at, id) WHERE state IN ('open', 'answered') AND taken_at IS NULL;

DROP POLICY ten_upd ON app.consultation;
REVOKE UPDATE (answer, answered_name, answered_at) ON app.consultation FROM app_tenant;
-- the asker takes an answer, takes silence for consent when its time is over, or takes the question back; never writes the answer
CREATE POLICY ten_upd ON app.consultation FOR UPDATE TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()) AND taken_at IS NULL)
  WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND (state IN ('cancelled', 'lapsed') OR state = 'answered' AND answered_at IS NOT NULL));
GRANT UPDATE (state, taken_at) ON app.consultation TO app_tenant, app_worker;
CREATE FUNCTION app.keeps_paper(p_document uuid, p_dossier uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT 1 FROM app.document x JOIN app.tenant_dossier a ON a.dossier_id = x.dossier_id AND a.tenant_id = app.tenant_id() AND a.holder WHERE x.id = p_document AND x.dossier_id = p_dossier) $$;
DROP POLICY ten_ins ON app.consultation;
-- papers of that dossier only, and only of such that the asker reads itself
CREATE POLICY ten_ins ON app.consultation FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = 'open' AND answered_at IS NULL AND taken_at IS NULL
  AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = consultation.dossier_id AND a.holder OFFSET 0)
  AND NOT EXISTS (SELECT 1 FROM unnest(document_ids) i WHERE NOT app.keeps_paper(i, consultation.dossier_id)));
CREATE POLICY act ON app.consultation TO app_act USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON app.consultation TO app_act;
-- The answer of the office that was asked: once, and in its own name. Gives the asker, whose job goes on with it.
CREATE FUNCTION app.answer_consultation(p_id uuid, p_verdict text, p_answer text, p_by uuid, p_by_name text, p_at timestamptz) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE c app.consultation;
BEGIN
  SELECT * INTO c FROM app.consultation WHERE id = p_id AND to_tenant = app.tenant_id() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'consultation.not_found' USING ERRCODE = 'MC002'; END IF;
  IF c.state <> 'open' THEN RAISE EXCEPTION 'consultation.closed' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.consultation SET state = 'answered', verdict = p_verdict, answer = p_answer, answered_by = p_by, answered_name = p_by_name, answered_at = p_at WHERE id = p_id;
  RETURN c.tenant_id;
END $$;
REVOKE ALL ON FUNCTION app.keeps_paper(uuid, uuid), app.answer_consultation(uuid, text, text, uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.keeps_paper(uuid, uuid), app.answer_consultation(uuid, text, text, uuid, text, timestamptz) TO app_tenant;
-- last: once they are another's, the owner can take nothing away from them
ALTER FUNCTION app.pass_competence(uuid, int, uuid, timestamptz, uuid, text, text, text, text, text, timestamptz) OWNER TO app_act;
ALTER FUNCTION app.keeps_paper(uuid, uuid) OWNER TO app_act;
ALTER FUNCTION app.answer_consultation(uuid, text, text, uuid, text, timestamptz) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
