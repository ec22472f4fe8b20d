-- +goose Up
-- +goose StatementBegin
-- The dossier, what hangs from it, and who may see which part (DATABASE.md sections 0 and 5).

CREATE TABLE app.dossier (
  id uuid PRIMARY KEY, code text COLLATE "C" UNIQUE,
  procedure_id uuid NOT NULL REFERENCES app.procedure, revision_id uuid NOT NULL REFERENCES app.revision, case_key text NOT NULL DEFAULT '',
  channel text NOT NULL CHECK (channel IN ('counter', 'online', 'post')),
  filing text NOT NULL CHECK (filing IN ('self', 'helped', 'counter')),
  resident_id uuid NOT NULL REFERENCES app.resident,                  -- whose matter it is: owns the case for life
  receiving_tenant uuid REFERENCES app.tenant, competent_tenant uuid NOT NULL REFERENCES app.tenant,
  supporting_tenant uuid REFERENCES app.tenant, former_tenant uuid REFERENCES app.tenant,
  holder_tenant uuid REFERENCES app.tenant,                           -- may act now; null while a draft, in transit or ended
  state text NOT NULL CHECK (state IN ('draft', 'submitted', 'in_transit', 'accepted', 'declined', 'processing', 'awaiting_supplement',
    'awaiting_payment', 'withdrawal_requested', 'stopped', 'decided', 'returned')),
  is_open boolean GENERATED ALWAYS AS (state NOT IN ('draft', 'declined', 'stopped', 'decided', 'returned')) STORED,
  outcome text CHECK (outcome IN ('granted', 'refused')), ended_by text NOT NULL DEFAULT '',
  version int NOT NULL DEFAULT 1,
  applicant_name text NOT NULL DEFAULT '', search_text text COLLATE "C" NOT NULL DEFAULT '', answers jsonb NOT NULL DEFAULT '{}',
  return_method text NOT NULL DEFAULT 'counter' CHECK (return_method IN ('counter', 'post', 'electronic')),
  step text NOT NULL DEFAULT '', assignee uuid,
  due_at timestamptz,                                                 -- what is owed next; null while nothing runs
  promised_first timestamptz, lawful_due timestamptz,                 -- the first promise; it plus lawful pauses and extensions
  supplement_closes_at timestamptz, supplement_rounds smallint NOT NULL DEFAULT 0,
  papers_required smallint NOT NULL DEFAULT 0, papers_digitized smallint NOT NULL DEFAULT 0,
  result_place text NOT NULL DEFAULT 'competent' CHECK (result_place IN ('competent', 'on_the_way', 'receiving')),
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
  submitted_at timestamptz, accepted_at timestamptz, decided_at timestamptz, returned_at timestamptz,
  CHECK (state = 'draft' OR (code IS NOT NULL AND submitted_at IS NOT NULL AND receiving_tenant IS NOT NULL)),
  CHECK ((outcome IS NOT NULL) = (state IN ('decided', 'returned')))
);
CREATE INDEX dossier_resident ON app.dossier (resident_id, created_at DESC, id);
-- what the sweep of one tenant looks for
CREATE INDEX dossier_closing ON app.dossier (holder_tenant, supplement_closes_at, id) WHERE state = 'awaiting_supplement';
CREATE INDEX dossier_unclaimed ON app.dossier (receiving_tenant, decided_at, id) WHERE state = 'decided';
ALTER TABLE app.dossier SET (fillfactor = 80, autovacuum_vacuum_insert_scale_factor = 0.02);
COMMENT ON TABLE app.dossier IS 'retention: drafts 60 days after the last edit; filed ones by the class of the procedure';

