package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/results"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// batchAt is where a signatory signs many documents in one act.
const batchAt = "/cb/trinh-ky"

// AskBatch lists what waits for the signature of this officer.
func (p *Pages) AskBatch(c *web.Ctx) error { return p.batchPage(c, http.StatusOK, nil, 0, nil) }

// Batch signs the chosen documents, each for itself, and says of each what
// became of it; what failed stays chosen.
func (p *Pages) Batch(c *web.Ctx) error {
	title := oneOf(title(c), titles...)
	refs, wrong := chosenResults(c)
	f := map[string]string{}
	if title == "" {
		f["title"] = "Chọn cách ghi chức vụ người ký"
	}
	if wrong != "" {
		f["ho_so"] = wrong
	}
	if len(f) > 0 {
		return p.batchPage(c, http.StatusUnprocessableEntity, fault.Fields(f), 0, nil)
	}
	done, err := p.Results.Sign(c.Context(), refs, title, c.Form("secret"))
	if err != nil {
		return batchFailed(c, err, p.batchPage)
	}
	ok, failed := outcomes(c, done)
	if len(failed) == 0 {
		return c.Go(batchAt + "?da_ky=" + strconv.Itoa(ok))
	}
	return p.batchPage(c, http.StatusConflict, nil, ok, failed)
}

// chosenResults are the results that were chosen for one act, as they were seen;
// wrong says why it is no choice.
func chosenResults(c *web.Ctx) (refs []dossiers.Ref, wrong string) {
	chosen := c.Posted()["ho_so"]
	switch n := len(chosen); {
	case n == 0:
		return nil, "Chọn ít nhất một văn bản"
	case n > results.MostAtOnce:
		return nil, "Mỗi lượt nhiều nhất " + strconv.Itoa(results.MostAtOnce) + " văn bản, đang chọn " + strconv.Itoa(n)
	}
	for _, x := range chosen {
		id, version, _ := strings.Cut(x, ":")
		r := dossiers.Ref{Version: -1} // a forged one matches nothing
		r.ID, _ = uuid.Parse(id)
		if n, err := strconv.Atoi(version); err == nil && n > 0 {
			r.Version = n
		}
		if !slices.ContainsFunc(refs, func(o dossiers.Ref) bool { return o.ID == r.ID }) {
			refs = append(refs, r)
		}
	}
	return refs, ""
}

// outcomes parts what was done from what failed.
func outcomes(c *web.Ctx, done []results.Outcome) (ok int, failed []results.Outcome) {
	for _, o := range done {
		if o.Err == nil {
			ok++
			continue
		}
		if fault.Is(o.Err, fault.Internal) {
			c.Report(o.Err)
		}
		failed = append(failed, o)
	}
	return ok, failed
}

// batchOf is the page of such an act.
type batchOf func(c *web.Ctx, status int, fail error, done int, failed []results.Outcome) error

// batchFailed is an act that did nothing, because of the key.
func batchFailed(c *web.Ctx, err error, page batchOf) error {
	switch {
	case fault.Is(err, fault.Invalid):
		return page(c, http.StatusUnprocessableEntity, err, 0, nil)
	case fault.Is(err, fault.Unavailable) && fault.As(err).Text != "":
		return page(c, http.StatusServiceUnavailable, fault.New(fault.Invalid, "signing.down", fault.As(err).Text), 0, nil)
	}
	return err
}

func (p *Pages) batchPage(c *web.Ctx, status int, fail error, signed int, failed []results.Outcome) error {
	v := view.Batch{
		Frame: p.frame(c, "Trình ký"), Action: batchAt, Back: ui.Tab{Text: "Chờ ký duyệt", Href: "/cb/ho-so?hang=sign"}, Title: "Trình ký", Remark: "đọc văn bản, chọn, ký một lượt", Done: signed, Did: "ký",
		Caption: "Văn bản chờ ký", Empty: "Không có văn bản chờ ký. Văn bản được trình sẽ hiện ở đây.", Submit: "Ký các văn bản đã chọn",
		Hint: "Mỗi văn bản ký riêng: văn bản nào lỗi thì riêng văn bản đó chưa ký. Ký xong, văn thư cấp số và phát hành.",
	}
	errs, problems := problems(fail, "ho_so", "title", "secret")
	v.Frame.Problems = problems
	if n, err := strconv.Atoi(c.Query("da_ky")); err == nil && n > 0 && n <= results.MostAtOnce {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "ok", Text: "Đã ký " + strconv.Itoa(n) + " văn bản. Văn thư cấp số và phát hành."})
	}
	if err := p.waiting(c, &v, "sign", dossiers.ForSignature, failed, func(w dossiers.WaitingResult) string {
		if w.DraftedBy == c.Visitor.Staff {
			return "Ông/Bà đã soạn, người khác ký"
		}
		return ""
	}); err != nil {
		return err
	}
	choice := ui.ChoiceField{Field: ui.Field{Name: "title", Label: "Ghi chức vụ người ký", Value: orElse(title(c), likelyTitle(c.Visitor.Title)), Error: errs["title"]}}
	for _, t := range titles {
		choice.Options = append(choice.Options, ui.Option{Value: t, Text: oneLine(t)})
	}
	v.Choice = &choice
	var err error
	if v.Key, v.KeyWarns, v.Secret, err = p.signsWith(c, errs, false); err != nil {
		return err
	}
	return c.Page(status, view.BatchPage(v))
}

