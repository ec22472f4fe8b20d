package procedures

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
)

// MaxContent is the most bytes of JSON a revision may have.
const MaxContent = 2 << 20

// SaveDraft is what somebody wrote, and what they had before them.
type SaveDraft struct {
	ID      uuid.UUID
	Seen    int     // the Version.Version they began with
	Content []byte  // the whole revision as they left it, JSON
	Note    *string // why: number and date of the decision; nil leaves it
	// Take decides conflicts of an earlier try by Conflict.Path: revision.TakeTheirs, revision.TakeMine.
	Take map[string]string
}

// Saved is what became of it.
type Saved struct {
	Version int
	Content []byte            // as it is now, others' edits included
	Merged  []revision.Change // what others changed meanwhile in other places, to be told
}

// Clash is the refusal of a save: the same part was changed in two ways since
// the version that was seen. It carries everything, so that nothing is lost.
// errors.As finds it; it is a fault.Conflict with the key revision.clash.
type Clash struct {
	Version int // what it is now; the next try is still against the old Seen, with Take
	Parts   []ClashPart
	Mine    []byte // everything together, with mine where it clashes
}

// ClashPart is one part with who changed it and when.
type ClashPart struct {
	revision.Conflict
	By string
	At time.Time
}

func (c *Clash) Error() string { return c.Unwrap().Error() }

// Unwrap is the fault.
func (c *Clash) Unwrap() error {
	places := make([]string, 0, 3)
	for _, p := range c.Parts[:min(len(c.Parts), 3)] {
		places = append(places, "“"+p.Place+"”")
	}
	return fault.New(fault.Conflict, "revision.clash", "Có "+fmt.Sprint(len(c.Parts))+" chỗ hai người cùng sửa: "+strings.Join(places, ", ")+". Chọn giữ bản nào ở từng chỗ rồi lưu lại.")
}

// SaveDraft saves a draft. When somebody else saved since Seen the two are
// merged: edits of different parts go together and are told, two edits of one
// part are a *Clash. Content may be incomplete; Problems says what is missing.
// Faults: Invalid when it is no revision at all, NotFound, Conflict when it is
// no draft any more or a colleague keeps it. Scope: province, platform.
func (s *Revisions) SaveDraft(ctx context.Context, in SaveDraft) (*Saved, error) {
	sc, province, err := author(ctx)
	if err != nil {
		return nil, err
	}
	mine, err := ParseContent(in.Content)
	if err != nil {
		return nil, err
	}
	out := &Saved{}
	now := s.Now()
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, in.ID, 0)
		if err != nil {
			return err
		}
		if e.State != Draft {
			return fault.New(fault.Conflict, "revision.state", "Bản này không còn là bản nháp nên không sửa được. Nội dung vừa gõ chưa được lưu.")
		}
		if err := s.unlocked(ctx, tx, in.ID); err != nil {
			return err
		}
		if err := arrive(ctx, tx, in.ID, sc, province, Opens, now); err != nil {
			return err
		}
		if in.Seen < 1 || in.Seen > e.Version.Version {
			return fault.New(fault.Conflict, "revision.version", "Bản đang sửa không khớp với bản trên hệ thống. Mở lại để xem bản mới.")
		}
		content, err := json.Marshal(mine)
		if err != nil {
			return err
		}
		if in.Seen < e.Version.Version {
			m, err := s.merge(ctx, tx, e, mine, in)
			if err != nil {
				return err
			}
			if mine, err = ParseContent(m.JSON); err != nil {
				return err
			}
			if content, err = json.Marshal(mine); err != nil {
				return err
			}
			out.Merged = m.Theirs
		}
		note := e.Note
		if in.Note != nil {
			note = strings.TrimSpace(*in.Note)
		}
		changes, err := revision.Diff(&e.Content, mine)
		if err != nil {
			return err
		}
		out.Version, out.Content = e.Version.Version, content
		if len(changes) == 0 && note == e.Note {
			return nil
		}
		out.Version++
		_, err = tx.Exec(ctx, `UPDATE app.revision SET data = $2, note = $3, version = $4, updated_at = $5, updated_by = $6, updated_name = $7 WHERE id = $1`,
			in.ID, content, note, out.Version, now, actorID(sc), sc.Actor.Name)
		if err != nil {
			return err
		}
		if err := snapshot(ctx, tx, in.ID, out.Version, province, content, now); err != nil {
			return err
		}
		p, err := subjectOf(ctx, tx, e.Procedure)
		if err != nil {
			return err
		}
		places := make([]string, 0, 10)
		for _, c := range changes[:min(len(changes), 10)] {
			places = append(places, c.Place)
		}
		return record(ctx, tx, in.ID, "revision.saved", p, now, map[string]any{"version": out.Version, "changes": len(changes), "places": places})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ParseContent reads a revision out of JSON. Fault: Invalid with the place.
