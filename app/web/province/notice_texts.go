package province

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

const textsPath = "/tinh/tin-bao"

var channelText = map[string]string{notices.ChannelSMS: "Tin nhắn SMS và Zalo", notices.ChannelEmail: "Thư điện tử"}

// NoticeTexts lists the messages with whose text each has.
func (p *Pages) NoticeTexts(c *web.Ctx) error {
	own, err := p.Notices.Texts(c.Context())
	if err != nil {
		return err
	}
	v := view.NoticeTexts{Frame: p.frame(c, "Nội dung tin báo")}
	n := 0
	for _, name := range notices.Named() {
		row := ui.Row{Cells: []ui.Cell{{Text: notices.Title(name), Head: true}}}
		for _, ch := range []string{notices.ChannelSMS, notices.ChannelEmail} {
			if _, ok := notices.National(name, ch); !ok {
				row.Cells = append(row.Cells, ui.T("Không gửi"))
				continue
			}
			cell := ui.Cell{Text: "Mẫu quốc gia", Href: textsPath + "/" + name + "/" + ch}
			for _, t := range own {
				if t.Template == name && t.Channel == ch && t.Body != "" {
					cell.Text = "Của tỉnh, lần " + strconv.Itoa(t.Version)
					n++
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		v.Rows = append(v.Rows, row)
	}
	v.Remark = "tỉnh viết riêng " + strconv.Itoa(n) + " tin"
	return c.Page(http.StatusOK, view.NoticeTextsPage(v))
}

// NoticeText is one message on one channel: what it says, what it looks like,
// and what it said before.
func (p *Pages) NoticeText(c *web.Ctx) error { return p.noticeTextPage(c, http.StatusOK, nil, nil) }

// SaveNoticeText shows what was typed, keeps it, or goes back to the nation's.
func (p *Pages) SaveNoticeText(c *web.Ctx) error {
	t := notices.OwnText{
		Template: c.Param("tin"), Channel: c.Param("kenh"), Subject: strings.TrimSpace(c.Form("subject")), Body: strings.TrimSpace(strings.ReplaceAll(c.Form("body"), "\r\n", "\n")),
		Accented: c.Form("accented") != "", Several: c.Form("several") != "",
	}
	if t.Channel == notices.ChannelEmail {
		t.Accented, t.Several = false, false
	} else {
		t.Subject, t.Body = "", strings.Join(strings.Fields(t.Body), " ")
	}
	if _, ok := notices.National(t.Template, t.Channel); !ok {
		return fault.New(fault.NotFound, "notice.no_template", "Không có tin này.")
	}
	office, err := p.longestOffice(c)
	if err != nil {
		return err
	}
	seen, _ := strconv.Atoi(c.Form("version"))
	switch {
	case c.Form("xem") != "":
		if err := t.Check(office); err != nil {
			return p.noticeTextPage(c, http.StatusUnprocessableEntity, &t, err)
		}
		return p.noticeTextPage(c, http.StatusOK, &t, nil)
	case c.Form("quoc_gia") != "":
		t.Subject, t.Body, t.Accented, t.Several = "", "", false, false
	default:
		if t.Body == "" {
			return p.noticeTextPage(c, http.StatusUnprocessableEntity, &t, fault.Fields(map[string]string{"body": "Ghi nội dung tin"}))
		}
	}
	if err := p.Notices.SaveText(c.Context(), t, seen, office, c.Office.ID); mendable(err) {
		return p.noticeTextPage(c, web.Status(err), &t, err)
	} else if err != nil {
		return err
	}
	return c.Go(textsPath + "/" + t.Template + "/" + t.Channel + "?da=luu")
}

// longestOffice is the longest name that a message of this province is sent under.
func (p *Pages) longestOffice(c *web.Ctx) (string, error) {
	all, err := p.Offices.ByProvince(c.PublicContext(), c.Office.Province)
	if err != nil {
		return "", err
	}
	out := c.Office.Full
	for _, u := range all {
		if n := u.Office(); len(notices.Unaccent(n)) > len(notices.Unaccent(out)) {
			out = n
		}
	}
	return out, nil
}

func (p *Pages) noticeTextPage(c *web.Ctx, status int, typed *notices.OwnText, failed error) error {
	name, ch := c.Param("tin"), c.Param("kenh")
	national, ok := notices.National(name, ch)
	if !ok || channelText[ch] == "" {
		return fault.New(fault.NotFound, "notice.no_template", "Không có tin này.")
	}
	versions, err := p.Notices.Versions(c.Context(), name, ch)
	if err != nil {
		return err
	}
	office, err := p.longestOffice(c)
	if err != nil {
		return err
	}
	now, newest := national, 0
	if len(versions) > 0 {
		newest = versions[0].Version
		if versions[0].Body != "" {
			now = versions[0]
		}
	}
	shown := now
	if typed != nil {
		shown = *typed
	}
	errs, probs := problems(failed, "subject", "body")
	v := view.NoticeText{
		Frame: p.frame(c, notices.Title(name)), Title: notices.Title(name), Channel: channelText[ch], Back: textsPath, Action: textsPath + "/" + name + "/" + ch, Version: strconv.Itoa(newest),
		MayEdit: c.May("tenant", "manage"), SMS: ch == notices.ChannelSMS, Own: now.Version > 0, Whose: "Đang dùng mẫu quốc gia.",
		Subject:  ui.Field{Name: "subject", Label: "Tiêu đề", Value: shown.Subject, Error: errs["subject"], MaxLen: 150},
		Body:     ui.TextareaField{Field: ui.Field{Name: "body", Label: "Nội dung", Value: shown.Body, Error: errs["body"], MaxLen: 4000}, Rows: 8},
		Accented: ui.CheckField{Field: ui.Field{Name: "accented", Label: "Gửi có dấu, mỗi phần 70 chữ thay vì 160"}, Checked: shown.Accented},
		Several:  ui.CheckField{Field: ui.Field{Name: "several", Label: "Cho phép tin dài hơn một phần, nhiều nhất " + strconv.Itoa(notices.MaxSegments) + " phần"}, Checked: shown.Several},
	}
	if v.SMS {
		v.Body.Hint, v.Body.Rows, v.Body.MaxLen = "Tên cơ quan gửi luôn đứng đầu tin. Không ghi đường dẫn.", 4, 600
	} else {
		v.Body.Hint = "Lời chào, mã hồ sơ, nơi hỏi và tên cơ quan được thêm vào đầu và cuối thư."
	}
	if now.Version > 0 {
		v.Whose = "Đang dùng nội dung của tỉnh, lần " + strconv.Itoa(now.Version) + ", " + now.By + " lưu lúc " + i18n.DateTime(now.At) + "."
	}
	v.Frame.Problems = probs
	if c.Query("da") == "luu" && failed == nil && typed == nil {
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu. Tin gửi từ bây giờ dùng nội dung này.", Alert: true}}
	}
	for _, x := range notices.Vars(name, ch) {
		v.Vars = append(v.Vars, ui.Pair{Key: "{" + x.Name + "}", Value: x.Text + " (" + x.Kind + ")"})
	}
	if failed == nil {
		l, parts := shown.Preview(office)
		if typed == nil && now.Version == 0 { // the nation's text shortens itself
			l, _ = notices.Render(name, notices.Example(office))
			parts = notices.Segments(l.SMS)
		}
		v.PreviewOf = office
		if v.SMS {
			v.Preview = l.SMS
			v.Parts = strconv.Itoa(len([]rune(l.SMS))) + " chữ, " + strconv.Itoa(parts) + " phần tin nhắn"
		} else {
			v.Preview, v.PreviewSubject = l.Body, l.Subject
		}
		if typed != nil {
			v.Changes = changesOf(now, *typed)
		}
	}
	for i, x := range versions {
		before := national
		if i+1 < len(versions) && versions[i+1].Body != "" {
			before = versions[i+1]
		}
		e := view.TextVersion{Title: "Lần " + strconv.Itoa(x.Version), When: i18n.DateTime(x.At), Who: x.By}
		if x.Body == "" {
			e.Title += ": dùng lại mẫu quốc gia"
			x = national
		}
		e.Changes = changesOf(before, x)
		v.Versions = append(v.Versions, e)
	}
	return c.Page(status, view.NoticeTextPage(v))
}

// changesOf are the words that differ between two texts.
func changesOf(a, b notices.OwnText) []view.TextChange {
	var out []view.TextChange
	for _, x := range notices.Compare(a.Subject+"\n"+a.Body, b.Subject+"\n"+b.Body) {
		out = append(out, view.TextChange{Text: x.Text, Added: x.Added, Removed: x.Removed})
	}
	return out
}
