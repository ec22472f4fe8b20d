package dossiers

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// AnswerWithin is how many working minutes of its own office a question to
// the counter may wait: one working day.
const AnswerWithin = 480

// maxOpenQuestions is how many of one dossier's questions may wait at once.
const maxOpenQuestions = 10

// Word is one message between the resident of a dossier and the counter.
type Word struct {
	ID         uuid.UUID  `db:"id"`
	Dossier    uuid.UUID  `db:"dossier_id"`
	Tenant     uuid.UUID  `db:"tenant_id"`
	Resident   bool       `db:"from_resident"` // she wrote it
	Author     string     `db:"author_name"`
	Body       string     `db:"body"`
	At         time.Time  `db:"created_at"`
	AnswerBy   *time.Time `db:"answer_by"`
	AnsweredAt *time.Time `db:"answered_at"`
	Files      []WordFile `db:"files"` // that she sent along
}

// WordFile is a photo or PDF in a message.
type WordFile struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
	Type string    `json:"type"` // content type
	Size int64     `json:"size"` // bytes
}

// MostWordFiles is how many files one message carries.
const MostWordFiles = 5

const wordColumns = `m.id, m.dossier_id, m.tenant_id, m.from_resident, m.author_name, m.body, m.created_at, m.answer_by, m.answered_at,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'type', d.content_type, 'size', d.size) ORDER BY d.created_at, d.id), '[]') FROM app.document d WHERE d.id = ANY (m.document_ids)) AS files`

// Conversation is what was written about a dossier, oldest first. Scope:
// resident, tenant.
func (s *Service) Conversation(ctx context.Context, id uuid.UUID) ([]Word, error) {
	return pg.Rows[Word](ctx, s.DB, `SELECT * FROM (SELECT `+wordColumns+` FROM app.dossier_message m WHERE m.dossier_id = $1 ORDER BY m.created_at DESC, m.id DESC LIMIT 200) x ORDER BY created_at, id`, id)
}

// AnswerExpected is when the counter of an office has to have answered what is
// asked now, by its own hours.
func (s *Service) AnswerExpected(ctx context.Context, tenant uuid.UUID) (time.Time, error) {
	cal, err := s.Calendar(ctx, tenant)
	if err != nil {
		return time.Time{}, err
	}
	return deadlines.AddWorkingMinutes(cal, s.Now(), AnswerWithin)
}

// Asking is one question to the counter.
type Asking struct {
	Key   string // of the form: sent twice it is asked once; "" always anew
	Body  string
	Files int // that attach brings
	// attach writes the rows of stored files in the transaction of the message.
	Attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) ([]uuid.UUID, error)
}

// onceID is the id that a form's key gives its message; a new one without a key.
func onceID(dossier uuid.UUID, key string) uuid.UUID {
	if key == "" {
		return newID()
	}
	return uuid.NewSHA1(dossier, []byte("message\x00"+key))
}

// AskCounter is AskCounterWith for a question in words alone.
func (s *Service) AskCounter(ctx context.Context, id uuid.UUID, body string) (time.Time, error) {
	return s.AskCounterWith(ctx, id, Asking{Body: body})
}

