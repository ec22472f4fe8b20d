-- +goose Up
-- +goose StatementBegin
-- Scopes, reference data, people and permissions.
-- Roles are made by deploy/bootstrap.sql; this runs as app_owner, which owns everything and is itself under FORCE.

CREATE FUNCTION app.tenant_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;   -- unset or '' is NULL and sees nothing
CREATE FUNCTION app.resident_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.resident_id', true), '')::uuid $$;
CREATE FUNCTION app.only_dossier() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.only_dossier', true), '')::uuid $$;
CREATE FUNCTION app.province_code() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.province', true), '') $$;
-- Search key: no marks, no case, đ as d. Two-argument unaccent is the only form that may be called IMMUTABLE.
CREATE FUNCTION app.fold(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, normalize(t, NFC))), '\s+', ' ', 'g') $$;

GRANT USAGE ON SCHEMA app TO app_identity, app_public, app_resident, app_tenant, app_province, app_platform, app_worker, app_search, app_act;
GRANT CREATE ON SCHEMA app TO app_search, app_act;

-- ---------------------------------------------------------------- reference (no personal data, written by migrations only)
CREATE TABLE app.province (
  code text PRIMARY KEY, name text NOT NULL, full_name text NOT NULL, kind text NOT NULL, region text NOT NULL,
  unit_prefix text NOT NULL,                                         -- first part of unit codes: H44 for Phú Thọ
  code_template text NOT NULL DEFAULT '{unit}-{yyMMdd}-{seq:4}',
  live_from timestamptz                                              -- null until the operator onboards it
);
COMMENT ON TABLE app.province IS 'retention: kept; reference';
CREATE TABLE app.tenant (
  id uuid PRIMARY KEY, code text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('commune', 'department', 'province', 'platform')),
  province_code text REFERENCES app.province,
  name text NOT NULL, full_name text NOT NULL, unit_kind text NOT NULL DEFAULT '',
  unit_code text NOT NULL UNIQUE,                                    -- prefix of dossier codes
  phone text NOT NULL DEFAULT '', address text NOT NULL DEFAULT '', email text NOT NULL DEFAULT '',
  area_class text NOT NULL DEFAULT 'ordinary' CHECK (area_class IN ('ordinary', 'difficult')),
  live_from timestamptz, search_text text COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX tenant_province ON app.tenant (province_code, kind);
CREATE INDEX tenant_search ON app.tenant USING gin (search_text public.gin_trgm_ops);
COMMENT ON TABLE app.tenant IS 'retention: kept; offices, no personal data';
CREATE TABLE app.old_unit (
  old_code text NOT NULL, old_name text NOT NULL, old_kind text NOT NULL, old_district text NOT NULL, old_province text NOT NULL,
  tenant_id uuid NOT NULL REFERENCES app.tenant, coverage text NOT NULL, search_text text COLLATE "C" NOT NULL
);
CREATE INDEX old_unit_tenant ON app.old_unit (tenant_id);
CREATE INDEX old_unit_search ON app.old_unit USING gin (search_text public.gin_trgm_ops);
COMMENT ON TABLE app.old_unit IS 'retention: kept; reference';
CREATE TABLE app.bank (bin text PRIMARY KEY, code text NOT NULL, short_name text NOT NULL, name text NOT NULL, vietqr_receive boolean NOT NULL);
COMMENT ON TABLE app.bank IS 'retention: kept; reference';
CREATE TABLE app.id_province (code text PRIMARY KEY, name text NOT NULL, current_province_code text NOT NULL);
COMMENT ON TABLE app.id_province IS 'retention: kept; reference';
CREATE TABLE app.reference_load (name text PRIMARY KEY, sha256 text NOT NULL, rows int NOT NULL, loaded_at timestamptz NOT NULL DEFAULT now());
COMMENT ON TABLE app.reference_load IS 'retention: kept; which reference file is loaded';