-- One row per (tenant that may see it, dossier). Lists read this and nothing else; written by the trigger only.
-- role bits: 1 receiving, 2 competent, 4 supporting, 8 consulted, 16 formerly competent. Reading roles: 1|2|16 = 19.
CREATE TABLE app.tenant_dossier (
  tenant_id uuid NOT NULL, dossier_id uuid NOT NULL, role smallint NOT NULL, holder boolean NOT NULL,
  state text NOT NULL, is_open boolean NOT NULL, sort_due timestamptz NOT NULL,   -- due_at, or the year 9999 while nothing runs
  submitted_at timestamptz NOT NULL, code text COLLATE "C" NOT NULL, procedure_id uuid, step text NOT NULL, assignee uuid,
  applicant_name text NOT NULL, search_text text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, dossier_id)
) WITH (fillfactor = 85, autovacuum_vacuum_insert_scale_factor = 0.02);
CREATE INDEX td_open ON app.tenant_dossier (tenant_id, sort_due, dossier_id) WHERE is_open AND holder;
CREATE INDEX td_mine ON app.tenant_dossier (tenant_id, assignee, sort_due, dossier_id) WHERE is_open AND holder;
CREATE INDEX td_step ON app.tenant_dossier (tenant_id, step, sort_due, dossier_id) WHERE is_open AND holder;
CREATE INDEX td_state ON app.tenant_dossier (tenant_id, state, sort_due, dossier_id);
CREATE INDEX td_recent ON app.tenant_dossier (tenant_id, submitted_at DESC, dossier_id);
CREATE INDEX td_code ON app.tenant_dossier (tenant_id, code);
CREATE INDEX td_prefix ON app.tenant_dossier (tenant_id, search_text);
CREATE INDEX td_trgm ON app.tenant_dossier USING gin (tenant_id, search_text public.gin_trgm_ops);
COMMENT ON TABLE app.tenant_dossier IS 'retention: with its dossier; projection';

CREATE TABLE app.party (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier ON DELETE CASCADE, tenant_id uuid,
  role text NOT NULL CHECK (role IN ('applicant', 'submitter')), kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'organisation')),
  position smallint NOT NULL DEFAULT 0, resident_id uuid, full_name text NOT NULL, id_number text NOT NULL DEFAULT '', tax_code text NOT NULL DEFAULT '',
  birth_date text NOT NULL DEFAULT '', gender text NOT NULL DEFAULT '', phone text NOT NULL DEFAULT '', email text NOT NULL DEFAULT '', address text NOT NULL DEFAULT '',
  authority text NOT NULL DEFAULT 'self' CHECK (authority IN ('self', 'relative', 'authorised', 'representative')), authorisation_document uuid,
  identity_level smallint NOT NULL DEFAULT 0
);
CREATE INDEX party_dossier ON app.party (dossier_id, role, position);
COMMENT ON TABLE app.party IS 'retention: with its dossier';

CREATE TABLE app.clock_entry (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid, seq int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('start', 'pause', 'resume', 'restart', 'extend', 'stop')), at timestamptz NOT NULL,
  pause_kind text NOT NULL DEFAULT '', legal_basis text NOT NULL DEFAULT '', amount int NOT NULL DEFAULT 0,   -- extend: in the policy's unit
  actor_name text NOT NULL DEFAULT '', promise timestamptz, created_at timestamptz NOT NULL DEFAULT now(), UNIQUE (dossier_id, seq)
);
COMMENT ON TABLE app.clock_entry IS 'retention: with its dossier; explains every promised date';

CREATE TABLE app.task (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL, seq int NOT NULL,
  step text NOT NULL, title text NOT NULL, role text NOT NULL, assignee uuid, assignee_name text NOT NULL DEFAULT '',
  started_at timestamptz NOT NULL, due_at timestamptz, done_at timestamptz, outcome text NOT NULL DEFAULT '', note text NOT NULL DEFAULT '',
  UNIQUE (dossier_id, seq)
);
CREATE INDEX task_open ON app.task (tenant_id, assignee) WHERE done_at IS NULL;
CREATE INDEX task_due ON app.task (tenant_id, due_at, id) WHERE done_at IS NULL;
COMMENT ON TABLE app.task IS 'retention: with its dossier';

