package leak

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/app/web"
	"motcua/storage/pgtest"
)

// person is somebody signed in, and which things are theirs.
type person struct {
	name  string
	doors []web.Door
	c     *apptest.Client
	// own and foreign ids by the kind of thing; own may be empty where there is none.
	own, foreign map[string][]uuid.UUID
}

// kindOf says what a route's ids name, by the beginning of its path; the longest wins.
var kindOf = map[string]string{
	"/ho-so/:id": "dossier", "/hs/:id": "draft", "/tep/:tep": "document", "/giay-to/:tep": "document", "/giay-to-cu/:to": "old paper", "/hs/:id/tep/:tep": "draft document", "/tai-khoan/may/:may": "session",
	"/cb/ho-so/:id": "dossier", "/cb/lam-ngay/:id": "dossier", "/cb/tep/:id": "document", "/cb/xin-y-kien/:id": "consultation", "/cb/ban-giao/:id": "handover list", "/cb/luu-tru/:id": "destruction list", "/cb/giay-to-cu/:id": "old session", "/cb/giay-to-cu/to/:id": "old paper", "/cb/giay-to-cu/nhan/:id": "old claim", "/cb/dieu-phoi/:id": "coordination", "/cb/lien-thong/:id": "status", "/cb/nhan-su/:id": "staff", "/cb/giup/:id": "draft", "/cb/giup/:id/tep/:tep": "draft document", "/cb/tai-khoan/thiet-bi/:id": "session",
	"/tinh/xa/:id": "tenant", "/tinh/xa/:id/nhan-su/:staff": "tenant staff", "/tinh/nhan-su/:staff": "staff",
	"/tinh/thu-tuc/:code/phien-ban/:ban": "revision", "/tinh/thu-tuc/nhap/:id": "import",
	"/nen-tang/thu-tuc/:code/phien-ban/:ban": "national", "/nen-tang/thu-tuc/nhap/:id": "national_import",
}

// plain are parameters that name nothing of anybody: parts of a page, codes of
// the catalogue, tokens that are their own proof.
var plain = map[string]string{":partner": "sms", ":tin": "dossier.accepted", ":kenh": "sms", ":cho": "lo", ":n": "1", ":giay": "to_khai", ":mau": "m01", ":muc": "chung", ":trang": "1", ":anh": "", ":lan": "", ":code": "1.004873", ":role": "handler", ":phong": "kinh_te", ":ma": "x", ":token": "x", ":province": "01"}

var param = regexp.MustCompile(`:[a-z_]+`)

// address fills a route's path: ids from the targets in order, the rest plainly.
func address(path string, targets []uuid.UUID) string {
	i := 0
	return param.ReplaceAllStringFunc(path, func(p string) string {
		if v, ok := plain[p]; ok && v != "" {
			return v
		}
		id := targets[min(i, len(targets)-1)]
		i++
		return id.String()
	})
}

// said is everything an answer tells, without what differs from call to call.
func said(p *apptest.Page, targets []uuid.UUID) string {
	s := fmt.Sprintf("%d %s\n%s", p.Status, p.URL.RequestURI(), p.Body)
	for i, id := range targets {
		s = strings.ReplaceAll(s, id.String(), fmt.Sprintf("{id %d}", i))
	}
	for _, h := range p.Header["X-Request-Id"] {
		s = strings.ReplaceAll(s, h, "{request}")
	}
	return s
}

// TestForeignIsMissingOverHTTP: on every route that takes an id, another's
// answers byte for byte like nobody's.
func TestForeignIsMissingOverHTTP(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	su := pgtest.Conn(t, w.DB.SuperURL)
	o := &overHTTP{people: signedIn(t, w, su), asked: map[string]int{}, answered: map[string]int{}}
	for _, table := range w.Routes() {
		for _, r := range table {
			o.route(r)
		}
	}
	for _, f := range o.failed {
		t.Error(f)
	}
	t.Logf("asked about somebody else's: %v; answered about one's own: %v", o.asked, o.answered)
	for _, k := range []string{"dossier", "draft", "document", "staff", "tenant", "revision", "national", "consultation"} {
		if o.asked[k] == 0 || o.answered[k] == 0 {
			t.Errorf("%s: %d questions about somebody else's, %d answers about one's own: the baseline is missing", k, o.asked[k], o.answered[k])
		}
	}
	// with the wall broken the same questions are answered
	_, err := su.Exec(t.Context(), `CREATE POLICY oops ON app.dossier FOR SELECT TO app_tenant USING (true); CREATE POLICY oops_too ON app.dossier FOR SELECT TO app_resident USING (true)`)
	must(t, err)
	for _, path := range []string{"/cb/ho-so/:id", "/ho-so/:id"} {
		broken := &overHTTP{people: o.people, asked: map[string]int{}, answered: map[string]int{}}
		for _, table := range w.Routes() {
			for _, r := range table {
				if r.Path == path && r.Method == http.MethodGet {
					broken.route(r)
				}
			}
		}
		if len(broken.failed) == 0 {
			t.Errorf("NOT NOTICED: everybody reads every dossier at %s", path)
		}
	}
}

