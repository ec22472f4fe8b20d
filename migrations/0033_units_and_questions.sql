-- +goose Up
-- +goose StatementBegin
-- Units of an office under its own names; competence that passes back to the commune it came from; questions to other
-- offices that end with their dossier, with the reason; the pages of exactly the papers that were sent with a question.

-- ---------------------------------------------------------------- units of an office
-- Rows hold what an office changed: the usual units (revision.OfficeUnits) are there without one.
CREATE TABLE app.office_unit (
  tenant_id uuid NOT NULL REFERENCES app.tenant, key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9_]{0,39}$'),   -- the key that steps and people carry, for life
  title text NOT NULL CHECK (title <> ''), closed_at timestamptz,
  PRIMARY KEY (tenant_id, key)
);
COMMENT ON TABLE app.office_unit IS 'retention: as long as the office';
ALTER TABLE app.office_unit ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.office_unit FORCE ROW LEVEL SECURITY;
CREATE POLICY ten ON app.office_unit TO app_tenant USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.office_unit FOR SELECT TO app_province USING (EXISTS (SELECT 1 FROM app.tenant t WHERE t.id = office_unit.tenant_id AND t.province_code = (SELECT app.province_code())));
GRANT SELECT, INSERT, UPDATE (title, closed_at) ON app.office_unit TO app_tenant;
GRANT SELECT ON app.office_unit TO app_province;

-- ---------------------------------------------------------------- questions that end
ALTER TABLE app.consultation
  ADD COLUMN document_titles text[] NOT NULL DEFAULT '{}',              -- what the papers are called: the one asked reads no list of papers
  ADD COLUMN closed_reason text NOT NULL DEFAULT '' CHECK (closed_reason IN ('', 'recalled', 'sent_back', 'withdrawn', 'supplement_lapsed', 'stopped_by_office', 'declined', 'decided')),
  ADD COLUMN closed_at timestamptz,
  ADD COLUMN told_at timestamptz, ADD COLUMN told_name text NOT NULL DEFAULT '',   -- who of the asked office took note
  ADD CHECK (closed_reason = '' OR state = 'cancelled' AND closed_at IS NOT NULL),
  ADD CHECK (told_at IS NULL OR state = 'cancelled');
CREATE INDEX consultation_untold ON app.consultation (to_tenant, closed_at, id) WHERE state = 'cancelled' AND told_at IS NULL;
GRANT UPDATE (closed_reason, closed_at) ON app.consultation TO app_tenant, app_worker;
-- what was asked and answered is part of the dossier for whoever reads it: competence may have passed on since
DROP POLICY ten_sel ON app.consultation;
CREATE POLICY ten_sel ON app.consultation FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()) OR to_tenant = (SELECT app.tenant_id())
  OR EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = consultation.dossier_id AND a.role & 19 <> 0 OFFSET 0));

