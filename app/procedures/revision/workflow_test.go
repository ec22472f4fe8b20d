package revision_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/app/procedures/revision"
)

// branched is building permit in small: a survey beside a request to another
// commune, a longer way for big houses, ways back.
const branched = `"ways": {"counter": {"filed": "here", "terms": [{"amount": 10, "unit": "working_day"}]}},
 "results": [{"title": "Giấy phép", "outcome": "granted"}],
 "form": {"sections": [{"key": "s", "title": "S", "fields": [
  {"name": "floors", "label": "Số tầng", "type": "number"},
  {"name": "where", "label": "Nơi cư trú", "type": "address"},
  {"name": "kind", "label": "Loại nhà", "type": "choice", "options": [{"value": "new", "text": "Xây mới"}, {"value": "fix", "text": "Sửa chữa"}]}]}]}`

const branchedSteps = `[
 {"key": "receive", "title": "Tiếp nhận", "role": "receptionist", "hours": 4},
 {"key": "check", "title": "Kiểm tra hồ sơ", "role": "handler", "hours": 12, "parallel": true, "next": [{"to": "survey"}, {"to": "ask", "when": "kind == \"new\""}]},
 {"key": "survey", "title": "Khảo sát", "role": "handler", "unit": "kinh_te", "hours": 24, "next": [{"to": "draft"}]},
 {"key": "ask", "title": "Hỏi xã cư trú", "role": "handler", "hours": 24, "request": {"to": "commune", "field": "where", "title": "Xác minh cư trú", "amount": 3, "time_unit": "working_day", "silence": "consent"}},
 {"key": "draft", "title": "Thẩm định, dự thảo", "role": "handler", "join": true, "hours": 16, "next": [{"to": "council", "when": "floors > 3"}, {"to": "initial"}]},
 {"key": "council", "title": "Lấy ý kiến phòng", "role": "unit_head", "hours": 8},
 {"key": "initial", "title": "Ký nháy", "role": "unit_head", "hours": 8, "send_back": ["survey", "draft"]},
 {"key": "approve", "title": "Ký duyệt", "role": "signatory", "hours": 4},
 {"key": "number", "title": "Cấp số", "role": "clerk", "hours": 4}]`

func workflow(t *testing.T, steps string) *revision.Revision {
	t.Helper()
	return revised(t, `{`+branched+`, "steps": `+steps+`}`)
}

// said are the problems of the steps.
func said(r *revision.Revision) string {
	var out []string
	for _, p := range r.Problems() {
		if strings.HasPrefix(p.Place, "steps") {
			out = append(out, p.Error())
		}
	}
	return strings.Join(out, "\n")
}

func TestWorkflowsThatHold(t *testing.T) {
	t.Parallel()
	if s := said(workflow(t, branchedSteps)); s != "" {
		t.Error(s)
	}
	for _, hours := range []int{1, 2, 4, 8, 80, 240} {
		r := revised(t, `{"results": [{"title": "Giấy", "outcome": "granted"}]}`)
		r.Ways = map[revision.Channel]revision.Way{revision.Counter: {Filed: revision.Here, Terms: []revision.Term{{Amount: hours, Unit: revision.Hours}}}}
		r.Steps = revision.Workflow(hours, "")
		if s := said(r); s != "" {
			t.Errorf("%d hours: %s", hours, s)
		}
	}
}