-- Days off, swap days and closures. tenant_id NULL: the nation; a province's tenant: that province; a commune: itself.
CREATE TABLE app.calendar_day (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), tenant_id uuid REFERENCES app.tenant, day date NOT NULL,
  name text NOT NULL, kind text NOT NULL, is_working boolean NOT NULL, half text NOT NULL DEFAULT '' CHECK (half IN ('', 'morning', 'afternoon')),
  legal_basis text NOT NULL DEFAULT '', province_code text, changed_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (tenant_id, day)
);
COMMENT ON TABLE app.calendar_day IS 'retention: kept; calendars';
-- Opening hours in minutes after midnight, Asia/Ho_Chi_Minh. tenant_id NULL: the default.
CREATE TABLE app.office_hours (
  tenant_id uuid REFERENCES app.tenant, weekday smallint NOT NULL CHECK (weekday BETWEEN 0 AND 6),   -- 0 Sunday
  opens int NOT NULL CHECK (opens BETWEEN 0 AND 1440), closes int NOT NULL CHECK (closes > opens AND closes <= 1440),
  province_code text, UNIQUE NULLS NOT DISTINCT (tenant_id, weekday, opens)
);
COMMENT ON TABLE app.office_hours IS 'retention: kept; calendars';
INSERT INTO app.office_hours (tenant_id, weekday, opens, closes)
  SELECT NULL, d, h.o, h.c FROM generate_series(1, 5) d, (VALUES (450, 690), (810, 1020)) h(o, c);   -- 07:30–11:30, 13:30–17:00

-- ---------------------------------------------------------------- procedures: law kept as data
CREATE TABLE app.procedure (
  id uuid PRIMARY KEY, code text NOT NULL UNIQUE, name text NOT NULL, plain_name text NOT NULL, synonyms text NOT NULL DEFAULT '',
  field text NOT NULL, level text NOT NULL, search_text text COLLATE "C" NOT NULL, rank int NOT NULL DEFAULT 100
);
COMMENT ON TABLE app.procedure IS 'retention: kept; reference';
-- One version of a procedure; province_code NULL is the national one, else that province's adjustment. Immutable once published.
CREATE TABLE app.revision (
  id uuid PRIMARY KEY, procedure_id uuid NOT NULL REFERENCES app.procedure, province_code text REFERENCES app.province,
  no int NOT NULL, state text NOT NULL CHECK (state IN ('draft', 'in_review', 'published', 'retired')),
  published_from timestamptz, data jsonb NOT NULL, UNIQUE NULLS NOT DISTINCT (procedure_id, province_code, no)
);
COMMENT ON TABLE app.revision IS 'retention: kept; dossiers are pinned to it';
-- On or off. tenant_id NULL: the whole province. A missing row is on (province live) and follows the revision.
CREATE TABLE app.procedure_setting (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), province_code text NOT NULL REFERENCES app.province, tenant_id uuid REFERENCES app.tenant,
  procedure_id uuid NOT NULL REFERENCES app.procedure, enabled boolean NOT NULL,
  non_boundary text CHECK (non_boundary IN ('none', 'province', 'nation')),                         -- the published list of the province
  changed_at timestamptz NOT NULL DEFAULT now(), UNIQUE NULLS NOT DISTINCT (province_code, tenant_id, procedure_id)
);
COMMENT ON TABLE app.procedure_setting IS 'retention: kept; settings';

