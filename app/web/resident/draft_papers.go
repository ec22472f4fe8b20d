package resident

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

const (
	// uploadBody is the most one request may carry: several photos, one large PDF.
	uploadBody = 64 << 20
	// uploadMemory of it is held in memory; the rest waits in files.
	uploadMemory = 4 << 20
	// mostFiles of one paper, so that a stuck finger does not fill the store.
	mostFiles = 40
)

const tooLarge = "Tệp gửi lên quá lớn. Mỗi tệp tối đa 20 MB. Chụp lại từng trang hoặc chọn tệp nhỏ hơn."

// paperOf is the paper of the address, as the answers call for it.
func (p *DraftPages) paperOf(c *web.Ctx, d *draft) (i int, x revision.Component, err error) {
	for i, x := range d.toHandIn() {
		if x.Key == c.Param("giay") {
			return i, x, nil
		}
	}
	return 0, x, fault.New(fault.NotFound, "component.not_found", "Hồ sơ này không cần giấy tờ đó.")
}

// Papers is the page of one paper.
func (p *DraftPages) Papers(c *web.Ctx, d *draft) error {
	return p.papersPage(c, d, http.StatusOK, "", "")
}

// papersPage shows it; refusal stands beside the files, empty names the box
// that was left empty when a paper of her own was asked for.
func (p *DraftPages) papersPage(c *web.Ctx, d *draft, status int, refusal, empty string) error {
	i, x, err := p.paperOf(c, d)
	if err != nil {
		return err
	}
	here := d.base + "/giay/" + x.Key
	own, err := p.ownPapers(d, x)
	if err != nil {
		return err
	}
	v := view.Papers{
		Reuse: p.offers(c, own, empty), Used: own.receipts(d.papers),
		Back: d.base, BackText: "Các việc của hồ sơ", Step: fmt.Sprintf("Giấy tờ %d trên %d", i+1, len(d.toHandIn())), Title: x.Title, Note: paperNote(x), Optional: !x.Required,
		Action: here, Key: newKey(), Return: backTo(c), Sample: sampleOf(x.Sample), Count: countText(x),
		File: ui.FileField{
			Field: ui.Field{Name: "tep", Label: "Ảnh hoặc tệp của giấy này", Error: refusal, Optional: !x.Required}, Multiple: true, Upload: here + "/tep", Pieces: here + "/gui",
			Accept: acceptAttr(x.Accept), Choose: chooseText(x.Accept), NoCamera: len(x.Accept) > 0 && !slices.Contains(x.Accept, "image"),
			Files: p.fileList(of(d.papers, x.Key), d.base+"/tep/", here+"/bo/"),
		},
	}
	var problems []ui.Problem
	if refusal != "" {
		problems = ui.Problems(map[string]string{"tep": refusal})
	}
	if empty != "" {
		problems = ui.Problems(map[string]string{empty: unagreed})
	}
	v.Shell = p.shell(c, d, x.Title, problems...)
	return c.Page(status, view.PapersPage(v))
}

func paperNote(x revision.Component) string {
	note := ""
	if x.Condition != "" {
		note = "Cần " + x.Condition + ". "
	}
	return note + x.Note
}

// AddPapers takes what the form carried and goes on. With a script the files
// came before, and there is nothing left to take.
func (p *DraftPages) AddPapers(c *web.Ctx, d *draft) error {
	_, x, err := p.paperOf(c, d)
	if err != nil {
		return err
	}
	refusal, err := p.receive(c, d.ctx, &d.Dossier, x.Key, "tep", of(d.papers, x.Key))
	if err != nil {
		return err
	}
	if refusal != "" {
		if d, err = p.open(c); err != nil {
			return err
		}
		return p.papersPage(c, d, http.StatusUnprocessableEntity, refusal, "")
	}
	here := d.base + "/giay/" + x.Key
	if c.Form("sau") == "" && x.Required {
		if now, err := p.Dossiers.Papers(d.ctx, d.ID); err != nil {
			return err
		} else if len(of(now, x.Key)) == 0 {
			return p.papersPage(c, d, http.StatusUnprocessableEntity, "Chụp ảnh hoặc chọn tệp của giấy này. Chưa có giấy thì bấm Lưu lại, làm sau.", "")
		}
	}
	return p.next(c, here)
}

