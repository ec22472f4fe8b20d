package console

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/app/web/resident"
	view "motcua/views/console"
	"motcua/views/ui"
)

// markWide is how wide a page is laid out to be drawn on, in pixels: clicks
// come back in this measure.
const markWide = 640

func markPath(dossier, paper uuid.UUID, page int) string {
	return path(dossier.String(), "bo-sung/anh/"+paper.String()) + "?trang=" + strconv.Itoa(page)
}

// marking finds the paper of the address and its pictures.
func (p *Pages) marking(c *web.Ctx) (f dossiers.Full, x dossiers.Paper, pages []string, err error) {
	id, err := c.ID("id")
	if err != nil {
		return f, x, nil, dossiers.NotFound()
	}
	if f, err = p.Dossiers.Open(c.Context(), id); err != nil {
		return f, x, nil, err
	}
	r, err := p.readerOf(c, &f)
	if err != nil {
		return f, x, nil, err
	}
	if _, ok := allowed(&f, r, "bo-sung", ""); !ok {
		return f, x, nil, fault.New(fault.Conflict, "dossier.moved_on", "Hồ sơ đã sang bước khác nên không yêu cầu bổ sung được nữa.")
	}
	paper, err := c.ID("anh")
	if err != nil {
		return f, x, nil, err
	}
	for _, x = range f.Papers {
		if x.ID == paper && x.Document != nil {
			files, err := p.Documents.ForDossier(c.Context(), id)
			return f, x, pictures(files, *x.Document), err
		}
	}
	return f, x, nil, fault.New(fault.NotFound, "paper.not_found", "Không tìm thấy giấy tờ này.")
}

// MarkPaper shows one page of a paper to draw on.
func (p *Pages) MarkPaper(c *web.Ctx) error { return p.markPage(c, nil) }

func (p *Pages) markPage(c *web.Ctx, failed error) error {
	f, x, pages, err := p.marking(c)
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(c.Form("trang"))
	page = max(min(page, len(pages)), 1)
	v := view.MarkPage{
		Frame: p.frame(c, "Khoanh chỗ cần sửa: "+x.Title), Head: p.head(c, &f), Title: x.Title, Back: path(f.ID.String(), "bo-sung"),
		Action: path(f.ID.String(), "bo-sung/anh/"+x.ID.String()), Page: strconv.Itoa(page), Picture: "/cb/tep/" + x.Document.String(),
		Alt: fmt.Sprintf("%s, trang %d. Bấm hai góc đối diện của chỗ sai", x.Title, page),
	}
	status := http.StatusOK
	errs := map[string]string{}
	if failed != nil {
		status = http.StatusUnprocessableEntity
		errs, v.Frame.Problems = problems(failed)
	}
	for i := range pages {
		v.Pages = append(v.Pages, ui.Tab{Text: "Trang " + strconv.Itoa(i+1), Href: markPath(f.ID, x.ID, i+1), Current: i+1 == page})
	}
	if len(pages) > 0 {
		w, h, err := p.Documents.PageSize(c.Context(), *x.Document, page)
		if err != nil {
			return err
		}
		v.Src, v.Width, v.Height = pages[page-1], markWide, max(markWide*h/max(w, 1), 1)
	}
	if a, b, ok := corner(c.Query("tu")); ok {
		v.From = c.Query("tu")
		v.Boxes = append(v.Boxes, resident.Box(dossiers.NewMark(*x.Document, page, a, b, a, b)))
	}
	if f.Asking.Open() {
		it, _ := f.Asking.Item(x.Component)
		for _, m := range it.Marks {
			if m.Document != *x.Document {
				continue
			}
			v.Marks = append(v.Marks, view.MarkLine{Text: m.Where(), Key: m.Key()})
			if m.Page == page {
				v.Boxes = append(v.Boxes, resident.Box(m))
			}
		}
	}
	v.Regions = ui.ChoiceField{Field: ui.Field{Name: "vung", Label: "Vùng của trang", Error: errs["vung"]}}
	for i, m := range dossiers.Regions(*x.Document, page) {
		_, where, _ := strings.Cut(m.Where(), ", ")
		v.Regions.Options = append(v.Regions.Options, ui.Option{Value: strconv.Itoa(i), Text: where})
	}
	for _, n := range []struct {
		into        *ui.Field
		name, label string
	}{{&v.X, "trai", "Cách trái"}, {&v.Y, "tren", "Cách trên"}, {&v.W, "ngang", "Rộng"}, {&v.H, "doc", "Cao"}} {
		*n.into = ui.Field{Name: n.name, Label: n.label, Value: c.Form(n.name), Error: errs[n.name], MaxLen: 5}
	}
	return c.Page(status, view.MarkPagePage(v))
}

