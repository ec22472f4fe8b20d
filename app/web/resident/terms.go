package resident

import (
	"slices"
	"strings"

	"motcua/app/deadlines"
	"motcua/app/procedures/revision"
	"motcua/views/i18n"
	view "motcua/views/resident"
)

var channelNames = map[revision.Channel]string{revision.Online: "Trực tuyến", revision.Counter: "Tại quầy", revision.Post: "Qua bưu chính"}

// allotment is a term in words: "3 ngày làm việc".
func allotment(t revision.Term) string {
	return deadlines.FormatAllotment(deadlines.Policy{Unit: deadlines.Unit(t.Unit), Amount: t.Amount})
}

// timeLines are all the times of a procedure: by channel only where they
// differ, then by case and class of area. One line without a key when there is
// only one time.
func timeLines(r *revision.Revision) []view.Fact {
	return byChannel(r, func(ch revision.Channel) []view.Fact {
		terms := r.Ways[ch].Terms
		if len(terms) == 0 {
			return []view.Fact{{Value: allotment(r.Clock.Fallback) + " (pháp luật chưa nêu thời hạn)"}}
		}
		var out []view.Fact
		for _, t := range terms {
			f := view.Fact{Value: allotment(t)}
			own := t.Case != "" || t.Area != "" || t.When != nil
			var when []string
			for _, c := range r.Cases {
				if c.Key == t.Case {
					when = append(when, lowerFirst(c.Title))
				}
			}
			if t.Area == revision.AreaDifficult {
				when = append(when, "xã thuộc vùng khó khăn")
			}
			told := strings.Contains(strings.ToLower(t.Note), f.Value) // the note says the time itself, with what may change it
			switch {
			case t.When != nil && len(when) == 0:
				when = append(when, lowerFirst(orText(t.Note, "tùy trường hợp")))
			case t.Note == "" || !own && len(terms) > 1:
			case told:
				f.Value = lowerFirst(t.Note)
			default:
				f.Value += " (" + lowerFirst(t.Note) + ")"
			}
			if t.Unit == revision.SameDay && r.Clock.AfterHour != "" && !strings.Contains(f.Value, "sau ") {
				f.Value += "; nhận sau " + clockText(r.Clock.AfterHour) + " thì trả ngày làm việc tiếp theo"
			}
			f.Key = upperFirst(strings.Join(when, ", "))
			if f.Key == "" && len(terms) > 1 {
				f.Key = "Trường hợp khác"
			}
			out = append(out, f)
		}
		return out
	})
}

// feeLines are all the fees, by channel only where they differ.
func feeLines(r *revision.Revision) []view.Fact {
	return byChannel(r, func(ch revision.Channel) []view.Fact {
		if len(r.Fees) == 0 {
			f := view.Fact{Value: feeText(r, ch)}
			if w := r.Ways[ch]; w.Fee != nil && w.FeeNote != "" && *w.Fee > 0 && !strings.Contains(w.FeeNote, strings.TrimSuffix(i18n.Money(*w.Fee), "\u00a0đ")) {
				f.Value += " (" + lowerFirst(w.FeeNote) + ")"
			}
			return []view.Fact{f}
		}
		var out []view.Fact
		for _, c := range r.ChargesFor(revision.Facts{Channel: ch}, nil) {
			f := view.Fact{Key: c.Title}
			switch {
			case c.Known && c.Amount == 0:
				f.Value = "Không mất tiền"
			case c.Known:
				f.Value = i18n.Money(c.Amount)
			default:
				f.Value = orText(upperFirst(c.Note), "Tính theo từng hồ sơ, báo trước khi thu")
			}
			if c.Known && c.Note != "" {
				f.Value += " (" + lowerFirst(c.Note) + ")"
			}
			out = append(out, f)
		}
		if len(out) == 0 {
			out = []view.Fact{{Value: "Không mất tiền"}}
		}
		if len(out) == 1 && (out[0].Key == "Lệ phí" || out[0].Key == "Phí") {
			out[0].Key = ""
		}
		return out
	})
}

