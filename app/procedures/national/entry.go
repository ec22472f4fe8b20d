package national

import (
	"strconv"
	"strings"

	"motcua/app/procedures/revision"
)

// entry reads what the two tables state. The channel table's times are not
// taken: for land and building permits the portal files cases under channels
// (27 days is a difficult area, not the counter), so time comes from
// procedures.csv and cases from procedures/*.yaml; a test demands a case list
// wherever the channel table differs.
func entry(p map[string]string, rows []map[string]string) Entry {
	e := Entry{Code: p["code"], Name: p["name"], PlainName: p["short_name"], Field: p["field"], Level: p["level"], Rank: 100}
	r := &e.Revision
	r.Decision, r.Confidence = p["decision_no"], p["confidence"]
	r.NonBoundary = revision.BoundaryNone
	r.Clock = revision.DefaultClock()
	if t, ok := term(p); ok {
		r.Immediate = t.Unit == revision.SameDay
		r.Ways = ways(p, rows, []revision.Term{t})
	} else {
		r.Unconfirmed = append(r.Unconfirmed, "time")
		r.Ways = ways(p, rows, nil)
	}
	if len(rows) == 0 {
		r.Unconfirmed = append(r.Unconfirmed, "channels")
	}
	for _, w := range r.Ways {
		if w.Fee == nil {
			r.Unconfirmed = append(r.Unconfirmed, "fee")
			break
		}
	}
	r.Results = results(p, rows)
	r.Components = Components(p["components"])
	return e
}

// term is the ordinary time; ok is false where the source states none.
func term(p map[string]string) (revision.Term, bool) {
	note := ""
	if strings.Contains(p["processing_time"], ";") || strings.Contains(p["processing_time"], "cần xác minh") {
		note = p["processing_time"]
	}
	n, err := strconv.Atoi(p["processing_days"])
	switch p["time_unit"] {
	case "same_day":
		return revision.Term{Unit: revision.SameDay, Note: note}, true
	case "working_day":
		return revision.Term{Amount: n, Unit: revision.WorkingDays, Note: note}, err == nil && n > 0
	case "calendar_day":
		return revision.Term{Amount: n, Unit: revision.CalendarDays, Note: note}, err == nil && n > 0
	case "month":
		return revision.Term{Amount: n, Unit: revision.Months, Note: note}, err == nil && n > 0
	case "hour":
		return revision.Term{Amount: n, Unit: revision.Hours, Note: note}, err == nil && n > 0
	}
	return revision.Term{}, false
}

// ways are the channels of the channel table; without rows there, those that
// the fee columns know, or all three.
func ways(p map[string]string, rows []map[string]string, terms []revision.Term) map[revision.Channel]revision.Way {
	out := map[revision.Channel]revision.Way{}
	add := func(ch revision.Channel) {
		out[ch] = revision.Way{Filed: revision.Here, Terms: terms, Fee: fee(p, ch), FeeUnit: feeUnit(p["fee"]), FeeNote: feeNote(p["fee"]), FeeDue: "acceptance"}
	}
	for _, r := range rows {
		add(revision.Channel(r["channel"]))
	}
	if len(rows) > 0 {
		return out
	}
	add(revision.Counter)
	if p["fee_online_vnd"] != "" || p["fee_counter_vnd"] == "" {
		add(revision.Online)
		add(revision.Post)
	}
	return out
}

// fee reads procedures.csv only: the portal shows 0 where the provincial
// council sets the amount. nil is "not known here", never zero; a text that
// begins with free and knows no exception is zero.
func fee(p map[string]string, ch revision.Channel) *int64 {
	v := p["fee_counter_vnd"]
	if ch == revision.Online {
		v = p["fee_online_vnd"]
	}
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		return &n
	}
	text := strings.ToLower(p["fee"])
	if text == "miễn phí" || text == "không thu" || text == "miễn lệ phí" {
		return new(int64)
	}
	return nil
}

func feeUnit(text string) string {
	switch {
	case strings.Contains(text, "/trang"):
		return "page"
	case strings.Contains(text, "/bản"):
		return "copy"
	}
	return ""
}

func feeNote(text string) string {
	text = strings.ReplaceAll(text, "nghị quyết HĐND", "nghị quyết của Hội đồng nhân dân")
	return strings.ReplaceAll(text, "HĐND", "Hội đồng nhân dân")
}

// results are those with a national code; else the one that procedures.csv names.
func results(p map[string]string, rows []map[string]string) []revision.Result {
	var out []revision.Result
	granted := false
	for _, r := range rows[:min(len(rows), 1)] {
		for _, s := range strings.Split(r["results"], "|") {
			code, title, ok := strings.Cut(s, ":")
			if !ok {
				continue
			}
			x := revision.Result{Code: code, Title: strings.Join(strings.Fields(strings.Trim(title, "- .")), " "), Outcome: OutcomeOf(title)}
			if t := []rune(x.Title); len(t) > 120 && x.Outcome == revision.Granted {
				x.Title = p["result"]
			} else if len(t) > 120 {
				head := string(t[:120])
				x.Title = head[:strings.LastIndex(head, " ")]
			}
			granted = granted || x.Outcome == revision.Granted
			out = append(out, x)
		}
	}
	if !granted {
		out = append([]revision.Result{{Title: p["result"], Outcome: revision.Granted}}, out...)
	}
	return out
}

// OutcomeOf reads from a result's title whether it grants, refuses or goes out on the way.
func OutcomeOf(title string) string {
	t := strings.ToLower(title)
	switch {
	case strings.Contains(t, "từ chối tiếp nhận"), strings.Contains(t, "thông báo lý do từ chối"), strings.Contains(t, "không chấp thuận"), strings.Contains(t, "quyết định không"):
		return revision.Refused
	case strings.Contains(t, "cần sửa đổi, bổ sung"):
		return revision.Notice
	}
	return revision.Granted
}
