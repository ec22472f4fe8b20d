package procedures

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
)

// NewProcedure is what names a procedure of a province's own.
type NewProcedure struct {
	Code      string // "" makes one for a province: T25.001; the nation's come from outside
	Name      string // legal name
	PlainName string // as people say it; "" the legal one
	Synonyms  []string
	Field     string
	Level     string    // Levels
	From      uuid.UUID // a published revision to clone; uuid.Nil: empty
	Note      string
}

// Levels are the levels a procedure may be decided at.
var Levels = []string{"Cấp xã", "Cấp tỉnh", "Cấp tỉnh, Cấp xã"}

var procedureCode = regexp.MustCompile(`^[0-9A-Z][0-9A-Z.\-]{2,29}$`)

// check trims and says beside each field what to mend.
func (n *NewProcedure) check(national bool) error {
	if bad := n.mend(national); len(bad) > 0 {
		return fault.Fields(bad)
	}
	return nil
}

func (n *NewProcedure) mend(codeNeeded bool) map[string]string {
	for _, s := range []*string{&n.Code, &n.Name, &n.PlainName, &n.Field, &n.Level, &n.Note} {
		*s = strings.TrimSpace(*s)
	}
	n.Code = strings.ToUpper(n.Code)
	if n.PlainName == "" {
		n.PlainName = n.Name
	}
	bad := map[string]string{}
	switch {
	case n.Code == "" && codeNeeded:
		bad["code"] = "Nhập mã thủ tục trong Cơ sở dữ liệu quốc gia, ví dụ: 1.004873."
	case n.Code != "" && !procedureCode.MatchString(n.Code):
		bad["code"] = "Mã chỉ gồm chữ in hoa, chữ số, dấu chấm và gạch nối, từ 3 đến 30 ký tự."
	}
	for k, v := range map[string]string{"name": n.Name, "field": n.Field} {
		if v == "" {
			bad[k] = "Không để trống ô này."
		} else if len([]rune(v)) > 300 {
			bad[k] = "Dài quá 300 ký tự. Viết ngắn lại."
		}
	}
	if len([]rune(n.PlainName)) > 300 {
		bad["plain_name"] = "Dài quá 300 ký tự. Viết ngắn lại."
	}
	if !slices.Contains(Levels, n.Level) {
		bad["level"] = "Chọn cấp giải quyết trong danh sách."
	}
	return bad
}

// StartProcedure makes a procedure of the scope's province (of the nation, for
// the platform) with its first draft, empty or cloned. Nobody else sees either
// until a revision is published. Faults: Invalid with what to mend, NotFound
// when there is nothing to clone, Conflict when the code is taken.
func (s *Revisions) StartProcedure(ctx context.Context, in NewProcedure) (procedure, id uuid.UUID, err error) {
	sc, province, err := author(ctx)
	if err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	if err := in.check(province == nil); err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	procedure, id = uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
	now := s.Now()
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		d := draft{id: id, procedure: procedure, province: province, note: in.Note}
		if in.From == uuid.Nil {
			b, err := json.Marshal(revision.Blank(in.PlainName))
			if err != nil {
				return err
			}
			d.data = b
		} else {
			from, err := source(ctx, tx, StartDraft{From: in.From}, sc.Province, now)
			if err != nil {
				return err
			}
			d.data, d.clonedFrom = from.JSON, &from.ID
		}
		if in.Code == "" {
			n := 0
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM app.procedure WHERE province_code IS NOT DISTINCT FROM $1`, province).Scan(&n); err != nil {
				return err
			}
			for in.Code == "" {
				n++
				code := fmt.Sprintf("T%s.%03d", sc.Province, n)
				taken := false
				if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM app.procedure WHERE code = $1)`, code).Scan(&taken); err != nil {
					return err
				}
				if !taken {
					in.Code = code
				}
			}
		}
		syn := strings.Join(in.Synonyms, "; ")
		if _, err := tx.Exec(ctx, `INSERT INTO app.procedure (id, code, name, plain_name, synonyms, field, level, search_text, rank, province_code)
			VALUES ($1, $2, $3, $4, $5, $6, $7, app.fold($4 || ' ' || $3 || ' ' || $5), 500, $8)`, procedure, in.Code, in.Name, in.PlainName, syn, in.Field, in.Level, province); err != nil {
			if pg.Violates(err, "procedure_code_key") {
				return fault.Fields(map[string]string{"code": "Mã này đã có thủ tục khác dùng. Chọn mã khác hoặc để trống."})
			}
			return err
		}
		return s.open(ctx, tx, d, subject{ID: procedure, Code: in.Code, Name: in.PlainName, Province: sc.Province}, now, map[string]any{"new": true})
	})
	if err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	return procedure, id, s.done(nil)
}
