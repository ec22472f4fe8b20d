package revision

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"motcua/app/procedures/rules"
)

// validateSteps says what a dossier could get stuck on, or come through
// without signature, number, or the time that was promised.
func (r *Revision) validateSteps(bad func(string, string, ...any)) {
	if len(r.Steps) == 0 {
		bad("steps", "Chưa có bước nào")
		return
	}
	if len(r.Steps) > MostSteps {
		bad("steps", "Có %d bước, tối đa %d", len(r.Steps), MostSteps)
		return
	}
	f := r.Flow()
	whole := r.validateEachStep(f, bad)
	if c := f.circle(); c != nil {
		bad("steps."+c[0], "Các bước đi vòng không dứt: %s. Muốn làm lại bước trước thì dùng “trả lại”", strings.Join(f.titles(c), " → "))
		return
	}
	if !whole {
		return // what leads nowhere known would only be told twice
	}
	for i, s := range f.Steps {
		if !f.reach[0].has(i) {
			bad("steps."+s.Key, "Không bước nào dẫn đến “%s”", s.Title)
		}
	}
	f.validateForks(bad)
	f.validatePlaces(bad)
	f.validateSigning(r.MainResult().Title != "", bad)
	if sum, t := f.Hours(), r.Promise(); sum != t.OfficeHours() {
		bad("steps", "Đường dài nhất qua các bước là %d giờ, thời hạn là %d giờ", sum, t.OfficeHours())
	}
}

func (f *Flow) titles(keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		if out[i] = k; k == StepEnd {
			out[i] = "kết thúc"
		} else if s, ok := f.Step(k); ok {
			out[i] = s.Title
		}
	}
	return out
}

// validateEachStep looks at steps one by one; whole is true when all they name exists.
func (r *Revision) validateEachStep(f *Flow, bad func(string, string, ...any)) (whole bool) {
	whole = true
	seen := map[string]bool{}
	for i, s := range r.Steps {
		place := "steps." + s.Key
		if s.Key == "" || s.Title == "" || seen[s.Key] || s.Hours < 1 {
			bad(place, "Bước thiếu mã, tên hoặc số giờ, hoặc trùng mã")
			whole = whole && !seen[s.Key] && s.Key != ""
		}
		seen[s.Key] = true
		if !fieldName.MatchString(s.Key) || s.Key == StepEnd || s.Key == "return" {
			bad(place, "Mã bước %q gồm chữ thường không dấu, số và gạch dưới, khác “end” và “return”", s.Key)
		}
		if !slices.Contains(Roles, s.Role) {
			bad(place, "Không có vai trò %q", s.Role)
		}
		if want, ok := roleOf[f.Steps[i].Kind]; ok && s.Role != want {
			bad(place, "Việc này do %s làm", strings.ToLower(want.Title()))
		}
		if !slices.Contains([]StepKind{Auto, Intake, Work, Draft, Initial, Sign, NumberIt, AskOthers}, s.Kind) {
			bad(place, "Không có loại bước %q", s.Kind)
		}
		if s.At != "" && s.At != AtProvince {
			bad(place, "Chọn nơi làm: đơn vị thụ lý hoặc cấp tỉnh")
		}
		if s.Unit != "" && !fieldName.MatchString(s.Unit) {
			bad(place, "Mã đơn vị %q không dùng được", s.Unit)
		}
		whole = f.validateNext(i, place, bad) && whole
		for _, k := range s.SendBack {
			f.validateSendBack(s, k, place, bad)
		}
		r.validateRequest(f.Steps[i], place, bad)
	}
	return whole
}

// roleOf are the roles whose permission an act asks for.
var roleOf = map[StepKind]Role{Draft: Handler, Initial: UnitHead, Sign: Signatory, NumberIt: Clerk}

