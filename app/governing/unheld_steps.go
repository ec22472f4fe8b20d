package governing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Unheld is a step that nobody in an office could do.
type Unheld struct {
	Office string // "Xã Kim Bôi"
	Step   string // title
	Role   revision.Role
	Unit   string
}

// Say is the fault in a sentence.
func (u Unheld) Say() string {
	who := strings.ToLower(u.Role.Title())
	if u.Unit != "" {
		who += " của " + revision.UnitTitle(u.Unit)
	}
	return fmt.Sprintf("%s chưa có %s để làm bước “%s”", u.Office, who, u.Step)
}

type holding struct {
	ID     uuid.UUID `db:"id"`
	Office string    `db:"full_name"`
	Kind   string    `db:"kind"`
	Code   string    `db:"province_code"`
	Of     string    `db:"province"`
	Held   []string  `db:"held"`  // role/unit of each active officer
	Units  []string  `db:"units"` // that the office says its people work in
}

// UnheldSteps finds, among the offices that adopt a procedure, those where a
// step of the revision is for a role or unit that nobody holds. An office
// adopts it when it is live, has people who work on dossiers, and has not
// turned the procedure off. A province asks about its own offices, the operator
// about all but those of the provinces to skip, which go by their own version.
// Scope: province or platform.
func (s *Service) UnheldSteps(ctx context.Context, procedure uuid.UUID, r *revision.Revision, skip map[string]bool) ([]Unheld, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	offices, err := pg.Rows[holding](ctx, s.DB, `SELECT id, full_name, kind, province_code, province, held, units FROM app.office_holdings($1)`, procedure)
	if err != nil {
		return nil, err
	}
	centres := map[string]bool{} // seen with somebody who works on dossiers
	nobody := []holding{{Code: sc.Province}}
	if sc.Province == "" {
		nobody = nil
	}
	var out []Unheld
	for _, o := range offices {
		if skip[o.Code] {
			continue
		}
		if o.Kind == "province" {
			centres[o.Code] = true
		} else if sc.Province == "" {
			if n := len(nobody); n == 0 || nobody[n-1].Code != o.Code { // in order of province
				nobody = append(nobody, o)
			}
			o.Office += ", " + o.Of
		}
		out = append(out, o.unheld(r)...)
	}
	for _, o := range nobody {
		if !centres[o.Code] {
			out = append(out, holding{Office: strings.TrimSpace("Cấp tỉnh " + o.Of), Kind: "province"}.unheld(r)...)
		}
	}
	return out, nil
}

// unheld are an office's steps that nobody there could do: a commune's own, the
// centre's where competence passes up, and all of them where routing leads
// there. Steps without a unit are of the one that a route names.
func (o holding) unheld(r *revision.Revision) (out []Unheld) {
	units := []string{""}
	to := map[bool]string{false: revision.ToCommune, true: revision.ToProvince}[o.Kind == "province"]
	for _, x := range r.Routing {
		if (x.To == revision.ToProvince) == (to == revision.ToProvince) && x.Unit != "" && !slices.Contains(units, x.Unit) {
			units = append(units, x.Unit)
		}
	}
	for _, st := range r.Flow().Steps {
		switch {
		case to == revision.ToCommune && st.At == revision.AtProvince, to == revision.ToProvince && st.At != revision.AtProvince && !r.RoutesTo(to):
			continue
		case st.Unit != "" || st.Role != revision.Handler && st.Role != revision.UnitHead:
			out = append(out, o.lacks(st, st.Unit)...)
			continue
		}
		for _, unit := range units {
			for _, x := range o.lacks(st, unit) {
				if !slices.Contains(out, x) {
					out = append(out, x)
				}
			}
		}
	}
	return out
}

// lacks is a step for which the office has nobody in that unit.
func (o holding) lacks(st revision.Step, unit string) []Unheld {
	if !slices.Contains(o.Units, unit) {
		unit = "" // the office does not say who works there: anybody of the role does it
	}
	if slices.ContainsFunc(o.Held, func(h string) bool {
		role, in, _ := strings.Cut(h, "/")
		return role == string(st.Role) && (unit == "" || in == unit)
	}) {
		return nil
	}
	return []Unheld{{o.Office, st.Title, st.Role, unit}}
}

// StepsRefused is the fault of publishing a workflow that some offices cannot work; nil when all can.
func StepsRefused(us []Unheld) error {
	if len(us) == 0 {
		return nil
	}
	say := us[0].Say()
	if n := len(us) - 1; n > 0 {
		say += fmt.Sprintf("; và %d chỗ khác", n)
	}
	return fault.New(fault.Invalid, "revision.unheld_steps", "Quy trình có bước chưa ai làm được: "+say+". Giao vai trò cho cán bộ hoặc sửa quy trình.")
}
