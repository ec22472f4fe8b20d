-- +goose Up
-- +goose StatementBegin
-- The exchange with the national portal: what a dossier's status became (outbox), what was filed there (inbox),
-- and what registers answered about a party.

-- The ten codes (DOMAIN.md b). A test compares them with dossiers.State.NationalCode.
CREATE FUNCTION app.national_code(state text) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (CASE state WHEN 'submitted' THEN 1 WHEN 'in_transit' THEN 2 WHEN 'accepted' THEN 2 WHEN 'declined' THEN 3 WHEN 'processing' THEN 4 WHEN 'awaiting_supplement' THEN 5
    WHEN 'awaiting_payment' THEN 6 WHEN 'withdrawal_requested' THEN 7 WHEN 'stopped' THEN 8 WHEN 'decided' THEN 9 WHEN 'returned' THEN 10 ELSE 0 END)::smallint $$;

-- One row per change of a national status, written with it. No personal data: who and what is read when it is sent.
-- seq is the dossier's version, so the order of one dossier is the order of its life, whoever moved it.
CREATE TABLE app.status_outbox (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),                        -- of the message: the other side takes it once
  tenant_id uuid NOT NULL, province_code text NOT NULL,                 -- where the dossier was received
  dossier_id uuid NOT NULL REFERENCES app.dossier, seq int NOT NULL,
  code smallint NOT NULL CHECK (code BETWEEN 1 AND 10), outcome text NOT NULL, competent_tenant uuid NOT NULL, due_at timestamptz, happened_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acked', 'dead', 'skipped')),
  attempts int NOT NULL DEFAULT 0, next_at timestamptz NOT NULL DEFAULT 'epoch', claimed_until timestamptz, failed_key text NOT NULL DEFAULT '',
  ended_at timestamptz, receipt text NOT NULL DEFAULT '',               -- what the other side gave for it
  created_at timestamptz NOT NULL DEFAULT now(), UNIQUE (dossier_id, seq), CHECK ((state = 'acked') = (receipt <> ''))
);
CREATE INDEX status_outbox_waiting ON app.status_outbox (tenant_id, next_at) WHERE state = 'waiting';
CREATE INDEX status_outbox_dead ON app.status_outbox (tenant_id, ended_at) WHERE state = 'dead';
CREATE INDEX status_outbox_open ON app.status_outbox (province_code, created_at) WHERE state IN ('waiting', 'dead');
CREATE INDEX status_outbox_ended ON app.status_outbox (ended_at) WHERE state IN ('acked', 'skipped');
COMMENT ON TABLE app.status_outbox IS 'retention: 90 days after the acknowledgement; the rest until somebody acts';

CREATE FUNCTION app.note_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE was app.dossier; at timestamptz := now();
BEGIN
  IF TG_OP = 'UPDATE' THEN was := OLD; END IF;
  IF NEW.returned_at IS DISTINCT FROM was.returned_at THEN at := NEW.returned_at;
  ELSIF NEW.decided_at IS DISTINCT FROM was.decided_at THEN at := NEW.decided_at;
  ELSIF NEW.accepted_at IS DISTINCT FROM was.accepted_at THEN at := NEW.accepted_at;
  ELSIF NEW.submitted_at IS DISTINCT FROM was.submitted_at THEN at := NEW.submitted_at; END IF;
  INSERT INTO app.status_outbox (tenant_id, province_code, dossier_id, seq, code, outcome, competent_tenant, due_at, happened_at)
    SELECT t.id, coalesce(t.province_code, ''), NEW.id, NEW.version, app.national_code(NEW.state), coalesce(NEW.outcome, ''), NEW.competent_tenant, NEW.due_at, coalesce(at, now())
      FROM app.tenant t WHERE t.id = NEW.receiving_tenant;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.note_status() FROM PUBLIC;
