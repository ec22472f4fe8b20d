package resident

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/slips"
	"motcua/app/web"
	"motcua/tenants/registry"
	"motcua/views/i18n"
)

// SlipOf makes a printed form of a dossier, in the wording of the province of
// the office that received it. Officers read personal numbers whole, a resident
// sees hers covered: paper lies about. Fault: NotFound when there is no such form.
func (p *Pages) SlipOf(c *web.Ctx, f *dossiers.Full, form slips.Form, covered bool) (slips.Slip, error) {
	u, err := p.Units.ByID(c.PublicContext(), receivingOf(f))
	if err != nil {
		return slips.Slip{}, err
	}
	d, err := p.slipData(c, f, u)
	if err != nil {
		return slips.Slip{}, err
	}
	if covered {
		d.Phone, d.IDNumber = i18n.MaskPhone(strings.ReplaceAll(d.Phone, "\u00a0", "")), covering(d.IDNumber)
	}
	t, err := p.Templates.Current(c.PublicContext(), u.Province, form)
	if err != nil {
		return slips.Slip{}, err
	}
	return slips.Make(form, d, t)
}

func covering(id string) string {
	if id == "" {
		return ""
	}
	return i18n.MaskID(id)
}

func receivingOf(f *dossiers.Full) uuid.UUID {
	if f.Receiving != nil {
		return *f.Receiving
	}
	return f.Competent
}

// slipData is what the forms may say of a dossier.
func (p *Pages) slipData(c *web.Ctx, f *dossiers.Full, u registry.Unit) (slips.Data, error) {
	pub := c.PublicContext()
	d := slips.Data{
		Parent: u.Office(), Place: u.Name, HelpPhone: u.Phone, HelpAt: u.Address, HelpMail: u.Email, Website: strings.TrimPrefix(strings.TrimPrefix(p.base(c), "https://"), "http://"),
		Code: f.CodeText(), Track: p.base(c) + "/tra-cuu?ma=" + urlQuery(f.CodeText()),
		Online: f.Filing != "counter", Sent: f.State == dossiers.Submitted && f.Filing != "counter",
		Applicant: f.ApplicantName, Procedure: f.Terms.Name, Competent: p.officeName(pub, &f.Competent), Pickup: i18n.PickupLabel(f.ReturnMethod), Officer: takenInBy(f), Sets: 1,
		Received: timeOf(f.SubmittedAt), First: timeOf(f.PromisedFirst), Finished: timeOf(f.DecidedAt), Now: p.Now(),
	}
	slipPeople(&d, f)
	for _, x := range f.Papers {
		if x.State == "replaced" || x.Document == nil && d.Online {
			continue
		}
		row := slips.Paper{Title: x.Title, Form: x.Form}
		if x.Pages != nil {
			row.Pages = *x.Pages
		}
		d.Papers = append(d.Papers, row)
	}
	switch {
	case d.Sent:
		d.Answer = timeOf(f.DueAt)
	case f.State == dossiers.InTransit || f.AcceptedAt == nil && !f.State.Ended():
		e, err := p.Dossiers.Expected(c.Context(), f.Terms, f.Channel, f.Competent, d.Received)
		if err != nil {
			return d, err
		}
		d.Expected = e
	case f.AcceptedAt != nil && !f.State.Ended():
		d.Promise = timeOf(f.DueAt)
	}
	rev, err := p.Procedures.RevisionByID(pub, f.Revision)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return d, err
	}
	if err == nil {
		competent, _ := p.Units.ByID(pub, f.Competent)
		for _, x := range SlipCharges(&rev.Revision, f.Channel, f.Case, competent, f.Answers, d.Received) {
			d.Charges = append(d.Charges, slips.Row{Key: x.Key, Value: x.Value})
		}
		facts := FactsOf(&rev.Revision, competent, f.Answers, d.Received)
		d.Term = termOf(&rev.Revision, facts, f.Answers)
	}
	slipActs(&d, f)
	d.Moves = p.slipMoves(c, f)
	return d, nil
}

func slipPeople(d *slips.Data, f *dossiers.Full) {
	var who dossiers.Party
	for _, x := range f.Parties {
		if x.Role == "submitter" {
			d.Submitter = x.FullName
		}
		if x.Role == "applicant" && who.FullName == "" {
			who = x
		}
	}
	d.Address, d.Email, d.IDNumber, d.Phone = who.Address, who.Email, orElse(who.IDNumber, who.TaxCode), who.Phone
	for _, x := range f.Parties { // whoever files is called back
		if x.Role == "submitter" {
			d.Phone, d.Email, d.Address = orElse(d.Phone, x.Phone), orElse(d.Email, x.Email), orElse(d.Address, x.Address)
		}
	}
	d.Phone = i18n.Phone(d.Phone)
}

// slipAct is what an entry of the history says for the forms.
type slipAct struct {
	Reason, Remedy, Basis, Number, Unit string
	Old, New                            *time.Time
	Signer                              string
	SignerTitle                         string `json:"signer_title"`
}

