-- +goose Up
-- +goose StatementBegin
-- What comes after a result is issued: it is revoked, or another takes its place. It is never edited: the trigger lets nothing of an issued
-- row change but that.
ALTER TABLE app.result DROP CONSTRAINT result_state_check;
ALTER TABLE app.result ADD CONSTRAINT result_state_check CHECK (state IN ('drafted', 'initialled', 'approved', 'numbered', 'issued', 'sent_back', 'revoked', 'replaced')),
  ADD COLUMN replaces uuid REFERENCES app.result,                       -- whose place this one takes when it is issued
  ADD COLUMN correction text NOT NULL DEFAULT '',                       -- what is put right by it, for the resident too
  ADD COLUMN replaced_by uuid REFERENCES app.result, ADD COLUMN ended_at timestamptz,   -- revoked or replaced
  ADD COLUMN revoke_reason text NOT NULL DEFAULT '', ADD COLUMN revoke_basis text NOT NULL DEFAULT '', ADD COLUMN revoked_name text NOT NULL DEFAULT '',
  ADD CONSTRAINT result_ended_check CHECK ((ended_at IS NOT NULL) = (state IN ('revoked', 'replaced')) AND (replaced_by IS NOT NULL) = (state = 'replaced')),
  ADD CONSTRAINT result_replaces_check CHECK (replaces IS NULL OR replaces <> id);
DROP INDEX app.result_one_live;
CREATE UNIQUE INDEX result_one_live ON app.result (dossier_id) WHERE state NOT IN ('sent_back', 'revoked', 'replaced') AND replaces IS NULL;
CREATE UNIQUE INDEX result_one_issued ON app.result (dossier_id) WHERE state = 'issued';
CREATE UNIQUE INDEX result_one_correction ON app.result (dossier_id) WHERE replaces IS NOT NULL AND state IN ('drafted', 'initialled', 'approved', 'numbered');
CREATE INDEX result_corrections ON app.result (tenant_id, drafted_at) WHERE replaces IS NOT NULL AND state IN ('drafted', 'initialled', 'approved', 'numbered');
CREATE FUNCTION app.keep_issued() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, app AS $$
DECLARE ends text[] := ARRAY['state', 'replaced_by', 'ended_at', 'revoke_reason', 'revoke_basis', 'revoked_name'];
BEGIN
  IF NEW.state = 'revoked' AND OLD.state = 'issued' OR NEW.state = 'replaced' AND OLD.state = 'issued' THEN
    IF to_jsonb(OLD) - ends IS NOT DISTINCT FROM to_jsonb(NEW) - ends THEN RETURN NEW; END IF;
  -- the counter's certification gets its electronic copy after its number: once, and nothing else with it
  ELSIF OLD.state = 'issued' AND OLD.document_id IS NULL AND to_jsonb(OLD) - 'document_id' IS NOT DISTINCT FROM to_jsonb(NEW) - 'document_id' THEN RETURN NEW;
  ELSIF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'result.kept' USING ERRCODE = 'MC001';
END $$;
REVOKE ALL ON FUNCTION app.keep_issued() FROM PUBLIC;
CREATE TRIGGER issued_stays BEFORE UPDATE ON app.result FOR EACH ROW WHEN (OLD.state IN ('issued', 'revoked', 'replaced')) EXECUTE FUNCTION app.keep_issued();

-- once a dossier is decided nobody may hold it; its competent office revokes and corrects all the same
DO $$ DECLARE ended text := 'tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = %1$I.dossier_id
  AND a.role & 2 <> 0 AND a.state IN (''decided'', ''returned'') OFFSET 0)'; BEGIN
  EXECUTE format('CREATE POLICY ten_ins_after ON app.result FOR INSERT TO app_tenant WITH CHECK (replaces IS NOT NULL AND state = ''drafted'' AND ' || ended || ')', 'result');
  EXECUTE format('CREATE POLICY ten_upd_after ON app.result FOR UPDATE TO app_tenant USING (' || ended || ') WITH CHECK (' || ended || ')', 'result');
END $$;
DROP POLICY res_sel ON app.result;
CREATE POLICY res_sel ON app.result FOR SELECT TO app_resident USING (state IN ('issued', 'revoked', 'replaced') AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = result.dossier_id OFFSET 0));

