package exchange

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"motcua/app/fold"
	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
)

// loose is a scalar that the portal writes as a text, a number or null.
type loose string

func (l *loose) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	switch v := v.(type) {
	case string:
		*l = loose(strings.TrimSpace(v))
	case float64:
		*l = loose(strings.TrimSpace(string(b)))
	case nil:
	default:
		return &json.UnmarshalTypeError{Value: map[bool]string{true: "array", false: "object"}[b[0] == '['], Type: stringType}
	}
	return nil
}

type portalProcedure struct {
	Code       loose             `json:"code"`
	Name       loose             `json:"name"`
	Field      loose             `json:"field"`
	Decision   loose             `json:"decision"`
	Level      loose             `json:"level"`
	Methods    []portalMethod    `json:"methods"`
	Components []portalComponent `json:"components"`
	Results    []portalResult    `json:"results"`
}

type portalMethod struct {
	Channel loose `json:"channel"`
	Time    loose `json:"time"`
	Unit    loose `json:"unit"`
	Fee     loose `json:"fee_vnd"`
	Note    loose `json:"note"`
}

type portalComponent struct {
	Group loose        `json:"group"`
	Items []portalItem `json:"items"`
}

type portalItem struct {
	Text      loose `json:"text"`
	Template  loose `json:"template"`
	Originals loose `json:"originals"`
	Copies    loose `json:"copies"`
}

type portalResult struct {
	Name loose `json:"name"`
	Code loose `json:"code"`
}

// method is one way to file as the source states it.
type method struct {
	channel  revision.Channel
	term     *revision.Term // nil: no time stated
	unitless bool           // a number without a unit, counted in working days
	fee      *int64
	note     string
	raw      string // channel, time and unit, for comparing with the shipped rows
}

var channelWords = map[string]revision.Channel{
	"1": revision.Counter, "counter": revision.Counter, "truc tiep": revision.Counter,
	"2": revision.Online, "online": revision.Online, "truc tuyen": revision.Online,
	"3": revision.Post, "post": revision.Post, "dich vu buu chinh": revision.Post, "buu chinh": revision.Post, "buu chinh cong ich": revision.Post, "dich vu buu chinh cong ich": revision.Post,
}

// portalStatement reads one procedure of the portal's JSON.
func portalStatement(n *yaml.Node) (*Statement, *Refusal) {
	if n.Kind != yaml.MappingNode {
		return nil, refuse(n.Line, "", "Mỗi thủ tục phải là một nhóm mục code, name, …")
	}
	var p portalProcedure
	code := ""
	if c := child(n, "code"); c != nil {
		code = cut(c.Value, 40)
	}
	if r := decodeInto(n, code, &p); r != nil {
		return nil, r
	}
	code = string(p.Code)
	name := cleanName(string(p.Name))
	for _, bad := range []string{checkCode(code), checkName(name)} {
		if bad != "" {
			return nil, refuse(n.Line, cut(code, 40), "%s", bad)
		}
	}
	st := &Statement{Code: code, Name: name, Line: n.Line, facts: []fact{nameFact(name)}}
	if p.Field != "" {
		st.facts = append(st.facts, fieldFact(string(p.Field)))
	}
	if p.Level != "" {
		st.facts = append(st.facts, levelFact(national.LevelWords(string(p.Level))))
	}
	if p.Decision != "" {
		st.facts = append(st.facts, decisionFact(string(p.Decision)))
	}
	var methods []method
	for i, m := range p.Methods {
		x, bad := m.read()
		if bad != "" {
			return nil, refuse(itemLine(n, "methods", i), code, "%s", bad)
		}
		methods = append(methods, x)
	}
	components, line, bad := portalComponents(n, p.Components)
	if bad != "" {
		return nil, refuse(line, code, "%s", bad)
	}
	st.facts = append(st.facts, methodFacts(methods)...)
	if len(p.Results) > 0 {
		st.facts = append(st.facts, portalResults(p.Results))
	}
	st.facts = append(st.facts, fact{put: func(e *national.Entry) {
		list, cases := components(&e.Revision)
		addCases(&e.Revision, cases)
		putComponents(&e.Revision, list)
	}})
	return st, nil
}