-- ---------------------------------------------------------------- people
CREATE TABLE app.resident (
  id uuid PRIMARY KEY, id_number text COLLATE "C" UNIQUE, full_name text NOT NULL DEFAULT '', birth_date text NOT NULL DEFAULT '',
  gender text NOT NULL DEFAULT '', phone text NOT NULL DEFAULT '', email text NOT NULL DEFAULT '', address text NOT NULL DEFAULT '',
  level smallint NOT NULL DEFAULT 0,          -- 0 not signed in, 1 phone code, 2 proof at a counter, 3 VNeID
  created_at timestamptz NOT NULL DEFAULT now(), last_seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX resident_phone ON app.resident (phone) WHERE level = 1;
COMMENT ON TABLE app.resident IS 'retention: level 0 without a filed dossier: 30 days; else with the last dossier';
CREATE TABLE app.staff (
  id uuid PRIMARY KEY, username text COLLATE "C" NOT NULL UNIQUE, full_name text NOT NULL, title text NOT NULL DEFAULT '',
  email text NOT NULL DEFAULT '', phone text NOT NULL DEFAULT '', home_tenant uuid NOT NULL REFERENCES app.tenant, province_code text,
  disabled_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX staff_home ON app.staff (home_tenant);
COMMENT ON TABLE app.staff IS 'retention: 10 years after the account closes; named in audit entries';
CREATE TABLE app.staff_credential (
  staff_id uuid PRIMARY KEY REFERENCES app.staff, password_phc text NOT NULL DEFAULT '', totp_secret text NOT NULL DEFAULT '',
  totp_confirmed boolean NOT NULL DEFAULT false, totp_last_step bigint NOT NULL DEFAULT 0,
  failed int NOT NULL DEFAULT 0, locked_until timestamptz, changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.staff_credential IS 'retention: while the account lives';
CREATE TABLE app.staff_invite (
  token_hash bytea PRIMARY KEY, staff_id uuid NOT NULL REFERENCES app.staff, tenant_id uuid NOT NULL REFERENCES app.tenant,
  expires_at timestamptz NOT NULL, used_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.staff_invite IS 'retention: 30 days after expiry';
CREATE TABLE app.session (
  id uuid PRIMARY KEY, token_hash bytea NOT NULL UNIQUE, kind text NOT NULL CHECK (kind IN ('resident', 'staff')),
  resident_id uuid REFERENCES app.resident, staff_id uuid REFERENCES app.staff, tenant_id uuid REFERENCES app.tenant,
  device text NOT NULL DEFAULT '', second_factor_at timestamptz, assist_dossier uuid,
  created_at timestamptz NOT NULL DEFAULT now(), last_seen_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL, ended_at timestamptz,
  CHECK ((kind = 'resident') = (resident_id IS NOT NULL AND staff_id IS NULL))
);
CREATE INDEX session_staff ON app.session (staff_id) WHERE ended_at IS NULL;
CREATE INDEX session_resident ON app.session (resident_id) WHERE ended_at IS NULL;
COMMENT ON TABLE app.session IS 'retention: 90 days after its end';
CREATE TABLE app.login_state (
  state_hash bytea PRIMARY KEY, nonce text NOT NULL, verifier text NOT NULL, return_to text NOT NULL, resident_id uuid,
  expires_at timestamptz NOT NULL
);
COMMENT ON TABLE app.login_state IS 'retention: 1 day';
CREATE TABLE app.phone_code (
  id uuid PRIMARY KEY, phone text NOT NULL, code_hash bytea NOT NULL, resident_id uuid, tries int NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL, used_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX phone_code_phone ON app.phone_code (phone, expires_at);
COMMENT ON TABLE app.phone_code IS 'retention: 1 day';
CREATE UNLOGGED TABLE app.rate_bucket (key text PRIMARY KEY, tat timestamptz NOT NULL);
COMMENT ON TABLE app.rate_bucket IS 'retention: 1 day; hashed keys only';

-- ---------------------------------------------------------------- permissions (read by authz as Casbin lines)
CREATE TABLE app.role_permission (role text NOT NULL, object text NOT NULL, action text NOT NULL, PRIMARY KEY (role, object, action));
COMMENT ON TABLE app.role_permission IS 'retention: kept; national role templates';
CREATE TABLE app.role_override (
  province_code text NOT NULL REFERENCES app.province, role text NOT NULL, object text NOT NULL, action text NOT NULL, allow boolean NOT NULL,
  PRIMARY KEY (province_code, role, object, action)
);
COMMENT ON TABLE app.role_override IS 'retention: kept; settings';
CREATE TABLE app.role_grant (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, province_code text, staff_id uuid NOT NULL REFERENCES app.staff,
  role text NOT NULL, granted_by uuid, granted_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz,
  UNIQUE (tenant_id, staff_id, role)
);
CREATE INDEX role_grant_staff ON app.role_grant (staff_id);
COMMENT ON TABLE app.role_grant IS 'retention: while it holds; the audit log keeps the past';

CREATE TABLE app.tenant_key (tenant_id uuid PRIMARY KEY REFERENCES app.tenant, wrapped bytea NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
COMMENT ON TABLE app.tenant_key IS 'retention: deleting the row shreds the tenant''s documents; two people';

-- ---------------------------------------------------------------- rights
GRANT SELECT ON app.province, app.tenant, app.old_unit, app.bank, app.id_province, app.calendar_day, app.office_hours,
  app.procedure, app.revision, app.procedure_setting, app.role_permission, app.role_override
  TO app_identity, app_public, app_resident, app_tenant, app_province, app_platform, app_worker, app_act;

ALTER TABLE app.tenant ENABLE ROW LEVEL SECURITY; ALTER TABLE app.tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.tenant TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY everyone ON app.tenant FOR SELECT USING (true);           -- the public directory of offices
CREATE POLICY prov ON app.tenant FOR UPDATE TO app_province USING (province_code = (SELECT app.province_code()) AND kind <> 'province')
  WITH CHECK (province_code = (SELECT app.province_code()));
CREATE POLICY self ON app.tenant FOR UPDATE TO app_tenant USING (id = (SELECT app.tenant_id())) WITH CHECK (id = (SELECT app.tenant_id()));
GRANT UPDATE (phone, address, email, live_from) ON app.tenant TO app_province;
GRANT UPDATE (phone, address, email) ON app.tenant TO app_tenant;

ALTER TABLE app.province ENABLE ROW LEVEL SECURITY; ALTER TABLE app.province FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.province TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY everyone ON app.province FOR SELECT USING (true);
CREATE POLICY plat ON app.province FOR UPDATE TO app_platform USING (true) WITH CHECK (true);
GRANT UPDATE (live_from, unit_prefix, code_template) ON app.province TO app_platform;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['calendar_day', 'office_hours'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t, t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY everyone ON app.%I FOR SELECT USING (true)', t);
    EXECUTE format('CREATE POLICY prov ON app.%I TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code())
      AND EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = tenant_id AND x.province_code = (SELECT app.province_code())))', t);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON app.%I TO app_province', t);
  END LOOP; END $$;

ALTER TABLE app.revision ENABLE ROW LEVEL SECURITY; ALTER TABLE app.revision FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.revision TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY everyone ON app.revision FOR SELECT USING (true);
ALTER TABLE app.procedure_setting ENABLE ROW LEVEL SECURITY; ALTER TABLE app.procedure_setting FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.procedure_setting TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY everyone ON app.procedure_setting FOR SELECT USING (true);
CREATE POLICY prov ON app.procedure_setting TO app_province USING (province_code = (SELECT app.province_code()))
  WITH CHECK (province_code = (SELECT app.province_code())
    AND (tenant_id IS NULL OR EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = tenant_id AND x.province_code = (SELECT app.province_code()))));
GRANT INSERT, UPDATE, DELETE ON app.procedure_setting TO app_province;

-- people: identity works on all of it; a resident sees herself; a tenant sees the staff it granted a role
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['resident', 'staff', 'staff_credential', 'staff_invite', 'session', 'login_state', 'phone_code', 'role_grant', 'role_override', 'tenant_key'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t, t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['resident', 'staff', 'staff_credential', 'staff_invite', 'session', 'login_state', 'phone_code', 'role_grant'] LOOP
    EXECUTE format('CREATE POLICY ident ON app.%I TO app_identity USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON app.%I TO app_identity', t);
  END LOOP; END $$;
REVOKE DELETE ON app.resident, app.staff FROM app_identity;
-- not for a helper: what is known of the person at the counter stays unknown to whoever only helps with one draft
CREATE POLICY me ON app.resident TO app_resident USING (id = (SELECT app.resident_id()) AND (SELECT app.only_dossier()) IS NULL) WITH CHECK (id = (SELECT app.resident_id()));
GRANT SELECT, UPDATE (phone, email, address) ON app.resident TO app_resident;

CREATE POLICY ten ON app.staff FOR SELECT TO app_tenant, app_worker USING (home_tenant = (SELECT app.tenant_id())
  OR EXISTS (SELECT 1 FROM app.role_grant g WHERE g.staff_id = staff.id AND g.tenant_id = (SELECT app.tenant_id()) OFFSET 0));
CREATE POLICY ten_ins ON app.staff FOR INSERT TO app_tenant WITH CHECK (home_tenant = (SELECT app.tenant_id())
  AND province_code IS NOT DISTINCT FROM (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id())));
CREATE POLICY ten_upd ON app.staff FOR UPDATE TO app_tenant USING (home_tenant = (SELECT app.tenant_id())) WITH CHECK (home_tenant = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.staff TO app_province USING (province_code = (SELECT app.province_code()))
  WITH CHECK (province_code = (SELECT app.province_code()) AND EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = home_tenant AND x.province_code = (SELECT app.province_code())));
CREATE POLICY plat ON app.staff FOR INSERT TO app_platform
  WITH CHECK (EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = home_tenant AND x.kind IN ('province', 'platform') AND x.province_code IS NOT DISTINCT FROM staff.province_code));
GRANT SELECT, INSERT, UPDATE (full_name, title, email, phone, disabled_at) ON app.staff TO app_tenant, app_province;
GRANT SELECT ON app.staff TO app_worker; GRANT INSERT ON app.staff TO app_platform;

CREATE POLICY ten ON app.staff_invite FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.staff s WHERE s.id = staff_id AND s.home_tenant = (SELECT app.tenant_id())));
CREATE POLICY prov ON app.staff_invite FOR INSERT TO app_province WITH CHECK (
  EXISTS (SELECT 1 FROM app.staff s WHERE s.id = staff_id AND s.province_code = (SELECT app.province_code()))
  AND EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = tenant_id AND x.province_code = (SELECT app.province_code())));
