package resident

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"motcua/app/procedures/revision"
	"motcua/views/i18n"
)

// withEarlier adds what the person answered to the same questions in her own
// earlier dossiers, where nothing stands yet; source is the sentence that says
// which and from when. Nothing is kept before she goes on.
func (p *DraftPages) withEarlier(d *draft, s revision.Section, values map[string]string) (out map[string]string, source string, err error) {
	if p.Helped || !d.forSelf() {
		return values, "", nil
	}
	from, groups := map[string][]revision.Input{}, map[string][]revision.Field{} // question, group of an earlier dossier → those it answers here
	for _, q := range s.Inputs(nil) {
		name, ok := strings.CutPrefix(q.Prefill, revision.EarlierPrefix)
		switch {
		case !ok || q.Group != "":
		case q.Type == revision.Group:
			if !q.Touched(values) && q.ShowIf.Holds(values) {
				groups[name] = append(groups[name], q.Field)
			}
		case values[q.Name] == "":
			from[name] = append(from[name], q)
		}
	}
	lines, err := p.earlierAnswers(d, from, values)
	if err != nil {
		return values, "", err
	}
	more, err := p.earlierGroups(d, groups, values)
	if err != nil {
		return values, "", err
	}
	if lines = append(lines, more...); len(lines) == 0 {
		return values, "", nil
	}
	return values, strings.Join(lines, " ") + " Xem lại, sửa chỗ chưa đúng rồi bấm Vẫn đúng, dùng lại.", nil
}

func (p *DraftPages) earlierAnswers(d *draft, from map[string][]revision.Input, values map[string]string) (lines []string, err error) {
	if len(from) == 0 {
		return nil, nil
	}
	names := slices.Sorted(maps.Keys(from))
	found, err := p.Dossiers.EarlierAnswers(d.ctx, names, d.ID)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		x, ok := found[name]
		if !ok {
			continue
		}
		for _, q := range from[name] {
			values[q.Name] = x.Value
			lines = append(lines, fmt.Sprintf("%s: lấy từ hồ sơ ngày %s (%s).", q.Label, i18n.Date(x.At), x.Code))
		}
	}
	return lines, nil
}

// earlierGroups adds the rows of groups that nobody has typed into.
func (p *DraftPages) earlierGroups(d *draft, groups map[string][]revision.Field, values map[string]string) (lines []string, err error) {
	if len(groups) == 0 {
		return nil, nil
	}
	names := slices.Sorted(maps.Keys(groups))
	found, err := p.Dossiers.EarlierGroups(d.ctx, names, d.ID)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		x, ok := found[name]
		if !ok {
			continue
		}
		for _, f := range groups[name] {
			rows, taken, all := f.EarlierRows(x.Answers, name)
			if taken == 0 {
				continue
			}
			maps.Copy(values, rows)
			line := fmt.Sprintf("%s: %s lấy từ hồ sơ ngày %s (%s)", f.Label, plural(taken, "dòng"), i18n.Date(x.At), x.Code)
			if all > taken {
				line += fmt.Sprintf(", hồ sơ đó có %s", plural(all, "dòng"))
			}
			lines = append(lines, line+".")
		}
	}
	return lines, nil
}
