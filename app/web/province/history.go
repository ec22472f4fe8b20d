package province

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/governing"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

// perPage is how many acts a page of the history shows.
const perPage = 50

// History is what was done to settings, accounts and roles in the province.
func (p *Pages) History(c *web.Ctx) error {
	v := view.History{Frame: p.frame(c, "Nhật ký quản trị"), Name: "Nhật ký quản trị", Empty: "Mỗi lần sửa thiết lập, giao vai trò, bật tắt thủ tục sẽ hiện ở đây."}
	return p.historyPage(c, v, uuid.Nil, "/tinh/lich-su")
}

// CommuneHistory is the same for one commune: what was done to it and what it did itself.
func (p *Pages) CommuneHistory(c *web.Ctx) error {
	o, err := p.commune(c)
	if err != nil {
		return err
	}
	h := p.head(c, o, "/lich-su")
	return p.historyPage(c, view.History{Frame: h.Frame, Head: &h, Empty: "Việc sửa thiết lập, giao vai trò tại " + inText(o) + " sẽ hiện ở đây."}, o.ID, communePath(o.Code, "/lich-su"))
}

func (p *Pages) historyPage(c *web.Ctx, v view.History, tenant uuid.UUID, path string) error {
	before := readBefore(c.Query("truoc"))
	acts, err := p.Governing.History(c.Context(), tenant, before, perPage+1)
	if err != nil {
		return err
	}
	if len(acts) > perPage {
		acts = acts[:perPage]
		v.Next = path + "?truoc=" + url.QueryEscape(beforeText(acts[perPage-1].Next()))
	}
	if !before.At.IsZero() {
		v.First = path
	}
	for _, a := range acts {
		who := a.ActorName
		if who == "" {
			who = "Hệ thống"
		}
		from := "Cấp tỉnh"
		switch {
		case a.Tenant != nil:
			from = upperFirst(p.officeName(c, *a.Tenant))
		case a.Kind == "province.onboarded":
			from = "Vận hành nền tảng"
		}
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{ui.T(i18n.DateTime(a.At)), ui.T(who), ui.T(from), ui.T(sentence(a, func(id uuid.UUID) string { return p.officeName(c, id) }))}})
	}
	return c.Page(http.StatusOK, view.HistoryPage(v))
}

// officeName is a tenant inside a sentence.
func (p *Pages) officeName(c *web.Ctx, id uuid.UUID) string {
	u, err := p.Offices.ByID(c.PublicContext(), id)
	switch {
	case err != nil:
		return "một đơn vị"
	case id == c.Office.ID:
		return "trung tâm cấp tỉnh"
	}
	return u.InText()
}

// beforeText and readBefore are the place in the history as the address has it.
func beforeText(b governing.Before) string {
	return strconv.FormatInt(b.At.UnixMicro(), 10) + "." + strconv.Itoa(b.Seq) + "." + b.Subject.String()
}

func readBefore(s string) governing.Before {
	part := strings.SplitN(s, ".", 3)
	if len(part) != 3 {
		return governing.Before{}
	}
	at, err := strconv.ParseInt(part[0], 10, 64)
	if err != nil || at < 0 || at > 1e16 {
		return governing.Before{}
	}
	seq, err := strconv.ParseInt(part[1], 10, 32)
	if err != nil {
		return governing.Before{}
	}
	id, err := uuid.Parse(part[2])
	if err != nil {
		return governing.Before{}
	}
	return governing.Before{At: time.UnixMicro(at).UTC(), Seq: int(seq), Subject: id}
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
