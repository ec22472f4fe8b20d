package procedures

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// Names are what a procedure is called and where it stands in the catalogue.
// They are no part of a revision: a change shows at once, for all of them.
type Names struct {
	Name      string   // legal name
	PlainName string   // as people say it; "" the legal one
	Synonyms  []string // everyday words, each a way to ask for it
	Field     string
	Level     string // Levels
}

// SetNames is what somebody wrote, and what they had before them.
type SetNames struct {
	Procedure uuid.UUID
	Seen      Names // as they were shown
	Names
}

// Renamed is one change of a name, as the audit entry keeps it.
type Renamed struct {
	What   string `json:"what"` // name, plain_name, synonyms, field, level, words
	Before string `json:"before"`
	After  string `json:"after"`
}

// MostWords is the most everyday words of a procedure, and of a province for it.
const MostWords = 40

// Names of a subject.
func (s Subject) Names() Names {
	return Names{s.Name, s.PlainName, s.SynonymList(), s.Field, s.Level}
}

// SetNames names a procedure of the scope's own anew (the nation's, for the
// platform). The catalogue and its search follow at once; dossiers keep what
// their papers say. Faults: Invalid beside name, plain_name, synonyms, field
// and level; NotFound, also for a national one in a province; Conflict when
// somebody else changed it since. Scope: province, platform.
func (s *Revisions) SetNames(ctx context.Context, in SetNames) error {
	sc, province, err := author(ctx)
	if err != nil {
		return err
	}
	n := NewProcedure{Name: in.Name, PlainName: in.PlainName, Field: in.Field, Level: in.Level}
	bad := n.mend(false)
	if in.Level == in.Seen.Level { // some in law stand at levels beside ours; they may stay
		delete(bad, "level")
	}
	words, say := everydayWords(in.Synonyms)
	if say != "" {
		bad["synonyms"] = say
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	now := s.Now()
	return s.done(s.DB.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+subjectColumns+` FROM app.procedure WHERE id = $1 AND province_code IS NOT DISTINCT FROM $2 FOR UPDATE`, in.Procedure, province)
		if err != nil {
			return err
		}
		p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Subject])
		if fault.Is(pg.Translate(err), fault.NotFound) {
			return notFound()
		}
		if err != nil {
			return err
		}
		old, to := p.Names(), Names{n.Name, n.PlainName, words, n.Field, n.Level}
		if len(changed(in.Seen, old)) > 0 {
			return fault.New(fault.Conflict, "procedure.names_changed", "Tên gọi vừa được người khác sửa. Xem bản mới ở mục lịch sử bên dưới, rồi sửa lại.")
		}
		changes := changed(old, to)
		if len(changes) == 0 {
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE app.procedure SET name = $2, plain_name = $3, synonyms = $4, field = $5, level = $6, search_text = app.fold($3 || ' ' || $2 || ' ' || $4), named_at = $7 WHERE id = $1`,
			p.ID, to.Name, to.PlainName, strings.Join(to.Synonyms, "; "), to.Field, to.Level, now); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{
			Subject: "procedure", SubjectID: AuditSubject(p.ID, sc.Province), Kind: "procedure.named", At: now,
			Data: map[string]any{"procedure": p.Code, "name": to.PlainName, "changes": changes},
		}); err != nil {
			return err
		}
		return announce(ctx, tx)
	}))
}

// changed lists what differs between two namings.
func changed(a, b Names) []Renamed {
	var out []Renamed
	for _, x := range []Renamed{
		{"name", a.Name, b.Name},
		{"plain_name", a.PlainName, b.PlainName},
		{"synonyms", strings.Join(a.Synonyms, "; "), strings.Join(b.Synonyms, "; ")},
		{"field", a.Field, b.Field},
		{"level", a.Level, b.Level},
	} {
		if x.Before != x.After {
			out = append(out, x)
		}
	}
	return out
}

// everydayWords tidies a list of words: no empty ones, none twice; say is what
// is wrong with it.
func everydayWords(in []string) (out []string, say string) {
	for _, w := range in {
		w = strings.Join(strings.Fields(strings.ReplaceAll(w, ";", " ")), " ")
		if w == "" || slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, w) }) {
			continue
		}
		if len([]rune(w)) > 80 {
			return nil, "“" + string([]rune(w)[:30]) + "…” dài quá 80 ký tự. Viết như cách người dân hỏi, vài chữ thôi."
		}
		out = append(out, w)
	}
	if len(out) > MostWords {
		return nil, "Nhiều quá 40 cách gọi. Giữ những cách gọi người dân dùng thật."
	}
	return out, ""
}