// overHTTP asks people's browsers about ids.
type overHTTP struct {
	people          []person
	asked, answered map[string]int
	failed          []string
}

// anyForm is a body that many acts would take, if the dossier were theirs.
var anyForm = url.Values{
	"version": {"1"}, "v": {"1"}, "reason": {"Lý do để thử"}, "remedy": {"Nộp nơi khác"}, "to_whom": {"Sen"}, "stars": {"5"}, "title": {"CHỦ TỊCH"}, "assignee": {uuid.NewString()}, "role": {"handler"},
	"amount": {"1.000.000"}, "purpose": {"x"}, "payee": {"x"}, "notice_number": {"1"}, "notice_date": {"01/09/2026"}, "legal_basis": {"x"}, "receipt_number": {"1"}, "receipt_date": {"01/09/2026"},
	"outcome": {"granted"}, "content": {"x"}, "message": {"x"}, "decision": {"grant"}, "full_name": {"Nguyễn Văn Thử"}, "username": {"thu.nghiem"}, "right": {uuid.NewString()},
}

func (o *overHTTP) fail(format string, args ...any) {
	o.failed = append(o.failed, fmt.Sprintf(format, args...))
}

func (o *overHTTP) route(r web.Route) {
	kinds := longest(r.Path)
	if !param.MatchString(r.Path) {
		return
	}
	if kinds == "" {
		if slices.ContainsFunc(param.FindAllString(r.Path, -1), func(p string) bool { _, ok := plain[p]; return !ok }) {
			o.fail("%s %s takes an id and is not in the leak suite: name what it means in kindOf", r.Method, r.Path)
		}
		return
	}
	for _, who := range o.people {
		if !slices.Contains(who.doors, r.Door) {
			continue
		}
		ask := func(targets []uuid.UUID) (*apptest.Page, string) {
			at := address(r.Path, targets)
			p := (*apptest.Page)(nil)
			if r.Method == http.MethodGet {
				p = who.c.Get(at)
			} else {
				p = who.c.PostForm(at, anyForm)
			}
			return p, said(p, targets)
		}
		words := strings.Fields(kinds)
		missing := make([]uuid.UUID, len(words))
		for i := range missing {
			missing[i] = uuid.New()
		}
		first, nothing := ask(missing)
		if first.Status < 400 && r.Method == http.MethodGet && !strings.Contains(first.URL.Path, "dang-nhap") {
			o.fail("%s: %s %s answers %d about nothing", who.name, r.Method, r.Path, first.Status)
		}
		if first.Status >= 500 {
			o.fail("%s: %s %s breaks on an id that nobody has: %d", who.name, r.Method, r.Path, first.Status)
		}
		for n := range 4 {
			targets := pick(who.foreign, words, n)
			if targets == nil {
				break
			}
			o.asked[kinds]++
			if _, got := ask(targets); got != nothing {
				o.fail("LEAK: %s: %s %s answers differently about somebody else's %s:\n%s", who.name, r.Method, r.Path, kinds, difference(nothing, got))
			}
		}
		if targets := pick(who.own, words, 0); targets != nil && r.Method == http.MethodGet {
			if p, got := ask(targets); got != nothing && p.Status == http.StatusOK {
				o.answered[kinds]++
			}
		}
	}
}

func longest(path string) (kind string) {
	n := 0
	for prefix, k := range kindOf {
		if len(prefix) > n && (path == prefix || strings.HasPrefix(path, prefix+"/")) {
			n, kind = len(prefix), k
		}
	}
	return kind
}

