package builder

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/app/deadlines"
	"motcua/app/procedures/picture"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// WalkVersion walks the workflow of a version with a fake dossier, step by step. The
// address holds the answers and every choice so far; nothing is written.
func (p *Pages) WalkVersion(c *web.Ctx) error {
	x, e, err := p.version(c)
	if err != nil {
		return err
	}
	r := &e.Content
	here := p.versionPath(x.Code, e.ID)
	v := view.Walk{Head: p.versionHead(c, x, "Chạy thử quy trình", here, versionName(e.Version)), Action: here + "/chay-quy-trinh"}
	cal, err := p.Offices.CalendarFor(c.PublicContext(), c.Office.ID)
	if err != nil {
		return err
	}
	q := c.Request().URL.Query()
	trial := revision.Trial{Answers: map[string]string{}, Start: p.Now(), Facts: revision.Facts{Channel: revision.Counter, Case: q.Get("truong-hop"), Area: q.Get("dia-ban"), Province: p.province(c), Today: p.Now().In(deadlines.Zone)}}
	if ch := revision.Channel(q.Get("cach")); slices.Contains(revision.Channels, ch) {
		trial.Facts.Channel = ch
	}
	walkQuestions(r, q, &trial, &v)
	trial.Due = func(from time.Time, hours int) time.Time {
		at, err := deadlines.AddWorkingMinutes(cal, from, max(hours*cal.DayMinutes()/8, 1))
		if err != nil {
			return from.Add(time.Duration(hours) * time.Hour)
		}
		return at
	}
	var picks []revision.Pick
	for _, s := range q["b"] {
		if f := strings.SplitN(s, ":", 3); len(f) == 3 && len(picks) < revision.MostChoices {
			picks = append(picks, revision.Pick{Step: f[0], Act: f[1], To: f[2]})
		}
	}
	w := r.Walk(trial, picks)
	picks = slices.DeleteFunc(picks, func(k revision.Pick) bool { return slices.Contains(w.Unknown, k) })
	v.Unknown = len(w.Unknown) > 0
	walkStands(r, w, picks, q, here+"/chay-quy-trinh", &v)
	var now, done []string
	for _, s := range w.Open {
		now = append(now, s.Key)
	}
	for _, m := range w.Log {
		if m.Act != "" && !slices.Contains(now, m.Step.Key) {
			done = append(done, m.Step.Key)
		}
	}
	v.SVG = picture.SVG(r, picture.Options{Now: now, Done: done})
	for _, l := range picture.Lines(r) {
		v.Lines = append(v.Lines, view.WalkLine{Title: l.Title, Who: l.Who, Time: l.Time, Notes: l.Notes, Now: slices.Contains(now, l.Key)})
	}
	term, stated := r.TermFor(trial.Facts.Channel, trial.Facts.Case, trial.Facts.Area, trial.Facts.With(trial.Answers))
	v.Promise = "Nhận lúc " + i18n.DateTime(trial.Start) + ". Thời hạn cho hồ sơ này: " + termText(term)
	if !stated {
		v.Promise += " (pháp luật chưa nêu, dùng thời hạn dự phòng)"
	}
	v.Promise += ". Đường dài nhất của quy trình: " + i18n.Number(int64(r.Flow().Hours())) + " giờ làm việc."
	for _, b := range r.Problems() {
		if strings.HasPrefix(b.Place, "steps") {
			v.Problems = append(v.Problems, ui.Pair{Key: b.Place, Value: b.Say})
		}
	}
	return c.Page(http.StatusOK, view.WalkPage(v))
}

func termText(t revision.Term) string {
	if t.Unit == revision.SameDay {
		return "trong ngày"
	}
	return i18n.Number(int64(t.Amount)) + " " + map[revision.Unit]string{revision.Hours: "giờ làm việc", revision.WorkingDays: "ngày làm việc", revision.CalendarDays: "ngày", revision.Months: "tháng"}[t.Unit]
}

