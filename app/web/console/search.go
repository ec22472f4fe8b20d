package console

import (
	"net/http"
	"strconv"

	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// paperHits is how many dossiers are listed for the words of their papers.
const paperHits = 20

// Search finds dossiers of this office by code, by its end, by names in any
// order with or without marks, or by words of their papers.
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
	hits, err := p.Documents.SearchPages(c.Context(), q, paperHits)
	if err != nil {
		return err
	}
	found := view.Search{Frame: p.frame(c, "Tìm hồ sơ"), Query: q, List: l}
	for _, h := range hits {
		found.Papers = append(found.Papers, ui.Row{Cells: []ui.Cell{
			ui.L(orElse(h.Code, "Hồ sơ chưa có mã"), path(h.Dossier.String(), "")), ui.T(h.Who), {Text: "Tìm thấy trong giấy tờ: " + orElse(h.Name, "giấy tờ"), Hint: "Trang " + strconv.Itoa(h.Page) + ": " + h.Line},
		}})
	}
	if len(rows) == 0 && len(hits) > 0 {
		found.List.Empty = "Không có mã hay họ tên nào khớp; có trong giấy tờ bên dưới."
	}
	if c.Part() == "bang" {
		return c.Page(http.StatusOK, view.ListPart(l))
	}
	return c.Page(http.StatusOK, view.SearchPage(found))
}
