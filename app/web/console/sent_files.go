package console

import (
	"io"
	"net/http"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/app/web/pieces"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// What officers send files for that wait for their form: one paper, and what a
// feeder scanned in one go.
const (
	sentPaper = "giay"
	sentBatch = "lo"
)

func sentPolicy(what string) documents.Policy {
	if what == sentBatch {
		return documents.Feeder
	}
	return documents.Default
}

const sentPath = "/cb/ho-so/:id/gui/:cho"

// sentTo is a dossier and what for, by the address.
func (p *Pages) sentTo(c *web.Ctx) (dossier uuid.UUID, what string, err error) {
	if dossier, err = c.ID("id"); err != nil {
		return dossier, "", dossiers.NotFound()
	}
	if what = oneOf(c.Param("cho"), sentPaper, sentBatch); what == "" {
		return dossier, "", fault.New(fault.NotFound, "page.not_found")
	}
	_, err = p.Dossiers.ByID(c.Context(), dossier)
	return dossier, what, err
}

// pieces is where an officer's files go that come piece by piece: they wait for
// the form, which says what they are.
func (p *Pages) pieces(c *web.Ctx) (pieces.Target, error) {
	dossier, what, err := p.sentTo(c)
	return pieces.Target{
		Context: c.Context(), Dossier: dossier, Component: what, Base: path(dossier.String(), "gui/"+what), Policy: sentPolicy(what),
		Refused: func(why string) error { return c.Page(http.StatusUnprocessableEntity, view.SentFiles(nil, why)) },
	}, err
}

// Sent keeps a small file that came at once, and lists what waits.
func (p *Pages) Sent(c *web.Ctx) error {
	dossier, what, err := p.sentTo(c)
	if err != nil {
		return err
	}
	f, head, err := c.Request().FormFile(map[string]string{sentPaper: "file", sentBatch: "lo"}[what])
	if err == nil {
		defer f.Close()
		u, err := p.Documents.StartUpload(c.Context(), dossier, documents.Upload{Component: what, Name: head.Filename, Length: head.Size}, sentPolicy(what))
		if err == nil {
			_, err = p.Documents.AppendUpload(c.Context(), u.ID, 0, f, nil)
		}
		if fault.Is(err, fault.Invalid) {
			return c.Page(http.StatusUnprocessableEntity, view.SentFiles(nil, fileFault(err)))
		}
		if err != nil {
			return err
		}
	}
	list, err := p.sentFiles(c, dossier, what)
	if err != nil {
		return err
	}
	return c.Page(http.StatusOK, view.SentFiles(list, ""))
}

// sentFiles is what waits, as its field shows it.
func (p *Pages) sentFiles(c *web.Ctx, dossier uuid.UUID, what string) ([]ui.File, error) {
	u, err := p.Documents.Waiting(c.Context(), dossier, what)
	if err != nil || u == nil {
		return nil, err
	}
	return []ui.File{{Name: orElse(u.Name, "Tệp"), Status: "Đã gửi, chờ bấm nút", Tone: ui.Soon, Note: i18n.Size(u.Length) + ". Chọn tệp khác để thay."}}, nil
}

// takeSent gives use the file of a form: the one that came with it, else the
// one that waits. A fault of the file stands beside its field.
func (p *Pages) takeSent(c *web.Ctx, dossier uuid.UUID, what, field, missing string, use func(documents.Incoming) error) error {
	beside := func(err error) error {
		if x := fault.As(err); fault.Is(err, fault.Invalid) && len(x.Fields) == 0 {
			return fault.Fields(map[string]string{field: fileFault(err)})
		}
		return err
	}
	sent := formID(c, "id") // reads the form
	if hasFile(c, field) {
		f, head, err := c.Request().FormFile(field)
		if err != nil {
			return err
		}
		defer f.Close()
		return beside(use(documents.Incoming{ID: sent, Name: head.Filename, File: f, Size: head.Size}))
	}
	u, err := p.Documents.Waiting(c.Context(), dossier, what)
	if err != nil {
		return err
	}
	if u == nil {
		return fault.Fields(map[string]string{field: missing})
	}
	return beside(p.Documents.FinishUpload(c.Context(), *u, func(f io.ReaderAt) error {
		return use(documents.Incoming{ID: u.ID, Name: u.Name, File: f, Size: u.Length})
	}))
}