func TestWorkflowsThatDoNotHold(t *testing.T) {
	t.Parallel()
	change := func(old, new string) string {
		if !strings.Contains(branchedSteps, old) {
			t.Fatalf("no %s", old)
		}
		return strings.Replace(branchedSteps, old, new, 1)
	}
	for _, c := range []struct{ steps, place, say string }{
		{`[]`, "steps", "Chưa có bước nào"},
		{change(`"to": "survey"`, `"to": "nowhere"`), "steps.check", `"nowhere" không có`},
		{change(`"key": "survey"`, `"key": "check"`), "steps.check", "trùng mã"},
		{change(`"hours": 24, "next"`, `"hours": 32, "next"`), "steps", "là 88 giờ, thời hạn là 80 giờ"},
		{change(`"role": "clerk"`, `"role": "mayor"`), "steps.number", `vai trò "mayor"`},
		{change(`"join": true, `, ``), "steps.check", "chưa đặt là bước gộp"},
		{change(`"hours": 24, "next": [{"to": "draft"}]`, `"hours": 24, "next": [{"to": "end"}]`), "steps.check", "kết thúc mà không gộp"},
		{change(`{"to": "survey"}, {"to": "ask", "when": "kind == \"new\""}`, `{"to": "survey", "when": "floors > 1"}, {"to": "ask", "when": "kind == \"new\""}`), "steps.check", "phải luôn được làm"},
		{change(`, {"to": "initial"}]`, `, {"to": "initial", "when": "floors < 9"}]`), "steps.draft", "Nhánh cuối phải dùng cho mọi"},
		{change(`{"to": "council", "when": "floors > 3"}`, `{"to": "council"}`), "steps.draft", "không bao giờ được dùng"},
		{change(`"title": "Cấp số", "role": "clerk", "hours": 4`, `"title": "Cấp số", "role": "clerk", "hours": 4, "next": [{"to": "draft"}]`), "steps.draft", "đi vòng không dứt: Thẩm định, dự thảo"},
		{change(`"hours": 16, "next": [{"to": "council", "when": "floors > 3"}, {"to": "initial"}]`, `"hours": 24, "next": [{"to": "initial"}]`), "steps.council", "Không bước nào dẫn đến"},
		{change(`"send_back": ["survey", "draft"]`, `"send_back": ["number"]`), "steps.initial", "Chỉ trả lại bước đứng trước"},
		{change(`"send_back": ["survey", "draft"]`, `"send_back": ["zzz"]`), "steps.initial", `"zzz" không có`},
		{change(`"send_back": ["survey", "draft"]`, `"send_back": ["receive"]`), "steps.initial", "chọn bước xử lý"},
		{change(`"when": "floors > 3"`, `"when": "flours > 3"`), "steps.draft.next.council", "Không có câu hỏi"},
		{change(`"when": "floors > 3"`, `"when": "floors + 3"`), "steps.draft.next.council", "cần"},
		{change(`"silence": "consent"`, `"silence": "consent", "pauses": true`), "steps.ask", "căn cứ pháp lý"},
		{change(`"silence": "consent"`, `"silence": "?"`), "steps.ask", "coi như đồng ý"},
		{change(`"amount": 3`, `"amount": 4`), "steps.ask", "dài hơn thời gian của bước"},
		{change(`"field": "where"`, `"field": "floors"`), "steps.ask", "không phải câu hỏi địa chỉ"},
		{change(`"to": "commune", "field"`, `"to": "anybody", "field"`), "steps.ask", "Chọn hỏi xã"},
		{change(`"role": "signatory"`, `"role": "unit_head"`), "steps.number", "Cấp số phải đứng sau bước ký"},
		{change(`{"key": "approve", "title": "Ký duyệt", "role": "signatory", "hours": 4}`, `{"key": "approve", "title": "Ký duyệt", "role": "signatory", "when": "floors > 1", "hours": 4}`), "steps.approve", "không được bỏ qua"},
		{change(`{"to": "council", "when": "floors > 3"}`, `{"to": "approve", "when": "floors > 3"}`), "steps.council", "Không bước nào"},
		{change(`"key": "initial", "title": "Ký nháy", "role": "unit_head", "hours": 8,`, `"key": "initial", "title": "Ký nháy", "role": "unit_head", "hours": 8, "at": "province",`), "steps.approve", "Cơ quan soạn kết quả thì ký"},
		{change(`"role": "signatory", "hours": 4`, `"role": "signatory", "hours": 4, "at": "province"`), "steps.approve", "Cơ quan soạn kết quả thì ký"},
		{change(`"unit": "kinh_te"`, `"at": "province"`), "steps.survey", "giữa các nhánh song song"},
		{change(`"role": "receptionist", "hours": 4`, `"role": "receptionist", "hours": 4, "join": true`), "steps.receive", "Không có nhánh song song nào gộp"},
		{change(`"key": "number"`, `"key": "end"`), "steps.end", "Mã bước"},
	} {
		all := said(workflow(t, c.steps))
		found := false
		for _, l := range strings.Split(all, "\n") {
			found = found || strings.HasPrefix(l, c.place+": ") && strings.Contains(l, c.say)
		}
		if !found {
			t.Errorf("no %s: …%s… in\n%s", c.place, c.say, all)
		}
	}
}

