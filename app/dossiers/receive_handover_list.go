package dossiers

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// LineAnswer is what the receiver says of one line.
type LineAnswer struct {
	Line   uuid.UUID
	Came   bool
	Reason string // why not, or what was missing
}

// ReceiveHandoverList is the receiver's part of the confirmation, line by line:
// what came lies here from now on, what did not lies with the sender again and
// waits there for the next list. Scope: the receiver. Faults: Invalid beside
// the line (fields "ly_do_1" by position) without a reason or an answer;
// NotFound; Conflict.
func (s *Service) ReceiveHandoverList(ctx context.Context, list uuid.UUID, answers []LineAnswer) error {
	l, lines, err := s.HandoverList(ctx, list)
	if err != nil {
		return err
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if l.To != sc.Tenant {
		return noList()
	}
	if l.State != "handed" {
		return listMoved(fault.New(fault.Conflict, "handover_list.moved_on"))
	}
	said, wrong := map[uuid.UUID]LineAnswer{}, map[string]string{}
	for _, a := range answers {
		a.Reason = strings.TrimSpace(a.Reason)
		said[a.Line] = a
	}
	for _, x := range lines {
		if x.State != "listed" {
			continue
		}
		field := fmt.Sprintf("ly_do_%d", x.Position)
		switch a, ok := said[x.ID]; {
		case !ok:
			wrong[field] = "Chọn đã nhận hay không nhận được hồ sơ " + x.Code
		case !a.Came && a.Reason == "":
			wrong[field] = "Ghi lý do không nhận được hồ sơ " + x.Code
		case utf8.RuneCountInString(a.Reason) > 500:
			wrong[field] = "Viết ngắn hơn"
		}
	}
	if len(wrong) > 0 {
		return fault.Fields(wrong)
	}
	again, err := s.papersDue(ctx, l.From, s.Now()) // what is missing is looked for there
	if err != nil {
		return err
	}
	onward, err := s.pile(ctx) // what was refused meanwhile goes back from here
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		for _, x := range lines {
			if x.State == "listed" {
				if err := s.answerLine(ctx, tx, l, x, said[x.ID], again, onward); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (s *Service) answerLine(ctx context.Context, tx pgx.Tx, l HandoverList, x HandoverLine, a LineAnswer, again, onward time.Time) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if a.Came {
		a.Reason = ""
	}
	if _, err := tx.Exec(ctx, `SELECT app.answer_handover_line($1, $2, $3, $4, $5, $6, $7, $8)`, x.ID, a.Came, a.Reason, newID(), again, s.Now(), nilID(sc.Actor.ID), sc.Actor.Name); err != nil {
		return listMoved(pg.Translate(err))
	}
	e := event{silent: true, data: map[string]any{"list": l.Number(), "reason": a.Reason}}
	switch {
	case x.Kind == TravelResult && a.Came:
		e.kind, e.silent = "dossier.result_arrived", false
	case x.Kind == TravelResult:
		e.kind, e.silent, e.quiet = "dossier.result_missing", false, true
	case a.Came:
		e.kind = "dossier.papers_received"
	default:
		e.kind = "dossier.papers_missing"
	}
	if err := s.travelled(ctx, tx, x.Dossier, e); err != nil {
		return err
	}
	if x.Kind == TravelPapers && a.Came {
		return s.papersWait(ctx, tx, x.Dossier, TravelPapers, x.Procedure, onward)
	}
	return nil
}
