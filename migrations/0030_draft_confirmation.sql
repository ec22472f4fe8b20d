-- +goose Up
-- +goose StatementBegin
-- A draft that is shown to the resident before it is signed (Circular 04/2024/TT-BTP for births filed online): she
-- confirms it or asks for a change; silence until due_at is consent. She reads the text here, as the result itself is
-- hers to see only once it is issued.
CREATE TABLE app.draft_confirmation (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL, step text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'confirmed', 'change_asked', 'lapsed', 'cancelled')),
  title text NOT NULL, content text NOT NULL,                          -- the result as it was drafted
  pauses boolean NOT NULL DEFAULT false, legal_basis text NOT NULL DEFAULT '',
  shown_at timestamptz NOT NULL, due_at timestamptz NOT NULL,
  remark text NOT NULL DEFAULT '', answered_at timestamptz,
  taken_at timestamptz,                                                 -- when the office's work went on
  CHECK (NOT pauses OR legal_basis <> ''), CHECK (state <> 'change_asked' OR remark <> '')
);
CREATE UNIQUE INDEX draft_confirmation_one ON app.draft_confirmation (dossier_id) WHERE taken_at IS NULL;
CREATE INDEX draft_confirmation_of ON app.draft_confirmation (dossier_id, shown_at);
CREATE INDEX draft_confirmation_due ON app.draft_confirmation (tenant_id, due_at, id) WHERE taken_at IS NULL;
COMMENT ON TABLE app.draft_confirmation IS 'retention: with its dossier';
ALTER TABLE app.draft_confirmation ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.draft_confirmation FORCE ROW LEVEL SECURITY;

-- As its siblings (0003): written by the holder as its author, read as far as the dossier is.
DO $$ DECLARE vis text := 'EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = draft_confirmation.dossier_id AND a.role & 19 <> 0 OFFSET 0)';
  hold text := 'tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = draft_confirmation.dossier_id AND a.holder AND a.role & 2 <> 0 OFFSET 0)'; BEGIN
  EXECUTE 'CREATE POLICY ten_sel ON app.draft_confirmation FOR SELECT TO app_tenant, app_worker USING (' || vis || ')';
  EXECUTE 'CREATE POLICY ten_ins ON app.draft_confirmation FOR INSERT TO app_tenant, app_worker WITH CHECK (state = ''open'' AND answered_at IS NULL AND taken_at IS NULL AND ' || hold || ')';
  -- the office goes on with an answer, takes silence for consent, or takes the draft back; never writes the answer
  EXECUTE 'CREATE POLICY ten_upd ON app.draft_confirmation FOR UPDATE TO app_tenant, app_worker USING (taken_at IS NULL AND ' || hold || ') WITH CHECK ((state IN (''cancelled'', ''lapsed'') OR state IN (''confirmed'', ''change_asked'') AND answered_at IS NOT NULL) AND ' || hold || ')';
END $$;
CREATE POLICY res_sel ON app.draft_confirmation FOR SELECT TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = draft_confirmation.dossier_id OFFSET 0));
CREATE POLICY act ON app.draft_confirmation TO app_act USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (state, taken_at) ON app.draft_confirmation TO app_tenant, app_worker;
GRANT SELECT ON app.draft_confirmation TO app_resident;
GRANT SELECT, UPDATE ON app.draft_confirmation TO app_act;

-- The resident's answer: once, in time, on her own dossier. Gives the office whose work goes on, and the row.
GRANT CREATE ON SCHEMA app TO app_act;
CREATE FUNCTION app.answer_draft(p_dossier uuid, p_draft uuid, p_agree boolean, p_remark text, p_at timestamptz, OUT id uuid, OUT tenant_id uuid)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE c app.draft_confirmation;
BEGIN
  SELECT x.* INTO c FROM app.draft_confirmation x JOIN app.dossier d ON d.id = x.dossier_id
    WHERE x.dossier_id = p_dossier AND (p_draft IS NULL OR x.id = p_draft) AND x.taken_at IS NULL AND d.resident_id = app.resident_id() AND app.only_dossier() IS NULL FOR UPDATE OF x;
  IF NOT FOUND THEN RAISE EXCEPTION 'draft.not_found' USING ERRCODE = 'MC002'; END IF;
  IF c.state <> 'open' OR p_at >= c.due_at THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.draft_confirmation x SET state = CASE WHEN p_agree THEN 'confirmed' ELSE 'change_asked' END, remark = p_remark, answered_at = p_at WHERE x.id = c.id;
  id := c.id; tenant_id := c.tenant_id;
END $$;
REVOKE ALL ON FUNCTION app.answer_draft(uuid, uuid, boolean, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.answer_draft(uuid, uuid, boolean, text, timestamptz) TO app_resident;
ALTER FUNCTION app.answer_draft(uuid, uuid, boolean, text, timestamptz) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
