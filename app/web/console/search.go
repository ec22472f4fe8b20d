package console

import (
	"net/http"

	"motcua/app/web"
	view "motcua/views/console"
)

// Search finds dossiers of this office by code, by its end, or by names in any
// order with or without marks.
func (p *Pages) Search(c *web.Ctx) error {
	q := said(c.Query("q"))
	rows, err := p.Dossiers.Search(c.Context(), q, pageRows)
	if err != nil {
		return err
	}
	l := view.List{Rows: p.rows(c, "", rows), Caption: "Kết quả tìm", Empty: "Không có hồ sơ nào khớp. Thử một phần của mã, hoặc họ tên không dấu."}
	if q == "" {
		l.Empty = "Nhập mã hồ sơ hoặc họ tên. Hồ sơ tìm thấy sẽ hiện ở đây."
	}
	if len(rows) == pageRows {
		l.More = "Chỉ hiện 50 hồ sơ mới nhất. Gõ thêm chữ để thu hẹp."
	}
	if c.Part() == "bang" {
		return c.Page(http.StatusOK, view.ListPart(l))
	}
	return c.Page(http.StatusOK, view.SearchPage(view.Search{Frame: p.frame(c, "Tìm hồ sơ"), Query: q, List: l}))
}
