package demo

import (
	"context"

	"motcua/app/dossiers"
	"motcua/app/fault"
)

// handPapers gathers what waits at the counter for the competent office into a
// list and hands it over.
func (d *play) handPapers(ctx context.Context) error {
	off := d.officer(ctx, d.from, d.from.reception)
	desk, err := d.svc.HandoverDesk(off)
	if err != nil {
		return err
	}
	n := dossiers.NewHandoverList{ID: d.w.id(), To: d.o.id, Carrier: "Bưu điện"}
	for _, x := range desk.Waiting {
		if x.To == d.o.id {
			n.Lines = append(n.Lines, x.ID)
		}
	}
	if len(n.Lines) == 0 {
		return nil // went with another one's
	}
	if err := d.svc.MakeHandoverList(off, n); err != nil {
		return err
	}
	return d.svc.HandOverList(off, n.ID)
}

// takePapers confirms what came; now and then something is missing.
func (d *play) takePapers(ctx context.Context) error {
	off := d.officer(ctx, d.o, d.o.reception)
	desk, err := d.svc.HandoverDesk(off)
	if err != nil {
		return err
	}
	for _, l := range desk.Coming {
		_, lines, err := d.svc.HandoverList(off, l.ID)
		if err != nil {
			return err
		}
		var said []dossiers.LineAnswer
		for _, x := range lines {
			a := dossiers.LineAnswer{Line: x.ID, Came: d.w.r.IntN(25) > 0}
			if !a.Came {
				a.Reason = "Không có trong túi hồ sơ"
			}
			said = append(said, a)
		}
		if err := d.svc.ReceiveHandoverList(off, l.ID, said); err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return nil
}

// refusedThere is what the office that received a refused dossier does: takes it
// as its own, asks the province, or leaves it in its queue.
func (d *play) refusedThere(ctx context.Context) error {
	off := d.officer(ctx, d.from, d.from.reception)
	switch d.w.r.IntN(3) {
	case 0:
		return d.svc.Accept(off, dossiers.Ref{ID: d.id})
	case 1:
		list, err := d.svc.CoordinationsOf(off, d.id)
		if err != nil || len(list) == 0 {
			return err
		}
		return ignoreMoved(d.svc.RaiseCoordination(off, list[len(list)-1].ID, "Theo bản đồ địa giới, thửa đất thuộc "+d.o.place))
	}
	return nil
}