-- Whatever ends a dossier ends what was asked about it, the resident's own withdrawal too: nobody works on an answer
-- that nobody needs. What was answered stays answered, and the office's work does not go on with it.
GRANT CREATE ON SCHEMA app TO app_act;
CREATE FUNCTION app.close_questions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  UPDATE app.consultation c SET state = 'cancelled', closed_at = greatest(now(), c.asked_at), taken_at = greatest(now(), c.asked_at),
      closed_reason = CASE WHEN NEW.state IN ('decided', 'returned') THEN 'decided' WHEN NEW.state = 'declined' THEN 'declined'
        WHEN NEW.ended_by IN ('withdrawn', 'supplement_lapsed') THEN NEW.ended_by ELSE 'stopped_by_office' END
    WHERE c.dossier_id = NEW.id AND c.state = 'open';
  UPDATE app.consultation c SET taken_at = greatest(now(), c.answered_at) WHERE c.dossier_id = NEW.id AND c.state = 'answered' AND c.taken_at IS NULL;
  UPDATE app.draft_confirmation x SET state = CASE WHEN x.state = 'open' THEN 'cancelled' ELSE x.state END, taken_at = greatest(now(), x.shown_at) WHERE x.dossier_id = NEW.id AND x.taken_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER close_questions AFTER UPDATE OF state ON app.dossier FOR EACH ROW
  WHEN (NEW.state IN ('declined', 'stopped', 'decided', 'returned') AND OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION app.close_questions();
REVOKE ALL ON FUNCTION app.close_questions() FROM PUBLIC;

-- The asked office says that it knows that an answer is no longer needed. Once; who, and when.
CREATE FUNCTION app.note_closed_question(p_id uuid, p_name text, p_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  UPDATE app.consultation SET told_at = p_at, told_name = p_name WHERE id = p_id AND to_tenant = app.tenant_id() AND state = 'cancelled' AND told_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'consultation.not_found' USING ERRCODE = 'MC002'; END IF;
END $$;
REVOKE ALL ON FUNCTION app.note_closed_question(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.note_closed_question(uuid, text, timestamptz) TO app_tenant;

-- ---------------------------------------------------------------- the papers of a question
-- Exactly those that were sent along, page by page, as long as an answer is asked for or was given.
DROP POLICY ten_sel ON app.document;
CREATE POLICY ten_sel ON app.document FOR SELECT TO app_tenant, app_worker USING (
  EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = document.dossier_id AND a.role & 19 <> 0 OFFSET 0)
  OR EXISTS (SELECT 1 FROM app.consultation c WHERE c.to_tenant = (SELECT app.tenant_id()) AND c.dossier_id = document.dossier_id AND c.state IN ('open', 'answered')
    AND (document.id = ANY (c.document_ids) OR document.purpose = 'preview' AND document.parent_id = ANY (c.document_ids)) OFFSET 0));

-- ---------------------------------------------------------------- competence passes up, and back
-- From a commune that holds and decides it to the centre of its own province, or from the centre back to the commune
-- it came from; the earlier one keeps reading, and the step that the other does is opened with it: nobody is
-- responsible for nothing in between.
SET LOCAL ROLE app_act;   -- whose it is
CREATE OR REPLACE FUNCTION app.pass_competence(p_id uuid, p_version int, p_to uuid, p_at timestamptz, p_task uuid, p_step text, p_title text, p_role text, p_kind text, p_unit text, p_due timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND holder_tenant = app.tenant_id() AND competent_tenant = app.tenant_id() AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version OR d.state NOT IN ('accepted', 'processing') THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  IF NOT EXISTS (SELECT 1 FROM app.tenant t JOIN app.tenant m ON m.province_code = t.province_code WHERE t.id = p_to AND m.id = app.tenant_id()
      AND (m.kind = 'commune' AND t.kind = 'province' OR m.kind = 'province' AND t.kind = 'commune' AND t.id = d.former_tenant))
    OR EXISTS (SELECT 1 FROM app.result r WHERE r.dossier_id = p_id AND r.state <> 'sent_back') THEN RAISE EXCEPTION 'competence.refused' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.task SET done_at = p_at, outcome = 'done' WHERE dossier_id = p_id AND done_at IS NULL;
  INSERT INTO app.task (id, dossier_id, tenant_id, seq, step, title, role, kind, unit, started_at, due_at, aside)
    VALUES (p_task, p_id, p_to, 1 + coalesce((SELECT max(seq) FROM app.task WHERE dossier_id = p_id), 0), p_step, p_title, p_role, p_kind, p_unit, p_at, p_due, p_kind IN ('work', 'draft', 'request'));
  UPDATE app.dossier SET state = 'processing', competent_tenant = p_to, holder_tenant = p_to, former_tenant = app.tenant_id(), step = p_step, assignee = NULL, version = version + 1 WHERE id = p_id;
END $$;
SET LOCAL ROLE app_owner;
ALTER FUNCTION app.close_questions() OWNER TO app_act;
ALTER FUNCTION app.note_closed_question(uuid, text, timestamptz) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