-- An invitation sets a password: the operator's reach ends at provincial accounts, or he could become any officer.
CREATE FUNCTION app.is_provincial(p uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT 1 FROM app.staff s JOIN app.tenant t ON t.id = s.home_tenant WHERE s.id = p AND t.kind = 'province') $$;
REVOKE ALL ON FUNCTION app.is_provincial(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.is_provincial(uuid) TO app_platform;
CREATE POLICY plat ON app.staff_invite FOR INSERT TO app_platform
  WITH CHECK (EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = tenant_id AND x.kind = 'province') AND app.is_provincial(staff_id));
GRANT INSERT ON app.staff_invite TO app_tenant, app_province, app_platform;

-- A function, because staff's policy reads role_grant: the same question as a subquery is an endless recursion to PostgreSQL.
CREATE FUNCTION app.is_colleague(p uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT 1 FROM app.staff s WHERE s.id = p AND (s.home_tenant = app.tenant_id()
    OR EXISTS (SELECT 1 FROM app.role_grant g WHERE g.staff_id = s.id AND g.tenant_id = app.tenant_id()))) $$;
REVOKE ALL ON FUNCTION app.is_colleague(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.is_colleague(uuid) TO app_tenant;
CREATE POLICY ten ON app.role_grant TO app_tenant USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND app.is_colleague(staff_id) AND role NOT IN ('platform_operator', 'provincial_admin')
  AND province_code IS NOT DISTINCT FROM (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id())));
