package console

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/app/fault"
	"motcua/app/keys"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// keysAt is where people register what they and their office sign with.
const keysAt = "/cb/khoa-ky"

// AskKeys shows one's own key, and the office's to those who keep it.
func (p *Pages) AskKeys(c *web.Ctx) error { return p.keysPage(c, http.StatusOK, "", nil) }

// MyKey registers one's own key, or ends its use.
func (p *Pages) MyKey(c *web.Ctx) error { return p.changeKey(c, "toi", "", false) }

// OfficeKey does so for the office's.
func (p *Pages) OfficeKey(c *web.Ctx) error { return p.changeKey(c, "co-quan", officeField, true) }

// officeField begins the names of the office's fields, where both forms are on one page.
const officeField = "cq_"

func (p *Pages) changeKey(c *web.Ctx, whose, pre string, office bool) error {
	var err error
	if c.Form("thoi_dung") != "" {
		if err = p.Keys.Withdraw(c.Context(), office); keys.None(err) {
			err = nil // it is gone already
		}
	} else {
		n := keys.NewKey{Office: office, Source: oneOf(c.Form(pre+"source"), keys.File, keys.Remote, keys.Device), Secret: c.Form(pre + "secret"), Asks: c.Form(pre+"asks") != "", Credential: short(c.Form(pre+"credential"), 200), Label: short(c.Form(pre+"label"), 200)}
		if n.Source == keys.File {
			if n.P12, _, err = upload(c, pre+"file"); err != nil {
				return err
			}
		}
		_, err = p.Keys.Register(c.Context(), n)
	}
	switch {
	case err == nil:
		return c.Go(keysAt + "?da_luu=" + whose)
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.keysPage(c, web.Status(err), whose, err)
	case fault.Is(err, fault.Unavailable) && fault.As(err).Text != "":
		return p.keysPage(c, http.StatusServiceUnavailable, whose, fault.Fields(map[string]string{"credential": fault.As(err).Text}))
	}
	return err
}

func (p *Pages) keysPage(c *web.Ctx, status int, whose string, failed error) error {
	v := view.Keys{Frame: p.frame(c, "Khóa ký số")}
	var errs map[string]string
	errs, v.Frame.Problems = problems(inForm(failed, whose), "source", "file", "credential", "secret", officeField+"source", officeField+"file", officeField+"credential", officeField+"secret")
	part := func(at, pre string, find func() (keys.Key, error)) (k view.KeyPart, err error) {
		k = view.KeyPart{Action: keysAt + "/" + at, Saved: c.Query("da_luu") == at}
		key, err := find()
		if err == nil {
			k.Facts = keyFacts(key)
			k.Warns = endingText(key, p.Now())
		} else if !keys.None(err) {
			return k, err
		}
		k.Fields = p.keyFields(c, pre, at == whose, errs)
		return k, nil
	}
	var err error
	if v.Mine, err = part("toi", "", func() (keys.Key, error) { return p.Keys.Mine(c.Context()) }); err != nil {
		return err
	}
	if c.May("office_key", "manage") {
		o, err := part("co-quan", officeField, func() (keys.Key, error) { return p.Keys.OfOffice(c.Context()) })
		if err != nil {
			return err
		}
		v.Office = &o
	}
	return c.Page(status, view.KeysPage(v))
}

func keyFacts(k keys.Key) []ui.Pair {
	where := map[string]string{keys.File: "Tệp khóa, niêm phong trong hệ thống", keys.Remote: "Nhà cung cấp ký số từ xa, mã " + k.Credential, keys.Device: "Thiết bị ký số " + k.Credential}[k.Source]
	asks := "Không"
	if k.Asks {
		asks = "Có, " + k.SecretName()
	}
	out := []ui.Pair{{Key: "Tên trên chứng thư", Value: k.Subject}, {Key: "Nơi cấp", Value: k.Issuer}, {Key: "Hiệu lực", Value: i18n.Date(k.ValidFrom) + " đến " + i18n.Date(k.ValidUntil)}, {Key: "Nơi giữ khóa", Value: where}, {Key: "Hỏi mỗi lần ký", Value: asks}, {Key: "Đăng ký", Value: k.AddedName + ", " + i18n.DateTime(k.AddedAt)}}
	if k.Simulated {
		out = append(out, ui.Pair{Key: "Giá trị", Value: "Mô phỏng, không có giá trị pháp lý"})
	}
	return out
}

