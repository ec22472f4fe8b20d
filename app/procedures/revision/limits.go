package revision

import "fmt"

// Beyond says where a province's revision goes further than the national one
// lets it: a longer time, another fee where the nation fixes it, more papers,
// fewer ways to file, another competent office (Decree 118/2025 article 3: no
// level adds papers, steps or time to what the law states). nil national: the
// procedure is the province's own, and nothing is beyond.
func Beyond(national, own *Revision) []Problem {
	if national == nil {
		return nil
	}
	var out []Problem
	bad := func(place, format string, a ...any) { out = append(out, Problem{place, fmt.Sprintf(format, a...)}) }
	for _, ch := range Channels {
		n, ok := national.Ways[ch]
		if !ok {
			continue
		}
		place := "ways." + string(ch)
		o, ok := own.Ways[ch]
		if !ok {
			bad(place, "Trung ương quy định nộp được qua cách này; tỉnh không bỏ được")
			continue
		}
		for _, t := range n.Terms {
			if mine := o.term(own, t); mine.OfficeHours() > t.OfficeHours() {
				bad(place+".terms", "Thời hạn %s dài hơn %s của trung ương; tỉnh chỉ được rút ngắn", mine.Words(), t.Words())
			}
		}
		if len(n.Terms) == 0 && o.longest() > national.Clock.Fallback.OfficeHours() {
			bad(place+".terms", "Thời hạn dài hơn %s của trung ương; tỉnh chỉ được rút ngắn", national.Clock.Fallback.Words())
		}
		if len(national.Fees) == 0 && n.Fee != nil && (len(own.Fees) > 0 || o.Fee == nil || *o.Fee != *n.Fee || o.FeeUnit != n.FeeUnit) {
			bad(place+".fee", "Trung ương đã quy định mức %s; tỉnh không đặt mức khác được", dong(*n.Fee))
		}
	}
	for _, n := range national.Fees {
		if n.Amount == nil || n.Amount.CEL == "" {
			continue // left to the province
		}
		fixed := false
		for _, o := range own.Fees {
			fixed = fixed || o.Key == n.Key && o.Amount != nil && o.Amount.CEL == n.Amount.CEL && (o.When == nil) == (n.When == nil) && (n.When == nil || o.When.CEL == n.When.CEL)
		}
		if !fixed {
			bad("fees."+n.Key, "Trung ương đã quy định mức thu “%s”; tỉnh không đặt mức khác được", n.Title)
		}
	}
	for _, c := range own.Components {
		n, ok := national.Component(c.Key)
		switch {
		case c.Required && !ok:
			bad("components."+c.Key, "Trung ương không đòi giấy tờ “%s”; tỉnh không thêm giấy tờ bắt buộc được", c.Title)
		case c.Required && !n.Required:
			bad("components."+c.Key, "Trung ương không bắt buộc giấy tờ “%s”; tỉnh không bắt buộc được", c.Title)
		case ok && (c.Originals > n.Originals || c.Copies > n.Copies):
			bad("components."+c.Key, "Số bản của “%s” nhiều hơn trung ương quy định", c.Title)
		}
	}
	if own.Competence != national.Competence {
		bad("competence", "Cơ quan có thẩm quyền do trung ương quy định")
	}
	if national.HelpOnly && !own.HelpOnly {
		bad("help_only", "Thủ tục hộ tịch không luân chuyển; nơi khác chỉ giúp nộp trực tuyến")
	}
	if own.Clock.SupplementDays < national.Clock.SupplementDays {
		bad("clock.supplement_days", "Người dân có ít nhất %d ngày để bổ sung theo quy định của trung ương", national.Clock.SupplementDays)
	}
	return out
}

// term is what a way promises where the nation promises t.
func (w Way) term(of *Revision, t Term) Term {
	for _, x := range w.Terms {
		if (x.Case == "" || x.Case == t.Case) && (x.Area == "" || x.Area == t.Area) && (x.When == nil || t.When != nil && x.When.CEL == t.When.CEL) {
			return x
		}
	}
	return of.Clock.Fallback
}

// longest of a way's terms, in office hours.
func (w Way) longest() (h int) {
	for _, t := range w.Terms {
		h = max(h, t.OfficeHours())
	}
	return h
}