// pick takes the n-th thing of each kind; nil when there is none.
func pick(from map[string][]uuid.UUID, words []string, n int) []uuid.UUID {
	var out []uuid.UUID
	for _, k := range words {
		if n >= len(from[k]) {
			return nil
		}
		out = append(out, from[k][n])
	}
	return out
}

func difference(a, b string) string {
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(la), len(lb)) {
		if la[i] != lb[i] {
			return fmt.Sprintf("  nothing: %.200s\n  foreign: %.200s", la[i], lb[i])
		}
	}
	return fmt.Sprintf("%d lines against %d", len(la), len(lb))
}

// signedIn are people of every door, with what is theirs and what is not, as a
// superuser sees it.
func signedIn(t *testing.T, w *apptest.World, su *pgx.Conn) []person {
	t.Helper()
	ids := func(sql string, args ...any) []uuid.UUID {
		t.Helper()
		out, err := collect[uuid.UUID](context.Background(), su, sql, args...)
		must(t, err)
		return out
	}
	var out []person
	// a resident with dossiers
	var r uuid.UUID
	var number, name string
	must(t, su.QueryRow(t.Context(), `SELECT r.id, r.id_number, r.full_name FROM app.resident r JOIN app.dossier d ON d.resident_id = r.id JOIN app.document o ON o.dossier_id = d.id
		WHERE r.id_number IS NOT NULL AND d.state <> 'draft' AND r.level = 3 GROUP BY 1 ORDER BY count(DISTINCT d.id) DESC LIMIT 1`).Scan(&r, &number, &name))
	c := w.Resident(number, name)
	// a draft of hers and one of somebody else's, each with a file
	others := ids(`SELECT id FROM app.resident WHERE id <> $1 AND id_number IS NOT NULL ORDER BY id LIMIT 1`, r)
	for _, owner := range []uuid.UUID{r, others[0]} {
		d, o := uuid.New(), uuid.New()
		_, err := su.Exec(t.Context(), `INSERT INTO app.dossier (id, procedure_id, revision_id, channel, filing, resident_id, competent_tenant, state) SELECT $1, procedure_id, revision_id, 'online', 'self', $2, competent_tenant, 'draft' FROM app.dossier WHERE channel = 'online' ORDER BY id LIMIT 1`, d, owner)
		must(t, err)
		_, err = su.Exec(t.Context(), `INSERT INTO app.document (id, tenant_id, dossier_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind) SELECT $1::text::uuid, competent_tenant, id, 'paper', competent_tenant || '/' || $1::text, 'x', 'y', 1, 'image/jpeg', 'resident' FROM app.dossier WHERE id = $2`, o.String(), d)
		must(t, err)
	}
	out = append(out, person{
		"resident",
		[]web.Door{web.Resident, web.Public},
		c,
		map[string][]uuid.UUID{
			"dossier": ids(`SELECT id FROM app.dossier WHERE resident_id = $1 AND state <> 'draft' ORDER BY id`, r), "draft": ids(`SELECT id FROM app.dossier WHERE resident_id = $1 AND state = 'draft' ORDER BY id DESC`, r),
			"document": ids(`SELECT o.id FROM app.document o JOIN app.dossier d ON d.id = o.dossier_id WHERE d.resident_id = $1 AND d.state <> 'draft' AND o.purpose = 'paper' ORDER BY o.id`, r),
		},
		map[string][]uuid.UUID{
			"dossier": ids(`(SELECT id FROM app.dossier WHERE resident_id <> $1 AND state <> 'draft' ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM app.dossier WHERE resident_id <> $1 AND state = 'draft' ORDER BY id LIMIT 1)`, r),
			"draft":   ids(`(SELECT id FROM app.dossier WHERE resident_id <> $1 AND state = 'draft' ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM app.dossier WHERE resident_id <> $1 AND state <> 'draft' ORDER BY id LIMIT 1)`, r),
			"document": ids(`(SELECT o.id FROM app.document o JOIN app.dossier d ON d.id = o.dossier_id WHERE d.resident_id <> $1 AND d.state <> 'draft' ORDER BY o.id LIMIT 1)
				UNION ALL (SELECT o.id FROM app.document o JOIN app.dossier d ON d.id = o.dossier_id WHERE d.resident_id = $2 AND d.state = 'draft' ORDER BY o.id LIMIT 1)`, r, others[0]),
			"session": ids(`SELECT id FROM app.session WHERE resident_id IS DISTINCT FROM $1 ORDER BY id LIMIT 2`, r),
		},
	})
	// officers: what another commune has, what this one only helped with, and drafts to it
	for _, o := range []struct {
		name   string
		tenant uuid.UUID
	}{{"kimboi.tiepnhan", apptest.KimBoi}, {"kimboi.thuly", apptest.KimBoi}, {"kimboi.chutich", apptest.KimBoi}, {"kimboi.vanthu", apptest.KimBoi}, {"kimboi.quantri", apptest.KimBoi}, {"hoabinh.tiepnhan", apptest.HoaBinh}, {"govap.giamdoc", apptest.GoVap}} {
		reads := `(d.receiving_tenant = $1 OR d.competent_tenant = $1 OR d.former_tenant = $1) AND d.state <> 'draft'`
		out = append(out, person{
			o.name,
			[]web.Door{web.Staff, web.Signed},
			w.Officer(o.name),
			map[string][]uuid.UUID{
				"dossier":  ids(`SELECT d.id FROM app.dossier d WHERE `+reads+` ORDER BY d.id LIMIT 1`, o.tenant),
				"document": ids(`SELECT x.id FROM app.document x JOIN app.dossier d ON d.id = x.dossier_id WHERE x.purpose = 'paper' AND `+reads+` ORDER BY x.id LIMIT 1`, o.tenant),
				"staff":    ids(`SELECT id FROM app.staff WHERE home_tenant = $1 ORDER BY id LIMIT 1`, o.tenant),
			},
			map[string][]uuid.UUID{
				"dossier": ids(`(SELECT d.id FROM app.dossier d WHERE d.state <> 'draft' AND NOT coalesce(`+reads+`, false) ORDER BY d.supporting_tenant = $1 DESC NULLS LAST, d.id LIMIT 2)
					UNION ALL (SELECT d.id FROM app.dossier d WHERE d.state = 'draft' ORDER BY d.competent_tenant = $1 DESC, d.id LIMIT 1)`, o.tenant),
				"draft": ids(`SELECT d.id FROM app.dossier d WHERE d.supporting_tenant IS DISTINCT FROM $1 OR d.state <> 'draft' ORDER BY d.state = 'draft' DESC, d.id LIMIT 3`, o.tenant),
				"document": ids(`(SELECT x.id FROM app.document x JOIN app.dossier d ON d.id = x.dossier_id WHERE NOT coalesce(`+reads+`, false) AND d.state <> 'draft' ORDER BY d.supporting_tenant = $1 DESC NULLS LAST, x.id LIMIT 2)
					UNION ALL (SELECT x.id FROM app.document x JOIN app.dossier d ON d.id = x.dossier_id WHERE d.state = 'draft' ORDER BY d.competent_tenant = $1 DESC, x.id LIMIT 1)`, o.tenant),
				"staff":   ids(`SELECT s.id FROM app.staff s WHERE s.home_tenant <> $1 AND NOT EXISTS (SELECT 1 FROM app.role_grant g WHERE g.staff_id = s.id AND g.tenant_id = $1) ORDER BY s.id LIMIT 2`, o.tenant),
				"session": ids(`SELECT id FROM app.session WHERE staff_id IS NULL OR staff_id <> (SELECT id FROM app.staff WHERE username = $1) ORDER BY id LIMIT 2`, o.name),
			},
		})
	}
	// and a draft that Hòa Bình is helping with right now
	help := uuid.New()
	_, err := su.Exec(t.Context(), `INSERT INTO app.dossier (id, procedure_id, revision_id, channel, filing, resident_id, competent_tenant, supporting_tenant, state) SELECT $1, procedure_id, revision_id, 'online', 'helped', $2, $3, $4, 'draft' FROM app.dossier WHERE channel = 'online' ORDER BY id LIMIT 1`, help, r, apptest.KimBoi, apptest.HoaBinh)
	must(t, err)
	_, err = su.Exec(t.Context(), `INSERT INTO app.consent (id, tenant_id, resident_id, dossier_id, staff_id, staff_name, method, statement, given_at) SELECT gen_random_uuid(), $1, $2, $3, id, 'x', 'signature', 'x', now() FROM app.staff WHERE username = 'hoabinh.tiepnhan'`, apptest.HoaBinh, r, help)
	must(t, err)
	// and a question of Kim Bôi to Hòa Bình: that office's, and nobody else's page
	question := uuid.New()
	_, err = su.Exec(t.Context(), `INSERT INTO app.consultation (id, dossier_id, tenant_id, to_tenant, question, asked_name, asked_at, due_at) SELECT $1, id, $2, $3, 'Đúng không?', 'Lâm', now(), now() FROM app.dossier WHERE competent_tenant = $2 AND state = 'processing' ORDER BY id LIMIT 1`, question, apptest.KimBoi, apptest.HoaBinh)
	must(t, err)
	for i := range out {
		if out[i].name != "resident" && out[i].name != "hoabinh.tiepnhan" {
			out[i].foreign["consultation"] = []uuid.UUID{question}
		}
		if out[i].name == "hoabinh.tiepnhan" {
			out[i].own["draft"] = []uuid.UUID{help}
			out[i].own["consultation"] = []uuid.UUID{question}
		} else if strings.HasPrefix(out[i].name, "kimboi.") {
			out[i].foreign["draft"] = append([]uuid.UUID{help}, out[i].foreign["draft"]...)
			out[i].foreign["dossier"] = append([]uuid.UUID{help}, out[i].foreign["dossier"]...)
		}
	}
	for _, code := range []string{"25", "79"} { // a draft and a version of each province, of the procedure that the addresses name
		for _, v := range []struct {
			state string
			no    int
		}{{"draft", 0}, {"published", 1}} {
			_, err := su.Exec(t.Context(), `INSERT INTO app.revision (id, procedure_id, province_code, no, state, published_from, data) SELECT gen_random_uuid(), procedure_id, $1, $2, $3, CASE WHEN $2 > 0 THEN now() END, data
				FROM app.revision r WHERE province_code IS NULL AND no = 1 AND procedure_id = (SELECT id FROM app.procedure WHERE code = '1.004873')`, code, v.no, v.state)
			must(t, err)
		}
	}
	_, err = su.Exec(t.Context(), `INSERT INTO app.revision (id, procedure_id, no, state, data) SELECT gen_random_uuid(), procedure_id, 0, 'draft', data FROM app.revision r
		WHERE province_code IS NULL AND no = 1 AND procedure_id = (SELECT id FROM app.procedure WHERE code = '1.004873')`) // the nation's draft
	must(t, err)
	for _, p := range []struct{ name, province string }{{"phutho.quantri", "25"}, {"hcm.quantri", "79"}} {
		out = append(out, person{
			p.name,
			[]web.Door{web.Province},
			w.Officer(p.name),
			map[string][]uuid.UUID{"tenant": ids(`SELECT id FROM app.tenant WHERE province_code = $1 AND kind = 'commune' AND code IN ('04978', '26884') LIMIT 1`, p.province), "staff": ids(`SELECT s.id FROM app.staff s JOIN app.tenant t ON t.id = s.home_tenant WHERE s.province_code = $1 AND t.kind = 'province' LIMIT 1`, p.province), "revision": ids(`SELECT id FROM app.revision WHERE province_code = $1 ORDER BY no`, p.province)},
			map[string][]uuid.UUID{"tenant": ids(`SELECT id FROM app.tenant WHERE province_code <> $1 AND kind = 'commune' ORDER BY code IN ('04978', '26884') DESC, id LIMIT 2`, p.province), "staff": ids(`SELECT id FROM app.staff WHERE province_code <> $1 ORDER BY id LIMIT 2`, p.province), "revision": ids(`SELECT id FROM app.revision WHERE province_code <> $1 OR province_code IS NULL AND state = 'draft' ORDER BY no`, p.province)},
		})
	}
	out = append(out, person{
		"vanhanh",
		[]web.Door{web.Platform},
		w.Officer("vanhanh"),
		map[string][]uuid.UUID{"national": ids(`SELECT id FROM app.revision WHERE province_code IS NULL AND procedure_id = (SELECT id FROM app.procedure WHERE code = '1.004873') ORDER BY no`)},
		map[string][]uuid.UUID{"national": ids(`SELECT id FROM app.revision WHERE province_code IS NOT NULL ORDER BY no`), "dossier": ids(`SELECT id FROM app.dossier LIMIT 2`), "tenant": ids(`SELECT id FROM app.tenant WHERE kind = 'commune' LIMIT 2`)},
	})
	return out
}
