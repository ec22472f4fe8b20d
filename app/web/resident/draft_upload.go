package resident

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
)

// Files in pieces by the tus protocol (tus.io, 1.0.0: core, creation, checksum,
// expiration, termination), so that a phone at the edge of a network goes on where
// it was. The page sends larger files this way; without it the form does.
const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,checksum,expiration,termination"
	tusBody       = "application/offset+octet-stream"
)

// tus answers in the protocol's words: every answer carries the version, a sender
// of another version is told which one is spoken here.
func (p *DraftPages) tus(do func(*web.Ctx, *draft) error) func(*web.Ctx, *draft) error {
	return func(c *web.Ctx, d *draft) error {
		h := c.Response().Header()
		h.Set("Tus-Resumable", tusVersion)
		h.Set("Cache-Control", "no-store")
		if c.Request().Header.Get("Tus-Resumable") != tusVersion {
			h.Set("Tus-Version", tusVersion)
			return c.NoContent(http.StatusPreconditionFailed)
		}
		return do(c, d)
	}
}

// TusOptions tells what is spoken here.
func (p *DraftPages) TusOptions(c *web.Ctx, _ *draft) error {
	h := c.Response().Header()
	h.Set("Tus-Resumable", tusVersion)
	h.Set("Tus-Version", tusVersion)
	h.Set("Tus-Extension", tusExtensions)
	h.Set("Tus-Checksum-Algorithm", "sha256")
	h.Set("Tus-Max-Size", strconv.FormatInt(documents.Default.MaxBytes, 10))
	return c.NoContent(http.StatusNoContent)
}

// StartUpload announces a file of one paper: its length, and in Upload-Metadata
// its name and, when the sender has it, its SHA-256.
func (p *DraftPages) StartUpload(c *web.Ctx, d *draft) error {
	_, x, err := p.paperOf(c, d)
	if err != nil {
		return err
	}
	length, err := strconv.ParseInt(c.Request().Header.Get("Upload-Length"), 10, 64)
	if err != nil || length < 0 {
		return c.NoContent(http.StatusBadRequest)
	}
	meta, ok := tusMetadata(c.Request().Header.Get("Upload-Metadata"))
	if sum := meta["sha256"]; !ok || sum != nil && len(sum) != 32 {
		return c.NoContent(http.StatusBadRequest)
	}
	u, err := p.Documents.StartUpload(d.ctx, d.ID, documents.Upload{Component: x.Key, Name: string(meta["filename"]), Length: length, SHA256: meta["sha256"]}, documents.PolicyFor(x.Accept))
	if fault.Is(err, fault.Invalid) {
		return p.refusedUpload(c, d, x.Key, err)
	}
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Location", d.base+"/giay/"+x.Key+"/gui/"+u.ID.String())
	h.Set("Upload-Expires", u.CreatedAt.Add(documents.UploadLife).UTC().Format(http.TimeFormat))
	return c.NoContent(http.StatusCreated)
}

// tusMetadata reads "filename bmFtZQ==,sha256 …"; ok is false for what is no metadata.
func tusMetadata(s string) (map[string][]byte, bool) {
	out := map[string][]byte{}
	for pair := range strings.SplitSeq(s, ",") {
		key, v, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if key == "" {
			continue
		}
		b, err := base64.StdEncoding.DecodeString(v)
		if err != nil || len(out) == 16 {
			return nil, false
		}
		out[key] = b
	}
	return out, true
}

// upload reads the one of the address. Fault: NotFound.
func (p *DraftPages) upload(c *web.Ctx, d *draft) (documents.Upload, error) {
	id, err := c.ID("lan")
	if err != nil {
		return documents.Upload{}, err
	}
	u, err := p.Documents.Upload(d.ctx, id)
	if err == nil && (u.Dossier != d.ID || u.Component != c.Param("giay")) {
		return u, dossiers.NotFound()
	}
	return u, err
}

