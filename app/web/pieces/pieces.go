// Package pieces takes files piece by piece by the tus protocol (tus.io, 1.0.0:
// core, creation, checksum, expiration, termination), so that a phone at the edge
// of a network goes on where it was. The page sends larger files this way;
// without a script the form does.
//
// Whose page it is says what a file is for and what becomes of a whole one
// ([Target]); the protocol is the same everywhere.
package pieces

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/web"
)

const (
	version    = "1.0.0"
	extensions = "creation,checksum,expiration,termination"
	body       = "application/offset+octet-stream"
)

// Target is where the files of one address go.
type Target struct {
	Context   context.Context // with the scope that may add to the dossier
	Dossier   uuid.UUID
	Component string
	Base      string // address under which an upload is found by its id
	Policy    documents.Policy
	// Take makes a whole file a paper, under the upload's own id, so that
	// finishing twice makes one. A fault Invalid refuses the file for good. nil:
	// the file waits for the form it belongs to (documents.Service.Waiting).
	Take func(u documents.Upload, f io.ReaderAt) error
	// Refused answers with the list of files and the sentence why one is not among them.
	Refused func(why string) error
}

// Speak answers in the protocol's words: every answer carries the version, a
// sender of another version is told which one is spoken here.
func Speak(c *web.Ctx, do func() error) error {
	h := c.Response().Header()
	h.Set("Tus-Resumable", version)
	h.Set("Cache-Control", "no-store")
	if c.Request().Header.Get("Tus-Resumable") != version {
		h.Set("Tus-Version", version)
		return c.NoContent(http.StatusPreconditionFailed)
	}
	return do()
}

// Options tells what is spoken here, of files up to so many bytes.
func Options(c *web.Ctx, most int64) error {
	h := c.Response().Header()
	h.Set("Tus-Version", version)
	h.Set("Tus-Extension", extensions)
	h.Set("Tus-Checksum-Algorithm", "sha256")
	h.Set("Tus-Max-Size", strconv.FormatInt(most, 10))
	return c.NoContent(http.StatusNoContent)
}

// Start announces a file: its length, and in Upload-Metadata its name and, when
// the sender has it, its SHA-256.
func Start(c *web.Ctx, s *documents.Service, t Target) error {
	length, err := strconv.ParseInt(c.Request().Header.Get("Upload-Length"), 10, 64)
	if err != nil || length < 0 {
		return c.NoContent(http.StatusBadRequest)
	}
	meta, ok := metadata(c.Request().Header.Get("Upload-Metadata"))
	if sum := meta["sha256"]; !ok || sum != nil && len(sum) != 32 {
		return c.NoContent(http.StatusBadRequest)
	}
	u, err := s.StartUpload(t.Context, t.Dossier, documents.Upload{Component: t.Component, Name: string(meta["filename"]), Length: length, SHA256: meta["sha256"]}, t.Policy)
	if fault.Is(err, fault.Invalid) {
		return t.Refused(fault.As(err).Text)
	}
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Location", t.Base+"/"+u.ID.String())
	h.Set("Upload-Expires", u.CreatedAt.Add(documents.UploadLife).UTC().Format(http.TimeFormat))
	return c.NoContent(http.StatusCreated)
}

// metadata reads "filename bmFtZQ==,sha256 …"; ok is false for what is no metadata.
func metadata(s string) (map[string][]byte, bool) {
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

// find reads the upload of the address. Fault: NotFound, also when it is another target's.
func find(c *web.Ctx, s *documents.Service, t Target) (documents.Upload, error) {
	id, err := c.ID("lan")
	if err != nil {
		return documents.Upload{}, err
	}
	u, err := s.Upload(t.Context, id)
	if err == nil && (u.Dossier != t.Dossier || u.Component != t.Component) {
		return u, fault.New(fault.NotFound, "upload.not_found", "Lần gửi này đã hết hạn. Chọn lại tệp để gửi từ đầu.")
	}
	return u, err
}

// State tells how far a file has come.
func State(c *web.Ctx, s *documents.Service, t Target) error {
	u, err := find(c, s, t)
	if err != nil {
		return err
	}
	headers(c, u)
	return c.NoContent(http.StatusOK)
}

func headers(c *web.Ctx, u documents.Upload) {
	h := c.Response().Header()
	h.Set("Upload-Offset", strconv.FormatInt(u.Received, 10))
	h.Set("Upload-Length", strconv.FormatInt(u.Length, 10))
	h.Set("Upload-Expires", u.CreatedAt.Add(documents.UploadLife).UTC().Format(http.TimeFormat))
}

// Append takes the next piece; with the last one the file is given to the target.
func Append(c *web.Ctx, s *documents.Service, t Target) error {
	u, err := find(c, s, t)
	if err != nil {
		return err
	}
	rq := c.Request()
	at, err := strconv.ParseInt(rq.Header.Get("Upload-Offset"), 10, 64)
	switch {
	case rq.Header.Get("Content-Type") != body:
		return c.NoContent(http.StatusUnsupportedMediaType)
	case err != nil || at < 0:
		return c.NoContent(http.StatusBadRequest)
	}
	var digest []byte
	if sum := rq.Header.Get("Upload-Checksum"); sum != "" {
		algorithm, value, _ := strings.Cut(sum, " ")
		if digest, err = base64.StdEncoding.DecodeString(value); err != nil || algorithm != "sha256" || rq.ContentLength > documents.PieceBytes {
			return c.NoContent(http.StatusBadRequest)
		}
	}
	u, err = s.AppendUpload(t.Context, u.ID, at, rq.Body, digest)
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
	headers(c, u)
	if !u.Whole() || t.Take == nil {
		return c.NoContent(http.StatusNoContent)
	}
	err = s.FinishUpload(t.Context, u, func(f io.ReaderAt) error { return t.Take(u, f) })
	if fault.Is(err, fault.Invalid) {
		return t.Refused(fault.As(err).Text)
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Drop ends a file that is not wanted any more.
func Drop(c *web.Ctx, s *documents.Service, t Target) error {
	u, err := find(c, s, t)
	if err != nil {
		return err
	}
	if err := s.DropUpload(t.Context, u.ID); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