func (f *Flow) validateNext(i int, place string, bad func(string, string, ...any)) (whole bool) {
	s := f.Steps[i]
	whole = true
	sure := false
	twice := map[string]bool{}
	for j, n := range s.Next {
		if _, ok := f.at[n.To]; !ok && n.To != StepEnd {
			bad(place, "Bước sau %q không có", n.To)
			whole = false
		}
		if s.Parallel && twice[n.To] {
			bad(place, "Hai nhánh song song cùng đến một bước")
		}
		twice[n.To] = true
		sure = sure || n.When == nil
		if !s.Parallel && n.When == nil && j < len(s.Next)-1 {
			bad(place, "Nhánh thứ %d luôn đúng nên các nhánh sau không bao giờ được dùng", j+1)
		}
	}
	switch {
	case s.Parallel && len(s.Next) < 2:
		bad(place, "Nhánh song song cần ít nhất hai bước sau")
	case s.Parallel && !sure:
		bad(place, "Ít nhất một nhánh song song phải luôn được làm, nếu không hồ sơ có thể không đi tiếp")
	case !s.Parallel && s.Next[len(s.Next)-1].When != nil:
		bad(place, "Nhánh cuối phải dùng cho mọi trường hợp còn lại, nếu không hồ sơ có thể không đi tiếp")
	}
	return whole
}

func (f *Flow) validateSendBack(s Step, to, place string, bad func(string, string, ...any)) {
	t, ok := f.Step(to)
	switch {
	case !ok:
		bad(place, "Bước trả lại %q không có", to)
	case to == s.Key || !f.Leads(to, s.Key):
		bad(place, "Chỉ trả lại bước đứng trước: “%s” không dẫn đến bước này", t.Title)
	case t.Kind == Intake:
		bad(place, "Không trả lại bước tiếp nhận, phân công; chọn bước xử lý")
	case t.At != s.At:
		bad(place, "Không trả lại cơ quan đã chuyển thẩm quyền đi; ghi lý do trong kết quả")
	case s.Kind == NumberIt:
		bad(place, "Kết quả đã ký thì không trả lại nữa")
	}
}

func (r *Revision) validateRequest(s Step, place string, bad func(string, string, ...any)) {
	q := s.Request
	switch {
	case s.Kind == AskOthers && q == nil:
		bad(place, "Ghi hỏi ai, hỏi gì, trong bao lâu")
		return
	case q == nil:
		return
	case s.Kind != AskOthers:
		bad(place, "Chỉ bước xin ý kiến mới hỏi cơ quan khác")
		return
	}
	t := Term{Amount: q.Amount, Unit: q.Time}
	if !slices.Contains([]string{AskCommune, AskProvince, AskUnit, AskApplicant}, q.To) {
		bad(place, "Chọn hỏi xã, cấp tỉnh, một đơn vị hoặc người nộp")
	}
	if strings.TrimSpace(q.Title) == "" {
		bad(place, "Ghi hỏi việc gì")
	}
	if q.To == AskUnit && q.Unit == "" {
		bad(place, "Chọn đơn vị được hỏi")
	}
	if q.To == AskApplicant && q.Silence != SilenceConsent {
		bad(place, "Gửi bản dự thảo cho người nộp xem thì hết hạn không trả lời coi như đồng ý")
	}
	if q.Field != "" && !r.Form.asksAddress(q.Field) {
		bad(place, "%q không phải câu hỏi địa chỉ của biểu mẫu", q.Field)
	}
	say := t.fault()
	if say != "" {
		bad(place, "Hạn trả lời: %s", say)
	}
	if q.Silence != SilenceConsent && q.Silence != SilenceWait {
		bad(place, "Chọn: hết hạn không trả lời coi như đồng ý, hoặc phải chờ trả lời")
	}
	if q.Pauses && strings.TrimSpace(q.Basis) == "" {
		bad(place, "Dừng tính thời hạn khi chờ thì phải ghi căn cứ pháp lý")
	}
	if has := r.requestHours(s); !q.Pauses && say == "" && t.OfficeHours() > has {
		bad(place, "Hạn trả lời %d giờ dài hơn thời gian của bước (%d giờ)", t.OfficeHours(), has)
	}
}

