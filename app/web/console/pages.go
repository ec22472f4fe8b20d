// Package console is the commune's side of the web: sign-in, worklists, the
// counter, the dossier with the acts that its reader may do now, helped
// filing, people and history. One page per file: form, handler, view model.
//
// A page shows only what will work (Ctx.May, State.Can, the role of the step);
// the routes, the use-cases and the database each refuse the rest again.
package console

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"motcua/app/authz"
	"motcua/app/certifying"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/exchange"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/keeping"
	"motcua/app/keys"
	"motcua/app/notices"
	"motcua/app/oldpapers"
	"motcua/app/people"
	"motcua/app/procedures"
	"motcua/app/reports"
	"motcua/app/results"
	"motcua/app/web"
	"motcua/app/web/calendar"
	"motcua/app/web/resident"
	"motcua/storage/pg"
	"motcua/tenants/registry"
	"motcua/views/i18n"
	"motcua/views/layout"
	"motcua/views/ui"
)

// Pages holds what the commune's pages need. All fields are required but
// the last three and Sectors.
type Pages struct {
	Dossiers  *dossiers.Service
	Documents *documents.Service
	People    *people.Service
	Authz     *authz.Authz
	Catalogue *procedures.Catalogue
	Offices   *registry.Units
	Governing *governing.Service
	Calendars *governing.Calendars
	Reports   *reports.Service
	Keeping   *keeping.Service
	OldPapers *oldpapers.Service
	Exchange  *exchange.Link
	Keys      *keys.Service
	Results   *results.Service
	Certify   *certifying.Service // electronic copies of originals seen at the counter
	Portal    *resident.Pages     // whose draft pages serve helped filing
	Notices   *notices.Service
	DB        *pg.DB // for what has no service of its own: the history of settings
	Now       func() time.Time

	Sectors func(system string) bool // decisions of that sector system come back by themselves; nil: of none

	BaseURL   string // of links that leave the page: invitations
	Simulated string // as web.Deps
	Version   string
}

// frame is the console's frame for one page of this visitor.
func (p *Pages) frame(c *web.Ctx, title string) layout.Data {
	d := layout.Data{
		Title: title, Office: c.Office.Full, Home: "/cb", HelpPhone: i18n.Phone(c.Office.Phone), SignOut: "/cb/dang-xuat",
		Simulated: p.Simulated, Version: p.Version, NoIndex: true, SignIn: "/cb/dang-nhap",
	}
	if c.Visitor.Staff == uuid.Nil {
		return d
	}
	d.Person = &layout.Person{Name: c.Visitor.Name, Role: c.Visitor.Title, Href: "/cb/tai-khoan"}
	if c.Office.ID != uuid.Nil {
		d.Nav = nav(c)
	}
	return d
}

// calendar is the pages of the office's days and hours.
func (p *Pages) calendar() *calendar.Pages {
	return &calendar.Pages{Base: "/cb/lich", Door: web.Staff, Frame: p.frame, Calendars: p.Calendars, Catalogue: p.Catalogue, Offices: p.Offices, Now: p.Now}
}

// nav lists the pages that this officer may open.
func nav(c *web.Ctx) []ui.Tab {
	at := c.Request().URL.Path
	var out []ui.Tab
	add := func(text, href, object, action string) {
		if c.May(object, action) {
			out = append(out, ui.Tab{Text: text, Href: href, Current: at == href || href != "/cb" && strings.HasPrefix(at, href+"/")})
		}
	}
	add("Hôm nay", "/cb", "procedure", "list")
	add("Hồ sơ", "/cb/ho-so", "dossier", "list")
	add("Tiếp nhận tại quầy", "/cb/tiep-nhan", "dossier", "receive")
	add("Làm ngay", "/cb/lam-ngay", "dossier", "receive")
	if n := len(out); n > 0 && at == "/cb/lam-ngay/cho-ky" {
		out[n-1].Current = false
	}
	add("Ký tại quầy", "/cb/lam-ngay/cho-ky", "dossier", "approve")
	add("Trình ký", batchAt, "dossier", "approve")
	add("Bàn giao giấy tờ", papersAt, "dossier", "hand_over_papers")
	add("Điều phối", coordinationAt, "dossier", "coordinate")
	add("Tin nhắn", "/cb/tin-nhan", "dossier", "ask_supplement")
	add("Sổ và quyển", booksAt, "register", "manage")
	add("Sổ chứng thực", "/cb/so-chung-thuc", "dossier", "number")
	add("Sổ theo dõi", "/cb/so-theo-doi", "dossier", "receive")
	add("Thời gian thực tế", "/cb/thoi-gian", "procedure", "list")
	add("Nộp giúp", "/cb/giup", "help", "start")
	add("Tìm", "/cb/tim", "dossier", "list")
	if n := len(out); n > 0 && out[n-1].Href == "/cb/tim" && at != "/cb/tim" {
		out[n-1].Key = "/" // on the page itself the key goes to the field
	}
	add("Liên thông", exchangePath, "exchange", "read")
	add("Giấy tờ cũ", oldAt, "archive", "digitize")
	add("Lưu trữ", archiveAt, "archive", "read")
	add("Nhân sự", "/cb/nhan-su", "people", "list")
	add("Khóa ký số", keysAt, "office_key", "manage")
	add("Đơn vị", "/cb/don-vi", "tenant", "read")
	add("Lịch làm việc", "/cb/lich", "tenant", "read")
	add("Lịch sử thiết lập", "/cb/lich-su", "history", "read")
	return out
}

// ref is the dossier of the path with the version that the page showed.
func ref(c *web.Ctx) (dossiers.Ref, error) {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.Ref{}, dossiers.NotFound()
	}
	v, err := strconv.Atoi(c.Form("version"))
	if err != nil || v < 1 {
		v = -1 // a forged or missing version never matches: the answer is the conflict page
	}
	return dossiers.Ref{ID: id, Version: v}, nil
}

// newID is an id made by a page, so that a form sent twice acts once.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// formID reads an id that a page made; a forged one gets a new id.
func formID(c *web.Ctx, name string) uuid.UUID {
	if id, err := uuid.Parse(c.Form(name)); err == nil && id != uuid.Nil {
		return id
	}
	return newID()
}

// problems lists what a fault says about fields, in the order of the page.
func problems(err error, order ...string) (map[string]string, []ui.Problem) {
	f := fault.As(err)
	if f == nil {
		return nil, nil
	}
	if len(f.Fields) == 0 && f.Text != "" {
		return map[string]string{}, []ui.Problem{{Text: f.Text}}
	}
	return f.Fields, ui.Problems(f.Fields, order...)
}

// said keeps what people type: whole letters (NFC), no characters nobody sees,
// trimmed, and never longer than a page.
func said(s string) string { return short(s, 20000) }

func short(s string, n int) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, ""))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > n {
		s = strings.TrimSpace(string(r[:n]))
	}
	return s
}

func oneOf(v string, allowed ...string) string {
	if slices.Contains(allowed, v) {
		return v
	}
	return ""
}

// session is the whole session behind this browser's token, also a half-finished one.
func (p *Pages) session(c *web.Ctx) (people.Session, error) {
	return p.People.Current(c.IdentityContext(), c.Token(web.Staff))
}
