-- +goose Up
-- +goose StatementBegin
-- A financial obligation that the resident has to fulfil before the office goes on: land-use fee, registration fee,
-- personal income tax by the tax office's notice. It is paid elsewhere; the clock is paused until the office has
-- recorded that it was fulfilled, or that it is owed no more.
CREATE TABLE app.financial_obligation (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL, round smallint NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'fulfilled', 'waived', 'cancelled')),
  amount bigint NOT NULL CHECK (amount > 0),                           -- đồng
  purpose text NOT NULL, payee text NOT NULL,                          -- what for; to whom, and how
  notice_number text NOT NULL, notice_date date NOT NULL, due_on date, -- of the notice of whoever set the amount
  legal_basis text NOT NULL CHECK (legal_basis <> ''),                 -- of the pause
  asked_by uuid, asked_name text NOT NULL, asked_at timestamptz NOT NULL,
  receipt_number text NOT NULL DEFAULT '', receipt_date date, note text NOT NULL DEFAULT '',
  recorded_by uuid, recorded_name text NOT NULL DEFAULT '', recorded_at timestamptz,
  UNIQUE (dossier_id, round)
);
CREATE UNIQUE INDEX financial_obligation_one_open ON app.financial_obligation (dossier_id) WHERE state = 'open';
COMMENT ON TABLE app.financial_obligation IS 'retention: with its dossier';
ALTER TABLE app.financial_obligation ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.financial_obligation FORCE ROW LEVEL SECURITY;

-- As its siblings (0003): written by the holder as its author, read as far as the dossier is.
DO $$ DECLARE vis text := 'EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = financial_obligation.dossier_id AND a.role & 19 <> 0 OFFSET 0)';
  hold text := 'tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = financial_obligation.dossier_id AND a.holder AND a.role & 2 <> 0 OFFSET 0)'; BEGIN
  EXECUTE 'CREATE POLICY ten_sel ON app.financial_obligation FOR SELECT TO app_tenant, app_worker USING (' || vis || ')';
  EXECUTE 'CREATE POLICY ten_ins ON app.financial_obligation FOR INSERT TO app_tenant WITH CHECK (' || hold || ')';
  EXECUTE 'CREATE POLICY ten_upd ON app.financial_obligation FOR UPDATE TO app_tenant USING (' || hold || ') WITH CHECK (' || hold || ')';
END $$;
CREATE POLICY res_sel ON app.financial_obligation FOR SELECT TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = financial_obligation.dossier_id OFFSET 0));
CREATE POLICY act ON app.financial_obligation TO app_act USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (state, receipt_number, receipt_date, note, recorded_by, recorded_name, recorded_at) ON app.financial_obligation TO app_tenant;
GRANT SELECT ON app.financial_obligation TO app_worker, app_resident;
GRANT SELECT, UPDATE ON app.financial_obligation TO app_act;

-- The moves it brings: asked for before anybody works on the dossier too, and back to where it was.
CREATE OR REPLACE FUNCTION app.dossier_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> OLD.version + 1 AND NEW.state <> 'draft' THEN RAISE EXCEPTION 'dossier.version' USING ERRCODE = 'MC001'; END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
    'draft>submitted', 'submitted>accepted', 'submitted>awaiting_supplement', 'submitted>declined', 'submitted>stopped', 'submitted>in_transit',
    'in_transit>accepted', 'in_transit>submitted', 'accepted>processing', 'accepted>awaiting_supplement', 'accepted>awaiting_payment', 'accepted>withdrawal_requested', 'accepted>stopped', 'accepted>decided',
    'processing>awaiting_supplement', 'processing>awaiting_payment', 'processing>withdrawal_requested', 'processing>stopped', 'processing>decided',
    'awaiting_supplement>submitted', 'awaiting_supplement>accepted', 'awaiting_supplement>processing', 'awaiting_supplement>stopped',
    'awaiting_payment>accepted', 'awaiting_payment>processing', 'awaiting_payment>stopped', 'withdrawal_requested>stopped', 'withdrawal_requested>processing', 'withdrawal_requested>accepted',
    'decided>returned') THEN
    RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001';
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END $$;

-- While the office waits for her, the resident withdraws at once.
GRANT CREATE ON SCHEMA app TO app_act;
SET LOCAL ROLE app_act;   -- whose it is
CREATE OR REPLACE FUNCTION app.resident_move(p_id uuid, p_version int, p_to text, p_due timestamptz, p_lawful timestamptz, p_ended_by text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_id AND resident_id = app.resident_id() AND app.only_dossier() IS NULL FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.version <> p_version THEN RAISE EXCEPTION 'dossier.version' USING ERRCODE = 'MC001'; END IF;
  IF (d.state || '>' || p_to) NOT IN ('submitted>stopped', 'awaiting_supplement>submitted', 'awaiting_supplement>accepted', 'awaiting_supplement>processing', 'awaiting_supplement>stopped',
    'accepted>withdrawal_requested', 'processing>withdrawal_requested', 'awaiting_payment>stopped')
    OR (d.state = 'awaiting_supplement' AND p_to <> 'stopped' AND (d.accepted_at IS NULL) <> (p_to = 'submitted')) THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  IF d.state = 'awaiting_payment' THEN
    UPDATE app.financial_obligation SET state = 'cancelled' WHERE dossier_id = p_id AND state = 'open';
  END IF;
  IF d.state = 'awaiting_supplement' THEN
    UPDATE app.supplement SET state = CASE WHEN p_to = 'stopped' THEN 'cancelled' ELSE 'answered' END, answered_at = now() WHERE dossier_id = p_id AND state = 'open';
    -- a paper that was sent again takes the faulty one's place; what was put right otherwise is to be looked at again
    UPDATE app.paper p SET state = CASE WHEN EXISTS (SELECT 1 FROM app.paper n WHERE n.dossier_id = p_id AND n.component = p.component AND n.round = d.supplement_rounds AND n.document_id IS NOT NULL)
      THEN 'replaced' ELSE 'pending' END WHERE p.dossier_id = p_id AND p.state = 'faulty' AND p_to <> 'stopped';
  END IF;
  UPDATE app.dossier SET state = p_to, due_at = p_due, lawful_due = coalesce(p_lawful, lawful_due), ended_by = p_ended_by, supplement_closes_at = NULL, version = version + 1,
    holder_tenant = CASE WHEN p_to = 'stopped' THEN NULL ELSE holder_tenant END WHERE id = p_id;
END $$;
SET LOCAL ROLE app_owner;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
