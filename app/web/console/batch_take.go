package console

import (
	"fmt"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/slips"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// feederPath is where what a feeder scanned of a dossier in one go is sent, and parted.
const feederPath = "/cb/ho-so/:id/quet"

// TakeBatch keeps what a feeder scanned of a dossier in one go.
func (p *Pages) TakeBatch(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	var made documents.Document
	err = p.takeSent(c, id, sentBatch, "lo", "Chọn tệp PDF hoặc TIFF do máy quét tạo ra", func(in documents.Incoming) error {
		made, err = p.Dossiers.TakeBatch(c.Context(), p.Documents, id, in)
		return err
	})
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Unavailable) {
		return err
	}
	if err != nil {
		return p.paperPage(c, err)
	}
	return c.Go(batchPath(id, made.ID))
}

func batchPath(dossier, batch uuid.UUID) string {
	return path(dossier.String(), "quet/"+batch.String())
}

// batchSection is the form for a whole dossier at once, with what was sent before.
func (p *Pages) batchSection(c *web.Ctx, a actPage) (templ.Component, error) {
	id := a.dossier.ID
	f, err := p.sentField(c, a, sentBatch, ui.FileField{
		Field: ui.Field{Name: "lo", Label: "Tệp của máy quét", Hint: "Một tệp PDF hoặc TIFF có mọi giấy tờ của hồ sơ, tối đa 300 trang. Đặt tờ ngăn cách hoặc tờ giấy trắng giữa hai giấy tờ để máy tách đúng."},
		MaxMB: int(documents.Feeder.MaxBytes >> 20), NoCamera: true, Choose: "Chọn tệp quét", Accept: "application/pdf,image/tiff,.tif,.tiff",
	})
	if err != nil {
		return nil, err
	}
	files, err := p.Documents.ForDossier(c.Context(), id)
	if err != nil {
		return nil, err
	}
	return view.TakeBatch(view.Batches{Action: path(id.String(), "quet"), ID: newID().String(), Sheet: separatorAt, File: f, Sent: batchLinks(id, files)}), nil
}

// batchLinks are the batches of a dossier, with how far each is.
func batchLinks(dossier uuid.UUID, files []documents.Document) []ui.Tab {
	var out []ui.Tab
	for _, d := range files {
		if d.Purpose != documents.Batch {
			continue
		}
		made := 0
		for _, x := range files {
			if x.BatchID != nil && *x.BatchID == d.ID {
				made++
			}
		}
		text := orElse(d.Name, "Tệp quét") + ", " + i18n.Number(int64(d.Pages)) + " trang: "
		switch {
		case d.Scan == documents.ScanInfected:
			text += "có mã độc, không dùng được"
		case d.State == documents.Failed:
			text += "máy không đọc được"
		case d.State == documents.Stored:
			text += fmt.Sprintf("đang đọc, %d trang đã xong", d.Drawn)
		case made > 0:
			text += fmt.Sprintf("đã tách %d giấy tờ", made)
		default:
			text += "chờ tách thành giấy tờ"
		}
		out = append(out, ui.Tab{Text: text, Href: batchPath(dossier, d.ID)})
	}
	return out
}

const separatorAt = "/cb/to-ngan-cach"

// SeparatorSheet is the sheet that is put between two papers in a feeder.
func (p *Pages) SeparatorSheet(c *web.Ctx) error {
	b, err := slips.Separator(documents.SeparatorCode, p.Now())
	if err != nil {
		return err
	}
	return c.File("application/pdf", "to-ngan-cach.pdf", b)
}
