-- +goose Up
-- +goose StatementBegin
-- Extension with apology (M04), the rules of reminding, what was said to whom, and figures that neither can improve.

-- Once per dossier (Decree 61/2018 article 19.9; M04 of Circular 03/2025), whatever restarts the clock meanwhile.
ALTER TABLE app.clock_entry ADD reason text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX clock_entry_extended ON app.clock_entry (dossier_id) WHERE kind = 'extend';

-- The apology, drafted before the breach and waiting for somebody to give it a reason, a date and a signature.
CREATE TABLE app.apology (
  id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES app.dossier, tenant_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'drafted' CHECK (state IN ('drafted', 'proposed', 'sent', 'cancelled')),
  old_due timestamptz NOT NULL, amount int NOT NULL DEFAULT 0, unit text NOT NULL DEFAULT '', new_due timestamptz, reason text NOT NULL DEFAULT '',
  drafted_at timestamptz NOT NULL, proposed_by uuid, proposed_name text NOT NULL DEFAULT '', proposed_at timestamptz,
  signed_by uuid, signed_name text NOT NULL DEFAULT '', signed_at timestamptz, ended_at timestamptz,
  CHECK (state NOT IN ('proposed', 'sent') OR reason <> '' AND amount > 0 AND new_due IS NOT NULL AND new_due > old_due),
  CHECK ((state = 'sent') = (signed_at IS NOT NULL))
);
CREATE UNIQUE INDEX apology_one ON app.apology (dossier_id) WHERE state <> 'cancelled';
CREATE INDEX apology_of ON app.apology (dossier_id, drafted_at);
CREATE INDEX apology_waiting ON app.apology (tenant_id, old_due, id) WHERE state IN ('drafted', 'proposed');
COMMENT ON TABLE app.apology IS 'retention: with its dossier';
ALTER TABLE app.apology ENABLE ROW LEVEL SECURITY; ALTER TABLE app.apology FORCE ROW LEVEL SECURITY;
DO $$ DECLARE hold text := 'tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = apology.dossier_id AND a.holder AND a.role & 2 <> 0 OFFSET 0)'; BEGIN
  EXECUTE 'CREATE POLICY ten_sel ON app.apology FOR SELECT TO app_tenant, app_worker USING (EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = apology.dossier_id AND a.role & 19 <> 0 OFFSET 0))';
  EXECUTE 'CREATE POLICY ten_ins ON app.apology FOR INSERT TO app_tenant, app_worker WITH CHECK (' || hold || ')';
  -- what was sent stands
  EXECUTE 'CREATE POLICY ten_upd ON app.apology FOR UPDATE TO app_tenant USING (state <> ''sent'' AND ' || hold || ') WITH CHECK (' || hold || ')';
END $$;
-- a job drafts and takes back, never signs; it takes back for its tenant also what that tenant no longer holds
CREATE POLICY wrk_upd ON app.apology FOR UPDATE TO app_worker USING (tenant_id = (SELECT app.tenant_id()) AND state <> 'sent') WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND state <> 'sent');
CREATE POLICY res_sel ON app.apology FOR SELECT TO app_resident USING (state = 'sent' AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = apology.dossier_id OFFSET 0));
GRANT SELECT, INSERT, UPDATE (state, old_due, amount, unit, new_due, reason, proposed_by, proposed_name, proposed_at, signed_by, signed_name, signed_at, ended_at) ON app.apology TO app_tenant;
GRANT SELECT, INSERT (id, dossier_id, tenant_id, old_due, drafted_at), UPDATE (state, old_due, ended_at) ON app.apology TO app_worker;
GRANT SELECT ON app.apology TO app_resident;

