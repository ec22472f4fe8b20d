package issuing

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/slips"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
	"motcua/views/i18n"
)

func receivingOf(f *dossiers.Full) uuid.UUID {
	if f.Receiving != nil {
		return *f.Receiving
	}
	return f.Competent
}

// data is what the forms may say of a dossier, as it stood at a moment: the
// slip of an event says what was true then, however late it is drawn.
func (s *Service) data(ctx context.Context, f *dossiers.Full, u registry.Unit, at time.Time) (slips.Data, error) {
	pub := tenants.With(ctx, tenants.Public())
	base := strings.TrimSuffix(s.Base, "/")
	_, site, _ := strings.Cut(base, "://")
	d := slips.Data{
		Parent: u.Office(), Place: u.Name, HelpPhone: u.Phone, HelpAt: u.Address, HelpMail: u.Email, Website: site,
		Code: f.CodeText(), Track: base + "/tra-cuu?ma=" + url.QueryEscape(f.CodeText()),
		Online: f.Filing != "counter", Sent: f.State == dossiers.Submitted && f.Filing != "counter",
		Applicant: f.ApplicantName, Procedure: f.Terms.Name, Competent: s.office(pub, f.Competent), Pickup: i18n.PickupLabel(f.ReturnMethod), Officer: takenInBy(f), Sets: 1,
		Received: timeOf(f.SubmittedAt), First: timeOf(f.PromisedFirst), Finished: timeOf(f.DecidedAt), Now: at,
	}
	slipPeople(&d, f)
	for _, x := range f.Papers {
		if x.State == "replaced" || x.Document == nil && d.Online || x.CreatedAt.After(at) {
			continue
		}
		row := slips.Paper{Title: x.Title, Form: x.Form}
		if x.Pages != nil {
			row.Pages = *x.Pages
		}
		d.Papers = append(d.Papers, row)
	}
	if f.Receiving != nil && *f.Receiving != f.Competent {
		d.Stage2 = true
		for _, h := range f.Handovers {
			if h.To == f.Competent && h.ReceivedAt != nil && !h.ReceivedAt.After(at) {
				d.Handed = *h.ReceivedAt
			}
		}
	}
	switch {
	case d.Sent:
		d.Answer = timeOf(f.DueAt)
	case f.State == dossiers.InTransit || f.AcceptedAt == nil && !f.State.Ended():
		e, err := s.Dossiers.Expected(ctx, f.Terms, f.Channel, f.Competent, d.Received)
		if err != nil {
			return d, err
		}
		d.Expected = e
	case f.AcceptedAt != nil && !f.State.Ended():
		d.Promise = timeOf(f.DueAt)
	}
	rev, err := s.Procedures.RevisionByID(pub, f.Revision)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return d, err
	}
	if err == nil {
		competent, _ := s.Offices.ByID(pub, f.Competent)
		facts := FactsOf(&rev.Revision, competent, f.Answers, d.Received)
		d.Term = TermOf(&rev.Revision, facts, f.Answers)
		facts.Channel = revision.Channel(f.Channel)
		if f.Case != "" {
			facts.Case = f.Case
		}
		d.Charges = Charges(&rev.Revision, facts, f.Answers)
	}
	slipActs(&d, f, at)
	if d.Consulted, err = s.consulted(ctx, f.ID); err != nil {
		return d, err
	}
	if d.Lines, err = s.lines(ctx, f); err != nil {
		return d, err
	}
	d.Moves = s.moves(pub, f)
	return d, nil
}

// consulted are the offices that were asked; residents read no questions, and
// the form that names those asked (M06) goes with the papers only.
func (s *Service) consulted(ctx context.Context, dossier uuid.UUID) ([]string, error) {
	if sc, err := tenants.From(ctx); err != nil || sc.Kind == tenants.KindResident {
		return nil, err
	}
	asked, err := s.Dossiers.Consultations(ctx, dossier)
	var out []string
	for _, q := range asked {
		if n := s.office(tenants.With(ctx, tenants.Public()), q.To); q.ClosedReason != dossiers.ClosedRecalled && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out, err
}

// lines are the papers of the immediate lane (chứng thực), by their count. That
// lane issues no slip: its office alone prints one, when somebody asks.
func (s *Service) lines(ctx context.Context, f *dossiers.Full) ([]slips.Line, error) {
	if sc, err := tenants.From(ctx); err != nil || !f.Terms.Immediate || sc.Kind != tenants.KindTenant {
		return nil, err
	}
	type row struct {
		Title  string `db:"title"`
		Pages  int    `db:"pages"`
		Copies int    `db:"copies"`
	}
	rows, err := pg.Rows[row](ctx, s.DB, `SELECT title, pages, copies FROM app.register_entry WHERE dossier_id = $1 ORDER BY seq`, f.ID)
	out := make([]slips.Line, len(rows))
	for i, r := range rows {
		out[i] = slips.Line(r)
	}
	return out, err
}

func (s *Service) office(pub context.Context, id uuid.UUID) string {
	u, err := s.Offices.ByID(pub, id)
	if err != nil {
		return ""
	}
	return u.Office()
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
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

func slipActs(d *slips.Data, f *dossiers.Full, at time.Time) {
	for _, x := range f.Supplements { // the last one asked by then
		if x.AskedAt.After(at) {
			break
		}
		s := &slips.Supplement{Round: x.Round, Message: x.Message, By: x.AskedName, At: x.AskedAt, Until: x.ClosesAt}
		for _, it := range x.Items {
			form := ""
			for _, p := range f.Papers {
				if p.Component == it.Component {
					form = p.Form
				}
			}
			s.Items = append(s.Items, slips.Item{Title: it.Title, Form: form, Reason: markedReason(it)})
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
		if h.At.After(at) {
			break
		}
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

// markedReason is why a paper is asked for, with the places that were drawn on
// its pictures: who holds the paper form in hand sees no picture.
func markedReason(it dossiers.SupplementItem) string {
	s := reasonOf(it)
	for i, m := range it.Marks {
		if i == 0 {
			s += ". Xem: " + m.Where()
			continue
		}
		s += "; " + m.Where()
	}
	return s
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

// moves is the way of a dossier from hand to hand, for M06.
func (s *Service) moves(pub context.Context, f *dossiers.Full) []slips.Move {
	name := func(id uuid.UUID) string { return s.office(pub, id) }
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

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
