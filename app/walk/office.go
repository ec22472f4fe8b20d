package walk

import (
	"bytes"
	"net/url"
	"strings"
)

// find goes to a dossier as an officer does: by its code, through the search page.
func (x *someone) find(code string) {
	x.open("/cb/tim?q=" + url.QueryEscape(code))
	for _, a := range x.at.Find("main table a").EachIter() {
		if strings.ReplaceAll(oneLine(a.Text()), " ", "") == code {
			x.open(a.AttrOr("href", ""))
			return
		}
	}
	x.w.want(false, "the dossier "+code+" among what its office finds, with a link to it", x.here()+" "+strings.Join(x.at.ReadAll("main table tr"), " | "))
}

// notes reads the head of the dossier page in front into the step.
func (x *someone) notes(s *Step) {
	s.Code, s.State = x.at.code(), x.at.Read(".dh .chip")
	line := x.at.Read(".dh + .hint")
	if _, due, ok := strings.Cut(line, "Hạn: "); ok {
		s.Promise = due
	}
	s.Why = x.at.ReadAll("#thoi-han details li")
	if step, ok := strings.CutPrefix(line, "Bước: "); ok {
		step, _, _ = strings.Cut(step, " · ")
		s.sees("bước: %s", step)
	}
}

// inState stops the walk unless the dossier in front is in a state.
func (x *someone) inState(s *Step, state string) {
	x.notes(s)
	x.w.want(s.State == state, "the dossier "+s.Code+" in the state “"+state+"”", "“"+s.State+"” at "+x.here())
}

// clocked stops the walk unless the dossier in front carries a promise that is explained.
func (x *someone) clocked(s *Step) {
	x.w.want(s.Promise != "" && !strings.HasPrefix(s.Promise, "Chờ"), "a promised date", "none at "+x.here())
	x.w.want(len(s.Why) > 0, "why the date is "+s.Promise, "no explanation at "+x.here())
}

// judge gives one verdict on every paper of the dossier in front: "ok", or "bad" with a reason.
func (x *someone) judge(verdict, reason, note string) {
	v := url.Values{}
	for _, in := range x.at.Find(`#giay-to input[type=radio][value=ok]`).EachIter() {
		id := strings.TrimPrefix(in.AttrOr("name", ""), "v_")
		v.Set("v_"+id, verdict)
		v.Set("reason_"+id, reason)
		v.Set("note_"+id, note)
	}
	x.w.want(len(v) > 0, "papers to look at", x.here())
	x.click("Ghi kết luận giấy tờ", v)
}

// checkRest finds every paper good that nobody has looked at yet.
func (x *someone) checkRest() {
	if strings.Contains(x.at.Find("#giay-to .chip").Text(), "Chưa xem") {
		x.judge("ok", "", "")
	}
}

// assign gives the dossier in front to a colleague by name.
func (x *someone) assign(name string) {
	x.click("Phân công", nil)
	who := ""
	for _, l := range x.at.Find("main fieldset .ch label").EachIter() {
		if strings.HasPrefix(shown(l), name) {
			who = x.at.Find(`[id="`+l.AttrOr("for", "")+`"]`).AttrOr("value", "")
		}
	}
	x.w.want(who != "", name+" among those who may work on it", strings.Join(x.at.ReadAll("main fieldset label"), " | "))
	x.click("Giao hồ sơ", url.Values{"assignee": {who}})
}

// askMore asks the resident for one paper, with a reason from the library.
func (x *someone) askMore(title, reason, note, message string) {
	x.click("Yêu cầu bổ sung", nil)
	key := ""
	for _, tr := range x.at.Find("main table tr").EachIter() {
		if oneLine(tr.Find("label").First().Text()) == title {
			key = tr.Find("input[type=checkbox]").AttrOr("value", "")
		}
	}
	x.w.want(key != "", "“"+title+"” among what can be asked for", strings.Join(x.at.ReadAll("main table label"), " | "))
	x.click("Gửi yêu cầu bổ sung", url.Values{"items": {key}, "reason_" + key: {reason}, "note_" + key: {note}, "message": {message}})
}

// office are the people of one of the four offices.
type office struct {
	w      *walk
	prefix string
}

func (w *walk) office(prefix string) *office { return &office{w, prefix} }

// at is one role's browser: tiepnhan, thuly, lanhdaophong, chutich, vanthu, giamdoc, …
func (o *office) at(role string) *someone { return o.w.officer(o.prefix + "." + role) }

// decide takes a dossier that its handler has from draft to signed, numbered
// and issued; what was issued is returned. why is the reason of a refusal, "" grants.
func (o *office) decide(code, why string) (pdf []byte) {
	w := o.w
	x := o.at("thuly")
	w.do(x.name, "draft the result and submit it for signature", func(s *Step) {
		x.find(code)
		x.checkRest()
		x.click("Soạn kết quả, trình ký", nil)
		w.want(strings.TrimSpace(x.at.Read("textarea[name=content]")) != "", "a text filled in from the dossier", x.here())
		v := url.Values{"outcome": {"granted"}}
		if why != "" {
			v = url.Values{"outcome": {"refused"}, "reason": {why}}
		}
		x.click("Trình ký", v)
		x.inState(s, "Đang xử lý")
		w.want(!x.at.Offers("Ký duyệt"), "no button to sign for the one who drafted", x.here())
	})
	head := o.at("lanhdaophong")
	w.do(head.name, "initial the draft (ký nháy)", func(s *Step) {
		head.find(code)
		head.click("Ký nháy", nil)
		head.click("Ký nháy", nil)
		head.inState(s, "Đang xử lý")
	})
	chair := o.at("chutich")
	w.do(chair.name, "read the submitted document and sign it with the own key (ký duyệt)", func(s *Step) {
		chair.find(code)
		chair.click("Ký duyệt", nil)
		p, err := chair.b.Click(chair.at, "Xem văn bản trình ký (PDF)", nil)
		w.can(err)
		w.want(p.Status == 200 && strings.HasPrefix(p.Body, "%PDF-"), "the document that was submitted", chair.here())
		if text := chair.at.Read(".doc"); why != "" {
			w.want(strings.Contains(text, why) && strings.Contains(text, "TỪ CHỐI"), "a letter of refusal to sign, with the reason", text)
		}
		chair.click("Ký duyệt", nil)
		chair.inState(s, "Đang xử lý")
	})
	clerk := o.at("vanthu")
	w.do(clerk.name, "give the number of the register", func(s *Step) {
		clerk.find(code)
		clerk.click("Cấp số", nil)
		clerk.inState(s, "Đang xử lý")
		n := clerk.at.Read("#ket-qua p b + b")
		w.want(n != "", "the number of the result", clerk.at.Read("#ket-qua"))
		s.sees("số: %s", n)
	})
	w.do(clerk.name, "sign as the office and issue it", func(s *Step) {
		clerk.click("Phát hành kết quả", nil)
		clerk.click("Ký số của cơ quan và phát hành", nil)
		clerk.inState(s, "Đã có kết quả")
		p, err := clerk.b.Get(clerk.at.Find("#ket-qua a[href^='/cb/tep/']").AttrOr("href", ""))
		w.can(err)
		pdf = []byte(p.Body)
		w.want(bytes.Count(pdf, []byte("/ETSI.CAdES.detached")) == 3, "one signature of the person and two of the office", clerk.here())
		s.sees("kết quả: %s", clerk.at.Read("#ket-qua p"))
	})
	return pdf
}