CREATE TABLE app.document (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL, dossier_id uuid REFERENCES app.dossier ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose IN ('paper', 'result', 'preview', 'slip', 'evidence')), parent_id uuid REFERENCES app.document ON DELETE CASCADE, page smallint NOT NULL DEFAULT 0,
  object_key text NOT NULL UNIQUE, wrapped_key bytea NOT NULL, sha256 bytea NOT NULL, size bigint NOT NULL, content_type text NOT NULL,
  name text NOT NULL DEFAULT '', pages int NOT NULL DEFAULT 0, body_text text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'stored' CHECK (state IN ('stored', 'digitized', 'failed')), failed_key text NOT NULL DEFAULT '',
  visible_to_resident boolean NOT NULL DEFAULT true,
  created_by_kind text NOT NULL, created_by uuid, created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (starts_with(object_key, tenant_id || '/'))                    -- an object lies under the tenant that made it, for life
);
CREATE INDEX document_dossier ON app.document (dossier_id, purpose, created_at);
CREATE INDEX document_parent ON app.document (parent_id, page);
COMMENT ON TABLE app.document IS 'retention: with its dossier; the object is deleted by a job after the row';

-- What the procedure asks for, on this dossier; several files may answer one component.
CREATE TABLE app.paper (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier ON DELETE CASCADE, tenant_id uuid, component text NOT NULL, title text NOT NULL,
  required boolean NOT NULL, form text NOT NULL DEFAULT 'electronic' CHECK (form IN ('original', 'certified', 'copy', 'electronic')),
  document_id uuid REFERENCES app.document, state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'confirmed', 'faulty', 'replaced')),
  reason text NOT NULL DEFAULT '', note text NOT NULL DEFAULT '', round smallint NOT NULL DEFAULT 0,
  checked_by uuid, checked_name text NOT NULL DEFAULT '', checked_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX paper_dossier ON app.paper (dossier_id, component, created_at);
COMMENT ON TABLE app.paper IS 'retention: with its dossier';

CREATE TABLE app.document_access (
  id uuid PRIMARY KEY, document_id uuid NOT NULL, dossier_id uuid, tenant_id uuid, actor_kind text NOT NULL, actor_id uuid, actor_name text NOT NULL,
  purpose text NOT NULL DEFAULT 'view', at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX document_access_dossier ON app.document_access (dossier_id, at DESC);
COMMENT ON TABLE app.document_access IS 'retention: 5 years; the resident may read it';

CREATE TABLE app.supplement (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL, round smallint NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'lapsed', 'cancelled')), before_acceptance boolean NOT NULL,
  items jsonb NOT NULL, message text NOT NULL DEFAULT '', leader_reason text NOT NULL DEFAULT '',
  asked_by uuid, asked_name text NOT NULL, asked_at timestamptz NOT NULL, closes_at timestamptz NOT NULL, answered_at timestamptz, answer text NOT NULL DEFAULT '',
  UNIQUE (dossier_id, round)
);
CREATE UNIQUE INDEX supplement_one_open ON app.supplement (dossier_id) WHERE state = 'open';
COMMENT ON TABLE app.supplement IS 'retention: with its dossier';