// DrawMark draws a box (dragged by script, two clicks, a region or numbers), or
// takes one away.
func (p *Pages) DrawMark(c *web.Ctx) error {
	f, x, pages, err := p.marking(c)
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(c.Form("trang"))
	page = max(min(page, len(pages)), 1)
	here := markPath(f.ID, x.ID, page)
	if key := c.Form("bo"); key != "" {
		if err := p.Dossiers.RemoveMark(c.Context(), f.ID, x.Component, key); err != nil {
			return err
		}
		return c.Go(here)
	}
	m, from, err := drawn(c, *x.Document, page)
	if err != nil || len(pages) == 0 {
		return p.markPage(c, err)
	}
	if from != "" {
		return c.Go(here + "&tu=" + from)
	}
	if err := p.Dossiers.AddMark(c.Context(), f.ID, x, m); fault.Is(err, fault.Invalid) {
		return p.markPage(c, err)
	} else if err != nil {
		return err
	}
	return c.Go(here)
}

// drawn reads one mark off the form; from is the first corner of a box that
// needs a second click.
func drawn(c *web.Ctx, document uuid.UUID, page int) (m dossiers.Mark, from string, err error) {
	switch c.Form("viec") {
	case "vung":
		list := dossiers.Regions(document, page)
		i, err := strconv.Atoi(c.Form("vung"))
		if err != nil || i < 0 || i >= len(list) {
			return m, "", fault.Fields(map[string]string{"vung": "Chọn vùng của trang"})
		}
		return list[i], "", nil
	case "so_do":
		var n [4]float64
		bad := map[string]string{}
		for i, k := range []string{"trai", "tren", "ngang", "doc"} {
			v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(c.Form(k)), ",", ".", 1), 64)
			if err != nil || v < 0 || v > 100 || i > 1 && v == 0 {
				bad[k] = "Ghi số từ 0 đến 100"
			}
			n[i] = v / 100
		}
		if len(bad) > 0 {
			return m, "", fault.Fields(bad)
		}
		return dossiers.NewMark(document, page, n[0], n[1], n[0]+n[2], n[1]+n[3]), "", nil
	}
	if a, b, ok := strings.Cut(c.Form("hop"), ";"); ok { // dragged
		x1, y1, ok1 := corner(a)
		x2, y2, ok2 := corner(b)
		if ok1 && ok2 {
			return dossiers.NewMark(document, page, x1, y1, x2, y2), "", nil
		}
	}
	x, ex := strconv.Atoi(c.Form("diem.x"))
	y, ey := strconv.Atoi(c.Form("diem.y"))
	w, ew := strconv.Atoi(c.Form("rong"))
	h, eh := strconv.Atoi(c.Form("cao"))
	if ex != nil || ey != nil || ew != nil || eh != nil || w <= 0 || h <= 0 || x < 0 || y < 0 || x == 0 && y == 0 { // the keyboard presses it at 0, 0
		return m, "", fault.Fields(map[string]string{"vung": "Bấm vào chỗ sai trên ảnh, hoặc chọn vùng trong danh sách"})
	}
	fx, fy := float64(x)/float64(w), float64(y)/float64(h)
	if a, b, ok := corner(c.Form("tu")); ok {
		return dossiers.NewMark(document, page, a, b, fx, fy), "", nil
	}
	return m, fmt.Sprintf("%.4f,%.4f", min(fx, 1), min(fy, 1)), nil
}

// corner reads "0.25,0.5".
func corner(s string) (x, y float64, ok bool) {
	a, b, cut := strings.Cut(s, ",")
	x, e1 := strconv.ParseFloat(a, 64)
	y, e2 := strconv.ParseFloat(b, 64)
	return x, y, cut && e1 == nil && e2 == nil && x >= 0 && x <= 1 && y >= 0 && y <= 1
}
