package leak

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// checkSingle asks the functions whose answers follow a rule of their own.
func checkSingle(ctx context.Context, w *world, su pgx.Tx, d door) (failed []string, err error) {
	fail := func(format string, args ...any) { failed = append(failed, fmt.Sprintf(format, args...)) }
	f, err := w.facts(ctx, su)
	if err != nil {
		return nil, err
	}
	one := func(actor, sql string, args ...any) string {
		out := ""
		e := d.as(ctx, w.actor(actor), func(tx pgx.Tx) error {
			e := try(ctx, tx, func(tx pgx.Tx) error {
				vs, e := collect[*string](ctx, tx, sql, args...)
				for i, v := range vs {
					if i > 0 {
						out += " | "
					}
					if v != nil {
						out += *v
					}
				}
				return e
			})
			if e != nil {
				out = e.Error()
			}
			return nil
		})
		if e != nil && err == nil {
			err = fmt.Errorf("%s: %.60s: %w", actor, sql, e)
		}
		return out
	}
	same := func(what, a, b string) {
		if a != b {
			fail("LEAK: %s: %q against %q", what, a, b)
		}
	}
	want := func(what, got, should string) {
		if got != should {
			fail("%s: %q, should be %q", what, got, should)
		}
	}
	nobody := uuid.New()

	// staff: a colleague is one who has his home or a role here
	byUser := map[string]uuid.UUID{}
	for id, s := range f.staff {
		byUser[s.text("username")] = id
	}
	want("a colleague by home", one("tenant B", `SELECT app.is_colleague($1)::text`, byUser["leak.b0"]), "true")
	want("a colleague by role", one("tenant E", `SELECT app.is_colleague($1)::text`, byUser["leak.b0"]), "true")
	same("a stranger as colleague", one("tenant A", `SELECT app.is_colleague($1)::text`, byUser["leak.b0"]), one("tenant A", `SELECT app.is_colleague($1)::text`, nobody))
	want("a provincial account", one("platform", `SELECT app.is_provincial($1)::text`, byUser["leak.p250"]), "true")
	same("a commune's account to the operator", one("platform", `SELECT app.is_provincial($1)::text`, byUser["leak.a0"]), one("platform", `SELECT app.is_provincial($1)::text`, nobody))

	// keys: wrapped ones, for whoever opens a document of two tenants; nobody replaces one
	want("a wrapped key", one("resident R1", `SELECT convert_from(app.tenant_key_get($1), 'UTF8')`, w.A), "wrapped for a")
	want("a key put twice", one("tenant E", `SELECT convert_from(app.tenant_key_put($1, 'mine'), 'UTF8')`, w.A), "wrapped for a")

	// the counter: an id, whoever it is; what was known stays as it was
	known := one("tenant E", `SELECT app.resident_for($1, '017184000123', 'Tên Khác', '', '', '0999999999', 'x')::text`, nobody)
	if _, e := uuid.Parse(known); e != nil {
		fail("resident_for about a known person: %s", known)
	}
	if _, e := uuid.Parse(one("tenant E", `SELECT app.resident_for($1, '017184999999', 'Mới', '', '', '', '')::text`, nobody)); e != nil {
		fail("resident_for about a new person does not answer with an id")
	}
	e := d.as(ctx, w.actor("tenant E"), func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT app.resident_for($1, '017184000123', 'Tên Khác', '1999', 'Nam', '0999999999', 'x')`, nobody); err != nil {
			return err
		}
		if err := become(ctx, tx, w.actor("identity")); err != nil {
			return err
		}
		var name, phone string
		err := tx.QueryRow(ctx, `SELECT full_name, phone FROM app.resident WHERE id_number = '017184000123'`).Scan(&name, &phone)
		want("what was known of somebody looked up at a counter", name+phone, "Bùi Thị Sen0912345678")
		return err
	})
	if e != nil {
		return nil, e
	}

	// search: what the tenant reads, and not what it merely helped to file
	for _, c := range w.communes() {
		var should []string
		for id := range f.dossiers {
			if f.reads(c.id, id) {
				should = append(should, id.String())
			}
		}
		slices.Sort(should)
		want("search of tenant "+c.name, one("tenant "+c.name, `SELECT x::text FROM app.search_ids('sen', 200) x ORDER BY 1`), strings.Join(should, " | "))
		want("search by code of tenant "+c.name, one("tenant "+c.name, `SELECT x::text FROM app.search_ids('-26', 200) x ORDER BY 1`), strings.Join(should, " | "))
	}
	// the words of papers: of the dossiers that the tenant reads, wherever the files lie
	for _, c := range w.communes() {
		should := map[string]bool{}
		for _, d := range f.docs {
			if d.text("purpose") == "evidence" && f.reads(c.id, d.id("dossier_id")) {
				should[d.id("dossier_id").String()] = true
			}
		}
		want("words of papers for tenant "+c.name, one("tenant "+c.name, `SELECT dossier_id::text FROM app.search_pages('so trang', 50) ORDER BY 1`), strings.Join(slices.Sorted(maps.Keys(should)), " | "))
	}
	want("words with an operator in them", one("tenant A", `SELECT dossier_id::text FROM app.search_pages('!khong:* | (', 50)`), "")
	want("search with wild cards", one("tenant A", `SELECT x::text FROM app.search_ids('%%', 200) x`), "")

	// numbers: of the own tenant only
	same("a code for another tenant", one("tenant A", `SELECT app.next_code($1, now())`, w.B), one("tenant A", `SELECT app.next_code($1, now())`, nobody))
	if got := one("tenant A", `SELECT app.next_code($1, '2031-05-06T05:00:00Z')`, w.A); !strings.HasSuffix(got, "-310506-0001") {
		fail("next_code for the own tenant: %s", got)
	}
	want("a register of the own tenant", one("tenant E", `SELECT app.next_number('GT', 2026)::text`), "1")

	// drafts follow the person who signs in, from somebody nobody knows only
	want("drafts of somebody not signed in", one("identity", `SELECT app.claim_drafts($1, $2)::text`, w.R0, w.R1), "1")
	same("drafts of somebody known", one("identity", `SELECT app.claim_drafts($1, $2)::text`, w.R2, w.R1), one("identity", `SELECT app.claim_drafts($1, $2)::text`, nobody, w.R1))

	// help: taking the id of an existing dossier takes nothing
	start := `WITH x AS MATERIALIZED (SELECT app.start_helped_draft($1, gen_random_uuid(), $2, $3, $4, $5, gen_random_uuid(), 'x', 'signature', 'x', now())) SELECT (SELECT count(*)::text FROM x)`
	for _, name := range []string{"draft", "accepted", "other draft", "helped: draft"} {
		got := one("tenant E", start, w.byName[name], w.R1, w.procedure, w.revision, w.A)
		same("help with the id of "+name, got, one("tenant E", start, nobody, w.R1, w.procedure, w.revision, w.A))
		want("the owner of "+name+" to a tenant that took its id", one("tenant E", `SELECT app.helped_draft_owner($1)::text`, w.byName[name]), "")
	}

	// the public: a state by code and four digits, and nothing that says who
	code := f.dossiers[w.byName["across: decided"]].text("code")
	track := func(c, last string) string {
		return one("public", `SELECT to_jsonb(t)::text FROM app.track($1, $2) t`, c, last)
	}
	seen := track(code, "0123")
	if !strings.Contains(seen, `"state": "decided"`) {
		fail("track with the right digits: %s", seen)
	}
	for _, last := range []string{"9999", "", "%", "____", "0123 ", "000123"} {
		same("track with the digits "+last, track(code, last), track("H44.00000-000000-0000", "0123"))
	}
	lies := f.dossiers[w.byName["in a sector system"]].text("code")
	sector := func(c, last string) string {
		return one("public", `SELECT to_jsonb(t)::text FROM app.track_sector($1, $2) t`, c, last)
	}
	if there := sector(lies, "0123"); !strings.Contains(there, "ho_tich") || strings.Contains(there, "HT in a sector") {
		fail("track_sector with the right digits: %s", there)
	}
	for _, last := range []string{"9999", "", "____", "000123"} {
		same("track_sector with the digits "+last, sector(lies, last), sector("H44.00000-000000-0000", "0123"))
	}
	var check string
	for _, r := range f.rows["result"] {
		if r.text("state") == "issued" {
			check = r.text("check_code")
			seen += one("public", `SELECT to_jsonb(t)::text FROM app.check_result($1) t`, check)
		}
	}
	if !strings.Contains(seen, "issued_at") {
		fail("check_result of an issued result: %s", seen)
	}
	same("check_result of a code that is none", one("public", `SELECT to_jsonb(t)::text FROM app.check_result('%') t`), "")
	for _, personal := range []string{"Bùi", "Sen", "017184000123", "0912345678", "Xóm Bãi", w.R1.String(), w.byName["across: decided"].String(), "Lâm", "Hạnh"} {
		if strings.Contains(seen, personal) {
			fail("LEAK: the public learns %q: %s", personal, seen)
		}
	}

	// the province: no reason, no answer, and the reason is written down first
	read := `SELECT count(*)::text FROM app.province_read_dossier($1, $2, gen_random_uuid(), 'Khải', now())`
	same("a dossier without a reason", one("province 25", read, code, " ngắn "), one("province 25", read, "H44.00000-000000-0000", " ngắn "))
	for _, c := range []struct {
		actor string
		lines int
	}{{"province 25", 1}, {"province 79", 0}} {
		lines, e := provinceReads(ctx, d, w.actor(c.actor), w.actor("tenant A"), read, code, w.byName["across: decided"])
		if e != nil {
			return nil, fmt.Errorf("%s: %w", c.actor, e)
		}
		if lines != c.lines {
			fail("%s opened a dossier: %d lines in its history, should be %d", c.actor, lines, c.lines)
		}
	}

	// old papers: offered to her name and birth date, where she has not claimed them, and to nobody who helps her
	want("what waits for R1", one("resident R1", `SELECT count(*)::text FROM app.old_papers_offered()`), "6")
	want("what waits for another name", one("resident R2", `SELECT count(*)::text FROM app.old_papers_offered()`), "0")
	want("what waits for her, to a helper", one("helper of helped: draft", `SELECT count(*)::text FROM app.old_papers_offered()`), "0")
	for k, p := range f.rows["old_paper"] {
		if p.text("state") == "confirmed" {
			same("a claim of what is not offered", one("helper of helped: draft", `SELECT app.claim_old_paper($1, $2, '13', now())::text`, nobody, k), one("helper of helped: draft", `SELECT app.claim_old_paper($1, $1, '13', now())::text`, nobody))
		}
	}

	// who is touched by a revision: counts of the own province's offices
	for _, p := range []string{w.province, w.other} {
		n := 0
		for _, r := range f.dossiers {
			if f.inProvince(r.id("competent_tenant"), p) && !in(r, "declined", "stopped", "decided", "returned") {
				n++
			}
		}
		want("dossiers of province "+p+" under a revision", one("province "+p, `SELECT sum(n)::text FROM app.pinned_dossiers($1)`, w.revision), fmt.Sprint(n))
		same("dossiers under another revision", one("province "+p, `SELECT sum(n)::text FROM app.pinned_dossiers($1)`, w.procedure), one("province "+p, `SELECT sum(n)::text FROM app.pinned_dossiers($1)`, nobody))
	}
	// roles held: a province learns of its own offices, the operator of all, both without people's names
	for _, p := range []string{"25", "79"} {
		want("offices of others to province "+p, one("province "+p, `SELECT count(*)::text FROM app.office_holdings($1) WHERE province_code <> $2`, w.procedure, p), "0")
		want("its own offices to province "+p, one("province "+p, `SELECT (count(*) > 0)::text FROM app.office_holdings($1)`, w.procedure), "true")
	}
	want("provinces to the operator", one("platform", `SELECT (count(DISTINCT province_code) > 1)::text FROM app.office_holdings($1)`, w.procedure), "true")
	return failed, err
}

// provinceReads opens a dossier as province and counts the lines that it left.
func provinceReads(ctx context.Context, d door, a, reader who, sql, dossierCode string, id uuid.UUID) (n int, err error) {
	err = d.as(ctx, a, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sql, dossierCode, "kiểm tra theo đơn phản ánh"); err != nil {
			return err
		}
		// go on as the competent tenant's officer, who reads the history; the province may not
		if err := become(ctx, tx, reader); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT count(*) FROM app.audit_entry WHERE subject_id = $1 AND kind = 'dossier.read_by_province' AND data ->> 'reason' = 'kiểm tra theo đơn phản ánh'`, id).Scan(&n)
	})
	return n, err
}
