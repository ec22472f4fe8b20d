package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
)

// AddPaper attaches one more file. A resident adds to a draft, or answers an
// open request (round is then set); an officer of the receiving or holding
// tenant adds what came in later. attach writes the stored file's row.
// Faults: NotFound; Conflict when nothing may be added now.
func (s *Service) AddPaper(ctx context.Context, dossier uuid.UUID, component, form string, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) (paper uuid.UUID, err error) {
	a, err := s.adding(ctx, dossier)
	if err != nil {
		return uuid.Nil, err
	}
	c, ok := a.component(component)
	if !ok {
		return uuid.Nil, noComponent()
	}
	if err := a.travels(ctx, form); err != nil {
		return uuid.Nil, err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if a.byResident && a.d.State == AwaitingSupplement {
			sup, err := openSupplement(ctx, tx, dossier)
			if err != nil {
				return err
			}
			if !sup.Marks(component) {
				return fault.New(fault.Conflict, "paper.locked", "Giấy tờ này đã nộp và không được yêu cầu sửa. Chỉ gửi lại giấy tờ có trong yêu cầu bổ sung.")
			}
		}
		doc, err := attach(ctx, tx, dossier)
		if err != nil {
			return err
		}
		if paper, err = a.row(ctx, tx, c, form, doc); err != nil || a.byResident {
			return err // a resident's files are told of when she files or answers
		}
		if err := a.wait(ctx, tx); err != nil {
			return err
		}
		return s.record(ctx, tx, &a.d, event{kind: "dossier.paper_added", quiet: true, data: map[string]any{"paper": c.Title, "form": form}})
	})
	return paper, err
}

// adding is what adding papers to a dossier needs to know.
type adding struct {
	s          *Service
	d          Dossier
	terms      Terms
	tenant     *uuid.UUID // whose officer adds; nil: the resident
	byResident bool
	due        time.Time // of the pile that papers on paper travel with; zero: none travels
}

// adding looks whether papers may be added now.
func (s *Service) adding(ctx context.Context, dossier uuid.UUID) (a adding, err error) {
	a.s = s
	if a.d, err = s.ByID(ctx, dossier); err != nil {
		return a, err
	}
	sc := scope(ctx)
	if a.byResident = sc.Resident != uuid.Nil; !a.byResident {
		a.tenant = &sc.Tenant
	}
	if a.byResident && a.d.State != Draft && a.d.State != AwaitingSupplement || !a.byResident && (a.d.State.Ended() || a.d.State == InTransit) {
		return a, movedOn()
	}
	a.terms, err = s.TermsFor(ctx, &a.d)
	return a, err
}

// component finds what a paper is; an officer may file a declaration on paper too.
func (a *adding) component(key string) (Component, bool) {
	if !a.byResident {
		for _, c := range a.terms.Declaration {
			if c.Key == key {
				return c, true
			}
		}
	}
	return a.terms.Component(key)
}

func noComponent() error {
	return fault.New(fault.NotFound, "component.not_found", "Thủ tục này không cần giấy tờ đó.")
}

// travels asks when what is here on paper must leave for the office that decides.
func (a *adding) travels(ctx context.Context, form string) (err error) {
	if a.byResident || a.d.Competent == *a.tenant || form == "" || form == "electronic" || !a.due.IsZero() {
		return nil
	}
	a.due, err = a.s.pile(ctx)
	return err
}

// row writes one paper.
func (a *adding) row(ctx context.Context, tx pgx.Tx, c Component, form string, doc uuid.UUID) (uuid.UUID, error) {
	round := 0
	if a.d.State == AwaitingSupplement {
		round = a.d.SupplementRounds
	}
	if form == "" {
		form = "electronic"
	}
	id := newID()
	_, err := tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, tenant_id, component, title, required, form, document_id, round) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, a.d.ID, a.tenant, c.Key, c.Title, c.Required, form, doc, round)
	return id, err
}

// wait puts the papers on the pile that leaves next, when some travel.
func (a *adding) wait(ctx context.Context, tx pgx.Tx) error {
	if a.due.IsZero() {
		return nil
	}
	return a.s.papersWait(ctx, tx, a.d.ID, TravelPapers, a.terms.Name, a.due)
}
