package resident_test

import (
	"context"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
	"motcua/app/dossiers"
)

// TestPortalInABrowser looks at every page of the portal in the states that
// people meet: 0 axe violations, nothing wider than a phone, no console message.
// The pictures are in .shots/.
func TestPortalInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	w := apptest.Start(t)
	ctx := look.Browser(t)
	t.Run("public", func(t *testing.T) {
		c := w.Anybody()
		c.Cookie("mc_xa", "04978")
		look.Visit(t, ctx, w.URL, c.Cookies(), []look.Address{
			{Name: "r-home", Path: "/"},
			{Name: "r-search", Path: "/tim?q=khai+sinh"},
			{Name: "r-search-none", Path: "/tim?q=zzzz"},
			{Name: "r-procedure", Path: "/thu-tuc/" + marital},
			{Name: "r-procedure-portal", Path: "/thu-tuc/" + portalOnly(t, w)},
			{Name: "r-procedure-print", Path: "/thu-tuc/" + marital + "/in"},
			{Name: "r-where", Path: "/thu-tuc/" + marital + "/noi-nop"},
			{Name: "r-where-old", Path: "/thu-tuc/" + marital + "/noi-nop?q=go+vap"},
			{Name: "r-where-none", Path: "/thu-tuc/" + marital + "/noi-nop?q=xyzxyz"},
			{Name: "r-where-province", Path: "/thu-tuc/" + marital + "/noi-nop?tinh=25"},
			{Name: "r-place", Path: "/xa?tiep=/"},
			{Name: "r-track", Path: "/tra-cuu?ma=H44.04978-260907-0001"},
			{Name: "r-check-result", Path: "/kiem-tra-ket-qua"},
			{Name: "r-sign-in", Path: "/dang-nhap?tiep=/ho-so"},
			{Name: "r-help", Path: "/tro-giup"},
			{Name: "r-accessible", Path: "/tiep-can"},
			{Name: "r-privacy", Path: "/quyen-rieng-tu"},
		}, look.Phone)
	})
	t.Run("draft", func(t *testing.T) {
		c := w.Anybody()
		base := start(t, c, marital).URL.Path
		look.Visit(t, ctx, w.URL, c.Cookies(), []look.Address{{Name: "r-tasks-new", Path: base}, {Name: "r-who", Path: base + "/cho-ai"}, {Name: "r-questions", Path: base + "/phan/1"}, {Name: "r-check-early", Path: base + "/kiem-tra"}}, look.Phone)
		wrong := c.Submit(c.Get(base+"/phan/1"), "#cau-hoi-don", url.Values{"applicant_full_name": {"😀 <script>"}, "applicant_id_number": {"12"}, "applicant_birth_date_year": {"2090"}})
		nobody := c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", nil)
		c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"authorised"}})
		other := c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"ten": {""}})
		post := c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"post"}})
		look.PagesIn(t, ctx, []look.Page{{Name: "r-questions-wrong", View: body(wrong.Body)}, {Name: "r-who-wrong", View: body(nobody.Body)}, {Name: "r-who-other", View: body(other.Body)}, {Name: "r-receive-wrong", View: body(post.Body)}}, look.Phone)
		c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"self"}})
		fill(t, c, base, divorced)
		c.Submit(c.Get(base+"/giay/giay_ly_hon"), "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: "ban-an-ly-hon.jpg", Data: photo(t)})
		c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"electronic"}})
		look.Visit(t, ctx, w.URL, c.Cookies(), []look.Address{
			{Name: "r-home-draft", Path: "/"},
			{Name: "r-tasks", Path: base},
			{Name: "r-questions-3", Path: base + "/phan/3"},
			{Name: "r-papers", Path: base + "/giay/giay_ly_hon"},
			{Name: "r-receive", Path: base + "/nhan-ket-qua"},
			{Name: "r-check-unknown", Path: base + "/kiem-tra"},
			{Name: "r-mine-unknown", Path: "/ho-so"},
		}, look.Phone)
		c.SignInVNeID(quan, quanIs)
		look.Visit(t, ctx, w.URL, c.Cookies(), []look.Address{{Name: "r-check", Path: base + "/kiem-tra"}, {Name: "r-account", Path: "/tai-khoan"}, {Name: "r-sign-in-known", Path: "/dang-nhap"}}, look.Phone)
		c.Submit(c.Get(base+"/kiem-tra"), "form[action$='/nop']", url.Values{"cam_doan": {"1"}})
		id := base[len("/hs/"):]
		look.Visit(t, ctx, w.URL, c.Cookies(), []look.Address{{Name: "r-sent", Path: base + "/da-gui"}, {Name: "r-dossier-submitted", Path: "/ho-so/" + id}, {Name: "r-slip", Path: "/ho-so/" + id + "/giay-hen"}, {Name: "r-withdraw", Path: "/ho-so/" + id + "/rut"}, {Name: "r-mine", Path: "/ho-so"}}, look.Phone)
	})
	t.Run("rich form", func(t *testing.T) {
		c := w.Anybody()
		base := rich(t, w, c)
		doubt := c.Submit(c.Get(base+"/phan/2"), "#cau-hoi-don", url.Values{"damage": {"roof"}, "house_line": {"Xóm Bãi"}, "house_place": {"xã Tân Lập"}, "own_land": {"yes"}, "helped_before": {"no"}})
		look.PagesIn(t, ctx, []look.Page{{Name: "r-rich-doubt", View: body(doubt.Body)}}, look.Phone)
		p := c.Click(c.Get(base+"/phan/3"), "Thêm người thứ", url.Values{"members_1_name": {"Bùi Văn An"}, "members_1_relation": {"child"}, "income": {"9000000"}})
		wrong := c.Submit(p, "#cau-hoi-don", url.Values{"members_2_name": {"123"}})
		look.PagesIn(t, ctx, []look.Page{{Name: "r-rich-rows-wrong", View: body(wrong.Body)}}, look.Phone)
		look.Visit(t, ctx, w.URL, c.Cookies(), []look.Address{{Name: "r-rich-house", Path: base + "/phan/2"}, {Name: "r-rich-rows", Path: base + "/phan/3"}, {Name: "r-rich-check", Path: base + "/kiem-tra"}}, look.Phone)
	})
	t.Run("states", func(t *testing.T) {
		for _, d := range worldDossiers(t, w) {
			c := w.Resident(d.number, d.name)
			at := "/ho-so/" + d.id
			pages := []look.Address{{Name: "r-dossier-" + d.state, Path: at}}
			switch d.state {
			case "awaiting_supplement":
				pages = append(pages, look.Address{Name: "r-supplement", Path: at + "/bo-sung"})
			case "returned":
				pages = append(pages, look.Address{Name: "r-rate", Path: at + "/danh-gia"}, look.Address{Name: "r-slip-returned", Path: at + "/giay-hen"}, look.Address{Name: "r-mine-many", Path: "/ho-so"})
			case "processing":
				pages = append(pages, look.Address{Name: "r-withdraw-ask", Path: at + "/rut"})
			}
			look.Visit(t, ctx, w.URL, c.Cookies(), pages, look.Phone)
		}
	})
	t.Run("decided", func(t *testing.T) {
		c, id := filed(t, w)
		handler := at(t, "Bùi Quang Lâm")
		ref := func(ctx context.Context) dossiers.Ref {
			d, err := w.Dossiers.ByID(ctx, id)
			must(t, err)
			return dossiers.Ref{ID: id, Version: d.Version}
		}
		must(t, w.Dossiers.Accept(handler, ref(handler)))
		must(t, w.Dossiers.Assign(handler, ref(handler), uuid.NewSHA1(apptest.KimBoi, []byte("Bùi Quang Lâm")), "Bùi Quang Lâm"))
		must(t, w.Dossiers.AskSupplement(handler, ref(handler), dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "giay_ly_hon", Reason: "blurred", Note: "Không đọc được số bản án"}}, Message: "Ông chụp lại nơi sáng, thấy đủ bốn góc."}))
		at := "/ho-so/" + id.String()
		look.Visit(t, ctx, w.URL, c.Cookies(), []look.Address{{Name: "r-dossier-asked", Path: at}, {Name: "r-supplement-file", Path: at + "/bo-sung"}}, look.Phone)
		c.Submit(c.Get(at+"/bo-sung"), "form[action$='/bo-sung']", nil, apptest.Upload{Field: "paper_giay_ly_hon", Name: "chup-lai.jpg", Data: photo(t)})
		code := issue(t, w, id)
		look.Visit(t, ctx, w.URL, c.Cookies(), []look.Address{{Name: "r-dossier-decided", Path: at}, {Name: "r-vault", Path: "/giay-to"}, {Name: "r-check-result-valid", Path: "/kiem-tra-ket-qua?ma=" + code}}, look.Phone)
		p := w.Anybody().PostForm("/tra-cuu", url.Values{"ma": {strings.ReplaceAll(text(c.Get(at), ".code"), " ", "")}, "so": {"5678"}})
		look.PagesIn(t, ctx, []look.Page{{Name: "r-track-found", View: body(p.Body)}}, look.Phone)
		c.PostForm("/may-dung-chung", nil)
		look.Visit(t, ctx, w.URL, c.Cookies(), []look.Address{{Name: "r-tasks-shared", Path: start(t, c, marital).URL.Path}}, look.Phone)
	})
	t.Run("answers", func(t *testing.T) {
		c := w.Anybody()
		wrong := c.PostForm("/tra-cuu", url.Values{"ma": {"H44.04978-990101-0001"}, "so": {"1234"}})
		empty := c.PostForm("/tra-cuu", url.Values{})
		code := c.PostForm("/dang-nhap/ma", url.Values{"phone": {"0912345678"}})
		phone := c.PostForm("/dang-nhap/ma", url.Values{"phone": {"12"}})
		fake := c.Get("/kiem-tra-ket-qua?ma=ABCDEFGHIJKLMNOP")
		gone := c.Get("/thu-tuc/9.999999")
		look.PagesIn(t, ctx, []look.Page{
			{Name: "r-track-none", View: body(wrong.Body)},
			{Name: "r-track-wrong", View: body(empty.Body)},
			{Name: "r-code", View: body(code.Body)},
			{Name: "r-sign-in-wrong", View: body(phone.Body)},
			{Name: "r-check-result-none", View: body(fake.Body)},
			{Name: "r-missing", View: body(gone.Body)},
		}, look.Phone)
	})
}

