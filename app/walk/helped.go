package walk

import (
	"net/url"
	"strings"
)

// helped is the second way: a resident stands at phường Hòa Bình and wants a
// hộ tịch paper of xã Kim Bôi. The officer files online for her with her
// consent; the dossier is hers, and Hòa Bình keeps code and status only.
func (w *walk) helped() {
	p := Invent()
	desk := w.officer("hoabinh.tiepnhan")
	x := w.anybody(me)
	kimboi := w.office("kimboi")
	var code, id string

	w.do(desk.name, "ask the counter whether it may receive a hộ tịch dossier for Kim Bôi: it may only help", func(s *Step) {
		desk.atCounter("/cb/tiep-nhan", p, "giấy xác nhận tình trạng hôn nhân", "kim boi")
		w.want(!desk.at.Offers("Tiếp nhận và in giấy hẹn"), "no button to receive it here", desk.here())
		desk.reads("Thẩm quyền thuộc UBND xã Kim Bôi")
		s.sees("%s", desk.at.Read("main .note"))
		desk.click("Nộp giúp trực tuyến", nil)
	})
	w.do(desk.name, "read the consent out, tick that she agrees, begin", func(s *Step) {
		desk.reads("Hồ sơ là của tôi.")
		v := url.Values{"cach": {"spoken_at_counter"}}
		desk.press("Bắt đầu nộp giúp", v)
		desk.must(422)
		v.Set("dong_y", "1")
		desk.click("Bắt đầu nộp giúp", v)
		id = desk.at.id()
		w.want(strings.HasPrefix(desk.at.URL.Path, "/cb/giup/") && id != "", "a draft to help with", desk.here())
		s.sees("không có dấu đồng ý thì không bắt đầu được")
	})
	w.do(desk.name, "answer the form with her and file it; a double click files once", func(s *Step) {
		desk.answerAll(p, divorced())
		code = desk.fileTwice(p)
		s.Code = code
	})
	w.do(desk.name, "find code and status in the list, and nothing behind them", func(s *Step) {
		desk.open("/cb/ho-so?hang=recent")
		row := desk.row(code)
		w.want(row != "", "a line for "+code, strings.Join(desk.at.ReadAll("main table tr"), " | "))
		w.want(!strings.Contains(row, p.Name), "a line without the person's name", row)
		s.Code, s.State = code, desk.stateIn(code)
		desk.missing("/cb/ho-so/", id, "")
		desk.missing("/cb/giup/", id, "")
		s.sees("dòng trong danh sách: %s", row)
	})
	w.do(me, "sign in with VNeID mô phỏng at home: the dossier is hers", func(s *Step) {
		x.open("/dang-nhap?tiep=/ho-so")
		x.signIn(p)
		x.reads(code)
		x.follow(id, s)
		x.reads("phường Hòa Bình")
	})
	w.do("kimboi.tiepnhan", "accept it", func(s *Step) {
		r := kimboi.at("tiepnhan")
		r.find(code)
		r.reads("Trực tuyến, nộp hộ có đồng ý")
		r.click("Tiếp nhận", nil)
		r.inState(s, "Đã tiếp nhận")
		r.clocked(s)
	})
	w.do(desk.name, "see the new status, still nothing else", func(s *Step) {
		desk.open("/cb/ho-so?hang=recent")
		s.Code, s.State = code, desk.stateIn(code)
		w.want(s.State == "Đã tiếp nhận", "Đã tiếp nhận", s.State+" in "+desk.row(code))
		desk.missing("/cb/ho-so/", id, "")
	})
	w.known = append(w.known, seen{code, id, true})
}

// stateIn is the state that the list in front shows of a code.
func (x *someone) stateIn(code string) string {
	for _, tr := range x.at.Find("main table tbody tr").EachIter() {
		if strings.Contains(strings.ReplaceAll(oneLine(tr.Text()), " ", ""), code) {
			return oneLine(tr.Find("td:last-child").Text())
		}
	}
	return ""
}

// row is the line of a list that names a code.
func (x *someone) row(code string) string {
	for _, tr := range x.at.Find("main table tbody tr").EachIter() {
		if strings.Contains(strings.ReplaceAll(oneLine(tr.Text()), " ", ""), code) {
			return oneLine(tr.Text())
		}
	}
	return ""
}

// atCounter fills the counter's screen as far as the rule of who receives:
// the card read by the scanner, the procedure and the office looked for.
func (x *someone) atCounter(path string, p Person, procedure, office string) {
	x.open(path)
	x.click("Đọc thẻ", url.Values{"scan": {p.Card()}})
	name := x.at.Find("main input[name=full_name]").AttrOr("value", "")
	x.w.want(name == p.Name, "the name on the card, "+p.Name, name+" at "+x.here())
	x.click("Tìm thủ tục", url.Values{"q": {procedure}, "phone": {p.Phone}})
	x.click("Tìm nơi", url.Values{"noi": {office}})
}
