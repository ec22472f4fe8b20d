package console

import (
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/tenants/registry"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const coordinationAt = "/cb/dieu-phoi"

// Coordinations is the queue of refused dossiers that this office coordinates:
// its own as the one that received them, or, at a province's centre, those on
// which two offices disagree.
func (p *Pages) Coordinations(c *web.Ctx) error {
	q, err := p.Dossiers.CoordinationQueue(c.Context())
	if err != nil {
		return err
	}
	v := view.Coordinations{Frame: p.frame(c, "Điều phối hồ sơ"), Remark: i18n.Number(int64(len(q.Own))) + " hồ sơ chờ đơn vị điều phối"}
	for _, x := range []struct {
		in  []dossiers.Coordination
		out *[]ui.Row
	}{{q.Own, &v.Own}, {q.Raised, &v.Raised}, {q.Done, &v.Done}} {
		for _, k := range x.in {
			refuser := k.Refuser()
			var due ui.Cell
			if k.State == "open" {
				text, tone := i18n.Due(p.Now(), k.DueAt, soonBefore(k.DueAt))
				due = ui.Cell{View: ui.ChipWith(tone, text, i18n.DateTime(k.DueAt))}
			} else {
				due = ui.T(i18n.DateTime(*k.ClosedAt))
			}
			*x.out = append(*x.out, ui.Row{Cells: []ui.Cell{
				ui.L(k.Code, coordinationAt+"/"+k.ID.String()), ui.T(k.Procedure), ui.T(p.office(c.Context(), &refuser)), ui.T(p.office(c.Context(), &k.Named)), due, ui.T(p.outcome(c, k)),
			}})
		}
	}
	return c.Page(http.StatusOK, view.CoordinationsPage(v))
}

// outcome is how a case stands, in words.
func (p *Pages) outcome(c *web.Ctx, k dossiers.Coordination) string {
	switch {
	case k.State == "open" && k.RaisedTo != nil && *k.RaisedTo != c.Scope().Tenant:
		return "Chờ " + p.office(c.Context(), k.RaisedTo) + " quyết định"
	case k.State == "open":
		return "Chờ điều phối"
	case k.Outcome == "decided":
		return "Cấp tỉnh giao " + p.office(c.Context(), k.Decided)
	case k.Outcome == "in_transit":
		return "Đã gửi đi"
	case k.Outcome == "accepted":
		return "Nơi tiếp nhận giải quyết"
	}
	return "Hồ sơ đã kết thúc"
}

// Coordination shows one case with what its owner may do.
func (p *Pages) Coordination(c *web.Ctx) error { return p.coordinationPage(c, http.StatusOK, nil) }

// SendOn sends a refused dossier to the office named as right.
func (p *Pages) SendOn(c *web.Ctx) error {
	return p.coordinate(c, func(k dossiers.Coordination) error {
		return p.Dossiers.SendHandover(c.Context(), dossiers.Ref{ID: k.Dossier}, k.Named)
	})
}

// SendAgain returns it to the office that refused it, with a reason.
func (p *Pages) SendAgain(c *web.Ctx) error {
	return p.coordinate(c, func(k dossiers.Coordination) error {
		return p.Dossiers.SendAgain(c.Context(), dossiers.Ref{ID: k.Dossier}, short(c.Form("gui_lai"), 2000))
	})
}

// RaiseCoordination asks the province to decide.
func (p *Pages) RaiseCoordination(c *web.Ctx) error {
	return p.coordinate(c, func(k dossiers.Coordination) error {
		return p.Dossiers.RaiseCoordination(c.Context(), k.ID, short(c.Form("y_kien"), 2000))
	})
}

// DecideCoordination is the province's word on whose it is.
func (p *Pages) DecideCoordination(c *web.Ctx) error {
	if c.Form("tim") != "" { // only looking for the office
		return p.coordinationPage(c, http.StatusOK, nil)
	}
	return p.coordinate(c, func(k dossiers.Coordination) error {
		to := uuid.Nil
		if id, err := uuid.Parse(c.Form("right")); err == nil && slices.Contains([]string{registry.KindCommune, registry.KindProvince}, p.unit(c.Context(), &id).Kind) {
			to = id
		}
		return p.Dossiers.DecideCoordination(c.Context(), k.ID, to, short(c.Form("reason"), 2000))
	})
}

func (p *Pages) coordinate(c *web.Ctx, act func(dossiers.Coordination) error) error {
	id, err := c.ID("id")
	if err != nil {
		return noCase()
	}
	k, err := p.Dossiers.Coordination(c.Context(), id)
	if err != nil {
		return err
	}
	if k.State != "open" || k.Owner() != c.Scope().Tenant {
		return p.coordinationPage(c, http.StatusConflict, fault.New(fault.Conflict, "coordination.moved_on", "Việc điều phối này không còn chờ đơn vị."))
	}
	switch err := act(k); {
	case err == nil:
		return c.Go(coordinationAt)
	case fault.Is(err, fault.Invalid):
		return p.coordinationPage(c, http.StatusUnprocessableEntity, err)
	case fault.Is(err, fault.Conflict):
		return p.coordinationPage(c, http.StatusConflict, err)
	default:
		return err
	}
}

func noCase() error {
	return fault.New(fault.NotFound, "coordination.not_found", "Không tìm thấy việc điều phối này.")
}

func (p *Pages) coordinationPage(c *web.Ctx, status int, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return noCase()
	}
	k, err := p.Dossiers.Coordination(c.Context(), id)
	if err != nil {
		return err
	}
	at, me := coordinationAt+"/"+id.String(), c.Scope().Tenant
	v := view.Coordination{Frame: p.frame(c, "Điều phối hồ sơ "+k.Code), Code: k.Code, Status: p.outcome(c, k)}
	if k.Receiving == me {
		v.Dossier = path(k.Dossier.String(), "")
	}
	v.Facts = told(
		ui.Pair{Key: "Thủ tục", Value: k.Procedure}, ui.Pair{Key: "Chủ hồ sơ", Value: k.Applicant}, ui.Pair{Key: "Nơi tiếp nhận", Value: p.office(c.Context(), &k.Receiving)},
		ui.Pair{Key: "Được nêu là có thẩm quyền", Value: p.office(c.Context(), &k.Named)})
	if k.RaisedAt != nil {
		why := k.RaisedNote
		if why == "" {
			why = "Hai cơ quan không thống nhất: hồ sơ bị từ chối lần thứ hai."
		}
		v.Facts = append(v.Facts, ui.Pair{Key: "Trình cấp tỉnh", Value: i18n.DateTime(*k.RaisedAt)}, ui.Pair{Key: "Ý kiến khi trình", Value: why})
	}
	if k.Outcome == "decided" {
		v.Facts = append(v.Facts, ui.Pair{Key: "Cấp tỉnh quyết định", Value: p.office(c.Context(), k.Decided) + ", " + i18n.DateTime(*k.ClosedAt) + ", " + k.ClosedName}, ui.Pair{Key: "Căn cứ, lý do", Value: k.DecidedReason})
	}
	if k.State == "open" {
		v.Due, v.DueTone = i18n.Due(p.Now(), k.DueAt, soonBefore(k.DueAt))
		v.DueAt = i18n.Promise(k.DueAt)
	}
	v.Story = p.story(c, k)
	var errs map[string]string
	if fault.Is(failed, fault.Conflict) {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "warn", Alert: true, Title: "Việc vừa rồi chưa được ghi.", Text: fault.As(failed).Text})
	} else {
		errs, _ = problems(failed)
		if e, name := errs["reason"], reasonOf(c.Request().URL.Path); e != "" && name != "reason" { // each form of the page has its own
			errs = map[string]string{name: e}
		}
		v.Frame.Problems = ui.Problems(errs, "right", "reason")
	}
	if k.State == "open" && k.Owner() == me && c.May("dossier", "coordinate") {
		if err := p.choices(c, k, at, errs, &v); err != nil {
			return err
		}
	}
	return c.Page(status, view.CoordinationPage(v))
}

