-- +goose Up
-- +goose StatementBegin
-- Paper becomes pages: what was read on each page of a document, kept page by page, so that reading goes on where it
-- was broken off and a page is there as soon as it is read.

-- ---------------------------------------------------------------- purposes
-- searchable: a PDF/A of the straightened pages with the recognised words, beside its original (parent_id).
-- batch: what a feeder scanned in one go; its pieces become papers of their own.
ALTER TABLE app.document DROP CONSTRAINT document_purpose_check;
ALTER TABLE app.document ADD CONSTRAINT document_purpose_check CHECK (purpose IN ('paper', 'result', 'preview', 'slip', 'evidence', 'message', 'searchable', 'batch'));
-- A piece of a batch: of which, and which of its pages. The digitize job takes over what was read there.
ALTER TABLE app.document ADD batch_id uuid REFERENCES app.document ON DELETE SET NULL, ADD batch_pages int[] NOT NULL DEFAULT '{}' CHECK (cardinality(batch_pages) <= 1000);
CREATE INDEX document_batch ON app.document (batch_id) WHERE batch_id IS NOT NULL;
DROP POLICY wrk_ins ON app.document;
CREATE POLICY wrk_ins ON app.document FOR INSERT TO app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND purpose IN ('preview', 'searchable') AND app.keeps(parent_id, dossier_id));

-- ---------------------------------------------------------------- pages
-- The picture of page n is the document with purpose preview, this parent and page n: upright, straight and cut to its
-- edges. words is [{"t": text, "c": confidence, "l": line from 0, "g": blank before it, "b": [x, y, width, height]}] in reading order, boxes in
-- fractions of that picture.
CREATE TABLE app.document_page (
  document_id uuid NOT NULL REFERENCES app.document ON DELETE CASCADE, page int NOT NULL CHECK (page > 0), tenant_id uuid NOT NULL, dossier_id uuid REFERENCES app.dossier ON DELETE CASCADE,
  body_text text NOT NULL DEFAULT '', words jsonb NOT NULL DEFAULT '[]',
  width int NOT NULL DEFAULT 0, height int NOT NULL DEFAULT 0,               -- of the picture, pixels; 0: there is none
  quarters smallint NOT NULL DEFAULT 0 CHECK (quarters BETWEEN 0 AND 3),     -- turned clockwise to stand upright
  skew real NOT NULL DEFAULT 0,                                              -- degrees its lines fell to the right
  blank boolean NOT NULL DEFAULT false, born boolean NOT NULL DEFAULT false, -- nothing on it; the text is the file's own
  separator text NOT NULL DEFAULT '',                                        -- what the code on a separating sheet says
  fault text NOT NULL DEFAULT '',                                            -- key of why the page could not be read, or not surely
  PRIMARY KEY (document_id, page)
);
COMMENT ON TABLE app.document_page IS 'retention: with its document';
ALTER TABLE app.document_page ENABLE ROW LEVEL SECURITY; ALTER TABLE app.document_page FORCE ROW LEVEL SECURITY;
-- who sees a document sees its pages
CREATE POLICY seen ON app.document_page FOR SELECT TO app_tenant, app_worker, app_resident USING (EXISTS (SELECT 1 FROM app.document x WHERE x.id = document_page.document_id OFFSET 0));
CREATE POLICY wrk_ins ON app.document_page FOR INSERT TO app_worker WITH CHECK (tenant_id = (SELECT app.tenant_id())
  AND EXISTS (SELECT 1 FROM app.document x WHERE x.id = document_page.document_id AND x.tenant_id = document_page.tenant_id AND x.dossier_id IS NOT DISTINCT FROM document_page.dossier_id));
GRANT SELECT ON app.document_page TO app_tenant, app_worker, app_resident; GRANT INSERT ON app.document_page TO app_worker;

