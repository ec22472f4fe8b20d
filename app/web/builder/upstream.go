package builder

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/builder"
)

// Upstream shows what the nation changed, each change to accept or to leave.
func (p *Pages) Upstream(c *web.Ctx) error { return p.upstreamPage(c, http.StatusOK, nil, nil) }

// AcceptUpstream puts the accepted changes into a draft.
func (p *Pages) AcceptUpstream(c *web.Ctx) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	accept := c.Posted()["accept"]
	if accept == nil {
		accept = []string{}
	}
	after, err := uuid.Parse(c.Form("after"))
	if err != nil {
		after = uuid.Nil
	}
	id, err := p.Revisions.AcceptUpstream(c.Context(), x.ID, after, accept)
	if mendable(err) {
		return p.upstreamPage(c, web.Status(err), accept, err)
	}
	if err != nil {
		return err
	}
	return c.Go(p.versionPath(x.Code, id) + "?da=nhan")
}

func (p *Pages) upstreamPage(c *web.Ctx, status int, accept []string, failed error) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	u, err := p.Revisions.Upstream(c.Context(), x.ID)
	if err != nil {
		return err
	}
	if u == nil {
		return fault.New(fault.NotFound, "revision.no_upstream", "Bản của tỉnh đã theo bản mới nhất của trung ương.")
	}
	v := view.Upstream{Head: p.versionHead(c, x, "Thay đổi của trung ương", p.versionsPath(x.Code), "Các phiên bản"), Action: p.versionsPath(x.Code) + "/cap-nhat", After: u.After.ID.String()}
	_, v.Head.Frame.Problems = problems(failed)
	v.Text = "Bản của tỉnh dựa vào bản số " + strconv.Itoa(u.Before.No) + " của trung ương. Nay trung ương có bản số " + strconv.Itoa(u.After.No) + ". Chọn những thay đổi muốn nhận."
	for _, ch := range u.Changes {
		r := view.UpstreamRow{DiffRow: diffRow(ch.Change), Path: ch.Path, Label: "Nhận: " + ch.Place, Own: ch.Own, Ours: ch.Ours, Chosen: !ch.Own}
		if accept != nil {
			r.Chosen = slices.Contains(accept, ch.Path)
		}
		if ch.Own && r.Ours == "" {
			r.Ours = "tỉnh đã bỏ"
		}
		v.Rows = append(v.Rows, r)
	}
	return c.Page(status, view.UpstreamPage(v))
}
