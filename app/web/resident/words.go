package resident

import (
	"fmt"
	"net/url"
	"strings"

	"motcua/app/deadlines"
	"motcua/app/procedures/revision"
	"motcua/views/i18n"
	view "motcua/views/resident"
)

func urlQuery(s string) string { return url.QueryEscape(s) }

// shortTerm is the same for a line of a list.
func shortTerm(r *revision.Revision) string {
	t, _ := r.TermFor(r.MainChannel(), "", "", nil)
	s := deadlines.FormatAllotment(deadlines.Policy{Unit: deadlines.Unit(t.Unit), Amount: t.Amount})
	if t.Unit == revision.SameDay {
		return upperFirst(s)
	}
	return "Mất khoảng " + s
}

// feeText says what a channel costs; unknown is never zero.
func feeText(r *revision.Revision, ch revision.Channel) string {
	w, ok := r.Ways[ch]
	if !ok {
		w = r.Ways[revision.Counter]
	}
	switch {
	case len(r.Fees) > 0:
		return chargesText(r, ch)
	case w.Fee == nil && w.FeeNote != "":
		return upperFirst(w.FeeNote)
	case w.Fee == nil:
		return "Do tỉnh quy định"
	case *w.Fee == 0:
		return free
	}
	return i18n.Money(*w.Fee) + map[string]string{"page": " mỗi trang", "copy": " mỗi bản"}[w.FeeUnit]
}

// feeLine is the same as part of a sentence, short enough for a list.
func feeLine(r *revision.Revision, ch revision.Channel) string {
	w, ok := r.Ways[ch]
	if !ok {
		w = r.Ways[revision.Counter]
	}
	switch {
	case len(r.Fees) > 0:
		if s := chargesText(r, ch); s == free || !strings.HasSuffix(s, "đ") {
			return s
		}
		return "Lệ phí " + chargesText(r, ch)
	case w.Fee == nil:
		return "Lệ phí do tỉnh quy định"
	case *w.Fee == 0:
		return free
	}
	return "Lệ phí " + feeText(r, ch)
}

const free = "Không mất lệ phí"

// chargesText sums up fees that are rules, before anything was answered.
func chargesText(r *revision.Revision, ch revision.Channel) string {
	total := int64(0)
	for _, c := range r.ChargesFor(revision.Facts{Channel: ch}, nil) {
		if !c.Known {
			return orText(upperFirst(c.Note), "Tính theo từng hồ sơ")
		}
		total += c.Amount
	}
	if total == 0 {
		return free
	}
	return i18n.Money(total)
}

// wayText says in a few words where one files: here, on the national portal, at a counter.
func wayText(r *revision.Revision) string {
	switch {
	case r.Takes(revision.Online):
		return "Nộp tại đây"
	case r.Ways[revision.Online].Filed == revision.Portal:
		return "Chuyển sang Cổng Dịch vụ công quốc gia"
	}
	return "Nộp tại quầy"
}

// wayLines lists every way to file a procedure.
func wayLines(r *revision.Revision) []view.WayLine {
	var out []view.WayLine
	for _, ch := range revision.Channels {
		w, ok := r.Ways[ch]
		if !ok {
			continue
		}
		text := ""
		switch w.Filed {
		case revision.Here:
			text = map[revision.Channel]string{
				revision.Online:  "Nộp ngay trên trang này, trên điện thoại hoặc máy tính.",
				revision.Counter: "Mang giấy tờ đến quầy một cửa. Chưa quen dùng máy thì cán bộ làm giúp.",
				revision.Post:    "Gửi giấy tờ qua bưu chính đến quầy một cửa.",
			}[ch]
		case revision.Portal:
			text = "Chuyển sang " + orText(w.Place, "Cổng Dịch vụ công quốc gia") + "."
		default:
			text = upperFirst(orText(w.Place, "Nộp tại cơ quan giải quyết")) + "."
		}
		if ch != revision.Counter || w.Filed == revision.Here {
			text += " " + feeLine(r, ch) + "."
		}
		if d := w.DecidedIn(); d != "" && d != w.Place {
			text += " Nơi giải quyết: " + d + "."
		}
		if w.System != "" && w.Decided != "" {
			text += " Giải quyết trên " + revision.SectorName(w.System) + "."
		}
		out = append(out, view.WayLine{Name: map[revision.Channel]string{revision.Online: "Trực tuyến", revision.Counter: "Tại quầy", revision.Post: "Qua bưu chính"}[ch], Text: text})
	}
	if r.Takes(revision.Online) && r.HelpOnly {
		out = append(out, view.WayLine{Name: "Nhờ giúp", Text: "Quầy một cửa của bất kỳ xã, phường nào cũng giúp Ông/Bà nộp trực tuyến đến đúng nơi."})
	}
	return out
}

// unsure says what the reference data do not state, instead of guessing.
func unsure(r *revision.Revision) []string {
	var out []string
	for _, u := range r.Unconfirmed {
		if s := map[string]string{
			"time":       "Văn bản công bố chưa nêu thời hạn, hệ thống dùng thời hạn dự kiến.",
			"fee":        "Mức lệ phí do Hội đồng nhân dân tỉnh quy định, quầy một cửa sẽ báo trước khi thu.",
			"channels":   "Văn bản công bố chưa nêu rõ các cách nộp.",
			"components": "Văn bản công bố chưa nêu đủ giấy tờ. Quầy một cửa sẽ báo giấy tờ phải nộp.",
			"competence": "Nơi giải quyết chưa được xác nhận. Hỏi quầy một cửa trước khi nộp.",
			"sector":     "Xã, phường quyết định tại chỗ hay trên hệ thống chuyên ngành.",
			"results":    "Văn bản công bố chưa nêu tên giấy tờ kết quả.",
		}[u]; s != "" {
			out = append(out, s)
		}
	}
	return out
}

// jobOf is a procedure as a line of a list.
func jobOf(x Procedure) view.Job {
	return view.Job{Name: x.PlainName, Legal: x.Name, Href: "/thu-tuc/" + x.Code, Time: shortTerm(x.Revision), Fee: feeLine(x.Revision, x.Revision.MainChannel()), Way: wayText(x.Revision)}
}

func jobsOf(list []Procedure) []view.Job {
	out := make([]view.Job, len(list))
	for i, x := range list {
		out[i] = jobOf(x)
	}
	return out
}

func orText(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

func plural(n int, what string) string { return fmt.Sprintf("%d %s", n, what) }
