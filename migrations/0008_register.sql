-- +goose Up
-- +goose StatementBegin
-- The register of the immediate lane (sổ chứng thực): one line per paper, each with a number of its own.
CREATE TABLE app.register_entry (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenant, dossier_id uuid NOT NULL REFERENCES app.dossier, seq smallint NOT NULL,
  title text NOT NULL, pages int NOT NULL DEFAULT 0, copies int NOT NULL CHECK (copies > 0), answers jsonb NOT NULL DEFAULT '{}',
  fee bigint CHECK (fee >= 0),                                        -- đồng for all copies; null: set by the province and not known here
  addressed_to uuid,                                                  -- whose signature is asked for; null: whoever may sign
  prepared_by uuid NOT NULL, prepared_name text NOT NULL, received_at timestamptz NOT NULL,
  register text NOT NULL DEFAULT '', year int, ordinal int, number text NOT NULL DEFAULT '',
  signed_by uuid, signed_name text NOT NULL DEFAULT '', signed_title text NOT NULL DEFAULT '', signed_at timestamptz,
  collected bigint CHECK (collected >= 0), collected_how text NOT NULL DEFAULT '' CHECK (collected_how IN ('', 'cash', 'transfer', 'exempt')), note text NOT NULL DEFAULT '',
  returned_to text NOT NULL DEFAULT '', returned_by uuid, returned_name text NOT NULL DEFAULT '', returned_at timestamptz,
  UNIQUE (dossier_id, seq),
  CHECK (signed_by IS NULL OR signed_by <> prepared_by),              -- never preparer and signer of the same result
  CHECK ((ordinal IS NULL) = (signed_at IS NULL) AND (ordinal IS NULL) = (number = '')),
  CHECK (returned_at IS NULL OR signed_at IS NOT NULL)
);
CREATE UNIQUE INDEX register_entry_number ON app.register_entry (tenant_id, register, year, ordinal) WHERE ordinal IS NOT NULL;
CREATE INDEX register_entry_waiting ON app.register_entry (tenant_id, received_at) WHERE returned_at IS NULL;
CREATE INDEX register_entry_signed ON app.register_entry (tenant_id, signed_at) WHERE signed_at IS NOT NULL;
COMMENT ON TABLE app.register_entry IS 'retention: permanent; the register of certifications is an archive of the state (Decree 23/2015 article 14)';
ALTER TABLE app.register_entry ENABLE ROW LEVEL SECURITY; ALTER TABLE app.register_entry FORCE ROW LEVEL SECURITY;

-- the office's own book: written while it holds the dossier, never taken back once numbered
CREATE POLICY ten_sel ON app.register_entry FOR SELECT TO app_tenant USING (tenant_id = (SELECT app.tenant_id()));
DO $$ DECLARE hold text := 'tenant_id = (SELECT app.tenant_id()) AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = (SELECT app.tenant_id()) AND a.dossier_id = register_entry.dossier_id AND a.holder OFFSET 0)'; BEGIN
  EXECUTE 'CREATE POLICY ten_ins ON app.register_entry FOR INSERT TO app_tenant WITH CHECK (ordinal IS NULL AND ' || hold || ')';
  EXECUTE 'CREATE POLICY ten_upd ON app.register_entry FOR UPDATE TO app_tenant USING (' || hold || ') WITH CHECK (' || hold || ')';
  EXECUTE 'CREATE POLICY ten_del ON app.register_entry FOR DELETE TO app_tenant USING (ordinal IS NULL AND ' || hold || ')';
END $$;
GRANT SELECT, INSERT, DELETE, UPDATE (fee, register, year, ordinal, number, signed_by, signed_name, signed_title, signed_at, collected, collected_how, note, returned_to, returned_by, returned_name, returned_at)
  ON app.register_entry TO app_tenant;
CREATE TRIGGER numbered BEFORE UPDATE ON app.register_entry FOR EACH ROW
  WHEN (OLD.ordinal IS NOT NULL AND (OLD.tenant_id, OLD.register, OLD.year, OLD.ordinal, OLD.number, OLD.signed_by, OLD.signed_name, OLD.signed_title, OLD.signed_at)
    IS DISTINCT FROM (NEW.tenant_id, NEW.register, NEW.year, NEW.ordinal, NEW.number, NEW.signed_by, NEW.signed_name, NEW.signed_title, NEW.signed_at))
  EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER kept BEFORE DELETE ON app.register_entry FOR EACH ROW WHEN (OLD.ordinal IS NOT NULL) EXECUTE FUNCTION app.refuse_change();

-- One transaction of the lane moves a dossier through several states. The month's row comes before the rows of the
-- states, so that it never holds the month while another that decides holds a state and waits for the month.
CREATE OR REPLACE FUNCTION app.roll_dossier() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE was boolean := TG_OP = 'UPDATE' AND OLD.state <> 'draft'; prov text; filed int; onl int; dt int; dl int; rf int; pr int; pd int;
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
    -- on time: not later than the first promise plus lawful pauses and extensions
    dt := (NEW.decided_at <= coalesce(NEW.lawful_due, NEW.decided_at))::int; dl := 1 - dt; rf := (NEW.outcome = 'refused')::int;
    INSERT INTO app.rollup_month AS m (tenant_id, province_code, month, decided_on_time, decided_late, refused)
      VALUES (NEW.competent_tenant, prov, app.roll_month(NEW.decided_at), dt, dl, rf)
      ON CONFLICT (tenant_id, month) DO UPDATE SET decided_on_time = m.decided_on_time + EXCLUDED.decided_on_time, decided_late = m.decided_late + EXCLUDED.decided_late, refused = m.refused + EXCLUDED.refused;
  END IF;
  -- counters are touched in key order, so two dossiers never wait on each other in a cycle
  INSERT INTO app.rollup AS r (tenant_id, province_code, side, state, due_day, n)
  SELECT x.t, tt.province_code, x.side, x.state, x.dd, sum(x.d) FROM (
      SELECT NEW.competent_tenant t, 2::smallint side, NEW.state, app.roll_day(NEW.is_open, NEW.due_at) dd, 1 d
      UNION ALL SELECT NEW.receiving_tenant, 1::smallint, NEW.state, app.roll_day(NEW.is_open, NEW.due_at), 1 WHERE NEW.receiving_tenant <> NEW.competent_tenant
      UNION ALL SELECT OLD.competent_tenant, 2::smallint, OLD.state, app.roll_day(OLD.is_open, OLD.due_at), -1 WHERE was
      UNION ALL SELECT OLD.receiving_tenant, 1::smallint, OLD.state, app.roll_day(OLD.is_open, OLD.due_at), -1 WHERE was AND OLD.receiving_tenant <> OLD.competent_tenant) x
    JOIN app.tenant tt ON tt.id = x.t GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.d) <> 0 ORDER BY 1, 3, 4, 5
  ON CONFLICT (tenant_id, side, state, due_day) DO UPDATE SET n = r.n + EXCLUDED.n;
  RETURN NULL;
END $$;
-- +goose StatementEnd
