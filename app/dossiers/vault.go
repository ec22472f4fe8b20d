package dossiers

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/fold"
	"motcua/app/procedures/revision"
	"motcua/app/reading/meaning"
	"motcua/storage/pg"
)

// VaultItem is one paper of a resident's own store: a result that some office
// issued to her, or a paper that an officer confirmed with the page beside it.
type VaultItem struct {
	Document    uuid.UUID  `db:"document"`
	Dossier     uuid.UUID  `db:"dossier"` // out of which it came
	Code        string     `db:"code"`
	Result      *uuid.UUID `db:"result"`      // nil: a confirmed paper
	ResultKind  string     `db:"result_kind"` // the nation's code of a result
	Kind        string     `db:"kind"`        // of a confirmed paper, see meaning.Kinds
	Title       string     `db:"title"`
	Number      string     `db:"number"`
	Issuer      string     `db:"issuer"` // as the paper says; "" Office
	Office      *uuid.UUID `db:"office"` // that issued, or confirmed it
	IssuedOn    *time.Time `db:"issued_on"`
	ExpiresOn   *time.Time `db:"expires_on"` // the last day on which it holds; nil: no term
	ConfirmedAt *time.Time `db:"confirmed_at"`
	SHA256      []byte     `db:"sha256"`
	Name        string     `db:"name"` // of the file
	ContentType string     `db:"content_type"`
	Size        int64      `db:"size"`
	Removed     bool       `db:"removed"` // taken out again by the resident
}

// Expired tells whether its term was over before the day of at.
func (v VaultItem) Expired(at time.Time) bool {
	return v.ExpiresOn != nil && v.ExpiresOn.Format(time.DateOnly) < at.In(vietnam).Format(time.DateOnly)
}

// endsSoon is how many days before the end of a term a paper is said to end.
const endsSoon = 30

// EndsSoon tells whether its term ends within 30 days of at.
func (v VaultItem) EndsSoon(at time.Time) bool {
	return v.ExpiresOn != nil && !v.Expired(at) && v.ExpiresOn.Format(time.DateOnly) <= at.In(vietnam).AddDate(0, 0, endsSoon).Format(time.DateOnly)
}

// kinds are the kinds of papers that it may serve as.
func (v VaultItem) kinds() []string {
	if v.Result == nil {
		return []string{v.Kind}
	}
	return meaning.KindsIn(v.Title)
}

// Vault lists the papers of the context's resident, the newest first, out of her
// dossiers with any office; copies that she used count once. Only results that
// stand, and only papers that were confirmed and are of use again. Scope:
// resident; a helper's scope reaches one draft only, so it finds none.
func (s *Service) Vault(ctx context.Context) ([]VaultItem, error) {
	list, err := pg.Rows[VaultItem](ctx, s.DB, `SELECT * FROM (
		SELECT x.id AS document, d.id AS dossier, coalesce(d.code, '') AS code, r.id AS result, r.kind_code AS result_kind, '' AS kind, r.title, r.number, '' AS issuer, r.tenant_id AS office,
			(r.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS issued_on, NULL::date AS expires_on, r.issued_at AS confirmed_at, x.sha256, x.name, x.content_type, x.size, false AS removed
		FROM app.dossier d JOIN app.result r ON r.dossier_id = d.id JOIN app.document x ON x.id = r.document_id
		WHERE d.resident_id = app.resident_id() AND r.state = 'issued' AND r.outcome = 'granted'
		UNION ALL
		SELECT x.id, d.id, coalesce(d.code, ''), NULL, '', k.kind, p.title, k.number, k.issuer, k.confirmed_tenant, k.issued_on, k.expires_on, k.confirmed_at, x.sha256, x.name, x.content_type, x.size,
			EXISTS (SELECT 1 FROM app.vault_removed v WHERE v.document_id = x.id)
		FROM app.dossier d JOIN app.document_kind k ON k.dossier_id = d.id AND k.state = 'confirmed' JOIN app.paper p ON p.document_id = k.document_id AND p.state NOT IN ('faulty', 'replaced')
			JOIN app.document x ON x.id = k.document_id
		WHERE d.resident_id = app.resident_id() AND d.state <> 'draft' AND NOT EXISTS (SELECT 1 FROM app.vault_use u WHERE u.document_id = x.id)
		) v ORDER BY confirmed_at DESC, document LIMIT 300`)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(v VaultItem) bool { return v.Result == nil && !meaning.Reusable(v.Kind) })
	for i := range list {
		v := &list[i]
		for _, k := range v.kinds() {
			if v.ExpiresOn == nil {
				v.ExpiresOn = documents.Ends(k, v.IssuedOn)
			}
		}
	}
	return list, nil
}

// Fitting are the papers that do for a component, best first: a result by its
// code, then a paper or result of its kind, then one that was handed in under
// the same name. What is out of date, taken out, or of this very dossier is not
// among them.
func Fitting(vault []VaultItem, c revision.Component, dossier uuid.UUID, at time.Time) (out []VaultItem) {
	kinds := meaning.KindsIn(c.Title)
	for _, fits := range []func(VaultItem) bool{
		func(v VaultItem) bool {
			return v.Result != nil && v.ResultKind != "" && slices.Contains(c.Replaces, v.ResultKind)
		},
		func(v VaultItem) bool {
			return slices.ContainsFunc(v.kinds(), func(k string) bool { return slices.Contains(kinds, k) })
		},
		func(v VaultItem) bool { return v.Kind == meaning.Other && fold.Key(v.Title) == fold.Key(c.Title) },
	} {
		for _, v := range vault {
			if fits(v) && !v.Expired(at) && !v.Removed && v.Dossier != dossier && !slices.ContainsFunc(out, func(o VaultItem) bool { return o.Document == v.Document }) {
				out = append(out, v)
			}
		}
	}
	return out[:min(len(out), 10)]
}
