package procedures

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
)

// Import is a file that a province, or the operator for the nation, takes over.
type Import struct {
	File    *exchange.File
	Shipped *national.Shipped // what the shipped catalogue was made of, see package exchange
	DryRun  bool              // only say what would happen
}

// Imported is what became of it, in all and line by line.
type Imported struct {
	exchange.Report
	Lines []ImportedLine // without the refused ones
}

// ImportedLine is one procedure that was not refused.
type ImportedLine struct {
	Line    int
	Code    string
	Name    string
	What    string            // exchange.Taken, Changed, Unchanged
	Draft   uuid.UUID         // that carries it; uuid.Nil when unchanged or in a dry run
	Changes []revision.Change // what differs, of a changed one
}

// Import lays a file over what the scope's province has: a procedure that
// nobody has becomes the province's own, what differs becomes a draft to
// review and publish, and what says nothing new is left alone. Nothing is live
// before somebody publishes it. All lines that are not refused are written in
// one transaction. Names, field and level of a published procedure stay: they
// are changed on its own page (SetNames). Scope: province, platform.
// Faults: Forbidden in other scopes; Conflict when somebody edited one
// of the drafts meanwhile.
func (s *Revisions) Import(ctx context.Context, in Import) (*Imported, error) {
	sc, province, err := author(ctx)
	if err != nil {
		return nil, err
	}
	have, err := s.standing(ctx, sc.Province, codesOf(in.File))
	if err != nil {
		return nil, err
	}
	out := &Imported{}
	var write []toWrite
	var moved []string // what was said of lines that turned out unchanged or new
	rep, err := exchange.Walk(in.File, in.Shipped, func(code string) *national.Entry {
		if h := have[code]; h != nil && h.Revision != nil {
			return h.entry()
		}
		return nil
	}, func(o exchange.Outcome) (string, error) {
		w, refused, err := weigh(have[o.Entry.Code], o, sc.Province)
		if err != nil || refused != "" {
			return refused, err
		}
		if o.What != w.What {
			moved = append(moved, o.What, w.What)
		}
		out.Lines = append(out.Lines, w.ImportedLine)
		if w.What != exchange.Unchanged {
			w.at = len(out.Lines) - 1
			write = append(write, w)
		}
		return "", nil
	})
	if err != nil {
		return nil, err
	}
	out.Report = rep
	for i := 0; i < len(moved); i += 2 {
		out.Recount(moved[i], moved[i+1])
	}
	if in.DryRun || len(write) == 0 {
		return out, nil
	}
	now := s.Now()
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		for i := range write {
			w := &write[i]
			id, err := s.take(ctx, tx, w, province)
			if err != nil {
				return err
			}
			if id == uuid.Nil { // the code is another province's: known only now
				out.Drop(w.What, w.Line, w.Code, "Mã này đã có thủ tục của đơn vị khác dùng. Đặt mã khác.")
				out.Lines[w.at].Code = ""
				continue
			}
			out.Lines[w.at].Draft = id
		}
		return audit.Write(ctx, tx, audit.Entry{
			Subject: "procedure", SubjectID: AuditSubject(uuid.Nil, sc.Province), Kind: "procedure.imported", At: now,
			Data: map[string]any{"taken": out.Taken, "changed": out.Changed, "unchanged": out.Unchanged, "refused": len(out.Refused), "kind": in.File.Kind},
		})
	})
	out.Lines = slices.DeleteFunc(out.Lines, func(l ImportedLine) bool { return l.Code == "" })
	if err != nil {
		return nil, alreadyOpen(err)
	}
	return out, s.done(nil)
}

type toWrite struct {
	ImportedLine
	entry national.Entry // its names; the content is data
	have  *standing
	data  []byte
	at    int
}

