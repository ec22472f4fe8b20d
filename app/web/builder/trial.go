package builder

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Trial shows what a draft would mean for each office's dossiers, and after
// publishing whether anything moved that was not listed.
func (p *Pages) Trial(c *web.Ctx) error { return p.trialPage(c, http.StatusOK, nil) }

// StartTrial has every office's dossiers tried.
func (p *Pages) StartTrial(c *web.Ctx) error { return p.askTrial(c, false) }

// CheckTrial compares the dossiers of the trial with what they are now.
func (p *Pages) CheckTrial(c *web.Ctx) error { return p.askTrial(c, true) }

func (p *Pages) askTrial(c *web.Ctx, after bool) error {
	b, err := p.building(c)
	if err != nil {
		return err
	}
	if after {
		err = p.Trials.AskAfter(c.Context(), b.edited.ID)
	} else {
		err = p.Trials.Start(c.Context(), b.edited.ID)
	}
	if mendable(err) {
		return p.trialPage(c, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return c.Go(p.trialPath(b))
}

func (p *Pages) trialPath(b *building) string {
	return p.versionPath(b.subject.Code, b.edited.ID) + "/anh-huong"
}

func (p *Pages) trialPage(c *web.Ctx, status int, failed error) error {
	b, err := p.building(c)
	if err != nil {
		return err
	}
	t, parts, err := p.Trials.Newest(c.Context(), b.edited.ID)
	if err != nil {
		return err
	}
	here := p.trialPath(b)
	v := view.Trial{Head: p.buildHead(c, b, "Ảnh hưởng đến hồ sơ", p.versionPath(b.subject.Code, b.edited.ID), "Phiên bản này"), MayStart: b.edited.Open() && c.May("procedure", "edit"), Start: here, Reload: here}
	if failed != nil {
		v.Head.Frame.Problems = []ui.Problem{{Text: fault.As(failed).Text}}
	}
	if t == nil {
		return c.Page(status, view.TrialPage(v))
	}
	v.Tried = "Chạy ngày " + i18n.DateTime(t.AskedAt) + ", " + t.Name + ". Không có gì bị thay đổi khi chạy thử."
	v.Stale = t.Version != b.edited.Version.Version && b.edited.State == procedures.Draft
	v.Progress = ui.ProgressProps{ID: "tien-do", Label: "Đơn vị đã xem", Text: strconv.Itoa(t.Done) + "/" + strconv.Itoa(t.Parts) + " đơn vị", Value: t.Done, Max: t.Parts}
	v.Running = t.Done < t.Parts
	var all governing.Found
	slices.SortFunc(parts, func(a, b governing.Part) int { return allOf(b.Found.Open) - allOf(a.Found.Open) })
	var after governing.After
	for _, x := range parts {
		all.Add(x.Found)
		if x.After != nil {
			after.Open, after.Ended, after.Rebased, after.Dated, after.Moved = after.Open+x.After.Open, after.Ended+x.After.Ended, after.Rebased+x.After.Rebased, after.Dated+x.After.Dated, after.Moved+x.After.Moved
		}
	}
	if err := p.trialOffices(c, here, parts, &v); err != nil {
		return err
	}
	p.trialWords(c, b, t, all, &v)
	if !b.edited.Open() {
		v.Check, v.Checked = here+"/doi-chieu", t.Checked
		if t.Checked > 0 {
			v.After = []ui.Pair{
				{Key: "Vẫn theo bản cũ, ngày hẹn cũ", Value: i18n.Number(int64(after.Open))},
				{Key: "Đã xong từ đó đến nay", Value: i18n.Number(int64(after.Ended))},
				{Key: "Cán bộ chuyển sang bản khác", Value: i18n.Number(int64(after.Rebased))},
				{Key: "Đổi hạn vì việc của chính hồ sơ", Value: i18n.Number(int64(after.Dated))},
				{Key: "Đổi mà không rõ vì sao", Value: i18n.Number(int64(after.Moved))},
			}
			v.Moved = after.Moved > 0
		}
	}
	return c.Page(status, view.TrialPage(v))
}

// trialOffices lists what was found office by office; for the nation by
// province, and the offices of the one that the address names.
func (p *Pages) trialOffices(c *web.Ctx, here string, parts []governing.Part, v *view.Trial) error {
	row := func(name ui.Cell, f governing.Found) ui.Row {
		return ui.Row{Cells: []ui.Cell{name, ui.N(i18n.Number(int64(allOf(f.Open)))), ui.N(i18n.Number(int64(f.Tried))), ui.N(i18n.Number(int64(f.Same)))}}
	}
	only, sums := p.province(c), map[string]*governing.Found{}
	if p.National {
		only = c.Query("tinh")
	}
	for _, x := range parts {
		u, err := p.Offices.ByID(c.PublicContext(), x.Tenant)
		if err != nil {
			return err
		}
		if sums[u.Province] == nil {
			sums[u.Province] = &governing.Found{}
		}
		sums[u.Province].Add(x.Found)
		if u.Province == only && (allOf(x.Found.Open) > 0 || x.Found.Tried > 0) {
			v.Offices = append(v.Offices, row(ui.Cell{Text: u.FullName, Head: true}, x.Found))
		}
	}
	if !p.National {
		return nil
	}
	list, err := p.Offices.Provinces(c.PublicContext())
	if err != nil {
		return err
	}
	for _, x := range list {
		f := sums[x.Code]
		switch {
		case x.Code == only:
			v.OfficesOf = x.FullName
		case f != nil && (allOf(f.Open) > 0 || f.Tried > 0):
			v.Provinces = append(v.Provinces, row(ui.Cell{Text: x.FullName, Head: true, Href: here + "?tinh=" + x.Code}, *f))
		}
	}
	if v.OfficesOf == "" {
		v.Offices = nil
	}
	return nil
}

// trialWords says the counts in words, the names of questions and papers in their own.
func (p *Pages) trialWords(c *web.Ctx, b *building, t *governing.Trial, f governing.Found, v *view.Trial) {
	n := func(x int) string { return i18n.Number(int64(x)) }
	v.Facts = []ui.Pair{{Key: "Hồ sơ đang mở, vẫn theo bản cũ", Value: n(allOf(f.Open))}, {Key: "Hồ sơ một năm qua đã chạy thử", Value: n(f.Tried)}, {Key: "Không khác gì", Value: n(f.Same)}}
	for _, x := range []struct {
		key string
		n   int
	}{{"Thuộc trường hợp khác", f.Cases}, {"Hạn ngắn hơn", f.Shorter}, {"Hạn dài hơn", f.Longer}, {"Phí thấp hơn", f.Cheaper}, {"Phí cao hơn", f.Dearer}} {
		if x.n > 0 {
			v.Facts = append(v.Facts, ui.Pair{Key: x.key, Value: n(x.n)})
		}
	}
	if f.Fee != 0 {
		v.Facts = append(v.Facts, ui.Pair{Key: "Tổng phí thay đổi", Value: i18n.Money(f.Fee)})
	}
	questions, papers := map[string]string{}, map[string]string{}
	for _, r := range []*revision.Revision{p.baseOf(c, t), &b.edited.Content} {
		if r == nil {
			continue
		}
		for _, q := range r.Form.Inputs(nil) {
			questions[q.Name] = q.Label
		}
		for _, x := range r.Components {
			papers[x.Key] = x.Title
		}
	}
	v.Lists = nil
	for _, x := range []struct {
		title string
		in    map[string]int
		names map[string]string
	}{
		{"Câu hỏi mà hồ sơ cũ chưa có câu trả lời", f.Ask, questions},
		{"Câu trả lời không còn cần", f.Drop, questions},
		{"Giấy tờ mà hồ sơ cũ còn thiếu", f.Papers, papers},
		{"Giấy tờ không còn phải nộp", f.Spared, papers},
	} {
		if len(x.in) == 0 {
			continue
		}
		var rows []ui.Pair
		for k, c := range x.in {
			rows = append(rows, ui.Pair{Key: orElse(x.names[k], k), Value: n(c) + " hồ sơ"})
		}
		slices.SortFunc(rows, func(a, b ui.Pair) int { return strings.Compare(a.Key, b.Key) })
		v.Lists = append(v.Lists, view.TrialList{Title: x.title, Rows: rows})
	}
	old := p.baseOf(c, t)
	for step, c := range f.Steps {
		title := step
		if old != nil {
			if s, ok := old.Step(step); ok {
				title = s.Title
			}
		}
		v.Steps = append(v.Steps, ui.Pair{Key: title, Value: n(c) + " hồ sơ"})
	}
	slices.SortFunc(v.Steps, func(a, b ui.Pair) int { return strings.Compare(a.Key, b.Key) })
}

// baseOf is the revision that held when the trial was asked for.
func (p *Pages) baseOf(c *web.Ctx, t *governing.Trial) *revision.Revision {
	if t.Base == nil {
		return nil
	}
	r, err := p.Catalogue.RevisionByID(c.PublicContext(), *t.Base)
	if err != nil {
		return nil
	}
	return &r.Revision
}

func allOf(m map[string]int) int {
	n := 0
	for _, x := range m {
		n += x
	}
	return n
}
