-- +goose Up
-- +goose StatementBegin
-- How long things are kept, what may not go, and how what is past its time goes: proposed by one, decided by another, with a proof.

-- ---------------------------------------------------------------- how long: classes
-- province_code NULL: the nation's default; a province's row takes its place. Which text says which term is unconfirmed
-- (DOMAIN.md, Archive), so all of it is configuration, and what no class covers is kept.
CREATE TABLE app.retention_class (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{1,39}$'), province_code text REFERENCES app.province,
  name text NOT NULL, years int CHECK (years BETWEEN 1 AND 100),       -- null: permanent
  counted_from text NOT NULL CHECK (counted_from IN ('decided', 'ended', 'year_end')),
  legal_basis text NOT NULL CHECK (legal_basis <> ''), confirmed boolean NOT NULL DEFAULT false,
  fields text[] NOT NULL DEFAULT '{}',                                 -- of procedures whose revision names no class
  changed_at timestamptz NOT NULL DEFAULT now(), changed_name text NOT NULL DEFAULT '',
  UNIQUE NULLS NOT DISTINCT (code, province_code)
);
COMMENT ON TABLE app.retention_class IS 'retention: kept; settings';
ALTER TABLE app.retention_class ENABLE ROW LEVEL SECURITY; ALTER TABLE app.retention_class FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.retention_class TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY everyone ON app.retention_class FOR SELECT USING (true);
CREATE POLICY prov ON app.retention_class TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code()));
GRANT SELECT ON app.retention_class TO app_identity, app_public, app_resident, app_tenant, app_province, app_platform, app_worker, app_act;
GRANT INSERT, UPDATE, DELETE ON app.retention_class TO app_province;
INSERT INTO app.retention_class (code, name, years, counted_from, legal_basis, fields) VALUES
  ('ho_tich', 'Hồ sơ và kết quả đăng ký hộ tịch', NULL, 'ended', 'Luật Lưu trữ 33/2024/QH15; pháp luật về hộ tịch: lưu trữ vĩnh viễn', '{Hộ tịch,Nuôi con nuôi}'),
  ('chung_thuc_chu_ky', 'Hồ sơ chứng thực chữ ký', 2, 'ended', 'Nghị định 23/2015/NĐ-CP Điều 14', '{}'),
  ('chung_thuc_hop_dong', 'Hồ sơ chứng thực hợp đồng, giao dịch', 20, 'ended', 'Nghị định 23/2015/NĐ-CP Điều 14', '{Chứng thực}'),
  ('dat_dai', 'Hồ sơ đất đai, xây dựng', NULL, 'ended', 'Luật Lưu trữ 33/2024/QH15; pháp luật về đất đai', '{Đất đai,Xây dựng}'),
  ('tthc_70', 'Hồ sơ thủ tục hành chính, 70 năm', 70, 'year_end', 'Luật Lưu trữ 33/2024/QH15', '{}'),
  ('tthc_20', 'Hồ sơ thủ tục hành chính, 20 năm', 20, 'year_end', 'Luật Lưu trữ 33/2024/QH15', '{}'),
  ('tthc_10', 'Hồ sơ thủ tục hành chính, 10 năm', 10, 'year_end', 'Luật Lưu trữ 33/2024/QH15', '{}'),
  ('vinh_vien', 'Lưu trữ vĩnh viễn', NULL, 'ended', 'Luật Lưu trữ 33/2024/QH15', '{}');

