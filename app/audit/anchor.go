package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
)

// Anchor hashes the heads of all chains, in order of subject and id, into one
// digest for the day (2006-01-02, Vietnamese). Whoever rewrites a chain after
// that no longer arrives at the digest. A second call for a day does nothing.
// Scope: worker, of any tenant; heads carry no personal data.
func Anchor(ctx context.Context, db *pg.DB, day string) error {
	return db.Tx(ctx, func(tx pgx.Tx) error {
		var done bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM app.audit_anchor WHERE day = $1::text::date)`, day).Scan(&done); err != nil || done {
			return err
		}
		// a cursor sees one moment and never holds all heads in memory
		if _, err := tx.Exec(ctx, `DECLARE heads NO SCROLL CURSOR FOR SELECT subject, subject_id, seq, hash FROM app.audit_head ORDER BY subject, subject_id`); err != nil {
			return fmt.Errorf("anchor: %w", err)
		}
		sum, n := sha256.New(), int64(0)
		for {
			got, err := addHeads(ctx, tx, sum)
			if err != nil {
				return fmt.Errorf("anchor: %w", err)
			}
			if got == 0 {
				break
			}
			n += got
		}
		_, err := tx.Exec(ctx, `INSERT INTO app.audit_anchor (day, heads, digest) VALUES ($1::text::date, $2, $3) ON CONFLICT (day) DO NOTHING`, day, n, sum.Sum(nil))
		return err
	})
}

func addHeads(ctx context.Context, tx pgx.Tx, sum hash.Hash) (n int64, err error) {
	rows, err := tx.Query(ctx, `FETCH 10000 FROM heads`)
	if err != nil {
		return 0, err
	}
	var (
		subject string
		id      uuid.UUID
		seq     int32
		head    []byte
	)
	_, err = pgx.ForEachRow(rows, []any{&subject, &id, &seq, &head}, func() error {
		n++
		sum.Write([]byte(subject))
		sum.Write([]byte{0})
		sum.Write(id[:])
		sum.Write(binary.BigEndian.AppendUint32(nil, uint32(seq)))
		sum.Write(head)
		return nil
	})
	return n, err
}
