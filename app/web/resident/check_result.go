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

// CheckResult tells anybody whether a result is real, and nothing about whom it is for.
func (p *Pages) CheckResult(c *web.Ctx) error {
	code := query(c.Query("ma"), 60)
	v := view.CheckResult{
		Shell: p.frame(c, "Kiểm tra kết quả"),
		Code:  ui.Field{Name: "ma", Label: "Mã kiểm tra in trên kết quả", Hint: "16 chữ và số, viết hoa hay thường đều được.", Value: code, MaxLen: 60, Width: "20"},
	}
	if code == "" {
		return c.Page(http.StatusOK, view.CheckResultPage(v))
	}
	r, err := p.Dossiers.CheckResult(c.PublicContext(), code)
	if fault.Is(err, fault.NotFound) {
		v.None = fault.As(err).Text
		return c.Page(http.StatusNotFound, view.CheckResultPage(v))
	}
	if err != nil {
		return err
	}
	v.Facts = []view.Fact{
		{Key: "Tên kết quả", Value: r.Title},
		{Key: "Số", Value: r.Number},
		{Key: "Ngày cấp", Value: i18n.LegalDate(timeOf(r.IssuedAt))},
		{Key: "Cơ quan cấp", Value: p.officeName(c.PublicContext(), &r.Tenant)},
	}
	if r.ApprovedTitle == dossiers.DecidedThere {
		v.Facts = append(v.Facts, view.Fact{Key: r.ApprovedTitle, Value: r.ApprovedName})
	} else {
		v.Facts = append(v.Facts, view.Fact{Key: "Người ký", Value: r.ApprovedTitle + " " + r.ApprovedName})
	}
	return c.Page(http.StatusOK, view.CheckResultPage(v))
}