-- The class of a dossier: of those that its revision names, for the dossier or one of its results, or else of its field, the
-- one that keeps longest. No row: nothing says how long, so it is kept. A name that no class has counts as permanent.
CREATE FUNCTION app.retention_of(p_revision jsonb, p_field text, p_province text) RETURNS TABLE (code text, name text, years int, counted_from text, legal_basis text)
  LANGUAGE sql STABLE SET search_path = pg_catalog, app AS $$
  WITH named AS (
    SELECT x FROM (SELECT p_revision ->> 'retention' AS x UNION SELECT r ->> 'retention' FROM jsonb_array_elements(CASE WHEN jsonb_typeof(p_revision -> 'results') = 'array' THEN p_revision -> 'results' ELSE '[]' END) r) n WHERE x <> ''
  ), here AS (
    SELECT c.* FROM app.retention_class c WHERE c.province_code = p_province
      OR c.province_code IS NULL AND NOT EXISTS (SELECT 1 FROM app.retention_class o WHERE o.code = c.code AND o.province_code = p_province)
  ), fits AS (
    SELECT h.code, h.name, h.years, h.counted_from, h.legal_basis FROM named n JOIN here h ON h.code = n.x
    UNION ALL SELECT n.x, n.x, NULL, 'ended', '' FROM named n WHERE NOT EXISTS (SELECT 1 FROM here h WHERE h.code = n.x)
    UNION ALL SELECT h.code, h.name, h.years, h.counted_from, h.legal_basis FROM here h WHERE coalesce(p_revision ->> 'retention', '') = '' AND p_field = ANY (h.fields)
  )
  SELECT * FROM fits ORDER BY years DESC NULLS FIRST, code LIMIT 1 $$;
-- Until when it is kept; infinity: for good. Years end with the Vietnamese day.
CREATE FUNCTION app.retention_until(p_years int, p_from text, p_decided timestamptz, p_ended timestamptz) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN p_years IS NULL THEN 'infinity'::timestamptz ELSE (CASE p_from
    WHEN 'decided' THEN coalesce(p_decided, p_ended) AT TIME ZONE 'Asia/Ho_Chi_Minh'
    WHEN 'year_end' THEN date_trunc('year', p_ended AT TIME ZONE 'Asia/Ho_Chi_Minh') + interval '1 year'
    ELSE p_ended AT TIME ZONE 'Asia/Ho_Chi_Minh' END + make_interval(years => p_years)) AT TIME ZONE 'Asia/Ho_Chi_Minh' END $$;

-- ---------------------------------------------------------------- what may not go: holds
CREATE TABLE app.legal_hold (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, dossier_id uuid NOT NULL REFERENCES app.dossier ON DELETE CASCADE,
  reason text NOT NULL CHECK (reason <> ''), legal_basis text NOT NULL CHECK (legal_basis <> ''),
  placed_by uuid NOT NULL, placed_name text NOT NULL, placed_at timestamptz NOT NULL,
  lifted_by uuid, lifted_name text NOT NULL DEFAULT '', lifted_at timestamptz, lift_reason text NOT NULL DEFAULT '',
  CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason = ''))
);
CREATE UNIQUE INDEX legal_hold_one ON app.legal_hold (dossier_id, tenant_id) WHERE lifted_at IS NULL;
CREATE INDEX legal_hold_of ON app.legal_hold (dossier_id, placed_at);
CREATE INDEX legal_hold_tenant ON app.legal_hold (tenant_id, placed_at DESC) WHERE lifted_at IS NULL;
COMMENT ON TABLE app.legal_hold IS 'retention: with its dossier, which stays while it is held';
ALTER TABLE app.legal_hold ENABLE ROW LEVEL SECURITY; ALTER TABLE app.legal_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.legal_hold TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY act ON app.legal_hold FOR SELECT TO app_act USING (true);
DO $$ DECLARE vis text := 'EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = legal_hold.dossier_id AND a.role & 19 <> 0 OFFSET 0)'; BEGIN
  EXECUTE 'CREATE POLICY ten_sel ON app.legal_hold FOR SELECT TO app_tenant, app_worker USING (' || vis || ')';
  EXECUTE 'CREATE POLICY ten_ins ON app.legal_hold FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND lifted_at IS NULL AND ' || vis || ')';
END $$;
-- an office lifts its own, once
CREATE POLICY ten_upd ON app.legal_hold FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND lifted_at IS NULL) WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND lifted_at IS NOT NULL);
GRANT SELECT, INSERT, UPDATE (lifted_by, lifted_name, lifted_at, lift_reason) ON app.legal_hold TO app_tenant;
GRANT SELECT ON app.legal_hold TO app_worker, app_act;

