package console

import (
	"fmt"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/notices"
	"motcua/app/web"
	"motcua/app/web/resident"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// letter is a request for papers as the resident will see it, with the message
// to her phone, before it is sent.
func (p *Pages) letter(c *web.Ctx, f *dossiers.Full, items []dossiers.SupplementItem, message string) (*view.Letter, error) {
	l := &view.Letter{Intro: fmt.Sprintf("Hồ sơ %s cần bổ sung %d mục.", f.CodeText(), len(items)), Text: message}
	told := make([]notices.Item, 0, len(items))
	for i := range items {
		it := items[i]
		if comp, ok := f.Terms.Component(it.Component); ok {
			it.Title = comp.Title
		}
		x := resident.AskedItem(i+1, &it, func(doc uuid.UUID, page int) string { return fmt.Sprintf("/cb/tep/%s/trang/%d", doc, page) }, p.portalFields(c, f, it.Fields))
		if x.Reason == "" {
			x.Reason = "chưa chọn lý do"
		}
		l.Items = append(l.Items, x)
		told = append(told, notices.Item{Title: it.Title, Reason: it.Reason, Note: it.Note})
	}
	closes, err := p.Dossiers.SupplementCloses(c.Context(), f)
	if err != nil {
		return nil, err
	}
	l.Close = "Ông/Bà gửi lại chậm nhất " + i18n.Promise(closes) + ". Các giấy tờ khác đã đạt, không phải nộp lại. " + resident.LapseText(f.AcceptedAt == nil && !f.Terms.Supplement.Stops)
	sms, pieces, err := p.Notices.PreviewSupplement(c.Context(), f.ID, told, message, closes)
	if err != nil {
		return nil, err
	}
	l.SMS, l.Pieces = sms, fmt.Sprintf("%d tin", pieces)
	reach := false
	for _, x := range f.Parties {
		_, ok := notices.Mobile(x.Phone)
		reach = reach || ok || x.Email != ""
	}
	if !reach {
		l.SMS, l.Reach = "", "Hồ sơ không có số di động hoặc thư điện tử nên tin nhắn không đến được. Gọi điện cho người dân hoặc gửi phiếu M02 qua bưu điện."
	}
	return l, nil
}

// portalFields are answers as they stand, by the names that a request gives.
func (p *Pages) portalFields(c *web.Ctx, f *dossiers.Full, names []string) []ui.Pair {
	return p.Portal.FieldsOf(c.PublicContext(), f, names)
}