-- Who asks for a revocation does not decide it.
CREATE TABLE app.result_revocation (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, dossier_id uuid NOT NULL REFERENCES app.dossier ON DELETE CASCADE, result_id uuid NOT NULL REFERENCES app.result ON DELETE CASCADE,
  state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'agreed', 'refused')), reason text NOT NULL CHECK (reason <> ''), basis text NOT NULL CHECK (basis <> ''),
  asked_by uuid NOT NULL, asked_name text NOT NULL, asked_at timestamptz NOT NULL,
  decided_by uuid, decided_name text NOT NULL DEFAULT '', decided_at timestamptz, answer text NOT NULL DEFAULT '',
  CHECK (decided_by IS NULL OR decided_by <> asked_by), CHECK ((decided_at IS NULL) = (state = 'asked') AND (decided_by IS NULL) = (state = 'asked'))
);
CREATE UNIQUE INDEX result_revocation_one ON app.result_revocation (result_id) WHERE state = 'asked';
CREATE INDEX result_revocation_waiting ON app.result_revocation (tenant_id, asked_at) WHERE state = 'asked';
CREATE INDEX result_revocation_dossier ON app.result_revocation (dossier_id);
COMMENT ON TABLE app.result_revocation IS 'retention: with its dossier';
ALTER TABLE app.result_revocation ENABLE ROW LEVEL SECURITY; ALTER TABLE app.result_revocation FORCE ROW LEVEL SECURITY;
CREATE POLICY ten_sel ON app.result_revocation FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY ten_ins ON app.result_revocation FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = 'asked'
  AND EXISTS (SELECT 1 FROM app.result r WHERE r.id = result_id AND r.dossier_id = result_revocation.dossier_id AND r.tenant_id = (SELECT app.tenant_id()) AND r.state = 'issued' OFFSET 0));
CREATE POLICY ten_upd ON app.result_revocation FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND state = 'asked') WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state <> 'asked');
GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_name, decided_at, answer) ON app.result_revocation TO app_tenant;

-- Books (quyển) of a register. Numbers run through the year; a book says from which to which, so that one may go on from a paper book in
-- the middle of a year. Without any book a register counts from 1 as before; with books one has to be open.
ALTER TABLE app.result ADD COLUMN ordinal int, ADD COLUMN book int;
ALTER TABLE app.register_entry ADD COLUMN book int, ADD COLUMN scan_document uuid REFERENCES app.document ON DELETE SET NULL;   -- the scan of an original that a certified e-copy is made of
GRANT UPDATE (book, scan_document) ON app.register_entry TO app_tenant;
CREATE TABLE app.register_book (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, register text NOT NULL CHECK (register <> ''), year int NOT NULL, book int NOT NULL CHECK (book > 0),
  opening int NOT NULL CHECK (opening > 0), before int NOT NULL, closing int CHECK (closing >= opening), format text NOT NULL DEFAULT '' CHECK (format = '' OR format LIKE '%{so%}%'),
  opened_by uuid NOT NULL, opened_name text NOT NULL, opened_at timestamptz NOT NULL, closed_by uuid, closed_name text NOT NULL DEFAULT '', closed_at timestamptz,
  UNIQUE (tenant_id, register, year, book), CHECK ((closed_at IS NULL) = (closing IS NULL))
);
CREATE UNIQUE INDEX register_book_open ON app.register_book (tenant_id, register, year) WHERE closed_at IS NULL;
COMMENT ON TABLE app.register_book IS 'retention: permanent; with the register';
-- A number that was taken and is not used: it stays in the register with the reason.
CREATE TABLE app.register_void (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, register text NOT NULL, year int NOT NULL, ordinal int NOT NULL, number text NOT NULL, book int, dossier_id uuid REFERENCES app.dossier ON DELETE SET NULL,
  reason text NOT NULL CHECK (reason <> ''), voided_by uuid NOT NULL, voided_name text NOT NULL, voided_at timestamptz NOT NULL, UNIQUE (tenant_id, register, year, ordinal)
);
COMMENT ON TABLE app.register_void IS 'retention: permanent; with the register';
ALTER TABLE app.register_book ENABLE ROW LEVEL SECURITY; ALTER TABLE app.register_book FORCE ROW LEVEL SECURITY;
ALTER TABLE app.register_void ENABLE ROW LEVEL SECURITY; ALTER TABLE app.register_void FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.register_book TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY ten ON app.register_book FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY ten_sel ON app.register_void FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY ten_ins ON app.register_void FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND (dossier_id IS NULL OR EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = register_void.dossier_id AND a.role & 2 <> 0 OFFSET 0))
  AND EXISTS (SELECT 1 FROM app.register_counter c WHERE c.tenant_id = (SELECT app.tenant_id()) AND c.register = register_void.register AND c.year = register_void.year AND c.last >= register_void.ordinal));