CREATE TRIGGER status_ins AFTER INSERT ON app.dossier FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION app.note_status();
-- a handed-over dossier that is received keeps its code and gets its day of acceptance
CREATE TRIGGER status_upd AFTER UPDATE ON app.dossier FOR EACH ROW
  WHEN (NEW.state <> 'draft' AND (app.national_code(NEW.state), NEW.accepted_at) IS DISTINCT FROM (app.national_code(OLD.state), OLD.accepted_at)) EXECUTE FUNCTION app.note_status();

-- What was filed on the national portal: each code and each message once, with the answer that was given.
CREATE TABLE app.portal_filing (
  code text COLLATE "C" PRIMARY KEY, message_id text COLLATE "C" NOT NULL UNIQUE, digest bytea NOT NULL,
  dossier_id uuid NOT NULL UNIQUE REFERENCES app.dossier, tenant_id uuid NOT NULL, answer text NOT NULL,
  problems jsonb NOT NULL DEFAULT '[]',                                 -- what the revision asks for and the message lacks: [{"field", "say"}]
  received_at timestamptz NOT NULL
);
COMMENT ON TABLE app.portal_filing IS 'retention: with its dossier';
-- Its files stay on the portal until a job has fetched them.
CREATE TABLE app.portal_file (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL, position smallint NOT NULL,
  component text NOT NULL, title text NOT NULL, required boolean NOT NULL, name text NOT NULL, path text NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'stored', 'failed')), attempts int NOT NULL DEFAULT 0, failed_key text NOT NULL DEFAULT '', ended_at timestamptz
);
CREATE INDEX portal_file_dossier ON app.portal_file (dossier_id, position);
CREATE INDEX portal_file_waiting ON app.portal_file (tenant_id) WHERE state = 'waiting';
COMMENT ON TABLE app.portal_file IS 'retention: with its dossier';

-- What an officer asked a register about a party of a dossier, on which ground, and what it said (Circular 136/2026/TT-BCA).
-- Written before anything is asked, so that a question is on record whatever becomes of it.
CREATE TABLE app.register_lookup (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL, party_id uuid NOT NULL, subject_name text NOT NULL,
  register text NOT NULL CHECK (register IN ('population', 'civil_status')), basis text NOT NULL CHECK (basis <> ''), asked jsonb NOT NULL,   -- names of the fields; no values
  asked_by uuid NOT NULL, asked_name text NOT NULL, asked_at timestamptz NOT NULL,
  verdict text NOT NULL DEFAULT '' CHECK (verdict IN ('', 'match', 'mismatch', 'no_data', 'insufficient_basis', 'failed')),
  differs jsonb NOT NULL DEFAULT '[]', reference text NOT NULL DEFAULT '', failed_key text NOT NULL DEFAULT '', answered_at timestamptz,
  CHECK ((verdict = '') = (answered_at IS NULL))
);
CREATE INDEX register_lookup_dossier ON app.register_lookup (dossier_id, asked_at);
COMMENT ON TABLE app.register_lookup IS 'retention: with its dossier';

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['status_outbox', 'portal_filing', 'portal_file', 'register_lookup'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY ten_sel ON app.%1$I FOR SELECT TO app_tenant, app_worker USING (EXISTS (SELECT 1 FROM app.tenant_dossier a
      WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = %1$I.dossier_id AND a.role & 19 <> 0 OFFSET 0))', t);
    EXECUTE format('GRANT SELECT ON app.%I TO app_tenant, app_worker', t);
  END LOOP; END $$;
CREATE POLICY own ON app.status_outbox TO app_owner USING (true) WITH CHECK (true);

-- sent by a job of whichever tenant reads the dossier; sent again, or left out, by people
DO $$ DECLARE vis text := 'EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = status_outbox.dossier_id AND a.role & 19 <> 0 OFFSET 0)'; BEGIN
  EXECUTE 'CREATE POLICY wrk_upd ON app.status_outbox FOR UPDATE TO app_worker USING (state = ''waiting'' AND ' || vis || ') WITH CHECK (' || vis || ')';
END $$;
CREATE POLICY ten_upd ON app.status_outbox FOR UPDATE TO app_tenant USING (state = 'dead' AND tenant_id = (SELECT app.tenant_id()))
  WITH CHECK (state <> 'acked' AND tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov_sel ON app.status_outbox FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
CREATE POLICY prov_upd ON app.status_outbox FOR UPDATE TO app_province USING (state = 'dead' AND province_code = (SELECT app.province_code()))
  WITH CHECK (state IN ('waiting', 'dead') AND province_code = (SELECT app.province_code()));
CREATE POLICY plat_sel ON app.status_outbox FOR SELECT TO app_platform USING (true);
CREATE POLICY plat_upd ON app.status_outbox FOR UPDATE TO app_platform USING (state = 'dead') WITH CHECK (state IN ('waiting', 'dead'));
GRANT UPDATE (state, attempts, next_at, claimed_until, failed_key, ended_at, receipt) ON app.status_outbox TO app_worker;
GRANT UPDATE (state, attempts, next_at, failed_key, ended_at) ON app.status_outbox TO app_tenant;
-- neither knows which dossier it is
GRANT SELECT (id, tenant_id, province_code, code, state, attempts, next_at, failed_key, happened_at, ended_at, created_at), UPDATE (state, attempts, next_at, failed_key, ended_at) ON app.status_outbox TO app_province, app_platform;

CREATE POLICY wrk_upd ON app.portal_file FOR UPDATE TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
GRANT UPDATE (state, attempts, failed_key, ended_at) ON app.portal_file TO app_worker;

CREATE POLICY ten_ins ON app.register_lookup FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND verdict = ''
  AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = register_lookup.dossier_id AND a.holder OFFSET 0)
  AND EXISTS (SELECT 1 FROM app.party p WHERE p.id = party_id AND p.dossier_id = register_lookup.dossier_id OFFSET 0));