CREATE TABLE app.result (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL,
  kind_code text NOT NULL DEFAULT '', title text NOT NULL, outcome text NOT NULL CHECK (outcome IN ('granted', 'refused')),
  state text NOT NULL DEFAULT 'drafted' CHECK (state IN ('drafted', 'initialled', 'approved', 'numbered', 'issued', 'sent_back')),
  content text NOT NULL DEFAULT '', reason text NOT NULL DEFAULT '', draft_document uuid REFERENCES app.document, document_id uuid REFERENCES app.document,
  register text NOT NULL DEFAULT '', number text NOT NULL DEFAULT '', year int,
  drafted_by uuid NOT NULL, drafted_name text NOT NULL, drafted_at timestamptz NOT NULL,
  initialled_by uuid, initialled_name text NOT NULL DEFAULT '', initialled_at timestamptz,
  approved_by uuid, approved_name text NOT NULL DEFAULT '', approved_title text NOT NULL DEFAULT '', approved_at timestamptz,
  numbered_by uuid, numbered_name text NOT NULL DEFAULT '', numbered_at timestamptz, issued_at timestamptz,
  check_code text COLLATE "C" UNIQUE, sent_back_reason text NOT NULL DEFAULT '',
  CHECK (approved_by IS NULL OR approved_by <> drafted_by)             -- never drafter and signer of the same result
);
CREATE UNIQUE INDEX result_one_live ON app.result (dossier_id) WHERE state <> 'sent_back';
CREATE UNIQUE INDEX result_number ON app.result (tenant_id, register, year, number) WHERE number <> '';
COMMENT ON TABLE app.result IS 'retention: permanent where the procedure says so';

CREATE TABLE app.register_counter (tenant_id uuid NOT NULL, register text NOT NULL, year int NOT NULL, last int NOT NULL, PRIMARY KEY (tenant_id, register, year));
COMMENT ON TABLE app.register_counter IS 'retention: kept; numbers without gaps';
CREATE TABLE app.code_counter (tenant_id uuid NOT NULL, day date NOT NULL, last int NOT NULL, PRIMARY KEY (tenant_id, day));
COMMENT ON TABLE app.code_counter IS 'retention: 30 days';

CREATE TABLE app.handover (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, from_tenant uuid NOT NULL, to_tenant uuid NOT NULL,
  state text NOT NULL DEFAULT 'sent' CHECK (state IN ('sent', 'delivered', 'received', 'refused')),
  sent_at timestamptz NOT NULL, sent_by uuid, sent_name text NOT NULL, delivered_at timestamptz, answer_by timestamptz,
  received_at timestamptz, received_by uuid, received_name text NOT NULL DEFAULT '', automatic boolean NOT NULL DEFAULT false,
  refused_reason text NOT NULL DEFAULT '', right_tenant uuid
);
CREATE INDEX handover_dossier ON app.handover (dossier_id, sent_at);
CREATE INDEX handover_waiting ON app.handover (to_tenant, sent_at) WHERE state IN ('sent', 'delivered');
CREATE INDEX handover_unsent ON app.handover (from_tenant, sent_at) WHERE state = 'sent';
COMMENT ON TABLE app.handover IS 'retention: with its dossier';

CREATE TABLE app.consultation (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL, to_tenant uuid NOT NULL,
  question text NOT NULL, document_ids uuid[] NOT NULL DEFAULT '{}', asked_by uuid, asked_name text NOT NULL, asked_at timestamptz NOT NULL, due_at timestamptz,
  answer text NOT NULL DEFAULT '', answered_name text NOT NULL DEFAULT '', answered_at timestamptz
);
CREATE INDEX consultation_dossier ON app.consultation (dossier_id);
CREATE INDEX consultation_to ON app.consultation (to_tenant, asked_at);
COMMENT ON TABLE app.consultation IS 'retention: with its dossier';

CREATE TABLE app.consent (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL, resident_id uuid NOT NULL REFERENCES app.resident, dossier_id uuid NOT NULL REFERENCES app.dossier ON DELETE CASCADE,
  staff_id uuid NOT NULL, staff_name text NOT NULL, method text NOT NULL CHECK (method IN ('signature', 'spoken_at_counter', 'phone_code')),
  statement text NOT NULL, given_at timestamptz NOT NULL, ended_at timestamptz
);
CREATE INDEX consent_resident ON app.consent (resident_id, given_at DESC);
COMMENT ON TABLE app.consent IS 'retention: with its dossier';

