package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/tenants"
)

// Clients at once, where throughput is measured.
const crowd = 16

// officer is somebody signed in at an office of a certain size.
type officer struct {
	class  string // hot, p99, median, tiny
	tenant uuid.UUID
	rows   int64 // dossiers the office may see
	staff  uuid.UUID
	token  string
}

// filer is a resident who is signed in and has drafts that are ready to file.
type filer struct {
	resident, tenant uuid.UUID
	token            string
	hash             string // of the token, as bytea text
	template         uuid.UUID
}

// world is who takes part in one run.
type world struct {
	dossiers int64
	officers []officer // hot first
	filers   []filer   // one per client
	reader   filer     // one draft and nothing else: what most residents have
	page     uuid.UUID // a dossier in work at the hot office
	long     string    // a page of a form of 200 questions
	paper    string    // where photographs for it go
	name     string    // a family and given name to search for
	proc     string    // code of the procedure that is filed
	prefix   string    // of all draft ids: 24 characters, then 12 digits
	drafts   int       // per filer
	used     int       // of them, the same for all filers
}

// draftID is the id of a filer's draft; pgbench computes the same.
func (w *world) draftID(filer, n int) string {
	return fmt.Sprintf("%s%012d", w.prefix, draftNumber(filer, n))
}

func draftNumber(filer, n int) int { return 100_000_000_000 + filer*1_000_000 + n }

// take reserves n drafts of each filer and gives the first.
func (w *world) take(n int) (first int, err error) {
	first = w.used
	if w.used += n; w.used > w.drafts {
		return 0, fmt.Errorf("out of drafts: %d of %d", w.used, w.drafts)
	}
	return first, nil
}

func newToken() (token, hash string) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	token = base64.RawURLEncoding.EncodeToString(b)
	h := sha256.Sum256([]byte(token))
	return token, `\x` + hex.EncodeToString(h[:])
}

func (b *bench) populate(ctx context.Context) error {
	w := &b.world
	if err := b.super.QueryRow(ctx, `SELECT count(*) FROM app.dossier WHERE state <> 'draft'`).Scan(&w.dossiers); err != nil {
		return err
	}
	if err := b.officers(ctx); err != nil {
		return fmt.Errorf("officers: %w", err)
	}
	if err := b.oneDossier(ctx); err != nil {
		return fmt.Errorf("dossier: %w", err)
	}
	if err := b.filers(ctx); err != nil {
		return fmt.Errorf("filers: %w", err)
	}
	if err := b.longDraft(ctx, &w.filers[0]); err != nil {
		return fmt.Errorf("long form: %w", err)
	}
	_, err := b.super.Exec(ctx, `ANALYZE app.dossier; ANALYZE app.party; ANALYZE app.paper; ANALYZE app.document; ANALYZE app.session; ANALYZE app.staff; ANALYZE app.role_grant`)
	return err
}

// officers signs a handler in at the largest office, at one larger than 99 of a
// hundred, at a median one and at the smallest.
func (b *bench) officers(ctx context.Context) error {
	for _, x := range []struct{ class, at string }{{"hot", "count(*) * 0"}, {"p99", "count(*) / 100"}, {"median", "count(*) / 2"}, {"tiny", "count(*) - 1"}} {
		o := officer{class: x.class}
		var n int
		err := b.super.QueryRow(ctx, `SELECT s.tenant_id, s.n, o.n FROM bench.size s JOIN bench.office o ON o.id = s.tenant_id ORDER BY s.n DESC, o.n LIMIT 1 OFFSET (SELECT `+x.at+` FROM bench.size)`).Scan(&o.tenant, &o.rows, &n)
		if err != nil {
			return err
		}
		var hash string
		o.token, hash = newToken()
		err = b.super.QueryRow(ctx, `WITH s AS (INSERT INTO app.staff (id, username, full_name, title, home_tenant, province_code) SELECT md5('staff' || $1::int || '0')::uuid, 'bench.' || $1::int, 'Bùi Quang Lâm', 'Công chức', t.id, t.province_code
				FROM app.tenant t WHERE t.id = $2 ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title RETURNING id, home_tenant, province_code),
			g AS (INSERT INTO app.role_grant (id, tenant_id, province_code, staff_id, role) SELECT gen_random_uuid(), s.home_tenant, s.province_code, s.id, r FROM s, unnest(ARRAY['handler', 'receptionist', 'unit_head']) r ON CONFLICT DO NOTHING)
			INSERT INTO app.session (id, token_hash, kind, staff_id, tenant_id, device, second_factor_at, expires_at) SELECT gen_random_uuid(), $3::text::bytea, 'staff', s.id, s.home_tenant, 'bench', now(), now() + interval '8 hours' FROM s RETURNING staff_id`,
			n, o.tenant, hash).Scan(&o.staff)
		if err != nil {
			return err
		}
		b.world.officers = append(b.world.officers, o)
	}
	return nil
}

