package console

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// BatchPapers shows what a feeder scanned: how far it is read, then the papers
// it looks to be made of.
func (p *Pages) BatchPapers(c *web.Ctx) error { return p.feederPage(c, nil) }

// PartBatch makes the papers, or only cuts anew where the officer says.
func (p *Pages) PartBatch(c *web.Ctx) error {
	if c.Form("viec") != "tao" {
		return p.feederPage(c, nil)
	}
	b, err := p.batchOf(c, true)
	if err != nil {
		return err
	}
	list, err := b.papers(c)
	if err != nil {
		return p.feederPage(c, err)
	}
	switch err := p.Dossiers.PartBatch(c.Context(), p.Documents, b.dossier.ID, b.doc.ID, list); {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.feederPage(c, err)
	case err != nil:
		return err
	}
	return c.Go(path(b.dossier.ID.String(), ""))
}

// batch is a batch with its pages that are no papers yet, parted as the page
// that was sent says, else as they look.
type batch struct {
	dossier dossiers.Full
	doc     documents.Document
	used    []documents.Used
	pages   []documents.BatchPage
	parts   [][]int32
}

// mostCut papers are made at once: somebody waits for them.
const mostCut = 100

// What an officer chooses for a piece instead of a component.
const (
	joinPiece = "-ghep"
	dropPiece = "-bo"
)

// batchOf reads the batch of the address; asSent: with the pages that were free
// when the form was made, so that the same form twice asks for the same papers.
func (p *Pages) batchOf(c *web.Ctx, asSent bool) (b batch, err error) {
	id, err := c.ID("id")
	if err != nil {
		return b, dossiers.NotFound()
	}
	lo, err := c.ID("lo")
	if err != nil {
		return b, dossiers.NotFound()
	}
	if b.dossier, err = p.Dossiers.Open(c.Context(), id); err != nil {
		return b, err
	}
	if b.doc, err = p.Documents.BatchOf(c.Context(), id, lo); err != nil {
		return b, err
	}
	if b.doc.State == documents.Stored {
		return b, nil
	}
	if b.used, err = p.Documents.UsedOf(c.Context(), lo); err != nil {
		return b, err
	}
	if b.pages, err = p.Documents.BatchPages(c.Context(), b.doc); err != nil {
		return b, err
	}
	free := numbers(c, "con")
	b.pages = slices.DeleteFunc(b.pages, func(x documents.BatchPage) bool {
		if asSent && len(free) > 0 {
			return !free[x.Number]
		}
		return slices.ContainsFunc(b.used, func(u documents.Used) bool { return slices.Contains(u.Pages, int32(x.Number)) })
	})
	b.parts = documents.Parting(b.pages)
	if c.Request().Method == http.MethodPost {
		begins, left := numbers(c, "moi"), numbers(c, "bo")
		b.parts = documents.CutAt(b.pages, func(n int) bool { return begins[n] && c.Form(pieceField("loai", n)) != joinPiece }, func(n int) bool { return left[n] })
	}
	return b, nil
}

// numbers are the pages that are ticked, or listed with blanks between.
func numbers(c *web.Ctx, name string) map[int]bool {
	out := map[int]bool{}
	for _, v := range strings.Fields(strings.Join(c.Posted()[name], " ")) {
		if n, err := strconv.Atoi(v); err == nil {
			out[n] = true
		}
	}
	return out
}

// pieceField is the name of a field of the piece that begins at a page.
func pieceField(what string, page int) string { return what + "_" + strconv.Itoa(page) }

// papers are what the officer chose of each piece.
// Fault: Invalid by field.
func (b *batch) papers(c *web.Ctx) ([]dossiers.BatchPaper, error) {
	bad := map[string]string{}
	var out []dossiers.BatchPaper
	for _, pages := range b.parts {
		first := int(pages[0])
		switch kind := c.Form(pieceField("loai", first)); {
		case kind == dropPiece:
		case kind == joinPiece: // the first piece, which has none before it
			bad[pieceField("loai", first)] = "Trước trang " + strconv.Itoa(first) + " không có giấy tờ nào để ghép. Chọn loại giấy tờ."
		case !slices.ContainsFunc(b.dossier.Terms.OnPaper(), func(x dossiers.Component) bool { return x.Key == kind }):
			bad[pieceField("loai", first)] = "Chọn giấy tờ bắt đầu ở trang " + strconv.Itoa(first) + ", hoặc chọn bỏ."
		default:
			out = append(out, dossiers.BatchPaper{Pages: pages, Component: kind, Form: orElse(oneOf(c.Form(pieceField("ban", first)), "original", "certified", "copy"), "original")})
		}
	}
	if len(bad) > 0 {
		return nil, fault.Fields(bad)
	}
	if len(out) > mostCut {
		return nil, fault.New(fault.Invalid, "batch.too_many", fmt.Sprintf("Mỗi lần tạo tối đa %d giấy tờ. Chọn “Bỏ, không lấy” cho phần còn lại, tạo xong rồi mở lại tệp quét để tạo tiếp.", mostCut))
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "batch.nothing", "Chưa chọn giấy tờ nào để tạo. Chọn loại cho ít nhất một giấy tờ, hoặc quay lại hồ sơ.")
	}
	return out, nil
}