-- ---------------------------------------------------------------- how it goes: lists, items, proofs
CREATE TABLE app.destruction_list (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, year int NOT NULL, no int NOT NULL,
  state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'refused', 'approved', 'done')),
  note text NOT NULL DEFAULT '', proposed_by uuid NOT NULL, proposed_name text NOT NULL, proposed_at timestamptz NOT NULL,
  decided_by uuid, decided_name text NOT NULL DEFAULT '', decided_at timestamptz, decision text NOT NULL DEFAULT '', finished_at timestamptz,
  UNIQUE (tenant_id, year, no),
  CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)), CHECK (state <> 'refused' OR decision <> ''),
  CHECK (decided_by <> proposed_by)                                    -- never one person alone
);
CREATE INDEX destruction_list_recent ON app.destruction_list (tenant_id, proposed_at DESC);
COMMENT ON TABLE app.destruction_list IS 'retention: kept; who agreed to what was destroyed, no personal data';
CREATE TABLE app.destruction_item (
  list_id uuid NOT NULL REFERENCES app.destruction_list, dossier_id uuid NOT NULL, tenant_id uuid NOT NULL,     -- no reference: it outlives the dossier
  code text NOT NULL, class_code text NOT NULL, class_name text NOT NULL, kept_until timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'kept', 'destroyed')), kept_reason text NOT NULL DEFAULT '',
  PRIMARY KEY (list_id, dossier_id), CHECK ((state = 'kept') = (kept_reason <> ''))
);
CREATE UNIQUE INDEX destruction_item_one ON app.destruction_item (dossier_id) WHERE state <> 'kept';            -- on one list at a time
COMMENT ON TABLE app.destruction_item IS 'retention: kept; codes, no personal data';
-- What is left of a destroyed dossier.
CREATE TABLE app.destruction_proof (
  list_id uuid NOT NULL REFERENCES app.destruction_list, tenant_id uuid NOT NULL, code text NOT NULL, procedure_code text NOT NULL,
  class_code text NOT NULL, class_name text NOT NULL, legal_basis text NOT NULL, ended_at timestamptz NOT NULL, kept_until timestamptz NOT NULL,
  documents jsonb NOT NULL,                                            -- [{"purpose", "sha256", "size"}] of each file, in order of digest
  digest bytea NOT NULL,                                               -- SHA-256 of documents as text
  proposed_by uuid NOT NULL, proposed_name text NOT NULL, decided_by uuid NOT NULL, decided_name text NOT NULL, decided_at timestamptz NOT NULL, destroyed_at timestamptz NOT NULL,
  PRIMARY KEY (list_id, code), CHECK (decided_by <> proposed_by)
);
CREATE INDEX destruction_proof_code ON app.destruction_proof (tenant_id, code);
COMMENT ON TABLE app.destruction_proof IS 'retention: permanent; digests and officers, nothing of the people it was about';
-- Stored files of destroyed dossiers that are still to be deleted. Their keys went with the rows: nobody can read them any more.
CREATE TABLE app.destruction_object (object_key text PRIMARY KEY, list_id uuid NOT NULL REFERENCES app.destruction_list, tenant_id uuid NOT NULL);
CREATE INDEX destruction_object_list ON app.destruction_object (list_id);
COMMENT ON TABLE app.destruction_object IS 'retention: until the file is gone';
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['destruction_list', 'destruction_item', 'destruction_proof', 'destruction_object'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY act ON app.%I TO app_act USING (true) WITH CHECK (true)', t);
    IF t <> 'destruction_object' THEN
      EXECUTE format('CREATE POLICY ten_sel ON app.%I FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()))', t);
      EXECUTE format('GRANT SELECT ON app.%I TO app_tenant, app_worker', t);
    END IF;
  END LOOP; END $$;
CREATE POLICY ten_ins ON app.destruction_list FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = 'proposed');
CREATE POLICY ten_upd ON app.destruction_list FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND state = 'proposed') WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state IN ('refused', 'approved'));
CREATE POLICY wrk_upd ON app.destruction_list FOR UPDATE TO app_worker USING (tenant_id = (SELECT app.tenant_id()) AND state = 'approved') WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = 'done');
CREATE POLICY ten_ins ON app.destruction_item FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = 'proposed'
  AND EXISTS (SELECT 1 FROM app.destruction_list l WHERE l.id = list_id AND l.state = 'proposed' OFFSET 0)
  AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = destruction_item.dossier_id AND a.role & 2 <> 0 AND NOT a.is_open OFFSET 0));
