package results

import (
	"context"
	"strings"

	"motcua/app/dossiers"
	"motcua/app/slips"
	"motcua/tenants/registry"
	"motcua/views/i18n"
)

// Draft is what the handler proposes.
type Draft struct {
	Outcome dossiers.Outcome
	Body    string // free text, one paragraph a line
	Reason  string // of a refusal
	// Facts are bound: drawn from the dossier by the caller, never typed.
	Facts []slips.Row
	// Checked: the handler looked again at what differs from the dossier.
	Checked bool
	// Of a correction (đính chính): what it puts right, in words that the resident
	// reads, and which of the bound facts are other than the dossier says.
	Fixes string
	Fixed []Fix
}

// Fix is a bound fact that was wrong in the dossier; Facts have it right.
type Fix struct{ Key, Was, Is string }

// right is a value of the dossier as it should have been.
func (d Draft) right(v string) string {
	for _, x := range d.Fixed {
		if x.Was == v {
			return x.Is
		}
	}
	return v
}

// compose makes the letter of a draft: pure, from what the dossier says.
func compose(f *dossiers.Full, u registry.Unit, d Draft) slips.Letter {
	name := d.right(f.ApplicantName)
	l := slips.Letter{Office: officeLines(u), Place: u.Name, Body: lines(d.Body), CopyTo: []string{name, "Lưu: VT, hồ sơ " + f.CodeText()}}
	if u.Kind != registry.KindCommune {
		l.Office = u.FullName
	}
	if d.Outcome == dossiers.Refused {
		l.About = "từ chối giải quyết hồ sơ"
		l.To = []string{"Ông/Bà " + name}
		l.Rows = []slips.Row{{Key: "Mã hồ sơ", Value: f.CodeText()}, {Key: "Thủ tục", Value: f.Terms.Name}}
		l.Lead = append(l.Lead, u.Office()+" đã xem xét hồ sơ của Ông/Bà, tiếp nhận "+acceptedOn(f)+":")
		body := append([]string{"Hồ sơ không đủ điều kiện giải quyết. Lý do: " + d.Reason}, l.Body...)
		l.Body = append(append(body, replaces(f, d)...), "Nếu không đồng ý, Ông/Bà có quyền khiếu nại theo Luật Khiếu nại hoặc khởi kiện theo Luật Tố tụng hành chính.")
		return l
	}
	l.Title = f.Terms.Result.Title
	l.Lead = []string{upperFirst(officeInText(u)) + ", theo hồ sơ mã " + f.CodeText() + ", tiếp nhận " + acceptedOn(f) + ":"}
	l.Rows = d.Facts
	l.Body = append(l.Body, replaces(f, d)...)
	return l
}

// replaces says in a correction whose place it takes: what was wrong in content
// is replaced by a document of the same kind (NĐ 30/2020/NĐ-CP, Article 18(4)).
func replaces(f *dossiers.Full, d Draft) []string {
	old := f.Issued()
	if old == nil {
		return nil
	}
	on := ""
	if at := old.NumberedAt; at != nil {
		on = " " + i18n.LegalDate(*at)
	} else if old.IssuedAt != nil {
		on = " " + i18n.LegalDate(*old.IssuedAt)
	}
	return []string{"Văn bản này đính chính và thay thế văn bản số " + old.Number + on + ". " + strings.TrimSpace(d.Fixes)}
}

// PartyFacts are the facts about whose matter it is, as they are printed.
func PartyFacts(f *dossiers.Full) (out []slips.Row) {
	for _, x := range f.Parties {
		if x.Role != "applicant" {
			continue
		}
		for _, r := range []slips.Row{
			{Key: "Họ, chữ đệm, tên", Value: x.FullName},
			{Key: "Ngày, tháng, năm sinh", Value: dateText(x.BirthDate)},
			{Key: "Giới tính", Value: x.Gender},
			{Key: "Số định danh cá nhân", Value: x.IDNumber},
			{Key: "Mã số thuế", Value: x.TaxCode},
			{Key: "Nơi cư trú", Value: x.Address},
		} {
			if r.Value != "" {
				out = append(out, r)
			}
		}
	}
	return out
}

// officeLines is the issuing office as Appendix I writes it, on two lines.
func officeLines(u registry.Unit) string {
	return "Ủy ban nhân dân\n" + u.InText()
}

func officeInText(u registry.Unit) string {
	if u.Kind != registry.KindCommune {
		return u.FullName
	}
	return "Ủy ban nhân dân " + u.InText()
}

// FirstBody is the free text that a draft begins with: the revision's words for
// the result, or what is said when it has none; of a correction what was typed
// on what it replaces. Scope: the office.
func (s *Service) FirstBody(ctx context.Context, f *dossiers.Full) (string, error) {
	if old := f.Issued(); old != nil {
		if old.Draft == nil {
			return old.Content, nil
		}
		return old.Body, nil
	}
	u, err := s.office(ctx)
	words := f.Terms.Result.Words
	if words == "" {
		words = "{co_quan} xác nhận nội dung trên là đúng theo hồ sơ."
	}
	return strings.TrimSpace(merge(words, f, u)), err
}

// merge fills the placeholders of a template in.
func merge(words string, f *dossiers.Full, u registry.Unit) string {
	return strings.NewReplacer(
		"{co_quan}", officeInText(u), "{ma_ho_so}", f.CodeText(), "{thu_tuc}", f.Terms.Name, "{chu_ho_so}", f.ApplicantName, "{ngay_tiep_nhan}", acceptedOn(f),
	).Replace(words)
}

func acceptedOn(f *dossiers.Full) string {
	if f.AcceptedAt == nil {
		return ""
	}
	return i18n.LegalDate(*f.AcceptedAt)
}

// lines are the paragraphs of a typed text.
func lines(s string) (out []string) {
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
