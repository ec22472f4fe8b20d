package demo

import (
	"context"
	"time"

	"motcua/app/certifying"
	"motcua/app/dossiers"
	"motcua/app/reading"
	"motcua/app/results"
)

// signsSince is how long before the end of the replay results are real files
// with simulated signatures; older ones are a line of text, which is quicker made.
const signsSince = 60 * time.Hour

// signing readies the signing of results at the replay's clock.
func (w *World) signing(svc *dossiers.Service, clock func() time.Time) {
	if w.Results == nil || w.Results.Keys.Pretend == nil {
		return
	}
	k := *w.Results.Keys
	k.Now, k.Stamps = clock, k.Pretend.Stamps(clock)
	r := *w.Results
	r.Dossiers, r.Documents, r.Keys, r.Now = svc, w.docs, &k, clock
	w.signed = &r
	w.copying = &certifying.Service{Dossiers: svc, Documents: w.docs, Keys: &k, Offices: r.Offices, Reader: reading.New(), Base: r.Base}
}

func (d *play) draftResult(ctx context.Context, o dossiers.Outcome, reason string) error {
	ref := dossiers.Ref{ID: d.id}
	if !d.real() {
		return d.svc.DraftResult(ctx, ref, dossiers.DraftResult{Outcome: o, Content: d.p.Name + " cho " + d.who.Name + ".", Reason: reason})
	}
	f, err := d.svc.Open(ctx, d.id)
	if err != nil {
		return err
	}
	body, err := d.w.signed.FirstBody(ctx, &f)
	if err != nil {
		return err
	}
	return d.w.signed.Submit(ctx, ref, results.Draft{Outcome: o, Body: body, Reason: reason, Facts: results.PartyFacts(&f), Checked: true})
}

// real tells whether results of this moment are real files.
func (d *play) real() bool { return d.w.signed != nil && d.w.Now.Sub(d.w.clock) <= signsSince }

func (d *play) draftCorrection(ctx context.Context, f *dossiers.Full, fixes string) error {
	ref := dossiers.Ref{ID: d.id}
	if !d.real() {
		return d.svc.DraftCorrection(ctx, ref, dossiers.DraftResult{Content: d.p.Name + " cho " + d.who.Name + ".", Reason: f.Issued().Reason, Fixes: fixes})
	}
	body, err := d.w.signed.FirstBody(ctx, f)
	if err != nil {
		return err
	}
	return d.w.signed.Submit(ctx, ref, results.Draft{Body: body, Reason: f.Issued().Reason, Facts: results.PartyFacts(f), Checked: true, Fixes: fixes})
}

func (d *play) approve(ctx context.Context) error {
	ref := dossiers.Ref{ID: d.id}
	if d.w.signed == nil {
		return d.svc.Approve(ctx, ref, "CHỦ TỊCH")
	}
	out, err := d.w.signed.Sign(ctx, []dossiers.Ref{ref}, "CHỦ TỊCH", "")
	if err != nil {
		return err
	}
	return out[0].Err
}
