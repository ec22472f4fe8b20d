package console

import (
	"context"
	"slices"
	"strings"
	"time"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
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
	for _, in := range r.Form.Inputs(f.Answers) {
		v := f.Answers[in.Name]
		if in.Type == revision.Info || v == "" || in.Block == revision.Applicant && len(f.Parties) > 0 {
			continue // the applicant stands above, as a party
		}
		label := strings.TrimSuffix(in.Label, "?")
		if in.Block != "" {
			if t := blockTitle(r.Form, in.Block); t != "" {
				label = t + ": " + strings.ToLower(string([]rune(label)[:1])) + string([]rune(label)[1:])
			}
		}
		out = append(out, ui.SummaryRow{Key: label, Value: answerText(in.Field, v)})
	}
	return out
}

func blockTitle(f revision.Form, block string) string {
	for _, in := range f.Inputs(nil) {
		if in.Block == block && in.BlockTitle != "" {
			return in.BlockTitle
		}
	}
	return ""
}

// answerText is a kept answer as people write it.
func answerText(f revision.Field, v string) string {
	switch f.Type {
	case revision.Choice:
		return optionText(f.Options, v)
	case revision.MultiChoice:
		var t []string
		for _, x := range strings.Split(v, ",") {
			t = append(t, optionText(f.Options, x))
		}
		return joined(t)
	case revision.YesNo:
		return map[string]string{"yes": "Có", "no": "Không"}[v]
	case revision.Date, revision.PartialDate:
		return dateText(v)
	case revision.Phone:
		return i18n.Phone(v)
	}
	return v
}

func optionText(os []revision.Option, v string) string {
	i := slices.IndexFunc(os, func(o revision.Option) bool { return o.Value == v })
	if i < 0 {
		return v
	}
	return os[i].Text
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