-- left out by whoever decides, or by the job that found it may not go
CREATE POLICY ten_upd ON app.destruction_item FOR UPDATE TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()) AND state = 'proposed') WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state = 'kept');
GRANT INSERT, UPDATE (state, decided_by, decided_name, decided_at, decision) ON app.destruction_list TO app_tenant; GRANT UPDATE (state, finished_at) ON app.destruction_list TO app_worker;
GRANT INSERT, UPDATE (state, kept_reason) ON app.destruction_item TO app_tenant; GRANT UPDATE (state, kept_reason) ON app.destruction_item TO app_worker;
CREATE POLICY wrk ON app.destruction_object TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
GRANT SELECT, DELETE ON app.destruction_object TO app_worker;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON app.destruction_proof FOR EACH ROW EXECUTE FUNCTION app.refuse_change();

-- ---------------------------------------------------------------- the walls
-- Is the dossier being destroyed by a decision of two people that holds?
CREATE FUNCTION app.being_destroyed(p_dossier uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT 1 FROM app.destruction_item i JOIN app.destruction_list l ON l.id = i.list_id WHERE i.dossier_id = p_dossier AND i.state = 'proposed' AND l.state = 'approved') $$;
-- Whoever deletes, by whatever way: nothing of a dossier that is held, no filed dossier without the decision of two people.
CREATE FUNCTION app.refuse_unlawful_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d uuid;
BEGIN
  IF TG_TABLE_NAME = 'dossier' THEN d := OLD.id; ELSE d := OLD.dossier_id; END IF;
  IF EXISTS (SELECT 1 FROM app.legal_hold h WHERE h.dossier_id = d AND h.lifted_at IS NULL) THEN RAISE EXCEPTION 'dossier.held' USING ERRCODE = 'MC001'; END IF;
  IF TG_TABLE_NAME = 'dossier' THEN
    IF OLD.state <> 'draft' AND NOT app.being_destroyed(d) THEN RAISE EXCEPTION 'dossier.kept' USING ERRCODE = 'MC001'; END IF;
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER lawful_delete BEFORE DELETE ON app.dossier FOR EACH ROW EXECUTE FUNCTION app.refuse_unlawful_delete();
CREATE TRIGGER lawful_delete BEFORE DELETE ON app.document FOR EACH ROW EXECUTE FUNCTION app.refuse_unlawful_delete();
CREATE TRIGGER lawful_delete BEFORE DELETE ON app.result FOR EACH ROW EXECUTE FUNCTION app.refuse_unlawful_delete();
-- What is append-only goes with its dossier, and only so; the audit log never does.
CREATE OR REPLACE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ('clock_entry', 'document_access') THEN
    IF app.being_destroyed(OLD.dossier_id) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'append-only';
END $$;
REVOKE ALL ON FUNCTION app.being_destroyed(uuid), app.refuse_unlawful_delete() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.being_destroyed(uuid) TO app_act;

-- What hangs from a dossier goes with it. Books that are permanent keep their line and lose the reference; everything else
-- cascades. NOT VALID: the rows were checked by the constraint that this one takes the place of.
DO $$ DECLARE c record; BEGIN
  FOR c IN SELECT f.conrelid::regclass AS tab, f.conname AS name, a.attname AS col, coalesce(obj_description(f.conrelid, 'pg_class'), '') LIKE 'retention: permanent;%' AS permanent
    FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1] WHERE f.contype = 'f' AND f.confrelid = 'app.dossier'::regclass AND f.confdeltype NOT IN ('c', 'n') LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.tab, c.name);
    IF NOT c.permanent THEN EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES app.dossier ON DELETE CASCADE NOT VALID', c.tab, c.name, c.col); END IF;
  END LOOP; END $$;

