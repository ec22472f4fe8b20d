package dossiers

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// NewHandoverList gathers what waits for one office.
type NewHandoverList struct {
	ID      uuid.UUID // made by the page: a form sent twice makes one list
	To      uuid.UUID
	Lines   []uuid.UUID
	Carrier string // who carries it; may be empty
}

// handoverRegister counts the lists of an office, by year and without gaps.
const handoverRegister = "BG"

// MakeHandoverList gathers waiting lines into a list, to be handed over next.
// Scope: the sender. Idempotent by ID. Faults: Invalid without lines; Conflict
// when others listed them all meanwhile.
func (s *Service) MakeHandoverList(ctx context.Context, n NewHandoverList) error {
	n.Carrier = strings.TrimSpace(n.Carrier)
	switch {
	case len(n.Lines) == 0:
		return fault.Fields(map[string]string{"dong": "Chọn ít nhất một hồ sơ để bàn giao"})
	case len(n.Lines) > MostHandoverLines:
		return fault.Fields(map[string]string{"dong": "Một danh sách có tối đa 200 hồ sơ"})
	case utf8.RuneCountInString(n.Carrier) > 200:
		return fault.Fields(map[string]string{"carrier": "Viết ngắn hơn"})
	}
	if _, _, err := s.HandoverList(ctx, n.ID); !fault.Is(err, fault.NotFound) {
		return err // it is there already, or cannot be looked for
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error { return s.makeList(ctx, tx, n) })
}

func (s *Service) makeList(ctx context.Context, tx pgx.Tx, n NewHandoverList) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	now, no := s.Now(), 0
	year := now.In(vietnam).Year()
	if err := tx.QueryRow(ctx, `SELECT app.next_number($1, $2)`, handoverRegister, year).Scan(&no); err != nil {
		return pg.Translate(err)
	}
	_, err = tx.Exec(ctx, `SELECT app.make_handover_list($1, $2, $3, $4, $5, $6, $7, $8, $9)`, n.ID, no, year, n.To, n.Lines, n.Carrier, now, nilID(sc.Actor.ID), sc.Actor.Name)
	if err = pg.Translate(err); fault.HasKey(err, "handover_list.empty") {
		return fault.New(fault.Conflict, "handover_list.empty", "Các hồ sơ này vừa được đưa vào danh sách khác hoặc không phải chuyển nữa.")
	}
	return err
}

// CancelHandoverList takes a list apart that was not handed over yet; its
// dossiers wait again. Scope: the sender. Faults: NotFound; Conflict.
func (s *Service) CancelHandoverList(ctx context.Context, list uuid.UUID) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `SELECT app.cancel_handover_list($1)`, list)
		return listMoved(pg.Translate(err))
	})
}

// listMoved puts the conflicts and absences of a list into words.
func listMoved(err error) error {
	switch {
	case fault.Is(err, fault.NotFound):
		return noList()
	case fault.HasKey(err, "handover_list.moved_on"), fault.HasKey(err, "handover_line.moved_on"):
		return fault.New(fault.Conflict, "handover_list.moved_on", "Danh sách này vừa được người khác xác nhận. Tải lại trang để xem.").Wrap(err)
	case fault.HasKey(err, "handover_list.empty"):
		return fault.New(fault.Conflict, "handover_list.empty", "Không hồ sơ nào trong danh sách còn phải chuyển. Hủy danh sách này.").Wrap(err)
	}
	return err
}