// walkQuestions puts what the conditions depend on, and reads what was chosen.
func walkQuestions(r *revision.Revision, q url.Values, t *revision.Trial, v *view.Walk) {
	channel := ui.ChoiceField{Field: ui.Field{Name: "cach", Label: "Cách nộp", Value: string(t.Facts.Channel)}}
	for _, ch := range []revision.Channel{revision.Counter, revision.Online, revision.Post} {
		channel.Options = append(channel.Options, ui.Option{Value: string(ch), Text: i18n.ChannelLabel(string(ch))})
	}
	v.Facts = append(v.Facts, channel)
	if len(r.Cases) > 0 {
		f := ui.ChoiceField{Field: ui.Field{Name: "truong-hop", Label: "Trường hợp", Value: t.Facts.Case}, Empty: "Theo câu trả lời"}
		for _, x := range r.Cases {
			f.Options = append(f.Options, ui.Option{Value: x.Key, Text: x.Title})
		}
		v.Facts = append(v.Facts, f)
	}
	v.Facts = append(v.Facts, ui.ChoiceField{Field: ui.Field{Name: "dia-ban", Label: "Địa bàn", Value: t.Facts.Area}, Empty: "Thông thường", Options: []ui.Option{{Value: revision.AreaDifficult, Text: "Khó khăn"}}})
	asked, _ := r.RuleQuestions()
	for _, in := range asked {
		name := "q_" + in.Name
		said := strings.TrimSpace(q.Get(name))
		if len(said) > 500 {
			said = ""
		}
		label := in.Label
		if in.BlockTitle != "" {
			label = in.BlockTitle + ": " + label
		}
		f := ui.Field{Name: name, Label: label, Value: said, MaxLen: 500, Optional: true}
		switch in.Type {
		case revision.YesNo:
			v.Choices = append(v.Choices, ui.ChoiceField{Field: f, Empty: "Chưa trả lời", Options: []ui.Option{{Value: "yes", Text: "Có"}, {Value: "no", Text: "Không"}}})
		case revision.Choice, revision.MultiChoice:
			x := ui.ChoiceField{Field: f, Empty: "Chưa trả lời"}
			for _, o := range in.Options {
				x.Options = append(x.Options, ui.Option{Value: o.Value, Text: o.Text})
			}
			v.Choices = append(v.Choices, x)
		case revision.Date, revision.PartialDate:
			f.Type, f.Width = "date", "10"
			v.Inputs = append(v.Inputs, f)
		default:
			f.Width = "20"
			v.Inputs = append(v.Inputs, f)
		}
		if said != "" {
			t.Answers[in.Name] = said
		}
	}
	if t.Facts.Case == "" {
		t.Facts.Case = r.CaseOf(t.Facts.With(t.Answers))
	}
}

// walkStands are the open steps with what may be done at each, and the way here.
func walkStands(r *revision.Revision, w revision.Walked, picks []revision.Pick, q url.Values, action string, v *view.Walk) {
	f := r.Flow()
	at := func(picks []revision.Pick) string {
		to := url.Values{}
		for k, vs := range q {
			if k != "b" {
				to[k] = vs
			}
		}
		for _, x := range picks {
			to.Add("b", x.Step+":"+x.Act+":"+x.To)
		}
		return action + "?" + to.Encode() + "#dang-o"
	}
	v.Restart = at(nil)
	if n := len(picks); n > 0 {
		v.Undo = at(picks[:n-1])
	}
	for _, s := range w.Open {
		x := view.WalkStand{Title: s.Title, Who: walkWho(s.Step), Due: i18n.DateTime(s.Due)}
		for i, a := range s.Acts {
			b := ui.Btn{Text: pickText(f, a), Href: at(append(slices.Clone(picks), a))}
			if i > 0 {
				b.Kind = "secondary"
			}
			x.Acts = append(x.Acts, b)
		}
		v.Stands = append(v.Stands, x)
	}
	if w.Ended {
		v.Ended = "Hồ sơ giả đã kết thúc: " + map[string]string{revision.Granted: "cấp kết quả", revision.Refused: "từ chối, có văn bản"}[w.Outcome] + ", lúc " + i18n.DateTime(w.At) + "."
	}
	for _, m := range slices.Backward(w.Log) {
		e := ui.Event{Title: m.Step.Title, Who: walkWho(m.Step), When: i18n.DateTime(m.At), Note: strings.Join(m.Why, ". ")}
		switch m.Act {
		case "":
			e.Status, e.When = "Bắt đầu", i18n.DateTime(m.At)+", hạn "+i18n.DateTime(m.Due)
			if say := passedText[m.Passed]; say != "" {
				e.Note = strings.TrimPrefix(e.Note+". "+say, ". ")
			}
		case revision.SentBack:
			e.Status, e.Tone, e.Note = "Trả lại", ui.Soon, "Về “"+m.To.Title+"”"
		case revision.Silent:
			e.Status = "Không trả lời, coi như đồng ý"
		case revision.Deny:
			e.Status, e.Tone = "Dự thảo từ chối", ui.Soon
		default:
			e.Status, e.Tone = "Xong", ui.OK
		}
		v.Log = append(v.Log, e)
	}
}

var passedText = map[string]string{revision.PassedUp: "Thẩm quyền chuyển lên cấp tỉnh; xã vẫn xem được hồ sơ", revision.PassedBack: "Thẩm quyền chuyển lại cho xã; cấp tỉnh vẫn xem được hồ sơ"}

func walkWho(s revision.Step) string {
	out := s.Role.Title()
	if s.Unit != "" {
		out += ", " + revision.UnitTitle(s.Unit)
	}
	if s.At == revision.AtProvince {
		out += ", cấp tỉnh"
	}
	return out
}

func pickText(f *revision.Flow, k revision.Pick) string {
	switch k.Act {
	case revision.SentBack:
		s, _ := f.Step(k.To)
		return "Trả lại “" + s.Title + "”"
	case revision.Silent:
		return "Hết hạn không trả lời"
	case revision.Deny:
		return "Dự thảo từ chối"
	}
	return "Xong bước này"
}
