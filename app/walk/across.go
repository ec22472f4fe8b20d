package walk

import (
	"net/url"
	"strings"
)

// across is the third way: phường Hòa Bình receives, for xã Kim Bôi, a dossier
// of a procedure on the list of those received anywhere in the province.
func (w *walk) across() {
	p := Invent()
	desk := w.officer("hoabinh.tiepnhan")
	kimboi := w.office("kimboi")
	x := w.anybody(me)
	var code, id string

	w.do(desk.name, "ask for a procedure that is not on the list: refused, the right place named", func(s *Step) {
		desk.atCounter("/cb/tiep-nhan", p, "cấp bản sao từ sổ gốc", "kim boi")
		w.want(!desk.at.Offers("Tiếp nhận và in giấy hẹn"), "no button to receive it here", desk.here())
		desk.reads("Hồ sơ này nộp tại UBND xã Kim Bôi")
		s.sees("%s", desk.at.Read("main .note"))
	})
	w.do(desk.name, "receive “Mở hộ kinh doanh” for Kim Bôi: card by scanner, papers scanned, M01 printed", func(s *Step) {
		desk.atCounter("/cb/tiep-nhan", p, "mở hộ kinh doanh", "kim boi")
		desk.reads("luân chuyển đến UBND xã Kim Bôi")
		desk.reads("dự kiến")
		var scans []Upload
		v := url.Values{}
		for _, in := range desk.at.Find("main input[type=file]").EachIter() {
			if len(scans) == 0 {
				scans = append(scans, Upload{in.AttrOr("name", ""), "quet.jpg", Photo()})
			}
		}
		w.want(len(scans) == 1, "a field for a scan", desk.here())
		v.Set("form_"+strings.TrimPrefix(scans[0].Field, "file_"), "original")
		form := desk.at
		desk.click("Tiếp nhận và in giấy hẹn", v, scans...)
		desk.reads("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
		desk.reads("dự kiến")
		code, id = desk.at.slipCode(), desk.at.id()
		w.want(code != "" && id != "", "a code on the slip", desk.here())
		s.Code, s.Promise = code, desk.at.slipRow("Thời gian trả kết quả")
		desk.at = form // the second of two clicks
		desk.press("Tiếp nhận và in giấy hẹn", v, scans...)
		w.want(desk.at.Status == 200 && desk.at.slipCode() == code, "the same slip for a second click", desk.at.slipCode()+" "+desk.here())
	})
	w.known = append(w.known, seen{code, id, true})
	w.do("jobs", "carry the dossier to Kim Bôi", func(s *Step) {
		r := kimboi.at("tiepnhan")
		w.until("the dossier with a button to receive it at Kim Bôi", func() (bool, string) {
			r.try("/cb/tim?q=" + url.QueryEscape(code))
			if r.row(code) == "" {
				return false, r.here() + " finds nothing"
			}
			r.try("/cb/ho-so/" + id)
			return r.at.Offers("Nhận hồ sơ"), r.here()
		})
		r.inState(s, "Đang luân chuyển")
		w.want(len(s.Why) == 0, "no clock yet", strings.Join(s.Why, " "))
		s.sees("%s", r.at.Read("#thoi-han p"))
	})
	w.do("kimboi.tiepnhan", "look at what refusing it would ask for, and come back", func(s *Step) {
		r := kimboi.at("tiepnhan")
		r.click("Không nhận, trả lại nơi gửi", nil)
		r.press("Trả lại nơi gửi", url.Values{"reason": {""}})
		r.must(422)
		r.open("/cb/ho-so/" + id)
		r.inState(s, "Đang luân chuyển")
	})
	w.do("kimboi.tiepnhan", "receive it: only now the clock starts", func(s *Step) {
		r := kimboi.at("tiepnhan")
		r.click("Nhận hồ sơ", nil)
		r.inState(s, "Đã tiếp nhận")
		r.clocked(s)
	})
	w.do(desk.name, "print the slip again: now it has the date", func(s *Step) {
		desk.find(code)
		desk.click("Giấy tiếp nhận và hẹn trả (M01)", nil)
		s.Code, s.Promise = code, desk.at.slipRow("Thời gian trả kết quả")
		w.want(s.Promise != "" && !strings.Contains(s.Promise, "dự kiến"), "the promised date without the word “dự kiến”", s.Promise)
	})
	w.do("kimboi.lanhdaophong", "assign it", func(s *Step) {
		h := kimboi.at("lanhdaophong")
		h.find(code)
		h.assign("Bùi Quang Lâm")
		h.inState(s, "Đang xử lý")
	})
	kimboi.decide(code, "")
	w.do("kimboi.vanthu", "send the paper result on its way to Hòa Bình", func(s *Step) {
		c := kimboi.at("vanthu")
		c.click("Chuyển kết quả về nơi tiếp nhận", nil)
		c.inState(s, "Đã có kết quả")
		c.reads("Đang trên đường về nơi tiếp nhận")
	})
	w.do(me, "see at home who has it and where the paper is", func(s *Step) {
		x.open("/dang-nhap?tiep=/ho-so")
		x.signIn(p)
		x.follow(id, s)
		x.reads("Bản giấy đang chuyển về quầy một cửa")
	})
	w.do(desk.name, "confirm that the paper came", func(s *Step) {
		desk.find(code)
		desk.click("Đã nhận bản giấy của kết quả", nil)
		desk.inState(s, "Đã có kết quả")
		desk.reads("Ở nơi tiếp nhận")
	})
	w.do(desk.name, "return the result at Hòa Bình", func(s *Step) {
		desk.click("Trả kết quả", nil)
		desk.click("Đã trả kết quả", nil)
		desk.inState(s, "Đã trả kết quả")
	})
}

// slipCode is the code on a printed form.
func (p *Page) slipCode() string {
	for _, t := range p.ReadAll(".slip .code, .slip b, .slip p") {
		if s := strings.ReplaceAll(t, " ", ""); strings.HasPrefix(s, "H") && strings.Count(s, "-") == 2 {
			return s
		}
	}
	return ""
}

// slipRow is a line of a printed form by the beginning of its name.
func (p *Page) slipRow(name string) string {
	for _, dt := range p.Find("dt, th").EachIter() {
		if strings.HasPrefix(oneLine(dt.Text()), name) {
			return oneLine(dt.Next().Text())
		}
	}
	return ""
}
