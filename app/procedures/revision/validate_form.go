package revision

import (
	"slices"
	"strings"

	"motcua/app/procedures/rules"
)

var types = []Type{Text, LongText, Number, Money, Date, PartialDate, IDNumber, Phone, Email, Name, Address, Choice, MultiChoice, YesNo, Info, Group, File, Calc}

// questions counts what a resident could be asked, rows of groups once.
func (f Form) questions() int {
	n := 0
	for _, s := range f.Sections {
		for _, q := range s.Fields {
			n += max(1, len(q.Parts), len(q.Fields))
		}
	}
	return n
}

func (r *Revision) validateForm(bad func(string, string, ...any)) {
	f := r.Form
	known := f.kinds().vars
	asked := map[string]string{} // variable → what it is asked under, so far
	uses := map[string][]string{}
	for _, s := range f.Sections {
		for _, q := range s.Fields {
			deps := append(append(q.ShowIf.Uses(), s.ShowIf.Uses()...), q.Expr.Uses()...)
			for _, in := range q.inputs(map[string]string{q.Name: "1"}) {
				uses[in.Name] = append(uses[in.Name], deps...)
			}
		}
	}
	before := func(place string, x *Rule) {
		for _, v := range x.Uses() {
			if _, system := rules.System[v]; system {
				continue
			}
			if _, ok := asked[v]; ok || known[v] == "" {
				continue
			}
			if circle := circleOf(v, uses); circle != nil {
				bad(place, "Hỏi vòng: %s", strings.Join(circle, " → "))
				continue
			}
			bad(place, "Điều kiện dùng câu hỏi %q đứng sau", v)
		}
	}
	sections, names := map[string]bool{}, map[string]bool{}
	for _, s := range f.Sections {
		if s.Key == "" || s.Title == "" || len(s.Fields) == 0 || sections[s.Key] {
			bad("form."+s.Key, "Phần này thiếu mã, tên hoặc câu hỏi, hoặc trùng mã")
		}
		sections[s.Key] = true
		before("form."+s.Key+".show_if", s.ShowIf)
		for _, q := range s.Fields {
			r.validateField(q, "form."+q.Name, bad)
			before("form."+q.Name+".show_if", q.ShowIf)
			before("form."+q.Name+".expr", q.Expr)
			for _, in := range q.inputs(map[string]string{q.Name: "1"}) {
				if names[in.Name] {
					bad("form."+in.Name, "Hai câu hỏi cùng tên %q", in.Name)
				}
				for _, name := range in.Names() {
					if name != in.Name && names[name] {
						bad("form."+name, "Hai câu hỏi cùng tên %q", name)
					}
					names[name], asked[name] = true, q.Name
				}
			}
		}
	}
	if !names[Applicant+"_full_name"] {
		bad("form", "Thiếu khối người yêu cầu %q có họ tên", Applicant)
	}
	for _, c := range f.Checks {
		if !names[c.At] || c.Rule == nil || c.Say == "" {
			bad("checks."+c.At, "Phép kiểm tra thiếu câu hỏi, quy tắc hoặc lời nhắc")
		}
	}
}

func (r *Revision) validateField(q Field, place string, bad func(string, string, ...any)) {
	if !fieldName.MatchString(q.Name) {
		bad(place, "Tên %q gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ", q.Name)
	}
	if q.Type == Person {
		for _, p := range q.Parts {
			if _, ok := personParts[strings.TrimSuffix(p, "?")]; !ok {
				bad(place, "Không có phần %q của một người", p)
			}
		}
		return
	}
	if q.Label == "" && q.Type != File || !slices.Contains(types, q.Type) {
		bad(place, "Thiếu nhãn hoặc không có kiểu %q", q.Type)
	}
	if q.Max < 0 || q.Max > 0 && q.Min > q.Max {
		bad(place, "Giá trị lớn nhất nhỏ hơn giá trị nhỏ nhất")
	}
	if q.Pattern != "" && (patternFault(q.Pattern) || len(q.Pattern) > 200 || q.Say == "") {
		bad(place, "Mẫu chữ viết sai, quá dài, hoặc thiếu lời nhắc")
	}
	switch q.Type {
	case Choice, MultiChoice:
		values := map[string]bool{}
		for _, o := range q.Options {
			if o.Value == "" || o.Text == "" || values[o.Value] || strings.Contains(o.Value, ",") {
				bad(place, "Lựa chọn %q thiếu chữ, trùng, hoặc có dấu phẩy trong mã", o.Value)
			}
			values[o.Value] = true
		}
		if len(q.Options) < 2 || len(q.Options) > MostOptions {
			bad(place, "Có từ 2 đến %d lựa chọn", MostOptions)
		}
	case Group:
		if len(q.Fields) == 0 || q.MaxItems > rules.MostRows || q.MinItems < 0 || q.MinItems > q.most() {
			bad(place, "Nhóm lặp cần ít nhất một câu hỏi và nhiều nhất %d dòng", rules.MostRows)
		}
		if q.Prefill != "" && !fieldName.MatchString(strings.TrimPrefix(q.Prefill, EarlierPrefix)) || q.Prefill != "" && !strings.HasPrefix(q.Prefill, EarlierPrefix) {
			bad(place, "Nhóm lặp chỉ điền sẵn từ nhóm của hồ sơ trước: earlier.tên_nhóm")
		}
		for _, sub := range q.Fields {
			if strings.HasPrefix(sub.Prefill, EarlierPrefix) {
				bad(place+"."+sub.Name, "Trong nhóm lặp, ghi điền sẵn earlier.tên_nhóm ở cả nhóm")
			}
			if sub.Type == Group || sub.Type == File || sub.Type == Calc {
				bad(place+"."+sub.Name, "Trong nhóm lặp không dùng kiểu này")
				continue
			}
			r.validateField(sub, place+"."+sub.Name, bad)
		}
	case File:
		if c, ok := r.Component(q.Component); !ok || c.Kind != Submit {
			bad(place, "Chọn một giấy tờ phải nộp")
		}
	case Calc:
		if q.Expr == nil {
			bad(place, "Chưa có công thức")
		}
		if q.Of != "" && !slices.Contains([]Type{Number, Money, Text, Date, YesNo}, q.Of) {
			bad(place, "Không tính ra kiểu %q được", q.Of)
		}
	}
}

// circleOf finds the way from a question back to itself, nil when there is none.
func circleOf(start string, uses map[string][]string) []string {
	seen := map[string]bool{}
	var walk func(at string, path []string) []string
	walk = func(at string, path []string) []string {
		for _, next := range uses[at] {
			if next == start {
				return append(path, next)
			}
			if !seen[next] {
				seen[next] = true
				if c := walk(next, append(path, next)); c != nil {
					return c
				}
			}
		}
		return nil
	}
	return walk(start, []string{start})
}
