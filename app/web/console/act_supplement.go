package console

import (
	"fmt"
	"slices"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

type supplementForm struct {
	Items                 []dossiers.SupplementItem
	Message, LeaderReason string
}

func readSupplement(c *web.Ctx) supplementForm {
	f := supplementForm{Message: said(c.Form("message")), LeaderReason: said(c.Form("leader_reason"))}
	for _, k := range c.Posted()["items"] {
		f.Items = append(f.Items, dossiers.SupplementItem{Component: k, Reason: c.Form("reason_" + k), Note: said(c.Form("note_" + k))})
	}
	return f
}

// AskSupplement lists the papers with what was found wrong with them.
func (p *Pages) AskSupplement(c *web.Ctx) error { return p.supplementPage(c, nil) }

// Supplement asks the resident once for everything that is wrong (M02), or
// shows first how she will see it.
func (p *Pages) Supplement(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if c.Form("xem") != "" {
		return p.supplementPage(c, nil)
	}
	f := readSupplement(c)
	d, err := p.Dossiers.Open(c.Context(), r.ID)
	if err != nil {
		return err
	}
	for i, it := range f.Items {
		comp, ok := d.Terms.Component(it.Component)
		if !ok && it.Component != answersKey {
			return p.supplementPage(c, fault.Fields(map[string]string{"items": "Chọn giấy tờ trong danh sách"}))
		}
		f.Items[i].Title = orElse(comp.Title, answersTitle)
	}
	if err := p.Dossiers.AskSupplement(c.Context(), r, dossiers.AskSupplement{Items: f.Items, Message: f.Message, LeaderReason: f.LeaderReason}); err != nil {
		return p.supplementPage(c, err)
	}
	return c.Go(path(r.ID.String(), "phieu/m02"))
}

// What was declared may be wrong too.
const (
	answersKey   = "answers"
	answersTitle = "Nội dung kê khai"
)

func (p *Pages) supplementPage(c *web.Ctx, failed error) error {
	f := readSupplement(c)
	a, err := p.actPage(c, "bo-sung", "Yêu cầu bổ sung", "Gửi yêu cầu bổ sung", failed, []string{"items", "message", "leader_reason"}, typedRequest(f)...)
	if err != nil {
		return err
	}
	a.Preview = true
	a.Lead = "Nêu hết mọi chỗ cần bổ sung trong một lần. Người dân chỉ nộp lại những giấy tờ được chọn."
	a.Tell = "Người dân nhận tin nhắn và phiếu yêu cầu bổ sung (M02). Giấy tờ khác không phải nộp lại."
	v := view.AskSupplement{ActForm: a.ActForm, Reasons: reasons(), ItemsError: a.errs["items"], Message: optional(area("message", "Lời nhắn thêm", "Viết như nói với người dân, tránh chữ viết tắt.", f.Message, a.errs, 3))}
	posted := c.Request().Method == "POST"
	for _, x := range append(slices.Clone(a.dossier.Terms.Components), dossiers.Component{Key: answersKey, Title: answersTitle}) {
		v.Items = append(v.Items, askItem(&a.dossier, x, f, a.errs, posted))
	}
	if round := a.dossier.SupplementRounds + 1; round > max(a.dossier.Terms.Supplement.FreeRounds, 1) {
		t := area("leader_reason", fmt.Sprintf("Lý do của lãnh đạo cho lần bổ sung thứ %d", round), "Từ lần thứ hai cần lãnh đạo đồng ý. Ghi rõ vì sao lần trước chưa nêu được.", f.LeaderReason, a.errs, 2)
		v.LeaderReason = &t
	}
	if c.Form("xem") != "" && a.Moved == nil {
		v.Letter = p.letter(c, &a.dossier, f)
	}
	return c.Page(a.status, view.AskSupplementPage(v))
}

func typedRequest(f supplementForm) []ui.Pair {
	out := []ui.Pair{{Key: "Lời nhắn", Value: f.Message}, {Key: "Lý do của lãnh đạo", Value: f.LeaderReason}}
	for _, it := range f.Items {
		out = append(out, ui.Pair{Key: "Giấy tờ " + it.Component, Value: reasonText(it.Reason, it.Note)})
	}
	return out
}

// askItem is one line of the page: chosen when its paper is marked faulty or missing.
func askItem(f *dossiers.Full, x dossiers.Component, typed supplementForm, errs map[string]string, posted bool) view.AskItem {
	it := view.AskItem{Key: x.Key, Title: x.Title, State: "Chưa có", Tone: ui.Draft, ReasonError: errs["reason_"+x.Key], NoteError: errs["note_"+x.Key]}
	for _, pp := range f.Papers {
		if pp.Component == x.Key && pp.State != "replaced" {
			it.State, it.Tone = paperState(pp), paperTone(pp)
			if pp.State == "faulty" && !posted {
				it.Chosen, it.Reason, it.Note = true, pp.Reason, pp.Note
			}
		}
	}
	if x.Key == answersKey {
		it.State = ""
	}
	for _, t := range typed.Items {
		if t.Component == x.Key {
			it.Chosen, it.Reason, it.Note = true, t.Reason, t.Note
		}
	}
	return it
}

// letter is the request in the resident's words, before it is sent.
func (p *Pages) letter(c *web.Ctx, f *dossiers.Full, typed supplementForm) *view.Letter {
	l := &view.Letter{Intro: fmt.Sprintf("Hồ sơ %s cần bổ sung %d mục.", f.CodeText(), len(typed.Items)), Text: typed.Message}
	for _, it := range typed.Items {
		title := answersTitle
		if comp, ok := f.Terms.Component(it.Component); ok {
			title = comp.Title
		}
		l.Items = append(l.Items, title+": "+orElse(reasonText(it.Reason, it.Note), "chưa chọn lý do"))
	}
	l.Close = "Các giấy tờ khác đã đạt, không phải nộp lại."
	if cal, err := p.Offices.CalendarFor(c.PublicContext(), f.Competent); err == nil {
		now := p.Now()
		if w, err := deadlines.Compute(cal, deadlines.Policy{Unit: deadlines.WorkingDay, Amount: max(f.Terms.Supplement.WindowDays, 1), DayRule: deadlines.ByCivilDays}, deadlines.Ledger{{Kind: deadlines.Start, At: now}}, now); err == nil {
			l.Close = "Ông/Bà gửi lại chậm nhất " + i18n.Promise(w.Due) + ". " + l.Close
		}
	}
	return l
}
