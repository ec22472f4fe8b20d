package dossiers

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
)

// File moves a draft into the office's hands and starts its intake clock.
// Scope: resident, or the narrowed one of a helper. A second click returns the
// same code. Faults: Invalid with the papers still missing, or with
// the office that the answers make competent; NotFound; Conflict.
func (s *Service) File(ctx context.Context, r Ref) (code string, err error) {
	return s.file(ctx, r, nil, DraftChange{})
}

// HandIn writes the checked answers and the parties of a draft and files it,
// all in one transaction: clicks at the same moment wait for the first one and
// are answered with its code. Scope and faults: those of File.
func (s *Service) HandIn(ctx context.Context, r Ref, answers map[string]string, last DraftChange) (code string, err error) {
	return s.file(ctx, r, answers, last)
}

func (s *Service) file(ctx context.Context, r Ref, answers map[string]string, last DraftChange) (code string, err error) {
	d, err := s.ByID(ctx, r.ID)
	if fault.Is(err, fault.NotFound) && scope(ctx).OnlyDossier == r.ID {
		return s.filedAs(ctx, r.ID) // a helper's second click: her scope sees drafts only, the function knows the code
	}
	if err != nil {
		return "", err
	}
	if d.State == Submitted && d.Filing != "counter" {
		return d.CodeText(), nil
	}
	if d.State != Draft {
		return "", movedOn()
	}
	d.Answers = merged(d.Answers, answers)
	last.on(&d)
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return "", err
	}
	if t.Ended {
		return "", fault.New(fault.Conflict, "procedure.ended", "Thủ tục này đã bị bãi bỏ nên không nộp được nữa. Nội dung đã viết vẫn còn trong bản nháp.")
	}
	if err := t.misplaced(d.Competent); err != nil {
		return "", err
	}
	cal, err := s.calendar(ctx, d.Competent, t.Field)
	if err != nil {
		return "", err
	}
	now := s.Now()
	due, err := intakeDue(cal, now, t.Intake)
	if err != nil {
		return "", fmt.Errorf("intake clock: %w", err)
	}
	if r.Version == 0 {
		r.Version = d.Version
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		locked, err := lockDraft(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		if locked.Version != r.Version {
			return changedSince()
		}
		if err := last.write(ctx, tx, &d); err != nil {
			return err
		}
		if err := checkPapers(ctx, tx, d, t); err != nil {
			return err
		}
		var parties int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM app.party WHERE dossier_id = $1`, d.ID).Scan(&parties); err != nil {
			return err
		}
		if parties == 0 {
			return fault.New(fault.Invalid, "dossier.no_applicant", "Chưa có thông tin người nộp. Điền mục \"Người nộp\" rồi nộp lại.")
		}
		if err := tx.QueryRow(ctx, `SELECT app.file_dossier($1, $2, $3, $4, $5)`, d.ID, r.Version+1, now, due, len(t.RequiredUploads())).Scan(&code); err != nil {
			return pg.Translate(err)
		}
		if err := audit.Write(ctx, tx, audit.Entry{
			Subject: "dossier", SubjectID: d.ID, Kind: "dossier.filed", Public: true, At: now,
			Data: map[string]any{"code": code, "channel": d.Channel, "filing": d.Filing, "answer_by": due.UTC()},
		}); err != nil {
			return err
		}
		return s.tell(ctx, tx, args.NotifyDossier{Ref: args.For(ctx, d.Competent), DossierID: d.ID, Event: "dossier.filed", Version: r.Version + 2})
	})
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
		// clicks at once: the other one filed it while this one waited for the row
		if again, e := s.filedAs(ctx, r.ID); e == nil {
			return again, nil
		}
	}
	return code, err
}

// filedAs is the code of a dossier that was filed already; a fault while it is a draft.
func (s *Service) filedAs(ctx context.Context, id uuid.UUID) (string, error) {
	return pg.Value[string](ctx, s.DB, `SELECT app.file_dossier($1, 0, now(), now(), 0)`, id)
}

// checkPapers refuses to file while a required paper has no file.
func checkPapers(ctx context.Context, tx pgx.Tx, d Dossier, t Terms) error {
	rows, err := tx.Query(ctx, `SELECT DISTINCT component FROM app.paper WHERE dossier_id = $1 AND document_id IS NOT NULL`, d.ID)
	if err != nil {
		return err
	}
	have, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	got := map[string]bool{}
	for _, c := range have {
		got[c] = true
	}
	missing := map[string]string{}
	for _, c := range t.RequiredUploads() {
		if !got[c.Key] {
			missing["paper_"+c.Key] = "Thêm ảnh hoặc tệp của giấy tờ: " + c.Title
		}
	}
	if len(missing) > 0 {
		return fault.Fields(missing)
	}
	return nil
}
