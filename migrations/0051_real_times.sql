-- +goose Up
-- +goose StatementBegin
-- How long decided dossiers really took, as people may read it: per procedure, office and province. Counted are the working
-- minutes of the competent office from the first start of the clock to the decision, without the pauses that name a legal basis.
ALTER TABLE app.dossier ADD worked_minutes int CHECK (worked_minutes >= 0);   -- set with the decision
GRANT UPDATE (worked_minutes) ON app.dossier TO app_tenant, app_worker;

-- A histogram: n dossiers decided in that month took at most upto minutes, and more than the step below.
CREATE TABLE app.rollup_time (
  tenant_id uuid NOT NULL, province_code text NOT NULL, procedure_id uuid NOT NULL, month date NOT NULL, upto int NOT NULL, n bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, procedure_id, month, upto)
) WITH (fillfactor = 70);
CREATE INDEX rollup_time_province ON app.rollup_time (province_code, month);
COMMENT ON TABLE app.rollup_time IS 'retention: kept; counts only';

-- What is read from it, counted once a day per province. whole: the row of all its offices, under its centre's id. There is
-- no row where too few dossiers were decided to say anything.
CREATE TABLE app.time_figure (
  tenant_id uuid NOT NULL, whole boolean NOT NULL, province_code text NOT NULL, procedure_id uuid NOT NULL,
  n bigint NOT NULL, median int NOT NULL, ninety int NOT NULL, since date NOT NULL, counted_at timestamptz NOT NULL, PRIMARY KEY (tenant_id, procedure_id, whole)
);
CREATE INDEX time_figure_province ON app.time_figure (province_code, whole, procedure_id);
COMMENT ON TABLE app.time_figure IS 'retention: counted anew every day; published figures';

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['rollup_time', 'time_figure'] LOOP
    EXECUTE format('ALTER TABLE app.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE app.%1$I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON app.%I TO app_owner USING (true) WITH CHECK (true)', t);
  END LOOP; END $$;
CREATE POLICY ten ON app.rollup_time FOR SELECT TO app_tenant, app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY prov ON app.rollup_time FOR SELECT TO app_province USING (province_code = (SELECT app.province_code()));
GRANT SELECT ON app.rollup_time TO app_tenant, app_worker, app_province;
CREATE POLICY everyone ON app.time_figure FOR SELECT USING (true);
GRANT SELECT ON app.time_figure TO app_public, app_resident, app_tenant, app_province, app_worker;

-- The step of the histogram: a quarter of an hour up to a day, an hour up to ten days, a day beyond.
CREATE FUNCTION app.time_step(m int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN m <= 480 THEN greatest((m + 14) / 15, 1) * 15 WHEN m <= 4800 THEN (m + 59) / 60 * 60 ELSE (m + 479) / 480 * 480 END $$;

CREATE FUNCTION app.roll_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  INSERT INTO app.rollup_time AS r (tenant_id, province_code, procedure_id, month, upto, n)
    SELECT NEW.competent_tenant, t.province_code, NEW.procedure_id, app.roll_month(NEW.decided_at), app.time_step(NEW.worked_minutes), 1 FROM app.tenant t WHERE t.id = NEW.competent_tenant
    ON CONFLICT (tenant_id, procedure_id, month, upto) DO UPDATE SET n = r.n + 1;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.roll_time() FROM PUBLIC;
CREATE TRIGGER roll_time_ins AFTER INSERT ON app.dossier FOR EACH ROW WHEN (NEW.decided_at IS NOT NULL AND NEW.worked_minutes IS NOT NULL) EXECUTE FUNCTION app.roll_time();
CREATE TRIGGER roll_time_upd AFTER UPDATE ON app.dossier FOR EACH ROW
  WHEN (NEW.decided_at IS NOT NULL AND NEW.worked_minutes IS NOT NULL AND (OLD.decided_at IS NULL OR OLD.worked_minutes IS NULL)) EXECUTE FUNCTION app.roll_time();

-- One province's figures over the months from p_since on, where at least p_least dossiers were decided.
CREATE FUNCTION app.sum_times(p_province text, p_since date, p_least int, p_now timestamptz) RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, app AS $$
DECLARE centre uuid; made int; BEGIN
  SELECT id INTO centre FROM app.tenant WHERE province_code = p_province AND kind = 'province';
  DELETE FROM app.time_figure WHERE province_code = p_province;
  WITH h AS MATERIALIZED (SELECT tenant_id, procedure_id, upto, sum(n)::bigint AS n FROM app.rollup_time WHERE province_code = p_province AND month >= p_since GROUP BY 1, 2, 3),
  both_ways AS (SELECT tenant_id, false AS whole, procedure_id, upto, n FROM h UNION ALL SELECT centre, true, procedure_id, upto, sum(n)::bigint FROM h GROUP BY 3, 4),
  added AS (SELECT *, sum(n) OVER (PARTITION BY tenant_id, whole, procedure_id ORDER BY upto) AS sofar, sum(n) OVER (PARTITION BY tenant_id, whole, procedure_id) AS total FROM both_ways)
  INSERT INTO app.time_figure (tenant_id, whole, province_code, procedure_id, n, median, ninety, since, counted_at)
    SELECT tenant_id, whole, p_province, procedure_id, total, min(upto) FILTER (WHERE sofar * 2 >= total), min(upto) FILTER (WHERE sofar * 10 >= total * 9), p_since, p_now
      FROM added WHERE total >= p_least AND tenant_id IS NOT NULL GROUP BY 1, 2, 4, 5;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION app.sum_times(text, date, int, timestamptz) FROM PUBLIC;
-- The worker of a province's centre, of its own province alone.
CREATE FUNCTION app.count_times(p_since date, p_least int, p_now timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE prov text; BEGIN
  SELECT province_code INTO prov FROM app.tenant WHERE id = app.tenant_id() AND kind = 'province';
  IF prov IS NULL THEN RETURN 0; END IF;
  RETURN app.sum_times(prov, p_since, greatest(p_least, 1), p_now);
END $$;
REVOKE ALL ON FUNCTION app.count_times(date, int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.count_times(date, int, timestamptz) TO app_worker;
-- +goose StatementEnd
