package builder

import (
	"net/http"
	"strings"

	"motcua/app/procedures"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// meet says on a page who else works on the draft, and notes that this visitor
// does; locked tells whether a colleague keeps it, so that it may only be read.
func (p *Pages) meet(c *web.Ctx, e *procedures.Edited, h *view.ProcedureHead, how procedures.Arrival) (locked bool, err error) {
	if !e.Open() || !p.own(c, e.Version) {
		return false, nil
	}
	if !c.May("procedure", "edit") {
		how = procedures.Looks
	}
	present, err := p.Revisions.Present(c.Context(), e.ID, how)
	if err != nil {
		return false, err
	}
	now := p.Now()
	v := &view.Presence{Poll: p.builderPath(c, e) + "/co-mat"}
	mine := false
	if k := procedures.LockOf(present, now); k != nil && k.Staff == c.Visitor.Staff {
		mine = true
		v.Locked = "Ông/Bà đang khóa bản này: người khác chỉ xem. Khóa tự hết lúc " + i18n.Time(k.Until()) + " nếu Ông/Bà không mở hay lưu trang nào nữa."
	} else if k != nil {
		locked = true
		v.Locked, v.Theirs = k.Name+" đang khóa bản này, soạn từ "+i18n.DateTime(k.Since)+", thấy lần cuối lúc "+i18n.Time(k.SeenAt)+": Ông/Bà chỉ xem được. Khóa tự hết lúc "+i18n.Time(k.Until())+" nếu người đó không mở hay lưu trang nào nữa.", true
	}
	for _, x := range present {
		if x.Staff != c.Visitor.Staff && !x.Holds(now) && now.Sub(x.SeenAt) < procedures.PresentFor {
			v.Others = append(v.Others, x.Name+" đang soạn bản này từ "+i18n.DateTime(x.Since)+", thấy lần cuối lúc "+i18n.Time(x.SeenAt)+".")
		}
	}
	if e.State == procedures.Draft && c.May("procedure", "edit") {
		first := p.builderPath(c, e)
		switch {
		case mine:
			v.Unlock = first + "/mo-khoa"
		case !locked:
			v.Lock = first + "/khoa"
		case c.May("procedure", "unlock"):
			v.TakeOver = first + "/lay-khoa"
			v.Reason = ui.Field{Name: "reason", Label: "Lý do lấy khóa", Hint: "Người đang khóa và đồng nghiệp đọc được trong lịch sử.", MaxLen: 300}
		}
		v.First = first
	}
	h.Presence = v
	return locked, nil
}

func (p *Pages) builderPath(c *web.Ctx, e *procedures.Edited) string {
	return p.versionPath(c.Param("code"), e.ID) + "/soan"
}

// Presence is the lines that say who else is there, as a page left open asks for them.
func (p *Pages) Presence(c *web.Ctx) error {
	_, e, err := p.version(c)
	if err != nil {
		return err
	}
	var h view.ProcedureHead
	if _, err := p.meet(c, e, &h, procedures.Stays); err != nil {
		return err
	}
	if h.Presence == nil { // published meanwhile
		h.Presence = &view.Presence{Others: []string{"Bản này không còn là bản nháp. Tải lại trang để xem."}}
	}
	return c.Page(http.StatusOK, view.PresenceLines(*h.Presence))
}

// LockDraft keeps others from changing the draft.
func (p *Pages) LockDraft(c *web.Ctx) error {
	return p.lockAct(c, "", func(e *procedures.Edited) error { return p.Revisions.LockDraft(c.Context(), e.ID) })
}

// UnlockDraft lets them again.
func (p *Pages) UnlockDraft(c *web.Ctx) error {
	return p.lockAct(c, "", func(e *procedures.Edited) error { return p.Revisions.UnlockDraft(c.Context(), e.ID) })
}

// TakeOverLock takes a colleague's lock, with a reason.
func (p *Pages) TakeOverLock(c *web.Ctx) error {
	reason := cut(strings.TrimSpace(c.Form("reason")), 300)
	return p.lockAct(c, reason, func(e *procedures.Edited) error { return p.Revisions.TakeOverLock(c.Context(), e.ID, reason) })
}

func (p *Pages) lockAct(c *web.Ctx, reason string, do func(*procedures.Edited) error) error {
	b, err := p.building(c)
	if err != nil {
		return err
	}
	err = do(b.edited)
	if mendable(err) {
		return p.buildPage(c, web.Status(err), b, reason, err)
	}
	if err != nil {
		return err
	}
	return c.Go(b.base)
}
