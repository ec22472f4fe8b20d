-- +goose Up
-- +goose StatementBegin
-- Old papers that wait for their owner may be claimed by her, whole scans go once their papers are placed, provinces have a
-- quota, and only terms that a province confirmed destroy anything.

-- ---------------------------------------------------------------- claims
-- A paper that waits without an identity number is offered to whoever has its name and full birth date and a verified identity;
-- she learns what kind it is, of which year and office. An officer compares and places it: the claim alone opens nothing.
CREATE TABLE app.old_claim (
  id uuid PRIMARY KEY, paper_id uuid NOT NULL REFERENCES app.old_paper ON DELETE CASCADE, tenant_id uuid NOT NULL, resident_id uuid NOT NULL REFERENCES app.resident ON DELETE CASCADE,
  title text NOT NULL, year int NOT NULL, stated_number text NOT NULL DEFAULT '',                              -- as she says that it stands on the paper
  full_name text NOT NULL DEFAULT '', birth_date text NOT NULL DEFAULT '', id_number text NOT NULL DEFAULT '', -- while it is open: what the officer compares
  made_at timestamptz NOT NULL, state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'placed', 'refused')),
  decided_by uuid, decided_name text NOT NULL DEFAULT '', decided_at timestamptz, reason text NOT NULL DEFAULT '',
  UNIQUE (paper_id, resident_id), CHECK ((state = 'open') = (decided_at IS NULL)), CHECK (state = 'open' OR id_number = '' AND full_name = '' AND birth_date = ''), CHECK (state <> 'refused' OR reason <> '')
);
CREATE INDEX old_claim_hers ON app.old_claim (resident_id, made_at DESC);
CREATE INDEX old_claim_open ON app.old_claim (tenant_id, paper_id) WHERE state = 'open';
COMMENT ON TABLE app.old_claim IS 'retention: with its paper; the name and number of whoever claims go when it is decided';
ALTER TABLE app.old_claim ENABLE ROW LEVEL SECURITY; ALTER TABLE app.old_claim FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.old_claim TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY ten_sel ON app.old_claim FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY ten_upd ON app.old_claim FOR UPDATE TO app_tenant USING (tenant_id = (SELECT app.tenant_id()) AND state = 'open') WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state <> 'open');
CREATE POLICY res_sel ON app.old_claim FOR SELECT TO app_resident USING (resident_id = (SELECT app.resident_id()) AND (SELECT app.only_dossier()) IS NULL);
GRANT SELECT, UPDATE (state, full_name, birth_date, id_number, decided_by, decided_name, decided_at, reason) ON app.old_claim TO app_tenant;
GRANT SELECT (id, paper_id, tenant_id, resident_id, title, year, made_at, state, decided_at, reason) ON app.old_claim TO app_resident;