-- an answer is written once, by whoever asked
CREATE POLICY ten_upd ON app.register_lookup FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND verdict = ''
  AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = register_lookup.dossier_id AND a.role & 19 <> 0 OFFSET 0)) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY res_sel ON app.register_lookup FOR SELECT TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = register_lookup.dossier_id OFFSET 0));
GRANT INSERT, UPDATE (verdict, differs, reference, failed_key, answered_at) ON app.register_lookup TO app_tenant;
GRANT SELECT (id, dossier_id, register, basis, asked, asked_name, asked_at, verdict, answered_at) ON app.register_lookup TO app_resident;

-- ---------------------------------------------------------------- narrow functions
GRANT CREATE ON SCHEMA app TO app_act;
-- Whoever the portal names. Known people stay as they are; new ones are as sure as the portal is.
CREATE FUNCTION app.resident_from_portal(p_new uuid, p_id_number text, p_name text, p_birth text, p_gender text, p_phone text, p_address text, p_vneid boolean) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE r uuid;
BEGIN
  IF app.tenant_id() IS NULL OR p_id_number !~ '^[0-9]{12}$' THEN RAISE EXCEPTION 'resident.refused' USING ERRCODE = 'MC002'; END IF;
  INSERT INTO app.resident (id, id_number, full_name, birth_date, gender, phone, address, level)
    VALUES (p_new, p_id_number, p_name, p_birth, p_gender, p_phone, p_address, CASE WHEN p_vneid THEN 3 ELSE 0 END)
    ON CONFLICT (id_number) DO UPDATE SET last_seen_at = now() RETURNING id INTO r;
  RETURN r;
END $$;

