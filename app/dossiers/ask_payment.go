package dossiers

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
)

// Obligation is a financial obligation (nghĩa vụ tài chính) that the resident
// fulfils elsewhere before the office goes on: a tax office's notice in a land
// dossier, say. The clock is paused while it is open.
type Obligation struct {
	ID            uuid.UUID  `db:"id"`
	Round         int        `db:"round"`
	State         string     `db:"state"`  // open, fulfilled, waived, cancelled
	Amount        int64      `db:"amount"` // đồng
	Purpose       string     `db:"purpose"`
	Payee         string     `db:"payee"` // who is paid, and how
	NoticeNumber  string     `db:"notice_number"`
	NoticeDate    time.Time  `db:"notice_date"` // a date
	DueOn         *time.Time `db:"due_on"`      // a date: the notice's own, not the clock's
	LegalBasis    string     `db:"legal_basis"` // of the pause
	AskedName     string     `db:"asked_name"`
	AskedAt       time.Time  `db:"asked_at"`
	ReceiptNumber string     `db:"receipt_number"` // of the receipt; of the paper that waives it
	ReceiptDate   *time.Time `db:"receipt_date"`
	Note          string     `db:"note"`
	RecordedName  string     `db:"recorded_name"`
	RecordedAt    *time.Time `db:"recorded_at"`
}

const obligationColumns = `id, round, state, amount, purpose, payee, notice_number, notice_date, due_on, legal_basis, asked_name, asked_at, receipt_number, receipt_date, note, recorded_name, recorded_at`

// OpenObligation is what the resident has to pay now; nil when there is nothing.
func (f *Full) OpenObligation() *Obligation {
	for i := range f.Obligations {
		if f.Obligations[i].State == "open" {
			return &f.Obligations[i]
		}
	}
	return nil
}

// AskPayment is the notice that the handler passes on.
type AskPayment struct {
	Amount       int64 // đồng
	Purpose      string
	Payee        string
	NoticeNumber string
	NoticeDate   time.Time // a date; zero is none
	DueOn        time.Time // a date; zero is none
	LegalBasis   string
}

// maxAmount is more than any resident owes in one notice: a slip of the hand.
const maxAmount = 1_000_000_000_000

func (a AskPayment) check(now time.Time) error {
	f := map[string]string{}
	need := func(field, value string, most int, sentence string) {
		switch {
		case note(value) == "":
			f[field] = sentence
		case utf8.RuneCountInString(value) > most:
			f[field] = "Viết ngắn hơn"
		}
	}
	switch {
	case a.Amount <= 0:
		f["amount"] = "Nhập số tiền bằng đồng, lớn hơn 0"
	case a.Amount > maxAmount:
		f["amount"] = "Số tiền quá lớn. Kiểm tra lại các chữ số"
	}
	need("purpose", a.Purpose, 500, "Ghi khoản phải nộp, như trên thông báo")
	need("payee", a.Payee, 500, "Ghi nộp cho ai, ở đâu")
	need("notice_number", a.NoticeNumber, 100, "Nhập số của thông báo")
	need("legal_basis", a.LegalBasis, 500, "Ghi căn cứ pháp lý để tạm dừng thời hạn")
	today := deadlines.DayOf(now)
	switch {
	case a.NoticeDate.IsZero():
		f["notice_date"] = "Nhập ngày của thông báo, ví dụ 07/09/2026"
	case deadlines.DayOf(a.NoticeDate) > today:
		f["notice_date"] = "Ngày của thông báo không được sau hôm nay"
	case deadlines.DayOf(a.NoticeDate) < today-5*366:
		f["notice_date"] = "Ngày của thông báo đã quá cũ. Kiểm tra lại năm"
	}
	if !a.DueOn.IsZero() && (deadlines.DayOf(a.DueOn) < today || deadlines.DayOf(a.DueOn) > today+5*366) {
		f["due_on"] = "Nhập hạn nộp từ hôm nay trở đi, ví dụ 20/12/2026. Không rõ thì để trống"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	return nil
}

// AskPayment asks the resident to fulfil a financial obligation before the
// office goes on. The clock pauses with the legal basis that is given (NĐ
// 118/2025 Đ.17; state 6 of the national portal). Only before a result is
// drafted. Scope: the holder, if the matter is its to decide. Faults: Invalid,
// NotFound, Conflict.
func (s *Service) AskPayment(ctx context.Context, r Ref, a AskPayment) error {
	if err := a.check(s.Now()); err != nil {
		return err
	}
	return s.change(ctx, r, ActAskPayment, func(ctx context.Context, c *change) (event, error) {
		var drafted bool
		var round int
		if err := c.tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM app.result WHERE dossier_id = $1 AND state <> 'sent_back'), 1 + (SELECT coalesce(max(round), 0) FROM app.financial_obligation WHERE dossier_id = $1)`,
			c.d.ID).Scan(&drafted, &round); err != nil {
			return event{}, err
		}
		if drafted || c.d.Competent != c.me {
			return event{}, movedOn()
		}
		if err := c.notPaused(ctx); err != nil {
			return event{}, err
		}
		if _, err := c.tx.Exec(ctx, `INSERT INTO app.financial_obligation (id, dossier_id, tenant_id, round, amount, purpose, payee, notice_number, notice_date, due_on, legal_basis, asked_by, asked_name, asked_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			newID(), c.d.ID, c.me, round, a.Amount, note(a.Purpose), note(a.Payee), note(a.NoticeNumber), a.NoticeDate, nilTime(a.DueOn), note(a.LegalBasis), c.actor.ID, c.actor.Name, c.now); err != nil {
			return event{}, err
		}
		k, err := c.clock(ctx)
		if err != nil {
			return event{}, err
		}
		if err := k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Pause, At: c.now, PauseKind: deadlines.WaitTax, LegalBasis: note(a.LegalBasis)}); err != nil {
			return event{}, err
		}
		c.d.State = AwaitingPayment
		data := map[string]any{"code": c.d.CodeText(), "amount": a.Amount, "purpose": note(a.Purpose), "payee": note(a.Payee), "notice": note(a.NoticeNumber), "notice_date": a.NoticeDate, "basis": note(a.LegalBasis)}
		if !a.DueOn.IsZero() {
			data["pay_by"] = a.DueOn
		}
		return event{kind: "dossier.payment_asked", data: data}, nil
	})
}
