package resident

import (
	"net/http"
	"strconv"

	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// task is one thing a draft needs.
type task struct {
	title, hint, href string
	group             int // 0 who and questions, 1 papers, 2 receiving
	done, begun       bool
	optional          bool
}

// tasks are all of them, in the order in which they are done.
func (p *DraftPages) tasks(d *draft) []task {
	out := []task{{title: "Cho biết hồ sơ đứng tên ai", href: d.base + "/cho-ai", done: d.whoDone(), begun: d.Answers[keyFor] != ""}}
	today := p.today()
	for i, s := range d.form.Sections {
		if len(s.Inputs(d.Answers)) == 0 {
			continue
		}
		_, bad := revision.CheckSection(d.form, s, d.Answers, d.Answers, today)
		begun := d.seen(s.Key)
		for _, q := range s.Inputs(d.Answers) {
			begun = begun || typedAny(d.Answers, q.Field)
		}
		out = append(out, task{title: s.Title, href: d.base + "/phan/" + strconv.Itoa(i+1), done: d.seen(s.Key) && len(bad) == 0, begun: begun})
	}
	for _, x := range d.toHandIn() {
		n := len(of(d.papers, x.Key))
		t := task{title: x.Title, href: d.base + "/giay/" + x.Key, group: 1, done: n > 0 || !x.Required, optional: !x.Required && n == 0}
		if n > 0 {
			t.hint = "Đã có " + plural(n, "tệp")
		} else if x.Condition != "" {
			t.hint = "Cần " + x.Condition
		}
		out = append(out, t)
	}
	if u, ok := p.routed(d); ok {
		out = append(out, task{title: "Chuyển nơi nộp sang " + officeText(u.Unit), hint: u.Why(), href: d.base + "/noi-nop", group: 2})
	}
	return append(out, task{title: "Chọn cách nhận kết quả", href: d.base + "/nhan-ket-qua", group: 2, done: d.receiveDone()})
}

func openTasks(list []task) []task {
	var out []task
	for _, t := range list {
		if !t.done {
			out = append(out, t)
		}
	}
	return out
}

// Tasks is the draft's own page: what is done, what is next.
func (p *DraftPages) Tasks(c *web.Ctx, d *draft) error {
	list := p.tasks(d)
	left := openTasks(list)
	v := view.Tasks{
		Shell: p.shell(c, d, d.proc.PlainName), Procedure: d.proc.PlainName, For: d.Answers["applicant_full_name"], Office: officeText(d.unit), OfficeWhy: p.whereWhy(d),
		Done: len(list) - len(left), Total: len(list) + 1, Minutes: len(left), Saved: i18n.DateTime(d.UpdatedAt), Here: d.base,
	}
	if c.Query("luu") != "" {
		v.Notice = "Đã lưu. Ông/Bà quay lại lúc nào cũng được, phần đã điền vẫn còn."
	}
	if !p.Helped {
		v.Remove = d.base + "/xoa"
		v.OfficeHref = d.base + "/noi-nop"
	}
	groups := []view.TaskGroup{{Title: "Trả lời câu hỏi"}, {Title: "Gửi ảnh giấy tờ"}, {Title: "Nhận kết quả và nộp"}}
	for _, t := range list {
		x := ui.Task{Title: t.title, Hint: t.hint, Href: t.href, Status: "Xong"}
		switch {
		case t.optional:
			x.Status = "Nếu có"
		case !t.done && t.begun:
			x.Status, x.Tone = "Làm tiếp", ui.Soon
		case !t.done:
			x.Status, x.Tone = "Chưa làm", ui.Draft
		}
		groups[t.group].Tasks = append(groups[t.group].Tasks, x)
	}
	last := ui.Task{Title: "Kiểm tra lại và nộp", Href: d.base + "/kiem-tra", Status: "Làm tiếp", Tone: ui.Soon}
	if len(left) > 0 {
		last = ui.Task{Title: "Kiểm tra lại và nộp", Status: "Chưa làm được", Hint: "Làm xong các việc ở trên rồi nộp."}
		v.Next, v.NextText = left[0].href, "Làm tiếp"
		if len(left) == len(list) {
			v.NextText = "Bắt đầu"
		}
	} else {
		v.Next, v.NextText = d.base+"/kiem-tra", "Kiểm tra lại và nộp"
	}
	groups[2].Tasks = append(groups[2].Tasks, last)
	for _, g := range groups {
		if len(g.Tasks) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return c.Page(http.StatusOK, view.TasksPage(v))
}

// next leads to where the person goes on: back to the check page when she came
// from there, else to the first thing that is not done after this page.
func (p *DraftPages) next(c *web.Ctx, after string) error {
	d, err := p.open(c) // as it is now
	if err != nil {
		return err
	}
	if c.Form("sau") != "" {
		return c.Go(d.base + "?luu=1")
	}
	if v := backTo(c); v != "" {
		return c.Go(backPath(d.base, v))
	}
	list, passed := p.tasks(d), false
	for _, t := range list {
		if passed && (!t.done || t.optional) {
			return c.Go(t.href)
		}
		passed = passed || t.href == after
	}
	if left := openTasks(list); len(left) > 0 && left[0].href != after {
		return c.Go(left[0].href)
	} else if len(left) > 0 {
		return c.Go(d.base)
	}
	return c.Go(d.base + "/kiem-tra")
}
