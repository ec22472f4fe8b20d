package exchange

import (
	"slices"
	"strings"

	"motcua/app/fold"
	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
)

// methodFacts are channels with time and fee. Times that differ between
// channels are by channel; several of one channel are areas or cases.
func methodFacts(methods []method) []fact {
	if len(methods) == 0 {
		return []fact{{put: func(e *national.Entry) {
			if len(e.Revision.Ways) == 0 {
				doubt(&e.Revision, "channels")
				doubt(&e.Revision, "time")
				doubt(&e.Revision, "fee")
			}
		}}}
	}
	by := map[revision.Channel][]method{}
	for _, m := range methods {
		by[m.channel] = append(by[m.channel], m)
	}
	return []fact{
		{shipped: sameChannels(by), take: takeChannels, put: func(e *national.Entry) { putChannels(&e.Revision, by) }},
		{shipped: sameTimes(methods), take: takeTimes, put: func(e *national.Entry) { putMethodTimes(&e.Revision, by) }},
		{shipped: sameFees(methods), take: takeFees, put: func(e *national.Entry) { putMethodFees(&e.Revision, by) }},
	}
}

func sameChannels(by map[revision.Channel][]method) func(*national.Shipped, string) bool {
	return func(s *national.Shipped, code string) bool {
		was := map[revision.Channel]bool{}
		for _, r := range s.Channels(code) {
			was[revision.Channel(r["channel"])] = true
			if len(by[revision.Channel(r["channel"])]) == 0 {
				return false
			}
		}
		return len(was) == len(by)
	}
}

// takeChannels makes the list of ways that of the shipped procedure.
func takeChannels(dst, src *national.Entry) {
	from := clone(src).Revision.Ways
	ways := map[revision.Channel]revision.Way{}
	for ch, w := range from {
		if have, ok := dst.Revision.Ways[ch]; ok {
			w = have
		}
		ways[ch] = w
	}
	dst.Revision.Ways = ways
	sure(&dst.Revision, "channels")
}

// sameTimes: the source repeats the rows the shipped catalogue was made of.
func sameTimes(methods []method) func(*national.Shipped, string) bool {
	return func(s *national.Shipped, code string) bool {
		var was, is []string
		for _, r := range s.Channels(code) {
			was = append(was, r["channel"]+"|"+r["time"]+"|"+string(unitOf(r["unit"])))
		}
		for _, m := range methods {
			p := strings.Split(m.raw, "|")
			is = append(is, p[0]+"|"+p[1]+"|"+string(unitOf(p[2])))
		}
		slices.Sort(was)
		slices.Sort(is)
		return len(was) > 0 && slices.Equal(was, is)
	}
}

func sameFees(methods []method) func(*national.Shipped, string) bool {
	return func(s *national.Shipped, code string) bool {
		var was, is []string
		for _, r := range s.Channels(code) {
			was = append(was, r["channel"]+"|"+r["fee_vnd"])
		}
		for _, m := range methods {
			is = append(is, string(m.channel)+"|"+amountText(m.fee))
		}
		slices.Sort(was)
		slices.Sort(is)
		return len(was) > 0 && slices.Equal(was, is)
	}
}

// putChannels makes the list of ways that of the source. A way that is there
// keeps where it is filed and decided; one that the source no longer has goes.
func putChannels(r *revision.Revision, by map[revision.Channel][]method) {
	fresh := len(r.Ways) == 0
	ways := map[revision.Channel]revision.Way{}
	for ch := range by {
		w, ok := r.Ways[ch]
		if !ok {
			w = revision.Way{Filed: revision.Here, FeeDue: "acceptance"}
		}
		ways[ch] = w
	}
	for ch, w := range r.Ways { // the catalogue adds ways that lead elsewhere; the portal does not list them
		if _, ok := ways[ch]; !ok && w.Filed != revision.Here {
			ways[ch] = w
		}
	}
	r.Ways = ways
	sure(r, "channels")
	if fresh {
		r.Clock = revision.DefaultClock()
	}
}