// endingText warns thirty days ahead: renewing a certificate takes weeks.
func endingText(k keys.Key, now time.Time) string {
	switch {
	case k.Expired(now):
		return "Chứng thư số đã hết hạn ngày " + i18n.Date(k.ValidUntil) + ", không ký được nữa. Gia hạn rồi đăng ký lại."
	case k.Ending(now):
		return "Chứng thư số hết hạn ngày " + i18n.Date(k.ValidUntil) + ". Gia hạn rồi đăng ký lại trước ngày đó."
	}
	return ""
}

// inForm names a fault's fields as the form it is about does.
func inForm(err error, whose string) error {
	x := fault.As(err)
	if x == nil || whose != "co-quan" {
		return err
	}
	f := map[string]string{}
	for k, v := range x.Fields {
		f[officeField+k] = v
	}
	if len(f) == 0 {
		return err
	}
	return fault.Fields(f)
}

func (p *Pages) keyFields(c *web.Ctx, pre string, sent bool, errs map[string]string) view.KeyFields {
	value := func(name string) string {
		if !sent {
			return ""
		}
		return short(c.Form(pre+name), 200)
	}
	remote := "Mã khóa do nhà cung cấp cấp."
	if strings.Contains(p.Simulated, "chữ ký số") {
		remote = "Nhà cung cấp mô phỏng nhận mọi mã; mã là tên sẽ ghi trên chứng thư."
	}
	f := view.KeyFields{
		Source:     ui.ChoiceField{Field: ui.Field{Name: pre + "source", Label: "Khóa ở đâu", Value: orElse(value("source"), keys.File), Error: errs[pre+"source"]}, Options: []ui.Option{{Value: keys.File, Text: "Tệp khóa (.p12, .pfx)"}}},
		File:       ui.FileField{Field: ui.Field{Name: pre + "file", Label: "Tệp khóa", Error: errs[pre+"file"], Optional: true}, Accept: ".p12,.pfx,application/x-pkcs12", NoCamera: true, Choose: "Chọn tệp khóa", MaxMB: 1},
		Credential: ui.Field{Name: pre + "credential", Label: "Mã khóa hoặc nhãn thiết bị", Hint: remote, Value: value("credential"), Error: errs[pre+"credential"], MaxLen: 200, Optional: true},
		Label:      ui.Field{Name: pre + "label", Label: "Nhãn khóa trong thiết bị", Value: value("label"), MaxLen: 200, Optional: true},
		Secret:     ui.Field{Name: pre + "secret", Label: "Mật khẩu hoặc mã PIN", Hint: "Dùng một lần để mở khóa, không lưu lại.", Error: errs[pre+"secret"], MaxLen: 200, Optional: true},
		Asks:       ui.CheckField{Field: ui.Field{Name: pre + "asks", Label: "Hỏi mật khẩu mỗi lần ký"}, Checked: !sent || c.Form(pre+"asks") != ""},
	}
	if p.Keys.Provider != nil {
		f.Source.Options = append(f.Source.Options, ui.Option{Value: keys.Remote, Text: "Ký số từ xa"})
	}
	if p.Keys.Module != "" {
		f.Source.Options = append(f.Source.Options, ui.Option{Value: keys.Device, Text: "Thiết bị ký số của máy chủ (PKCS#11)"})
	}
	f.Device = p.Keys.Module != ""
	return f
}

// capital is a word with its first letter as at the beginning of a sentence.
func capital(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}