// oneDossier picks a dossier in work at the hot office and gives it a history.
func (b *bench) oneDossier(ctx context.Context) error {
	hot := b.world.officers[0]
	var name string
	err := b.super.QueryRow(ctx, `SELECT d.id, d.applicant_name FROM app.dossier d JOIN app.tenant_dossier t ON t.dossier_id = d.id WHERE t.tenant_id = $1 AND d.state = 'processing' AND d.assignee = $2 AND t.holder ORDER BY d.id LIMIT 1`,
		hot.tenant, hot.staff).Scan(&b.world.page, &name)
	if err != nil {
		return err
	}
	f := strings.Fields(name)
	b.world.name = f[len(f)-1] + " " + f[0]
	_, err = b.super.Exec(ctx, `WITH none AS (SELECT WHERE NOT EXISTS (SELECT 1 FROM app.audit_entry WHERE subject = 'dossier' AND subject_id = $1)),
		a AS (INSERT INTO app.audit_entry (subject, subject_id, seq, kind, tenant_id, actor_kind, actor_name, at, data, public, prev, hash)
			SELECT 'dossier', $1, 0, k, $2, 'staff', 'Nguyễn Thị Hạnh', now() - interval '1 day', '{}', true, '', '' FROM unnest(ARRAY['dossier.filed', 'dossier.accepted', 'dossier.assigned', 'dossier.verified']) k, none)
		INSERT INTO app.task (id, dossier_id, tenant_id, seq, step, title, role, assignee, assignee_name, started_at, due_at)
			SELECT gen_random_uuid(), $1, $2, 1, 'appraise', 'Thẩm định hồ sơ', 'handler', $3, 'Bùi Quang Lâm', now() - interval '1 day', now() + interval '1 day' FROM none`, b.world.page, hot.tenant, hot.staff)
	return err
}

