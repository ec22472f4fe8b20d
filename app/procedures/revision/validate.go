package revision

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"motcua/app/procedures/rules"
)

// Limits of a revision, so that no page and no rule can grow without end.
const (
	MostQuestions  = 400
	MostComponents = 120
	MostSteps      = 60
	MostOptions    = 200
)

var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

// Problem is something that a dossier could not live under. Place is where in
// the revision: form.marital_status, steps.approve, fees.copy.amount.
type Problem struct {
	Place string
	Say   string // Vietnamese, for whoever writes the procedure
}

func (p Problem) Error() string { return p.Place + ": " + p.Say }

// Validate gives all Problems as one error, nil when there are none.
func (r *Revision) Validate() error {
	var errs []error
	for _, p := range r.Problems() {
		errs = append(errs, p)
	}
	return errors.Join(errs...)
}

// PublishProblems are the Problems and the cases of rules that fail or are
// missing: what stands in the way of publishing.
func (r *Revision) PublishProblems() []Problem {
	out := r.Problems()
	r.Rules(func(place string, x *Rule, _ rules.Type) {
		for _, say := range x.CaseFaults() {
			out = append(out, Problem{place, say})
		}
	})
	return out
}

// Problems says all that is wrong at once, each with its place. It prepares the rules anew.
func (r *Revision) Problems() []Problem {
	if n := r.Form.questions(); n > MostQuestions {
		return []Problem{{"form", fmt.Sprintf("Biểu mẫu có %d câu hỏi, tối đa %d", n, MostQuestions)}}
	}
	r.Prepare()
	var out []Problem
	bad := func(place, format string, a ...any) { out = append(out, Problem{place, fmt.Sprintf(format, a...)}) }
	if !slices.Contains([]Competence{Residence, Land, Seat, Record, Any}, r.Competence) {
		bad("competence", "Chọn cách xác định nơi có thẩm quyền (đang là %q)", r.Competence)
	}
	if !slices.Contains([]Boundary{BoundaryNone, BoundaryProvince, BoundaryNation}, r.NonBoundary) {
		bad("non_boundary", "Chọn phạm vi tiếp nhận (đang là %q)", r.NonBoundary)
	}
	for _, x := range []struct{ place, value, say string }{
		{"competence_text", r.CompetenceText, "Ghi cơ quan nào giải quyết, bằng lời"},
		{"summary", r.Summary, "Ghi người dân nhận được gì, một câu"},
		{"who", r.Who, "Ghi ai được yêu cầu, một câu"},
	} {
		if strings.TrimSpace(x.value) == "" {
			bad(x.place, "%s", x.say)
		}
	}
	if r.HelpOnly && r.NonBoundary != BoundaryNone {
		bad("help_only", "Thủ tục chỉ giúp nộp trực tuyến thì không tiếp nhận phi địa giới")
	}
	r.validateRetention(bad)
	r.validateWays(bad)
	r.validateFees(bad)
	r.validateComponents(bad)
	r.validateForm(bad)
	r.validateRoutes(bad)
	r.validateSteps(bad)
	r.Rules(func(place string, x *Rule, _ rules.Type) {
		if f := x.Fault(); f != nil {
			bad(place, "%s", f.Error())
		}
	})
	if r.MainResult().Title == "" {
		bad("results", "Chưa có kết quả nào được cấp")
	}
	return out
}

func (r *Revision) caseKeys(bad func(string, string, ...any)) map[string]bool {
	cases := map[string]bool{"": true}
	for _, c := range r.Cases {
		switch {
		case c.Key == "" || c.Title == "":
			bad("cases", "Trường hợp thiếu mã hoặc tên")
		case cases[c.Key]:
			bad("cases."+c.Key, "Trường hợp này ghi hai lần")
		}
		cases[c.Key] = true
	}
	return cases
}