// UploadState tells how far a file has come.
func (p *DraftPages) UploadState(c *web.Ctx, d *draft) error {
	u, err := p.upload(c, d)
	if err != nil {
		return err
	}
	tusHeaders(c, u)
	return c.NoContent(http.StatusOK)
}

func tusHeaders(c *web.Ctx, u documents.Upload) {
	h := c.Response().Header()
	h.Set("Upload-Offset", strconv.FormatInt(u.Received, 10))
	h.Set("Upload-Length", strconv.FormatInt(u.Length, 10))
	h.Set("Upload-Expires", u.CreatedAt.Add(documents.UploadLife).UTC().Format(http.TimeFormat))
}

// AppendUpload takes the next piece; with the last one the file becomes a paper
// of the draft. A file that cannot be taken answers 422 with the list and the sentence.
func (p *DraftPages) AppendUpload(c *web.Ctx, d *draft) error {
	u, err := p.upload(c, d)
	if err != nil {
		return err
	}
	rq := c.Request()
	at, err := strconv.ParseInt(rq.Header.Get("Upload-Offset"), 10, 64)
	switch {
	case rq.Header.Get("Content-Type") != tusBody:
		return c.NoContent(http.StatusUnsupportedMediaType)
	case err != nil || at < 0:
		return c.NoContent(http.StatusBadRequest)
	}
	var digest []byte
	if s := rq.Header.Get("Upload-Checksum"); s != "" {
		algorithm, sum, _ := strings.Cut(s, " ")
		if digest, err = base64.StdEncoding.DecodeString(sum); err != nil || algorithm != "sha256" || rq.ContentLength > documents.PieceBytes {
			return c.NoContent(http.StatusBadRequest)
		}
	}
	u, err = p.Documents.AppendUpload(d.ctx, u.ID, at, rq.Body, digest)
	switch {
	case fault.HasKey(err, "upload.offset"):
		return c.NoContent(http.StatusConflict)
	case fault.HasKey(err, "upload.digest"):
		return c.NoContent(460) // Checksum Mismatch, of the protocol
	case fault.HasKey(err, "upload.too_long"):
		return c.NoContent(http.StatusRequestEntityTooLarge)
	case err != nil:
		return err
	}
	tusHeaders(c, u)
	if !u.Whole() {
		return c.NoContent(http.StatusNoContent)
	}
	err = p.Documents.FinishUpload(d.ctx, u, func(f io.ReaderAt) error { return p.takeUpload(c, d, u, f) })
	if fault.Is(err, fault.Invalid) {
		return p.refusedUpload(c, d, u.Component, err)
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// takeUpload makes a whole file a paper, as [Pages.receive] does with one of a form.
func (p *DraftPages) takeUpload(c *web.Ctx, d *draft, u documents.Upload, f io.ReaderAt) error {
	_, x, err := p.paperOf(c, d)
	if err != nil {
		return err
	}
	if len(of(d.papers, x.Key)) >= mostFiles {
		return fault.New(fault.Invalid, "paper.too_many", fmt.Sprintf("Mỗi giấy tờ nhận tối đa %d tệp. Gộp các trang vào một tệp PDF.", mostFiles))
	}
	policy := documents.PolicyFor(x.Accept)
	// the upload's own id: finishing it twice makes one paper
	return p.keepPaper(d.ctx, &d.Dossier, x.Key, documents.Incoming{ID: u.ID, Name: u.Name, File: f, Size: u.Length, Policy: &policy})
}

// refusedUpload shows the files of the paper with the sentence why this one is not among them.
func (p *DraftPages) refusedUpload(c *web.Ctx, d *draft, component string, why error) error {
	return p.paperFiles(c, d, component, fault.As(why).Text)
}

// DropUpload ends a file that is not wanted any more.
func (p *DraftPages) DropUpload(c *web.Ctx, d *draft) error {
	u, err := p.upload(c, d)
	if err != nil {
		return err
	}
	if err := p.Documents.DropUpload(d.ctx, u.ID); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
