-- +goose Up
-- +goose StatementBegin
-- The life of a revision: draft, in review, published from a moment, retired. The database keeps it: what was published never
-- changes, nobody publishes what they wrote last, and a draft is its own province's (or the nation's) alone.

ALTER TABLE app.procedure
  ADD province_code text REFERENCES app.province,                    -- null: national; else that province's own, offered there only
  ADD published_at timestamptz,                                      -- of a province's own: until then nobody else sees it
  ADD retired_from timestamptz, ADD retired_note text NOT NULL DEFAULT '';
CREATE INDEX procedure_province ON app.procedure (province_code) WHERE province_code IS NOT NULL;
ALTER TABLE app.procedure ENABLE ROW LEVEL SECURITY; ALTER TABLE app.procedure FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.procedure TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY everyone ON app.procedure FOR SELECT USING (province_code IS NULL OR published_at IS NOT NULL);
CREATE POLICY prov ON app.procedure TO app_province USING (province_code = (SELECT app.province_code())) WITH CHECK (province_code = (SELECT app.province_code()));
CREATE POLICY plat ON app.procedure TO app_platform USING (province_code IS NULL) WITH CHECK (province_code IS NULL);
CREATE POLICY unpublished ON app.procedure AS RESTRICTIVE FOR DELETE TO app_province USING (published_at IS NULL);
GRANT INSERT ON app.procedure TO app_province, app_platform; GRANT DELETE ON app.procedure TO app_province;
GRANT UPDATE (name, plain_name, synonyms, field, level, search_text, rank, published_at, retired_from, retired_note) ON app.procedure TO app_province, app_platform;

ALTER TABLE app.revision
  ADD version int NOT NULL DEFAULT 1,                                -- of the draft: rises with each act, so nobody writes over what they did not see
  ADD created_at timestamptz NOT NULL DEFAULT now(), ADD created_by uuid, ADD created_name text NOT NULL DEFAULT '',
  ADD updated_at timestamptz NOT NULL DEFAULT now(), ADD updated_by uuid, ADD updated_name text NOT NULL DEFAULT '',      -- of the content
  ADD submitted_at timestamptz, ADD submitted_by uuid, ADD submitted_name text NOT NULL DEFAULT '',
  ADD published_at timestamptz, ADD published_by uuid, ADD published_name text NOT NULL DEFAULT '',
  ADD retired_from timestamptz, ADD retired_by uuid, ADD retired_name text NOT NULL DEFAULT '', ADD retired_note text NOT NULL DEFAULT '',
  ADD based_on uuid REFERENCES app.revision,                         -- the national revision that this adjustment was last compared with
  ADD cloned_from uuid REFERENCES app.revision,
  ADD note text NOT NULL DEFAULT '',                                 -- why: number and date of the decision
  ADD review_note text NOT NULL DEFAULT '';                          -- why the reviewer sent it back
-- One open draft per procedure and province; it gets its number when it is published.
CREATE UNIQUE INDEX revision_open ON app.revision (procedure_id, coalesce(province_code, '')) WHERE state IN ('draft', 'in_review');

-- What a draft was at each version: the base when two people's edits are merged.
CREATE TABLE app.revision_snapshot (
  revision_id uuid NOT NULL REFERENCES app.revision ON DELETE CASCADE, version int NOT NULL, province_code text, data jsonb NOT NULL,
  saved_at timestamptz NOT NULL, saved_by uuid, saved_name text NOT NULL DEFAULT '', PRIMARY KEY (revision_id, version)
);
COMMENT ON TABLE app.revision_snapshot IS 'retention: the last 40 versions of a draft; none once it is published';

CREATE FUNCTION app.revision_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, app AS $$
DECLARE o jsonb; n jsonb; free text[] := ARRAY['state', 'retired_from', 'retired_by', 'retired_name', 'retired_note'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state IN ('published', 'retired') THEN RAISE EXCEPTION 'revision.immutable' USING ERRCODE = 'MC001'; END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM app.procedure p WHERE p.id = NEW.procedure_id AND (p.province_code IS NULL OR p.province_code = NEW.province_code)) THEN
      RAISE EXCEPTION 'revision.foreign' USING ERRCODE = 'MC001';   -- another province's, whether it shows or not
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state IN ('published', 'retired') THEN
    o := to_jsonb(OLD) - free; n := to_jsonb(NEW) - free;
    IF o IS DISTINCT FROM n OR OLD.state = 'retired' OR NEW.state NOT IN ('published', 'retired') THEN RAISE EXCEPTION 'revision.immutable' USING ERRCODE = 'MC001'; END IF;
    RETURN NEW;
  END IF;
  IF NEW.version <> OLD.version + 1 THEN RAISE EXCEPTION 'revision.version' USING ERRCODE = 'MC001'; END IF;
  IF (NEW.id, NEW.procedure_id, NEW.province_code, NEW.created_at, NEW.created_by, NEW.created_name) IS DISTINCT FROM (OLD.id, OLD.procedure_id, OLD.province_code, OLD.created_at, OLD.created_by, OLD.created_name)
    OR (OLD.state || '>' || NEW.state) NOT IN ('draft>draft', 'draft>in_review', 'in_review>draft', 'in_review>in_review', 'in_review>published')
    OR (OLD.state = 'in_review' AND NEW.data IS DISTINCT FROM OLD.data) THEN RAISE EXCEPTION 'revision.move' USING ERRCODE = 'MC001'; END IF;
  IF NEW.state = 'published' THEN
    IF NEW.published_from IS NULL OR NEW.published_at IS NULL OR NEW.no < 1 THEN RAISE EXCEPTION 'revision.move' USING ERRCODE = 'MC001'; END IF;
    IF NEW.published_by IS NULL OR NEW.published_by IS NOT DISTINCT FROM OLD.updated_by OR NEW.updated_by IS DISTINCT FROM OLD.updated_by THEN RAISE EXCEPTION 'revision.four_eyes' USING ERRCODE = 'MC001'; END IF;
  ELSIF NEW.no <> OLD.no OR NEW.published_from IS NOT NULL THEN RAISE EXCEPTION 'revision.move' USING ERRCODE = 'MC001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON app.revision FOR EACH ROW EXECUTE FUNCTION app.revision_guard();
