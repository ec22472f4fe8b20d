package keeping

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// How much one turn of the job does; what is left comes back.
const (
	dossierSlice = 50
	fileSlice    = 200
)

// Destroy is one turn of the job destroy_list, in the worker's scope of the
// office. more: there is something left to do.
//
// Rows go first, each dossier in a transaction of its own that writes the proof
// and takes the wrapped keys along: from then on nobody can read the files. The
// files follow from a list of their own, so a crash between the two, or between
// a file and its line, leaves work and never a readable rest. Twice is harmless.
//
// Precondition: two people agreed and the database still says so.
// Fault: Unavailable (storage.down): to be tried again.
func (s *Service) Destroy(ctx context.Context, list uuid.UUID) (more bool, err error) {
	state, err := pg.Value[string](ctx, s.DB, `SELECT coalesce((SELECT state FROM app.destruction_list WHERE id = $1), '')`, list)
	if err != nil || state != Approved {
		return false, err
	}
	ids, err := pg.Values[uuid.UUID](ctx, s.DB, `SELECT dossier_id FROM app.destruction_item WHERE list_id = $1 AND state = 'proposed' ORDER BY code LIMIT $2`, list, dossierSlice)
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		if err := s.destroyOne(ctx, list, id); err != nil {
			return false, err
		}
	}
	if len(ids) == dossierSlice {
		return true, nil
	}
	n, err := s.Files.DestroyFiles(ctx, list, fileSlice)
	if err != nil || n == fileSlice {
		return err == nil, err
	}
	return false, s.finish(ctx, list)
}

// destroyOne destroys a dossier, or writes down why it stays.
func (s *Service) destroyOne(ctx context.Context, list, dossier uuid.UUID) error {
	var why string
	err := s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT app.destroy_dossier($1, $2, $3)`, list, dossier, s.Files.LockDays()).Scan(&why); err != nil {
			return pg.Translate(err)
		}
		if why == "" || why == "done" {
			return nil
		}
		return keepItems(ctx, tx, list, []uuid.UUID{dossier}, why)
	})
	// something still refers to it, or a hold came at this moment: it stays, the others go on
	var pe *pgconn.PgError
	if fault.HasKey(err, "dossier.held") || errors.As(err, &pe) && pe.Code == "23503" {
		why = "in_use"
		if fault.HasKey(err, "dossier.held") {
			why = "held"
		}
		return s.DB.Tx(ctx, func(tx pgx.Tx) error { return keepItems(ctx, tx, list, []uuid.UUID{dossier}, why) })
	}
	return err
}

func (s *Service) finish(ctx context.Context, list uuid.UUID) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var destroyed, kept int
		err := tx.QueryRow(ctx, `UPDATE app.destruction_list l SET state = 'done', finished_at = $2 WHERE l.id = $1 AND l.state = 'approved'
			AND NOT EXISTS (SELECT 1 FROM app.destruction_object o WHERE o.list_id = l.id)
			RETURNING (SELECT count(*) FROM app.destruction_item i WHERE i.list_id = l.id AND i.state = 'destroyed'), (SELECT count(*) FROM app.destruction_item i WHERE i.list_id = l.id AND i.state = 'kept')`, list, s.Now()).Scan(&destroyed, &kept)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "destruction", SubjectID: list, Kind: "destruction.done", At: s.Now(), Data: map[string]any{"destroyed": destroyed, "kept": kept}})
	})
}
