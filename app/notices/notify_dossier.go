package notices

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// dossier is what a message needs to know of one.
type dossier struct {
	ID           uuid.UUID  `db:"id"`
	Code         *string    `db:"code"`
	Revision     uuid.UUID  `db:"revision_id"`
	Receiving    *uuid.UUID `db:"receiving_tenant"`
	Competent    uuid.UUID  `db:"competent_tenant"`
	State        string     `db:"state"`
	EndedBy      string     `db:"ended_by"`
	Outcome      *string    `db:"outcome"`
	Version      int        `db:"version"`
	ReturnMethod string     `db:"return_method"`
	Assignee     *uuid.UUID `db:"assignee"`
	DueAt        *time.Time `db:"due_at"`
	Closes       *time.Time `db:"supplement_closes_at"`
	DecidedAt    *time.Time `db:"decided_at"`
}

// happened is the part of an audit entry's data that messages repeat.
type happened struct {
	AnswerBy *time.Time `json:"answer_by"`
	Promise  *time.Time `json:"promise"`
	Expected *time.Time `json:"expected"`
	Closes   *time.Time `json:"closes"`
	To       string     `json:"to"` // an office's id, or the name of who took the result
	Reason   string     `json:"reason"`
	Remedy   string     `json:"remedy"`
	Message  string     `json:"message"`
	Number   string     `json:"number"`
	Items    []Item     `json:"items"`
	Amount   int64      `json:"amount"`
	Purpose  string     `json:"purpose"`
	Payee    string     `json:"payee"`
	Notice   string     `json:"notice"`
	PayBy    *time.Time `json:"pay_by"`
	Waived   bool       `json:"waived"`
	Declines bool       `json:"declines"`
	Post     string     `json:"post"` // a carrier's number of the item
	Carrier  string     `json:"carrier"`
}

// officerEvents are told to the officer who works on it as well.
var officerEvents = map[string]string{
	"dossier.supplement_answered":  "officer.supplement_answered",
	"dossier.withdrawal_requested": "officer.withdrawal_requested",
}

// NotifyDossier writes the notices of one event of a dossier: to the people
// whose matter it is by SMS and e-mail, and to the officer who works on it
// where the event gives that officer something to do. Scope: worker.
// Precondition: this tenant still sees the dossier, and a request for papers
// or for a payment still waits for its answer; else it does nothing. Twice is harmless.
func (s *Service) NotifyDossier(ctx context.Context, id uuid.UUID, event string, version int) error {
	d, err := s.dossier(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if event == "dossier.supplement_asked" && (d.State != "awaiting_supplement" || d.Version != version) {
		return nil // answered, withdrawn or asked anew meanwhile
	}
	if event == "dossier.payment_asked" && (d.State != "awaiting_payment" || d.Version != version) {
		return nil // paid, withdrawn or asked anew meanwhile
	}
	f, err := s.facts(ctx, d, event)
	if err != nil {
		return err
	}
	l, ok, err := s.letter(ctx, event, f)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Internal, "notice.no_template")
	}
	phones, emails, err := s.parties(ctx, id)
	if err != nil {
		return err
	}
	once := fmt.Sprintf("%s:%s:%d", id, event, version)
	out := s.chosen(s.letters(d.ID, event, once, l, phones, emails), l)
	if t, ok := officerEvents[event]; ok && d.Assignee != nil {
		who, err := s.officer(ctx, *d.Assignee)
		if err != nil {
			return err
		}
		if l, ok := Render(t, f); ok {
			out = append(out, s.letters(d.ID, t, once, l, nil, who)...)
		}
	}
	return s.write(ctx, out)
}

