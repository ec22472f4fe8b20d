package resident

import (
	"fmt"
	"slices"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	"motcua/views/i18n"
)

// withPapers adds what the papers of this draft say, where nothing stands yet:
// those of the person's own that she agreed to use, as an officer confirmed
// them, and the code of an identity card. source says of each item where it
// comes from and from when. Nothing is kept before she goes on.
func (p *DraftPages) withPapers(c *web.Ctx, d *draft, s revision.Section, values map[string]string) (source string, err error) {
	list, err := p.Dossiers.PaperAnswers(d.ctx, d.ID)
	if err != nil || len(list) == 0 {
		return "", err
	}
	for _, q := range s.Inputs(values) {
		if values[q.Name] != "" || q.Group != "" || q.Type == revision.Group {
			continue
		}
		i := slices.IndexFunc(list, func(a dossiers.PaperAnswer) bool {
			return slices.Contains(a.Answers(), q.Name) && a.Value != "" && !someoneElses(list, a, values)
		})
		if i < 0 || !takes(q, list[i].Value) {
			continue
		}
		values[q.Name] = list[i].Value
		source += fmt.Sprintf("%s: %s. ", q.Label, p.paperSource(c, list[i]))
	}
	return source, nil
}

// takes tells whether a value is one of those that a question lets be chosen.
func takes(q revision.Input, value string) bool {
	return len(q.Options) == 0 || slices.ContainsFunc(q.Options, func(o revision.Option) bool { return o.Value == value })
}

// someoneElses tells that a card is not the applicant's: its number is another.
func someoneElses(list []dossiers.PaperAnswer, a dossiers.PaperAnswer, values map[string]string) bool {
	if a.Kind != meaning.Card && a.Kind != meaning.MaritalStatus {
		return false
	}
	mine := values["applicant_id_number"]
	return mine != "" && slices.ContainsFunc(list, func(o dossiers.PaperAnswer) bool {
		return o.Document == a.Document && o.Field == "id" && o.Value != mine
	})
}

func (p *Pages) paperSource(c *web.Ctx, a dossiers.PaperAnswer) string {
	if a.Source == "code" {
		return "đọc từ mã QR trên ảnh thẻ căn cước"
	}
	s := "lấy từ " + lowerFirst(a.Title)
	if a.Number != "" {
		s += " số " + a.Number
	}
	if a.At != nil {
		s += fmt.Sprintf(" (%s xác nhận ngày %s)", orText(p.officeName(c.PublicContext(), a.Office), "cán bộ"), i18n.Date(*a.At))
	}
	return s
}
