-- +goose Up
-- +goose StatementBegin
-- Calendars as versions. One row is the whole of what one office says about its days and hours (the nation: tenant_id NULL; a
-- provincial centre: for all its communes; a commune: for itself); rows are never changed. seq orders all of them, so one number says
-- under which calendar a promise was given. moves: the days that the law lets move promises given before; all others stay.
CREATE TABLE app.calendar_version (
  id uuid PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE, tenant_id uuid REFERENCES app.tenant, province_code text, no int NOT NULL,
  data jsonb NOT NULL, moves jsonb NOT NULL DEFAULT '[]', at timestamptz NOT NULL, made_by uuid, made_name text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '', legal_basis text NOT NULL DEFAULT '', UNIQUE NULLS NOT DISTINCT (tenant_id, no)
);
COMMENT ON TABLE app.calendar_version IS 'retention: kept; explains every promised date';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON app.calendar_version FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
-- seq in the order of commits: whoever adds a version waits for the one before
CREATE FUNCTION app.one_calendar_at_a_time() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, app AS $$
BEGIN PERFORM pg_advisory_xact_lock(7240040); PERFORM pg_notify('calendar', ''); RETURN NULL; END $$;
CREATE TRIGGER in_order BEFORE INSERT ON app.calendar_version FOR EACH STATEMENT EXECUTE FUNCTION app.one_calendar_at_a_time();

-- A change being prepared; held, it becomes the version of the same id. edit counts its edits, asked_edit is the one whose effect was asked for.
CREATE TABLE app.calendar_change (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, province_code text NOT NULL, state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'held')),
  base bigint NOT NULL, data jsonb NOT NULL, edit int NOT NULL DEFAULT 1, asked_edit int NOT NULL DEFAULT 0, asked_seq bigint NOT NULL DEFAULT 0, moves jsonb NOT NULL DEFAULT '[]', parts int NOT NULL DEFAULT 0,
  made_by uuid, made_name text NOT NULL DEFAULT '', changed_at timestamptz NOT NULL
);
COMMENT ON TABLE app.calendar_change IS 'retention: drafts until held or thrown away; held ones kept with their version';
CREATE UNIQUE INDEX calendar_change_draft ON app.calendar_change (tenant_id) WHERE state = 'draft';
-- What a change means for one office's open dossiers: try before it holds, hold while their dates are moved. list names dossiers, for that office alone.
CREATE TABLE app.calendar_part (
  change_id uuid NOT NULL REFERENCES app.calendar_change ON DELETE CASCADE, tenant_id uuid NOT NULL REFERENCES app.tenant, phase text NOT NULL CHECK (phase IN ('try', 'hold')),
  edit int NOT NULL, total int NOT NULL, seen int NOT NULL DEFAULT 0, later int NOT NULL DEFAULT 0, earlier int NOT NULL DEFAULT 0, kept int NOT NULL DEFAULT 0, failed int NOT NULL DEFAULT 0,
  list jsonb NOT NULL DEFAULT '[]', upto uuid, started_at timestamptz NOT NULL, done_at timestamptz, PRIMARY KEY (change_id, tenant_id, phase)
);
COMMENT ON TABLE app.calendar_part IS 'retention: with its change; counts, and codes with dates for the office that holds them';

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['calendar_version', 'calendar_change', 'calendar_part'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
  END LOOP; END $$;
CREATE POLICY everyone ON app.calendar_version FOR SELECT USING (true);
GRANT SELECT (id, seq, tenant_id, province_code, no, data, moves, at, reason, legal_basis) ON app.calendar_version TO app_identity, app_public, app_resident, app_tenant, app_province, app_platform, app_worker, app_act;
GRANT SELECT (made_by, made_name) ON app.calendar_version TO app_tenant, app_province;
CREATE POLICY ten ON app.calendar_version FOR INSERT TO app_tenant WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND province_code IS NOT DISTINCT FROM (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id())));
CREATE POLICY prov ON app.calendar_version FOR INSERT TO app_province WITH CHECK (province_code = (SELECT app.province_code())
  AND EXISTS (SELECT 1 FROM app.tenant x WHERE x.id = tenant_id AND x.province_code = (SELECT app.province_code())));
GRANT INSERT (id, tenant_id, province_code, no, data, moves, at, made_by, made_name, reason, legal_basis) ON app.calendar_version TO app_tenant, app_province;