CREATE TABLE app.rating (dossier_id uuid PRIMARY KEY REFERENCES app.dossier, tenant_id uuid NOT NULL, stars smallint NOT NULL CHECK (stars BETWEEN 1 AND 5), comment text NOT NULL DEFAULT '', at timestamptz NOT NULL);
COMMENT ON TABLE app.rating IS 'retention: with its dossier';

CREATE TABLE app.notice (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL, dossier_id uuid REFERENCES app.dossier, resident_id uuid, staff_id uuid, channel text NOT NULL CHECK (channel IN ('email', 'sms')),
  template text NOT NULL, address text NOT NULL, subject text NOT NULL DEFAULT '', body text NOT NULL, dedupe text NOT NULL UNIQUE,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')), attempts int NOT NULL DEFAULT 0, failed_key text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(), sent_at timestamptz
);
CREATE INDEX notice_dossier ON app.notice (dossier_id, created_at);
CREATE INDEX notice_tenant ON app.notice (tenant_id, created_at DESC);
COMMENT ON TABLE app.notice IS 'retention: 2 years';
-- Filled only where the SMS or mail partner is simulated ("mô phỏng"); a production configuration refuses the simulator.
CREATE TABLE app.simulated_message (id uuid PRIMARY KEY, channel text NOT NULL, address text NOT NULL, subject text NOT NULL, body text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE INDEX simulated_message_at ON app.simulated_message (at DESC);
COMMENT ON TABLE app.simulated_message IS 'retention: 7 days; simulated partners only';

CREATE TABLE app.job_run (
  kind text NOT NULL, tenant_id uuid NOT NULL, last_success_at timestamptz, last_failure_at timestamptz, failed_key text NOT NULL DEFAULT '', PRIMARY KEY (kind, tenant_id)
);
COMMENT ON TABLE app.job_run IS 'retention: kept; silence raises an alarm';

-- Counters, kept in the transaction of the change. side: 2 competent, 1 received here for another tenant.
CREATE TABLE app.rollup (
  tenant_id uuid NOT NULL, province_code text NOT NULL, side smallint NOT NULL, state text NOT NULL, due_day date NOT NULL,   -- Vietnamese day while open, else 0001-01-01
  n bigint NOT NULL, PRIMARY KEY (tenant_id, side, state, due_day)
) WITH (fillfactor = 70);
CREATE INDEX rollup_province ON app.rollup (province_code, state, due_day) INCLUDE (tenant_id, side, n);
COMMENT ON TABLE app.rollup IS 'retention: kept; counts only';
CREATE TABLE app.rollup_month (
  tenant_id uuid NOT NULL, province_code text NOT NULL, month date NOT NULL,
  received bigint NOT NULL DEFAULT 0, online bigint NOT NULL DEFAULT 0, helped bigint NOT NULL DEFAULT 0,
  decided_on_time bigint NOT NULL DEFAULT 0, decided_late bigint NOT NULL DEFAULT 0, refused bigint NOT NULL DEFAULT 0,
  papers_required bigint NOT NULL DEFAULT 0, papers_digitized bigint NOT NULL DEFAULT 0, PRIMARY KEY (tenant_id, month)
) WITH (fillfactor = 70);
CREATE INDEX rollup_month_province ON app.rollup_month (province_code, month);
COMMENT ON TABLE app.rollup_month IS 'retention: kept; counts only';

-- ---------------------------------------------------------------- audit: append-only, chained per subject
CREATE TABLE app.audit_entry (
  subject text NOT NULL, subject_id uuid NOT NULL, seq int NOT NULL, kind text NOT NULL, tenant_id uuid, province_code text,
  actor_kind text NOT NULL, actor_id uuid, actor_name text NOT NULL, at timestamptz NOT NULL, data jsonb NOT NULL DEFAULT '{}',
  public boolean NOT NULL DEFAULT false, prev bytea NOT NULL, hash bytea NOT NULL, PRIMARY KEY (subject, subject_id, seq)
);
CREATE INDEX audit_tenant ON app.audit_entry (tenant_id, at DESC) WHERE subject <> 'dossier';
CREATE INDEX audit_province ON app.audit_entry (province_code, at DESC) WHERE subject <> 'dossier';
COMMENT ON TABLE app.audit_entry IS 'retention: 10 years; append-only';
CREATE TABLE app.audit_head (subject text NOT NULL, subject_id uuid NOT NULL, seq int NOT NULL, hash bytea NOT NULL, PRIMARY KEY (subject, subject_id)) WITH (fillfactor = 70);
COMMENT ON TABLE app.audit_head IS 'retention: with the chain';
CREATE TABLE app.audit_anchor (day date PRIMARY KEY, heads bigint NOT NULL, digest bytea NOT NULL, at timestamptz NOT NULL DEFAULT now());
COMMENT ON TABLE app.audit_anchor IS 'retention: kept';

-- What is hashed: a text everybody can rebuild from the row. Microseconds in UTC, jsonb in its canonical text.
CREATE FUNCTION app.audit_text(subject text, subject_id uuid, seq int, kind text, tenant_id uuid, province_code text, actor_kind text, actor_id uuid, actor_name text, at timestamptz, data jsonb, public boolean)
  RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT subject || chr(10) || subject_id || chr(10) || seq || chr(10) || kind || chr(10) || coalesce(tenant_id::text, '') || chr(10) || coalesce(province_code, '') || chr(10) ||
    actor_kind || chr(10) || coalesce(actor_id::text, '') || chr(10) || actor_name || chr(10) || (extract(epoch FROM at) * 1000000)::bigint || chr(10) || data::text || chr(10) || public::int $$;
CREATE FUNCTION app.audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE s int; h bytea;
BEGIN
  INSERT INTO app.audit_head AS a (subject, subject_id, seq, hash) VALUES (NEW.subject, NEW.subject_id, 1, ''::bytea)
    ON CONFLICT (subject, subject_id) DO UPDATE SET seq = a.seq + 1 RETURNING a.seq, a.hash INTO s, h;
  NEW.seq := s; NEW.prev := h;
  NEW.hash := sha256(h || convert_to(app.audit_text(NEW.subject, NEW.subject_id, s, NEW.kind, NEW.tenant_id, NEW.province_code, NEW.actor_kind, NEW.actor_id, NEW.actor_name, NEW.at, NEW.data, NEW.public), 'UTF8'));
  UPDATE app.audit_head SET hash = NEW.hash WHERE subject = NEW.subject AND subject_id = NEW.subject_id;
  RETURN NEW;
END $$;
CREATE TRIGGER chain BEFORE INSERT ON app.audit_entry FOR EACH ROW EXECUTE FUNCTION app.audit_chain();
CREATE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON app.audit_entry FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON app.clock_entry FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON app.document_access FOR EACH ROW EXECUTE FUNCTION app.refuse_change();

-- ---------------------------------------------------------------- guards and projections
-- The database's own copy of the state table (DESIGN.md section 5): a bug in Go cannot make an impossible move.
CREATE FUNCTION app.dossier_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> OLD.version + 1 AND NEW.state <> 'draft' THEN RAISE EXCEPTION 'dossier.version' USING ERRCODE = 'MC001'; END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
    'draft>submitted', 'submitted>accepted', 'submitted>awaiting_supplement', 'submitted>declined', 'submitted>stopped', 'submitted>in_transit',
    'in_transit>accepted', 'in_transit>submitted', 'accepted>processing', 'accepted>awaiting_supplement', 'accepted>withdrawal_requested', 'accepted>stopped', 'accepted>decided',
    'processing>awaiting_supplement', 'processing>awaiting_payment', 'processing>withdrawal_requested', 'processing>stopped', 'processing>decided',
    'awaiting_supplement>submitted', 'awaiting_supplement>accepted', 'awaiting_supplement>processing', 'awaiting_supplement>stopped',
    'awaiting_payment>processing', 'awaiting_payment>stopped', 'withdrawal_requested>stopped', 'withdrawal_requested>processing', 'withdrawal_requested>accepted',
    'decided>returned') THEN
    RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001';
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON app.dossier FOR EACH ROW EXECUTE FUNCTION app.dossier_guard();