// UploadPapers takes files at once, while the page stays; the answer is the new list.
func (p *DraftPages) UploadPapers(c *web.Ctx, d *draft) error {
	_, x, err := p.paperOf(c, d)
	if err != nil {
		return err
	}
	refusal, err := p.receive(c, d.ctx, &d.Dossier, x.Key, "tep", of(d.papers, x.Key))
	if err != nil {
		return err
	}
	return p.paperFiles(c, d, x.Key, refusal)
}

// paperFiles answers with the files that a paper has now, and why one is not among them.
func (p *DraftPages) paperFiles(c *web.Ctx, d *draft, component, refusal string) error {
	now, err := p.Dossiers.Papers(d.ctx, d.ID)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if refusal != "" {
		status = http.StatusUnprocessableEntity
	}
	return c.Page(status, view.PaperFiles(p.fileList(of(now, component), d.base+"/tep/", d.base+"/giay/"+component+"/bo/"), refusal))
}

// RemovePaper takes a file off the draft again.
func (p *DraftPages) RemovePaper(c *web.Ctx, d *draft) error {
	paper, err := c.ID("anh")
	if err != nil {
		return err
	}
	err = p.Dossiers.RemovePaper(d.ctx, d.ID, paper, p.Documents.Remove)
	if err != nil && !fault.Is(err, fault.NotFound) { // clicked twice: gone is gone
		return err
	}
	return c.Go(d.base + "/giay/" + c.Param("giay"))
}