CREATE POLICY ten ON app.register_counter FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
GRANT SELECT ON app.register_book, app.register_counter TO app_tenant; GRANT SELECT, INSERT ON app.register_void TO app_tenant;
-- The next number with its book; the counter's row stays locked until the caller's transaction ends, so opening and closing wait for it.
CREATE FUNCTION app.take_number(p_register text, p_year int) RETURNS TABLE (number int, book int, format text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  number := app.next_number(p_register, p_year);
  SELECT b.book, b.format INTO book, format FROM app.register_book b WHERE b.tenant_id = app.tenant_id() AND b.register = p_register AND b.year = p_year AND b.closed_at IS NULL;
  IF NOT FOUND AND EXISTS (SELECT 1 FROM app.register_book b WHERE b.tenant_id = app.tenant_id() AND b.register = p_register AND b.year = p_year) THEN RAISE EXCEPTION 'register.closed' USING ERRCODE = 'MC001'; END IF;
  RETURN NEXT;
END $$;
-- Opening: any number while the register has none of this year, else the next one, so that no number is left out.
CREATE FUNCTION app.open_book(p_id uuid, p_register text, p_year int, p_book int, p_opening int, p_format text, p_by uuid, p_name text, p_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int;
BEGIN
  IF app.tenant_id() IS NULL OR p_register LIKE 'slip.%' THEN RAISE EXCEPTION 'register.refused' USING ERRCODE = 'MC002'; END IF;
  INSERT INTO app.register_counter AS c VALUES (app.tenant_id(), p_register, p_year, 0) ON CONFLICT (tenant_id, register, year) DO UPDATE SET last = c.last RETURNING last INTO n;
  IF EXISTS (SELECT 1 FROM app.register_book b WHERE b.tenant_id = app.tenant_id() AND b.register = p_register AND b.year = p_year AND b.closed_at IS NULL) THEN RAISE EXCEPTION 'register.book_open' USING ERRCODE = 'MC001'; END IF;
  IF EXISTS (SELECT 1 FROM app.register_book b WHERE b.tenant_id = app.tenant_id() AND b.register = p_register AND b.year = p_year AND b.book >= p_book) THEN RAISE EXCEPTION 'register.book_number' USING ERRCODE = 'MC001'; END IF;
  IF p_opening < n + 1 OR n > 0 AND p_opening <> n + 1 THEN RAISE EXCEPTION 'register.opening' USING ERRCODE = 'MC001'; END IF;
  UPDATE app.register_counter SET last = p_opening - 1 WHERE tenant_id = app.tenant_id() AND register = p_register AND year = p_year;
  INSERT INTO app.register_book (id, tenant_id, register, year, book, opening, before, format, opened_by, opened_name, opened_at) VALUES (p_id, app.tenant_id(), p_register, p_year, p_book, p_opening, n, p_format, p_by, p_name, p_at);
END $$;
-- Closing notes the last number; a book from which none was taken goes away, and the count is where it was.
CREATE FUNCTION app.close_book(p_id uuid, p_by uuid, p_name text, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE b app.register_book; n int;
BEGIN
  SELECT * INTO b FROM app.register_book WHERE id = p_id AND tenant_id = app.tenant_id();
  IF NOT FOUND THEN RAISE EXCEPTION 'register.not_found' USING ERRCODE = 'MC002'; END IF;
  UPDATE app.register_counter SET last = last WHERE tenant_id = b.tenant_id AND register = b.register AND year = b.year RETURNING last INTO n;
  IF n < b.opening THEN
    DELETE FROM app.register_book WHERE id = p_id AND closed_at IS NULL;
    IF NOT FOUND THEN RAISE EXCEPTION 'register.moved_on' USING ERRCODE = 'MC001'; END IF;
    UPDATE app.register_counter SET last = b.before WHERE tenant_id = b.tenant_id AND register = b.register AND year = b.year;
    RETURN false;
  END IF;
  UPDATE app.register_book SET closing = n, closed_by = p_by, closed_name = p_name, closed_at = p_at WHERE id = p_id AND closed_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'register.moved_on' USING ERRCODE = 'MC001'; END IF;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION app.take_number(text, int), app.open_book(uuid, text, int, int, int, text, uuid, text, timestamptz), app.close_book(uuid, uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.take_number(text, int), app.open_book(uuid, text, int, int, int, text, uuid, text, timestamptz), app.close_book(uuid, uuid, text, timestamptz) TO app_tenant;

-- Is this result real, and does it still hold? By the code that is printed on it, or by the digest of the file itself. Nothing personal:
-- why a result was revoked is not said.
GRANT CREATE ON SCHEMA app TO app_act;
GRANT SELECT (sha256) ON app.document TO app_act;
CREATE INDEX document_result_digest ON app.document (sha256) WHERE purpose = 'result';
DROP FUNCTION app.check_result(text);
CREATE FUNCTION app.check_result(p_code text) RETURNS TABLE (state text, title text, number text, issued_at timestamptz, approved_name text, approved_title text, approved_at timestamptz, tenant_id uuid,
  ended_at timestamptz, new_number text, new_issued_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT r.state, r.title, r.number, r.issued_at, r.approved_name, r.approved_title, r.approved_at, r.tenant_id, r.ended_at, n.number, n.issued_at
    FROM app.result r LEFT JOIN app.result n ON n.id = r.replaced_by WHERE r.check_code = p_code AND r.state IN ('issued', 'revoked', 'replaced') $$;
CREATE FUNCTION app.check_result_file(p_sha256 bytea) RETURNS TABLE (state text, title text, number text, issued_at timestamptz, approved_name text, approved_title text, approved_at timestamptz, tenant_id uuid,
  ended_at timestamptz, new_number text, new_issued_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT r.state, r.title, r.number, r.issued_at, r.approved_name, r.approved_title, r.approved_at, r.tenant_id, r.ended_at, n.number, n.issued_at
    FROM app.document x JOIN app.result r ON r.document_id = x.id LEFT JOIN app.result n ON n.id = r.replaced_by
    WHERE x.sha256 = p_sha256 AND x.purpose = 'result' AND r.state IN ('issued', 'revoked', 'replaced') ORDER BY r.state = 'issued' DESC, r.issued_at DESC LIMIT 1 $$;
REVOKE ALL ON FUNCTION app.check_result(text), app.check_result_file(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.check_result(text), app.check_result_file(bytea) TO app_public;
ALTER FUNCTION app.check_result(text) OWNER TO app_act; ALTER FUNCTION app.check_result_file(bytea) OWNER TO app_act;
GRANT SELECT (purpose) ON app.document TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;

-- What the signatures in a PDF say that was handed in: one row per document, written once by the job that looked.
CREATE TABLE app.document_signature (
  document_id uuid PRIMARY KEY REFERENCES app.document ON DELETE CASCADE, tenant_id uuid NOT NULL REFERENCES app.tenant, dossier_id uuid REFERENCES app.dossier ON DELETE CASCADE,
  verdict text NOT NULL CHECK (verdict IN ('none', 'valid', 'unknown', 'invalid', 'unreadable')),   -- the worst of them; none: no signature in it
  found jsonb NOT NULL DEFAULT '[]', fault text NOT NULL DEFAULT '', checked_at timestamptz NOT NULL
);
CREATE INDEX document_signature_dossier ON app.document_signature (dossier_id);
COMMENT ON TABLE app.document_signature IS 'retention: with its document';
ALTER TABLE app.document_signature ENABLE ROW LEVEL SECURITY; ALTER TABLE app.document_signature FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON app.document_signature FOR SELECT TO app_tenant, app_worker, app_resident USING (EXISTS (SELECT 1 FROM app.document x WHERE x.id = document_signature.document_id OFFSET 0));
CREATE POLICY wrk_ins ON app.document_signature FOR INSERT TO app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.document x WHERE x.id = document_signature.document_id AND x.dossier_id IS NOT DISTINCT FROM document_signature.dossier_id AND x.tenant_id = (SELECT app.tenant_id()) OFFSET 0));
GRANT SELECT ON app.document_signature TO app_tenant, app_worker, app_resident; GRANT INSERT ON app.document_signature TO app_worker;
-- +goose StatementEnd
