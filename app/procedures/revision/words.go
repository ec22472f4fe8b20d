package revision

import (
	"regexp"
	"slices"
	"strings"

	"motcua/app/procedures/rules"
)

var (
	isOne  = regexp.MustCompile(`^\s*([a-z][a-z0-9_.]*)\s*(==|!=)\s*"([^"\\]*)"\s*$`)
	isIn   = regexp.MustCompile(`^\s*([a-z][a-z0-9_]*)\s+in\s+\[([^\[\]]*)\]\s*$`)
	isBare = regexp.MustCompile(`^\s*(!?)([a-z][a-z0-9_]*)\s*$`)
	isSize = regexp.MustCompile(`^\s*([a-z][a-z0-9_.]*)\s*(>=|<=|>|<|==)\s*([0-9]+)\s*$`)
	quoted = regexp.MustCompile(`"([^"\\]*)"`)
)

// RuleWords says a simple condition in the words of the form ("Tình trạng hôn
// nhân: Đã ly hôn"); what is not simple comes back as it is written.
func (r *Revision) RuleWords(x *Rule) string {
	if x == nil {
		return "Trường hợp còn lại"
	}
	src := strings.TrimSpace(x.CEL)
	if m := isBare.FindStringSubmatch(src); m != nil {
		if label, in := r.asked(m[2]); label != "" && in.Type == YesNo {
			return label + ": " + map[string]string{"": "Có", "!": "Không"}[m[1]]
		}
	}
	if m := isOne.FindStringSubmatch(src); m != nil {
		if label := r.label(m[1]); label != "" {
			return label + map[string]string{"==": ": ", "!=": " khác: "}[m[2]] + r.valueWords(m[1], m[3])
		}
	}
	if m := isIn.FindStringSubmatch(src); m != nil {
		if label := r.label(m[1]); label != "" {
			var vs []string
			for _, q := range quoted.FindAllStringSubmatch(m[2], -1) {
				vs = append(vs, r.valueWords(m[1], q[1]))
			}
			return label + ": " + strings.Join(vs, " hoặc ")
		}
	}
	if m := isSize.FindStringSubmatch(src); m != nil {
		if label := r.label(m[1]); label != "" {
			return label + " " + map[string]string{">=": "từ", "<=": "đến", ">": "hơn", "<": "dưới", "==": "là"}[m[2]] + " " + m[3]
		}
	}
	return src
}

func (r *Revision) asked(name string) (string, Input) {
	for _, s := range r.Form.Sections {
		for _, q := range s.Fields {
			for _, in := range q.inputs(map[string]string{q.Name: "1"}) {
				if in.Name == name {
					return in.Label, in
				}
			}
		}
	}
	return "", Input{}
}

var systemWords = map[string]string{
	"dossier.channel": "Cách nộp", "dossier.case": "Trường hợp", "dossier.pages": "Số trang", "dossier.copies": "Số bản",
	"office.area": "Địa bàn", "office.province": "Tỉnh", "office.commune": "Xã",
}

func (r *Revision) label(name string) string {
	if w := systemWords[name]; w != "" {
		return w
	}
	label, _ := r.asked(name)
	return label
}

func (r *Revision) valueWords(name, value string) string {
	switch name {
	case "dossier.channel":
		if w := map[string]string{"counter": "tại quầy", "online": "trực tuyến", "post": "bưu chính"}[value]; w != "" {
			return w
		}
	case "dossier.case":
		for _, c := range r.Cases {
			if c.Key == value {
				return c.Title
			}
		}
		if value == "" {
			return "thông thường"
		}
	case "office.area":
		return map[string]string{"": "thông thường", AreaDifficult: "khó khăn"}[value]
	}
	_, in := r.asked(name)
	for _, o := range in.Options {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

// RuleQuestions are the questions of the form and the facts that the steps'
// conditions depend on: what somebody who tries the workflow has to choose.
func (r *Revision) RuleQuestions() (questions []Input, facts []string) {
	var uses []string
	for _, s := range r.Steps {
		uses = append(uses, s.When.Uses()...)
		for _, n := range s.Next {
			uses = append(uses, n.When.Uses()...)
		}
	}
	for _, c := range r.Cases {
		uses = append(uses, c.When.Uses()...)
	}
	uses = append(uses, r.Screening...)
	for _, s := range r.Form.Sections {
		for _, q := range s.Fields {
			if q.Type == Group && slices.Contains(uses, q.Name) {
				continue // a table of rows is not typed in for a try-out
			}
			for _, in := range q.inputs(map[string]string{}) {
				if slices.Contains(uses, in.Name) {
					questions = append(questions, in)
				}
			}
		}
	}
	for name := range rules.System {
		if slices.Contains(uses, name) {
			facts = append(facts, name)
		}
	}
	slices.Sort(facts)
	return questions, facts
}
