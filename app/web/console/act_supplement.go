package console

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// supplementForm is a request as it stands on the page.
type supplementForm struct {
	Items                 []dossiers.SupplementItem
	Message, LeaderReason string
	Rev                   int
}

// readSupplement takes the request off the page; an answer that is ticked needs
// the line of the declaration, whatever its own tick says.
func readSupplement(c *web.Ctx) supplementForm {
	f := supplementForm{Message: said(c.Form("message")), LeaderReason: said(c.Form("leader_reason"))}
	f.Rev, _ = strconv.Atoi(c.Form("rev")) // 0: none was seen
	posted := c.Posted()
	keys := slices.Clone(posted["items"])
	if len(posted["fields"]) > 0 && !slices.Contains(keys, dossiers.AnswersItem) {
		keys = append(keys, dossiers.AnswersItem)
	}
	for _, k := range keys {
		it := dossiers.SupplementItem{Component: k, Reason: c.Form("reason_" + k), Note: said(c.Form("note_" + k))}
		if k == dossiers.AnswersItem {
			it.Fields = posted["fields"]
		}
		f.Items = append(f.Items, it)
	}
	return f
}

// AskSupplement lists the papers with what was found wrong with them.
func (p *Pages) AskSupplement(c *web.Ctx) error { return p.supplementPage(c, nil) }

// Supplement asks the resident once for everything that is wrong (M02), or
// hands the request to a leader, or keeps it: to draw on a picture, to show
// first how she will see it, to go on later.
func (p *Pages) Supplement(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	d, err := p.Dossiers.Open(c.Context(), r.ID)
	if err != nil {
		return err
	}
	f := readSupplement(c)
	if err := p.titled(c, &d, f.Items); err != nil {
		return p.supplementPage(c, err)
	}
	if err := p.Dossiers.SaveSupplementDraft(c.Context(), r.ID, dossiers.SupplementDraft{Items: f.Items, Message: f.Message, Why: f.LeaderReason, Rev: f.Rev}); err != nil {
		return p.supplementPage(c, err)
	}
	switch {
	case c.Form("khoanh") != "":
		if paper, err := uuid.Parse(c.Form("khoanh")); err == nil {
			return c.Go(markPath(r.ID, paper, 1))
		}
		return p.supplementPage(c, nil)
	case c.Form("xem") != "":
		return p.supplementPage(c, nil)
	case c.Form("luu") != "":
		return c.Go(path(r.ID.String(), "") + inQueue(c))
	}
	if d, err = p.Dossiers.Open(c.Context(), r.ID); err != nil {
		return err
	}
	if d.Asking.Open() {
		f.Items = d.Asking.Items // with what was drawn on the pictures
	}
	a := dossiers.AskSupplement{Items: f.Items, Message: f.Message, LeaderReason: f.LeaderReason, Leads: c.May("dossier", "agree_supplement")}
	_, need, err := p.Dossiers.AskTerm(c.Context(), &d)
	switch {
	case err != nil:
		return p.supplementPage(c, err)
	case need != "" && !a.Leads:
		if err := p.Dossiers.ProposeSupplement(c.Context(), r, a, f.LeaderReason); err != nil {
			return p.supplementPage(c, err)
		}
		return c.Go(path(r.ID.String(), "") + inQueue(c))
	}
	if err := p.Dossiers.AskSupplement(c.Context(), r, a); err != nil {
		return p.supplementPage(c, err)
	}
	return c.Go(path(r.ID.String(), "phieu/m02"))
}

const answersTitle = "Nội dung kê khai"

