package dossiers

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"motcua/app/audit"
	"motcua/app/deadlines"
	"motcua/app/fault"
)

// OpenBook opens a book of a register for this year. opening may be any number
// while the register gave none this year (a paper book ended before it), else it
// is the next one. format "" is the usual NumberForm. Scope: the tenant.
// Faults: Invalid beside register, book, opening, format.
func (s *Service) OpenBook(ctx context.Context, register string, book, opening int, format string) error {
	register, format = strings.Join(strings.Fields(register), " "), strings.TrimSpace(format)
	f := map[string]string{}
	if n := utf8.RuneCountInString(register); n < 2 || n > 80 || strings.HasPrefix(register, "slip.") || register == handoverRegister {
		f["register"] = "Ghi tên sổ, từ 2 đến 80 ký tự"
	}
	if book < 1 || book > 999 {
		f["book"] = "Ghi số quyển, từ 1 đến 999"
	}
	if opening < 1 || opening > 9999999 {
		f["opening"] = "Ghi số đầu của quyển, từ 1 đến 9999999"
	}
	if format != "" && !numberForm.MatchString(format) {
		f["format"] = "Cách ghi số phải có {so}, thêm được {nam}, {quyen}, chữ, số và các dấu / - . ( )"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	return s.registerTx(ctx, func(c *change) error {
		if _, err := c.tx.Exec(ctx, `SELECT app.open_book($1, $2, $3, $4, $5, $6, $7, $8, $9)`, newID(), register, c.now.In(deadlines.Zone).Year(), book, opening, format, c.actor.ID, c.actor.Name, c.now); err != nil {
			return refused(err)
		}
		return audit.Write(ctx, c.tx, audit.Entry{Subject: "tenant", SubjectID: c.me, Kind: "register.book_opened", At: c.now, Data: map[string]any{"register": register, "book": book, "opening": opening}})
	})
}

// numberForm is what a form of numbers may look like.
var numberForm = regexp.MustCompile(`^[\pL\pN /.()-]{0,20}(\{(nam|quyen)\}[\pL\pN /.()-]{0,20})*\{so(:[2-6])?\}[\pL\pN /.()-]{0,20}(\{(nam|quyen)\}[\pL\pN /.()-]{0,20})*$`)

// CloseBook closes a book with the number that was taken last; a book of which
// none was taken goes away, and kept is false. Scope: the tenant. Faults:
// NotFound; Conflict when it is closed already.
func (s *Service) CloseBook(ctx context.Context, id uuid.UUID) (kept bool, err error) {
	err = s.registerTx(ctx, func(c *change) error {
		if err := c.tx.QueryRow(ctx, `SELECT app.close_book($1, $2, $3, $4)`, id, c.actor.ID, c.actor.Name, c.now).Scan(&kept); err != nil {
			return refused(err)
		}
		return audit.Write(ctx, c.tx, audit.Entry{Subject: "tenant", SubjectID: c.me, Kind: "register.book_closed", At: c.now, Data: map[string]any{"id": id, "kept": kept}})
	})
	return kept, err
}