// AskCounterWith writes to the office that has the dossier and returns when it
// has to have answered. Scope: resident. Faults: NotFound; Invalid beside
// "body"; Conflict for a draft, and (row.exists) when the same form was sent
// before: nothing is written then, and what attach stored is to be discarded.
func (s *Service) AskCounterWith(ctx context.Context, id uuid.UUID, q Asking) (time.Time, error) {
	body := q.Body
	if body = strings.TrimSpace(body); body == "" {
		return time.Time{}, fault.Fields(map[string]string{"body": "Ghi điều Ông/Bà muốn hỏi"})
	}
	if utf8.RuneCountInString(body) > 2000 {
		return time.Time{}, fault.Fields(map[string]string{"body": "Rút ngắn câu hỏi còn không quá 2.000 chữ"})
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return time.Time{}, err
	}
	d, err := s.ByID(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	if d.State == Draft {
		return time.Time{}, movedOn()
	}
	by, err := s.AnswerExpected(ctx, d.Competent)
	if err != nil {
		return by, err
	}
	word := onceID(id, q.Key)
	return by, s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var before bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM app.dossier_message WHERE id = $1)`, word).Scan(&before); err != nil {
			return err
		}
		if before {
			return sentBefore()
		}
		var open int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM app.dossier_message WHERE dossier_id = $1 AND from_resident AND answered_at IS NULL`, id).Scan(&open); err != nil {
			return err
		}
		if open >= maxOpenQuestions {
			return fault.Fields(map[string]string{"body": "Ông/Bà đã hỏi nhiều lần và đang chờ trả lời. Cần gấp thì gọi điện cho quầy"})
		}
		files := []uuid.UUID{}
		if q.Attach != nil {
			if files, err = q.Attach(ctx, tx, id); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `INSERT INTO app.dossier_message (id, dossier_id, tenant_id, from_resident, author_id, author_name, body, created_at, answer_by, document_ids) VALUES ($1, $2, $3, true, $4, $5, $6, $7, $8, $9)`,
			word, id, d.Competent, sc.Resident, sc.Actor.Name, body, s.Now(), by, files); err != nil {
			return pg.Translate(err)
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: id, Kind: "dossier.question_asked", Public: true, At: s.Now(), Data: map[string]any{"answer_by": by, "files": len(files)}})
	})
}

// sentBefore says that this very form was sent already.
func sentBefore() error { return fault.New(fault.Conflict, "row.exists") }

// AnswerResident answers everything that waits in a dossier's conversation and
// tells the resident that there is an answer. key is that of the form: sent
// twice it is answered once; "" always anew. Scope: tenant. Faults: NotFound;
// Invalid beside "body".
func (s *Service) AnswerResident(ctx context.Context, id uuid.UUID, key, body string) error {
	if body = strings.TrimSpace(body); body == "" {
		return fault.Fields(map[string]string{"body": "Ghi câu trả lời"})
	}
	if utf8.RuneCountInString(body) > 2000 {
		return fault.Fields(map[string]string{"body": "Rút ngắn câu trả lời còn không quá 2.000 chữ"})
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	d, err := s.ByID(ctx, id)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		// the second click waits here for the first, and finds it done
		wrote, err := tx.Exec(ctx, `INSERT INTO app.dossier_message (id, dossier_id, tenant_id, from_resident, author_id, author_name, body, created_at) VALUES ($1, $2, $3, false, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
			onceID(id, key), id, sc.Tenant, sc.Actor.ID, sc.Actor.Name, body, now)
		if err != nil {
			return pg.Translate(err)
		}
		if wrote.RowsAffected() == 0 {
			return nil
		}
		tag, err := tx.Exec(ctx, `UPDATE app.dossier_message SET answered_at = $2 WHERE dossier_id = $1 AND from_resident AND answered_at IS NULL`, id, now)
		if err != nil {
			return pg.Translate(err)
		}
		if err := audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: id, Kind: "dossier.message_answered", Public: true, At: now, Data: map[string]any{"questions": tag.RowsAffected()}}); err != nil {
			return err
		}
		// the minute is the version: two answers within it are told once
		return s.Jobs.Insert(ctx, tx, args.NotifyDossier{Ref: args.For(ctx, sc.Tenant), DossierID: d.ID, Event: "dossier.message_answered", Version: int(now.Unix() / 60)})
	})
}

// Unanswered are the questions that wait at the context's tenant, the most
// urgent first. Scope: tenant.
func (s *Service) Unanswered(ctx context.Context) ([]Question, error) {
	return pg.Rows[Question](ctx, s.DB, `SELECT m.dossier_id, coalesce(d.code, '') AS code, m.author_name, m.body, m.created_at, m.answer_by FROM app.dossier_message m JOIN app.dossier d ON d.id = m.dossier_id
		WHERE m.from_resident AND m.answered_at IS NULL ORDER BY m.answer_by, m.id LIMIT 100`)
}

// Question is one that waits at the counter.
type Question struct {
	Dossier  uuid.UUID `db:"dossier_id"`
	Code     string    `db:"code"`
	Author   string    `db:"author_name"`
	Body     string    `db:"body"`
	At       time.Time `db:"created_at"`
	AnswerBy time.Time `db:"answer_by"`
}
