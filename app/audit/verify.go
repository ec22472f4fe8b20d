package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// Chain is what Verify found out about one subject's history.
type Chain struct {
	Lines  int    // entries that were read
	Broken int    // seq of the first entry that is not as it was written; 0: the chain is whole
	Why    string // missing, changed, moved, head; empty when whole
	Head   []byte // digest of the last entry, as it was recomputed
}

// OK tells that every entry is there, in its order, as it was written.
func (c Chain) OK() bool { return c.Broken == 0 }

// Verify recomputes the chain of one subject from its rows and compares it with
// the head. Somebody who rewrites the whole chain with its head is found by the
// day's anchor instead. Scope: worker of a tenant that reads the subject.
func Verify(ctx context.Context, db *pg.DB, subject string, id uuid.UUID) (Chain, error) {
	rows, err := pg.Rows[link](ctx, db, `SELECT e.seq, e.kind, e.tenant_id, e.province_code, e.actor_kind, e.actor_id, e.actor_name, e.at, e.data::text AS data, e.public, e.prev, e.hash, h.seq AS last, h.hash AS head
		FROM (SELECT * FROM app.audit_entry WHERE subject = $1 AND subject_id = $2) e
		FULL JOIN (SELECT * FROM app.audit_head WHERE subject = $1 AND subject_id = $2) h ON h.subject_id = e.subject_id ORDER BY e.seq`, subject, id)
	if err != nil {
		return Chain{}, fmt.Errorf("read the chain: %w", err)
	}
	return verify(subject, id, rows), nil
}

// link is one entry beside the head of its chain; either may be missing.
type link struct {
	Seq       *int       `db:"seq"`
	Kind      *string    `db:"kind"`
	Tenant    *uuid.UUID `db:"tenant_id"`
	Province  *string    `db:"province_code"`
	ActorKind *string    `db:"actor_kind"`
	Actor     *uuid.UUID `db:"actor_id"`
	ActorName *string    `db:"actor_name"`
	At        *time.Time `db:"at"`
	Data      *string    `db:"data"` // jsonb in PostgreSQL's canonical text
	Public    *bool      `db:"public"`
	Prev      []byte     `db:"prev"`
	Hash      []byte     `db:"hash"`
	Last      *int       `db:"last"`
	Head      []byte     `db:"head"`
}

func verify(subject string, id uuid.UUID, rows []link) (c Chain) {
	broken := func(seq int, why string) Chain {
		c.Broken, c.Why = seq, why
		return c
	}
	prev := []byte{}
	for _, r := range rows {
		if r.Seq == nil { // a head without entries
			return broken(1, "missing")
		}
		c.Lines++
		switch {
		case *r.Seq != c.Lines:
			return broken(c.Lines, "missing")
		case !bytes.Equal(r.Prev, prev):
			return broken(*r.Seq, "moved")
		}
		sum := sha256.Sum256(append(bytes.Clone(prev), r.text(subject, id)...))
		if !bytes.Equal(sum[:], r.Hash) {
			return broken(*r.Seq, "changed")
		}
		prev, c.Head = sum[:], sum[:]
	}
	if len(rows) == 0 {
		return c
	}
	switch last := rows[len(rows)-1]; {
	case last.Last == nil:
		return broken(c.Lines, "head")
	case *last.Last > c.Lines:
		return broken(c.Lines+1, "missing")
	case *last.Last < c.Lines || !bytes.Equal(last.Head, c.Head):
		return broken(c.Lines, "head")
	}
	return c
}

// text is app.audit_text: what is hashed after the digest before it.
func (r link) text(subject string, id uuid.UUID) string {
	opt := func(u *uuid.UUID) string {
		if u == nil {
			return ""
		}
		return u.String()
	}
	province, public := "", "0"
	if r.Province != nil {
		province = *r.Province
	}
	if *r.Public {
		public = "1"
	}
	return strings.Join([]string{
		subject, id.String(), strconv.Itoa(*r.Seq), *r.Kind, opt(r.Tenant), province, *r.ActorKind, opt(r.Actor), *r.ActorName,
		strconv.FormatInt(r.At.UnixMicro(), 10), *r.Data, public,
	}, "\n")
}
