package console

import (
	"context"
	"slices"
	"strings"
	"time"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web/questions"
	"motcua/tenants"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// answers are the declaration's questions with what was answered, by the form
// of the revision that the dossier is pinned to.
func (p *Pages) answers(ctx context.Context, f *dossiers.Full) []ui.SummaryRow {
	r, err := p.Catalogue.RevisionByID(tenants.With(ctx, tenants.Public()), f.Revision)
	if err != nil {
		return bare(f.Answers)
	}
	var out []ui.SummaryRow
	for _, sec := range r.Form.Sections {
		for _, l := range questions.Lines(sec, f.Answers) {
			q := l.Question
			if l.Value == "" && len(l.Parts) == 0 || q.Block == revision.Applicant && len(f.Parties) > 0 {
				continue // the applicant stands above, as a party
			}
			row := ui.SummaryRow{Key: strings.TrimSuffix(l.Label, "?"), Value: l.Value}
			if t := blockTitle(r.Form, q.Block); t != "" && len(l.Parts) == 0 {
				row.Key = t + ": " + strings.ToLower(string([]rune(row.Key)[:1])) + string([]rune(row.Key)[1:])
			}
			if was := f.Answers[q.Name+revision.PlaceSuffix]; q.Type == revision.Address && was != "" && !strings.HasSuffix(l.Value, was) {
				row.Pairs = append(row.Pairs, ui.Pair{Key: "Người khai ghi", Value: was})
			}
			for _, x := range l.Parts {
				if x.Value != "" {
					row.Pairs = append(row.Pairs, ui.Pair{Key: x.Label, Value: x.Value})
				}
			}
			out = append(out, row)
		}
	}
	return out
}

func blockTitle(f revision.Form, block string) string {
	if block == "" {
		return ""
	}
	for _, in := range f.Inputs(nil) {
		if in.Block == block && in.BlockTitle != "" {
			return in.BlockTitle
		}
	}
	return ""
}

// dateText writes 2006-01-02, 2006-01 or 2006 the Vietnamese way.
func dateText(v string) string {
	if t, err := time.ParseInLocation("2006-01-02", v, i18n.Zone); err == nil {
		return i18n.Date(t)
	}
	if t, err := time.ParseInLocation("2006-01", v, i18n.Zone); err == nil {
		return t.Format("01/2006")
	}
	return v
}

// bare lists answers whose form is not at hand.
func bare(answers map[string]string) []ui.SummaryRow {
	var out []ui.SummaryRow
	for k, v := range answers {
		out = append(out, ui.SummaryRow{Key: k, Value: v})
	}
	slices.SortFunc(out, func(a, b ui.SummaryRow) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// parties are the people of a dossier, as they were written down.
func (p *Pages) parties(f *dossiers.Full) []ui.SummaryRow {
	var out []ui.SummaryRow
	for _, x := range f.Parties {
		if x.Role == "submitter" && len(f.Parties) > 1 && x.IDNumber == f.Parties[0].IDNumber && x.FullName == f.Parties[0].FullName {
			continue // files in own right
		}
		key := "Chủ hồ sơ"
		if x.Role == "submitter" {
			key = "Người nộp (" + authorityText(x.Authority) + ")"
		}
		s := []string{x.FullName}
		if x.Kind == "organisation" && x.TaxCode != "" {
			s = append(s, "mã số thuế "+x.TaxCode)
		}
		if x.Gender != "" {
			s = append(s, strings.ToLower(x.Gender))
		}
		if x.BirthDate != "" {
			s = append(s, "sinh "+dateText(x.BirthDate))
		}
		if x.IDNumber != "" {
			s = append(s, "số định danh "+x.IDNumber)
		}
		if x.Phone != "" {
			s = append(s, "điện thoại "+i18n.Phone(x.Phone))
		}
		if x.Email != "" {
			s = append(s, x.Email)
		}
		if x.Address != "" {
			s = append(s, x.Address)
		}
		chip, tone := identityChip(x.IdentityLevel)
		out = append(out, ui.SummaryRow{Key: key, Value: strings.Join(s, ", "), Chip: chip, Tone: tone})
	}
	return out
}

func authorityText(a string) string {
	switch a {
	case "relative":
		return "người thân"
	case "authorised":
		return "được ủy quyền"
	case "representative":
		return "người đại diện"
	}
	return "tự nộp"
}

func identityChip(level int) (text, tone string) {
	switch level {
	case 3:
		return "VNeID xác nhận", ui.OK
	case 2:
		return "Đã xem căn cước tại quầy", ui.OK
	case 1:
		return "Mới xác nhận số điện thoại", ui.Soon
	}
	return "Chưa xác nhận danh tính", ui.Soon
}