GRANT CREATE ON SCHEMA app TO app_act;
GRANT SELECT ON app.retention_class, app.destruction_list TO app_act;
GRANT SELECT, UPDATE (state) ON app.destruction_item TO app_act; GRANT SELECT, INSERT ON app.destruction_proof, app.destruction_object TO app_act;
GRANT SELECT (dossier_id), DELETE ON app.document_access TO app_act; GRANT DELETE ON app.tenant_dossier TO app_act;
CREATE POLICY destroy_sel ON app.document_access FOR SELECT TO app_act USING (app.being_destroyed(dossier_id));
CREATE POLICY destroy ON app.document_access FOR DELETE TO app_act USING (app.being_destroyed(dossier_id));
CREATE POLICY destroy ON app.tenant_dossier FOR DELETE TO app_act USING (app.being_destroyed(dossier_id));
GRANT SELECT ON app.dossier_message TO app_act; CREATE POLICY act_sel ON app.dossier_message FOR SELECT TO app_act USING (true);
-- The files of a dossier as the proof names them. The owner's: the narrow functions do not read where files lie.
CREATE FUNCTION app.files_of(p_dossier uuid) RETURNS TABLE (object_key text, tenant_id uuid, purpose text, sha256 bytea, size bigint, created_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT d.object_key, d.tenant_id, d.purpose, d.sha256, d.size, d.created_at FROM app.document d WHERE d.dossier_id = p_dossier AND app.being_destroyed(p_dossier) $$;
REVOKE ALL ON FUNCTION app.files_of(uuid) FROM PUBLIC;
CREATE POLICY destroying ON app.document FOR SELECT TO app_owner USING (app.being_destroyed(dossier_id));
GRANT EXECUTE ON FUNCTION app.files_of(uuid) TO app_act;

-- One dossier of an approved list: looked at once more, then gone. '' when it is, else why it stays. Scope: worker of the office.
-- p_locked: for how many days an issued result cannot be deleted from the store.
CREATE FUNCTION app.destroy_dossier(p_list uuid, p_dossier uuid, p_locked int) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE l app.destruction_list; d app.dossier; k record; ended timestamptz; until timestamptz; files jsonb;
BEGIN
  SELECT * INTO l FROM app.destruction_list WHERE id = p_list AND tenant_id = app.tenant_id() AND state = 'approved' AND decided_by <> proposed_by;
  IF NOT FOUND THEN RAISE EXCEPTION 'destruction.not_found' USING ERRCODE = 'MC002'; END IF;
  PERFORM 1 FROM app.destruction_item WHERE list_id = p_list AND dossier_id = p_dossier AND state = 'proposed' FOR UPDATE;
  IF NOT FOUND THEN RETURN 'done'; END IF;
  SELECT * INTO d FROM app.dossier WHERE id = p_dossier AND competent_tenant = l.tenant_id FOR UPDATE;
  IF NOT FOUND THEN RETURN 'moved'; END IF;
  IF d.state NOT IN ('returned', 'declined', 'stopped') THEN RETURN 'open'; END IF;
  IF EXISTS (SELECT 1 FROM app.legal_hold h WHERE h.dossier_id = d.id AND h.lifted_at IS NULL) THEN RETURN 'held'; END IF;
  IF EXISTS (SELECT 1 FROM app.dossier_message m WHERE m.dossier_id = d.id AND m.from_resident AND m.answered_at IS NULL) THEN RETURN 'question'; END IF;
  ended := coalesce(d.returned_at, d.decided_at, d.updated_at);
  SELECT c.*, p.code AS procedure_code INTO k FROM app.revision r JOIN app.procedure p ON p.id = r.procedure_id JOIN app.tenant t ON t.id = l.tenant_id
    CROSS JOIN LATERAL app.retention_of(r.data, p.field, t.province_code) c WHERE r.id = d.revision_id;
  IF NOT FOUND THEN RETURN 'unclassified'; END IF;
  until := app.retention_until(k.years, k.counted_from, d.decided_at, ended);
  IF until > now() THEN RETURN 'kept'; END IF;
  IF EXISTS (SELECT 1 FROM app.files_of(d.id) f WHERE f.purpose = 'result' AND f.created_at + make_interval(days => p_locked) > now()) THEN RETURN 'locked'; END IF;
  SELECT coalesce(jsonb_agg(jsonb_build_object('purpose', f.purpose, 'sha256', encode(f.sha256, 'hex'), 'size', f.size) ORDER BY f.sha256, f.object_key), '[]') INTO files FROM app.files_of(d.id) f;
  INSERT INTO app.destruction_object (object_key, list_id, tenant_id) SELECT f.object_key, p_list, l.tenant_id FROM app.files_of(d.id) f;
  INSERT INTO app.destruction_proof (list_id, tenant_id, code, procedure_code, class_code, class_name, legal_basis, ended_at, kept_until, documents, digest, proposed_by, proposed_name, decided_by, decided_name, decided_at, destroyed_at)
    VALUES (p_list, l.tenant_id, d.code, k.procedure_code, k.code, k.name, k.legal_basis, ended, until, files, sha256(convert_to(files::text, 'UTF8')), l.proposed_by, l.proposed_name, l.decided_by, l.decided_name, l.decided_at, now());
  INSERT INTO app.audit_entry (subject, subject_id, seq, kind, tenant_id, actor_kind, actor_id, actor_name, at, data, public, prev, hash)
    VALUES ('dossier', d.id, 0, 'dossier.destroyed', l.tenant_id, 'staff', l.decided_by, l.decided_name, now(),
      jsonb_build_object('list', l.no || '/' || l.year, 'class', k.code, 'digest', encode(sha256(convert_to(files::text, 'UTF8')), 'hex'), 'proposed', l.proposed_name), false, '', '');
  DELETE FROM app.document_access WHERE dossier_id = d.id;
  DELETE FROM app.tenant_dossier WHERE dossier_id = d.id;
  DELETE FROM app.dossier WHERE id = d.id;
  UPDATE app.destruction_item SET state = 'destroyed' WHERE list_id = p_list AND dossier_id = p_dossier;
  RETURN '';
END $$;
REVOKE ALL ON FUNCTION app.destroy_dossier(uuid, uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.destroy_dossier(uuid, uuid, int) TO app_worker;
-- Drafts as before, those that are held left out: one of them would stop the whole slice.
SET LOCAL ROLE app_act;   -- whose it is
CREATE OR REPLACE FUNCTION app.sweep_drafts(p_before timestamptz, p_lim int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE n int;
BEGIN
  DELETE FROM app.dossier WHERE id IN (SELECT x.id FROM app.dossier x WHERE x.state = 'draft' AND x.updated_at < p_before
    AND NOT EXISTS (SELECT 1 FROM app.legal_hold h WHERE h.dossier_id = x.id AND h.lifted_at IS NULL) LIMIT p_lim) AND state = 'draft';
  GET DIAGNOSTICS n = ROW_COUNT; RETURN n;
END $$;
SET LOCAL ROLE app_owner;
ALTER FUNCTION app.destroy_dossier(uuid, uuid, int) OWNER TO app_act;   -- last: once it is another's, the owner can take nothing away from it
REVOKE CREATE ON SCHEMA app FROM app_act;

-- ---------------------------------------------------------------- room: what an office's files take
-- Counted in the transaction of the change as a row of its own, which nobody waits for; folded by the daily sweep.
CREATE TABLE app.storage_usage (
  tenant_id uuid PRIMARY KEY REFERENCES app.tenant, province_code text,
  documents bigint NOT NULL DEFAULT 0, bytes bigint NOT NULL DEFAULT 0,                -- pictures of pages are bytes, not documents
  missing int NOT NULL DEFAULT 0, orphans int NOT NULL DEFAULT 0, swept_at timestamptz -- rows without a file, files without a row taken away, at the last sweep
);
COMMENT ON TABLE app.storage_usage IS 'retention: kept; counts only';
CREATE TABLE app.storage_delta (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), tenant_id uuid NOT NULL, documents int NOT NULL, bytes bigint NOT NULL);
CREATE INDEX storage_delta_tenant ON app.storage_delta (tenant_id);
COMMENT ON TABLE app.storage_delta IS 'retention: until the next daily sweep; counts only';
CREATE TABLE app.storage_quota (
  tenant_id uuid PRIMARY KEY REFERENCES app.tenant, province_code text, bytes bigint NOT NULL CHECK (bytes > 0), set_at timestamptz NOT NULL, set_name text NOT NULL
);
COMMENT ON TABLE app.storage_quota IS 'retention: kept; settings';
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['storage_usage', 'storage_delta', 'storage_quota'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY ten ON app.%I FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()))', t);
    EXECUTE format('CREATE POLICY prov_sel ON app.%1$I FOR SELECT TO app_province USING (EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = %1$I.tenant_id AND x.province_code = (SELECT app.province_code())))', t);
    EXECUTE format('CREATE POLICY plat_sel ON app.%I FOR SELECT TO app_platform USING (true)', t);
    EXECUTE format('GRANT SELECT ON app.%I TO app_tenant, app_worker, app_province, app_platform', t);
  END LOOP; END $$;
CREATE POLICY wrk_upd ON app.storage_usage FOR UPDATE TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
GRANT UPDATE (missing, orphans, swept_at) ON app.storage_usage TO app_worker;
CREATE POLICY prov ON app.storage_quota TO app_province USING (province_code = (SELECT app.province_code()))
  WITH CHECK (province_code = (SELECT app.province_code()) AND EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = tenant_id AND x.province_code = (SELECT app.province_code())));
