package documents

import (
	"context"
	"path"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Cutting is a paper to be made of some pages of a batch.
type Cutting struct {
	Pages []int32
	Name  string
}

// BatchOf is a dossier's batch. Fault: NotFound.
func (s *Service) BatchOf(ctx context.Context, dossier, batch uuid.UUID) (Document, error) {
	d, err := s.WithDrawn(ctx, batch)
	if err == nil && (d.Purpose != Batch || d.DossierID == nil || *d.DossierID != dossier) {
		return Document{}, fault.New(fault.NotFound, "document.not_found", "Không tìm thấy tệp quét này.")
	}
	return d, err
}

// StoreCuttings keeps papers cut out of a batch, without rows (see Record). The
// batch was looked into and scanned for malware as the whole it came in, so they
// are not once more.
// Faults: as CutFile.
func (s *Service) StoreCuttings(ctx context.Context, batch Document, list []Cutting) (made []Document, err error) {
	scope, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			for _, d := range made {
				s.Discard(ctx, d)
			}
		}
	}()
	lists := make([][]int32, len(list))
	for i, c := range list {
		lists[i] = c.Pages
	}
	err = s.CutFile(ctx, batch.ID, lists, func(n int, p Piece) error {
		d := Document{
			Purpose: Paper, Name: cleanName(list[n].Name + path.Ext(batch.Name)), Pages: len(list[n].Pages), State: Stored, Scan: batch.Scan, VisibleToResident: true,
			CreatedAt: s.now().UTC().Truncate(time.Microsecond), BatchID: &batch.ID, BatchPages: list[n].Pages,
		}
		if d.ID, err = newID(); err != nil {
			return err
		}
		d.CreatedByKind, d.CreatedBy = actor(scope)
		o, err := s.blobs.Put(ctx, scope.Tenant, p.File, max(Feeder.MaxBytes, p.Size), p.ContentType)
		if err != nil {
			return err
		}
		d.describe(o)
		made = append(made, d)
		return nil
	})
	return made, err
}

// Cut tells whether all these papers were cut out of the batch before.
// Fault: Conflict (batch.parted) when other papers were, of some of the pages.
func (s *Service) Cut(ctx context.Context, batch uuid.UUID, list []Cutting) (done bool, err error) {
	used, err := s.UsedOf(ctx, batch)
	if err != nil {
		return false, err
	}
	return claimed(used, list)
}

// ClaimCuttings is Cut in the transaction that writes the papers: one at a time
// for each batch.
func (s *Service) ClaimCuttings(ctx context.Context, tx pgx.Tx, batch uuid.UUID, list []Cutting) (done bool, err error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 70))`, batch.String()); err != nil {
		return false, pg.Translate(err)
	}
	rows, err := tx.Query(ctx, usedSQL, batch)
	if err != nil {
		return false, pg.Translate(err)
	}
	used, err := pgx.CollectRows(rows, pgx.RowToStructByName[Used])
	if err != nil {
		return false, pg.Translate(err)
	}
	return claimed(used, list)
}

func claimed(used []Used, list []Cutting) (done bool, err error) {
	same, overlap := 0, false
	for _, c := range list {
		for _, u := range used {
			if slices.Equal(u.Pages, c.Pages) {
				same++
				continue
			}
			overlap = overlap || slices.ContainsFunc(c.Pages, func(n int32) bool { return slices.Contains(u.Pages, n) })
		}
	}
	switch {
	case len(list) > 0 && same == len(list):
		return true, nil
	case same > 0 || overlap:
		return false, fault.New(fault.Conflict, "batch.parted", "Một số trang vừa được tách thành giấy tờ. Xem lại các trang còn lại rồi tách tiếp.")
	}
	return false, nil
}