// titled names each item, keeps the answers' own keys with the ticked ones, and
// refuses what the dossier does not have.
func (p *Pages) titled(c *web.Ctx, d *dossiers.Full, items []dossiers.SupplementItem) error {
	unknown := fault.Fields(map[string]string{"items": "Chọn giấy tờ trong danh sách"})
	for i, it := range items {
		comp, ok := d.Terms.Component(it.Component)
		switch {
		case ok:
			items[i].Title = comp.Title
		case it.Component != dossiers.AnswersItem:
			return unknown
		default:
			items[i].Title = answersTitle
			names, ok := p.answerNames(c, d, it.Fields)
			if !ok {
				return unknown
			}
			items[i].Fields = names
		}
	}
	return nil
}

func (p *Pages) supplementPage(c *web.Ctx, failed error) error {
	f := readSupplement(c)
	a, err := p.actPage(c, "bo-sung", "Yêu cầu bổ sung", "Gửi yêu cầu bổ sung", failed, []string{"items", "message", "leader_reason"}, typedRequest(f)...)
	if err != nil {
		return err
	}
	d := &a.dossier
	draft, open, posted := d.Asking, d.Asking.Open(), c.Request().Method == "POST"
	v := view.AskSupplement{ActForm: a.ActForm, Reasons: reasons(), ItemsError: a.errs["items"]}
	if open {
		v.Rev = strconv.Itoa(draft.Rev)
		if !posted {
			f = supplementForm{Items: draft.Items, Message: draft.Message, LeaderReason: draft.Why}
		}
	}
	v.Preview, v.More = true, []ui.Btn{{Text: "Lưu, làm tiếp sau", Kind: "secondary", Name: "luu", Value: "1"}}
	v.Lead = "Nêu hết mọi chỗ cần bổ sung trong một lần. Người dân chỉ nộp lại những giấy tờ được chọn."
	v.Tell = "Người dân nhận tin nhắn và phiếu yêu cầu bổ sung (M02). Giấy tờ khác không phải nộp lại."
	v.Message = optional(area("message", "Lời nhắn thêm", "Viết như nói với người dân, tránh chữ viết tắt.", f.Message, a.errs, 3))
	if a.Moved == nil {
		if err := p.askTerm(c, d, &v, f.LeaderReason, a.errs); err != nil {
			return err
		}
		v.Frame.Notices = append(v.Frame.Notices, draftNotices(draft, c.Visitor.Staff)...)
	}
	files, err := p.Documents.ForDossier(c.Context(), d.ID)
	if err != nil {
		return err
	}
	for _, x := range append(slices.Clone(d.Terms.Components), dossiers.Component{Key: dossiers.AnswersItem, Title: answersTitle}) {
		v.Items = append(v.Items, askItem(d, x, f, draft, files, a.errs, posted || open))
	}
	v.Fields = p.askFields(c, d, f)
	if c.Form("xem") != "" && a.Moved == nil {
		if open {
			f.Items = draft.Items
		}
		if v.Letter, err = p.letter(c, d, f.Items, f.Message); err != nil {
			return err
		}
	}
	return c.Page(a.status, view.AskSupplementPage(v))
}

// askTerm says until when papers may be asked for, and who has to agree.
func (p *Pages) askTerm(c *web.Ctx, d *dossiers.Full, v *view.AskSupplement, reason string, errs map[string]string) error {
	until, need, err := p.Dossiers.AskTerm(c.Context(), d)
	switch {
	case fault.Is(err, fault.Invalid):
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "bad", Text: fault.As(err).Text})
		return nil
	case err != nil:
		return err
	}
	if !until.IsZero() {
		v.Lead += " Hạn yêu cầu bổ sung theo thủ tục: " + i18n.Promise(until) + "."
	}
	if need == "" {
		return nil
	}
	t := area("leader_reason", need+": lý do của lãnh đạo", "Ghi rõ vì sao lần trước chưa nêu được, hoặc vì sao yêu cầu muộn. Người dân đọc được lời này.", reason, errs, 2)
	if !c.May("dossier", "agree_supplement") {
		t.Field.Label, t.Field.Hint = need+": vì sao cần yêu cầu thêm", "Cần lãnh đạo đồng ý. Lãnh đạo đọc lời này trước khi duyệt."
		v.Submit = "Trình lãnh đạo duyệt"
		v.Tell = "Người dân chưa được báo gì cho đến khi lãnh đạo duyệt. Thời hạn vẫn chạy."
	}
	v.LeaderReason = &t
	return nil
}