// letters addresses one letter to each recipient.
func (s *Service) letters(d uuid.UUID, template, once string, l Letter, phones, emails []recipient) []notice {
	var out []notice
	for _, r := range phones {
		if l.SMS != "" {
			out = append(out, notice{
				dossier: d, resident: r.resident, staff: r.staff, party: r.id, wish: r.wish, channel: ChannelSMS, template: template, address: r.address, body: l.SMS, version: l.SMSVersion,
				dedupe: once + ":" + ChannelSMS + ":" + r.id.String(),
			})
		}
	}
	for _, r := range emails {
		out = append(out, notice{
			dossier: d, resident: r.resident, staff: r.staff, party: r.id, wish: r.wish, channel: ChannelEmail, template: template, address: r.address, subject: l.Subject, body: l.Body, version: l.MailVersion,
			dedupe: once + ":" + ChannelEmail + ":" + r.id.String(),
		})
	}
	return out
}

func (s *Service) write(ctx context.Context, ns []notice) error {
	if len(ns) == 0 {
		return nil
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		ahead, err := s.waiting(ctx, tx)
		if err != nil {
			return err
		}
		for i, n := range ns {
			if err := s.queue(ctx, tx, n, ahead+i); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) dossier(ctx context.Context, id uuid.UUID) (dossier, error) {
	return pg.One[dossier](ctx, s.DB, `SELECT id, code, revision_id, receiving_tenant, competent_tenant, state, ended_by, outcome, version, return_method, assignee, due_at, supplement_closes_at, decided_at
		FROM app.dossier WHERE id = $1`, id)
}

// facts gathers what the words need; the office that writes is the context's tenant.
func (s *Service) facts(ctx context.Context, d dossier, event string) (Facts, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Facts{}, err
	}
	f := Facts{EndedBy: d.EndedBy, Return: d.ReturnMethod, Due: value(d.DueAt), Closes: value(d.Closes), Decided: value(d.DecidedAt)}
	if d.Code != nil {
		f.Code = *d.Code
	}
	if d.Outcome != nil {
		f.Refused = *d.Outcome == "refused"
	}
	if f.Office, f.Phone, err = s.Office(ctx, sc.Tenant); err != nil {
		return f, fmt.Errorf("office: %w", err)
	}
	if f.Procedure, err = s.ProcedureName(ctx, d.Revision); err != nil {
		return f, fmt.Errorf("procedure: %w", err)
	}
	if d.Receiving != nil && *d.Receiving != d.Competent {
		if f.Counter, _, err = s.Office(ctx, *d.Receiving); err != nil {
			return f, fmt.Errorf("office: %w", err)
		}
		if f.Decides, _, err = s.Office(ctx, d.Competent); err != nil {
			return f, fmt.Errorf("office: %w", err)
		}
	}
	type entry struct {
		At   time.Time       `db:"at"`
		Data json.RawMessage `db:"data"`
	}
	es, err := pg.Rows[entry](ctx, s.DB, `SELECT at, data FROM app.audit_entry WHERE subject = 'dossier' AND subject_id = $1 AND kind = $2 ORDER BY seq DESC LIMIT 1`, d.ID, event)
	if err != nil || len(es) == 0 {
		return f, err
	}
	var h happened
	if err := json.Unmarshal(es[0].Data, &h); err != nil {
		return f, fmt.Errorf("audit data of %s: %w", event, err)
	}
	f.At, f.Reason, f.Remedy, f.Message, f.Number, f.Items = es[0].At, h.Reason, h.Remedy, h.Message, h.Number, h.Items
	f.Expected, f.PayBy = value(h.Expected), value(h.PayBy)
	f.Amount, f.Purpose, f.Payee, f.Notice, f.Waived = h.Amount, h.Purpose, h.Payee, h.Notice, h.Waived
	f.Declines = h.Declines
	for _, t := range []*time.Time{h.Promise, h.AnswerBy} {
		if t != nil {
			f.Due = *t // what was told at that moment, not what came after
		}
	}
	if h.Closes != nil {
		f.Closes = *h.Closes
	}
	if event == "dossier.returned" {
		f.TakenBy, f.Post, f.Carrier = h.To, h.Post, h.Carrier
	}
	return f, nil
}

func value(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