// requestHours is the least time that a step has when it is done: its hours,
// stretched or cut as the whole workflow is to the term of the case. A step
// that is left out unless its condition holds is looked at with the answers
// that its condition's cases give for yes.
func (r *Revision) requestHours(s Step) int {
	ordinary := r.Promise().OfficeHours()
	if ordinary <= 0 {
		return s.Hours
	}
	least := -1
	look := func(t Term) {
		if h := s.Hours * t.OfficeHours() / ordinary; least < 0 || h < least {
			least = h
		}
	}
	for _, ch := range []Channel{Counter, Online, Post} {
		w, ok := r.Ways[ch]
		if !ok {
			continue
		}
		if s.When == nil {
			for _, t := range w.Terms {
				look(t)
			}
			continue
		}
		for _, c := range s.When.Cases {
			if yes, ok := c.Want.(bool); !ok || !yes {
				continue
			}
			if t, stated := r.TermFor(ch, r.CaseOf(c.Given), "", c.Given); stated {
				look(t)
			}
		}
	}
	if least < 0 {
		return s.Hours
	}
	return least
}

// asksAddress tells whether name is an address question, or group.question for one in each row of a group.
func (f Form) asksAddress(name string) bool {
	group, sub, rows := strings.Cut(name, ".")
	for _, s := range f.Sections {
		for _, q := range s.Fields {
			if rows && q.Name == group && q.Type == Group && slices.ContainsFunc(q.Fields, func(x Field) bool { return x.Name == sub && x.Type == Address }) {
				return true
			}
		}
	}
	return !rows && slices.ContainsFunc(f.Inputs(nil), func(in Input) bool { return in.Name == name && in.Type == Address })
}