// filers signs residents in, fills one draft of each in by the use-cases that
// the pages call, and copies it.
func (b *bench) filers(ctx context.Context) error {
	w := &b.world
	w.proc, w.drafts = "1.004873", 3000
	stamp, err := uuid.NewV7()
	if err != nil {
		return err
	}
	w.prefix = stamp.String()[:24]
	if _, err := b.super.Exec(ctx, `DELETE FROM app.dossier WHERE state = 'draft'; DROP TABLE IF EXISTS bench.client; CREATE TABLE bench.client (n int PRIMARY KEY, resident text, tenant text, token text);
		GRANT USAGE ON SCHEMA bench TO PUBLIC; GRANT SELECT ON bench.client TO PUBLIC`); err != nil {
		return err
	}
	for i := range crowd + 1 {
		f := filer{resident: uuid.New()}
		if err := b.super.QueryRow(ctx, `SELECT id FROM bench.office WHERE n = $1`, 40+i*50).Scan(&f.tenant); err != nil {
			return err
		}
		f.token, f.hash = newToken()
		id := fmt.Sprintf("017185%06d", time.Now().UnixMicro()%1_000_000) // a woman born in 1985; unique below
		var taken bool
		for try := 0; ; try++ {
			if err := b.super.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM app.resident WHERE id_number = $1)`, id).Scan(&taken); err != nil {
				return err
			}
			if !taken {
				break
			}
			id = fmt.Sprintf("017185%06d", (time.Now().UnixMicro()+int64(try)*7919)%1_000_000)
		}
		if _, err := b.super.Exec(ctx, `INSERT INTO app.resident (id, id_number, full_name, birth_date, gender, phone, address, level) VALUES ($1, $2, 'Bùi Thị Sen', '1985-03-08', 'Nữ', '0912345678', 'Xóm 3', 3)`, f.resident, id); err != nil {
			return err
		}
		if _, err := b.super.Exec(ctx, `INSERT INTO app.session (id, token_hash, kind, resident_id, device, expires_at) VALUES (gen_random_uuid(), $1::text::bytea, 'resident', $2, 'bench', now() + interval '8 hours')`, f.hash, f.resident); err != nil {
			return err
		}
		if _, err := b.super.Exec(ctx, `INSERT INTO bench.client VALUES ($1, $2, $3, $4)`, i, f.resident.String(), f.tenant.String(), f.hash); err != nil {
			return err
		}
		if err := b.draft(ctx, &f, id); err != nil {
			return fmt.Errorf("draft: %w", err)
		}
		if i == crowd {
			w.reader = f
			break
		}
		if err := b.clone(ctx, f.template, i); err != nil {
			return fmt.Errorf("copies: %w", err)
		}
		w.filers = append(w.filers, f)
	}
	return nil
}

// draft fills in everything that filing asks for.
func (b *bench) draft(ctx context.Context, f *filer, idNumber string) error {
	pub := tenants.With(ctx, tenants.Public())
	proc, err := b.app.Catalogue.ByCode(pub, b.world.proc)
	if err != nil {
		return err
	}
	answers, err := fill(proc.Revision.Form, idNumber, b.app.Now())
	if err != nil {
		return err
	}
	var seen []string
	for _, s := range proc.Revision.Form.Sections {
		seen = append(seen, s.Key)
	}
	answers["_for"], answers["_pickup"], answers["_seen"] = "self", "1", strings.Join(seen, ",")
	me := tenants.With(ctx, tenants.Resident(f.resident, tenants.Actor{Kind: "resident", ID: f.resident, Name: "Bùi Thị Sen"}))
	if f.template, err = uuid.NewV7(); err != nil {
		return err
	}
	caseKey := proc.Revision.CaseOf(answers)
	if err := b.app.Dossiers.StartDraft(me, dossiers.NewDraft{ID: f.template, Procedure: proc.ID, Revision: proc.Revision.ID, Case: caseKey, Competent: f.tenant}); err != nil {
		return err
	}
	if err := b.app.Dossiers.SaveAnswers(me, f.template, answers); err != nil {
		return err
	}
	how := "electronic"
	if err := b.app.Dossiers.ChangeDraft(me, f.template, dossiers.DraftChange{ReturnMethod: &how, Case: &caseKey, Applicant: &dossiers.Party{FullName: "Bùi Thị Sen", IDNumber: idNumber, Resident: &f.resident, IdentityLevel: 3}}); err != nil {
		return err
	}
	scan, err := picture()
	if err != nil {
		return err
	}
	for _, c := range proc.Revision.ToHandIn(caseKey, answers) {
		doc, err := b.app.Documents.Store(me, f.tenant, documents.Incoming{Name: "giay.jpg", File: bytes.NewReader(scan), Size: int64(len(scan))})
		if err != nil {
			return err
		}
		if _, err := b.app.Dossiers.AddPaper(me, f.template, c.Key, "electronic", func(ctx context.Context, tx pgx.Tx, d uuid.UUID) (uuid.UUID, error) {
			err := b.app.Documents.Record(ctx, tx, d, &doc)
			return doc.ID, err
		}); err != nil {
			return err
		}
	}
	return nil
}

// clone copies a draft with its parts under computed ids.
func (b *bench) clone(ctx context.Context, template uuid.UUID, filer int) error {
	columns := func(table string, change map[string]string) (into, from string, err error) {
		rows, err := b.super.Query(ctx, `SELECT column_name FROM information_schema.columns WHERE table_schema = 'app' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`, table)
		if err != nil {
			return "", "", err
		}
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		src := make([]string, len(names))
		for i, n := range names {
			if src[i] = "x." + n; change[n] != "" {
				src[i] = change[n]
			}
		}
		return strings.Join(names, ", "), strings.Join(src, ", "), err
	}
	draft := `($2::text || n)::uuid`
	for _, t := range []struct {
		table, where string
		change       map[string]string
	}{
		{"dossier", "id", map[string]string{"id": draft}},
		{"document", "dossier_id", map[string]string{"id": `md5(x.id::text || n)::uuid`, "dossier_id": draft, "object_key": `x.tenant_id || '/' || md5(x.object_key || n)::uuid`}},
		{"paper", "dossier_id", map[string]string{"id": `md5(x.id::text || n)::uuid`, "dossier_id": draft, "document_id": `md5(x.document_id::text || n)::uuid`}},
		{"party", "dossier_id", map[string]string{"id": `md5(x.id::text || n)::uuid`, "dossier_id": draft}},
	} {
		into, from, err := columns(t.table, t.change)
		if err != nil {
			return err
		}
		if _, err := b.super.Exec(ctx, fmt.Sprintf(`INSERT INTO app.%s (%s) SELECT %s FROM app.%s x, generate_series($3::bigint, $4::bigint) n WHERE x.%s = $1`, t.table, into, from, t.table, t.where),
			template, b.world.prefix, draftNumber(filer, 0), draftNumber(filer, b.world.drafts-1)); err != nil {
			return fmt.Errorf("%s: %w", t.table, err)
		}
	}
	return nil
}

// fill answers every question of a form with something valid.
func fill(f revision.Form, idNumber string, now time.Time) (map[string]string, error) {
	out := map[string]string{}
	for range 3 { // answers call for further questions
		for _, q := range f.Inputs(out) {
			if out[q.Name] == "" {
				out[q.Name] = answer(q, idNumber, now)
			}
		}
	}
	kept, wrong := revision.CheckAnswers(f, out, now)
	if len(wrong) > 0 {
		return nil, fmt.Errorf("the bench cannot fill in this form: %v", wrong)
	}
	return kept, nil
}

func answer(q revision.Input, idNumber string, now time.Time) string {
	if q.Block == revision.Applicant && q.Part == "id_number" {
		return idNumber
	}
	switch q.Part {
	case "full_name":
		return "Bùi Thị Sen"
	case "birth_date":
		return "1985-03-08"
	case "id_number":
		return "017185000001"
	case "passport", "email":
		return ""
	case "ethnicity":
		return "Mường"
	case "nationality":
		return "Việt Nam"
	}
	switch q.Type {
	case revision.Choice, revision.MultiChoice:
		if len(q.Options) > 0 {
			return q.Options[0].Value
		}
	case revision.YesNo:
		return "no"
	case revision.Number, revision.Money:
		return fmt.Sprint(max(q.Min, 1))
	case revision.Date, revision.PartialDate:
		if q.When == "future" {
			return now.AddDate(0, 0, 20).Format(time.DateOnly)
		}
		return now.AddDate(0, 0, -20).Format(time.DateOnly)
	case revision.IDNumber:
		return "017185000001"
	case revision.Phone:
		return "0912345678"
	case revision.Email:
		return "sen@example.vn"
	case revision.Name:
		return "Bùi Thị Sen"
	case revision.Address:
		return "Xóm 3, xã Kim Bôi, tỉnh Phú Thọ"
	}
	return "Bổ sung hồ sơ cá nhân"
}

// picture is a small photograph of nothing.
func picture() ([]byte, error) {
	m := image.NewGray(image.Rect(0, 0, 800, 600))
	for y := range 600 {
		for x := range 800 {
			m.SetGray(x, y, color.Gray{uint8(200 + (x*y)%40)})
		}
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 50})
	return b.Bytes(), err
}