// waiting fills in what waits for an act, first results and corrections, and what
// of the last act failed; off says why somebody else does it with a line.
func (p *Pages) waiting(c *web.Ctx, v *view.Batch, queue string, states []string, failed []results.Outcome, off func(dossiers.WaitingResult) string) error {
	q, _ := queueBy(queue)
	list, err := p.Dossiers.Worklist(c.Context(), p.list(c, q, dossiers.Cursor{}, results.MostAtOnce+1))
	if err != nil {
		return err
	}
	if len(list) > results.MostAtOnce {
		list, v.More = list[:results.MostAtOnce], "Còn văn bản khác đang chờ; xong lượt này sẽ hiện tiếp."
	}
	for _, o := range failed {
		v.Failed = append(v.Failed, ui.Pair{Key: p.codeOf(c, o.Ref.ID), Value: orElse(fault.As(o.Err).Text, "Hệ thống gặp lỗi. Thử lại sau ít phút.")})
	}
	chosen := func(id uuid.UUID) bool {
		if failed != nil { // again: just these
			return slices.ContainsFunc(failed, func(o results.Outcome) bool { return o.Ref.ID == id })
		}
		return slices.ContainsFunc(c.Posted()["ho_so"], func(x string) bool { return strings.HasPrefix(x, id.String()+":") })
	}
	var ids []uuid.UUID
	for _, d := range list {
		ids = append(ids, d.ID)
	}
	waiting, err := p.Dossiers.WaitingResults(c.Context(), ids, states)
	if err != nil {
		return err
	}
	corrections, err := p.Dossiers.WaitingCorrections(c.Context(), states, results.MostAtOnce-len(list))
	if err != nil {
		return err
	}
	own := 0
	add := func(w dossiers.WaitingResult, due ui.Cell) {
		row, why := p.batchRow(c, w, due, chosen, queue), off(w)
		if why != "" {
			row.Off, row.Select, row.Cells[1].Hint = true, "", why
			v.Rows = append(v.Rows, row)
			return
		}
		v.Rows = slices.Insert(v.Rows, own, row)
		own++
	}
	for _, d := range list {
		if w, there := waiting[d.ID]; there { // else done a moment ago
			add(w, p.dueCell(d))
		}
	}
	for _, w := range corrections {
		add(w, ui.T(""))
	}
	return nil
}

func (p *Pages) dueCell(d dossiers.Row) ui.Cell {
	at, ok := d.Due()
	if !ok {
		return ui.T("")
	}
	text, tone := i18n.Due(p.Now(), at, soonBefore(at))
	return ui.Cell{View: ui.ChipWith(tone, text, i18n.DateTime(at))}
}

// batchRow is one document.
func (p *Pages) batchRow(c *web.Ctx, w dossiers.WaitingResult, due ui.Cell, chosen func(uuid.UUID) bool, queue string) ui.Row {
	id := w.Dossier.String()
	doc := ui.Cell{Text: w.Title, Hint: i18n.OutcomeLabel(string(w.Outcome)) + ", " + w.DraftedName + " soạn"}
	if w.Corrects != "" {
		doc.Hint = "Đính chính, thay số " + w.Corrects + ", " + w.DraftedName + " soạn"
	}
	if w.Number != "" {
		doc.Hint = "Số đã cấp: " + w.Number + ". " + doc.Hint
	}
	if w.Document {
		doc.Href = path(id, "van-ban")
	}
	at := path(id, "")
	if queue == "sign" {
		at = path(id, "ky-duyet")
	}
	return ui.Row{
		Select: id + ":" + strconv.Itoa(w.Version), SelectLabel: "Chọn hồ sơ " + w.Code, Selected: chosen(w.Dossier),
		Cells: []ui.Cell{ui.L(w.Code, at+"?hang="+queue), doc, ui.T(w.Applicant), due},
	}
}