func itemLine(n *yaml.Node, list string, i int) int {
	if c := child(n, list); c != nil && i < len(c.Content) {
		return c.Content[i].Line
	}
	return n.Line
}

// read turns a method into our words; bad says what cannot be understood.
func (m portalMethod) read() (x method, bad string) {
	ch, ok := channelWords[fold.Key(string(m.Channel))]
	if !ok {
		return x, "Không hiểu cách nộp “" + cut(string(m.Channel), 40) + "”. Dùng: Trực tiếp, Trực tuyến hoặc Dịch vụ bưu chính."
	}
	x = method{channel: ch, note: strings.Join(strings.Fields(string(m.Note)), " "), raw: string(ch) + "|" + string(m.Time) + "|" + string(m.Unit)}
	unit := unitOf(string(m.Unit))
	if m.Unit != "" && unit == "" {
		return x, "Không hiểu đơn vị thời hạn “" + cut(string(m.Unit), 40) + "”. Dùng: Ngày làm việc, Ngày, Giờ hoặc Tháng."
	}
	if x.term, bad = readTerm(string(m.Time), unit); bad != "" {
		return x, bad
	}
	x.unitless = x.term != nil && m.Unit == ""
	if m.Fee != "" {
		f, err := strconv.ParseFloat(string(m.Fee), 64)
		if err != nil || f != float64(int64(f)) {
			return x, "Mức thu “" + cut(string(m.Fee), 20) + "” không phải số đồng."
		}
		n := int64(f)
		if bad = checkFee(n); bad != "" {
			return x, bad
		}
		x.fee = &n
	}
	return x, ""
}

// readTerm reads a time; half working days become hours.
func readTerm(amount string, unit revision.Unit) (*revision.Term, string) {
	if unit == revision.SameDay {
		return &revision.Term{Unit: unit}, ""
	}
	if amount == "" {
		return nil, ""
	}
	f, err := strconv.ParseFloat(strings.Replace(amount, ",", ".", 1), 64)
	if err != nil {
		return nil, "Thời hạn “" + cut(amount, 20) + "” không phải số."
	}
	if unit == "" {
		unit = revision.WorkingDays
	}
	if f > 0 && f != float64(int64(f)) {
		if unit != revision.WorkingDays || f*8 != float64(int64(f*8)) {
			return nil, "Thời hạn “" + cut(amount, 20) + "” phải là số nguyên."
		}
		f, unit = f*8, revision.Hours
	}
	if f > 1e6 || f < -1e6 {
		return nil, "Thời hạn dài vô lý. Kiểm tra lại số và đơn vị."
	}
	if bad := checkAmount(int(f), string(unit)); bad != "" {
		return nil, bad
	}
	return &revision.Term{Amount: int(f), Unit: unit}, ""
}

func portalResults(list []portalResult) fact {
	var results []revision.Result
	for _, x := range list {
		if x.Name != "" {
			results = append(results, revision.Result{Code: string(x.Code), Title: cut(strings.Trim(strings.Join(strings.Fields(string(x.Name)), " "), "- ."), 250), Outcome: national.OutcomeOf(string(x.Name))})
		}
	}
	return fact{
		shipped: func(s *national.Shipped, code string) bool {
			rows := s.Channels(code)
			if len(rows) == 0 {
				return false
			}
			var was, is []string
			for _, x := range strings.Split(rows[0]["results"], "|") {
				if c, _, ok := strings.Cut(x, ":"); ok {
					was = append(was, c)
				}
			}
			for _, x := range results {
				is = append(is, x.Code)
			}
			slices.Sort(was)
			slices.Sort(is)
			return slices.Equal(was, is)
		},
		take: takeResults,
		put: func(e *national.Entry) {
			r := &e.Revision
			if len(results) == 0 {
				return
			}
			out := slices.Clone(results)
			for i, x := range out {
				for _, have := range r.Results {
					if x.Code != "" && have.Code == x.Code || x.Code == "" && sameTitle(have.Title, x.Title) {
						out[i].Register, out[i].Outcome = have.Register, have.Outcome
						if strings.HasPrefix(fold.Key(x.Title), fold.Key(have.Title)) {
							out[i].Title = have.Title
						}
						break
					}
				}
			}
			r.Results = out
			sure(r, "results")
			if r.MainResult().Title == "" {
				r.Results = append([]revision.Result{{Title: "Kết quả giải quyết thủ tục", Outcome: revision.Granted}}, r.Results...)
				doubt(r, "results")
			}
		},
	}
}

