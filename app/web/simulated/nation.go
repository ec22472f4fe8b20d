package simulated

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/exchange"
	"motcua/app/notices"
	"motcua/app/web"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const nationPath = "/mo-phong/quoc-gia"

// arrived is one status on the page, filed one dossier, asked one question.
type (
	arrived struct{ Code, Status, Applicant, Office, At, Receipt, Times string }
	filed   struct{ Code, Procedure, Office, At, Answer string }
	asked   struct{ Register, Ending, Basis, Officer, At, Verdict string }
)

type nationView struct {
	Arrived           []arrived
	Filed             []filed
	Asked             []asked
	Portal, Registers ui.ChoiceField
	Number            ui.Field
	Verdict           ui.ChoiceField
	Form              []ui.Field
	Answers           ui.Field
	Problems          []ui.Problem
	Done              string
}

var manners = []ui.Option{
	{Value: "polite", Text: "Chạy tốt"}, {Value: string(exchange.Down), Text: "Sập: không trả lời"}, {Value: string(exchange.Slow), Text: "Chậm: nhận, nhưng trả lời quá lâu"}, {Value: string(exchange.Refusing), Text: "Từ chối mọi gói tin"},
}

func mannersOf(s string) exchange.Manners {
	if s == "polite" {
		return exchange.Polite
	}
	for _, m := range manners {
		if m.Value == s {
			return exchange.Manners(s)
		}
	}
	return exchange.Polite
}

// nation shows what reached the simulated portal and registers, and lets
// somebody play them.
func (p *Pages) nation(c *web.Ctx) error { return p.nationPage(c, http.StatusOK, nil) }

func (p *Pages) nationPage(c *web.Ctx, status int, bad map[string]string) error {
	v := nationView{Problems: ui.Problems(bad)}
	v.Done = map[string]string{"cach": "Đã đổi cách cư xử.", "so": "Đã đặt câu trả lời.", "nop": "Đã nộp. Xem câu trả lời của một cửa ở dưới."}[c.Query("da")]
	portal, registers := p.Nation.Manners()
	show := func(m exchange.Manners) string {
		if m == exchange.Polite {
			return "polite"
		}
		return string(m)
	}
	v.Portal = ui.ChoiceField{Field: ui.Field{Name: "cong", Label: "Cổng Dịch vụ công quốc gia", Value: show(portal)}, Options: manners}
	v.Registers = ui.ChoiceField{Field: ui.Field{Name: "csdl", Label: "Cơ sở dữ liệu dân cư, hộ tịch", Value: show(registers)}, Options: manners}
	v.Number = ui.Field{Name: "so_dinh_danh", Label: "Số định danh", Hint: "Không đặt thì theo số cuối: 9 không có dữ liệu, 8 lệch ngày sinh, 7 không đủ căn cứ, còn lại khớp.", Width: "20", MaxLen: 12, Value: c.Form("so_dinh_danh"), Error: bad["so_dinh_danh"]}
	v.Verdict = ui.ChoiceField{Field: ui.Field{Name: "tra_loi", Label: "Trả lời"}, Options: []ui.Option{{Value: "", Text: "theo số cuối"}}}
	for _, x := range []string{"match", "mismatch", "no_data", "insufficient_basis"} {
		v.Verdict.Options = append(v.Verdict.Options, ui.Option{Value: x, Text: i18n.LookupVerdict(x)})
	}
	def := func(name, other string) string {
		if x := c.Form(name); x != "" {
			return x
		}
		return other
	}
	for _, x := range [][3]string{
		{"ma_ho_so", "Mã hồ sơ của Cổng", "G22.99-" + p.Now().In(deadlines.Zone).Format("060102-150405")},
		{"ma_tthc", "Mã thủ tục", "1.004873"},
		{"don_vi", "Đơn vị xử lý (mã đơn vị hoặc 5 số của xã)", "04978"},
		{"ho_ten", "Họ tên chủ hồ sơ", "Bùi Thị Sen"},
		{"so", "Số định danh", "017162000456"},
		{"ngay_sinh", "Ngày sinh", "03/02/1962"},
		{"dien_thoai", "Điện thoại", "0912 345 678"},
		{"dia_chi", "Địa chỉ", "xóm Bưa, xã Kim Bôi"},
	} {
		v.Form = append(v.Form, ui.Field{Name: x[0], Label: x[1], Value: def(x[0], x[2]), MaxLen: 200})
	}
	v.Answers = ui.Field{Name: "bieu_mau", Label: "Dữ liệu biểu mẫu (JSON)", Optional: true, MaxLen: 20000, Value: def("bieu_mau", ""), Error: bad["bieu_mau"], Hint: `Ví dụ {"applicant_full_name": "Bùi Thị Sen"}. Thiếu gì thì cán bộ thấy ở hồ sơ.`}
	arr, fil, ask := p.Nation.Heard()
	for _, x := range arr[:min(len(arr), 100)] {
		code, _ := strconv.Atoi(x.TrangThaiHoSo)
		v.Arrived = append(v.Arrived, arrived{x.MaHoSo, x.TrangThaiHoSo + " " + i18n.NationalStatus(code), masked(x.ChuHoSo), x.DonViXuLy, i18n.DateTime(x.At), x.Receipt, strconv.Itoa(x.Times)})
	}
	for _, x := range fil[:min(len(fil), 50)] {
		v.Filed = append(v.Filed, filed{x.Code, x.Procedure, x.Office, i18n.DateTime(x.At), fmt.Sprintf("%d %s", x.Status, x.Answer)})
	}
	for _, x := range ask[:min(len(ask), 50)] {
		v.Asked = append(v.Asked, asked{i18n.LookupRegister(x.Register), "…" + x.Ending, x.Basis, x.Officer, i18n.DateTime(x.At), i18n.LookupVerdict(string(x.Verdict))})
	}
	return c.Page(status, nationPage(v))
}