CREATE INDEX old_paper_waiting ON app.old_paper (app.fold(full_name), birth_date) WHERE state = 'confirmed' AND length(birth_date) = 10;
-- Who the context's resident is, where her identity is proven: at a counter with her card, or by VNeID. Not a helper's.
CREATE FUNCTION app.proven_me() RETURNS SETOF app.resident LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT * FROM app.resident WHERE id = app.resident_id() AND app.only_dossier() IS NULL AND level >= 2 AND id_number IS NOT NULL AND full_name <> '' AND length(birth_date) = 10 $$;
-- What waits under her name and birth date and she has not claimed yet.
CREATE FUNCTION app.old_papers_offered() RETURNS TABLE (id uuid, title text, year int, tenant_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT p.id, s.result_title, p.year, p.tenant_id FROM app.proven_me() r
    JOIN app.old_paper p ON p.state = 'confirmed' AND length(p.birth_date) = 10 AND app.fold(p.full_name) = app.fold(r.full_name) AND p.birth_date = r.birth_date
    JOIN app.old_session s ON s.id = p.session_id
    WHERE NOT EXISTS (SELECT 1 FROM app.old_claim c WHERE c.paper_id = p.id AND c.resident_id = r.id) ORDER BY p.year DESC, p.id LIMIT 20 $$;
-- Her claim. Twice makes one; five at a time.
CREATE FUNCTION app.claim_old_paper(p_id uuid, p_paper uuid, p_number text, p_at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE r app.resident; o record;
BEGIN
  IF EXISTS (SELECT 1 FROM app.old_claim c WHERE c.paper_id = p_paper AND c.resident_id = app.resident_id() AND c.state = 'open' AND app.only_dossier() IS NULL) THEN RETURN; END IF;
  SELECT * INTO o FROM app.old_papers_offered() x WHERE x.id = p_paper;
  IF NOT FOUND THEN RAISE EXCEPTION 'old_paper.not_found' USING ERRCODE = 'MC002'; END IF;
  SELECT * INTO r FROM app.proven_me();
  PERFORM 1 FROM app.resident WHERE id = r.id FOR UPDATE;   -- one claim of hers at a time, so that five are five
  IF (SELECT count(*) FROM app.old_claim c WHERE c.resident_id = r.id AND c.state = 'open') >= 5 THEN RAISE EXCEPTION 'old_claim.too_many' USING ERRCODE = 'MC001'; END IF;
  INSERT INTO app.old_claim (id, paper_id, tenant_id, resident_id, title, year, stated_number, full_name, birth_date, id_number, made_at)
    VALUES (p_id, p_paper, o.tenant_id, r.id, o.title, o.year, left(p_number, 60), r.full_name, r.birth_date, r.id_number, p_at) ON CONFLICT (paper_id, resident_id) DO NOTHING;
END $$;
REVOKE ALL ON FUNCTION app.proven_me(), app.old_papers_offered(), app.claim_old_paper(uuid, uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.old_papers_offered(), app.claim_old_paper(uuid, uuid, text, timestamptz) TO app_resident;

-- ---------------------------------------------------------------- whole scans
-- Thirty days after the last of its papers was placed or left out, a whole scan goes: its pages are in the placed papers. Its line
-- stays with digest and counts. Not while a paper waits, nor while a dossier that came out of it is held.
ALTER TABLE app.old_scan DROP CONSTRAINT old_scan_document_id_fkey,
  ADD gone_at timestamptz, ADD sha256 bytea, ADD size bigint, ADD pages int, ADD placed int, ADD dropped int,
  ADD CHECK ((gone_at IS NULL) = (sha256 IS NULL AND size IS NULL AND pages IS NULL AND placed IS NULL AND dropped IS NULL));
CREATE INDEX old_scan_there ON app.old_scan (tenant_id, parted_at) WHERE gone_at IS NULL;
COMMENT ON TABLE app.old_scan IS 'retention: its file until thirty days after its last paper was placed or left out; its line, with digest and counts, is kept';
COMMENT ON TABLE app.old_paper IS 'retention: kept; number, year and book; the name of whoever it waits for goes when it is placed';
CREATE FUNCTION app.scan_over(p_document uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT 1 FROM app.old_scan x WHERE x.document_id = p_document AND x.tenant_id = app.tenant_id() AND x.parted_at < now() - interval '30 days'
    AND NOT EXISTS (SELECT 1 FROM app.old_paper p WHERE p.scan_id = x.document_id AND (p.state IN ('parted', 'confirmed') OR p.confirmed_at > now() - interval '30 days'
      OR EXISTS (SELECT 1 FROM app.legal_hold h WHERE h.dossier_id = p.dossier_id AND h.lifted_at IS NULL)))) $$;
REVOKE ALL ON FUNCTION app.scan_over(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.scan_over(uuid) TO app_worker;
CREATE POLICY wrk_del_scan ON app.document FOR DELETE TO app_worker USING (tenant_id = (SELECT app.tenant_id()) AND dossier_id IS NULL AND purpose = 'batch' AND app.scan_over(id));
GRANT DELETE ON app.document TO app_worker;
GRANT UPDATE (gone_at, sha256, size, pages, placed, dropped) ON app.old_scan TO app_worker;

-- ---------------------------------------------------------------- quotas
-- What the offices of a province may take together; the operator's.
CREATE TABLE app.storage_limit (
  province_code text PRIMARY KEY REFERENCES app.province, bytes bigint NOT NULL CHECK (bytes > 0), reason text NOT NULL CHECK (reason <> ''), set_at timestamptz NOT NULL, set_name text NOT NULL
);
COMMENT ON TABLE app.storage_limit IS 'retention: kept; settings';
ALTER TABLE app.storage_limit ENABLE ROW LEVEL SECURITY; ALTER TABLE app.storage_limit FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.storage_limit TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY ten_sel ON app.storage_limit FOR SELECT TO app_tenant, app_worker USING (EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = (SELECT app.tenant_id()) AND x.province_code = storage_limit.province_code));
CREATE POLICY prov_sel ON app.storage_limit FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
CREATE POLICY plat ON app.storage_limit TO app_platform USING (true) WITH CHECK (true);
GRANT SELECT ON app.storage_limit TO app_tenant, app_worker, app_province; GRANT SELECT, INSERT, UPDATE, DELETE ON app.storage_limit TO app_platform;
ALTER TABLE app.storage_quota ADD reason text NOT NULL DEFAULT '';
-- What all offices of the tenant's province take together: one sum, of nobody in particular.
CREATE FUNCTION app.province_bytes() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT coalesce(sum(u.bytes + coalesce((SELECT sum(d.bytes) FROM app.storage_delta d WHERE d.tenant_id = t.id), 0)), 0)::bigint
    FROM app.tenant me JOIN app.tenant t ON t.province_code = me.province_code LEFT JOIN app.storage_usage u ON u.tenant_id = t.id WHERE me.id = app.tenant_id() $$;
REVOKE ALL ON FUNCTION app.province_bytes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.province_bytes() TO app_tenant;

-- ---------------------------------------------------------------- terms that somebody looked up
-- The class of a dossier also says whether its term was confirmed; what was not destroys nothing.
DROP FUNCTION app.retention_of(jsonb, text, text);
CREATE FUNCTION app.retention_of(p_revision jsonb, p_field text, p_province text) RETURNS TABLE (code text, name text, years int, counted_from text, legal_basis text, confirmed boolean)
  LANGUAGE sql STABLE SET search_path = pg_catalog, app AS $$
  WITH named AS (
    SELECT x FROM (SELECT p_revision ->> 'retention' AS x UNION SELECT r ->> 'retention' FROM jsonb_array_elements(CASE WHEN jsonb_typeof(p_revision -> 'results') = 'array' THEN p_revision -> 'results' ELSE '[]' END) r) n WHERE x <> ''
  ), here AS (
    SELECT c.* FROM app.retention_class c WHERE c.province_code = p_province
      OR c.province_code IS NULL AND NOT EXISTS (SELECT 1 FROM app.retention_class o WHERE o.code = c.code AND o.province_code = p_province)
  ), fits AS (
    SELECT h.code, h.name, h.years, h.counted_from, h.legal_basis, h.confirmed FROM named n JOIN here h ON h.code = n.x
    UNION ALL SELECT n.x, n.x, NULL, 'ended', '', false FROM named n WHERE NOT EXISTS (SELECT 1 FROM here h WHERE h.code = n.x)
    UNION ALL SELECT h.code, h.name, h.years, h.counted_from, h.legal_basis, h.confirmed FROM here h WHERE coalesce(p_revision ->> 'retention', '') = '' AND p_field = ANY (h.fields)
  )
  SELECT * FROM fits ORDER BY years DESC NULLS FIRST, code LIMIT 1 $$;
GRANT CREATE ON SCHEMA app TO app_act;
SET LOCAL ROLE app_act;   -- whose it is
DO $$ DECLARE d text := pg_get_functiondef('app.destroy_dossier'::regproc); was text := 'IF until > now() THEN RETURN ''kept''; END IF;'; BEGIN
  IF position(was IN d) = 0 THEN RAISE EXCEPTION 'destroy_dossier is another now'; END IF;
  EXECUTE replace(d, was, was || E'\n  IF NOT k.confirmed THEN RETURN ''unconfirmed''; END IF;');
END $$;
SET LOCAL ROLE app_owner;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