func TestFlowNamesWhatStepsDo(t *testing.T) {
	t.Parallel()
	kinds := func(f *revision.Flow) string {
		var out []string
		for _, s := range f.Steps {
			out = append(out, s.Key+"="+string(s.Kind))
		}
		return strings.Join(out, " ")
	}
	if got := kinds(revision.NewFlow(revision.Workflow(80, ""))); got != "receive=intake assign=intake appraise=draft initial=initial approve=sign number=number" {
		t.Error(got)
	}
	if got := kinds(revision.NewFlow(revision.Workflow(2, ""))); got != "appraise=draft approve=sign number=number" {
		t.Error(got)
	}
	if got := kinds(workflow(t, branchedSteps).Flow()); got != "receive=intake check=work survey=work ask=request draft=draft council=initial initial=initial approve=sign number=number" {
		t.Error(got)
	}
}

func TestWalkTakesBranchesAndSaysWhy(t *testing.T) {
	t.Parallel()
	r := workflow(t, branchedSteps)
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	done := func(keys ...string) (out []revision.Pick) {
		for _, k := range keys {
			out = append(out, revision.Pick{Step: k, Act: revision.Done})
		}
		return out
	}
	walk := func(answers map[string]string, picks ...revision.Pick) revision.Walked {
		return r.Walk(revision.Trial{Answers: answers, Start: start}, picks)
	}
	open := func(w revision.Walked) string {
		var out []string
		for _, s := range w.Open {
			out = append(out, s.Key)
		}
		return strings.Join(out, " ")
	}
	big := map[string]string{"floors": "5", "kind": "new"}
	w := walk(big, done("check")...)
	if open(w) != "survey ask" || !strings.Contains(strings.Join(w.Log[1].Why, "; "), "Sang “Hỏi xã cư trú”: Loại nhà: Xây mới") {
		t.Error(open(w), w.Log[1].Why)
	}
	if w = walk(big, done("check", "survey")...); open(w) != "ask" {
		t.Error("does not wait for the other branch:", open(w))
	}
	w = walk(big, append(done("check", "survey"), revision.Pick{Step: "ask", Act: revision.Silent})...)
	if open(w) != "draft" || !w.Open[0].From.Equal(start.Add(36*time.Hour)) {
		t.Error(open(w), w.Open)
	}
	if w = walk(big, done("check", "ask", "survey", "draft")...); open(w) != "council" || !strings.Contains(w.Log[len(w.Log)-2].Why[0], "Số tầng hơn 3") {
		t.Error(open(w), w.Log[len(w.Log)-2].Why)
	}
	// a small repair asks nobody, and goes straight to the initials
	small := map[string]string{"floors": "1", "kind": "fix"}
	w = walk(small, done("check", "survey", "draft")...)
	if open(w) != "initial" {
		t.Error(open(w))
	}
	// sent back to a branch: that alone is done again
	w = walk(small, append(done("check", "survey", "draft"), revision.Pick{Step: "initial", Act: revision.SentBack, To: "survey"})...)
	if open(w) != "survey" {
		t.Error(open(w))
	}
	w = walk(small, append(done("check", "survey"), append([]revision.Pick{{Step: "draft", Act: revision.Deny}}, done("initial", "approve", "number")...)...)...)
	if !w.Ended || w.Outcome != revision.Refused || len(w.Unknown) != 0 {
		t.Error(w.Ended, w.Outcome, w.Unknown)
	}
	if w = walk(small, done("number")...); len(w.Unknown) != 1 {
		t.Error("a step that has not come was done")
	}
}

