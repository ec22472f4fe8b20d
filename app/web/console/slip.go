package console

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/app/web/resident"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// slipLinks are the printed forms that this dossier has by now.
func slipLinks(f *dossiers.Full) []ui.Tab {
	id := f.ID.String()
	var out []ui.Tab
	if f.State != dossiers.Declined && (f.AcceptedAt != nil || f.Channel == "counter") {
		out = append(out, ui.Tab{Text: "Giấy tiếp nhận và hẹn trả (M01)", Href: path(id, "giay-hen")})
	}
	if len(f.Supplements) > 0 {
		out = append(out, ui.Tab{Text: "Phiếu yêu cầu bổ sung (M02)", Href: path(id, "phieu/m02")})
	}
	if f.State == dossiers.Declined {
		out = append(out, ui.Tab{Text: "Phiếu từ chối tiếp nhận (M03)", Href: path(id, "phieu/m03")})
	}
	if f.State == dossiers.Stopped {
		out = append(out, ui.Tab{Text: "Thông báo dừng giải quyết (M05)", Href: path(id, "phieu/m05")})
	}
	return out
}

// Slip prints M01: the receipt with the promised date, or with the word
// "dự kiến" while the dossier is on its way to the competent office.
func (p *Pages) Slip(c *web.Ctx) error {
	f, s, err := p.slip(c)
	if err != nil {
		return err
	}
	s.FormNo, s.Title = "M01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
	s.Rows = append(s.Rows, ui.Pair{Key: "Tiếp nhận của", Value: submitter(f)}, ui.Pair{Key: "Điện thoại", Value: phone(f)}, ui.Pair{Key: "Nội dung yêu cầu", Value: f.Terms.Name},
		ui.Pair{Key: "Cơ quan giải quyết", Value: p.office(c.Context(), &f.Competent)}, ui.Pair{Key: "Thời gian nhận hồ sơ", Value: i18n.Promise(at(f.SubmittedAt))})
	switch {
	case f.State == dossiers.InTransit || f.AcceptedAt == nil:
		e, err := p.Dossiers.Expected(c.Context(), f.Terms, f.Channel, f.Competent, at(f.SubmittedAt))
		if err != nil {
			return err
		}
		s.Rows = append(s.Rows, ui.Pair{Key: "Thời gian trả kết quả", Value: "dự kiến " + i18n.Promise(e)})
		s.Foot = "Thời gian trả kết quả là dự kiến. Thời hạn tính từ khi " + p.office(c.Context(), &f.Competent) + " nhận hồ sơ; Ông/Bà sẽ nhận tin nhắn với ngày hẹn chính thức."
	case f.DueAt != nil:
		s.Rows = append(s.Rows, ui.Pair{Key: "Thời gian trả kết quả", Value: i18n.Promise(*f.DueAt)})
	case f.PromisedFirst != nil:
		s.Rows = append(s.Rows, ui.Pair{Key: "Hẹn trả lần đầu", Value: i18n.Promise(*f.PromisedFirst)})
	}
	if rev, err := p.Catalogue.RevisionByID(c.PublicContext(), f.Revision); err == nil {
		competent, _ := p.Offices.ByID(c.PublicContext(), f.Competent)
		for _, x := range resident.SlipCharges(&rev.Revision, f.Channel, f.Case, competent, f.Answers, at(f.SubmittedAt)) {
			s.Rows = append(s.Rows, ui.Pair{Key: x.Key, Value: x.Value})
		}
	}
	s.Rows = append(s.Rows, ui.Pair{Key: "Nhận kết quả", Value: i18n.PickupLabel(f.ReturnMethod)})
	s.Left, s.Right = ui.SlipSign{Role: "NGƯỜI NỘP HỒ SƠ", Note: "(Ký và ghi rõ họ tên)"}, ui.SlipSign{Role: "NGƯỜI TIẾP NHẬN HỒ SƠ", Note: "(Ký và ghi rõ họ tên)", Name: receivedBy(f)}
	v := view.Slip{Frame: p.frame(c, s.Title), Back: path(f.ID.String(), ""), Slip: s, ListTitle: "Thành phần hồ sơ đã nhận"}
	for _, x := range f.Papers {
		if x.State != "replaced" {
			v.List = append(v.List, x.Title+" ("+strings.ToLower(formLabel(x.Form))+")")
		}
	}
	switch c.Query("moi") { // straight from the counter
	case "":
	case "ngay":
		v.Next = "/cb/lam-ngay"
	default:
		v.Next = "/cb/tiep-nhan"
	}
	return c.Page(http.StatusOK, view.SlipPage(v))
}

// SlipOf prints M02, M03 or M05.
func (p *Pages) SlipOf(c *web.Ctx) error {
	f, s, err := p.slip(c)
	if err != nil {
		return err
	}
	v := view.Slip{Frame: p.frame(c, ""), Back: path(f.ID.String(), ""), Slip: s}
	ok := false
	switch c.Param("mau") {
	case "m02":
		ok = p.m02(f, &v)
	case "m03":
		ok = p.m03(f, &v)
	case "m05":
		ok = p.m05(f, &v)
	}
	if !ok {
		return fault.New(fault.NotFound, "slip.not_found", "Hồ sơ không có phiếu này.")
	}
	v.Frame.Title = v.Slip.Title
	return c.Page(http.StatusOK, view.SlipPage(v))
}