-- Who is told what, and when. A province without a line in reminder_setting follows the defaults of the program.
CREATE TABLE app.reminder_setting (
  province_code text PRIMARY KEY REFERENCES app.province,
  quiet_from smallint NOT NULL CHECK (quiet_from BETWEEN 0 AND 23), quiet_till smallint NOT NULL CHECK (quiet_till BETWEEN 0 AND 23),   -- hours of the day; equal: none
  extension_percent int NOT NULL CHECK (extension_percent BETWEEN 1 AND 100),                       -- of the procedure's own term
  changed_at timestamptz NOT NULL, changed_name text NOT NULL DEFAULT ''
);
COMMENT ON TABLE app.reminder_setting IS 'retention: kept; settings';
CREATE TABLE app.reminder_rule (
  province_code text NOT NULL REFERENCES app.reminder_setting ON DELETE CASCADE, kind text NOT NULL, audience text NOT NULL CHECK (audience IN ('holder', 'head', 'province')),
  minutes int NOT NULL CHECK (minutes BETWEEN 0 AND 48000), PRIMARY KEY (province_code, kind, audience)   -- working minutes
);
COMMENT ON TABLE app.reminder_rule IS 'retention: kept; settings';
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['reminder_setting', 'reminder_rule'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY ten ON app.%1$I FOR SELECT TO app_tenant, app_worker USING (province_code = (SELECT x.province_code FROM app.tenant x WHERE x.id = (SELECT app.tenant_id())))', t);
    EXECUTE format('CREATE POLICY prov ON app.%1$I TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code()))', t);
    EXECUTE format('GRANT SELECT ON app.%1$I TO app_tenant, app_worker', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON app.%1$I TO app_province', t);
  END LOOP; END $$;

-- What was said to an officer about a dossier: each thing once (about is the moment it is about), and of one dossier
-- one thing a day. E-mail follows once a day with all that was not mailed yet.
CREATE TABLE app.reminder (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL, staff_id uuid NOT NULL, dossier_id uuid NOT NULL REFERENCES app.dossier,
  kind text NOT NULL, audience text NOT NULL, about timestamptz NOT NULL, step text NOT NULL DEFAULT '', day date NOT NULL, said_at timestamptz NOT NULL, mailed_at timestamptz,
  UNIQUE (tenant_id, staff_id, dossier_id, kind, about), UNIQUE (tenant_id, staff_id, dossier_id, day)
);
CREATE INDEX reminder_dossier ON app.reminder (dossier_id);
CREATE INDEX reminder_day ON app.reminder (tenant_id, day);
CREATE INDEX reminder_unmailed ON app.reminder (tenant_id, staff_id) WHERE mailed_at IS NULL;
COMMENT ON TABLE app.reminder IS 'retention: 90 days';
ALTER TABLE app.reminder ENABLE ROW LEVEL SECURITY; ALTER TABLE app.reminder FORCE ROW LEVEL SECURITY;
CREATE POLICY ten ON app.reminder FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY wrk_sel ON app.reminder FOR SELECT TO app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY wrk_ins ON app.reminder FOR INSERT TO app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = reminder.dossier_id AND a.role & 19 <> 0 OFFSET 0));
CREATE POLICY wrk_upd ON app.reminder FOR UPDATE TO app_worker USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY wrk_del ON app.reminder FOR DELETE TO app_worker USING (tenant_id = (SELECT app.tenant_id()));
GRANT SELECT ON app.reminder TO app_tenant;
GRANT SELECT, INSERT, DELETE, UPDATE (mailed_at) ON app.reminder TO app_worker;

-- ---------------------------------------------------------------- figures
ALTER TABLE app.rollup_month ADD immediate_on_time bigint NOT NULL DEFAULT 0, ADD immediate_late bigint NOT NULL DEFAULT 0;   -- of those decided: same-day procedures
-- How long decided dossiers waited, by whom they waited for. Kind '' is the whole time from start to decision, of which the others are parts.
CREATE TABLE app.rollup_pause (
  tenant_id uuid NOT NULL, province_code text NOT NULL, month date NOT NULL, kind text NOT NULL, lawful boolean NOT NULL,
  dossiers bigint NOT NULL DEFAULT 0, pauses bigint NOT NULL DEFAULT 0, minutes bigint NOT NULL DEFAULT 0, PRIMARY KEY (tenant_id, month, kind, lawful)
) WITH (fillfactor = 70);
CREATE INDEX rollup_pause_province ON app.rollup_pause (province_code, month);
COMMENT ON TABLE app.rollup_pause IS 'retention: kept; counts only';
ALTER TABLE app.rollup_pause ENABLE ROW LEVEL SECURITY; ALTER TABLE app.rollup_pause FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.rollup_pause TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY ten ON app.rollup_pause FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.rollup_pause FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
GRANT SELECT ON app.rollup_pause TO app_tenant, app_worker, app_province;
CREATE POLICY own ON app.clock_entry FOR SELECT TO app_owner USING (true);   -- counted below, in the transaction of the decision

