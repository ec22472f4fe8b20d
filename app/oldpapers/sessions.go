package oldpapers

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Open begins a session under an id that the form chose. Scope: tenant.
// Fault: Invalid by field.
func (s *Service) Open(ctx context.Context, in Session) error {
	bad := map[string]string{}
	for name, v := range map[string]*string{"title": &in.Title, "register": &in.Register} {
		if *v = strings.TrimSpace(*v); *v == "" {
			bad[name] = map[string]string{"title": "Ghi tên đợt số hóa, ví dụ: Sổ khai sinh 1995.", "register": "Ghi tên sổ, ví dụ: Sổ đăng ký khai sinh."}[name]
		}
	}
	if this := s.Now().Year(); in.From < 1900 || in.To > this || in.From > in.To {
		bad["years"] = "Ghi năm của sổ, ví dụ: từ 1995 đến 1996."
	}
	if in.Revision == uuid.Nil || in.ResultTitle == "" {
		bad["procedure"] = "Chọn thủ tục đã cấp các giấy tờ này."
	}
	if in.Parted != documents.BySheet && in.Parted != documents.ByBlank && in.Parted != documents.ByPage && in.Parted != documents.ByFile {
		bad["parted"] = "Chọn cách tách giấy tờ."
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO app.old_session (id, tenant_id, title, procedure_id, revision_id, result_code, result_title, register, year_from, year_to, parted, opened_by, opened_name, opened_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO NOTHING`,
			in.ID, sc.Tenant, in.Title, in.Procedure, in.Revision, in.ResultCode, in.ResultTitle, in.Register, in.From, in.To, in.Parted, sc.Actor.ID, sc.Actor.Name, s.Now())
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "old_papers", SubjectID: in.ID, Kind: "old_papers.opened", At: s.Now(), Data: map[string]any{"title": in.Title, "register": in.Register, "from": in.From, "to": in.To}})
	})
}

// Sessions of the context's office, newest first, with where their papers are. Scope: tenant.
func (s *Service) Sessions(ctx context.Context) ([]Session, error) {
	return pg.Rows[Session](ctx, s.DB, sessionSQL+` WHERE s.tenant_id = app.tenant_id() ORDER BY s.opened_at DESC LIMIT 100`)
}

// Session is one. Fault: NotFound (old_session.not_found), also when it is another office's.
func (s *Service) Session(ctx context.Context, id uuid.UUID) (Session, error) {
	x, err := pg.One[Session](ctx, s.DB, sessionSQL+` WHERE s.id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "old_session.not_found", "Không tìm thấy đợt số hóa này.").Wrap(err)
	}
	return x, err
}

// Papers of a session, those that wait for an officer first: claimed ones, then
// those that nobody confirmed.
func (s *Service) Papers(ctx context.Context, session uuid.UUID, limit int) ([]Paper, error) {
	return pg.Rows[Paper](ctx, s.DB, paperSQL+` WHERE session_id = $1 ORDER BY (state = 'confirmed' AND EXISTS (SELECT 1 FROM app.old_claim c WHERE c.paper_id = old_paper.id AND c.tenant_id = old_paper.tenant_id AND c.state = 'open')) DESC, array_position(ARRAY['parted', 'confirmed', 'placed', 'dropped'], state), scan_id, position LIMIT $2`, session, limit)
}

// Paper is one. Fault: NotFound (old_paper.not_found), also when it is another office's.
func (s *Service) Paper(ctx context.Context, id uuid.UUID) (Paper, error) {
	p, err := pg.One[Paper](ctx, s.DB, paperSQL+` WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = notThere(err)
	}
	return p, err
}

// Next is the first paper of a session that waits for an officer; ok is false when none does.
func (s *Service) Next(ctx context.Context, session uuid.UUID) (id uuid.UUID, ok bool, err error) {
	ids, err := pg.Values[uuid.UUID](ctx, s.DB, `SELECT id FROM app.old_paper WHERE session_id = $1 AND state = 'parted' ORDER BY scan_id, position LIMIT 1`, session)
	if err != nil || len(ids) == 0 {
		return id, false, err
	}
	return ids[0], true, nil
}

func notThere(err error) error {
	return fault.New(fault.NotFound, "old_paper.not_found", "Không tìm thấy giấy tờ này.").Wrap(err)
}
