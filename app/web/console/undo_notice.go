package console

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/app/web"
	view "motcua/views/console"
)

// undoable is the message that this officer may still take back.
func (p *Pages) undoable(c *web.Ctx, id uuid.UUID) (*view.Undo, error) {
	u, err := p.Notices.Undoable(c.Context(), id)
	if err != nil || u == nil {
		return nil, err
	}
	left := int(u.Until.Sub(p.Now()).Seconds())
	if left < 1 {
		return nil, nil
	}
	return &view.Undo{Action: path(id.String(), "hoan-tac-tin"), Event: u.Event, At: strconv.FormatInt(u.At.UnixMicro(), 10), What: notices.Title(u.Event), Left: left}, nil
}

// UndoNotice takes the message of one's own act back before it goes out.
func (p *Pages) UndoNotice(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	if _, err := p.Dossiers.ByID(c.Context(), id); err != nil {
		return err
	}
	at, _ := strconv.ParseInt(c.Form("luc"), 10, 64) // no moment of any act: told like one that went out
	if err := p.Notices.Undo(c.Context(), id, c.Form("viec"), time.UnixMicro(at)); fault.HasKey(err, "notice.gone") {
		return p.dossierAgain(c, fault.New(fault.Invalid, "notice.gone", "Tin này đã gửi đi hoặc đã được hoàn tác."))
	} else if err != nil {
		return err
	}
	return c.Go(path(id.String(), ""))
}