-- ---------------------------------------------------------------- finding a dossier by the words of its papers
-- Folded words; what parts them (a slash in a number) parts them in a query as well.
CREATE FUNCTION app.words_of(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, app
  AS $$ SELECT to_tsvector('pg_catalog.simple'::regconfig, regexp_replace(app.fold(t), '[^a-z0-9]+', ' ', 'g')) $$;
-- One list per word and office: a common word of the nation costs an office only its own pages.
CREATE INDEX document_page_words ON app.document_page USING gin (tenant_id, app.words_of(body_text)) WITH (fastupdate = on);
CREATE POLICY srch ON app.document_page FOR SELECT TO app_search USING (true);
GRANT SELECT (document_id, page, tenant_id, dossier_id, body_text) ON app.document_page TO app_search;
-- Which offices keep papers that another one reads: those of one dossier.
CREATE INDEX dossier_across ON app.dossier (receiving_tenant, competent_tenant) WHERE receiving_tenant <> competent_tenant;
CREATE INDEX dossier_come ON app.dossier (competent_tenant, receiving_tenant) WHERE receiving_tenant <> competent_tenant;
CREATE INDEX dossier_passed ON app.dossier (competent_tenant, former_tenant) WHERE former_tenant IS NOT NULL;
CREATE INDEX dossier_former ON app.dossier (former_tenant, competent_tenant) WHERE former_tenant IS NOT NULL;
CREATE POLICY srch ON app.dossier FOR SELECT TO app_search USING (true);
GRANT SELECT (receiving_tenant, competent_tenant, former_tenant) ON app.dossier TO app_search;
GRANT EXECUTE ON FUNCTION app.words_of(text) TO app_search, app_worker, app_tenant;
GRANT CREATE ON SCHEMA app TO app_search;
SET LOCAL ROLE app_search;   -- whose it is
-- Pages with all the words, of dossiers that the office reads, the newest dossiers first, one page of each. Rights
-- before the limit. Files lie with the office that took them in, which may be another one that a dossier went to or came from.
CREATE FUNCTION app.search_pages(q text, lim int DEFAULT 20) RETURNS TABLE (dossier_id uuid, document_id uuid, page int) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
  SET search_path = pg_catalog, app, public AS $$
DECLARE t uuid := app.tenant_id(); w text[] := string_to_array(trim(regexp_replace(app.fold(q), '[^a-z0-9]+', ' ', 'g')), ' '); query tsquery; keepers uuid[];
BEGIN
  IF t IS NULL OR length(array_to_string(w, '')) < 4 OR cardinality(w) > 20 THEN RETURN; END IF;
  query := to_tsquery('pg_catalog.simple'::regconfig, array_to_string(w, ' & '));
  SELECT array_agg(x.k) INTO keepers FROM (SELECT t AS k
    UNION SELECT d.competent_tenant FROM app.dossier d WHERE d.receiving_tenant = t AND d.receiving_tenant <> d.competent_tenant
    UNION SELECT d.receiving_tenant FROM app.dossier d WHERE d.competent_tenant = t AND d.receiving_tenant <> d.competent_tenant
    UNION SELECT d.former_tenant FROM app.dossier d WHERE d.competent_tenant = t AND d.former_tenant IS NOT NULL
    UNION SELECT d.competent_tenant FROM app.dossier d WHERE d.former_tenant = t AND d.former_tenant IS NOT NULL) x WHERE x.k IS NOT NULL;
  RETURN QUERY SELECT f.dossier_id, f.document_id, f.page FROM (
      SELECT DISTINCT ON (d.dossier_id) d.dossier_id, p.document_id, p.page, d.submitted_at FROM unnest(keepers) k
        CROSS JOIN LATERAL (SELECT x.dossier_id, x.document_id, x.page FROM app.document_page x WHERE x.tenant_id = k AND app.words_of(x.body_text) @@ query OFFSET 0) p
        JOIN app.tenant_dossier d ON d.tenant_id = t AND d.dossier_id = p.dossier_id AND d.role & 19 <> 0
      ORDER BY d.dossier_id, p.document_id, p.page) f
    ORDER BY f.submitted_at DESC NULLS LAST, f.dossier_id LIMIT least(lim, 50);
END $$;
REVOKE ALL ON FUNCTION app.search_pages(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_pages(text, int) TO app_tenant;
SET LOCAL ROLE app_owner;
REVOKE CREATE ON SCHEMA app FROM app_search;
-- +goose StatementEnd
