package exchange

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/tenants"
)

// Ask asks a register about a party of a dossier. The question is on record
// before it leaves, the answer after; without an answer the officer goes on
// with paper, and nothing is stopped. Asked twice with one id it is asked once.
// Scope: the holder. Faults: those of dossiers.BeginLookup, and nothing of the register's.
func (l *Link) Ask(ctx context.Context, dossier uuid.UUID, n dossiers.NewLookup) error {
	p, err := l.Dossiers.Party(ctx, dossier, n.Party)
	if err != nil {
		return err
	}
	claims := claimsOf(p)
	for k := range claims {
		n.Fields = append(n.Fields, k)
	}
	slices.Sort(n.Fields)
	first, err := l.Dossiers.BeginLookup(ctx, dossier, n, p)
	if err != nil || !first {
		return err
	}
	a := l.answer(ctx, dossier, n, p, claims)
	// the officer may have closed the page meanwhile; what was asked has its answer all the same
	return l.Dossiers.EndLookup(context.WithoutCancel(ctx), dossier, n.ID, a)
}

// claimsOf is what the paper says of somebody, as far as it says it.
func claimsOf(p dossiers.Party) map[string]string {
	out := map[string]string{"full_name": p.FullName}
	for k, v := range map[string]string{"birth_date": p.BirthDate, "gender": p.Gender, "address": p.Address} {
		if v != "" {
			out[k] = v
		}
	}
	return out
}

func (l *Link) answer(ctx context.Context, dossier uuid.UUID, n dossiers.NewLookup, p dossiers.Party, claims map[string]string) dossiers.LookupAnswer {
	none := func(key string) dossiers.LookupAnswer {
		return dossiers.LookupAnswer{Verdict: dossiers.RegisterSilent, FailedKey: key}
	}
	if l.Registers == nil {
		return none("not_connected")
	}
	if !twelve.MatchString(p.IDNumber) {
		return none("no_number")
	}
	q := Question{ID: n.ID, Register: n.Register, Basis: n.Basis, IDNumber: p.IDNumber, Fields: claims}
	d, err := l.Dossiers.ByID(ctx, dossier)
	if err != nil {
		return none("internal")
	}
	if t, err := l.Dossiers.TermsFor(ctx, &d); err == nil {
		q.Procedure = t.Code
	}
	q.Dossier = d.CodeText()
	if sc, err := tenants.From(ctx); err == nil {
		q.Officer = sc.Actor.Name
		if o, err := l.Offices.ByID(tenants.With(ctx, tenants.Public()), sc.Tenant); err == nil {
			q.Office = o.UnitCode
		}
	}
	within, cancel := l.within(ctx)
	defer cancel()
	r, err := l.Registers.Ask(within, q)
	if key, no := refused(err); no {
		return none("refused." + key)
	} else if err != nil {
		return none(reasonOf(err))
	}
	if !slices.Contains([]dossiers.RegisterVerdict{dossiers.RegisterMatch, dossiers.RegisterMismatch, dossiers.RegisterNoData, dossiers.RegisterNoBasis}, r.Verdict) {
		return none("unknown_answer")
	}
	// only what was asked comes back
	r.Differs = slices.DeleteFunc(r.Differs, func(f string) bool { return !slices.Contains(n.Fields, f) })
	return dossiers.LookupAnswer{Verdict: r.Verdict, Differs: r.Differs, Reference: r.Reference}
}