CREATE POLICY ten ON app.calendar_change TO app_tenant USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND province_code = (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id())));
CREATE POLICY prov ON app.calendar_change TO app_province USING (province_code = (SELECT app.province_code())
    AND tenant_id IN (SELECT x.id FROM app.tenant x WHERE x.kind = 'province' AND x.province_code = (SELECT app.province_code())))
  WITH CHECK (province_code = (SELECT app.province_code())
    AND tenant_id IN (SELECT x.id FROM app.tenant x WHERE x.kind = 'province' AND x.province_code = (SELECT app.province_code())));
CREATE POLICY drafts ON app.calendar_change AS RESTRICTIVE FOR DELETE TO app_tenant, app_province USING (state = 'draft');
CREATE POLICY held ON app.calendar_change AS RESTRICTIVE FOR UPDATE TO app_tenant, app_province USING (state = 'draft') WITH CHECK (true);
GRANT SELECT, INSERT, DELETE, UPDATE (state, base, data, edit, asked_edit, asked_seq, moves, parts, made_by, made_name, changed_at) ON app.calendar_change TO app_tenant, app_province;
-- a worker reads the changes that its office's calendar may come from
CREATE POLICY wrk ON app.calendar_change FOR SELECT TO app_worker USING (tenant_id = (SELECT app.tenant_id())
  OR EXISTS (SELECT 1 FROM app.tenant me JOIN app.tenant c ON c.province_code = me.province_code AND c.kind = 'province' WHERE me.id = (SELECT app.tenant_id()) AND c.id = calendar_change.tenant_id));
GRANT SELECT ON app.calendar_change TO app_worker;

CREATE POLICY wrk ON app.calendar_part TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.calendar_change c WHERE c.id = change_id));
GRANT SELECT, INSERT, UPDATE ON app.calendar_part TO app_worker;
CREATE POLICY ten ON app.calendar_part FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
GRANT SELECT ON app.calendar_part TO app_tenant;
CREATE POLICY prov ON app.calendar_part FOR SELECT TO app_province USING (EXISTS (SELECT 1 FROM app.calendar_change c WHERE c.id = change_id));
GRANT SELECT (change_id, tenant_id, phase, edit, total, seen, later, earlier, kept, failed, started_at, done_at) ON app.calendar_part TO app_province;

CREATE INDEX dossier_running ON app.dossier (competent_tenant, id) WHERE is_open AND promised_first IS NOT NULL;

-- What was there becomes each office's first version.
CREATE FUNCTION pg_temp.hours(p uuid) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_object_agg(k, s) FROM (SELECT (ARRAY['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'])[weekday + 1] k,
    jsonb_agg(jsonb_build_array(to_char(opens / 60, 'FM00') || ':' || to_char(opens % 60, 'FM00'), to_char(closes / 60, 'FM00') || ':' || to_char(closes % 60, 'FM00')) ORDER BY opens) s
    FROM app.office_hours WHERE tenant_id IS NOT DISTINCT FROM p GROUP BY weekday) x $$;
INSERT INTO app.calendar_version (id, tenant_id, province_code, no, data, at, reason)
  SELECT gen_random_uuid(), o.tenant_id, (SELECT province_code FROM app.tenant t WHERE t.id = o.tenant_id), 1, jsonb_strip_nulls(jsonb_build_object('week', pg_temp.hours(o.tenant_id), 'days',
      (SELECT jsonb_agg(jsonb_build_object('date', d.day, 'kind', d.kind, 'name', d.name, 'legal_basis', d.legal_basis, 'half', d.half) ORDER BY d.day) FROM app.calendar_day d WHERE d.tenant_id IS NOT DISTINCT FROM o.tenant_id))),
    now(), 'Lịch có sẵn'
  FROM (SELECT tenant_id FROM app.calendar_day UNION SELECT tenant_id FROM app.office_hours WHERE EXISTS (SELECT 1 FROM app.calendar_day)) o ORDER BY o.tenant_id NULLS FIRST;
DROP FUNCTION pg_temp.hours(uuid);
-- The ledger says under which calendar each promise was computed; what was there, under the ones above.
DO $$ BEGIN EXECUTE format('ALTER TABLE app.clock_entry ADD calendar bigint NOT NULL DEFAULT %s', (SELECT coalesce(max(seq), 1) FROM app.calendar_version)); END $$;
DROP TABLE app.calendar_day, app.office_hours;
-- +goose StatementEnd