REVOKE ALL ON FUNCTION app.revision_guard() FROM PUBLIC;

DROP POLICY everyone ON app.revision;
CREATE POLICY everyone ON app.revision FOR SELECT USING (state IN ('published', 'retired'));
ALTER TABLE app.revision_snapshot ENABLE ROW LEVEL SECURITY; ALTER TABLE app.revision_snapshot FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.revision_snapshot TO app_owner USING (true) WITH CHECK (true);
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT * FROM (VALUES ('app_province', 'province_code = (SELECT app.province_code())'), ('app_platform', 'province_code IS NULL')) x(role, mine) LOOP
    EXECUTE format('CREATE POLICY %1$s_sel ON app.revision FOR SELECT TO %1$s USING (%2$s)', r.role, r.mine);
    EXECUTE format('CREATE POLICY %1$s_ins ON app.revision FOR INSERT TO %1$s WITH CHECK (%2$s AND state = ''draft'')', r.role, r.mine);
    EXECUTE format('CREATE POLICY %1$s_upd ON app.revision FOR UPDATE TO %1$s USING (%2$s AND state <> ''retired'') WITH CHECK (%2$s)', r.role, r.mine);
    EXECUTE format('CREATE POLICY %1$s_del ON app.revision FOR DELETE TO %1$s USING (%2$s AND state IN (''draft'', ''in_review''))', r.role, r.mine);
    EXECUTE format('GRANT INSERT, DELETE ON app.revision TO %s', r.role);
    EXECUTE format('GRANT UPDATE (no, state, published_from, data, version, updated_at, updated_by, updated_name, submitted_at, submitted_by, submitted_name, published_at, published_by,
      published_name, retired_from, retired_by, retired_name, retired_note, based_on, note, review_note) ON app.revision TO %s', r.role);
    EXECUTE format('CREATE POLICY %1$s ON app.revision_snapshot TO %1$s USING (%2$s) WITH CHECK (%2$s AND EXISTS (SELECT 1 FROM app.revision v WHERE v.id = revision_id
      AND v.province_code IS NOT DISTINCT FROM revision_snapshot.province_code AND v.state = ''draft''))', r.role, r.mine);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON app.revision_snapshot TO %s', r.role);
  END LOOP; END $$;

-- The operator's acts on national procedures stand beside his acts on provinces.
DROP POLICY plat ON app.audit_entry;
CREATE POLICY plat ON app.audit_entry TO app_platform USING (subject = 'province' OR subject IN ('revision', 'procedure') AND province_code IS NULL)
  WITH CHECK (subject = 'province' OR subject IN ('revision', 'procedure') AND province_code IS NULL);

-- Who is touched: counts only, never a dossier, and of the province's own offices.
CREATE INDEX dossier_pinned ON app.dossier (revision_id, competent_tenant) WHERE state NOT IN ('declined', 'stopped', 'decided', 'returned');
GRANT CREATE ON SCHEMA app TO app_act;
CREATE FUNCTION app.pinned_dossiers(p_revision uuid) RETURNS TABLE (tenant_id uuid, state text, step text, n bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT d.competent_tenant, d.state, d.step, count(*) FROM app.dossier d JOIN app.tenant t ON t.id = d.competent_tenant
    WHERE d.revision_id = p_revision AND d.state NOT IN ('declined', 'stopped', 'decided', 'returned')
      AND t.province_code = app.province_code() GROUP BY 1, 2, 3 $$;
REVOKE ALL ON FUNCTION app.pinned_dossiers(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.pinned_dossiers(uuid) TO app_province;
ALTER FUNCTION app.pinned_dossiers(uuid) OWNER TO app_act;
REVOKE CREATE ON SCHEMA app FROM app_act;
-- +goose StatementEnd
