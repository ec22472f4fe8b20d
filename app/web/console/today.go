package console

import (
	"fmt"
	"net/http"
	"time"

	"motcua/app/dossiers"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Today is the home of every role: one sentence, what waits, the nearest rows.
func (p *Pages) Today(c *web.Ctx) error {
	v := view.Today{Frame: p.frame(c, "Hôm nay"), Day: i18n.DateLong(p.Now())}
	if !c.May("dossier", "list") { // an administrator: no dossiers
		v.Sentence = "Ông/Bà quản trị tài khoản và thiết lập của " + c.Office.Full + "."
		if c.May("people", "manage") {
			v.Links = append(v.Links, ui.Tab{Text: "Nhân sự và vai trò", Href: "/cb/nhan-su"})
		}
		if c.May("history", "read") {
			v.Links = append(v.Links, ui.Tab{Text: "Lịch sử thiết lập", Href: "/cb/lich-su"})
		}
		return c.Page(http.StatusOK, view.TodayPage(v))
	}
	q := first(c)
	rows, n, err := p.Dossiers.WorklistCounted(c.Context(), p.list(c, q, dossiers.Cursor{}, todayRows))
	if err != nil {
		return err
	}
	if len(rows) == 0 && q.key != "open" { // nothing of one's own: what the office owes next
		q, _ = queueBy("open")
		if rows, err = p.Dossiers.Worklist(c.Context(), p.list(c, q, dossiers.Cursor{}, todayRows)); err != nil {
			return err
		}
	}
	v.Sentence, v.ListTitle, v.ListHref = sentence(rows, p.Now()), q.title, "/cb/ho-so?hang="+q.key
	v.List = view.List{Rows: p.rows(c, q.key, rows), Caption: q.title, Empty: q.empty}
	for _, x := range myQueues(c) {
		if x.count == nil {
			if x.key == q.key { // no rollup counts it; what was read is enough to say so
				v.Tiles = append(v.Tiles, ui.TargetProps{Label: x.title, Text: upTo(len(rows), todayRows), Href: "/cb/ho-so?hang=" + x.key, NoBar: true, Target: -1})
			}
			continue
		}
		t := ui.TargetProps{Label: x.title, Text: i18n.Number(max(x.count(n), 0)), Href: "/cb/ho-so?hang=" + x.key, NoBar: true, Target: -1}
		if x.key == "open" {
			t.Note = remark(n)
		}
		v.Tiles = append(v.Tiles, t)
	}
	if c.May("dossier", "answer_consultation") {
		asked, err := p.Dossiers.AskedCount(c.Context())
		if err != nil {
			return err
		}
		v.Tiles = append(v.Tiles, ui.TargetProps{Label: "Xin ý kiến", Text: i18n.Number(asked), Href: "/cb/xin-y-kien", NoBar: true, Target: -1})
	}
	if c.May("dossier", "approve") || c.May("office_key", "manage") {
		ending, err := p.Keys.EndingSoon(c.Context(), c.May("office_key", "manage"))
		if err != nil {
			return err
		}
		for _, k := range ending {
			v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "warn", Title: "Khóa ký số " + k.Subject, Text: endingText(k, p.Now())})
		}
	}
	if err := p.passedOn(c, &v); err != nil {
		return err
	}
	waiting, err := p.Dossiers.WaitingApologies(c.Context())
	if err != nil {
		return err
	}
	if len(waiting) > 0 {
		v.Tiles = append(v.Tiles, ui.TargetProps{Label: "Xin lỗi, hẹn lại", Text: upTo(len(waiting), 200), Href: "/cb/xin-loi", NoBar: true, Target: -1})
	}
	if c.May("dossier", "agree_supplement") {
		agree, err := p.Dossiers.WaitingSupplements(c.Context())
		if err != nil {
			return err
		}
		v.Tiles = append(v.Tiles, ui.TargetProps{Label: "Duyệt yêu cầu bổ sung", Text: upTo(len(agree), 200), Href: "/cb/duyet-bo-sung", NoBar: true, Target: -1})
	}
	after, err := p.Dossiers.AfterIssue(c.Context())
	if err != nil {
		return err
	}
	if n := afterWaits(c, after); n > 0 {
		v.Tiles = append(v.Tiles, ui.TargetProps{Label: "Thu hồi, đính chính", Text: upTo(n, dossiers.MostAfterIssue), Href: "/cb/sau-phat-hanh", NoBar: true, Target: -1})
	}
	if v.Said, err = p.saidTo(c); err != nil {
		return err
	}
	return c.Page(http.StatusOK, view.TodayPage(v))
}

// passedOn counts what waits between offices: refused dossiers for whoever
// coordinates them, and papers on their way.
func (p *Pages) passedOn(c *web.Ctx, v *view.Today) error {
	tile := func(label, href string, n, late int64) {
		t := ui.TargetProps{Label: label, Text: i18n.Number(n), Href: href, NoBar: true, Target: -1}
		if late > 0 {
			t.Note = i18n.Number(late) + " quá hạn"
		}
		v.Tiles = append(v.Tiles, t)
	}
	if c.May("dossier", "coordinate") {
		n, err := p.Dossiers.CoordinationCounts(c.Context())
		if err != nil {
			return err
		}
		tile("Điều phối hồ sơ", coordinationAt, n.Own, n.Late)
	}
	if c.May("dossier", "hand_over_papers") {
		n, err := p.Dossiers.HandoverCounts(c.Context())
		if err != nil {
			return err
		}
		tile("Bàn giao giấy tờ", papersAt, n.Waiting+n.Lists, n.Late)
		posts, err := p.Dossiers.ToPostCount(c.Context())
		if err != nil {
			return err
		}
		if posts > 0 {
			tile("Cần gửi bưu điện", papersAt+"#buu-dien", posts, 0)
		}
	}
	return nil
}

// todayRows is how many rows the home shows.
const todayRows = 12

// upTo is a number that was counted up to a limit: "12+" says more may follow.
func upTo(n, limit int) string {
	if n >= limit {
		return i18n.Number(int64(limit)) + "+"
	}
	return i18n.Number(int64(n))
}

// first is the queue in which this officer's day begins.
func first(c *web.Ctx) queue {
	for _, x := range []struct{ action, key string }{{"draft_result", "mine"}, {"approve", "sign"}, {"initial", "initial"}, {"number", "number"}, {"accept", "intake"}} {
		if c.May("dossier", x.action) {
			q, _ := queueBy(x.key)
			return q
		}
	}
	q, _ := queueBy("open")
	return q
}

// sentence says what must be done today and where to begin.
func sentence(rows []dossiers.Row, now time.Time) string {
	y, m, d := now.In(i18n.Zone).Date()
	end := time.Date(y, m, d+1, 0, 0, 0, 0, i18n.Zone)
	var n int
	var last time.Time
	for _, r := range rows {
		if at, ok := r.Due(); ok && at.Before(end) {
			n++
			if at.After(last) {
				last = at
			}
		}
	}
	if n == 0 {
		return "Không còn việc đến hạn hôm nay."
	}
	more := ""
	if n == len(rows) && n >= todayRows {
		more = "Từ "
	}
	until := "ngay, đã quá hạn"
	if last.After(now) {
		until = "trước " + i18n.Time(last)
	}
	return fmt.Sprintf("%s%d hồ sơ cần xong %s, bắt đầu từ %s.", more, n, until, rows[0].ApplicantName)
}