CREATE FUNCTION app.project_dossier() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE r record; due timestamptz := coalesce(NEW.due_at, '9999-01-01 00:00:00Z');
BEGIN
  IF NEW.state = 'draft' THEN RETURN NULL; END IF;                     -- an officer sees nothing until it is filed
  IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' AND (OLD.receiving_tenant, OLD.competent_tenant) IS DISTINCT FROM (NEW.receiving_tenant, NEW.competent_tenant) THEN
    DELETE FROM app.tenant_dossier WHERE dossier_id = NEW.id AND tenant_id IN (OLD.receiving_tenant, OLD.competent_tenant);
  END IF;
  FOR r IN SELECT t, bit_or(b)::smallint AS role FROM (VALUES (NEW.receiving_tenant, 1), (NEW.competent_tenant, 2), (NEW.supporting_tenant, 4), (NEW.former_tenant, 16)) v(t, b)
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
-- An update that no list shows must not touch the projection: columns named here are exactly those it copies.
CREATE TRIGGER project_ins AFTER INSERT ON app.dossier FOR EACH ROW EXECUTE FUNCTION app.project_dossier();
CREATE TRIGGER project_upd AFTER UPDATE ON app.dossier FOR EACH ROW
  WHEN ((OLD.receiving_tenant, OLD.competent_tenant, OLD.supporting_tenant, OLD.former_tenant, OLD.holder_tenant, OLD.state, OLD.due_at, OLD.step, OLD.assignee, OLD.applicant_name, OLD.search_text, OLD.code)
    IS DISTINCT FROM (NEW.receiving_tenant, NEW.competent_tenant, NEW.supporting_tenant, NEW.former_tenant, NEW.holder_tenant, NEW.state, NEW.due_at, NEW.step, NEW.assignee, NEW.applicant_name, NEW.search_text, NEW.code))
  EXECUTE FUNCTION app.project_dossier();