// generated draws a workflow that is valid by the way it is made: a chain of
// pieces, each a step, an alternative or a fork, before draft, signature and number.
func generated(t *rapid.T) *revision.Revision {
	var steps []revision.Step
	n := 0
	add := func(s revision.Step) int {
		n++
		s.Key, s.Title = fmt.Sprintf("s%d", n), fmt.Sprintf("Bước %d", n)
		if s.Hours == 0 {
			s.Hours = rapid.IntRange(1, 16).Draw(t, "hours")
		}
		if s.Role == "" {
			s.Role = rapid.SampledFrom([]revision.Role{revision.Handler, revision.UnitHead, revision.Receptionist}).Draw(t, "role")
			s.Kind = revision.Work
		}
		steps = append(steps, s)
		return len(steps) - 1
	}
	rule := func() *revision.Rule {
		return &revision.Rule{CEL: fmt.Sprintf("floors > %d", rapid.IntRange(0, 5).Draw(t, "floors"))}
	}
	for range rapid.IntRange(0, 4).Draw(t, "pieces") {
		switch rapid.SampledFrom([]string{"step", "maybe", "either", "fork"}).Draw(t, "piece") {
		case "step":
			add(revision.Step{})
		case "maybe":
			add(revision.Step{When: rule()})
		case "either":
			at := add(revision.Step{})
			a := add(revision.Step{})
			b := add(revision.Step{})
			steps[at].Next = []revision.Next{{To: steps[a].Key, When: rule()}, {To: steps[b].Key}}
			steps[a].Next = []revision.Next{{To: fmt.Sprintf("s%d", n+1)}}
		case "fork":
			at := add(revision.Step{Parallel: true})
			var ends []int
			for i := range rapid.IntRange(2, 3).Draw(t, "branches") {
				first := -1
				for range rapid.IntRange(1, 3).Draw(t, "long") {
					s := revision.Step{}
					if rapid.Bool().Draw(t, "sometimes") {
						s.When = rule()
					}
					k := add(s)
					if first < 0 {
						first = k
					}
				}
				next := revision.Next{To: steps[first].Key}
				if i > 0 && rapid.Bool().Draw(t, "conditional branch") {
					next.When = rule()
				}
				steps[at].Next = append(steps[at].Next, next)
				ends = append(ends, len(steps)-1)
			}
			j := add(revision.Step{Join: true})
			for _, e := range ends {
				steps[e].Next = []revision.Next{{To: steps[j].Key}}
			}
		}
	}
	add(revision.Step{Role: revision.Handler, Kind: revision.Draft})
	last := add(revision.Step{Role: revision.Signatory})
	add(revision.Step{Role: revision.Clerk})
	for i := range steps[:last] {
		for j := range steps[:i] {
			if rapid.IntRange(0, 9).Draw(t, "way back") == 0 {
				steps[i].SendBack = append(steps[i].SendBack, steps[j].Key)
			}
		}
	}
	r := &revision.Revision{Steps: steps, Results: []revision.Result{{Title: "Giấy", Outcome: revision.Granted}}, Form: revision.Form{Sections: []revision.Section{{
		Key: "s", Title: "S", Fields: []revision.Field{{Name: "floors", Label: "Số tầng", Type: revision.Number}},
	}}}}
	f := r.Flow()
	for i := range r.Steps { // ways back that lead nowhere are not valid
		var keep []string
		for _, k := range r.Steps[i].SendBack {
			if f.Leads(k, r.Steps[i].Key) {
				keep = append(keep, k)
			}
		}
		r.Steps[i].SendBack = keep
	}
	r.Ways = map[revision.Channel]revision.Way{revision.Counter: {Filed: revision.Here, Terms: []revision.Term{{Amount: f.Hours(), Unit: revision.Hours}}}}
	return r
}

// Whatever somebody does at each step, a valid workflow ends as soon as they
// stop sending it back, signed and numbered on every way, within its longest time.
func TestEveryValidWorkflowEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := generated(t)
		if s := said(r); s != "" {
			t.Fatalf("not valid: %s\n%+v", s, r.Steps)
		}
		trial := revision.Trial{Answers: map[string]string{}, Start: time.Unix(0, 0)}
		if rapid.Bool().Draw(t, "answered") {
			trial.Answers["floors"] = fmt.Sprint(rapid.IntRange(0, 6).Draw(t, "answer"))
		}
		var picks []revision.Pick
		back := rapid.IntRange(0, 3).Draw(t, "times back")
		sent := false
		for range 150 {
			w := r.Walk(trial, picks)
			if len(w.Unknown) > 0 {
				t.Fatal("offered what is not possible", w.Unknown)
			}
			if w.Ended {
				done := map[string]int{}
				for _, m := range w.Log {
					if m.Act == revision.Done || m.Act == revision.Deny {
						done[string(m.Step.Kind)]++
						if m.Step.Kind == revision.NumberIt && done[string(revision.Sign)] == 0 {
							t.Fatal("numbered before it was signed")
						}
					}
				}
				if done[string(revision.NumberIt)] != 1 {
					t.Fatal("ended without a number", done)
				}
				if took := w.At.Sub(trial.Start); !sent && took > time.Duration(r.Flow().Hours())*time.Hour {
					t.Fatalf("took %v, promised %d hours", took, r.Flow().Hours())
				}
				return
			}
			if len(w.Open) == 0 {
				t.Fatal("stands nowhere and has not ended")
			}
			s := rapid.SampledFrom(w.Open).Draw(t, "where")
			p := rapid.SampledFrom(s.Acts).Draw(t, "what")
			if p.Act == revision.SentBack {
				if back == 0 {
					p = s.Acts[0]
				} else {
					back--
					sent = true
				}
			}
			picks = append(picks, p)
		}
		t.Fatal("does not end")
	})
}