func (r *Revision) validateWays(bad func(string, string, ...any)) {
	if len(r.Ways) == 0 {
		bad("ways", "Chưa có cách nộp nào")
	}
	cases := r.caseKeys(bad)
	for _, ch := range Channels {
		w, ok := r.Ways[ch]
		if !ok {
			continue
		}
		place := "ways." + string(ch)
		if !slices.Contains([]Filed{Here, Portal, Elsewhere}, w.Filed) {
			bad(place, "Chọn nơi nộp (đang là %q)", w.Filed)
		}
		if w.Filed != Here && w.Place == "" {
			bad(place, "Ghi nơi nộp bằng lời")
		}
		if _, ok := SectorSystemBy(w.System); w.System != "" && !ok {
			bad(place, "Không có hệ thống chuyên ngành %q. Chọn trong danh sách", w.System)
		}
		if w.Fee != nil && (*w.Fee < 0 || *w.Fee > 1e12) {
			bad(place, "Phí từ 0 đến một nghìn tỷ đồng")
		}
		for i, t := range w.Terms {
			if !cases[t.Case] {
				bad(place, "Thời hạn thứ %d nêu trường hợp không có: %q", i+1, t.Case)
			}
			if last := i == len(w.Terms)-1; last != (t.Case == "" && t.Area == "" && t.When == nil) {
				bad(place, "Thời hạn cuối cùng, và chỉ thời hạn đó, dùng cho mọi trường hợp và địa bàn")
			}
			if say := t.fault(); say != "" {
				bad(place, "Thời hạn thứ %d: %s", i+1, say)
			}
		}
	}
	for ch := range r.Ways {
		if !slices.Contains(Channels, ch) {
			bad("ways."+string(ch), "Không có cách nộp này")
		}
	}
	if say := r.Clock.Fallback.fault(); say != "" {
		bad("clock.fallback", "%s", say)
	}
	r.validateClock(bad)
}

func (r *Revision) validateClock(bad func(string, string, ...any)) {
	if r.Clock.OnSupplement != "pause" && r.Clock.OnSupplement != "restart" {
		bad("clock.on_supplement", "Chọn tạm dừng hoặc tính lại từ đầu khi bổ sung")
	}
	if r.Clock.SupplementDays < 1 || r.Clock.SupplementDays > 365 || r.Clock.IntakeHours < 1 || r.Clock.IntakeHours > 240 || r.Clock.SupplementRounds < 0 {
		bad("clock", "Hạn bổ sung từ 1 đến 365 ngày, hạn trả lời tiếp nhận từ 1 đến 240 giờ làm việc")
	}
	if r.Clock.AskDays > 365 || !slices.Contains([]string{"", AskWithLeader, AskRefused}, r.Clock.AskLate) || !slices.Contains([]string{"", LapseByPhase, LapseStops}, r.Clock.OnLapse) {
		bad("clock", "Hạn yêu cầu bổ sung không quá 365 ngày; chọn cách làm khi quá hạn trong danh sách")
	}
	if r.Clock.AfterHour != "" && !clockTime.MatchString(r.Clock.AfterHour) {
		bad("clock.after_hour", "Ghi giờ dạng 15:00")
	}
	for i, v := range r.Clock.Variants {
		if v.When == nil {
			bad("clock.variants", "Cách tính thứ %d chưa nêu điều kiện", i+1)
		}
		if !slices.Contains([]string{"", "pause", "restart"}, v.OnSupplement) || !slices.Contains([]string{"", "hours", "civil"}, v.DayRule) || v.AskDays > 365 || !slices.Contains([]string{"", AskWithLeader, AskRefused}, v.AskLate) || !slices.Contains([]string{"", LapseByPhase, LapseStops}, v.OnLapse) || v.AfterHour != "" && !clockTime.MatchString(v.AfterHour) {
			bad("clock.variants", "Cách tính thứ %d có giá trị không dùng được", i+1)
		}
	}
}

var clockTime = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// fault says what is wrong with a time, "" when nothing is.
func (t Term) fault() string {
	switch t.Unit {
	case SameDay:
		if t.Amount != 0 {
			return "giải quyết trong ngày thì không ghi số lượng"
		}
		return ""
	case Hours, WorkingDays, CalendarDays, Months:
		if t.Amount < 1 || t.Amount > 3660 {
			return fmt.Sprintf("số %d không dùng được, nhập từ 1 đến 3660", t.Amount)
		}
		return ""
	}
	return fmt.Sprintf("không có đơn vị thời gian %q", t.Unit)
}

func (r *Revision) validateFees(bad func(string, string, ...any)) {
	seen := map[string]bool{}
	for _, f := range r.Fees {
		place := "fees." + f.Key
		if f.Key == "" || f.Title == "" || seen[f.Key] {
			bad(place, "Khoản thu thiếu mã, thiếu tên hoặc trùng mã")
		}
		seen[f.Key] = true
		if f.Amount == nil && !f.Council {
			bad(place, "Ghi số tiền hoặc công thức")
		}
		if !slices.Contains([]string{DueFiling, DueAcceptance, DueReturn}, f.Due) {
			bad(place, "Chọn lúc thu: khi nộp, khi tiếp nhận hoặc khi trả kết quả")
		}
	}
}