// draftNotices say what became of the request so far.
func draftNotices(d *dossiers.SupplementDraft, me uuid.UUID) []ui.NoticeProps {
	switch {
	case d == nil:
		return nil
	case d.State == "proposed":
		return []ui.NoticeProps{{Kind: "warn", Title: "Đang chờ lãnh đạo duyệt", Text: d.SavedName + " trình lúc " + i18n.DateTime(d.SavedAt) + ". Lưu lại yêu cầu là rút về để sửa."}}
	case d.State == "refused" && d.DecidedAt != nil:
		return []ui.NoticeProps{{Kind: "warn", Title: d.DecidedName + " không đồng ý yêu cầu bổ sung, " + i18n.DateTime(*d.DecidedAt), Text: d.Decision}}
	case d.State == "draft" && d.SavedBy != me:
		return []ui.NoticeProps{{Text: d.SavedName + " đang soạn yêu cầu này, lưu lúc " + i18n.DateTime(d.SavedAt) + "."}}
	}
	return nil
}

func typedRequest(f supplementForm) []ui.Pair {
	out := []ui.Pair{{Key: "Lời nhắn", Value: f.Message}, {Key: "Lý do của lãnh đạo", Value: f.LeaderReason}}
	for _, it := range f.Items {
		out = append(out, ui.Pair{Key: "Giấy tờ " + it.Component, Value: reasonText(it.Reason, it.Note)})
	}
	return out
}

// askItem is one line of the page: chosen when its paper is marked faulty or missing.
func askItem(f *dossiers.Full, x dossiers.Component, typed supplementForm, draft *dossiers.SupplementDraft, files []documents.Document, errs map[string]string, written bool) view.AskItem {
	it := view.AskItem{Key: x.Key, Title: x.Title, State: "Chưa có", Tone: ui.Draft, ReasonError: errs["reason_"+x.Key], NoteError: errs["note_"+x.Key]}
	for _, pp := range f.Papers {
		if pp.Component != x.Key || pp.State == "replaced" {
			continue
		}
		it.State, it.Tone = paperState(pp), paperTone(pp)
		if pp.State == "faulty" && !written {
			it.Chosen, it.Reason, it.Note = true, pp.Reason, pp.Note
		}
		if pp.Document != nil && len(pictures(files, *pp.Document)) > 0 {
			name := pp.Title
			if pp.FileName != nil && *pp.FileName != "" {
				name = *pp.FileName
			}
			it.Pictures = append(it.Pictures, view.AskPicture{ID: pp.ID.String(), Name: name})
		}
	}
	if x.Key == dossiers.AnswersItem {
		it.State = ""
	}
	for _, t := range typed.Items {
		if t.Component == x.Key {
			it.Chosen, it.Reason, it.Note = true, t.Reason, t.Note
		}
	}
	if draft.Open() {
		kept, _ := draft.Item(x.Key)
		for _, m := range kept.Marks {
			it.Where = append(it.Where, m.Where())
		}
	}
	return it
}

// pictures are the addresses of a file's pages that can be drawn on, by page from 1.
func pictures(files []documents.Document, document uuid.UUID) []string {
	at := slices.IndexFunc(files, func(x documents.Document) bool { return x.ID == document })
	if at < 0 {
		return nil
	}
	d := files[at]
	if d.Drawn == 0 && d.Picture() {
		return []string{"/cb/tep/" + document.String()}
	}
	var out []string
	for i := range d.Drawn {
		out = append(out, fmt.Sprintf("/cb/tep/%s/trang/%d", document, i+1))
	}
	return out
}