// choices are what the owner may do now. One page has several forms; what was
// typed and what was wrong stand at the one that was sent.
func (p *Pages) choices(c *web.Ctx, k dossiers.Coordination, at string, errs map[string]string, v *view.Coordination) error {
	reason := func(action, label, hint string) ui.TextareaField {
		name := reasonOf(action)
		return area(name, label, hint, short(c.Form(name), 2000), errs, 3)
	}
	refuser := k.Refuser()
	if k.RaisedTo != nil {
		q := short(c.Form("q"), 200)
		d := &view.Decide{
			Action: at + "/quyet-dinh", Reason: reason(at+"/quyet-dinh", "Căn cứ, lý do", "Các cơ quan liên quan và người dân thấy nội dung này."),
			Query: ui.Field{Name: "q", Label: "Tìm cơ quan khác", Hint: "Tên xã, phường hiện nay hoặc trước 01/07/2025.", Value: q, Width: "20", MaxLen: 200, Optional: true},
			Right: ui.ChoiceField{Field: ui.Field{Name: "right", Label: "Cơ quan giải quyết", Value: c.Form("right"), Error: errs["right"]}},
		}
		seen := map[uuid.UUID]bool{}
		for _, id := range append([]uuid.UUID{k.Named, refuser}, k.Receiving) {
			if !seen[id] {
				d.Right.Options = append(d.Right.Options, ui.Option{Value: id.String(), Text: p.office(c.Context(), &id)})
			}
			seen[id] = true
		}
		more, err := p.communeOptions(c, q)
		if err != nil {
			return err
		}
		for _, o := range more {
			if id, err := uuid.Parse(o.Value); err == nil && !seen[id] {
				d.Right.Options = append(d.Right.Options, o)
			}
		}
		v.Decide = d
		return nil
	}
	if k.MaySendOn() {
		v.SendOn, v.SendOnText = at+"/gui-tiep", "Gửi đến "+p.office(c.Context(), &k.Named)
	}
	if k.Named == k.Receiving {
		v.Here = path(k.Dossier.String(), "")
	}
	if k.MayReturn() {
		v.Again = &view.WithReason{Action: at + "/gui-lai", Title: "Gửi lại " + p.office(c.Context(), &refuser), Submit: "Gửi lại kèm lý do", Reason: reason(at+"/gui-lai", "Vì sao hồ sơ thuộc thẩm quyền của cơ quan này", "Từ chối lần nữa thì cấp tỉnh quyết định.")}
	}
	if centre, err := p.Offices.Centre(c.PublicContext(), c.Office.Province); err == nil && centre.ID != c.Office.ID && centre.Live(p.Now()) {
		v.Raise = &view.WithReason{Action: at + "/trinh", Title: "Trình " + centre.Long() + " quyết định", Submit: "Trình cấp tỉnh", Reason: reason(at+"/trinh", "Ý kiến của đơn vị", "Cấp tỉnh chỉ thấy trang này, không mở được hồ sơ.")}
	}
	return nil
}

// reasonOf is the name of the reason's field in the form that is sent there.
func reasonOf(action string) string {
	switch {
	case strings.HasSuffix(action, "/gui-lai"):
		return "gui_lai"
	case strings.HasSuffix(action, "/trinh"):
		return "y_kien"
	}
	return "reason"
}

// story tells the handovers so far.
func (p *Pages) story(c *web.Ctx, k dossiers.Coordination) []ui.Event {
	var out []ui.Event
	for i := len(k.Story) - 1; i >= 0; i-- {
		x := k.Story[i]
		if x.Refused != nil {
			e := ui.Event{Title: p.office(c.Context(), &x.To) + " không nhận", Who: x.By, When: i18n.DateTime(*x.Refused), Note: "Lý do: " + x.Reason}
			if x.Right != nil {
				e.Note += ". Cơ quan có thẩm quyền: " + p.office(c.Context(), x.Right)
			}
			out = append(out, e)
		}
		out = append(out, ui.Event{Title: p.office(c.Context(), &x.From) + " chuyển đến " + p.office(c.Context(), &x.To), When: i18n.DateTime(x.Sent), Note: prefixed("Lý do: ", x.Note)})
	}
	return out
}