// weigh says what an outcome means for a province; refused is why it cannot be.
func weigh(h *standing, o exchange.Outcome, province string) (w toWrite, refused string, err error) {
	w = toWrite{ImportedLine: ImportedLine{Line: o.Line, Code: o.Entry.Code, Name: o.Entry.PlainName, What: o.What}, entry: *o.Entry, have: h}
	if w.data, err = json.Marshal(o.Entry.Revision); err != nil {
		return w, "", err
	}
	w.entry.Revision = revision.Revision{}
	if h == nil || h.Revision == nil {
		if h != nil && h.Province != province {
			return w, "Thủ tục này không còn được công bố, không nhập được.", nil
		}
		w.What = exchange.Taken
		return w, "", nil
	}
	if h.Retired {
		return w, "Thủ tục này đã bị bãi bỏ, không nhập được.", nil
	}
	w.Name = h.PlainName
	if w.Changes, err = revision.Diff(h.Revision, &o.Entry.Revision); err != nil {
		return w, "", err
	}
	renamed := h.Province == province && !h.Listed && (h.Name != o.Entry.Name || h.PlainName != o.Entry.PlainName || h.Field != o.Entry.Field || h.Level != o.Entry.Level)
	switch {
	case len(w.Changes) == 0 && !renamed:
		w.What = exchange.Unchanged
	case h.State == InReview:
		return w, "Thủ tục này đang có một bản chờ duyệt. Duyệt hoặc trả lại bản đó, rồi nhập lại.", nil
	default:
		w.What = exchange.Changed
	}
	return w, "", nil
}

// take writes one line and gives its draft; uuid.Nil when the code is taken.
func (s *Revisions) take(ctx context.Context, tx pgx.Tx, w *toWrite, province *string) (uuid.UUID, error) {
	now, e := s.Now(), w.entry
	more := map[string]any{"imported": true, "changes": len(w.Changes)}
	if w.have == nil {
		procedure, id := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
		t, err := tx.Exec(ctx, `INSERT INTO app.procedure (id, code, name, plain_name, synonyms, field, level, search_text, rank, province_code)
			VALUES ($1, $2, $3, $4, $5, $6, $7, app.fold($4 || ' ' || $3 || ' ' || $5), 500, $8) ON CONFLICT (code) DO NOTHING`,
			procedure, e.Code, e.Name, e.PlainName, strings.Join(e.Synonyms, "; "), e.Field, e.Level, province)
		if err != nil || t.RowsAffected() == 0 {
			return uuid.Nil, err
		}
		return id, s.open(ctx, tx, draft{id: id, procedure: procedure, province: province, data: w.data}, subject{ID: procedure, Code: e.Code, Name: e.PlainName}, now, more)
	}
	p, err := subjectOf(ctx, tx, w.have.Procedure)
	if err != nil {
		return uuid.Nil, err
	}
	if !w.have.Listed {
		if _, err := tx.Exec(ctx, `UPDATE app.procedure SET name = $2, plain_name = $3, field = $4, level = $5, search_text = app.fold($3 || ' ' || $2 || ' ' || synonyms) WHERE id = $1`,
			p.ID, e.Name, e.PlainName, e.Field, e.Level); err != nil {
			return uuid.Nil, err
		}
	}
	if w.have.State != Draft {
		id := uuid.Must(uuid.NewV7())
		d := draft{id: id, procedure: p.ID, province: province, data: w.data}
		if province != nil {
			d.basedOn = w.have.National
		}
		return id, s.open(ctx, tx, d, p, now, more)
	}
	old, err := lock(ctx, tx, w.have.ID, w.have.Version)
	if err != nil {
		return uuid.Nil, err
	}
	if err := s.unlocked(ctx, tx, w.have.ID); err != nil {
		return uuid.Nil, err
	}
	sc, _, err := author(ctx)
	if err != nil {
		return uuid.Nil, err
	}
	version := old.Version.Version + 1
	t, err := tx.Exec(ctx, `UPDATE app.revision SET data = $2, version = $3, updated_at = $4, updated_by = $5, updated_name = $6 WHERE id = $1`, old.ID, w.data, version, now, actorID(sc), sc.Actor.Name)
	if err := pg.MustAffect(t, err); err != nil {
		return uuid.Nil, err
	}
	if err := snapshot(ctx, tx, old.ID, version, province, w.data, now); err != nil {
		return uuid.Nil, err
	}
	return old.ID, record(ctx, tx, old.ID, "revision.saved", p, now, more)
}