CREATE FUNCTION app.project_consultation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  INSERT INTO app.tenant_dossier AS p (tenant_id, dossier_id, role, holder, state, is_open, sort_due, submitted_at, code, step, applicant_name, search_text)
  SELECT NEW.to_tenant, NEW.dossier_id, 8, false, s.state, s.is_open, '9999-01-01 00:00:00Z', s.submitted_at, s.code, '', '', lower(s.code)
    FROM app.tenant_dossier s WHERE s.tenant_id = NEW.tenant_id AND s.dossier_id = NEW.dossier_id
  ON CONFLICT (tenant_id, dossier_id) DO UPDATE SET role = p.role | 8;
  RETURN NULL;
END $$;
CREATE TRIGGER project AFTER INSERT ON app.consultation FOR EACH ROW EXECUTE FUNCTION app.project_consultation();

CREATE FUNCTION app.roll_day(open boolean, due timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN open AND due IS NOT NULL THEN (due AT TIME ZONE 'Asia/Ho_Chi_Minh')::date ELSE date '0001-01-01' END $$;
CREATE FUNCTION app.roll_month(t timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT date_trunc('month', t AT TIME ZONE 'Asia/Ho_Chi_Minh')::date $$;
CREATE FUNCTION app.roll_dossier() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE was boolean := TG_OP = 'UPDATE' AND OLD.state <> 'draft'; prov text; filed int; onl int; dt int; dl int; rf int; pr int; pd int;
BEGIN
  IF NEW.state = 'draft' THEN RETURN NULL; END IF;
  SELECT province_code INTO prov FROM app.tenant WHERE id = NEW.competent_tenant;
  -- counters are touched in key order, so two dossiers never wait on each other in a cycle
  INSERT INTO app.rollup AS r (tenant_id, province_code, side, state, due_day, n)
  SELECT x.t, tt.province_code, x.side, x.state, x.dd, sum(x.d) FROM (
      SELECT NEW.competent_tenant t, 2::smallint side, NEW.state, app.roll_day(NEW.is_open, NEW.due_at) dd, 1 d
      UNION ALL SELECT NEW.receiving_tenant, 1::smallint, NEW.state, app.roll_day(NEW.is_open, NEW.due_at), 1 WHERE NEW.receiving_tenant <> NEW.competent_tenant
      UNION ALL SELECT OLD.competent_tenant, 2::smallint, OLD.state, app.roll_day(OLD.is_open, OLD.due_at), -1 WHERE was
      UNION ALL SELECT OLD.receiving_tenant, 1::smallint, OLD.state, app.roll_day(OLD.is_open, OLD.due_at), -1 WHERE was AND OLD.receiving_tenant <> OLD.competent_tenant) x
    JOIN app.tenant tt ON tt.id = x.t GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.d) <> 0 ORDER BY 1, 3, 4, 5
  ON CONFLICT (tenant_id, side, state, due_day) DO UPDATE SET n = r.n + EXCLUDED.n;
  filed := CASE WHEN was THEN 0 ELSE 1 END;
  pr := NEW.papers_required - CASE WHEN was THEN OLD.papers_required ELSE 0 END;
  pd := NEW.papers_digitized - CASE WHEN was THEN OLD.papers_digitized ELSE 0 END;
  IF filed <> 0 OR pr <> 0 OR pd <> 0 THEN
    onl := CASE WHEN NEW.channel = 'online' THEN filed ELSE 0 END;
    INSERT INTO app.rollup_month AS m (tenant_id, province_code, month, received, online, helped, papers_required, papers_digitized)
      VALUES (NEW.competent_tenant, prov, app.roll_month(NEW.submitted_at), filed, onl, CASE WHEN NEW.filing = 'helped' THEN filed ELSE 0 END, pr, pd)
      ON CONFLICT (tenant_id, month) DO UPDATE SET received = m.received + EXCLUDED.received, online = m.online + EXCLUDED.online, helped = m.helped + EXCLUDED.helped,
        papers_required = m.papers_required + EXCLUDED.papers_required, papers_digitized = m.papers_digitized + EXCLUDED.papers_digitized;
  END IF;
  IF NEW.decided_at IS NOT NULL AND (NOT was OR OLD.decided_at IS NULL) THEN
    -- on time: not later than the first promise plus lawful pauses and extensions
    dt := (NEW.decided_at <= coalesce(NEW.lawful_due, NEW.decided_at))::int; dl := 1 - dt; rf := (NEW.outcome = 'refused')::int;
    INSERT INTO app.rollup_month AS m (tenant_id, province_code, month, decided_on_time, decided_late, refused)
      VALUES (NEW.competent_tenant, prov, app.roll_month(NEW.decided_at), dt, dl, rf)
      ON CONFLICT (tenant_id, month) DO UPDATE SET decided_on_time = m.decided_on_time + EXCLUDED.decided_on_time, decided_late = m.decided_late + EXCLUDED.decided_late, refused = m.refused + EXCLUDED.refused;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER roll_ins AFTER INSERT ON app.dossier FOR EACH ROW EXECUTE FUNCTION app.roll_dossier();
CREATE TRIGGER roll_upd AFTER UPDATE ON app.dossier FOR EACH ROW
  WHEN ((OLD.receiving_tenant, OLD.competent_tenant, OLD.state, OLD.due_at, OLD.papers_required, OLD.papers_digitized, OLD.decided_at)
    IS DISTINCT FROM (NEW.receiving_tenant, NEW.competent_tenant, NEW.state, NEW.due_at, NEW.papers_required, NEW.papers_digitized, NEW.decided_at))
  EXECUTE FUNCTION app.roll_dossier();
-- +goose StatementEnd
