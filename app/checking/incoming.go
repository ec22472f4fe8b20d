package checking

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/signing"
	"motcua/storage/blob"
	"motcua/storage/pg"
)

// Looked is what the signatures of one document said when they were looked at.
type Looked struct {
	Document  uuid.UUID       `db:"document_id"`
	Verdict   string          `db:"verdict"` // none, valid, unknown, invalid, unreadable: the worst of them
	Found     []signing.Found `db:"found"`
	Fault     string          `db:"fault"` // why it cannot be read
	CheckedAt time.Time       `db:"checked_at"`
}

// The verdicts of a whole document beside those of signatures.
const (
	NoSignature = "none"
	Unreadable  = "unreadable"
)

// Incoming looks at the signatures of a PDF that was handed in and keeps what
// they say. Scope: worker of the document's tenant. Precondition: the document is
// there, a PDF, and was not looked at; else it does nothing.
// Fault: Unavailable, to be tried again.
func (s *Service) Incoming(ctx context.Context, document uuid.UUID) error {
	d, err := s.Documents.Get(ctx, document)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || d.ContentType != documents.PDF {
		return err
	}
	before, err := pg.Value[bool](ctx, s.DB, `SELECT EXISTS (SELECT 1 FROM app.document_signature WHERE document_id = $1)`, document)
	if err != nil || before {
		return err
	}
	l, err := s.look(ctx, document)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.document_signature (document_id, tenant_id, dossier_id, verdict, found, fault, checked_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (document_id) DO NOTHING`,
			document, d.TenantID, d.DossierID, l.Verdict, l.Found, l.Fault, s.Now())
		if err = pg.Translate(err); fault.Is(err, fault.NotFound) {
			return nil // thrown away meanwhile
		}
		return err
	})
}

func (s *Service) look(ctx context.Context, document uuid.UUID) (Looked, error) {
	l := Looked{Verdict: NoSignature, Found: []signing.Found{}}
	pdf, _, err := s.Documents.Read(ctx, document)
	if fault.HasKey(err, blob.KeyDamaged) || fault.HasKey(err, blob.KeyShredded) {
		l.Verdict, l.Fault = Unreadable, "Tệp đã lưu bị hỏng, không kiểm tra được chữ ký."
		return l, nil
	}
	if err != nil {
		return l, err
	}
	found, err := s.Signatures(ctx, pdf)
	if fault.Is(err, fault.Invalid) {
		l.Verdict, l.Fault = Unreadable, fault.As(err).Text
		return l, nil
	}
	if err != nil {
		return l, err
	}
	l.Found = append(l.Found, found...)
	l.Verdict = worst(found)
	return l, nil
}

// worst is what a document with these signatures is worth as a whole.
func worst(found []signing.Found) string {
	out := NoSignature
	for _, f := range found {
		switch {
		case f.Verdict == signing.Invalid:
			return string(signing.Invalid)
		case f.Verdict == signing.Unknown:
			out = string(signing.Unknown)
		case out == NoSignature:
			out = string(signing.Valid)
		}
	}
	return out
}

// Of is what the signatures of a dossier's documents said, as far as the
// context's scope sees them. A PDF that is not in it waits to be looked at.
func (s *Service) Of(ctx context.Context, dossier uuid.UUID) (map[uuid.UUID]Looked, error) {
	list, err := pg.Rows[Looked](ctx, s.DB, `SELECT document_id, verdict, found, fault, checked_at FROM app.document_signature WHERE dossier_id = $1`, dossier)
	out := make(map[uuid.UUID]Looked, len(list))
	for _, l := range list {
		out[l.Document] = l
	}
	return out, err
}

// Word says in a few words what the signatures of a document are worth; "" when
// it has none.
func (l *Looked) Word() string {
	simulated := false
	for _, f := range l.Found {
		simulated = simulated || f.Simulated
	}
	w := map[string]string{string(signing.Valid): "Chữ ký số hợp lệ", string(signing.Invalid): "Chữ ký số không hợp lệ", string(signing.Unknown): "Chữ ký số chưa xác định được", Unreadable: "Không đọc được để kiểm tra chữ ký số"}[l.Verdict]
	if simulated && w != "" {
		w += " (mô phỏng)"
	}
	return w
}
