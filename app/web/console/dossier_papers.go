package console

import (
	"strconv"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// papers fills the list of papers and the one that is open on the left.
func (p *Pages) papers(c *web.Ctx, f *dossiers.Full, files []documents.Document, v *view.Dossier) error {
	known, err := p.Documents.UnderstoodOf(c.Context(), f.ID)
	if err != nil {
		return err
	}
	used, err := p.Dossiers.VaultUsesOn(c.Context(), f.ID)
	if err != nil {
		return err
	}
	if err := p.heldAgainst(c, f.ID, known, v); err != nil {
		return err
	}
	byID := map[uuid.UUID]documents.Document{}
	for _, d := range files {
		byID[d.ID] = d
	}
	chosen := c.Query("giay")
	for _, x := range f.Papers {
		if x.State == "replaced" {
			v.Replaced++
		}
		w := view.Paper{
			ID: x.ID.String(), Title: x.Title, Sub: paperSub(x), Reason: reasonText(x.Reason, x.Note), Checked: checked(x),
			State: paperState(x), Tone: paperTone(x), Old: x.State == "replaced", Required: x.Required, ReasonKey: x.Reason, Note: x.Note,
		}
		if x.State == "confirmed" {
			w.Verdict = "ok"
		}
		if x.State == "faulty" {
			w.Verdict = "bad"
		}
		if typed := oneOf(c.Form("v_"+w.ID), "ok", "bad"); typed != "" {
			w.Verdict, w.ReasonKey, w.Note = typed, c.Form("reason_"+w.ID), said(c.Form("note_"+w.ID))
		}
		w.Error = v.Errors["reason_"+w.ID]
		if x.Document != nil {
			w.Scan, w.ScanTone = scanChip(byID[*x.Document].Scan)
			if w.Scan != "" && !w.Old {
				w.ScanNote = scanSays(byID[*x.Document].Scan)
			}
			if byID[*x.Document].MissingAt != nil {
				w.Sub = sentences([]string{w.Sub, "Tệp bị hỏng hoặc mất trong kho lưu trữ, đang khôi phục"})
			}
			w.Href = "/cb/tep/" + x.Document.String()
			if !w.Old {
				w.Data = dataText(known[*x.Document])
			}
			if v.CanVerify && !w.Old {
				w.DataHref = confirmPath(f.ID, x.ID) + queued(c)
			} else if known[*x.Document].State != documents.Confirmed {
				w.Data = ""
			}
			if u, ok := used[*x.Document]; ok {
				w.From = p.fromVault(c, u)
			}
			w.Open = path(v.ID, "") + "?giay=" + w.ID
			if v.Queue != "" {
				w.Open += "&hang=" + v.Queue
			}
			if chosen == w.ID || chosen == "" && v.Shown == nil && !w.Old {
				v.Shown, err = p.shown(c, w, byID[*x.Document], files)
				if err != nil {
					return err
				}
				w.Current = true
			}
		}
		v.Papers = append(v.Papers, w)
	}
	v.Reasons = reasons()
	if c.May("dossier", "verify") {
		v.Batches = batchLinks(f.ID, files)
	}
	return nil
}

// scanChip says what looking for malware in a file came to, where somebody must know.
func scanChip(scan string) (text, tone string) {
	switch scan {
	case documents.ScanWaiting:
		return "Chờ quét vi-rút", ui.Soon
	case documents.ScanInfected:
		return "Có mã độc, đã chặn", ui.Late
	}
	return "", ""
}

// scanSays is what that means for whoever works with the file.
func scanSays(scan string) string {
	switch scan {
	case documents.ScanWaiting:
		return "Máy quét vi-rút chưa trả lời lúc nhận tệp, hệ thống sẽ quét lại. Xem ảnh trang ở đây được; chưa nên mở tệp gốc."
	case documents.ScanInfected:
		return "Tệp có mã độc nên không mở được nữa. Kết luận giấy này chưa đạt rồi yêu cầu người nộp gửi lại."
	}
	return ""
}

// heldAgainst lists what an officer holds against the declaration, as papers say it.
func (p *Pages) heldAgainst(c *web.Ctx, dossier uuid.UUID, known map[uuid.UUID]documents.Understood, v *view.Dossier) error {
	if len(known) == 0 {
		return nil
	}
	list, err := p.Documents.Resolved(c.Context(), dossier)
	for _, f := range list {
		v.Held = append(v.Held, ui.SummaryRow{Key: meaning.FieldTitle(f.Name), Value: meaning.Shown(f.Name, f.Kept) + " (tờ khai ghi: " + meaning.Shown(f.Name, f.Declared) + ")"})
	}
	return err
}

// dataText says how far the data of a paper is confirmed.
func dataText(u documents.Understood) string {
	if u.State == documents.Confirmed {
		return "Dữ liệu đã xác nhận: " + lowerFirst(meaning.Title(u.Kind))
	}
	return "Xác nhận dữ liệu"
}

// fromVault says where a paper came from that the resident let be used again.
func (p *Pages) fromVault(c *web.Ctx, u dossiers.VaultUse) string {
	s := "Từ Giấy tờ của tôi: " + u.Title
	if u.Number != "" {
		s += " số " + u.Number
	}
	if u.IssuedOn != nil {
		s += " ngày " + i18n.Date(*u.IssuedOn)
	}
	by := p.office(c.Context(), u.IssuedBy)
	switch {
	case u.Result != nil:
		s += ", " + by + " cấp"
	case u.Issuer != "":
		s += ", " + u.Issuer + " cấp, " + by + " xác nhận"
	default:
		s += ", " + by + " xác nhận"
	}
	return s + ". Người dân đồng ý lúc " + i18n.DateTime(u.At) + ". Tệp giống hệt bản gốc, SHA-256 " + u.Digest() + "…"
}

// reasons is the library of reasons for a select.
func reasons() []ui.Option {
	var out []ui.Option
	for _, k := range []string{"blurred", "pages_missing", "expired", "wrong_person", "missing", "other"} {
		out = append(out, ui.Option{Value: k, Text: dossiers.SupplementReasons[k]})
	}
	return out
}

func paperSub(x dossiers.Paper) string {
	s := []string{formLabel(x.Form)}
	if x.Document == nil {
		s = append(s, "không có tệp")
	} else {
		if x.Pages != nil && *x.Pages > 0 {
			s = append(s, strconv.Itoa(*x.Pages)+" trang")
		}
		if x.Size != nil {
			s = append(s, i18n.Size(*x.Size))
		}
	}
	s = append(s, i18n.DateTime(x.CreatedAt))
	if x.Round > 0 {
		s = append(s, "bổ sung lần "+strconv.Itoa(x.Round))
	}
	return joined(s)
}

// formLabel is in which form a paper was handed in.
func formLabel(form string) string {
	switch form {
	case "original":
		return "Bản chính"
	case "certified":
		return "Bản sao chứng thực"
	case "copy":
		return "Bản sao"
	}
	return "Bản điện tử"
}

func checked(x dossiers.Paper) string {
	if x.CheckedAt == nil {
		return ""
	}
	return x.CheckedName + ", " + i18n.DateTime(*x.CheckedAt)
}

func paperState(x dossiers.Paper) string {
	switch x.State {
	case "confirmed":
		return "Đạt"
	case "faulty":
		return "Chưa đạt"
	case "replaced":
		return "Đã thay"
	}
	return "Chưa xem"
}

func paperTone(x dossiers.Paper) string {
	switch x.State {
	case "confirmed":
		return ui.OK
	case "faulty":
		return ui.Late
	case "replaced":
		return ui.Draft
	}
	return ui.Soon
}