func (p *Pages) m02(f *dossiers.Full, v *view.Slip) bool {
	if len(f.Supplements) == 0 {
		return false
	}
	x := f.Supplements[len(f.Supplements)-1]
	v.Slip.FormNo, v.Slip.Title = "M02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
	v.Slip.Rows = append(v.Slip.Rows, ui.Pair{Key: "Hồ sơ của", Value: submitter(f)}, ui.Pair{Key: "Nội dung yêu cầu", Value: f.Terms.Name}, ui.Pair{Key: "Lần bổ sung", Value: strconv.Itoa(x.Round)})
	v.ListTitle = "Để có cơ sở giải quyết, đề nghị Ông/Bà bổ sung"
	for _, it := range x.Items {
		v.List = append(v.List, it.Title+": "+reasonText(it.Reason, it.Note))
	}
	v.Texts = append(v.Texts, prefixed("Lời nhắn: ", x.Message), "Gửi lại chậm nhất "+i18n.Promise(x.ClosesAt)+". Các giấy tờ khác đã đạt, không phải nộp lại.")
	v.Slip.PlaceDate = placeDate(v.Slip, x.AskedAt)
	v.Slip.Right = ui.SlipSign{Role: "NGƯỜI HƯỚNG DẪN", Note: "(Ký và ghi rõ họ tên)", Name: x.AskedName}
	return true
}

func (p *Pages) m03(f *dossiers.Full, v *view.Slip) bool {
	h, ok := lastOf(f, "dossier.declined")
	if !ok {
		return false
	}
	d := readData(h.Data)
	v.Slip.FormNo, v.Slip.Title = "M03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
	v.Slip.Rows = append(v.Slip.Rows, ui.Pair{Key: "Hồ sơ của", Value: submitter(f)}, ui.Pair{Key: "Nội dung yêu cầu", Value: f.Terms.Name}, ui.Pair{Key: "Lý do không tiếp nhận", Value: d.Reason}, ui.Pair{Key: "Việc Ông/Bà cần làm tiếp", Value: d.Remedy})
	v.Texts = append(v.Texts, "Nếu không đồng ý, Ông/Bà có quyền khiếu nại theo Luật Khiếu nại.")
	v.Slip.PlaceDate = placeDate(v.Slip, h.At)
	v.Slip.Right = ui.SlipSign{Role: "NGƯỜI TIẾP NHẬN HỒ SƠ", Note: "(Ký và ghi rõ họ tên)", Name: h.ActorName}
	return true
}

func (p *Pages) m05(f *dossiers.Full, v *view.Slip) bool {
	h, ok := lastOf(f, "dossier.stopped")
	if !ok {
		if h, ok = lastOf(f, "dossier.withdrawn"); !ok {
			return false
		}
	}
	d := readData(h.Data)
	reason := d.Reason
	if h.Kind == "dossier.withdrawn" {
		reason = orElse(reason, "Người dân rút hồ sơ")
	}
	v.Slip.FormNo, v.Slip.Title = "M05", "Thông báo dừng giải quyết hồ sơ"
	v.Slip.Rows = append(v.Slip.Rows, ui.Pair{Key: "Hồ sơ của", Value: submitter(f)}, ui.Pair{Key: "Nội dung yêu cầu", Value: f.Terms.Name}, ui.Pair{Key: "Lý do dừng giải quyết", Value: reason})
	v.Texts = append(v.Texts, "Ông/Bà có thể nộp hồ sơ mới bất cứ lúc nào.")
	v.Slip.PlaceDate = placeDate(v.Slip, h.At)
	v.Slip.Right = ui.SlipSign{Role: "ĐẠI DIỆN CƠ QUAN", Note: "(Ký và ghi rõ họ tên)", Name: h.ActorName}
	return true
}

// slip is the frame of every printed form.
func (p *Pages) slip(c *web.Ctx) (*dossiers.Full, ui.SlipProps, error) {
	id, err := c.ID("id")
	if err != nil {
		return nil, ui.SlipProps{}, dossiers.NotFound()
	}
	f, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return nil, ui.SlipProps{}, err
	}
	here := p.unit(c.Context(), f.Receiving)
	s := ui.SlipProps{Parent: c.Office.Full, Office: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", Code: f.CodeText(), QR: "/qr/" + f.CodeText()}
	if here.Name != "" {
		s.Parent, s.PlaceDate = here.Office(), here.Name
	}
	s.PlaceDate = placeDate(s, at(f.SubmittedAt))
	if here.Phone != "" {
		s.Foot = "Cần giúp, Ông/Bà gọi " + i18n.Phone(here.Phone) + "."
	}
	return &f, s, nil
}

// placeDate keeps the place of a slip and sets its day.
func placeDate(s ui.SlipProps, t time.Time) string {
	place, _, _ := strings.Cut(s.PlaceDate, ", ngày ")
	return place + ", " + i18n.LegalDate(t)
}

func lastOf(f *dossiers.Full, kind string) (dossiers.HistoryEntry, bool) {
	for i := len(f.History) - 1; i >= 0; i-- {
		if f.History[i].Kind == kind {
			return f.History[i], true
		}
	}
	return dossiers.HistoryEntry{}, false
}

func submitter(f *dossiers.Full) string {
	for _, x := range f.Parties {
		if x.Role == "submitter" {
			return x.FullName
		}
	}
	return f.ApplicantName
}

func phone(f *dossiers.Full) string {
	for _, x := range f.Parties {
		if x.Phone != "" {
			return i18n.Phone(x.Phone)
		}
	}
	return ""
}

// receivedBy is the officer who took it in at the counter or online.
func receivedBy(f *dossiers.Full) string {
	for _, h := range f.History {
		if h.ActorKind == "staff" && (h.Kind == "dossier.received_at_counter" || h.Kind == "dossier.handover_sent" || h.Kind == "dossier.accepted") {
			return h.ActorName
		}
	}
	return ""
}

func at(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
