package resident

import (
	"net/http"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// CheckResult tells anybody whether a result is real and still holds, and
// nothing about whom it is for.
func (p *Pages) CheckResult(c *web.Ctx) error {
	code := query(c.Query("ma"), 60)
	v := p.checkPage(c, code)
	if code == "" {
		return c.Page(http.StatusOK, view.CheckResultPage(v))
	}
	r, err := p.Dossiers.CheckResult(c.PublicContext(), code)
	if fault.Is(err, fault.NotFound) {
		v.Answer = &ui.NoticeProps{Kind: "bad", Title: fault.As(err).Text, Text: "Kiểm tra lại từng chữ của mã. Nếu mã đúng mà vẫn không có, hỏi cơ quan ghi trên giấy trước khi sử dụng.", Alert: true}
		return c.Page(http.StatusNotFound, view.CheckResultPage(v))
	}
	if err != nil {
		return err
	}
	p.checked(c, &v, &r, "Kết quả này có thật, đang còn trong sổ của cơ quan cấp.")
	return c.Page(http.StatusOK, view.CheckResultPage(v))
}

func (p *Pages) checkPage(c *web.Ctx, code string) view.CheckResult {
	return view.CheckResult{
		Shell: p.frame(c, "Kiểm tra kết quả"),
		Code:  ui.Field{Name: "ma", Label: "Mã kiểm tra in trên kết quả", Hint: "16 chữ và số, viết hoa hay thường đều được. Bản giấy, ảnh chụp, bản quét chỉ kiểm tra được bằng mã này.", Value: code, MaxLen: 60, Width: "20"},
		File: ui.FileField{
			Field:  ui.Field{Name: fileField, Label: "Hoặc chọn chính tệp PDF đã nhận", Hint: "Tệp được so với bản đã phát hành, chữ ký số trong tệp được kiểm tra. Tệp không được lưu lại. Tối đa 20 MB."},
			Accept: "application/pdf", NoCamera: true, Choose: "Chọn tệp PDF",
		},
	}
}

// checked writes what is known of an issued result, and whether it still holds.
func (p *Pages) checked(c *web.Ctx, v *view.CheckResult, r *dossiers.CheckedResult, good string) {
	v.Answer = &ui.NoticeProps{Kind: "ok", Title: good}
	switch r.State {
	case "revoked":
		v.Answer = &ui.NoticeProps{Kind: "bad", Alert: true, Title: "Kết quả này đã bị thu hồi ngày " + i18n.Date(timeOf(r.EndedAt)) + ", không còn giá trị.", Text: "Hỏi cơ quan cấp nếu cần biết thêm."}
	case "replaced":
		v.Answer = &ui.NoticeProps{Kind: "bad", Alert: true, Title: "Kết quả này đã được thay thế ngày " + i18n.Date(timeOf(r.EndedAt)) + ", không còn giá trị."}
		if r.NewNumber != nil {
			v.Answer.Text = "Bản đang có hiệu lực: số " + *r.NewNumber + ", " + i18n.LegalDate(timeOf(r.NewIssuedAt)) + ". Đề nghị người xuất trình đưa bản đó."
		}
	}
	v.Facts = []view.Fact{
		{Key: "Tên kết quả", Value: r.Title},
		{Key: "Số", Value: r.Number},
		{Key: "Ngày cấp", Value: i18n.LegalDate(timeOf(r.IssuedAt))},
		{Key: "Cơ quan cấp", Value: p.officeName(c.PublicContext(), &r.Tenant)},
	}
	switch {
	case r.ApprovedTitle == dossiers.DecidedThere:
		v.Facts = append(v.Facts, view.Fact{Key: r.ApprovedTitle, Value: r.ApprovedName})
	case r.ApprovedAt != nil:
		v.Facts = append(v.Facts, view.Fact{Key: "Người ký", Value: r.ApprovedTitle + " " + r.ApprovedName + ", ký " + i18n.DateTime(*r.ApprovedAt)})
	}
}
