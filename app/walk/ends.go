package walk

import (
	"net/url"
	"strings"
)

// ends are the ways in which a dossier ends other than with what was asked for.
func (w *walk) ends() {
	p := Invent()
	x := w.anybody(me)
	kimboi := w.office("kimboi")
	counter, lam, head := kimboi.at("tiepnhan"), kimboi.at("thuly"), kimboi.at("lanhdaophong")

	w.declined(x, p, counter)
	w.refused(x, p, kimboi)
	w.withdrawnAtOnce(x, p, counter)
	w.withdrawnLater(x, p, counter, lam, head)
	w.waits(x, p, counter)
}

// files makes one more online dossier of p for Kim Bôi and leaves its confirmation in front.
func (w *walk) files(x *someone, p Person, what string) (code, id string) {
	w.do(x.name, "file another dossier online: "+what, func(s *Step) {
		x.start("giấy độc thân", "Giấy xác nhận tình trạng hôn nhân")
		x.choose("xã kim bôi", "Xã Kim Bôi", "Phú Thọ")
		id = x.at.id()
		x.answerAll(p, divorced())
		code = x.fileTwice(p)
		s.Code = code
	})
	w.known = append(w.known, seen{code, id, false})
	return code, id
}

// accepted lets the counter accept a dossier and a unit head assign it to the handler.
func (w *walk) accepted(counter, head *someone, code string) {
	w.do(counter.name, "accept it", func(s *Step) {
		counter.find(code)
		counter.click("Tiếp nhận", nil)
		counter.inState(s, "Đã tiếp nhận")
		counter.clocked(s)
	})
	w.do(head.name, "assign it", func(s *Step) {
		head.find(code)
		head.assign("Bùi Quang Lâm")
		head.inState(s, "Đang xử lý")
	})
}

func (w *walk) declined(x *someone, p Person, counter *someone) {
	code, id := w.files(x, p, "it will not be taken in")
	w.do(counter.name, "decline it with reason and remedy (M03)", func(s *Step) {
		counter.find(code)
		counter.click("Không tiếp nhận", nil)
		counter.press("Không tiếp nhận, in phiếu", url.Values{"reason": {""}, "remedy": {""}})
		counter.must(422)
		counter.click("Không tiếp nhận, in phiếu", url.Values{"reason": {"Ông/Bà thường trú tại phường Hòa Bình."}, "remedy": {"Nộp tại quầy một cửa phường Hòa Bình."}})
		counter.reads("Phiếu từ chối tiếp nhận")
		counter.find(code)
		counter.inState(s, "Không tiếp nhận")
	})
	w.do(x.name, "read why, and what to do instead", func(s *Step) {
		x.follow(id, s)
		w.want(s.State == "Không được tiếp nhận", "Không được tiếp nhận", s.State)
		x.reads("Ông/Bà thường trú tại phường Hòa Bình.")
		x.reads("Nộp tại quầy một cửa phường Hòa Bình.")
	})
}

func (w *walk) refused(x *someone, p Person, kimboi *office) {
	code, id := w.files(x, p, "it will be refused after appraisal")
	w.accepted(kimboi.at("tiepnhan"), kimboi.at("lanhdaophong"), code)
	lam, head := kimboi.at("thuly"), kimboi.at("lanhdaophong")
	w.do(lam.name, "draft a first result", func(s *Step) {
		lam.find(code)
		lam.checkRest()
		lam.click("Soạn kết quả, trình ký", nil)
		lam.click("Trình ký", url.Values{"outcome": {"granted"}})
		lam.inState(s, "Đang xử lý")
	})
	w.do(head.name, "send the draft back with a reason", func(s *Step) {
		head.find(code)
		head.click("Trả lại người soạn", nil)
		head.click("Trả lại", url.Values{"reason": {"Bản án chưa có hiệu lực, không đủ điều kiện."}})
		head.inState(s, "Đang xử lý")
	})
	why := "Bản án ly hôn chưa có hiệu lực pháp luật."
	pdf := kimboi.decide(code, why)
	w.do(x.name, "read the refusal with its reason and the right to complain", func(s *Step) {
		x.follow(id, s)
		x.reads("Văn bản từ chối giải quyết")
		x.reads(why)
		x.reads("quyền khiếu nại")
		x.download("Tải kết quả", pdf)
	})
	w.do("kimboi.tiepnhan", "return it", func(s *Step) {
		r := kimboi.at("tiepnhan")
		r.find(code)
		r.click("Trả kết quả", nil)
		r.reads("văn bản từ chối")
		r.click("Đã trả kết quả", nil)
		r.inState(s, "Đã trả kết quả")
	})
}