CREATE POLICY wrk ON app.role_grant FOR SELECT TO app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.role_grant TO app_province USING (province_code = (SELECT app.province_code()))
  WITH CHECK (province_code = (SELECT app.province_code()) AND role <> 'platform_operator'
    AND EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = tenant_id AND x.province_code = (SELECT app.province_code()))
    AND EXISTS (SELECT 1 FROM app.staff s WHERE s.id = staff_id AND s.province_code = (SELECT app.province_code())));
CREATE POLICY plat ON app.role_grant FOR INSERT TO app_platform WITH CHECK (role = 'provincial_admin' AND app.is_provincial(staff_id)
    AND EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = tenant_id AND x.kind = 'province' AND x.province_code IS NOT DISTINCT FROM role_grant.province_code));
GRANT SELECT, INSERT, DELETE ON app.role_grant TO app_tenant, app_province; GRANT SELECT ON app.role_grant TO app_worker; GRANT INSERT ON app.role_grant TO app_platform;

CREATE POLICY everyone ON app.role_override FOR SELECT USING (true);
CREATE POLICY prov ON app.role_override TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code()));
GRANT INSERT, UPDATE, DELETE ON app.role_override TO app_province;

-- tenant keys are only passed through two functions; wrapped by the master key, useless alone
CREATE FUNCTION app.tenant_key_get(p uuid) RETURNS bytea LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app
  AS $$ SELECT wrapped FROM app.tenant_key WHERE tenant_id = p $$;
