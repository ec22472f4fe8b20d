package demo

import (
	"context"
	"fmt"
	"time"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
)

// land is the procedure in which the tax office sends a notice before the result.
const land = "1.013978"

// fate is how a dossier stands at the end of the replay, where chance alone
// would leave a state without any.
type fate int

const (
	ordinary fate = iota
	onItsWay      // handed over to another office just now
	unpaid        // its resident has the tax office's notice and has not paid yet
)

// fateOf spreads the fates over the first dossiers, so that the smallest world
// has some of each and a large one is not full of them.
func fateOf(i int) fate {
	switch {
	case i%40 == 7 && i < 240:
		return onItsWay
	case i%40 == 19 && i < 800:
		return unpaid
	}
	return ordinary
}

// start is when the i-th dossier comes in: two thirds in the last six weeks,
// the rest over half a year.
func (w *World) start(cal *deadlines.Calendar, i int) (time.Time, error) {
	switch fateOf(i) {
	case onItsWay:
		return deadlines.AddWorkingMinutes(cal, w.Now, -20-i/40)
	case unpaid:
		return deadlines.AddWorkingMinutes(cal, w.Now.AddDate(0, 0, -12-w.r.IntN(10)), w.r.IntN(300))
	}
	days := w.r.IntN(42)
	if w.r.IntN(3) == 0 {
		days = 42 + w.r.IntN(140)
	}
	at, err := deadlines.AddWorkingMinutes(cal, w.Now.AddDate(0, 0, -days).Truncate(24*time.Hour), w.r.IntN(430))
	if at.After(w.Now) {
		at = w.Now.Add(-time.Duration(w.r.IntN(240)) * time.Minute)
	}
	return at, err
}

// fated plans a dossier that stands still where its fate says.
func (w *World) fated(svc *dossiers.Service, places []office, procs map[string]Procedure, i int, f fate) []step {
	d := &play{w: w, svc: svc, id: w.id(), res: w.id()}
	ref := dossiers.Ref{ID: d.id}
	if f == onItsWay { // between the three of one province
		d.p, d.o, d.from = procs["1.001612"], places[i/40%3], places[(i/40+1)%3]
	} else {
		d.p, d.o, d.from = procs[land], places[i/40%4], places[i/40%4]
	}
	d.who = w.folk.next(localOf(d.o.province), d.o.place)
	if f == onItsWay {
		return []step{{0, d.receive}, {2, d.deliver}}
	}
	return []step{{0, d.receive}, {60, func(ctx context.Context) error {
		return d.svc.Assign(d.officer(ctx, d.o, d.o.head), ref, d.o.handler.ID, d.o.handler.Name)
	}}, {120, d.verify}, {240, d.askPayment}}
}

func (d *play) askPayment(ctx context.Context) error {
	t, err := d.terms(ctx, nil)
	if err != nil {
		return err
	}
	today := civil(d.w.clock)
	return d.svc.AskPayment(d.officer(ctx, d.o, d.o.handler), dossiers.Ref{ID: d.id}, dossiers.AskPayment{
		Amount: int64(5+d.w.r.IntN(180)) * 500_000, Purpose: "Tiền sử dụng đất và lệ phí trước bạ nhà, đất", Payee: "Kho bạc Nhà nước; nộp tại ngân hàng ghi trên thông báo hoặc trên Cổng Dịch vụ công quốc gia",
		NoticeNumber: fmt.Sprintf("%d/TB-TCS", 1000+d.w.r.IntN(9000)), NoticeDate: today, DueOn: today.AddDate(0, 0, 30), LegalBasis: t.Supplement.Basis,
	})
}

func (d *play) recordPayment(ctx context.Context) error {
	return d.svc.RecordPayment(d.officer(ctx, d.o, d.o.reception), dossiers.Ref{ID: d.id}, dossiers.RecordPayment{Number: fmt.Sprintf("GNT %06d", d.w.r.IntN(1_000_000)), Date: civil(d.w.clock)})
}

// civil is the Vietnamese date of a moment.
func civil(t time.Time) time.Time {
	y, m, day := t.In(deadlines.Zone).Date()
	return time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
}
