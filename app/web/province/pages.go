// Package province is the provincial centre's side of the web: the figures of
// all communes, bringing a commune live, procedures, roles, people and the
// history of all of these. One page per file: form, handler, view model.
//
// It knows figures and settings only. The one way to a single dossier is the
// page that asks for a reason and says that it was recorded.
package province

import (
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/authz"
	"motcua/app/exchange"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/keeping"
	"motcua/app/notices"
	"motcua/app/people"
	"motcua/app/procedures"
	"motcua/app/procedures/national"
	"motcua/app/reports"
	"motcua/app/slips"
	"motcua/app/web"
	"motcua/app/web/builder"
	"motcua/app/web/calendar"
	"motcua/app/web/deadletters"
	"motcua/tenants/registry"
	"motcua/views/layout"
	"motcua/views/ui"
)

// Pages holds what the province's pages need. All fields are required but
// Base, Simulated and Version.
type Pages struct {
	Governing *governing.Service
	Reports   *reports.Service
	Keeping   *keeping.Service
	People    *people.Service
	Authz     *authz.Authz
	Catalogue *procedures.Catalogue
	Revisions *procedures.Revisions
	Shipped   func() (*national.Shipped, error) // the catalogue in the binary; read when first asked
	Trials    *governing.Trials
	Calendars *governing.Calendars
	Offices   *registry.Units
	Templates *slips.Templates
	Notices   *notices.Service
	Exchange  *exchange.Link
	Now       func() time.Time

	Base      string // https://motcua.example.vn, for links that are sent on; "" is the address of the request
	Simulated string // as web.Deps
	Version   string
}

// frame is the frame of one page of this visitor.
func (p *Pages) frame(c *web.Ctx, title string) layout.Data {
	return layout.Data{
		Title: title, Office: c.Office.Full, Home: "/tinh", HelpPhone: c.Office.Phone, SignOut: "/cb/dang-xuat", SignIn: "/cb/dang-nhap",
		Simulated: p.Simulated, Version: p.Version, NoIndex: true, Nav: nav(c),
		Person: &layout.Person{Name: c.Visitor.Name, Role: c.Visitor.Title, Href: "/cb/tai-khoan"},
	}
}

// builder is the pages on which this province writes its procedures.
func (p *Pages) builder() *builder.Pages {
	return &builder.Pages{
		Base: proceduresPath, Door: web.Province, Frame: p.frame,
		Governing: p.Governing, Catalogue: p.Catalogue, Revisions: p.Revisions, Shipped: p.Shipped, Trials: p.Trials, Offices: p.Offices, Now: p.Now,
	}
}

// calendar is the pages of the province's days and hours.
func (p *Pages) calendar() *calendar.Pages {
	return &calendar.Pages{Base: "/tinh/lich", Door: web.Province, Frame: p.frame, Calendars: p.Calendars, Catalogue: p.Catalogue, Offices: p.Offices, Now: p.Now}
}

const deadPath = "/tinh/lien-thong"

// deadLetters is the page of what the national portal was not told.
func (p *Pages) deadLetters() *deadletters.Pages {
	return &deadletters.Pages{Path: deadPath, Door: web.Province, Frame: p.frame, Exchange: p.Exchange, Offices: p.Offices, Now: p.Now}
}

const proceduresPath = "/tinh/thu-tuc"

// versionsPath is the address of a procedure's versions.
func versionsPath(code string) string { return proceduresPath + "/" + code + "/phien-ban" }

// nav lists the pages that this visitor may open.
func nav(c *web.Ctx) []ui.Tab {
	at := c.Request().URL.Path
	var out []ui.Tab
	for _, x := range [][4]string{
		{"Điều hành", "/tinh", "report", "read"},
		{"Phủ xanh", "/tinh/phu-xanh", "tenant", "read"},
		{"Thủ tục", "/tinh/thu-tuc", "procedure", "list"},
		{"Mẫu phiếu", slipsPath, "tenant", "read"},
		{"Nhắc việc", "/tinh/nhac-viec", "tenant", "read"},
		{"Luân chuyển", handoverPath, "tenant", "read"},
		{"Lưu trữ", archivePath, "tenant", "read"},
		{"Vai trò", "/tinh/vai-tro", "role", "list"},
		{"Lịch làm việc", "/tinh/lich", "tenant", "read"},
		{"Tin báo", textsPath, "tenant", "manage"},
		{"Nhân sự của tỉnh", "/tinh/nhan-su", "people", "list"},
		{"Mở một hồ sơ", "/tinh/ho-so", "dossier", "read_with_reason"},
		{"Liên thông", deadPath, "exchange", "read"},
		{"Nhật ký", "/tinh/lich-su", "history", "read"},
	} {
		if c.May(x[2], x[3]) {
			out = append(out, ui.Tab{Text: x[0], Href: x[1], Current: at == x[1] || x[1] != "/tinh" && strings.HasPrefix(at, x[1]+"/") || x[1] == "/tinh" && strings.HasPrefix(at, "/tinh/xa/")})
		}
	}
	return out
}

// commune finds the commune of the path, by its five-digit code or its id.
// Another province's answers like a missing one.
func (p *Pages) commune(c *web.Ctx) (governing.Office, error) {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		u, err := p.Offices.ByCode(c.PublicContext(), c.Param("id"))
		if err != nil {
			return governing.Office{}, fault.New(fault.NotFound, "office.not_found", "Không tìm thấy đơn vị này.")
		}
		id = u.ID
	}
	return p.Governing.Office(c.Context(), id)
}

// communePath is the address of a commune's page, or of one below it.
func communePath(code, below string) string { return "/tinh/xa/" + code + below }

// inText is an office's name inside a sentence: "xã Kim Bôi".
func inText(o governing.Office) string { return o.UnitKind + " " + o.Name }

// problems lists what a fault says, in the order of the page.
func problems(err error, order ...string) (map[string]string, []ui.Problem) {
	var f *fault.Error
	if !errors.As(err, &f) {
		return nil, nil
	}
	if len(f.Fields) == 0 {
		return nil, []ui.Problem{{Text: f.Text}}
	}
	return f.Fields, ui.Problems(f.Fields, order...)
}

// mendable tells whether the page can show the fault beside the form.
func mendable(err error) bool {
	f := fault.As(err)
	return f != nil && (f.Kind == fault.Invalid || (f.Kind == fault.Conflict || f.Kind == fault.Forbidden) && f.Text != "")
}

// link makes an address that somebody else can open.
func (p *Pages) link(c *web.Ctx, path string) string {
	if p.Base != "" {
		return strings.TrimRight(p.Base, "/") + path
	}
	scheme := "http"
	if c.Request().TLS != nil || c.Request().Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + c.Request().Host + path
}

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}