CREATE FUNCTION app.tenant_key_put(p uuid, w bytea) RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  INSERT INTO app.tenant_key (tenant_id, wrapped) VALUES (p, w) ON CONFLICT DO NOTHING;
  RETURN (SELECT wrapped FROM app.tenant_key WHERE tenant_id = p);
END $$;
REVOKE ALL ON FUNCTION app.tenant_key_get(uuid), app.tenant_key_put(uuid, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenant_key_get(uuid), app.tenant_key_put(uuid, bytea) TO app_resident, app_tenant, app_worker;

-- GCRA: true while the caller keeps under one per p_period on average with bursts of p_burst. Keys are hashes.
CREATE FUNCTION app.rate_allow(p_key text, p_period interval, p_burst int) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE ok boolean;
BEGIN
  INSERT INTO app.rate_bucket AS b (key, tat) VALUES (p_key, clock_timestamp() + p_period)
    ON CONFLICT (key) DO UPDATE SET tat = greatest(b.tat, clock_timestamp()) + p_period
      WHERE greatest(b.tat, clock_timestamp()) <= clock_timestamp() + p_period * (p_burst - 1)
    RETURNING true INTO ok;
  RETURN coalesce(ok, false);
END $$;
REVOKE ALL ON FUNCTION app.rate_allow(text, interval, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.rate_allow(text, interval, int) TO app_identity, app_public;

-- Counter look-up: an id to work with; never tells whether the person was known.
CREATE FUNCTION app.resident_for(p_new uuid, p_id_number text, p_name text, p_birth text, p_gender text, p_phone text, p_address text) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE r uuid;
BEGIN
  IF app.tenant_id() IS NULL OR p_id_number !~ '^[0-9]{12}$' THEN RAISE EXCEPTION 'resident.refused' USING ERRCODE = 'MC002'; END IF;
  INSERT INTO app.resident (id, id_number, full_name, birth_date, gender, phone, address, level)
    VALUES (p_new, p_id_number, p_name, p_birth, p_gender, p_phone, p_address, 2)
    ON CONFLICT (id_number) DO UPDATE SET last_seen_at = now()
    RETURNING id INTO r;
  RETURN r;
END $$;
REVOKE ALL ON FUNCTION app.resident_for(uuid, text, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.resident_for(uuid, text, text, text, text, text, text) TO app_tenant;
-- +goose StatementEnd
