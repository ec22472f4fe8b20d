package resident

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/web"
)

// Document gives a file of the resident's own: shown in the browser, or saved
// with ?tai=1. It is logged before the first byte leaves.
func (p *Pages) Document(c *web.Ctx) error { return p.document(c, c.Context(), "tep") }

// Preview gives a small picture of its first page.
func (p *Pages) Preview(c *web.Ctx) error { return p.preview(c, c.Context(), "tep") }

// PagePicture gives the picture of one page, as wide as a phone needs it.
func (p *Pages) PagePicture(c *web.Ctx) error {
	id, err := c.ID("tep")
	if err != nil {
		return notThere()
	}
	n, err := strconv.Atoi(c.Param("trang"))
	if err != nil || n < 1 {
		return notThere()
	}
	return p.picture(c, c.Context(), id, n, pageWidth)
}

// Document and Preview of a draft, for whoever may edit it.
func (p *DraftPages) Document(c *web.Ctx, d *draft) error { return p.document(c, d.ctx, "tep") }

// Preview of a draft's file.
func (p *DraftPages) Preview(c *web.Ctx, d *draft) error { return p.preview(c, d.ctx, "tep") }

func (p *Pages) document(c *web.Ctx, ctx context.Context, param string) error {
	id, err := c.ID(param)
	if err != nil {
		return notThere()
	}
	why := documents.View
	if c.Query("tai") != "" {
		why = documents.Download
	}
	o, err := p.Documents.Open(ctx, id, why)
	if err != nil {
		return missing(err)
	}
	return stream(c, o, why == documents.Download)
}

func (p *Pages) preview(c *web.Ctx, ctx context.Context, param string) error {
	id, err := c.ID(param)
	if err != nil {
		return notThere()
	}
	return p.picture(c, ctx, id, 1, thumbWidth)
}

func (p *Pages) picture(c *web.Ctx, ctx context.Context, id uuid.UUID, page, width int) error {
	o, err := p.Documents.OpenPreview(ctx, id, page)
	if fault.Is(err, fault.NotFound) && page == 1 { // not digitized yet: a photo shows itself
		var d documents.Document
		if d, err = p.Documents.Get(ctx, id); err == nil && strings.HasPrefix(d.ContentType, "image/") {
			o, err = p.Documents.Open(ctx, id, documents.View)
		} else if err == nil {
			return notThere()
		}
	}
	if err != nil {
		return missing(err)
	}
	if small, err := documents.Thumbnail(o, width); err == nil {
		defer o.Content.Close()
		fileHeaders(c, documents.JPEG)
		http.ServeContent(c.Response(), c.Request(), "", o.CreatedAt, bytes.NewReader(small))
		return nil
	}
	return stream(c, o, false)
}

// thumbWidth of a picture in a list, in pixels: 64 on the page, sharp on a phone.
const thumbWidth = 160

// pageWidth of a page on which something is to be seen: readable on a phone, light on its line.
const pageWidth = 480

func notThere() error {
	return fault.New(fault.NotFound, "document.not_found", "Không tìm thấy tệp này.")
}

// missing gives a missing file and somebody else's the same words.
func missing(err error) error {
	if fault.Is(err, fault.NotFound) {
		return notThere()
	}
	return err
}

// shown are the types a browser may draw itself; everything else is saved.
var shown = map[string]bool{"application/pdf": true, "image/jpeg": true, "image/png": true, "image/webp": true}

// stream writes the file, in ranges when the browser asks for them.
func stream(c *web.Ctx, o documents.Opened, save bool) error {
	defer o.Content.Close()
	h := c.Response().Header()
	how := "inline"
	if save || !shown[o.ContentType] {
		how = "attachment"
	}
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": fileName(o.Document)}))
	fileHeaders(c, o.ContentType)
	http.ServeContent(c.Response(), c.Request(), "", o.CreatedAt, o.Content)
	return nil
}

// fileHeaders say what it is; a file is never a page of ours, and nobody keeps it.
func fileHeaders(c *web.Ctx, contentType string) {
	h := c.Response().Header()
	h.Set("Content-Type", contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	if contentType == documents.PDF {
		h.Set("Content-Security-Policy", "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'")
	} else {
		h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; frame-ancestors 'self'; sandbox")
	}
}

// fileName is what the file is saved as.
func fileName(d documents.Document) string {
	if d.Name != "" {
		return d.Name
	}
	id := d.ID
	if id == uuid.Nil {
		return "tep"
	}
	return "tep-" + id.String()[:8] + extensions[d.ContentType]
}

var extensions = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/tiff": ".tif", "image/heic": ".heic"}
