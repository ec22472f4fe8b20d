package console

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strconv"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/web"
)

// File streams one document; the line in its access log is written before the
// first byte. Pictures and PDFs open in the browser, everything else is saved.
func (p *Pages) File(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	o, err := p.Documents.Open(c.Context(), id, documents.View)
	if err != nil {
		return err
	}
	return stream(c, o)
}

// thumbWidth of a page in a list, in pixels: 120 on the page.
const thumbWidth = 240

// PagePicture streams the picture of one page of a document; with nho, a small one for lists.
func (p *Pages) PagePicture(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("trang"))
	if err != nil {
		return fault.New(fault.NotFound, "page.not_found")
	}
	o, err := p.Documents.OpenPreview(c.Context(), id, n)
	if err != nil {
		return err
	}
	if c.Query("nho") != "" {
		if small, err := documents.Thumbnail(o, thumbWidth); err == nil {
			o.Content = struct {
				io.ReadSeeker
				io.Closer
			}{bytes.NewReader(small), o.Content}
		}
	}
	return stream(c, o)
}

func stream(c *web.Ctx, o documents.Opened) error {
	defer o.Content.Close()
	h := c.Response().Header()
	how := "attachment"
	switch o.ContentType {
	case "application/pdf", "image/jpeg", "image/png", "image/webp":
		how = "inline"
	}
	h.Set("Content-Type", o.ContentType)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": orElse(o.Name, "giay-to")}))
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox") // a file is never a page of ours
	http.ServeContent(c.Response(), c.Request(), "", o.CreatedAt, o.Content)
	return nil
}
