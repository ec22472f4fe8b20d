package governing

import (
	"context"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

var (
	telForm  = regexp.MustCompile(`^[0-9 .()+-]{8,20}$`)
	mailForm = regexp.MustCompile(`^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,}$`)
)

// ChangeDetails sets how residents reach the context's office. Scope: tenant.
// Faults: Invalid beside a field.
func (s *Service) ChangeDetails(ctx context.Context, phone, address, email string) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	phone, address, email = strings.TrimSpace(phone), strings.TrimSpace(address), strings.TrimSpace(email)
	bad := map[string]string{}
	if !telForm.MatchString(phone) {
		bad["phone"] = "Nhập số điện thoại người dân gọi được, ví dụ 0218 3871 234"
	}
	if address == "" || len([]rune(address)) > 300 {
		bad["address"] = "Nhập địa chỉ trụ sở, không quá 300 ký tự"
	}
	if email != "" && (len(email) > 200 || !mailForm.MatchString(email)) {
		bad["email"] = "Địa chỉ thư điện tử chưa đúng, ví dụ kimboi@phutho.gov.vn"
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.tenant SET phone = $2, address = $3, email = $4 WHERE id = $1`, sc.Tenant, phone, address, email)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "tenant", SubjectID: sc.Tenant, Kind: "tenant.details_changed", Data: map[string]any{"phone": phone, "address": address, "email": email}, At: s.Now()})
	})
	if err == nil && s.Changed != nil {
		s.Changed()
	}
	return err
}