func (r *Revision) validateComponents(bad func(string, string, ...any)) {
	if len(r.Components) > MostComponents {
		bad("components", "Có %d giấy tờ, tối đa %d", len(r.Components), MostComponents)
		return
	}
	cases, seen := map[string]bool{"": true}, map[string]bool{}
	for _, c := range r.Cases {
		cases[c.Key] = true
	}
	for _, c := range r.Components {
		place := "components." + c.Key
		if c.Key == "" || c.Title == "" || seen[c.Key] {
			bad(place, "Giấy tờ thiếu mã, thiếu tên hoặc trùng mã")
		}
		seen[c.Key] = true
		if !slices.Contains([]Kind{Submit, Present, ByForm, Note}, c.Kind) {
			bad(place, "Chọn cách xử lý giấy tờ này (đang là %q)", c.Kind)
		}
		if c.Required && c.Kind != Submit {
			bad(place, "Chỉ giấy tờ phải nộp mới bắt buộc có tệp")
		}
		if !cases[c.Group] {
			bad(place, "Nêu trường hợp không có: %q", c.Group)
		}
		if c.Originals < 0 || c.Copies < 0 || c.Originals > 99 || c.Copies > 99 {
			bad(place, "Số bản từ 0 đến 99")
		}
		for _, a := range c.Accept {
			if !slices.Contains(Accepts, a) {
				bad(place, "Không có loại tệp %q", a)
			}
		}
		if c.Pull != "" && !slices.Contains(Registers, c.Pull) {
			bad(place, "Không có cơ sở dữ liệu %q", c.Pull)
		}
	}
}

func (r *Revision) validateRoutes(bad func(string, string, ...any)) {
	fields := map[string]Type{}
	for _, in := range r.Form.Inputs(nil) {
		fields[in.Name] = in.Type
	}
	for i, x := range r.Routing {
		if !slices.Contains([]string{ToCommune, ToProvince, ToUnit}, x.To) {
			bad("routing", "Đường chuyển thứ %d không nêu nơi đến", i+1)
		}
		switch {
		case x.To == ToUnit && x.Unit == "":
			bad("routing", "Đường chuyển thứ %d chưa nêu phòng, bộ phận nào giải quyết", i+1)
		case x.To == ToUnit && x.Field != "":
			bad("routing", "Đường chuyển thứ %d đến phòng, bộ phận thì không theo địa chỉ; chọn chuyển đến xã, phường và nêu bộ phận", i+1)
		case x.Unit != "" && !fieldName.MatchString(x.Unit):
			bad("routing", "Đường chuyển thứ %d: mã đơn vị %q không dùng được", i+1, x.Unit)
		}
		if x.Within != "" && (x.Within != WithinProvince || x.To != ToCommune || x.Field == "") {
			bad("routing", "Đường chuyển thứ %d: chỉ đường đến xã, phường theo địa chỉ mới nhận ở mọi xã, phường của tỉnh", i+1)
		}
		if x.Field != "" && fields[x.Field] != Address {
			bad("routing", "Đường chuyển thứ %d: %q không phải câu hỏi địa chỉ", i+1, x.Field)
		}
		if x.When == nil && i < len(r.Routing)-1 {
			bad("routing", "Đường chuyển thứ %d luôn đúng nên các đường sau không bao giờ được dùng", i+1)
		}
	}
	seen := map[string]bool{}
	for _, e := range r.Eligibility {
		if e.Key == "" || e.Rule == nil || e.Say == "" || seen[e.Key] {
			bad("eligibility."+e.Key, "Điều kiện thiếu mã, quy tắc hoặc lời giải thích, hoặc trùng mã")
		}
		seen[e.Key] = true
	}
	for _, name := range r.Screening {
		t, ok := fields[name]
		if !ok || !slices.Contains([]Type{Choice, YesNo, Date, PartialDate, Number, Money}, t) {
			bad("screening", "%q không phải câu hỏi chọn, ngày hoặc số của biểu mẫu", name)
		}
	}
	if len(r.Screening) > 5 {
		bad("screening", "Hỏi trước nhiều nhất 5 câu")
	}
}

// Promise is the ordinary time of the counter (else of another channel): what the steps add up to.
func (r *Revision) Promise() Term {
	for _, ch := range []Channel{Counter, Online, Post} {
		if w, ok := r.Ways[ch]; ok && len(w.Terms) > 0 {
			return w.Terms[len(w.Terms)-1]
		}
	}
	return r.Clock.Fallback
}