// standing is a procedure as an import finds it: with the open draft of the
// scope, else what holds for it, else what the nation says.
type standing struct {
	Procedure uuid.UUID  `db:"procedure_id"`
	Code      string     `db:"code"`
	Name      string     `db:"name"`
	PlainName string     `db:"plain_name"`
	Synonyms  string     `db:"synonyms"`
	Field     string     `db:"field"`
	Level     string     `db:"level"`
	Rank      int        `db:"rank"`
	Province  string     `db:"province_code"`
	Listed    bool       `db:"listed"` // published once
	Retired   bool       `db:"retired"`
	ID        uuid.UUID  `db:"revision_id"`
	State     State      `db:"state"`
	Version   int        `db:"version"`
	National  *uuid.UUID `db:"national"`
	Data      []byte     `db:"data"`

	Revision *revision.Revision `db:"-"`
}

func (h *standing) entry() *national.Entry {
	e := &national.Entry{Code: h.Code, Name: h.Name, PlainName: h.PlainName, Field: h.Field, Level: h.Level, Rank: h.Rank, Revision: *h.Revision}
	if h.Synonyms != "" {
		e.Synonyms = strings.Split(h.Synonyms, "; ")
	}
	return e
}

func codesOf(f *exchange.File) []string {
	out := make([]string, len(f.Items))
	for i, x := range f.Items {
		out[i] = x.Code
	}
	return out
}

// standing reads what the province has of those codes.
func (s *Revisions) standing(ctx context.Context, province string, codes []string) (map[string]*standing, error) {
	rows, err := pg.Rows[standing](ctx, s.DB, `SELECT p.id procedure_id, p.code, p.name, p.plain_name, p.synonyms, p.field, p.level, p.rank, coalesce(p.province_code, '') province_code,
			p.published_at IS NOT NULL OR EXISTS (SELECT 1 FROM app.revision r WHERE r.procedure_id = p.id AND r.province_code IS NULL AND r.state IN ('published', 'retired')) listed, coalesce(p.retired_from <= $3, false) retired,
			coalesce(v.id, '00000000-0000-0000-0000-000000000000') revision_id, coalesce(v.state, '') state, coalesce(v.version, 0) version, n.id national, v.data
		FROM app.procedure p
		LEFT JOIN LATERAL (SELECT id FROM app.revision r WHERE r.procedure_id = p.id AND r.province_code IS NULL AND r.state = 'published' AND r.published_from <= $3
			AND (r.retired_from IS NULL OR r.retired_from > $3) ORDER BY r.published_from DESC, r.no DESC LIMIT 1) n ON true
		LEFT JOIN LATERAL (SELECT id, state, version, data FROM app.revision r WHERE r.procedure_id = p.id AND (coalesce(r.province_code, '') = $2 OR r.id = n.id)
			AND (r.state IN ('draft', 'in_review') OR r.state = 'published' AND (r.retired_from IS NULL OR r.retired_from > $3))
			ORDER BY r.state IN ('draft', 'in_review') DESC, r.province_code IS NULL, r.published_from DESC, r.no DESC LIMIT 1) v ON true
		WHERE p.code = ANY ($1) AND (p.province_code IS NULL OR p.province_code = $2)`, codes, province, s.Now())
	if err != nil {
		return nil, err
	}
	out := make(map[string]*standing, len(rows))
	for i := range rows {
		h := &rows[i]
		if h.Data != nil {
			if h.Revision, err = ParseContent(h.Data); err != nil {
				return nil, err
			}
		}
		out[h.Code] = h
	}
	return out, nil
}
