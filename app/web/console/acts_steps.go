package console

import (
	"slices"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
)

// openSteps are the steps that are worked on, the one of the dossier's line first.
func openSteps(f *dossiers.Full) []dossiers.Task {
	var out []dossiers.Task
	for _, t := range f.Tasks {
		switch {
		case t.DoneAt != nil:
		case t.Step == f.Step:
			out = slices.Insert(out, 0, t)
		default:
			out = append(out, t)
		}
	}
	return out
}

// stepActs are what r may do to one open step: work that is passed on,
// questions to others, and in other branches than the dossier's line shows,
// taking it or giving it to somebody.
func stepActs(f *dossiers.Full, r reader, t dossiers.Task) []act {
	st, ok := f.Terms.StepByKey(t.Step)
	if !ok {
		return nil
	}
	var out []act
	key := t.Step
	if key == f.Step {
		key = "" // its acts need no name
	}
	add := func(ok bool, a act) {
		if ok {
			a.step = key
			out = append(out, a)
		}
	}
	mine := t.Assignee != nil && *t.Assignee == r.staff
	does := mine || t.Assignee == nil && st.Role != "handler" && r.does(st)
	can := func(a dossiers.Act) bool { return r.may(string(a)) && f.State.Can(a) }
	work := st.Kind == revision.Work || st.Kind == revision.Intake
	add(work && does && can(dossiers.ActFinishStep), act{slug: "xong-buoc", text: "Xong: " + st.Title, page: true, tell: "Hồ sơ sang bước tiếp theo. Người dân thấy bước mới khi tra cứu."})
	if st.Kind == revision.AskOthers && (st.Request == nil || st.Request.To != revision.AskApplicant) { // the resident is asked by the step itself
		add(!r.waits[t.Step] && does && can(dossiers.ActConsult), act{slug: "xin-y-kien", text: "Gửi: " + st.Title, page: true, tell: "Nơi được hỏi chỉ thấy câu hỏi và giấy tờ Ông/Bà chọn."})
		add(r.waits[t.Step] && does && can(dossiers.ActConsult), act{slug: "thu-hoi-y-kien", text: "Thu hồi câu hỏi", danger: true})
		add(!r.inTime[t.Step] && does && can(dossiers.ActConsult), act{slug: "bo-qua-y-kien", text: "Làm tiếp không chờ trả lời", page: true})
	}
	add(work && does && len(f.Terms.SendBacks(t.Step)) > 0 && can(dossiers.ActSendBack), act{slug: "tra-du-thao", text: "Trả lại bước trước", page: true})
	if key != "" && st.Role == "handler" {
		text := "Phân công: " + st.Title
		if t.Assignee != nil {
			text = "Giao người khác: " + st.Title
		}
		add(can(dossiers.ActAssign), act{slug: "phan-cong", text: text, page: true})
		add(t.Assignee == nil && r.does(st) && can(dossiers.ActTake), act{slug: "nhan-viec", text: "Nhận việc: " + st.Title})
	}
	return out
}

// backText names where a draft goes back to: where there is a choice, the page asks.
func backText(f *dossiers.Full) string {
	if len(f.Terms.SendBacks(f.Step)) > 1 {
		return "Trả lại bước trước"
	}
	return "Trả lại người soạn"
}

// at is the path of an act on its step.
func (a act) at(id string) string {
	p := path(id, a.slug)
	if a.step != "" {
		p += "?buoc=" + a.step
	}
	return p
}