func (p *Pages) feederPage(c *web.Ctx, failed error) error {
	b, err := p.batchOf(c, false)
	if err != nil {
		return err
	}
	id, d := b.dossier.ID, b.doc
	at := batchPath(id, d.ID)
	v := view.BatchPapers{
		Frame: p.frame(c, "Tách tệp quét"), Head: p.head(c, &b.dossier), Back: path(id.String(), ""), Action: at, Name: orElse(d.Name, "Tệp quét"), Href: "/cb/tep/" + d.ID.String(),
		Sheet: separatorAt, Again: path(id.String(), "them-giay-to"), Pages: d.Pages, Drawn: d.Drawn, Failed: documents.Sentence(d.FailedKey),
		MayAct: c.May("dossier", "verify") && !b.dossier.State.Ended() && b.dossier.State != dossiers.InTransit,
	}
	if d.Scan == documents.ScanInfected {
		v.Failed, v.MayAct = scanSays(d.Scan), false
	}
	v.Reading = d.State == documents.Stored
	status, errs := http.StatusOK, map[string]string{}
	if failed != nil {
		var order []string
		for _, x := range b.parts {
			order = append(order, pieceField("loai", int(x[0])))
		}
		status = web.Status(failed)
		errs, v.Frame.Problems = problems(failed, order...)
	}
	for _, u := range b.used {
		v.Made = append(v.Made, ui.Tab{Text: u.Name + " (trang " + ranges(u.Pages) + ")", Href: "/cb/tep/" + u.Document.String()})
	}
	p.pieceViews(c, &b, errs, &v)
	if c.Part() == "lo" { // it asks for itself while it is read
		return c.Page(http.StatusOK, view.BatchPart(v))
	}
	return c.Page(status, view.BatchPapersPage(v))
}

// pieceViews shows the pieces, and the pages that are in none.
func (p *Pages) pieceViews(c *web.Ctx, b *batch, errs map[string]string, v *view.BatchPapers) {
	page := func(n int) view.ScanPage {
		out := view.ScanPage{N: n, Href: v.Href + "/trang/" + strconv.Itoa(n)}
		if i := slices.IndexFunc(b.pages, func(x documents.BatchPage) bool { return x.Number == n }); i >= 0 {
			switch x := b.pages[i]; {
			case x.Sheet:
				out.Note = "tờ ngăn cách"
			case x.Blank:
				out.Note = "trang trắng"
			default:
				out.Note = documents.Sentence(x.Fault)
			}
		}
		return out
	}
	kinds := map[int]string{}
	for _, x := range b.pages {
		kinds[x.Number] = x.Kind
	}
	taken := map[string]bool{}
	in := map[int32]bool{}
	for i, pages := range b.parts {
		first := int(pages[0])
		w := view.BatchPiece{N: i + 1, First: first, Title: fmt.Sprintf("Giấy %d: trang %s", i+1, ranges(pages)), Kind: meaning.Title(kinds[first])}
		for _, n := range pages {
			in[n] = true
			x := page(int(n))
			x.Begins = n == pages[0]
			w.Pages = append(w.Pages, x)
		}
		loai, ban := pieceField("loai", first), pieceField("ban", first)
		value := c.Form(loai)
		if value == "" || value == joinPiece && i > 0 {
			value = componentFor(b.dossier.Terms.OnPaper(), kinds[first], taken)
		}
		taken[value] = true
		w.Component = ui.ChoiceField{Field: ui.Field{Name: loai, Label: "Là giấy tờ", Value: value, Error: errs[loai]}, Empty: "Chọn giấy tờ"}
		for _, k := range b.dossier.Terms.OnPaper() {
			w.Component.Options = append(w.Component.Options, ui.Option{Value: k.Key, Text: k.Title})
		}
		if i > 0 {
			w.Component.Options = append(w.Component.Options, ui.Option{Value: joinPiece, Text: "Ghép với giấy trước"})
		}
		w.Component.Options = append(w.Component.Options, ui.Option{Value: dropPiece, Text: "Bỏ, không lấy"})
		w.Form = ui.ChoiceField{Field: ui.Field{Name: ban, Label: "Bản đã nhận", Value: orElse(oneOf(c.Form(ban), "original", "certified", "copy"), "original")}, Options: paperForms}
		v.Pieces = append(v.Pieces, w)
	}
	for _, x := range b.pages {
		v.Free += strconv.Itoa(x.Number) + " "
		if !in[int32(x.Number)] {
			v.Left = append(v.Left, page(x.Number))
		}
	}
}

// componentFor is the component that a paper of that kind serves as: one that
// names it, first one that no other piece has yet.
func componentFor(list []dossiers.Component, kind string, taken map[string]bool) string {
	best := ""
	for _, x := range list {
		if kind == "" || !slices.Contains(meaning.KindsNamed(x.Title), kind) {
			continue
		}
		if !taken[x.Key] {
			return x.Key
		}
		best = orElse(best, x.Key)
	}
	return best
}

// ranges writes pages short: "1–3, 5".
func ranges(pages []int32) string {
	var out []string
	for i := 0; i < len(pages); {
		j := i
		for j+1 < len(pages) && pages[j+1] == pages[j]+1 {
			j++
		}
		s := strconv.Itoa(int(pages[i]))
		if j > i {
			s += "–" + strconv.Itoa(int(pages[j]))
		}
		out = append(out, s)
		i = j + 1
	}
	return strings.Join(out, ", ")
}