-- The moment by which an open dossier is measured: its promise, but never later than what the law gives. An extension
-- moves the promise and not the measure; a pause without a legal basis likewise.
CREATE FUNCTION app.measured_due(due timestamptz, lawful timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN due IS NOT NULL THEN least(due, lawful) END $$;

CREATE OR REPLACE FUNCTION app.roll_dossier() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE was boolean := TG_OP = 'UPDATE' AND OLD.state <> 'draft'; prov text; filed int; onl int; dt int; dl int; rf int; pr int; pd int; im int;
BEGIN
  IF NEW.state = 'draft' THEN RETURN NULL; END IF;
  SELECT province_code INTO prov FROM app.tenant WHERE id = NEW.competent_tenant;
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
    -- on time: not later than the first promise plus lawful pauses; neither apology nor extension changes it
    dt := (NEW.decided_at <= coalesce(NEW.lawful_due, NEW.decided_at))::int; dl := 1 - dt; rf := (NEW.outcome = 'refused')::int;
    SELECT coalesce((data ->> 'immediate')::boolean, false)::int INTO im FROM app.revision WHERE id = NEW.revision_id;
    INSERT INTO app.rollup_month AS m (tenant_id, province_code, month, decided_on_time, decided_late, refused, immediate_on_time, immediate_late)
      VALUES (NEW.competent_tenant, prov, app.roll_month(NEW.decided_at), dt, dl, rf, dt * im, dl * im)
      ON CONFLICT (tenant_id, month) DO UPDATE SET decided_on_time = m.decided_on_time + EXCLUDED.decided_on_time, decided_late = m.decided_late + EXCLUDED.decided_late, refused = m.refused + EXCLUDED.refused,
        immediate_on_time = m.immediate_on_time + EXCLUDED.immediate_on_time, immediate_late = m.immediate_late + EXCLUDED.immediate_late;
    INSERT INTO app.rollup_pause AS p (tenant_id, province_code, month, kind, lawful, dossiers, pauses, minutes)
      SELECT NEW.competent_tenant, prov, app.roll_month(NEW.decided_at), x.kind, x.lawful, 1, x.n, x.minutes FROM app.waited(NEW.id, NEW.decided_at) x ORDER BY x.kind, x.lawful
      ON CONFLICT (tenant_id, month, kind, lawful) DO UPDATE SET dossiers = p.dossiers + EXCLUDED.dossiers, pauses = p.pauses + EXCLUDED.pauses, minutes = p.minutes + EXCLUDED.minutes;
  END IF;
  -- counters are touched in key order, so two dossiers never wait on each other in a cycle
  INSERT INTO app.rollup AS r (tenant_id, province_code, side, state, due_day, n)
  SELECT x.t, tt.province_code, x.side, x.state, x.dd, sum(x.d) FROM (
      SELECT NEW.competent_tenant t, 2::smallint side, NEW.state, app.roll_day(NEW.is_open, app.measured_due(NEW.due_at, NEW.lawful_due)) dd, 1 d
      UNION ALL SELECT NEW.receiving_tenant, 1::smallint, NEW.state, app.roll_day(NEW.is_open, app.measured_due(NEW.due_at, NEW.lawful_due)), 1 WHERE NEW.receiving_tenant <> NEW.competent_tenant
      UNION ALL SELECT OLD.competent_tenant, 2::smallint, OLD.state, app.roll_day(OLD.is_open, app.measured_due(OLD.due_at, OLD.lawful_due)), -1 WHERE was
      UNION ALL SELECT OLD.receiving_tenant, 1::smallint, OLD.state, app.roll_day(OLD.is_open, app.measured_due(OLD.due_at, OLD.lawful_due)), -1 WHERE was AND OLD.receiving_tenant <> OLD.competent_tenant) x
    JOIN app.tenant tt ON tt.id = x.t GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.d) <> 0 ORDER BY 1, 3, 4, 5
  ON CONFLICT (tenant_id, side, state, due_day) DO UPDATE SET n = r.n + EXCLUDED.n;
  RETURN NULL;
END $$;
DROP TRIGGER roll_upd ON app.dossier;
CREATE TRIGGER roll_upd AFTER UPDATE ON app.dossier FOR EACH ROW
  WHEN ((OLD.receiving_tenant, OLD.competent_tenant, OLD.state, OLD.due_at, OLD.lawful_due, OLD.papers_required, OLD.papers_digitized, OLD.decided_at)
    IS DISTINCT FROM (NEW.receiving_tenant, NEW.competent_tenant, NEW.state, NEW.due_at, NEW.lawful_due, NEW.papers_required, NEW.papers_digitized, NEW.decided_at))
  EXECUTE FUNCTION app.roll_dossier();