// putMethodTimes states times. What the source leaves out stays as it is.
func putMethodTimes(r *revision.Revision, by map[revision.Channel][]method) {
	before, had := r.Promise().OfficeHours(), len(r.Steps) > 0
	unsure, stated := false, false
	for _, ch := range revision.Channels {
		list := by[ch]
		if len(list) == 0 {
			continue
		}
		terms, clear := termsOf(r, list)
		if !clear {
			unsure = true
		}
		if len(terms) == 0 {
			unsure = unsure || len(r.Ways[ch].Terms) == 0
			continue
		}
		stated = true
		w := r.Ways[ch]
		if len(terms) == 1 { // it states the ordinary time alone: those of cases and areas stay
			terms = append(special(w.Terms), terms...)
		}
		w.Terms = terms
		r.Ways[ch] = w
	}
	if unsure {
		doubt(r, "time")
	} else if stated {
		sure(r, "time")
	}
	ordinary := r.Promise()
	if !had {
		r.Immediate = stated && ordinary.Unit == revision.SameDay
		return
	}
	if ordinary.Unit != revision.SameDay {
		r.Immediate = false
	}
	national.Retime(r, before)
}

// special are the times that hold in a case, an area or by a condition.
func special(terms []revision.Term) (out []revision.Term) {
	for _, t := range terms {
		if t.Case != "" || t.Area != "" || t.When != nil {
			out = append(out, t)
		}
	}
	return out
}

// termsOf reads the times of one channel; clear is false where the source
// does not say what makes them differ, or leaves out the unit.
func termsOf(r *revision.Revision, list []method) (terms []revision.Term, clear bool) {
	clear = true
	var timed []method
	for _, m := range list {
		if m.term != nil && !slices.ContainsFunc(timed, func(h method) bool { return *h.term == *m.term && h.note == m.note }) {
			timed = append(timed, m)
		}
		clear = clear && !m.unitless
	}
	if len(timed) == 0 {
		return nil, clear
	}
	ordinary := ordinaryOf(timed)
	var cases []revision.Case
	for i, m := range timed {
		t := *m.term
		switch {
		case i == ordinary:
			continue
		case hardArea.MatchString(m.note):
			t.Area, t.Note = revision.AreaDifficult, cut(m.note, 200)
		case m.note != "":
			c := caseNamed(r, cases, m.note)
			cases = append(cases, c)
			t.Case = c.Key
			if n := cut(m.note, 200); fold.Key(n) != fold.Key(c.Title) {
				t.Note = n
			}
		case t != *timed[ordinary].term:
			clear = false
			continue
		default:
			continue
		}
		terms = append(terms, t)
	}
	addCases(r, cases)
	t := *timed[ordinary].term
	t.Note = cut(timed[ordinary].note, 200)
	if timed[ordinary].unitless && t.Note == "" {
		t.Note = "Nguồn không ghi đơn vị, tạm tính theo ngày làm việc"
	}
	return append(terms, t), clear
}

// ordinaryOf picks the time that holds when no case does: the one without a
// note or for "the others", else the longest that is not of a difficult area.
func ordinaryOf(timed []method) int {
	best := -1
	for i, m := range timed {
		if (m.note == "" || others.MatchString(m.note)) && (best < 0 || longer(m, timed[best])) {
			best = i
		}
	}
	if best >= 0 {
		return best
	}
	for i, m := range timed {
		if !hardArea.MatchString(m.note) && (best < 0 || longer(m, timed[best])) {
			best = i
		}
	}
	return max(best, 0)
}

func longer(a, b method) bool { return a.term.OfficeHours() > b.term.OfficeHours() }

// putMethodFees states fees. The portal shows 0 where the provincial council
// sets the amount, so 0 counts only when a note says that it is free.
func putMethodFees(r *revision.Revision, by map[revision.Channel][]method) {
	open := false
	for ch, list := range by {
		w := r.Ways[ch]
		var fee *int64
		var say []string
		for _, m := range list {
			if m.fee == nil || *m.fee == 0 && !strings.Contains(fold.Key(m.note), "mien") && !strings.Contains(fold.Key(m.note), "khong thu") {
				continue
			}
			if fee == nil || m.note == "" {
				fee = m.fee
			}
			if line := amountText(m.fee) + " đồng: " + m.note; m.note != "" && !slices.Contains(say, line) {
				say = append(say, line)
			}
		}
		if fee != nil {
			open = !restate(r, w.Fee, fee) || open
			w.Fee = fee
			if len(list) > 1 && len(say) > 0 {
				w.FeeNote = cut(strings.Join(say, "; "), 500)
			}
			r.Ways[ch] = w
		}
		open = open || w.Fee == nil
	}
	sure(r, "fee")
	if open {
		doubt(r, "fee")
	}
}
