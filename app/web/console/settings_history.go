package console

import (
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// SettingsHistory lists what was done to accounts and settings of this office.
func (p *Pages) SettingsHistory(c *web.Ctx) error {
	var before time.Time
	if s := c.Query("truoc"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 0 || n > 253402300799999999 {
			return fault.New(fault.NotFound, "page.not_found")
		}
		before = time.UnixMicro(n)
	}
	ls, err := audit.Settings(c.Context(), p.DB, before, pageRows+1)
	if err != nil {
		return err
	}
	ms, err := p.People.ListStaff(c.Context(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	names := map[uuid.UUID]string{}
	for _, m := range ms {
		names[m.ID] = m.FullName
	}
	v := view.SettingsHistory{Frame: p.frame(c, "Lịch sử thiết lập")}
	if len(ls) > pageRows {
		ls = ls[:pageRows]
		v.Next = "/cb/lich-su?truoc=" + strconv.FormatInt(ls[pageRows-1].At.UnixMicro(), 10)
	}
	if !before.IsZero() {
		v.First = "/cb/lich-su"
	}
	for _, l := range ls {
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{ui.T(i18n.DateTime(l.At)), ui.T(l.ActorName), ui.T(eventTitle(l.Kind)), ui.T(subject(l, names))}})
	}
	return c.Page(http.StatusOK, view.SettingsHistoryPage(v))
}

// subject says whom or what a line is about, with the role it names.
func subject(l audit.Line, names map[uuid.UUID]string) string {
	d := readData(l.Data)
	who := ""
	if l.Subject == "account" {
		who = orElse(names[l.SubjectID], "Tài khoản khác")
	}
	return dotted(who, i18n.RoleLabel(d.Role), d.Changed, d.UnitTitle)
}
