package province

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/province"
	"motcua/views/ui"
)

const handoverPath = "/tinh/luan-chuyen"

// handoverForm is what was typed: hours, and a time of the day.
type handoverForm struct{ refusal, cutoff, coordination, decision string }

func hoursOf(minutes int) string {
	return strings.Replace(strconv.FormatFloat(float64(minutes)/60, 'f', -1, 64), ".", ",", 1)
}

func (f handoverForm) rules() (r dossiers.HandoverRules, bad map[string]string) {
	bad = map[string]string{}
	hours := func(name, s string, most float64) int {
		h, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
		if err != nil || !(h >= 0.25 && h <= most) {
			bad[name] = "Nhập số giờ làm việc từ 0,25 đến " + strconv.Itoa(int(most)) + ", ví dụ 2 hoặc 0,5"
			return 0
		}
		return int(h*60 + 0.5)
	}
	r.Refusal, r.Coordination, r.Decision = hours("tu_choi", f.refusal, 80), hours("dieu_phoi", f.coordination, 80), hours("quyet_dinh", f.decision, 160)
	t, err := deadlines.ParseTimeOfDay(f.cutoff)
	if err != nil {
		bad["gio_chot"] = "Nhập giờ chốt, ví dụ 15:00"
	}
	r.PapersCutoff = t
	return r, bad
}

// HandoverRules shows the times of passing dossiers and papers on.
func (p *Pages) HandoverRules(c *web.Ctx) error {
	r, err := p.Governing.HandoverRules(c.Context())
	if err != nil {
		return err
	}
	return p.handoverPage(c, http.StatusOK, handoverForm{hoursOf(r.Refusal), r.PapersCutoff.String(), hoursOf(r.Coordination), hoursOf(r.Decision)}, r.Own, nil)
}

// SetHandoverRules changes them.
func (p *Pages) SetHandoverRules(c *web.Ctx) error {
	typed := func(name string) string { return cut(strings.TrimSpace(c.Form(name)), 10) }
	f := handoverForm{typed("tu_choi"), typed("gio_chot"), typed("dieu_phoi"), typed("quyet_dinh")}
	r, bad := f.rules()
	if len(bad) > 0 {
		return p.handoverPage(c, http.StatusUnprocessableEntity, f, true, fault.Fields(bad))
	}
	err := p.Governing.SetHandoverRules(c.Context(), r)
	if fault.Is(err, fault.Invalid) {
		return p.handoverPage(c, http.StatusUnprocessableEntity, f, true, err)
	}
	if err != nil {
		return err
	}
	return c.Go(handoverPath + "?da=luu")
}

func (p *Pages) handoverPage(c *web.Ctx, status int, f handoverForm, own bool, err error) error {
	v := view.HandoverRules{Frame: p.frame(c, "Luân chuyển"), Action: handoverPath, MayEdit: c.May("tenant", "manage"), Note: "Đang dùng quy tắc chung của hệ thống. Lưu thì tỉnh có quy tắc riêng."}
	if own {
		v.Note = "Tỉnh có quy tắc riêng, áp dụng cho mọi xã, phường, đặc khu và trung tâm cấp tỉnh từ hồ sơ tiếp theo."
	}
	bad, probs := problems(err, "tu_choi", "gio_chot", "dieu_phoi", "quyet_dinh")
	v.Frame.Problems = probs
	field := func(name, label, hint, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Value: value, Error: bad[name], Width: "4", MaxLen: 6, ReadOnly: !v.MayEdit}
	}
	v.Fields = []ui.Field{
		field("tu_choi", "Thời gian từ chối hồ sơ luân chuyển đến, giờ làm việc", "Quá thời gian này hồ sơ tính là đã nhận từ lúc chuyển đến.", f.refusal),
		field("gio_chot", "Giờ chốt bàn giao giấy tờ trong ngày", "Nhận trước giờ này giao trong ngày; nhận sau giao sáng ngày làm việc tiếp theo (khoản 2 Điều 18 Nghị định 118/2025/NĐ-CP, sửa bởi Nghị định 309/2026/NĐ-CP).", f.cutoff),
		field("dieu_phoi", "Thời gian nơi tiếp nhận điều phối hồ sơ bị từ chối, giờ làm việc", "", f.coordination),
		field("quyet_dinh", "Thời gian cấp tỉnh quyết định khi hai cơ quan không thống nhất, giờ làm việc", "", f.decision),
	}
	if c.Query("da") == "luu" && err == nil {
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu quy tắc luân chuyển.", Alert: true}}
	}
	return c.Page(status, view.HandoverRulesPage(v))
}
