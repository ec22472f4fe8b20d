package exchange

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/tenants"
)

const again = `UPDATE app.status_outbox SET state = 'waiting', attempts = 0, next_at = 'epoch', failed_key = '', ended_at = NULL WHERE state = 'dead' AND `

func nothingDead() error {
	return fault.New(fault.Conflict, "exchange.not_dead", "Bản tin này đã được gửi lại hoặc bỏ qua trước đó. Tải lại trang để xem tình trạng mới.")
}

// Resend sends one dead letter of a dossier again, and what waits behind it.
// Scope: the tenant where the dossier was received. Fault: Conflict when it is
// not dead, or not that tenant's.
func (l *Link) Resend(ctx context.Context, id uuid.UUID) error {
	return l.DB.Tx(ctx, func(tx pgx.Tx) error {
		var dossier uuid.UUID
		var code int
		err := tx.QueryRow(ctx, again+`id = $1 RETURNING dossier_id, code`, id).Scan(&dossier, &code)
		if err == pgx.ErrNoRows {
			return nothingDead()
		} else if err != nil {
			return err
		}
		if err := l.note(ctx, tx, dossier, "dossier.status_resent", id, code, ""); err != nil {
			return err
		}
		return l.asked(ctx, tx, dossier)
	})
}

// Skip leaves a dead letter out, so that what waits behind it goes. Scope and
// fault: as Resend; Invalid without a reason.
func (l *Link) Skip(ctx context.Context, id uuid.UUID, reason string) error {
	if reason = clip(strings.TrimSpace(reason), 500); reason == "" {
		return fault.Fields(map[string]string{"reason": "Ghi lý do bỏ qua, ví dụ đã cập nhật tay trên Cổng"})
	}
	return l.DB.Tx(ctx, func(tx pgx.Tx) error {
		var dossier uuid.UUID
		var code int
		err := tx.QueryRow(ctx, `UPDATE app.status_outbox SET state = 'skipped', ended_at = $2 WHERE id = $1 AND state = 'dead' RETURNING dossier_id, code`, id, l.Now()).Scan(&dossier, &code)
		if err == pgx.ErrNoRows {
			return nothingDead()
		} else if err != nil {
			return err
		}
		if err := l.note(ctx, tx, dossier, "dossier.status_skipped", id, code, reason); err != nil {
			return err
		}
		return l.asked(ctx, tx, dossier)
	})
}

func (l *Link) note(ctx context.Context, tx pgx.Tx, dossier uuid.UUID, kind string, id uuid.UUID, code int, reason string) error {
	data := map[string]any{"message": id, "code": code}
	if reason != "" {
		data["reason"] = reason
	}
	return audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: dossier, Kind: kind, At: l.Now(), Data: data})
}

func (l *Link) asked(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil || l.Portal == nil {
		return err
	}
	return l.Jobs.Insert(ctx, tx, args.PushStatus{Ref: args.For(ctx, sc.Tenant), DossierID: dossier})
}

// ResendOffice sends all dead letters of one office again and tells how many.
// Scope: province, of its own offices; platform. Fault: Conflict when there are none.
func (l *Link) ResendOffice(ctx context.Context, tenant uuid.UUID) (n int, err error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	pub := tenants.With(ctx, tenants.Public())
	o, err := l.Offices.ByID(pub, tenant)
	if err != nil {
		return 0, err
	}
	subject := migrations.PlatformTenant
	if sc.Kind == tenants.KindProvince {
		c, err := l.Offices.Centre(pub, sc.Province)
		if err != nil {
			return 0, err
		}
		subject = c.ID
	}
	err = l.DB.Tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, again+`tenant_id = $1`, tenant)
		if err != nil {
			return pg.Translate(err)
		}
		if n = int(tag.RowsAffected()); n == 0 {
			return nothingDead()
		}
		if err := audit.Write(ctx, tx, audit.Entry{Subject: "province", SubjectID: subject, Kind: "exchange.resent", At: l.Now(), Data: map[string]any{"office": o.ID, "name": o.FullName, "letters": n}}); err != nil {
			return err
		}
		if l.Portal == nil {
			return nil
		}
		return l.Jobs.Insert(ctx, tx, args.PushStatus{Ref: args.For(ctx, tenant)})
	})
	return n, err
}