func slipActs(d *slips.Data, f *dossiers.Full) {
	if n := len(f.Supplements); n > 0 {
		x := f.Supplements[n-1]
		s := &slips.Supplement{Round: x.Round, Message: x.Message, By: x.AskedName, At: x.AskedAt, Until: x.ClosesAt}
		for _, it := range x.Items {
			form := ""
			for _, p := range f.Papers {
				if p.Component == it.Component {
					form = p.Form
				}
			}
			s.Items = append(s.Items, slips.Item{Title: it.Title, Form: form, Reason: reasonOf(it)})
		}
		d.Supplement = s
	}
	if x := f.Apology(); x != nil && x.NewDue != nil && x.Reason != "" { // proposed: without a signer, so it says that it is a draft
		d.Apology = &slips.Apology{Reason: x.Reason, Old: x.OldDue, New: *x.NewDue, Signer: x.SignedName, At: timeOf(x.SignedAt)}
		if x.SignedAt == nil {
			d.Apology.At = timeOf(x.ProposedAt)
		}
	}
	for _, h := range f.History {
		var a slipAct
		switch h.Kind {
		case "dossier.declined", "dossier.stopped", "dossier.withdrawn":
			_ = json.Unmarshal(h.Data, &a) // a reason of another shape is none
		}
		switch h.Kind {
		case "dossier.declined":
			d.Refusal = &slips.Refusal{Reason: a.Reason, Remedy: a.Remedy, Basis: a.Basis, By: h.ActorName, At: h.At}
		case "dossier.stopped":
			d.Stop = &slips.Stop{Reason: a.Reason, Basis: a.Basis, By: h.ActorName, At: h.At}
		case "dossier.withdrawn":
			d.Stop = &slips.Stop{Reason: orElse(a.Reason, "Người dân rút hồ sơ"), By: h.ActorName, At: h.At}
		}
	}
}

func reasonOf(it dossiers.SupplementItem) string {
	t := dossiers.SupplementReasons[it.Reason]
	switch {
	case it.Note == "":
		return t
	case t == "" || it.Reason == "other":
		return it.Note
	}
	return t + " (" + it.Note + ")"
}

// takenInBy is the officer who took the dossier in at the counter or online.
func takenInBy(f *dossiers.Full) string {
	for _, h := range f.History {
		if h.ActorKind == "staff" && slices.Contains([]string{"dossier.received_at_counter", "dossier.handover_sent", "dossier.accepted"}, h.Kind) {
			return h.ActorName
		}
	}
	return ""
}

// slipMoves is the way of a dossier from hand to hand, for M06.
func (p *Pages) slipMoves(c *web.Ctx, f *dossiers.Full) []slips.Move {
	name := func(id uuid.UUID) string { return p.officeName(c.PublicContext(), &id) }
	desk := name(receivingOf(f))
	out := []slips.Move{{From: "Người nộp", To: desk, FromName: submitterOf(f), ToName: takenInBy(f), What: "Tiếp nhận hồ sơ", At: timeOf(f.SubmittedAt), Done: timeOf(f.SubmittedAt)}}
	for _, h := range f.Handovers {
		m := slips.Move{From: name(h.From), To: name(h.To), FromName: h.SentName, ToName: h.ReceivedName, What: "Luân chuyển hồ sơ", At: h.SentAt, Due: timeOf(h.AnswerBy), Done: timeOf(h.ReceivedAt)}
		switch {
		case h.State == "refused":
			m.Note, m.Due = "Không nhận: "+h.RefusedReason, time.Time{}
		case h.Automatic:
			m.Note = "Tính là đã nhận khi hết hạn từ chối"
		}
		out = append(out, m)
	}
	before, by := desk, takenInBy(f)
	for _, t := range f.Tasks {
		to := i18n.RoleLabel(t.Role)
		m := slips.Move{From: before, To: to, FromName: by, ToName: t.AssigneeName, What: t.Title, At: t.StartedAt, Due: timeOf(t.DueAt), Done: timeOf(t.DoneAt)}
		out = append(out, m)
		before, by = to, t.AssigneeName
	}
	if f.ReturnedAt != nil {
		out = append(out, slips.Move{From: desk, To: "Người nhận kết quả", ToName: submitterOf(f), What: "Trả kết quả", At: *f.ReturnedAt, Due: timeOf(f.LawfulDue), Done: *f.ReturnedAt})
	}
	slices.SortStableFunc(out, func(a, b slips.Move) int { return a.At.Compare(b.At) })
	return out
}

func submitterOf(f *dossiers.Full) string {
	for _, x := range f.Parties {
		if x.Role == "submitter" {
			return x.FullName
		}
	}
	return f.ApplicantName
}

// SendPDF answers with a slip as a file that opens in the browser.
func SendPDF(c *web.Ctx, s slips.Slip, now time.Time) error {
	b, err := slips.PDF(s, now)
	if err != nil {
		return err
	}
	return c.File("application/pdf", strings.ToLower(string(s.Form))+"-"+s.Code+".pdf", b)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
