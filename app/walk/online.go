package walk

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
)

const me = "người dân"

// online is the main job's first way: a resident far away files for Kim Bôi
// from a phone, and Kim Bôi works it through to the end.
func (w *walk) online() {
	p := Invent()
	x := w.anybody(me)
	kimboi := w.office("kimboi")
	var code, id string

	w.do(me, "search “doc than” and open the procedure", func(s *Step) {
		x.start("doc than", "Giấy xác nhận tình trạng hôn nhân")
		s.sees("%s", x.at.Read("h1"))
	})
	w.do(me, "choose the competent commune by an old name, “vinh dong”", func(s *Step) {
		x.choose("vinh dong", "Xã Kim Bôi", "Phú Thọ")
		id = x.at.id()
		w.want(id != "", "a draft with an address of its own", x.here())
		s.sees("nháp gửi %s", x.at.Read("main p b"))
	})
	w.do(me, "answer the form and photograph the paper it asks for, without an account", func(s *Step) {
		q, n := x.answerAll(p, divorced())
		w.want(q >= 10 && n == 1, "at least ten answers and one photo asked for", fmt.Sprintf("%d answers, %d photos", q, n))
		s.sees("%d câu trả lời, %d ảnh", q, n)
	})
	w.do(me, "sign in with VNeID mô phỏng, check, file; a double click files once", func(s *Step) {
		code = x.fileTwice(p)
		s.Code = code
		x.reads("UBND xã Kim Bôi")
		s.sees("%s", x.at.Read(".done p:last-of-type"))
	})
	w.do(me, "see the filed dossier: sent is not yet received", func(s *Step) {
		x.follow(id, s)
		x.w.want(s.Code == code, code, s.Code)
		w.want(s.Promise == "", "no promised date before it is accepted", s.Promise)
		x.reads("Đã gửi chưa phải là đã tiếp nhận")
	})
	w.do("kimboi.tiepnhan", "accept: the clock starts, the promise appears with its explanation", func(s *Step) {
		r := kimboi.at("tiepnhan")
		r.find(code)
		r.inState(s, "Chờ tiếp nhận")
		r.click("Tiếp nhận", nil)
		*s = Step{N: s.N, Way: s.Way, Who: s.Who, Did: s.Did}
		r.inState(s, "Đã tiếp nhận")
		r.clocked(s)
	})
	w.do(me, "print the dated slip (M01)", func(s *Step) {
		x.follow(id, s)
		w.want(s.Promise != "" && len(s.Why) > 0, "the promised date with the reason why", "“"+s.Promise+"” at "+x.here())
		x.click("In giấy hẹn", nil)
		w.want(x.at.slipCode() == code, "a slip for "+code, x.here())
		w.want(strings.Contains(oneLine(x.at.Find(".slip").Text()), s.Promise), "the same date on the slip, "+s.Promise, oneLine(x.at.Find(".slip").Text()))
	})
	w.do("kimboi.lanhdaophong", "assign it to Bùi Quang Lâm", func(s *Step) {
		h := kimboi.at("lanhdaophong")
		h.find(code)
		h.assign("Bùi Quang Lâm")
		h.inState(s, "Đang xử lý")
	})
	lam := kimboi.at("thuly")
	w.do(lam.name, "look at the papers: the photo is blurred", func(s *Step) {
		lam.find(code)
		lam.judge("bad", "blurred", "Mờ góc trên bên phải")
		lam.inState(s, "Đang xử lý")
		lam.reads("Chưa đạt")
	})
	w.do(lam.name, "ask once for a better one (M02); the clock waits", func(s *Step) {
		lam.askMore("Bản án hoặc quyết định ly hôn", "blurred", "Chụp lại trang có dấu", "Ông/Bà chụp lại giúp, đủ sáng là được.")
		lam.reads("Phiếu yêu cầu bổ sung")
		lam.find(code)
		lam.inState(s, "Chờ bổ sung")
	})
	w.do(me, "read what is missing and send a new photo", func(s *Step) {
		x.follow(id, s)
		x.reads("Bản án hoặc quyết định ly hôn")
		x.click("Bổ sung giấy tờ", nil)
		x.reads("Chụp lại trang có dấu")
		field := x.at.Find("main input[type=file][name^=paper_]").First().AttrOr("name", "")
		x.click("Gửi bổ sung", nil, Upload{field, "chup-lai.jpg", Photo()})
		*s = Step{N: s.N, Way: s.Way, Who: s.Who, Did: s.Did}
		x.follow(id, s)
		x.misses("Cần Ông/Bà bổ sung")
		w.want(s.Promise != "" && len(s.Why) > 0, "a promised date with the reason why", "promise “"+s.Promise+"” at "+x.here())
	})
	w.do(lam.name, "confirm the new photo", func(s *Step) {
		lam.find(code)
		lam.judge("ok", "", "")
		lam.inState(s, "Đang xử lý")
		lam.clocked(s)
	})
	w.do(me, "see who holds it and why the date is what it is", func(s *Step) {
		x.follow(id, s)
		x.reads("Đang giữ hồ sơ: UBND xã Kim Bôi")
		x.reads("Bùi Quang Lâm")
	})
	pdf := kimboi.decide(code, "")
	w.do(me, "see the result, download it (every byte as issued)", func(s *Step) {
		x.follow(id, s)
		x.reads("Đã có kết quả")
		x.download("Tải kết quả", pdf)
		s.sees("%d byte, giống bản đã phát hành", len(pdf))
	})
	w.do("kimboi.tiepnhan", "return the result", func(s *Step) {
		r := kimboi.at("tiepnhan")
		r.find(code)
		r.click("Trả kết quả", nil)
		r.click("Đã trả kết quả", nil)
		r.inState(s, "Đã trả kết quả")
	})
	w.do(me, "rate the service", func(s *Step) {
		x.follow(id, s)
		x.click("Chấm điểm phục vụ", nil)
		x.click("Gửi đánh giá", url.Values{"stars": {"5"}, "gop_y": {"Nhanh, dễ hiểu."}})
		x.follow(id, s)
		x.reads("Ông/Bà đã chấm 5 trên 5")
	})
	w.do("ai cũng được", "track it by code and the last four digits of the phone, without an account", func(s *Step) {
		y := w.anybody("ai cũng được")
		y.open("/tra-cuu")
		y.click("Xem hồ sơ", url.Values{"ma": {code}, "so": {p.Phone[6:]}})
		s.Code, s.State = y.at.code(), y.at.Read("main .chip")
		w.want(s.Code == code, code, y.here())
		y.misses(p.Name)
	})
	w.known = append(w.known, seen{code, id, false})
}

