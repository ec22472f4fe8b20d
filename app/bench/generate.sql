-- One chunk of dossiers with what the triggers would have made of each: the projection, the applicant, the start of the clock.
-- $1 first, $2 last number, $3 how many in all, $4 family, $5 middle, $6 given names, $7 procedures, $8 their revisions.
WITH draw AS MATERIALIZED (
  SELECT i, floor(random() * 131072)::int AS slot, random() AS cross_p, random() AS same_p, random() AS other_p, random() AS state_p, random() AS step_p, random() AS due_p,
    random() AS work_p, random() AS help_p, random() AS online_p, 1 + floor(random() * cardinality($4::text[]))::int AS f, 1 + floor(random() * cardinality($5::text[]))::int AS m,
    1 + floor(random() * cardinality($6::text[]))::int AS g, 1 + floor(random() * cardinality($7::uuid[]))::int AS p
  FROM generate_series($1::bigint, $2::bigint) i
), placed AS (
  SELECT d.*, o.n AS office, o.id AS competent, o.unit_code,
    CASE WHEN d.cross_p >= 0.12 THEN o.id WHEN d.same_p < 0.7 THEN r.ids[1 + floor(d.other_p * cardinality(r.ids))::int] ELSE e.ids[1 + floor(d.other_p * cardinality(e.ids))::int] END AS receiving,
    e.ids[1 + floor(d.help_p * 40 * cardinality(e.ids))::int] AS helper,
    date_trunc('second', $9::timestamptz - interval '365 days' + (d.i::float8 / $3::float8) * interval '364 days') AS at
  FROM draw d JOIN bench.slot s ON s.slot = d.slot JOIN bench.office o ON o.n = s.office JOIN bench.neighbours r ON r.province_code = o.province_code JOIN bench.neighbours e ON e.province_code = '*'
), stated AS (
  SELECT *, receiving <> competent AS across, CASE
      WHEN state_p < 0.05 THEN 'submitted' WHEN state_p < 0.06 THEN CASE WHEN receiving <> competent THEN 'in_transit' ELSE 'accepted' END WHEN state_p < 0.09 THEN 'accepted' WHEN state_p < 0.19 THEN 'processing'
      WHEN state_p < 0.23 THEN 'awaiting_supplement' WHEN state_p < 0.24 THEN 'awaiting_payment' WHEN state_p < 0.25 THEN 'withdrawal_requested'
      WHEN state_p < 0.29 THEN 'decided' WHEN state_p < 0.33 THEN 'declined' WHEN state_p < 0.38 THEN 'stopped' ELSE 'returned' END AS state,
    ($4::text[])[f] || ' ' || ($5::text[])[m] || ' ' || ($6::text[])[g] AS name, md5('dossier' || i) AS h
  FROM placed
), full_row AS (
  SELECT *, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid AS id,
    (SELECT u.unit_code FROM bench.office u WHERE u.id = receiving) || '-' || to_char(at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYMMDD') || '-' || lpad((i % 1000000)::text, 6, '0') AS code,
    CASE state WHEN 'in_transit' THEN NULL WHEN 'awaiting_supplement' THEN NULL WHEN 'awaiting_payment' THEN NULL
      ELSE date_trunc('minute', $9::timestamptz + (due_p * 30 - 8) * interval '1 day') END AS open_due,
    CASE WHEN state IN ('accepted', 'processing', 'awaiting_supplement', 'awaiting_payment', 'withdrawal_requested', 'decided', 'returned') THEN at + interval '5 hours' END AS accepted,
    CASE WHEN state IN ('decided', 'returned') THEN at + interval '3 days' + due_p * interval '9 days' END AS decided
  FROM stated
), ins AS (
  INSERT INTO app.dossier (id, code, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, supporting_tenant, holder_tenant, state, outcome, version,
    applicant_name, search_text, answers, return_method, step, assignee, due_at, promised_first, lawful_due, supplement_closes_at, papers_required, papers_digitized, created_at, updated_at, submitted_at, accepted_at, decided_at, returned_at, worked_minutes)
  SELECT id, code, ($7::uuid[])[p], ($8::uuid[])[p], CASE WHEN online_p < 0.6 AND NOT across THEN 'online' ELSE 'counter' END, CASE WHEN across OR online_p >= 0.6 THEN 'counter' WHEN help_p < 0.02 AND helper <> receiving THEN 'helped' ELSE 'self' END,
    md5('resident' || i % greatest($3::bigint / 3, 1))::uuid, receiving, competent, CASE WHEN NOT across AND online_p < 0.6 AND help_p < 0.02 AND helper <> receiving THEN helper END,
    CASE WHEN state IN ('in_transit', 'stopped', 'returned') THEN NULL WHEN state = 'submitted' THEN receiving ELSE competent END, state,
    CASE WHEN state IN ('decided', 'returned') THEN CASE WHEN step_p < 0.05 THEN 'refused' ELSE 'granted' END END, 3, name, app.fold(name || ' ' || code),
    jsonb_build_object('applicant_full_name', name, 'applicant_phone', '09' || lpad((i % 100000000)::text, 8, '0'), 'applicant_address', 'Thôn ' || 1 + i % 14, 'purpose', 'Bổ sung hồ sơ cá nhân'),
    CASE WHEN step_p < 0.5 THEN 'counter' ELSE 'electronic' END,
    CASE WHEN state = 'accepted' THEN 'assign' WHEN state IN ('processing', 'withdrawal_requested') THEN CASE WHEN step_p < 0.6 THEN 'appraise' WHEN step_p < 0.75 THEN 'initial' WHEN step_p < 0.9 THEN 'approve' ELSE 'number' END ELSE '' END,
    CASE WHEN state IN ('processing', 'awaiting_supplement', 'withdrawal_requested') THEN md5('staff' || office || floor(work_p * 5)::int)::uuid END,
    CASE WHEN state IN ('declined', 'stopped', 'decided', 'returned') THEN NULL ELSE open_due END, coalesce(open_due, decided), coalesce(open_due, at + interval '10 days'),
    CASE WHEN state = 'awaiting_supplement' THEN $9::timestamptz + due_p * interval '9 days' END, 2, floor(work_p * 3)::int, at - interval '1 hour', at, at, accepted, decided,
    CASE WHEN state = 'returned' THEN decided + interval '1 day' END, CASE WHEN decided IS NOT NULL THEN (450 + due_p * 2700)::int END   -- 450 working minutes to seven days
  FROM full_row ORDER BY i
  RETURNING id, code, receiving_tenant, competent_tenant, supporting_tenant, former_tenant, holder_tenant, state, is_open, due_at, submitted_at, procedure_id, step, assignee, applicant_name, search_text, resident_id, accepted_at, answers
), projection AS (
  INSERT INTO app.tenant_dossier (tenant_id, dossier_id, role, holder, state, is_open, sort_due, submitted_at, code, procedure_id, step, assignee, applicant_name, search_text)
  SELECT r.t, d.id, r.role, r.t IS NOT DISTINCT FROM d.holder_tenant, d.state, d.is_open, CASE WHEN r.role & 19 <> 0 THEN coalesce(d.due_at, '9999-01-01 00:00:00Z') ELSE '9999-01-01 00:00:00Z' END, d.submitted_at, d.code,
    CASE WHEN r.role & 19 <> 0 THEN d.procedure_id END, CASE WHEN r.role & 19 <> 0 THEN d.step ELSE '' END, CASE WHEN r.role & 3 <> 0 THEN d.assignee END,
    CASE WHEN r.role & 19 <> 0 THEN d.applicant_name ELSE '' END, CASE WHEN r.role & 19 <> 0 THEN d.search_text ELSE lower(d.code) END
  FROM ins d CROSS JOIN LATERAL (SELECT t, bit_or(b)::smallint AS role FROM (VALUES (d.receiving_tenant, 1), (CASE WHEN app.answers_for(d.receiving_tenant, d.competent_tenant, d.state, d.accepted_at) = d.competent_tenant THEN d.competent_tenant END, 2), (d.supporting_tenant, 4), (d.former_tenant, 16)) v(t, b) WHERE t IS NOT NULL GROUP BY t) r
), applicants AS (
  INSERT INTO app.party (id, dossier_id, role, resident_id, full_name, id_number, phone, identity_level)
  SELECT md5('party' || id)::uuid, id, 'applicant', resident_id, applicant_name, lpad((('x' || substr(resident_id::text, 1, 7))::bit(28)::int % 100000000)::text, 12, '001'), answers ->> 'applicant_phone', 2 FROM ins
)
INSERT INTO app.clock_entry (id, dossier_id, tenant_id, seq, kind, at, actor_name, promise)
SELECT md5('clock' || id)::uuid, id, competent_tenant, 1, 'start', accepted_at, 'Nguyễn Thị Hạnh', coalesce(due_at, accepted_at + interval '10 days') FROM ins WHERE accepted_at IS NOT NULL AND get_byte(uuid_send(id), 15) % 3 = 0