var (
	presentWords = regexp.MustCompile(`(?i)xuất trình`)
	submitWords  = regexp.MustCompile(`(?i)phải nộp|nộp hồ sơ|thành phần hồ sơ|^giấy tờ$|^hồ sơ$`)
	noteWords    = regexp.MustCompile(`(?i)^lưu ý|^ghi chú`)
)

// portalComponents checks the papers and gives them as they will stand in a
// revision whose cases are known by then.
func portalComponents(n *yaml.Node, groups []portalComponent) (func(*revision.Revision) ([]revision.Component, []revision.Case), int, string) {
	count := func(l loose, otherwise int) (int, string) {
		if l == "" {
			return otherwise, ""
		}
		f, err := strconv.ParseFloat(string(l), 64)
		if err != nil || f < 0 || f > 100 || f != float64(int(f)) {
			return 0, "Số bản “" + cut(string(l), 20) + "” phải là số nguyên từ 0 đến 100."
		}
		return int(f), ""
	}
	type paper struct {
		c     revision.Component
		group string // title of a case
	}
	var papers []paper
	for i, g := range groups {
		group := strings.Trim(strings.Join(strings.Fields(string(g.Group)), " "), " *-+.:")
		for _, it := range g.Items {
			title := strings.Trim(strings.Join(strings.Fields(string(it.Text)), " "), " -+*;.")
			if title == "" {
				continue
			}
			originals, bad := count(it.Originals, 1)
			if bad == "" && it.Originals == "" && it.Copies != "" {
				originals = 0
			}
			copies, bad2 := count(it.Copies, 0)
			if bad+bad2 != "" {
				return nil, itemLine(n, "components", i), bad + bad2
			}
			p := paper{c: paperOf(title, group, string(it.Template), originals, copies)}
			if !presentWords.MatchString(group) && !submitWords.MatchString(group) && !noteWords.MatchString(group) {
				p.group = group
			}
			papers = append(papers, p)
		}
	}
	return func(r *revision.Revision) ([]revision.Component, []revision.Case) {
		var out []revision.Component
		var cases []revision.Case
		for _, p := range papers {
			c := p.c
			if p.group != "" {
				k := caseNamed(r, cases, p.group)
				if !slices.ContainsFunc(cases, func(h revision.Case) bool { return h.Key == k.Key }) {
					cases = append(cases, k)
				}
				c.Group = k.Key
			}
			c.Key = national.Unique(out, national.Slug(c.Title))
			out = append(out, c)
		}
		return out, cases
	}, 0, ""
}

func paperOf(title, group, template string, originals, copies int) revision.Component {
	c := revision.Component{Title: cut(title, 600), Kind: revision.Submit, Required: true, Digitize: true, Originals: originals, Copies: copies}
	switch {
	case noteWords.MatchString(group) || originals == 0 && copies == 0 && !presentWords.MatchString(group):
		c.Kind = revision.Note
	case presentWords.MatchString(group):
		c.Kind = revision.Present
	case national.Declares(title):
		c.Kind = revision.ByForm
		c.Note = "Trả lời các câu hỏi, hệ thống điền thay Ông/Bà."
		if template != "" {
			c.Note = "Mẫu " + cut(template, 120) + ". " + c.Note
		}
	}
	if template != "" && c.Note == "" {
		c.Note = "Mẫu " + cut(template, 120)
	}
	if c.Kind != revision.Submit {
		c.Required, c.Digitize, c.Originals, c.Copies = false, false, 0, 0
	}
	return c
}