-- One dossier's waiting by kind, from its ledger: wall-clock minutes between a pause and what ended it. Called by the
-- trigger as the owner; nobody else may.
CREATE FUNCTION app.waited(p_dossier uuid, p_decided timestamptz) RETURNS TABLE (kind text, lawful boolean, n bigint, minutes bigint) LANGUAGE sql STABLE SET search_path = pg_catalog, app AS $$
  WITH l AS (SELECT c.kind, c.at, c.pause_kind, c.legal_basis <> '' AS ok, least(coalesce(lead(c.at) OVER (ORDER BY c.seq), p_decided), p_decided) AS until FROM app.clock_entry c WHERE c.dossier_id = p_dossier)
  SELECT CASE WHEN l.pause_kind = '' THEN 'other' ELSE l.pause_kind END, l.ok, count(*), coalesce(sum(greatest(extract(epoch FROM l.until - l.at), 0))::bigint / 60, 0) FROM l WHERE l.kind = 'pause' GROUP BY 1, 2
  UNION ALL SELECT '', true, 0, greatest(extract(epoch FROM p_decided - min(l.at))::bigint / 60, 0) FROM l HAVING count(*) > 0 $$;
REVOKE ALL ON FUNCTION app.waited(uuid, timestamptz) FROM PUBLIC;

-- What is there already is counted the new way. Under FORCE the owner sees no dossiers, so it is let in for a moment.
CREATE POLICY backfill ON app.dossier FOR SELECT TO app_owner USING (true);
DO $$ BEGIN
  IF (SELECT coalesce(sum(n), 0) FROM app.rollup WHERE side = 2) <> (SELECT count(*) FROM app.dossier WHERE state <> 'draft') THEN
    RAISE NOTICE 'counters and dossiers disagree already';
    IF NOT EXISTS (SELECT 1 FROM app.dossier) THEN RAISE EXCEPTION 'backfill sees no dossiers'; END IF;
  END IF;
END $$;
INSERT INTO app.rollup AS r (tenant_id, province_code, side, state, due_day, n)
  SELECT x.t, tt.province_code, x.side, x.state, x.dd, sum(x.d) FROM app.dossier o CROSS JOIN LATERAL (
      SELECT o.competent_tenant t, 2::smallint side, o.state, app.roll_day(true, o.lawful_due) dd, 1 d UNION ALL SELECT o.competent_tenant, 2::smallint, o.state, app.roll_day(true, o.due_at), -1
      UNION ALL SELECT o.receiving_tenant, 1::smallint, o.state, app.roll_day(true, o.lawful_due), 1 WHERE o.receiving_tenant <> o.competent_tenant
      UNION ALL SELECT o.receiving_tenant, 1::smallint, o.state, app.roll_day(true, o.due_at), -1 WHERE o.receiving_tenant <> o.competent_tenant) x
    JOIN app.tenant tt ON tt.id = x.t WHERE o.is_open AND o.state <> 'draft' AND o.lawful_due < o.due_at GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.d) <> 0 ORDER BY 1, 3, 4, 5
  ON CONFLICT (tenant_id, side, state, due_day) DO UPDATE SET n = r.n + EXCLUDED.n;
UPDATE app.rollup_month m SET immediate_on_time = x.a, immediate_late = x.b FROM (
  SELECT d.competent_tenant t, app.roll_month(d.decided_at) mo, count(*) FILTER (WHERE d.decided_at <= coalesce(d.lawful_due, d.decided_at)) a, count(*) FILTER (WHERE d.decided_at > d.lawful_due) b
    FROM app.dossier d JOIN app.revision v ON v.id = d.revision_id AND v.data -> 'immediate' = 'true' WHERE d.decided_at IS NOT NULL GROUP BY 1, 2) x WHERE m.tenant_id = x.t AND m.month = x.mo;
INSERT INTO app.rollup_pause (tenant_id, province_code, month, kind, lawful, dossiers, pauses, minutes)
  SELECT d.competent_tenant, t.province_code, app.roll_month(d.decided_at), w.kind, w.lawful, count(*), sum(w.n), sum(w.minutes)
    FROM app.dossier d JOIN app.tenant t ON t.id = d.competent_tenant CROSS JOIN LATERAL app.waited(d.id, d.decided_at) w WHERE d.decided_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5;
DROP POLICY backfill ON app.dossier;
-- +goose StatementEnd