// receive keeps the files that were posted under a field as one paper. refusal is the sentence beside
// the field when one cannot be taken; those before it are kept.
// Faults: Unavailable while the store is down; nothing of the draft is lost.
func (p *Pages) receive(c *web.Ctx, ctx context.Context, d *dossiers.Dossier, component, field string, have []dossiers.Paper) (refusal string, err error) {
	if err := c.Request().ParseMultipartForm(uploadMemory); err != nil {
		var big *http.MaxBytesError
		switch {
		case errors.As(err, &big):
			return tooLarge, nil
		case errors.Is(err, http.ErrNotMultipart):
			return "", nil // a plain form: nothing was attached
		}
		return "Tệp gửi lên bị đứt giữa chừng. Gửi lại tệp này.", nil
	}
	policy, err := p.policy(c, d, component)
	if err != nil {
		return "", err
	}
	n := len(have)
	for _, fh := range c.Request().MultipartForm.File[field] {
		if fh.Filename == "" && fh.Size == 0 {
			continue // an input left empty
		}
		if n++; n > mostFiles {
			return fault.As(tooMany()).Text, nil
		}
		if err := p.receiveOne(ctx, d, component, c.Form("idempotency_key"), fh, &policy); fault.Is(err, fault.Invalid) {
			return fault.As(err).Text, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", nil
}

// policy says which files a dossier's component takes.
func (p *Pages) policy(c *web.Ctx, d *dossiers.Dossier, component string) (documents.Policy, error) {
	rev, err := p.Procedures.RevisionByID(c.PublicContext(), d.Revision)
	if err != nil {
		return documents.Policy{}, err
	}
	x, _ := rev.Component(component)
	return documents.PolicyFor(x.Accept), nil
}

func (p *Pages) receiveOne(ctx context.Context, d *dossiers.Dossier, component, key string, fh *multipart.FileHeader, policy *documents.Policy) error {
	f, err := fh.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	// the same file sent twice from one page is one file
	id := uuid.NewSHA1(d.ID, []byte(component+"\x00"+key+"\x00"+hex.EncodeToString(sum.Sum(nil))))
	return p.keepPaper(ctx, d, component, documents.Incoming{ID: id, Name: fh.Filename, File: f, Size: fh.Size, Policy: policy})
}

// keepPaper keeps a file as one more page of a paper; one that is there already, by its id, stays as it is.
func (p *Pages) keepPaper(ctx context.Context, d *dossiers.Dossier, component string, in documents.Incoming) error {
	if _, err := p.Documents.Get(ctx, in.ID); err == nil {
		return nil
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	doc, err := p.Documents.Store(ctx, d.Competent, in)
	if err != nil {
		return err
	}
	_, err = p.Dossiers.AddPaper(ctx, d.ID, component, "electronic", func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		err := p.Documents.Record(ctx, tx, dossier, &doc)
		return doc.ID, err
	})
	if err != nil {
		p.Documents.Discard(ctx, doc)
		if fault.HasKey(err, "row.exists") {
			return nil
		}
	}
	return err
}

// fileList shows papers as the office will see them. open is the path before a
// document's id, remove the path before
// the paper's id; "" where nothing may be removed.
func (p *Pages) fileList(papers []dossiers.Paper, open, remove string) []ui.File {
	var out []ui.File
	for _, x := range papers {
		if x.Document == nil {
			continue
		}
		f := ui.File{Name: x.Title, Href: open + x.Document.String(), Kind: "Tệp"}
		if x.FileName != nil && *x.FileName != "" {
			f.Name = *x.FileName
		}
		if x.ContentType != nil {
			f.Kind = map[string]string{"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG", "image/tiff": "TIFF", "image/heic": "HEIC"}[*x.ContentType]
			if shown[*x.ContentType] && *x.ContentType != "application/pdf" {
				f.Thumb = open + x.Document.String() + "/xem"
			}
		}
		if x.Pages != nil && *x.Pages > 0 {
			f.Note = plural(*x.Pages, "trang") + ", "
		}
		if x.Size != nil {
			f.Note += i18n.Size(*x.Size) + ", "
		}
		if strings.HasPrefix(x.Note, dossiers.ReusedMark) {
			f.Note += lowerFirst(x.Note) + ", "
		}
		f.Note += "gửi lúc " + i18n.DateTime(x.CreatedAt)
		switch x.State {
		case "confirmed":
			f.Status, f.Tone = "Đã đạt", ui.OK
		case "faulty":
			f.Status, f.Tone = "Cần gửi lại", ui.Late
		case "replaced":
			f.Status, f.Tone = "Đã thay bằng bản mới", ui.Draft
		}
		if x.Scan != nil && x.State != "replaced" {
			switch *x.Scan {
			case documents.ScanWaiting:
				f.Status, f.Tone = "Chờ quét vi-rút", ui.Soon
			case documents.ScanInfected:
				f.Status, f.Tone = "Có mã độc, gửi lại giấy này", ui.Late
			}
		}
		if remove != "" {
			f.Remove = remove + x.ID.String()
		}
		out = append(out, f)
	}
	return out
}

// newKey marks one showing of a page, so that sending it twice does one thing.
func newKey() string { return uuid.NewString() }

// accepted are a component's kinds of file with what browsers and people call them.
var accepted = []struct{ key, attr, text string }{
	{"image", "image/*", "ảnh"},
	{"pdf", "application/pdf", "PDF"},
	{"office", ".docx,.odt," + documents.DOCX + "," + documents.ODT, "Word (docx, odt)"},
}

// acceptAttr tells the browser what may be chosen; "" is images and PDF.
func acceptAttr(accept []string) string {
	var out []string
	for _, a := range accepted {
		if slices.Contains(accept, a.key) {
			out = append(out, a.attr)
		}
	}
	return strings.Join(out, ",")
}

func chooseText(accept []string) string {
	if len(accept) == 0 {
		return ""
	}
	var out []string
	for _, a := range accepted {
		if slices.Contains(accept, a.key) {
			out = append(out, a.text)
		}
	}
	s := out[0]
	if n := len(out); n > 1 {
		s = strings.Join(out[:n-1], ", ") + " hoặc " + out[n-1]
	}
	return "Chọn " + s + " có sẵn"
}
