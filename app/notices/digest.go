package notices

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/views/i18n"
)

// Digest is the one letter of a day to one officer: about dossiers, or for a
// province about its offices. No names of residents.
type Digest struct {
	Staff   uuid.UUID
	Email   string
	Day     time.Time // any moment of it
	Lines   []DigestLine
	Offices []OfficeCount
	Beyond  string      // "2 ngày làm việc": how long overdue Offices counts
	Risen   []KindCount // to a province: what else went up to it since the last letter, kind by kind
}

// KindCount is how many dossiers of one office something is said of.
type KindCount struct {
	Kind   string `db:"kind"`
	Office string `db:"office"`
	N      int64  `db:"n"`
}

// risen says what a kind counts, to a province.
var risen = map[string]string{
	"apology": "Có thư xin lỗi, hẹn lại đang chờ", "due": "Đến hạn trong ngày", "due_soon": "Sắp đến hạn", "closing": "Sắp hết hạn bổ sung giấy tờ",
	"question": "Có câu hỏi của người dân chưa trả lời", "untouched": "Để lâu chưa ai làm gì", "step": "Có bước quá thời gian", "unclaimed": "Có kết quả lâu chưa người nhận",
}

// province tells whether the letter is one of counts.
func (d Digest) province() bool { return len(d.Offices)+len(d.Risen) > 0 }

// DigestLine is one thing to say about one dossier.
type DigestLine struct {
	Kind string // overdue, apology, due, due_soon, closing, untouched, step, unclaimed
	Code string
	Step string
	At   time.Time
}

// OfficeCount is how many dossiers of one office.
type OfficeCount struct {
	Office string `db:"office"`
	N      int64  `db:"n"`
}

// Say is the sentence of one line.
func (l DigestLine) Say() string {
	switch l.Kind {
	case "overdue":
		return "Đã quá hạn từ " + i18n.Promise(l.At)
	case "apology":
		return "Sẽ trễ lúc " + i18n.Promise(l.At) + ". Thư xin lỗi, hẹn lại đang chờ ghi lý do và ký"
	case "due":
		return "Đến hạn hôm nay, trước " + i18n.Promise(l.At)
	case "due_soon":
		return "Sắp đến hạn: " + i18n.Promise(l.At)
	case "closing":
		return "Người dân còn đến " + i18n.Promise(l.At) + " để bổ sung giấy tờ"
	case "untouched":
		return "Chưa ai làm gì từ " + i18n.Promise(l.At)
	case "step":
		return "Bước “" + l.Step + "” hết thời gian lúc " + i18n.Promise(l.At)
	case "question":
		return "Người dân hỏi lúc " + i18n.Promise(l.At) + ", chưa ai trả lời"
	case "unclaimed":
		return "Kết quả có từ " + i18n.Promise(l.At) + ", chưa có người đến nhận"
	}
	return ""
}

// shown is how many lines a letter has.
const shown = 40

func (d Digest) render(office string) (subject, body string) {
	p := []string{}
	if d.province() {
		var n int64
		var b strings.Builder
		for _, o := range d.Offices {
			n += o.N
			fmt.Fprintf(&b, "- %s: %s hồ sơ\n", o.Office, i18n.Number(o.N))
		}
		subject = fmt.Sprintf("Quá hạn trên %s: %s hồ sơ ở %d đơn vị", d.Beyond, i18n.Number(n), len(d.Offices))
		if len(d.Offices) > 0 {
			p = append(p, "Các đơn vị có hồ sơ quá hạn trên "+d.Beyond+", tính cả hồ sơ đã xin lỗi và hẹn lại:", strings.TrimRight(b.String(), "\n"))
		} else {
			subject = fmt.Sprintf("Hồ sơ các đơn vị cần tỉnh để ý: %s", i18n.Date(d.Day))
		}
		for i := 0; i < len(d.Risen); {
			b.Reset()
			kind := d.Risen[i].Kind
			for ; i < len(d.Risen) && d.Risen[i].Kind == kind; i++ {
				fmt.Fprintf(&b, "- %s: %s hồ sơ\n", d.Risen[i].Office, i18n.Number(d.Risen[i].N))
			}
			p = append(p, risen[kind]+", thêm từ thư trước:", strings.TrimRight(b.String(), "\n"))
		}
		p = append(p, "Xem số liệu từng đơn vị ở trang Điều hành.")
	} else {
		subject = fmt.Sprintf("Nhắc việc %s: %d hồ sơ", i18n.Date(d.Day), len(d.Lines))
		var b strings.Builder
		for i, l := range d.Lines {
			if i == shown {
				fmt.Fprintf(&b, "- và %d hồ sơ khác, ở trang Hôm nay.\n", len(d.Lines)-shown)
				break
			}
			fmt.Fprintf(&b, "- %s: %s.\n", l.Code, l.Say())
		}
		p = append(p, "Các hồ sơ sau cần Ông/Bà xem:", strings.TrimRight(b.String(), "\n"), "Mở trang Hôm nay để làm từng hồ sơ.")
	}
	p = append(p, office, "Thư này được gửi tự động từ hệ thống Một Cửa, mỗi ngày nhiều nhất một thư.")
	return subject, join(p)
}

// QueueDigest writes the letter and the job that sends it, in the caller's
// transaction; false when this officer had one that day. Scope: worker.
func (s *Service) QueueDigest(ctx context.Context, tx pgx.Tx, d Digest) (bool, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return false, err
	}
	office, _, err := s.Office(ctx, sc.Tenant)
	if err != nil {
		return false, fmt.Errorf("office: %w", err)
	}
	subject, body := d.render(office)
	kind := "digest"
	if d.province() {
		kind = "province_digest"
	}
	id := newID()
	tag, err := tx.Exec(ctx, `INSERT INTO app.notice (id, tenant_id, staff_id, channel, template, address, subject, body, dedupe, created_at, send_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) ON CONFLICT (dedupe) DO NOTHING`,
		id, sc.Tenant, d.Staff, ChannelEmail, "officer."+kind, d.Email, subject, body, fmt.Sprintf("%s:%s:%s:%s", kind, sc.Tenant, d.Staff, i18n.Date(d.Day)), s.Now())
	if err != nil {
		return false, fmt.Errorf("write digest: %w", pg.Translate(err))
	}
	if tag.RowsAffected() == 0 {
		return false, nil
	}
	ahead, err := s.waiting(ctx, tx)
	if err != nil {
		return false, err
	}
	return true, s.Jobs.Insert(ctx, tx, args.SendNotice{Ref: args.For(ctx, sc.Tenant), NoticeID: id, Ahead: ahead})
}