-- A dossier that was filed on the portal lands where it is decided, under the code it came with.
CREATE FUNCTION app.land_portal_filing(p_id uuid, p_code text, p_message text, p_digest bytea, p_answer text, p_problems jsonb, p_procedure uuid, p_revision uuid, p_case text, p_resident uuid,
  p_name text, p_answers jsonb, p_return text, p_submitted timestamptz, p_at timestamptz, p_due timestamptz, p_required int, p_files jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE me uuid := app.tenant_id();
BEGIN
  IF me IS NULL THEN RAISE EXCEPTION 'portal.refused' USING ERRCODE = 'MC002'; END IF;
  INSERT INTO app.dossier (id, code, procedure_id, revision_id, case_key, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant, state, applicant_name, search_text,
      answers, return_method, submitted_at, due_at, papers_required)
    VALUES (p_id, p_code, p_procedure, p_revision, p_case, 'online', 'self', p_resident, me, me, me, 'submitted', p_name, trim(app.fold(p_name || ' ' || p_code)), p_answers, p_return, p_submitted, p_due, p_required);
  INSERT INTO app.portal_filing VALUES (p_code, p_message, p_digest, p_id, me, p_answer, p_problems, p_at);
  INSERT INTO app.portal_file (id, dossier_id, tenant_id, position, component, title, required, name, path)
    SELECT x.id, p_id, me, x.position, x.component, x.title, x.required, x.name, x.path FROM jsonb_to_recordset(p_files) AS x(id uuid, position smallint, component text, title text, required boolean, name text, path text);
END $$;
-- What was said to this message, or about this code, before. Asked by the door behind the portal's signature.
CREATE FUNCTION app.portal_seen(p_code text, p_message text) RETURNS TABLE (code text, message_id text, digest bytea, answer text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT f.code, f.message_id, f.digest, f.answer FROM app.portal_filing f WHERE f.message_id = p_message
  UNION ALL SELECT f.code, f.message_id, f.digest, f.answer FROM app.portal_filing f WHERE f.code = p_code AND f.message_id <> p_message $$;
CREATE POLICY act ON app.portal_filing TO app_act USING (true) WITH CHECK (true);
CREATE POLICY act ON app.portal_file FOR INSERT TO app_act WITH CHECK (true);
GRANT SELECT, INSERT ON app.portal_filing TO app_act; GRANT INSERT ON app.portal_file TO app_act;
REVOKE ALL ON FUNCTION app.resident_from_portal(uuid, text, text, text, text, text, text, boolean), app.portal_seen(text, text),
  app.land_portal_filing(uuid, text, text, bytea, text, jsonb, uuid, uuid, text, uuid, text, jsonb, text, timestamptz, timestamptz, timestamptz, int, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.resident_from_portal(uuid, text, text, text, text, text, text, boolean),
  app.land_portal_filing(uuid, text, text, bytea, text, jsonb, uuid, uuid, text, uuid, text, jsonb, text, timestamptz, timestamptz, timestamptz, int, jsonb) TO app_worker;
GRANT EXECUTE ON FUNCTION app.portal_seen(text, text) TO app_public;
ALTER FUNCTION app.land_portal_filing(uuid, text, text, bytea, text, jsonb, uuid, uuid, text, uuid, text, jsonb, text, timestamptz, timestamptz, timestamptz, int, jsonb) OWNER TO app_act;
ALTER FUNCTION app.portal_seen(text, text) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;

CREATE OR REPLACE FUNCTION app.sweep_transient(p_now timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int; m int; k int; p int; s int;
BEGIN
  DELETE FROM app.rate_bucket WHERE tat < p_now - interval '1 day';
  GET DIAGNOSTICS n = ROW_COUNT;
  DELETE FROM app.simulated_message WHERE at < p_now - interval '7 days';
  GET DIAGNOSTICS m = ROW_COUNT;
  DELETE FROM app.procedure_import WHERE created_at < p_now - interval '1 day';
  GET DIAGNOSTICS k = ROW_COUNT;
  DELETE FROM app.revision_presence WHERE seen_at < p_now - interval '1 day';
  GET DIAGNOSTICS p = ROW_COUNT;
  -- a slice a day is more than a day brings
  DELETE FROM app.status_outbox WHERE id IN (SELECT id FROM app.status_outbox WHERE state IN ('acked', 'skipped') AND ended_at < p_now - interval '90 days' ORDER BY ended_at LIMIT 200000);
  GET DIAGNOSTICS s = ROW_COUNT; RETURN n + m + k + p + s;
END $$;
-- +goose StatementEnd