// body is a page that came as an answer to a form.
type body string

func (b body) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(b))
	return err
}

type worldDossier struct{ id, state, number, name string }

// worldDossiers is one dossier of each state with its resident.
func worldDossiers(t *testing.T, w *apptest.World) []worldDossier {
	t.Helper()
	db, err := pgx.Connect(t.Context(), w.DB.SuperURL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	rows, err := db.Query(t.Context(), `SELECT DISTINCT ON (d.state) d.id::text, d.state, r.id_number, r.full_name FROM app.dossier d JOIN app.resident r ON r.id = d.resident_id
		WHERE d.state NOT IN ('draft', 'submitted') AND r.id_number IS NOT NULL ORDER BY d.state, (SELECT count(*) FROM app.clock_entry k WHERE k.dossier_id = d.id) DESC`)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (d worldDossier, err error) {
		return d, r.Scan(&d.id, &d.state, &d.number, &d.name)
	})
	if err != nil || len(list) < 5 {
		t.Fatalf("%d states, %v", len(list), err)
	}
	return list
}

// portalOnly is a procedure that is filed on the national portal.
func portalOnly(t *testing.T, w *apptest.World) string {
	t.Helper()
	db, err := pgx.Connect(t.Context(), w.DB.SuperURL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	var code string
	if err := db.QueryRow(t.Context(), `SELECT p.code FROM app.procedure p JOIN app.revision r ON r.procedure_id = p.id WHERE r.data #>> '{ways,online,filed}' = 'dvcqg' ORDER BY p.code LIMIT 1`).Scan(&code); err != nil {
		t.Fatal(err)
	}
	return code
}