func (w *walk) withdrawnAtOnce(x *someone, p Person, counter *someone) {
	code, id := w.files(x, p, "it will be withdrawn before anybody accepts it")
	w.do(x.name, "withdraw it: it ends at once", func(s *Step) {
		x.follow(id, s)
		x.click("Rút hồ sơ", nil)
		x.click("Rút hồ sơ", url.Values{"ly_do": {"Chưa cần nữa."}})
		x.follow(id, s)
		w.want(s.State == "Đã dừng xử lý", "Đã dừng xử lý", s.State)
		x.reads("Hồ sơ đã dừng vì Ông/Bà rút lại.")
	})
	w.do(counter.name, "find it ended, with nothing left to do", func(s *Step) {
		counter.find(code)
		counter.inState(s, "Dừng xử lý")
		w.want(!counter.at.Offers("Tiếp nhận"), "no act on it", strings.Join(counter.at.offers(), " | "))
	})
}

func (w *walk) withdrawnLater(x *someone, p Person, counter, lam, head *someone) {
	code, id := w.files(x, p, "it will be withdrawn after it was accepted")
	w.accepted(counter, head, code)
	w.do(x.name, "ask to withdraw: the clock runs on while the office looks at it", func(s *Step) {
		x.follow(id, s)
		x.click("Rút hồ sơ", nil)
		x.click("Gửi yêu cầu rút hồ sơ", url.Values{"ly_do": {"Ngân hàng không cần nữa."}})
		x.follow(id, s)
		w.want(s.State == "Đang xem xét yêu cầu rút hồ sơ" && s.Promise != "", "the request under consideration, with the promise still there", s.State+" "+s.Promise)
	})
	w.do(lam.name, "grant the withdrawal (M05)", func(s *Step) {
		lam.find(code)
		lam.click("Quyết định yêu cầu rút", nil)
		lam.reads("Ngân hàng không cần nữa.")
		lam.click("Ghi quyết định", url.Values{"grant": {"yes"}})
		lam.reads("Thông báo dừng giải quyết hồ sơ")
		lam.find(code)
		lam.inState(s, "Dừng xử lý")
	})
	w.do(x.name, "see that it ended", func(s *Step) {
		x.follow(id, s)
		w.want(s.State == "Đã dừng xử lý", "Đã dừng xử lý", s.State)
	})
}

// waits asks for a paper and stays there: that it will be stopped is announced
// with its date. That it then is stopped takes days; a test with a clock of its
// own proves it (jobs/workers, app/dossiers).
func (w *walk) waits(x *someone, p Person, counter *someone) {
	code, id := w.files(x, p, "nothing will be supplemented")
	until := ""
	w.do(counter.name, "ask for a better paper before acceptance", func(s *Step) {
		counter.find(code)
		counter.askMore("Bản án hoặc quyết định ly hôn", "pages_missing", "Thiếu trang 2", "")
		counter.reads("Gửi lại chậm nhất")
		counter.find(code)
		counter.inState(s, "Chờ bổ sung")
		until = strings.TrimPrefix(s.Promise, "Chờ người dân đến ")
		w.want(until != "", "the date until which the office waits", s.Promise)
	})
	w.do(x.name, "read until when to answer: after that day the dossier is stopped", func(s *Step) {
		x.follow(id, s)
		w.want(s.State == "Cần Ông/Bà bổ sung giấy tờ", "Cần Ông/Bà bổ sung giấy tờ", s.State)
		x.reads("Gửi chậm nhất " + until)
		s.Promise = until
	})
}