// Places are the communes that a request's address questions name, each once, in their order.
func (q *Request) Places(answers map[string]string) []string {
	names := []string{q.Field}
	if group, sub, rows := strings.Cut(q.Field, "."); rows {
		names = nil
		n, _ := strconv.Atoi(answers[group])
		for i := 1; i <= min(n, rules.MostRows); i++ {
			names = append(names, group+"_"+strconv.Itoa(i)+"_"+sub)
		}
	}
	var out []string
	for _, n := range names {
		if code := answers[n+CodeSuffix]; len(code) == 5 && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// validateForks looks that what begins at once comes together again.
func (f *Flow) validateForks(bad func(string, string, ...any)) {
	var met set
	for i, s := range f.Steps {
		if !s.Parallel || len(s.Next) < 2 {
			continue
		}
		place := "steps." + s.Key
		join, inner, say := f.fork(i)
		if say != "" {
			bad(place, "%s", say)
			continue
		}
		met |= 1 << join
		inner.each(func(j int) {
			in := f.Steps[j]
			if in.Kind != Work && in.Kind != AskOthers {
				bad("steps."+in.Key, "Soạn, ký và cấp số kết quả đứng sau khi các nhánh song song đã gộp")
			}
			if in.Request != nil && in.Request.To == AskApplicant {
				bad("steps."+in.Key, "Gửi bản dự thảo cho người nộp xem không đặt trong nhánh song song")
			}
			if in.At != s.At {
				bad("steps."+in.Key, "Không chuyển thẩm quyền giữa các nhánh song song")
			}
		})
		if j := f.Steps[join]; j.At != s.At {
			bad("steps."+j.Key, "Chuyển thẩm quyền sau bước gộp, không ở bước gộp")
		}
	}
	for i, s := range f.Steps {
		if s.Join && !met.has(i) {
			bad("steps."+s.Key, "Không có nhánh song song nào gộp ở bước này")
		}
	}
}

// fork finds where the branches of step i meet and what lies between.
func (f *Flow) fork(i int) (join int, inner set, say string) {
	var all, common set
	for _, n := range f.Steps[i].Next {
		j, ok := f.at[n.To]
		if !ok {
			return 0, 0, "Một nhánh song song kết thúc mà không gộp lại với các nhánh khác"
		}
		common |= all & f.reach[j]
		all |= f.reach[j]
	}
	var entries set
	for j, s := range f.Steps {
		if j != i && !all.has(j) || common.has(j) {
			continue
		}
		for _, n := range s.Next {
			if k, ok := f.at[n.To]; ok && common.has(k) {
				entries |= 1 << k
			}
		}
	}
	switch {
	case common == 0:
		return 0, 0, "Một nhánh song song kết thúc mà không gộp lại với các nhánh khác"
	case bits.OnesCount64(uint64(entries)) != 1:
		return 0, 0, "Các nhánh song song phải gộp lại ở đúng một bước"
	default:
		join = bits.TrailingZeros64(uint64(entries))
	}
	if !f.Steps[join].Join {
		return 0, 0, "Các nhánh song song gặp nhau ở “" + f.Steps[join].Title + "” nhưng bước này chưa đặt là bước gộp"
	}
	inner = all &^ f.reach[join]
	escapes := false
	inner.each(func(j int) {
		for _, n := range f.Steps[j].Next {
			escapes = escapes || n.To == StepEnd
		}
	})
	if escapes {
		return 0, 0, "Một nhánh song song kết thúc mà không gộp lại với các nhánh khác"
	}
	return join, inner, ""
}

// validatePlaces looks that a dossier begins where it was filed and that one
// office drafts, signs and numbers. Before the draft competence may pass up to
// the province and back to the commune, as often as the steps say.
func (f *Flow) validatePlaces(bad func(string, string, ...any)) {
	issues := []StepKind{Draft, Initial, Sign, NumberIt}
	for i, s := range f.Steps {
		if !slices.Contains(issues, s.Kind) {
			continue
		}
		f.reach[i].each(func(j int) {
			if t := f.Steps[j]; slices.Contains(issues, t.Kind) && t.At != s.At {
				bad("steps."+t.Key, "Cơ quan soạn kết quả thì ký và cấp số kết quả đó")
			}
		})
	}
	if f.Steps[0].At != "" {
		bad("steps."+f.Steps[0].Key, "Hồ sơ bắt đầu ở cơ quan tiếp nhận; muốn nộp thẳng lên tỉnh thì dùng quy tắc chuyển đến")
	}
}

// What has happened to the result on one way through the steps.
const (
	drafted = 1 << iota
	signed
	numbered
)

// validateSigning looks at every way from the start to the end.
func (f *Flow) validateSigning(issued bool, bad func(string, string, ...any)) {
	if !issued {
		return
	}
	told := map[string]bool{}
	say := func(key, text string) {
		if !told[key+text] {
			told[key+text] = true
			bad("steps."+key, "%s", text)
		}
	}
	seen := make([][8]bool, len(f.Steps))
	var visit func(i, state int)
	visit = func(i, state int) {
		if seen[i][state] {
			return
		}
		seen[i][state] = true
		s := f.Steps[i]
		switch s.Kind {
		case Draft:
			if state&signed != 0 {
				say(s.Key, "Soạn kết quả phải đứng trước bước ký")
			}
			state |= drafted
		case Sign:
			if state&drafted == 0 {
				say(s.Key, "Trước bước ký chưa có bước nào soạn kết quả")
			}
			if state&signed != 0 {
				say(s.Key, "Một kết quả chỉ ký duyệt một lần")
			}
			state |= signed
		case NumberIt:
			if state&signed == 0 {
				say(s.Key, "Cấp số phải đứng sau bước ký")
			}
			if state&numbered != 0 {
				say(s.Key, "Một kết quả chỉ cấp số một lần")
			}
			state |= numbered
		default:
			if state&(signed|numbered) != 0 {
				say(s.Key, "Sau bước ký chỉ còn bước cấp số; việc này phải làm trước khi ký")
			}
			if s.Request != nil && s.Request.To == AskApplicant && state&drafted == 0 {
				say(s.Key, "Bước gửi bản dự thảo cho người nộp xem phải đứng sau bước soạn kết quả")
			}
		}
		if s.When != nil && roleOf[s.Kind] != "" && s.Kind != Initial {
			say(s.Key, "Bước soạn, ký, cấp số không được bỏ qua; dùng nhánh thay cho điều kiện")
		}
		for _, n := range s.Next {
			if j, ok := f.at[n.To]; ok {
				visit(j, state)
			} else if state != drafted|signed|numbered {
				say(s.Key, "Hồ sơ kết thúc sau bước này mà kết quả chưa được "+map[bool]string{true: "cấp số", false: "ký"}[state&signed != 0])
			}
		}
	}
	visit(0, 0)
}
