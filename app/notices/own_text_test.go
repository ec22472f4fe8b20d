package notices

import (
	"strings"
	"testing"

	"motcua/app/fault"
)

// The nation's text, given to a province to begin from, is one it could save.
func TestNationalTextsAreAGoodBeginning(t *testing.T) {
	for _, name := range Templates() {
		for _, ch := range []string{ChannelSMS, ChannelEmail} {
			x, ok := National(name, ch)
			if !ok {
				continue
			}
			x.Several = true
			if err := x.Check("UBND xã Kim Bôi"); err != nil {
				t.Errorf("%s %s: %v\n%s\n%s", name, ch, fault.As(err).Fields, x.Subject, x.Body)
			}
			if strings.Contains(x.Body+x.Subject, "2091") || strings.Contains(x.Body, "97") || strings.Contains(x.Body, "987") {
				t.Errorf("%s %s keeps invented facts: %s", name, ch, x.Body)
			}
		}
		if Title(name) == name {
			t.Errorf("%s has no title", name)
		}
	}
}

func TestCheckRefusesBesideTheField(t *testing.T) {
	const office = "UBND xã Kim Bôi"
	sms := func(body string) OwnText {
		return OwnText{Template: "dossier.accepted", Channel: ChannelSMS, Body: body}
	}
	for _, c := range []struct {
		name  string
		t     OwnText
		field string
		says  string
	}{
		{"fine", sms("Da nhan {ma_ho_so}, hen {han}."), "", ""},
		{"unknown variable", sms("Nhận {ma_ho_so} của {ho_ten}"), "body", "{ho_ten}"},
		{"of another message", sms("Nhận {ma_ho_so}, {han_bo_sung}"), "body", "{han_bo_sung}"},
		{"a list on a phone", OwnText{Template: "dossier.supplement_asked", Channel: ChannelSMS, Body: "{ma_ho_so} {danh_sach_giay_to}"}, "body", "{danh_sach_giay_to}"},
		{"half a brace", sms("Nhận {ma_ho_so} {han"), "body", "hai dấu ngoặc"},
		{"link", sms("Nhận {ma_ho_so}. Xem https://x.vn"), "body", "đường dẫn"},
		{"bare name of a site", sms("Nhận {ma_ho_so}. Xem dichvucong.gov.vn"), "body", "đường dẫn"},
		{"no code", sms("Đã nhận hồ sơ"), "body", "{ma_ho_so}"},
		{"empty", sms(" "), "body", "Ghi nội dung"},
		{"too long unsaid", sms("{ma_ho_so} " + strings.Repeat("chữ ", 40)), "body", "2 phần"},
		{"with marks is longer", OwnText{Template: "dossier.accepted", Channel: ChannelSMS, Accented: true, Body: "Đã tiếp nhận hồ sơ {ma_ho_so} của Ông/Bà rồi."}, "body", "2 phần"},
		{"said", OwnText{Template: "dossier.accepted", Channel: ChannelSMS, Several: true, Body: "{ma_ho_so} " + strings.Repeat("chữ ", 40)}, "", ""},
		{"far too long", OwnText{Template: "dossier.accepted", Channel: ChannelSMS, Several: true, Body: "{ma_ho_so} " + strings.Repeat("chữ ", 130)}, "body", "nhiều nhất"},
		{"mail without subject", OwnText{Template: "dossier.accepted", Channel: ChannelEmail, Body: "x"}, "subject", "tiêu đề"},
		{"a second header", OwnText{Template: "dossier.accepted", Channel: ChannelEmail, Subject: "x\r\nBcc: y", Body: "x"}, "subject", "một dòng"},
		{"mail may link", OwnText{Template: "dossier.accepted", Channel: ChannelEmail, Subject: "{ma_ho_so}", Body: "Xem https://x.vn"}, "", ""},
	} {
		err := c.t.Check(office)
		if c.field == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, fault.As(err).Fields)
			}
			continue
		}
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.As(err).Fields[c.field], c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		s    string
		want int
	}{{strings.Repeat("a", 160), 1}, {strings.Repeat("a", 161), 2}, {strings.Repeat("a", 306), 2}, {strings.Repeat("a", 307), 3}, {strings.Repeat("ă", 70), 1}, {strings.Repeat("ă", 71), 2}, {strings.Repeat("ă", 135), 3}, {strings.Repeat("{", 81), 2}, {"", 1}} {
		if got := Segments(c.s); got != c.want {
			t.Errorf("%d characters: %d segments, want %d", len([]rune(c.s)), got, c.want)
		}
	}
}

// A text that cannot be filled, or grew too long, leaves the nation's.
func TestOwnTextGivesWay(t *testing.T) {
	f := Example("UBND xã Kim Bôi")
	own := OwnText{Template: "dossier.accepted", Channel: ChannelSMS, Version: 3, Body: "Hồ sơ {ma_ho_so} hẹn {han}."}
	l, _ := Render("dossier.accepted", f)
	national := l.SMS
	own.apply(&l, f)
	if l.SMS != "UBND xa Kim Boi: Ho so H44.04978-260907-00123 hen 10:00 thu Nam 10/09/2026." || l.SMSVersion != 3 || !strings.HasPrefix(l.Zalo, "UBND xã Kim Bôi: Hồ sơ H44") {
		t.Errorf("%+v", l)
	}
	l, _ = Render("dossier.accepted", f)
	f.Due = f.Due.AddDate(-4000, 0, 0).Truncate(0)
	bare := f
	bare.Due = Facts{}.Due
	own.apply(&l, bare)
	if l.SMS != national || l.SMSVersion != 0 {
		t.Errorf("%+v", l)
	}
}
