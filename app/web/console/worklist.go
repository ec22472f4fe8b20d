package console

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// pageRows is how many rows one page of a list has.
const pageRows = 50

// Worklist shows one queue of this office, nearest due first, in pages by
// keyset. htmx asks for the table alone.
func (p *Pages) Worklist(c *web.Ctx) error {
	mine := myQueues(c)
	q, ok := queueBy(c.Query("hang"))
	if c.Query("hang") == "" {
		q, ok = mine[0], true
	}
	if !ok || !q.open(c) {
		return fault.New(fault.NotFound, "queue.unknown", "Không có danh sách này.")
	}
	after, err := cursor(c.Query("sau"))
	if err != nil {
		return err
	}
	part := c.Part() == "bang"
	page := p.list(c, q, after, pageRows+1)
	var rows []dossiers.Row
	var n dossiers.Counts
	if part {
		rows, err = p.Dossiers.Worklist(c.Context(), page)
	} else {
		rows, n, err = p.Dossiers.WorklistCounted(c.Context(), page)
	}
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		last := rows[pageRows-1]
		next = "/cb/ho-so?hang=" + q.key + "&sau=" + url.QueryEscape(cursorText(q, last))
	}
	t := view.List{Rows: p.rows(c, q.key, rows), Caption: q.title, Empty: q.empty, Next: next}
	if c.Query("sau") != "" {
		t.First = "/cb/ho-so?hang=" + q.key
	}
	if part {
		return c.Page(http.StatusOK, view.ListPart(t))
	}
	v := view.Worklist{Frame: p.frame(c, q.title), List: t, Remark: remark(n)}
	if q.key == "sign" && len(rows) > 0 {
		v.Batch = ui.Tab{Text: "Ký nhiều văn bản một lượt", Href: batchAt}
	}
	if q.key == "number" && c.May("dossier", "issue") {
		v.Batch = ui.Tab{Text: "Cấp số, phát hành nhiều văn bản một lượt", Href: issuingAt}
	}
	for _, x := range mine {
		tab := ui.Tab{Text: x.title, Href: "/cb/ho-so?hang=" + x.key, Current: x.key == q.key}
		if x.count != nil {
			tab.Counted, tab.Count = true, int(max(x.count(n), 0))
		}
		if x.key == "open" {
			tab.Late = n.Overdue > 0
		}
		v.Tabs = append(v.Tabs, tab)
	}
	return c.Page(http.StatusOK, view.WorklistPage(v))
}

func remark(n dossiers.Counts) string {
	s := i18n.Number(n.Overdue) + " quá hạn, " + i18n.Number(n.DueToday) + " đến hạn hôm nay"
	return s
}

// rows turns what the projection shows into lines of a table.
func (p *Pages) rows(c *web.Ctx, from string, in []dossiers.Row) []ui.Row {
	now := p.Now()
	out := make([]ui.Row, 0, len(in))
	for _, r := range in {
		out = append(out, p.row(c.Context(), c.Visitor.Staff, from, r, now))
	}
	return out
}

const reading = 1 | 2 | 16 // roles that may open a dossier

func (p *Pages) row(ctx context.Context, me uuid.UUID, from string, r dossiers.Row, now time.Time) ui.Row {
	if r.Role&reading == 0 { // it only helped to file: code and status
		return ui.Row{Off: true, Cells: []ui.Cell{ui.T(r.Code), {Text: "Đã giúp nộp, chỉ xem tình trạng"}, ui.T(""), ui.T(""), ui.T(""), ui.S(i18n.StateTone(string(r.State)), i18n.StateLabel(string(r.State)))}}
	}
	href := "/cb/ho-so/" + r.ID.String()
	if from != "" {
		href += "?hang=" + from
	}
	due := ui.T("")
	if at, ok := r.Due(); ok {
		text, tone := i18n.Due(now, at, soonBefore(at))
		due = ui.Cell{View: ui.ChipWith(tone, text, i18n.DateTime(at))}
	}
	state := i18n.StateLabel(string(r.State))
	switch {
	case r.State == dossiers.InTransit && r.Role&2 != 0:
		state = "Đang chuyển đến đây"
	case r.State == dossiers.InTransit:
		state = "Đang chuyển đi"
	case r.State == dossiers.Processing && r.Assignee != nil && *r.Assignee == me:
		state = "Tôi đang xử lý"
	case !r.Holder && r.Role&2 == 0 && !r.State.Ended():
		state += ", nơi khác giữ"
	}
	return ui.Row{ID: "h-" + r.ID.String(), Cells: []ui.Cell{
		ui.L(r.Code, href), ui.T(r.ApplicantName), ui.T(p.procedure(ctx, r.Procedure)), ui.T(p.stepTitle(ctx, r.Procedure, r.Step)), due,
		ui.S(i18n.StateTone(string(r.State)), state),
	}}
}

// soonBefore is one working day before a due moment, near enough for a chip:
// the same time on the last weekday before.
func soonBefore(due time.Time) time.Time {
	d := due.AddDate(0, 0, -1)
	for d.In(i18n.Zone).Weekday() == time.Sunday || d.In(i18n.Zone).Weekday() == time.Saturday {
		d = d.AddDate(0, 0, -1)
	}
	return d
}

// cursor reads where a page begins: microseconds and an id. A forged one is a missing page.
func cursor(s string) (dossiers.Cursor, error) {
	if s == "" {
		return dossiers.Cursor{}, nil
	}
	if len(s) > 37 {
		at, err1 := strconv.ParseInt(s[:len(s)-37], 10, 64)
		id, err2 := uuid.Parse(s[len(s)-36:])
		if err1 == nil && err2 == nil && at > -62135596800000000 && at < 253402300800000000 {
			return dossiers.Cursor{At: time.UnixMicro(at).UTC(), ID: id}, nil
		}
	}
	return dossiers.Cursor{}, fault.New(fault.NotFound, "cursor.unknown", "Không có trang này của danh sách.")
}

func cursorText(q queue, r dossiers.Row) string {
	at := r.SortDue
	if q.of == dossiers.QueueRecent {
		at = r.SubmittedAt
	}
	return strconv.FormatInt(at.UnixMicro(), 10) + "_" + r.ID.String()
}
