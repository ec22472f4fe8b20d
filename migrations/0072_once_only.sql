-- +goose Up
-- +goose StatementBegin
-- Once only, everywhere a paper is asked for: the resident's own papers answer a request for papers as they answer a draft; at
-- the counter an officer may ask for those that fit a dossier's components, after the person agreed to it; a term that ends is told.

-- ---------------------------------------------------------------- one receipt for all ways
ALTER TABLE app.consent ADD purpose text NOT NULL DEFAULT 'help' CHECK (purpose IN ('help', 'papers')); -- papers: of one's own, at the counter
CREATE INDEX consent_dossier ON app.consent (dossier_id, tenant_id, given_at);
CREATE INDEX consent_staff ON app.consent (staff_id, given_at) WHERE purpose = 'papers';

GRANT CREATE ON SCHEMA app TO app_act;
SET LOCAL ROLE app_act;   -- whose the narrow functions are
-- Writes the receipt of one use, and what an officer confirmed of the paper beside its copy. p_source stands or is refused.
CREATE FUNCTION app.write_vault_use(p_use uuid, d app.dossier, p_copy uuid, p_source uuid, p_component text, p_title text, p_statement text, p_method text, p_by uuid, p_by_name text, p_at timestamptz) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, app AS $$
DECLARE r app.result; k app.document_kind; sum bytea; why text; at_office uuid;
BEGIN
  SELECT x.sha256, x.purpose INTO sum, why FROM app.document x JOIN app.dossier o ON o.id = x.dossier_id WHERE x.id = p_source AND o.resident_id = d.resident_id AND o.id <> d.id AND x.visible_to_resident
    AND NOT EXISTS (SELECT 1 FROM app.vault_removed v WHERE v.resident_id = d.resident_id AND v.document_id = x.id AND x.purpose <> 'result');
  SELECT * INTO r FROM app.result WHERE document_id = p_source AND state = 'issued' AND outcome = 'granted';
  SELECT * INTO k FROM app.document_kind WHERE document_id = p_source AND state = 'confirmed' AND (expires_on IS NULL OR expires_on >= (p_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
    AND EXISTS (SELECT 1 FROM app.paper y WHERE y.document_id = p_source AND y.state NOT IN ('faulty', 'replaced'));
  SELECT x.tenant_id INTO at_office FROM app.document x WHERE x.id = p_copy AND x.dossier_id = d.id AND x.sha256 = sum;
  IF why IS NULL OR why = 'result' AND r.id IS NULL OR why = 'paper' AND k.document_id IS NULL OR why NOT IN ('result', 'paper') OR at_office IS NULL
    THEN RAISE EXCEPTION 'vault.not_found' USING ERRCODE = 'MC002'; END IF;
  INSERT INTO app.vault_use (id, resident_id, dossier_id, tenant_id, document_id, source_document, result_id, component, kind, title, number, issued_by, issuer, issued_on, sha256, statement, method, used_by, used_name, used_at)
    VALUES (p_use, d.resident_id, d.id, at_office, p_copy, p_source, r.id, p_component, coalesce(k.kind, ''), coalesce(r.title, p_title), coalesce(r.number, k.number, ''), coalesce(r.tenant_id, k.confirmed_tenant), coalesce(k.issuer, ''),
      coalesce((r.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, k.issued_on), sum, p_statement, p_method, p_by, p_by_name, p_at);
  IF k.document_id IS NOT NULL THEN
    INSERT INTO app.document_kind (document_id, dossier_id, tenant_id, proposed, kind, state, version, number, issuer, issued_on, expires_on, read_at, confirmed_by, confirmed_name, confirmed_tenant, confirmed_at)
      VALUES (p_copy, d.id, at_office, k.proposed, k.kind, 'confirmed', 1, k.number, k.issuer, k.issued_on, k.expires_on, p_at, k.confirmed_by, k.confirmed_name, k.confirmed_tenant, k.confirmed_at);
    INSERT INTO app.document_field (document_id, name, dossier_id, tenant_id, position, proposed, confirmed, confidence, sure, page, box, source, state, decided_by, decided_name, decided_at)
      SELECT p_copy, f.name, d.id, at_office, f.position, f.confirmed, f.confirmed, f.confidence, true, f.page, f.box, 'vault', 'confirmed', f.decided_by, f.decided_name, f.decided_at
      FROM app.document_field f WHERE f.document_id = p_source AND f.state IN ('confirmed', 'corrected');
  END IF;
END $$;

-- ---------------------------------------------------------------- an answer to a request for papers
-- As before for a draft; in the answer to an open request only for what it asks for. Only its owner, never a helper.
CREATE OR REPLACE FUNCTION app.use_vault_item(p_use uuid, p_dossier uuid, p_copy uuid, p_source uuid, p_component text, p_title text, p_statement text, p_by_name text, p_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE me uuid := app.resident_id(); d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_dossier AND resident_id = me AND app.only_dossier() IS NULL FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.state <> 'draft' AND NOT (d.state = 'awaiting_supplement' AND EXISTS (SELECT 1 FROM app.supplement s WHERE s.dossier_id = d.id AND s.state = 'open' AND s.items @> jsonb_build_array(jsonb_build_object('component', p_component))))
    THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  PERFORM app.write_vault_use(p_use, d, p_copy, p_source, p_component, p_title, p_statement, 'online', me, p_by_name, p_at);
END $$;

-- ---------------------------------------------------------------- at the counter
-- The reusable kinds of papers that a text names, as meaning.KindsIn tells them (a test compares the two).
CREATE FUNCTION app.kinds_in(p_text text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, app AS $$
  SELECT coalesce(array_agg(DISTINCT k.kind), '{}') FROM (VALUES ('giay_chung_sinh', 'giay chung sinh'), ('giay_chung_sinh', 'giay chung nhan chung sinh'), ('giay_bao_tu', 'giay bao tu'), ('giay_bao_tu', 'giay chung tu'),
    ('giay_bao_tu', 'giay xac nhan bao tu'), ('giay_khai_sinh', 'giay khai sinh'), ('giay_khai_sinh', 'trich luc khai sinh'), ('giay_chung_nhan_ket_hon', 'giay chung nhan ket hon'), ('giay_chung_nhan_ket_hon', 'trich luc ket hon'),
    ('giay_chung_nhan_ket_hon', 'giay dang ky ket hon'), ('trich_luc_khai_tu', 'trich luc khai tu'), ('giay_xac_nhan_tinh_trang_hon_nhan', 'giay xac nhan tinh trang hon nhan'), ('giay_chung_nhan_hkd', 'giay chung nhan dang ky ho kinh doanh'),
    ('can_cuoc', 'can cuoc cong dan'), ('can_cuoc', 'the can cuoc'), ('quyet_dinh', 'quyet dinh')) k(kind, title)
  WHERE ' ' || regexp_replace(app.fold(p_text), '[^a-z0-9]+', ' ', 'g') || ' ' LIKE '% ' || k.title || ' %' $$;

-- What of the person's papers fits a dossier's components: results by their code, papers and results by kind, other papers by
-- name; what stands, is not out of date, not taken out by her and not used for it yet. Never the rest of the vault.
CREATE FUNCTION app.fits_at_counter(p_dossier uuid, p_at timestamptz)
  RETURNS TABLE (component text, source uuid, source_dossier uuid, result_id uuid, kind text, title text, number text, issuer text, office uuid, issued_on date, expires_on date, confirmed_at timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog, app AS $$
  WITH d AS MATERIALIZED (SELECT x.id, x.resident_id, x.revision_id FROM app.dossier x WHERE x.id = p_dossier),
  asked AS MATERIALIZED (SELECT c->>'key' AS key, c->>'title' AS title, app.kinds_in(c->>'title') AS kinds, coalesce(c->'replaced_by', '[]') AS replaces
    FROM d JOIN app.revision v ON v.id = d.revision_id CROSS JOIN LATERAL jsonb_array_elements(v.data->'components') c WHERE c->>'kind' IN ('submit', 'present')),
  own AS (
    SELECT x.id AS source, o.id AS source_dossier, r.id AS result_id, r.kind_code, '' AS kind, app.kinds_in(r.title) AS kinds, r.title, r.number, '' AS issuer, r.tenant_id AS office, (r.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS issued_on, NULL::date AS expires_on, r.issued_at AS confirmed_at
    FROM d JOIN app.dossier o ON o.resident_id = d.resident_id AND o.id <> d.id JOIN app.result r ON r.dossier_id = o.id AND r.state = 'issued' AND r.outcome = 'granted' JOIN app.document x ON x.id = r.document_id AND x.visible_to_resident
    UNION ALL
    SELECT x.id, o.id, NULL, '', k.kind, ARRAY[k.kind], y.title, k.number, k.issuer, k.confirmed_tenant, k.issued_on, k.expires_on, k.confirmed_at
    FROM d JOIN app.dossier o ON o.resident_id = d.resident_id AND o.id <> d.id AND o.state <> 'draft' JOIN app.document_kind k ON k.dossier_id = o.id AND k.state = 'confirmed'
      JOIN app.paper y ON y.document_id = k.document_id AND y.state NOT IN ('faulty', 'replaced') JOIN app.document x ON x.id = k.document_id AND x.visible_to_resident
    WHERE NOT EXISTS (SELECT 1 FROM app.vault_use u WHERE u.document_id = x.id) AND NOT EXISTS (SELECT 1 FROM app.vault_removed m WHERE m.resident_id = d.resident_id AND m.document_id = x.id))
  SELECT a.key, w.source, w.source_dossier, w.result_id, w.kind, w.title, w.number, w.issuer, w.office, w.issued_on, w.ends, w.confirmed_at
  FROM asked a JOIN (SELECT own.*, coalesce(own.expires_on, CASE WHEN own.kinds @> '{giay_xac_nhan_tinh_trang_hon_nhan}' THEN (own.issued_on + interval '6 months')::date END) AS ends FROM own) w
    ON w.result_id IS NOT NULL AND w.kind_code <> '' AND a.replaces ? w.kind_code OR w.kinds && a.kinds OR w.kind = 'khac' AND app.fold(w.title) = app.fold(a.title)
  WHERE (w.ends IS NULL OR w.ends >= (p_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
    AND NOT EXISTS (SELECT 1 FROM app.vault_use u WHERE u.dossier_id = p_dossier AND u.component = a.key AND u.source_document = w.source AND u.document_id IS NOT NULL) $$;

-- The dossier, when this office holds it, still takes papers in, and the person whose papers are asked for files it herself.
CREATE FUNCTION app.held_for_papers(p_dossier uuid) RETURNS app.dossier LANGUAGE plpgsql SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier;
BEGIN
  SELECT * INTO d FROM app.dossier WHERE id = p_dossier AND holder_tenant = app.tenant_id() AND state <> 'draft' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'dossier.not_found' USING ERRCODE = 'MC002'; END IF;
  IF d.state NOT IN ('submitted', 'accepted', 'processing') THEN RAISE EXCEPTION 'dossier.moved_on' USING ERRCODE = 'MC001'; END IF;
  IF d.resident_id IS NULL OR EXISTS (SELECT 1 FROM app.party p WHERE p.dossier_id = d.id AND p.role = 'submitter' AND p.resident_id IS DISTINCT FROM d.resident_id AND p.authority <> 'self')
    THEN RAISE EXCEPTION 'vault.not_herself' USING ERRCODE = 'MC001'; END IF;
  RETURN d;
END $$;
-- The consent under which it is looked now: given for this dossier at this office within the last two hours, while she is there.
CREATE FUNCTION app.consent_now(p_dossier uuid, p_at timestamptz) RETURNS app.consent LANGUAGE plpgsql SET search_path = pg_catalog, app AS $$
DECLARE c app.consent;
BEGIN
  SELECT * INTO c FROM app.consent WHERE dossier_id = p_dossier AND tenant_id = app.tenant_id() AND purpose = 'papers' AND ended_at IS NULL AND given_at > p_at - interval '2 hours' AND given_at <= p_at ORDER BY given_at DESC LIMIT 1;
  IF NOT FOUND THEN RAISE EXCEPTION 'vault.no_consent' USING ERRCODE = 'MC001'; END IF;
  RETURN c;
END $$;

-- Before anything is listed: what the person agreed to, in full, how, and in front of whom.
CREATE FUNCTION app.consent_at_counter(p_consent uuid, p_dossier uuid, p_method text, p_statement text, p_staff uuid, p_staff_name text, p_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier := app.held_for_papers(p_dossier);
BEGIN
  IF p_method NOT IN ('spoken_at_counter', 'signature') OR length(p_statement) < 60 THEN RAISE EXCEPTION 'vault.no_consent' USING ERRCODE = 'MC001'; END IF;
  -- nobody serves more people an hour than that; whoever tries numbers is stopped and seen
  IF (SELECT count(*) FROM app.consent c WHERE c.staff_id = p_staff AND c.purpose = 'papers' AND c.given_at > p_at - interval '1 hour') >= 20 THEN RAISE EXCEPTION 'vault.too_many' USING ERRCODE = 'MC001'; END IF;
  INSERT INTO app.consent (id, tenant_id, resident_id, dossier_id, staff_id, staff_name, method, statement, given_at, purpose)
    VALUES (p_consent, app.tenant_id(), d.resident_id, d.id, p_staff, p_staff_name, p_method, p_statement, p_at, 'papers');
END $$;

-- What fits, by name, number, issuer and day; each paper that is named stands in the log that its owner reads.
CREATE FUNCTION app.papers_at_counter(p_dossier uuid, p_staff uuid, p_staff_name text, p_at timestamptz)
  RETURNS TABLE (component text, source uuid, result_id uuid, kind text, title text, number text, issuer text, office uuid, issued_on date, expires_on date, confirmed_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
#variable_conflict use_column
DECLARE d app.dossier := app.held_for_papers(p_dossier); c app.consent := app.consent_now(p_dossier, p_at);
BEGIN
  INSERT INTO app.document_access (id, document_id, dossier_id, tenant_id, actor_kind, actor_id, actor_name, purpose, at)
    SELECT gen_random_uuid(), f.source, f.source_dossier, c.tenant_id, 'staff', p_staff, p_staff_name, 'listed', p_at
    FROM (SELECT DISTINCT source, source_dossier FROM app.fits_at_counter(d.id, p_at)) f
    WHERE NOT EXISTS (SELECT 1 FROM app.document_access a WHERE a.dossier_id = f.source_dossier AND a.document_id = f.source AND a.tenant_id = c.tenant_id AND a.actor_id = p_staff AND a.purpose = 'listed' AND a.at > p_at - interval '10 minutes');
  RETURN QUERY SELECT f.component, f.source, f.result_id, f.kind, f.title, f.number, f.issuer, f.office, f.issued_on, f.expires_on, f.confirmed_at
    FROM app.fits_at_counter(d.id, p_at) f ORDER BY f.component, f.result_id IS NULL, f.confirmed_at DESC, f.source LIMIT 60;
END $$;

-- Was it named to this office? Then, and only so, its bytes may be copied.
CREATE FUNCTION app.was_listed(p_document uuid, p_dossier uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT 1 FROM app.document_access a WHERE a.dossier_id = p_dossier AND a.document_id = p_document AND a.tenant_id = app.tenant_id() AND a.purpose = 'listed') $$;
CREATE FUNCTION app.may_copy_at_counter(p_dossier uuid, p_source uuid, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier := app.held_for_papers(p_dossier); c app.consent := app.consent_now(p_dossier, p_at);
BEGIN
  RETURN EXISTS (SELECT 1 FROM app.fits_at_counter(d.id, p_at) f WHERE f.source = p_source);
END $$;

-- One of them is used: under the consent that was given, with what it says.
CREATE FUNCTION app.use_at_counter(p_use uuid, p_dossier uuid, p_copy uuid, p_source uuid, p_component text, p_staff uuid, p_staff_name text, p_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
DECLARE d app.dossier := app.held_for_papers(p_dossier); c app.consent := app.consent_now(p_dossier, p_at); what text;
BEGIN
  SELECT f.title INTO what FROM app.fits_at_counter(d.id, p_at) f WHERE f.source = p_source AND f.component = p_component LIMIT 1;
  IF what IS NULL OR NOT app.was_listed(p_source, (SELECT x.dossier_id FROM app.document x WHERE x.id = p_source)) THEN RAISE EXCEPTION 'vault.not_found' USING ERRCODE = 'MC002'; END IF;
  PERFORM app.write_vault_use(p_use, d, p_copy, p_source, p_component, what, c.statement, c.method, p_staff, p_staff_name, p_at);
END $$;
REVOKE ALL ON FUNCTION app.write_vault_use(uuid, app.dossier, uuid, uuid, text, text, text, text, uuid, text, timestamptz), app.fits_at_counter(uuid, timestamptz), app.held_for_papers(uuid), app.consent_now(uuid, timestamptz),
  app.consent_at_counter(uuid, uuid, text, text, uuid, text, timestamptz), app.papers_at_counter(uuid, uuid, text, timestamptz), app.was_listed(uuid, uuid), app.may_copy_at_counter(uuid, uuid, timestamptz),
  app.use_at_counter(uuid, uuid, uuid, uuid, text, uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.consent_at_counter(uuid, uuid, text, text, uuid, text, timestamptz), app.papers_at_counter(uuid, uuid, text, timestamptz), app.use_at_counter(uuid, uuid, uuid, uuid, text, uuid, text, timestamptz) TO app_tenant;
GRANT EXECUTE ON FUNCTION app.was_listed(uuid, uuid), app.may_copy_at_counter(uuid, uuid, timestamptz) TO app_owner;
SET LOCAL ROLE app_owner;

-- Where the file lies. The owner's: the narrow functions do not read that.
CREATE FUNCTION app.file_at_counter(p_dossier uuid, p_source uuid, p_at timestamptz) RETURNS SETOF app.document LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app AS $$
BEGIN
  IF NOT app.may_copy_at_counter(p_dossier, p_source, p_at) THEN RETURN; END IF;
  RETURN QUERY SELECT x.* FROM app.document x WHERE x.id = p_source;
END $$;
CREATE POLICY listed ON app.document FOR SELECT TO app_owner USING (app.was_listed(id, dossier_id));
REVOKE ALL ON FUNCTION app.file_at_counter(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.file_at_counter(uuid, uuid, timestamptz) TO app_tenant;
REVOKE CREATE ON SCHEMA app FROM app_act;

CREATE POLICY listed_sel ON app.document_access FOR SELECT TO app_act USING (purpose = 'listed' AND tenant_id = (SELECT app.tenant_id()));
CREATE POLICY listed_ins ON app.document_access FOR INSERT TO app_act WITH CHECK (purpose = 'listed' AND tenant_id = (SELECT app.tenant_id()));
GRANT SELECT (document_id, tenant_id, actor_id, purpose, at), INSERT ON app.document_access TO app_act;
-- A copy of her own that she takes back before she sends the answer goes for good, as it does in a draft.
CREATE POLICY res_del_reused ON app.document FOR DELETE TO app_resident USING (purpose = 'paper' AND created_by_kind <> 'staff' AND (SELECT app.only_dossier()) IS NULL
  AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state = 'awaiting_supplement') AND EXISTS (SELECT 1 FROM app.vault_use u WHERE u.document_id = document.id)
  AND NOT EXISTS (SELECT 1 FROM app.paper y WHERE y.document_id = document.id));

-- ---------------------------------------------------------------- a term that ends
CREATE INDEX document_kind_ends ON app.document_kind (tenant_id, expires_on, document_id) WHERE state = 'confirmed' AND expires_on IS NOT NULL;
CREATE INDEX result_issued ON app.result (tenant_id, issued_at, id) WHERE state = 'issued' AND outcome = 'granted';
CREATE POLICY wrk ON app.vault_use FOR SELECT TO app_worker USING (tenant_id = (SELECT app.tenant_id()));
CREATE POLICY wrk ON app.vault_removed FOR SELECT TO app_worker USING (EXISTS (SELECT 1 FROM app.document_kind k WHERE k.document_id = vault_removed.document_id OFFSET 0));
GRANT SELECT ON app.vault_use, app.vault_removed TO app_worker;
-- +goose StatementEnd