CREATE POLICY plat ON app.storage_quota TO app_platform USING (true) WITH CHECK (true);
GRANT INSERT, UPDATE, DELETE ON app.storage_quota TO app_province, app_platform;
CREATE FUNCTION app.count_stored() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  INSERT INTO app.storage_delta (tenant_id, documents, bytes) SELECT c.tenant_id, sign * count(*) FILTER (WHERE c.purpose <> 'preview'), sign * sum(c.size)
    FROM changed c, (SELECT CASE WHEN TG_OP = 'INSERT' THEN 1 ELSE -1 END AS sign) s GROUP BY c.tenant_id, sign;
  RETURN NULL;
END $$;
CREATE TRIGGER count_ins AFTER INSERT ON app.document REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_stored();
CREATE TRIGGER count_del AFTER DELETE ON app.document REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_stored();
-- What came and went since, added up. Scope: worker of the office.
CREATE FUNCTION app.fold_storage() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  WITH gone AS (DELETE FROM app.storage_delta WHERE tenant_id = app.tenant_id() RETURNING documents, bytes)
  INSERT INTO app.storage_usage AS u (tenant_id, province_code, documents, bytes)
    SELECT t.id, t.province_code, coalesce(sum(g.documents), 0), coalesce(sum(g.bytes), 0) FROM app.tenant t LEFT JOIN gone g ON true WHERE t.id = app.tenant_id() GROUP BY 1, 2
    ON CONFLICT (tenant_id) DO UPDATE SET documents = u.documents + EXCLUDED.documents, bytes = u.bytes + EXCLUDED.bytes $$;
