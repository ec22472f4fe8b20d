package dossiers

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
)

// At the counter a person should not have to bring what some office already
// confirmed or issued: after she agreed, before the officer, those of her papers
// are named that fit the components of one dossier which this office holds and
// which still takes papers in. The rules stand in the database (0072): consent
// first, these components only, each naming in the log that she reads.

// OwnPaper is one of them; its file is not seen until it is used.
type OwnPaper struct {
	Component   string     `db:"component"`
	Source      uuid.UUID  `db:"source"`
	Result      *uuid.UUID `db:"result_id"`
	Kind        string     `db:"kind"`
	Title       string     `db:"title"`
	Number      string     `db:"number"`
	Issuer      string     `db:"issuer"`
	Office      *uuid.UUID `db:"office"` // that issued or confirmed it
	IssuedOn    *time.Time `db:"issued_on"`
	ExpiresOn   *time.Time `db:"expires_on"`
	ConfirmedAt *time.Time `db:"confirmed_at"`
}

func (o OwnPaper) item() VaultItem {
	return VaultItem{Document: o.Source, Result: o.Result, Kind: o.Kind, Title: o.Title, Number: o.Number, Issuer: o.Issuer, Office: o.Office, IssuedOn: o.IssuedOn, ExpiresOn: o.ExpiresOn}
}

// consentHolds is how long the person is taken to stand at the counter, as in app.consent_now.
const consentHolds = 2 * time.Hour

// AskOwnPapers writes down what the person at the counter agreed to, before
// anything is listed, and tells her. id is the form's: two clicks are one.
// Scope: the holder. Faults: Invalid with a sentence, NotFound, TooMany; Conflict
// when the dossier takes no papers any more.
func (s *Service) AskOwnPapers(ctx context.Context, dossier, id uuid.UUID, method, statement string) error {
	bad := map[string]string{}
	if method != "spoken_at_counter" && method != "signature" {
		bad["cach"] = "Chọn cách người dân đồng ý"
	}
	if statement == "" {
		bad["dong_y"] = "Đọc cho người dân nghe, người dân đồng ý rồi đánh dấu"
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	d, err := s.ByID(ctx, dossier)
	if err != nil {
		return err
	}
	me, now := scope(ctx), s.Now()
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT app.consent_at_counter($1, $2, $3, $4, $5, $6, $7)`, id, dossier, method, statement, me.Actor.ID, me.Actor.Name, now); err != nil {
			return pg.Translate(err)
		}
		if err := audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: dossier, Kind: "dossier.own_papers_asked", Data: map[string]any{"code": d.CodeText(), "consent": id, "method": method}, Public: true, At: now}); err != nil {
			return err
		}
		// the dossier's version stays, and each time is told
		return s.tell(ctx, tx, args.NotifyDossier{Ref: args.For(ctx, me.Tenant), DossierID: dossier, Event: "dossier.own_papers_asked", Version: int(now.Unix())})
	})
	switch {
	case fault.HasKey(err, "row.exists"):
		return nil
	case fault.HasKey(err, "vault.not_herself"):
		return fault.Fields(map[string]string{"dong_y": "Người nộp hồ sơ không phải chủ hồ sơ, nên không tìm giấy tờ của chủ hồ sơ được. Nhận giấy tờ người nộp mang theo"})
	case fault.HasKey(err, "vault.too_many"):
		return fault.New(fault.TooMany, "vault.too_many", "Đã tìm giấy tờ cho nhiều người trong một giờ. Chờ ít phút rồi làm tiếp.")
	}
	return err
}

// OwnPapersConsent is the consent under which this office may look now; nil: it
// must ask first. Scope: tenant.
func (s *Service) OwnPapersConsent(ctx context.Context, dossier uuid.UUID) (*Consent, error) {
	list, err := pg.Rows[Consent](ctx, s.DB, `SELECT dossier_id, tenant_id, staff_name, method, statement, given_at, ended_at FROM app.consent
		WHERE dossier_id = $1 AND tenant_id = app.tenant_id() AND purpose = 'papers' AND ended_at IS NULL AND given_at > $2 ORDER BY given_at DESC LIMIT 1`, dossier, s.Now().Add(-consentHolds))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// OwnPapers names what fits, best first, by component; that it was named is
// logged for its owner. Nothing fits and nobody is known look the same. Scope:
// the holder. Faults: NotFound; Conflict (vault.no_consent) before she agreed.
func (s *Service) OwnPapers(ctx context.Context, dossier uuid.UUID) ([]OwnPaper, error) {
	d, err := s.ByID(ctx, dossier)
	if err != nil {
		return nil, err
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return nil, err
	}
	me := scope(ctx)
	list, err := pg.Rows[OwnPaper](ctx, s.DB, `SELECT * FROM app.papers_at_counter($1, $2, $3, $4)`, dossier, me.Actor.ID, me.Actor.Name, s.Now())
	return slices.DeleteFunc(list, func(o OwnPaper) bool { _, asked := t.Component(o.Component); return !asked }), err
}

// UseOwnPaper hands in one of them as a paper of the dossier, with the receipt
// under the consent that was given; attach writes the row of the copy. Scope:
// the holder. Faults: NotFound when it was not named, or no longer stands;
// Conflict without consent; row.exists when it was used before.
func (s *Service) UseOwnPaper(ctx context.Context, dossier uuid.UUID, o OwnPaper, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) error {
	d, err := s.ByID(ctx, dossier)
	if err != nil {
		return err
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	c, ok := t.Component(o.Component)
	if !ok || !d.State.Can(ActAddPaper) {
		return movedOn()
	}
	me := scope(ctx)
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		doc, err := attach(ctx, tx, dossier)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, tenant_id, component, title, required, form, document_id, note) VALUES ($1, $2, $3, $4, $5, $6, 'electronic', $7, $8)`,
			newID(), dossier, me.Tenant, c.Key, c.Title, c.Required, doc, o.item().mark()); err != nil {
			return pg.Translate(err)
		}
		use := newID()
		if _, err := tx.Exec(ctx, `SELECT app.use_at_counter($1, $2, $3, $4, $5, $6, $7, $8)`, use, dossier, doc, o.Source, c.Key, me.Actor.ID, me.Actor.Name, s.Now()); err != nil {
			return pg.Translate(err)
		}
		return s.record(ctx, tx, &d, event{kind: "dossier.result_reused", silent: true, data: map[string]any{"paper": c.Title, "title": o.Title, "number": o.Number, "use": use}})
	})
}