// byChannel says once what is the same for every channel.
func byChannel(r *revision.Revision, lines func(revision.Channel) []view.Fact) []view.Fact {
	var channels []revision.Channel
	for _, ch := range revision.Channels {
		if _, ok := r.Ways[ch]; ok {
			channels = append(channels, ch)
		}
	}
	if len(channels) == 0 {
		return lines(revision.Counter)
	}
	first := lines(channels[0])
	if !slices.ContainsFunc(channels[1:], func(ch revision.Channel) bool { return !slices.Equal(lines(ch), first) }) {
		return first
	}
	var out []view.Fact
	for _, ch := range channels {
		for _, f := range lines(ch) {
			if f.Key = channelNames[ch] + ", " + lowerFirst(f.Key); strings.HasSuffix(f.Key, ", ") {
				f.Key = channelNames[ch]
			}
			out = append(out, f)
		}
	}
	return out
}

// clockText is "15:00" as people say it.
func clockText(hm string) string {
	h, m, _ := strings.Cut(hm, ":")
	h = strings.TrimPrefix(h, "0")
	if m == "00" || m == "" {
		return h + " giờ"
	}
	return h + " giờ " + m
}

// joined puts lines into one sentence, for a cell of a list.
func joined(lines []view.Fact) string {
	var out []string
	for _, f := range lines {
		if f.Key != "" {
			out = append(out, f.Key+": "+f.Value)
			continue
		}
		out = append(out, upperFirst(f.Value))
	}
	return strings.Join(out, "; ")
}

// paperGroups are the papers in the groups of the law: by case, and within one
// what is handed in, what is shown and what else to know.
func paperGroups(r *revision.Revision) []view.PaperGroup {
	titles := map[string]string{"": "Mọi trường hợp"}
	order := []string{""}
	for _, c := range r.Cases {
		titles[c.Key] = c.Title
		order = append(order, c.Key)
	}
	var out []view.PaperGroup
	for _, key := range order {
		g := view.PaperGroup{Title: titles[key]}
		for _, c := range r.Components {
			if c.Group != key {
				continue
			}
			n := view.PaperNeed{Title: c.Title, When: c.Condition, Note: c.Note, Optional: !c.Required, Count: countText(c), Instead: insteadText(c), Sample: sampleOf(c.Sample)}
			switch c.Kind {
			case revision.Submit:
				g.Submit = append(g.Submit, n)
			case revision.Present:
				n.Optional = false
				g.Present = append(g.Present, n)
			case revision.ByForm:
				n.Optional = false
				g.Form = append(g.Form, n)
			case revision.Note:
				g.Notes = append(g.Notes, strings.TrimSuffix(c.Title, ".")+"."+spaced(c.Note))
			}
		}
		if len(g.Submit)+len(g.Present)+len(g.Form)+len(g.Notes) > 0 {
			out = append(out, g)
		}
	}
	if len(out) == 1 {
		out[0].Title = ""
	}
	return out
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func countText(c revision.Component) string {
	var out []string
	if c.Originals > 0 {
		out = append(out, plural(c.Originals, "bản chính"))
	}
	if c.Copies > 0 {
		out = append(out, plural(c.Copies, "bản sao"))
	}
	return strings.Join(out, ", ")
}

// registerNames are the registers that officers read instead of asking for a paper.
var registerNames = map[string]string{"population": "Cơ sở dữ liệu quốc gia về dân cư", "civil_status": "Cơ sở dữ liệu hộ tịch điện tử", "land": "cơ sở dữ liệu đất đai", "business": "hệ thống đăng ký kinh doanh", "insurance": "cơ sở dữ liệu bảo hiểm"}

func insteadText(c revision.Component) string {
	var out []string
	if len(c.Replaces) > 0 {
		out = append(out, "Ông/Bà đã nhận kết quả này ở một hồ sơ trước trên trang này thì đăng nhập rồi chọn dùng lại, không phải nộp lại.")
	}
	if s := registerNames[c.Pull]; s != "" {
		out = append(out, "Cán bộ tra cứu được trong "+s+" thì không phải nộp.")
	}
	return strings.Join(out, " ")
}
