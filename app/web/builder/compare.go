package builder

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/builder"
)

// Compare shows two versions of a procedure side by side, the nation's or the province's own.
func (p *Pages) Compare(c *web.Ctx) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	list, err := p.Revisions.List(c.Context(), x.ID)
	if err != nil {
		return err
	}
	v := view.Compare{Head: p.versionHead(c, x, "So sánh hai phiên bản", p.versionsPath(x.Code), "Các phiên bản"), Action: p.versionsPath(x.Code) + "/so-sanh"}
	v.A, v.B = p.twoVersions(list, oneOf(list, c.Query("a")), oneOf(list, c.Query("b")))
	v.Title = "Chọn hai phiên bản"
	a, aerr := uuid.Parse(v.A.Value)
	b, berr := uuid.Parse(v.B.Value)
	if aerr != nil || berr != nil {
		return c.Page(http.StatusOK, view.ComparePage(v))
	}
	before, err := p.Revisions.Read(c.Context(), a)
	if err != nil {
		return err
	}
	after, err := p.Revisions.Read(c.Context(), b)
	if err != nil {
		return err
	}
	changes, err := revision.Diff(&before.Content, &after.Content)
	if err != nil {
		return err
	}
	v.Title = "Từ " + lowerFirst(versionName(before.Version)) + " sang " + lowerFirst(versionName(after.Version))
	v.Rows = diffRows(changes)
	return c.Page(http.StatusOK, view.ComparePage(v))
}

// oneOf is the id when it is one of the list, else "".
func oneOf(list []procedures.Version, id string) string {
	for _, r := range list {
		if r.ID.String() == id {
			return id
		}
	}
	return ""
}