// follow opens the resident's page of a dossier and reads it into the step.
func (x *someone) follow(id string, s *Step) {
	x.open("/ho-so/" + id)
	s.Code, s.State = x.at.code(), x.at.Read("main .chip")
	s.Promise, s.Why = "", nil
	for _, t := range x.at.ReadAll("main .card p") {
		for _, kind := range []string{"Hẹn trả kết quả: ", "Dự kiến trả kết quả: ", "Đã hẹn trả: "} {
			if date, ok := strings.CutPrefix(t, kind); ok {
				s.Promise = date
				if strings.HasPrefix(kind, "Dự kiến") {
					s.Promise = "dự kiến " + date
				}
			}
		}
	}
	for _, h := range x.at.Find("main h2").EachIter() {
		if oneLine(h.Text()) == "Vì sao hẹn ngày này" {
			for _, why := range h.NextUntil("h2").Filter("p").EachIter() {
				s.Why = append(s.Why, oneLine(why.Text()))
			}
		}
	}
}

// download follows a link to a file, which must be exactly this.
func (x *someone) download(text string, want []byte) {
	p, err := x.b.Click(x.at, text, nil)
	x.w.can(err)
	x.w.want(p.Status == 200 && bytes.Equal([]byte(p.Body), want), fmt.Sprintf("%d bytes as issued", len(want)), fmt.Sprintf("%d with %d bytes", p.Status, len(p.Body)))
}
