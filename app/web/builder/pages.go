// Package builder is the pages on which procedures are written: the versions
// of a procedure, the builder of a draft, its preview, walk and trial, review
// and publishing, comparing, files in and out.
//
// It is mounted twice: by a province for its own procedures and for its
// adjustments of the nation's, by the operator for the nation's. What differs
// is the base path, the door and the frame; whose a revision is, the scope says.
package builder

import (
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/procedures"
	"motcua/app/procedures/national"
	"motcua/app/web"
	"motcua/tenants/registry"
	"motcua/views/layout"
	"motcua/views/ui"
)

// Pages holds what the pages need. All fields are required.
type Pages struct {
	Base  string // address of the list of procedures, above all pages here: /tinh/thu-tuc
	Door  web.Door
	Frame func(c *web.Ctx, title string) layout.Data

	National bool // the operator's: the nation's procedures

	Governing *governing.Service
	Catalogue *procedures.Catalogue
	Revisions *procedures.Revisions
	Shipped   func() (*national.Shipped, error) // the catalogue in the binary; read when first asked
	Trials    *governing.Trials
	Offices   *registry.Units
	Now       func() time.Time
}

// province is the visitor's, "" for the nation.
func (p *Pages) province(c *web.Ctx) string { return c.Office.Province }

// own tells whether a revision is the visitor's to write.
func (p *Pages) own(c *web.Ctx, v procedures.Version) bool { return v.Province == p.province(c) }

// word gives what a page says in a province, or to the operator.
func (p *Pages) word(province, nation string) string {
	if p.National {
		return nation
	}
	return province
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

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
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