// masked is a name as a page that anybody can open may show it.
func masked(name string) string {
	w := strings.Fields(name)
	for i := range w {
		if i < len(w)-1 {
			w[i] = string([]rune(w[i])[:1]) + "."
		}
	}
	return strings.Join(w, " ")
}

// behave sets manners, or what the registers say about a number.
func (p *Pages) behave(c *web.Ctx) error {
	if c.Form("so_dinh_danh") == "" && c.Form("cong") != "" {
		p.Nation.Behave(mannersOf(c.Form("cong")), mannersOf(c.Form("csdl")))
		return c.Go(nationPath + "?da=cach")
	}
	n := strings.ReplaceAll(c.Form("so_dinh_danh"), " ", "")
	if len(n) != 12 || strings.Trim(n, "0123456789") != "" {
		return p.nationPage(c, http.StatusUnprocessableEntity, map[string]string{"so_dinh_danh": "Nhập đủ 12 chữ số"})
	}
	p.Nation.Play(n, dossiers.RegisterVerdict(c.Form("tra_loi")))
	return c.Go(nationPath + "?da=so")
}

// fileThere files a dossier on the simulated portal, which sends it here
// through the door that the real one would use, signed.
func (p *Pages) fileThere(c *web.Ctx) error {
	f := exchange.Filing{
		MaGoiTin: uuid.NewString(), MaHoSo: typed(c, "ma_ho_so"), MaTTHC: typed(c, "ma_tthc"), DonViXuLy: typed(c, "don_vi"), NgayNopHoSo: p.Now().In(deadlines.Zone).Format("20060102150405"),
		ChuHoSo:                     exchange.Person{HoTen: typed(c, "ho_ten"), SoDinhDanh: strings.ReplaceAll(typed(c, "so"), " ", ""), NgaySinh: typed(c, "ngay_sinh"), SoDienThoai: typed(c, "dien_thoai"), DiaChi: typed(c, "dia_chi")},
		TaiKhoanDuocXacThucVoiVNeID: "1", DuLieuBieuMau: map[string]string{},
	}
	if s := strings.TrimSpace(c.Form("bieu_mau")); s != "" {
		if err := json.Unmarshal([]byte(s), &f.DuLieuBieuMau); err != nil {
			return p.nationPage(c, http.StatusUnprocessableEntity, map[string]string{"bieu_mau": "Không phải JSON gồm tên trường và câu trả lời, đều là chữ"})
		}
	}
	b, err := json.Marshal(f)
	if err != nil {
		return err
	}
	seconds := strconv.FormatInt(p.Now().Unix(), 10)
	times := 1
	if c.Form("hai_lan") != "" {
		times = 2
	}
	for range times {
		status, answer, err := p.Door.Take(c.Request().Context(), seconds, notices.Sign(p.Door.Secret, seconds, b), b)
		if err != nil {
			return err
		}
		p.Nation.Filed(exchange.FiledThere{Code: f.MaHoSo, Procedure: f.MaTTHC, Office: f.DonViXuLy, At: p.Now().Truncate(time.Second), Status: status, Answer: string(answer)})
	}
	return c.Go(nationPath + "?da=nop#da-nop")
}
