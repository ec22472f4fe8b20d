package walk

import (
	"net/url"
	"strings"
)

// now is the immediate lane: two papers are certified while the person waits.
// Who prepared them may not sign; each takes a number of its own; the register
// has what was paid.
func (w *walk) now() {
	p := Invent()
	desk, chair, clerk := w.officer("kimboi.tiepnhan"), w.officer("kimboi.chutich"), w.officer("kimboi.vanthu")
	var code, id, number string

	w.do(desk.name, "read the card at the counter's one screen and put two papers down; the fee follows pages and copies", func(s *Step) {
		desk.open("/cb/lam-ngay")
		desk.click("Đọc thẻ", url.Values{"scan": {p.Card()}, "d1_ten": {"Bằng tốt nghiệp"}, "d1_trang": {"3"}, "d1_ban": {"2"}, "d2_ten": {"Giấy khai sinh"}, "d2_trang": {"1"}, "d2_ban": {"1"}})
		fee := desk.at.Read("#tien .big")
		w.want(strings.Contains(fee, "12.000"), "2 × 5.000 + 2.000 đ", fee)
		s.sees("%s", fee)
	})
	w.do(desk.name, "submit them for signature", func(s *Step) {
		desk.click("Trình ký ngay", nil)
		desk.reads("Đã trình ký")
		id = desk.at.URL.Query().Get("trinh")
		for _, a := range desk.at.Find("#cho tbody tr a").EachIter() {
			if strings.HasSuffix(a.AttrOr("href", ""), id) {
				code = strings.ReplaceAll(oneLine(a.Text()), " ", "")
			}
		}
		w.want(code != "", "the dossier among what waits", desk.here())
		desk.open("/cb/ho-so/" + id)
		desk.inState(s, "Đang xử lý")
		desk.clocked(s)
		desk.try("/cb/lam-ngay/cho-ky")
		desk.must(403)
		s.sees("người lập không mở được danh sách ký")
	})
	w.do(chair.name, "sign it from the list; the numbers are taken with the signature", func(s *Step) {
		chair.open("/cb/lam-ngay/cho-ky")
		pick := ""
		for _, x := range chair.at.Find("[name=ho_so]").EachIter() {
			if v := x.AttrOr("value", ""); strings.HasPrefix(v, id) {
				pick = v
			}
		}
		w.want(pick != "", code+" among what waits for a signature", chair.here())
		chair.click("Ký các hồ sơ đã chọn", url.Values{"ho_so": {pick}})
		chair.reads("Đã ký 1 hồ sơ")
		s.Code = code
		chair.open("/cb/lam-ngay/" + id)
		number = chair.at.Read("main tbody tr td")
		s.sees("số: %s", number)
	})
	w.do(desk.name, "seal, take the fee in cash, give them back", func(s *Step) {
		desk.open("/cb/lam-ngay")
		at, err := desk.b.Submit(desk.at, "form[action='/cb/lam-ngay/"+id+"/tra']", url.Values{"how": {"cash"}})
		w.can(err)
		desk.at = at
		desk.must(200)
		desk.reads("đã thu 12.000")
		desk.open("/cb/ho-so/" + id)
		desk.inState(s, "Đã trả kết quả")
	})
	w.do(clerk.name, "print the register of the day", func(s *Step) {
		clerk.open("/cb/so-chung-thuc")
		clerk.reads(number)
		clerk.reads(p.Name)
		s.sees("%s", clerk.at.Read("main .a4 > p.num"))
	})
	w.known = append(w.known, seen{code, id, false})
}
