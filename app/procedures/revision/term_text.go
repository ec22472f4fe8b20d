package revision

import "motcua/app/deadlines"

// MainChannel is the channel whose time and fee are told first.
func (r *Revision) MainChannel() Channel {
	if r.Takes(Online) {
		return Online
	}
	return Counter
}

// TermText says how long the procedure may take: "3 ngày làm việc".
func (r *Revision) TermText() string {
	t, stated := r.TermFor(r.MainChannel(), "", "", nil)
	s := deadlines.FormatAllotment(deadlines.Policy{Unit: deadlines.Unit(t.Unit), Amount: t.Amount})
	if !stated {
		s += " (pháp luật chưa nêu thời hạn)"
	}
	return s
}
