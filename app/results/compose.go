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
}

// compose makes the letter of a draft: pure, from what the dossier says.
func compose(f *dossiers.Full, u registry.Unit, d Draft) slips.Letter {
	l := slips.Letter{Office: officeLines(u), Place: u.Name, Body: lines(d.Body), CopyTo: []string{f.ApplicantName, "Lưu: VT, hồ sơ " + f.CodeText()}}
	if u.Kind != registry.KindCommune {
		l.Office = u.FullName
	}
	if d.Outcome == dossiers.Refused {
		l.About = "từ chối giải quyết hồ sơ"
		l.To = []string{"Ông/Bà " + f.ApplicantName}
		l.Rows = []slips.Row{{Key: "Mã hồ sơ", Value: f.CodeText()}, {Key: "Thủ tục", Value: f.Terms.Name}}
		l.Lead = append(l.Lead, u.Office()+" đã xem xét hồ sơ của Ông/Bà, tiếp nhận "+acceptedOn(f)+":")
		body := append([]string{"Hồ sơ không đủ điều kiện giải quyết. Lý do: " + d.Reason}, l.Body...)
		l.Body = append(body, "Nếu không đồng ý, Ông/Bà có quyền khiếu nại theo Luật Khiếu nại hoặc khởi kiện theo Luật Tố tụng hành chính.")
		return l
	}
	l.Title = f.Terms.Result.Title
	l.Lead = []string{upperFirst(officeInText(u)) + ", theo hồ sơ mã " + f.CodeText() + ", tiếp nhận " + acceptedOn(f) + ":"}
	l.Rows = d.Facts
	return l
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
// the result, or what is said when it has none. Scope: the office.
func (s *Service) FirstBody(ctx context.Context, f *dossiers.Full) (string, error) {
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
