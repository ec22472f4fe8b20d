package resident

import (
	"fmt"
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
	from := map[string][]revision.Input{} // question of an earlier dossier → those it answers here
	for _, q := range s.Inputs(nil) {
		if name, ok := strings.CutPrefix(q.Prefill, "earlier."); ok && q.Group == "" && values[q.Name] == "" {
			from[name] = append(from[name], q)
		}
	}
	if len(from) == 0 {
		return values, "", nil
	}
	var names []string
	for name := range from {
		names = append(names, name)
	}
	slices.Sort(names)
	found, err := p.Dossiers.EarlierAnswers(d.ctx, names, d.ID)
	if err != nil {
		return values, "", err
	}
	var lines []string
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
	if len(lines) == 0 {
		return values, "", nil
	}
	return values, strings.Join(lines, " ") + " Xem lại, sửa chỗ chưa đúng rồi bấm Vẫn đúng, dùng lại.", nil
}
