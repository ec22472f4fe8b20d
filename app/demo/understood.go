package demo

import (
	"context"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/reading/meaning"
	"motcua/tenants"
)

// understood gives some dossiers' first papers what a machine would have read on
// them, one in eight; confirmed makes an officer confirm it, so that the
// resident has it among her own papers.
func (d *play) understood(ctx context.Context, confirmed bool) error {
	if !d.legible() {
		return nil
	}
	off := d.officer(ctx, d.o, d.o.handler)
	ps, err := d.svc.Papers(off, d.id)
	if err != nil {
		return err
	}
	for _, p := range ps {
		if p.Document == nil || p.State == "replaced" {
			continue
		}
		return d.read(ctx, off, p, confirmed)
	}
	return nil
}

// legible tells whether the dossier's papers have words on them; the world's
// chances stay as they are.
func (d *play) legible() bool { return d.id[15]%8 == 0 }

func (d *play) read(ctx, off context.Context, p dossiers.Paper, confirmed bool) error {
	doc, err := d.w.docs.Get(off, *p.Document)
	if err != nil {
		return err
	}
	kind := meaning.Other
	if of := meaning.KindsIn(p.Title); len(of) > 0 {
		kind = of[0]
	}
	paper := meaning.Paper{Kind: kind, Fields: d.w.scans.fields(d.who)}
	if err := d.w.docs.Propose(tenants.With(ctx, tenants.Worker(doc.TenantID)), doc.ID, paper); err != nil || !confirmed {
		return err
	}
	in := documents.Confirmation{Document: doc.ID, Version: 1, Kind: kind}
	for _, f := range paper.Fields[:3] {
		in.Fields = append(in.Fields, documents.Decision{Name: f.Name, State: documents.Confirmed, Value: f.Value})
	}
	return d.svc.ConfirmDocument(off, d.id, in, d.w.docs.Confirm)
}