func ParseContent(b []byte) (*revision.Revision, error) {
	if len(b) > MaxContent {
		return nil, fault.New(fault.Invalid, "revision.too_big", "Nội dung thủ tục lớn quá 2 MB. Bớt câu hỏi hoặc chữ trong bản này.")
	}
	r := &revision.Revision{}
	err := json.Unmarshal(b, r)
	if err == nil {
		return r, nil
	}
	where := ""
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(b[:min(int(syntax.Offset), len(b))], []byte("\n"))
		where = fmt.Sprintf(" Dòng %d viết sai cú pháp.", line)
	case errors.As(err, &typ):
		where = " Phần “" + typ.Field + "” không đúng kiểu dữ liệu."
	}
	return nil, fault.New(fault.Invalid, "revision.unreadable", "Không đọc được nội dung thủ tục."+where).Wrap(err)
}

// merge brings mine together with what was saved since Seen.
func (s *Revisions) merge(ctx context.Context, tx pgx.Tx, e *Edited, mine *revision.Revision, in SaveDraft) (*revision.Merged, error) {
	since, err := snapshots(ctx, tx, in.ID, in.Seen)
	if err != nil {
		return nil, err
	}
	base := &revision.Revision{} // older than what is kept: then every difference is asked about
	if len(since) > 0 && since[0].Version == in.Seen {
		base = since[0].content
	}
	m, err := revision.Merge(base, &e.Content, mine, in.Take)
	if err != nil {
		return nil, err
	}
	if len(m.Conflicts) == 0 {
		return m, nil
	}
	c := &Clash{Version: e.Version.Version, Mine: m.JSON}
	for _, x := range m.Conflicts {
		p := ClashPart{Conflict: x, By: e.UpdatedName, At: e.UpdatedAt}
		for i := 1; i < len(since); i++ { // the last save that touched it
			d, err := revision.Diff(since[i-1].content, since[i].content)
			if err != nil {
				return nil, err
			}
			for _, ch := range d {
				if within(ch.Path, x.Path) || within(x.Path, ch.Path) {
					p.By, p.At = since[i].Name, since[i].At
				}
			}
		}
		c.Parts = append(c.Parts, p)
	}
	return nil, c
}

// within tells whether path is outer or below it.
func within(path, outer string) bool {
	return path == outer || strings.HasPrefix(path, outer+".") || strings.HasPrefix(path, outer+"[") || strings.HasPrefix(path, outer+"#")
}

type oldVersion struct {
	Version int       `db:"version"`
	At      time.Time `db:"saved_at"`
	Name    string    `db:"saved_name"`
	Data    []byte    `db:"data"`
	content *revision.Revision
}

// snapshots are the versions of a draft from one on, oldest first.
func snapshots(ctx context.Context, tx pgx.Tx, id uuid.UUID, from int) ([]oldVersion, error) {
	rows, err := tx.Query(ctx, `SELECT version, saved_at, saved_name, data FROM app.revision_snapshot WHERE revision_id = $1 AND version >= $2 ORDER BY version`, id, from)
	if err != nil {
		return nil, err
	}
	out, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (v oldVersion, err error) {
		return v, r.Scan(&v.Version, &v.At, &v.Name, &v.Data)
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].content = &revision.Revision{}
		if err := json.Unmarshal(out[i].Data, out[i].content); err != nil {
			return nil, fmt.Errorf("snapshot %d: %w", out[i].Version, err)
		}
	}
	return out, nil
}
