package console

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// confirming is one paper that an officer confirms the data of.
type confirming struct {
	f     dossiers.Full
	x     dossiers.Paper
	u     documents.Understood
	files []documents.Document
	known map[uuid.UUID]documents.Understood // of all papers
	may   bool
}

func confirmPath(dossier, paper uuid.UUID) string {
	return path(dossier.String(), "doc-giay/"+paper.String())
}

func (p *Pages) confirming(c *web.Ctx) (w confirming, err error) {
	id, err := c.ID("id")
	if err != nil {
		return w, dossiers.NotFound()
	}
	if w.f, err = p.Dossiers.Open(c.Context(), id); err != nil {
		return w, err
	}
	r, err := p.readerOf(c, &w.f)
	if err != nil {
		return w, err
	}
	w.may = mayVerify(&w.f, r)
	paper, err := c.ID("giay")
	if err != nil {
		return w, err
	}
	i := slices.IndexFunc(w.f.Papers, func(x dossiers.Paper) bool { return x.ID == paper && x.Document != nil })
	if i < 0 {
		return w, fault.New(fault.NotFound, "paper.not_found", "Không tìm thấy giấy tờ này.")
	}
	w.x = w.f.Papers[i]
	if w.u, err = p.Documents.Understood(c.Context(), *w.x.Document); err != nil {
		return w, err
	}
	if w.known, err = p.Documents.UnderstoodOf(c.Context(), id); err != nil {
		return w, err
	}
	w.files, err = p.Documents.ForDossier(c.Context(), id)
	return w, err
}

// toConfirm are the papers of a dossier with a file, in their order.
func toConfirm(f *dossiers.Full) (out []dossiers.Paper) {
	for _, x := range f.Papers {
		if x.Document != nil && x.State != "replaced" {
			out = append(out, x)
		}
	}
	return out
}

// next is the next paper, after this one, that waits; ok is false when none does.
func (w *confirming) next() (x dossiers.Paper, ok bool) {
	list := toConfirm(&w.f)
	at := slices.IndexFunc(list, func(x dossiers.Paper) bool { return x.ID == w.x.ID })
	for i := range list {
		x := list[(at+1+i)%len(list)]
		if x.ID != w.x.ID && w.known[*x.Document].State != documents.Confirmed {
			return x, true
		}
	}
	return x, false
}

// AskConfirm shows a paper beside what was read on it.
func (p *Pages) AskConfirm(c *web.Ctx) error {
	w, err := p.confirming(c)
	if err != nil {
		return err
	}
	return p.confirmPage(c, &w, http.StatusOK, nil)
}

// ConfirmPaper keeps what the officer saw.
func (p *Pages) ConfirmPaper(c *web.Ctx) error {
	w, err := p.confirming(c)
	if err != nil {
		return err
	}
	in, bad := w.typed(c)
	if len(bad) > 0 {
		return p.confirmPage(c, &w, http.StatusUnprocessableEntity, fault.Fields(bad))
	}
	err = p.Dossiers.ConfirmDocument(c.Context(), w.f.ID, in, p.Documents.Confirm)
	switch {
	case fault.HasKey(err, "document.confirmed_since"):
		if w.u, err = p.Documents.Understood(c.Context(), *w.x.Document); err != nil {
			return err
		}
		return p.confirmPage(c, &w, http.StatusConflict, fault.New(fault.Conflict, "document.confirmed_since",
			orElse(w.u.ConfirmedName, "Người khác")+" vừa lưu giấy này. Giá trị đã lưu đứng dưới từng ô; xem lại rồi lưu lần nữa."))
	case err != nil:
		return err
	}
	if c.Form("viec") != "" {
		return c.Go(w.here(c))
	}
	if x, ok := w.next(); ok {
		return c.Go(confirmPath(w.f.ID, x.ID) + queued(c))
	}
	return c.Go(path(w.f.ID.String(), "") + queued(c))
}

func (w *confirming) here(c *web.Ctx) string { return confirmPath(w.f.ID, w.x.ID) + queued(c) }

// queued keeps the list that the dossier was opened from.
func queued(c *web.Ctx) string {
	if q := oneOf(c.Form("hang"), queueKeys()...); q != "" {
		return "?hang=" + q
	}
	return ""
}

func (p *Pages) confirmPage(c *web.Ctx, w *confirming, status int, failed error) error {
	errs := map[string]string{}
	posted := failed != nil
	v := view.ConfirmPaper{
		Frame: p.frame(c, "Xác nhận dữ liệu: "+w.x.Title), Head: p.head(c, &w.f), Back: path(w.f.ID.String(), "") + queued(c), Title: w.x.Title,
		Action: confirmPath(w.f.ID, w.x.ID), Version: strconv.Itoa(w.u.Version), Queue: oneOf(c.Form("hang"), queueKeys()...), File: "/cb/tep/" + w.x.Document.String(),
	}
	if failed != nil {
		errs, v.Frame.Problems = problems(failed)
	}
	kind := cmp.Or(w.u.Kind, w.u.Proposed)
	if kind == meaning.Other && w.u.Kind == "" {
		kind = ""
	}
	if posted {
		kind = c.Form("kind")
	}
	v.Kind = ui.ChoiceField{Field: ui.Field{Name: "kind", Label: "Loại giấy tờ", Value: kind, Error: errs["kind"]}, Empty: "Chọn loại giấy tờ"}
	for _, k := range meaning.Kinds() {
		v.Kind.Options = append(v.Kind.Options, ui.Option{Value: k, Text: meaning.Title(k)})
	}
	list := toConfirm(&w.f)
	at := slices.IndexFunc(list, func(x dossiers.Paper) bool { return x.ID == w.x.ID })
	v.Where = fmt.Sprintf("Giấy %d trên %d", at+1, len(list))
	_, more := w.next()
	v.Last = !more
	v.Status, v.Tone = confirmState(w.u)
	if w.u.ConfirmedAt != nil {
		v.By = w.u.ConfirmedName + ", " + i18n.DateTime(*w.u.ConfirmedAt)
	}
	if w.u.Version == 0 || len(w.u.Fields) == 0 {
		v.Note = "Máy chưa đọc được mục nào trên giấy này. Chọn loại giấy, thêm các mục cần dùng lại."
	}
	p.fieldRows(c, w, &v, kind, posted, errs)
	for i, src := range pictures(w.files, *w.x.Document) {
		v.Pages = append(v.Pages, view.FieldPicture{Src: src, Alt: fmt.Sprintf("%s, trang %d", w.x.Title, i+1), Boxes: fieldBoxes(w.asked(kind), i+1)})
	}
	v.Add = ui.ChoiceField{Field: ui.Field{Name: "them", Label: "Mục", Value: c.Form("them"), Error: errs["them"]}, Empty: "Chọn mục"}
	for _, n := range w.addable(kind) {
		v.Add.Options = append(v.Add.Options, ui.Option{Value: n, Text: meaning.FieldTitle(n)})
	}
	v.AddValue = ui.Field{Name: "them_gia_tri", Label: "Giá trị trên giấy", Value: c.Form("them_gia_tri"), Error: errs["them_gia_tri"], MaxLen: 500}
	return c.Page(status, view.ConfirmPaperPage(v))
}