REVOKE ALL ON FUNCTION app.count_stored(), app.fold_storage() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.fold_storage() TO app_worker;
-- under FORCE the owner sees no documents, so it is let in for a moment
CREATE POLICY backfill ON app.document FOR SELECT TO app_owner USING (true);
INSERT INTO app.storage_usage (tenant_id, province_code, documents, bytes)
  SELECT d.tenant_id, t.province_code, count(*) FILTER (WHERE d.purpose <> 'preview'), sum(d.size) FROM app.document d JOIN app.tenant t ON t.id = d.tenant_id GROUP BY 1, 2;
DO $$ BEGIN
  IF (SELECT coalesce(sum(documents), 0) FROM app.storage_usage) <> (SELECT count(*) FROM app.document WHERE purpose <> 'preview') THEN RAISE EXCEPTION 'documents and their counts disagree'; END IF;
END $$;
DROP POLICY backfill ON app.document;

-- ---------------------------------------------------------------- rows without files
ALTER TABLE app.document ADD missing_at timestamptz;                   -- since when the store has no file for it
CREATE INDEX document_missing ON app.document (tenant_id) WHERE missing_at IS NOT NULL;
GRANT UPDATE (missing_at) ON app.document TO app_worker;
-- pieces of uploads are somebody's too
CREATE POLICY wrk_keys ON app.upload_piece FOR SELECT TO app_worker USING (starts_with(object_key, (SELECT app.tenant_id()) || '/'));
GRANT SELECT (object_key) ON app.upload_piece TO app_worker;
-- +goose StatementEnd
