package console

import (
	"time"

	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// sectorActs are what r may do to a dossier that a sector system decides. The
// first of them is the likely next act once it lies there.
func sectorActs(f *dossiers.Full, r reader) []act {
	if f.Terms.Sector == "" || f.Competent != r.tenant || !r.may(string(dossiers.ActSector)) || !f.State.Can(dossiers.ActSector) || f.LiveResult() != nil {
		return nil
	}
	x := f.Sector
	linked := r.linked != nil && r.linked(f.Terms.Sector)
	var out []act
	auto := linked && x != nil && x.State == "open" && x.Door == dossiers.DoorAutomatic
	if auto { // the result comes by itself
		out = append(out, act{slug: "chuyen-he-thong", text: "Hỏi lại hệ thống chuyên ngành", tell: "Trạng thái và kết quả tự về đây; nút này chỉ hỏi lại."})
	}
	if x != nil && x.State == "open" {
		out = append(out,
			act{slug: "ket-qua-he-thong", text: "Ghi kết quả từ hệ thống chuyên ngành", page: true, tell: "Hồ sơ có kết quả, thời hạn dừng. Người dân nhận tin nhắn."},
			act{slug: "trang-thai-he-thong", text: "Ghi trạng thái", page: true, tell: "Người dân thấy trạng thái này ở trang hồ sơ."})
	}
	if linked && x == nil {
		out = append(out, act{slug: "chuyen-he-thong", text: "Chuyển sang hệ thống chuyên ngành", tell: "Hồ sơ được gửi tự động sang " + sectorName(f) + ". Số, trạng thái và kết quả tự về đây."})
	}
	text := "Ghi số ở hệ thống chuyên ngành"
	if x != nil && x.State == "open" {
		text = "Sửa số ở hệ thống chuyên ngành"
	}
	return append(out, act{slug: "so-he-thong", text: text, page: true, tell: "Từ đây hồ sơ giải quyết ở đó. Người dân thấy số này ở trang hồ sơ."})
}

// HandToSector asks the link to hand the dossier over.
func (p *Pages) HandToSector(c *web.Ctx) error {
	return p.do(c, func(r dossiers.Ref) error {
		d, err := p.Dossiers.Open(c.Context(), r.ID)
		if err != nil {
			return err
		}
		if d.Terms.Sector != "" && !p.linked(d.Terms.Sector) {
			return dossiers.NotFound() // no button leads here
		}
		return p.Dossiers.HandToSector(c.Context(), r)
	})
}

func (p *Pages) linked(system string) bool { return p.Sectors != nil && p.Sectors(system) }

// AskSectorNumber asks for the number that the dossier has there.
func (p *Pages) AskSectorNumber(c *web.Ctx) error { return p.sectorNumberPage(c, nil) }

// SectorNumber records it.
func (p *Pages) SectorNumber(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.SendToSector(c.Context(), r, short(c.Form("number"), 100)); err != nil {
		return p.sectorNumberPage(c, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

func (p *Pages) sectorNumberPage(c *web.Ctx, failed error) error {
	number := short(c.Form("number"), 100)
	a, err := p.actPage(c, "so-he-thong", "Số ở hệ thống chuyên ngành", "Ghi số", failed, []string{"number"}, ui.Pair{Key: "Số ở hệ thống chuyên ngành", Value: number})
	if err != nil {
		return err
	}
	a.Lead = "Nhập hồ sơ vào " + sectorName(&a.dossier) + " trước, rồi ghi số hồ sơ ở đó vào đây."
	if failed == nil && a.dossier.Sector != nil {
		number = a.dossier.Sector.Number
	}
	return c.Page(a.status, view.SectorPage(view.Sector{
		ActForm: a.ActForm, Number: &ui.Field{Name: "number", Label: "Số hồ sơ ở đó", Value: number, Error: a.errs["number"], MaxLen: 60, Width: "20", Focus: len(a.Frame.Problems) == 0},
	}))
}

// AskSectorStatus asks for the status that the dossier has there.
func (p *Pages) AskSectorStatus(c *web.Ctx) error { return p.sectorStatusPage(c, nil) }

// SectorStatus records it.
func (p *Pages) SectorStatus(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	n := dossiers.SectorStatus{Words: short(c.Form("status"), 200), At: momentTyped(c.Form("at_date"), c.Form("at_time"))}
	if err := p.Dossiers.TakeSectorStatus(c.Context(), r, n); err != nil {
		return p.sectorStatusPage(c, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

func (p *Pages) sectorStatusPage(c *web.Ctx, failed error) error {
	words, day, hour := short(c.Form("status"), 200), short(c.Form("at_date"), 20), short(c.Form("at_time"), 10)
	a, err := p.actPage(c, "trang-thai-he-thong", "Trạng thái ở hệ thống chuyên ngành", "Ghi trạng thái", failed, []string{"status", "at_date"},
		ui.Pair{Key: "Trạng thái", Value: words}, ui.Pair{Key: "Ngày", Value: day}, ui.Pair{Key: "Giờ", Value: hour})
	if err != nil {
		return err
	}
	if c.Request().Method != "POST" {
		now := p.Now().In(deadlines.Zone)
		day, hour = now.Format("02/01/2006"), now.Format("15:04")
	}
	a.Lead = sectorLine(&a.dossier)
	return c.Page(a.status, view.SectorPage(view.Sector{
		ActForm: a.ActForm,
		Status:  &ui.Field{Name: "status", Label: "Trạng thái", Hint: "Ghi như ở hệ thống đó, không ghi họ tên, số định danh. Người dân đọc nguyên văn.", Value: words, Error: a.errs["status"], MaxLen: 200, Focus: len(a.Frame.Problems) == 0},
		Day:     &ui.Field{Name: "at_date", Label: "Ngày có trạng thái này", Hint: "Ví dụ 07/09/2026.", Value: day, Error: a.errs["at_date"], MaxLen: 20, Width: "10"},
		Hour:    &ui.Field{Name: "at_time", Label: "Giờ", Hint: "Ví dụ 14:30.", Value: hour, MaxLen: 10, Width: "10"},
	}))
}

type sectorResultForm struct{ Outcome, Number, On, Reason string }

// AskSectorResult asks for the decision that was taken there.
func (p *Pages) AskSectorResult(c *web.Ctx) error { return p.sectorResultPage(c, nil) }

// SectorResult takes it in: the dossier is decided.
func (p *Pages) SectorResult(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	f := readSectorResult(c)
	n := dossiers.SectorResult{Outcome: dossiers.Outcome(f.Outcome), Number: f.Number, On: dayTyped(f.On), Reason: f.Reason}
	if !fileChosen(c, "file") {
		if err := p.Dossiers.TakeSectorResult(c.Context(), r, n); err != nil {
			return p.sectorResultPage(c, err)
		}
		return c.Go(path(r.ID.String(), "") + inQueue(c))
	}
	d, err := p.take(c, "file", documents.Result, "Chọn tệp PDF của kết quả")
	if err != nil {
		return p.sectorResultPage(c, err)
	}
	n.Attach = p.attach(d)
	if err := p.Dossiers.TakeSectorResult(c.Context(), r, n); err != nil {
		p.Documents.Discard(c.Context(), *d)
		return p.sectorResultPage(c, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

func readSectorResult(c *web.Ctx) sectorResultForm {
	return sectorResultForm{Outcome: oneOf(c.Form("outcome"), "granted", "refused"), Number: short(c.Form("number"), 100), On: short(c.Form("on"), 20), Reason: said(c.Form("reason"))}
}

func (p *Pages) sectorResultPage(c *web.Ctx, failed error) error {
	f := readSectorResult(c)
	a, err := p.actPage(c, "ket-qua-he-thong", "Kết quả từ hệ thống chuyên ngành", "Ghi kết quả", failed, []string{"outcome", "number", "on", "reason", "file"},
		ui.Pair{Key: "Số kết quả", Value: f.Number}, ui.Pair{Key: "Ngày kết quả", Value: f.On}, ui.Pair{Key: "Lý do từ chối", Value: f.Reason})
	if err != nil {
		return err
	}
	a.Multipart = true
	a.Lead = sectorLine(&a.dossier)
	reason := optional(area("reason", "Lý do từ chối, căn cứ và quyền khiếu nại", "Chỉ điền khi từ chối. Người dân đọc nguyên văn.", f.Reason, a.errs, 4))
	return c.Page(a.status, view.SectorPage(view.Sector{
		ActForm: a.ActForm,
		Outcome: &ui.ChoiceField{Inline: true, Field: ui.Field{Name: "outcome", Label: "Kết luận", Value: f.Outcome, Error: a.errs["outcome"]}, Options: []ui.Option{{Value: "granted", Text: "Đồng ý giải quyết"}, {Value: "refused", Text: "Từ chối giải quyết"}}},
		Number:  &ui.Field{Name: "number", Label: "Số của kết quả", Hint: "Số ghi trên giấy hoặc văn bản, không phải số hồ sơ.", Value: f.Number, Error: a.errs["number"], MaxLen: 60, Width: "20"},
		Day:     &ui.Field{Name: "on", Label: "Ngày của kết quả", Hint: "Ví dụ 07/09/2026.", Value: f.On, Error: a.errs["on"], MaxLen: 20, Width: "10"},
		Reason:  &reason,
		File:    &ui.FileField{Field: ui.Field{Name: "file", Label: "Bản PDF của kết quả", Hint: "Không có bản điện tử thì để trống. Bản này được khóa, không thay được.", Optional: true, Error: a.errs["file"]}, Accept: "application/pdf", NoCamera: true, ChooseKey: "F8"},
	}))
}

func sectorName(f *dossiers.Full) string { return revision.SectorName(f.Terms.Sector) }

// sectorLine says where the dossier stands there.
func sectorLine(f *dossiers.Full) string {
	if f.Sector == nil || f.Sector.Number == "" {
		return ""
	}
	return f.Sector.Name() + ", hồ sơ số " + f.Sector.Number + "."
}

// sectorNotice says on top of a dossier's page where it stands there; nil when nowhere.
func sectorNotice(f *dossiers.Full) *ui.NoticeProps {
	x := f.Sector
	switch {
	case x == nil || x.State == "decided" || f.State.Ended():
		return nil
	case x.State == "handing":
		return &ui.NoticeProps{Text: "Đã chuyển sang " + x.Name() + ", đang chờ số."}
	}
	n := &ui.NoticeProps{Text: "Đang giải quyết trên " + sectorLine(f)}
	if x.StatusAt != nil {
		n.Text += " Trạng thái ở đó: " + x.Status + " (" + i18n.DateTime(*x.StatusAt) + ")."
	}
	return n
}

// sectorFacts are the short data about the sector system.
func sectorFacts(f *dossiers.Full) []ui.Pair {
	x := f.Sector
	switch {
	case x == nil && (f.Terms.Sector == "" || f.State.Ended()):
		return nil
	case x == nil:
		return []ui.Pair{{Key: "Giải quyết trên", Value: sectorName(f) + ", chưa nhập hồ sơ vào đó"}}
	case x.State == "handing":
		return []ui.Pair{{Key: "Giải quyết trên", Value: x.Name()}, {Key: "Số ở đó", Value: "đang chờ, chuyển " + i18n.DateTime(x.EnteredAt) + ", " + x.EnteredName}}
	}
	how := " nhập "
	if x.Door == dossiers.DoorAutomatic {
		how = " chuyển "
	}
	out := []ui.Pair{{Key: "Giải quyết trên", Value: x.Name()}, {Key: "Số ở đó", Value: x.Number + ", " + x.EnteredName + how + i18n.DateTime(x.EnteredAt)}}
	if x.StatusAt != nil {
		out = append(out, ui.Pair{Key: "Trạng thái ở đó", Value: x.Status + ", " + i18n.DateTime(*x.StatusAt)})
	}
	return out
}

// momentTyped reads a day and an hour in Vietnam; an hour left empty is noon. Zero: neither can be read.
func momentTyped(day, hour string) time.Time {
	d := dayTyped(day)
	if d.IsZero() {
		return d
	}
	at := 12 * time.Hour
	if h := short(hour, 10); h != "" {
		t, err := time.Parse("15:04", h)
		if err != nil {
			return time.Time{}
		}
		at = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, deadlines.Zone).Add(at)
}
