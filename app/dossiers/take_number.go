package dossiers

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// Number is a number of a register as it was taken.
type Number struct {
	Register string
	Year     int
	Ordinal  int
	Book     *int   // nil: the register has no books this year
	Text     string // "07/2026", or as the book's form says
}

// The registers of what procedures name none for.
const (
	RegisterLetters = "Sổ văn bản đi" // refusals take no number of the certificates
	RegisterOffice  = "UBND"
)

// registerOf is the register that a result is entered in.
func (c *change) registerOf(r Result) string {
	switch {
	case r.Outcome == Refused:
		return RegisterLetters
	case c.t.Result.Register == "":
		return RegisterOffice
	}
	return c.t.Result.Register
}

// takeNumber takes the next number of this year: no gaps, no doubles, whoever
// else takes one at the same moment. The register's counter stays locked until
// the transaction ends. Fault: Conflict when all its books are closed.
func (c *change) takeNumber(ctx context.Context, register string) (Number, error) {
	n := Number{Register: register, Year: c.now.In(deadlines.Zone).Year()}
	var format *string
	if err := c.tx.QueryRow(ctx, `SELECT number, book, format FROM app.take_number($1, $2)`, register, n.Year).Scan(&n.Ordinal, &n.Book, &format); err != nil {
		if err = pg.Translate(err); fault.HasKey(err, "register.closed") {
			return n, fault.New(fault.Conflict, "register.closed", "Quyển cuối của “"+register+"” đã khóa. Văn thư mở quyển mới ở trang Sổ và quyển rồi làm lại.")
		}
		return n, err
	}
	f := ""
	if format != nil {
		f = *format
	}
	n.Text = n.write(f)
	return n, nil
}

// NumberForm is how a number is written where its book says nothing.
const NumberForm = "{so:2}/{nam}"

// write fills a form: {so} the number, {so:2} with at least two digits, {nam}
// the year, {quyen} the book.
func (n Number) write(form string) string {
	if form == "" {
		form = NumberForm // the book is named beside it; numbers start anew each year
	}
	book := ""
	if n.Book != nil {
		book = strconv.Itoa(*n.Book)
	}
	r := []string{"{so}", strconv.Itoa(n.Ordinal), "{nam}", strconv.Itoa(n.Year), "{quyen}", book}
	for w := 2; w <= 6; w++ {
		r = append(r, fmt.Sprintf("{so:%d}", w), fmt.Sprintf("%0*d", w, n.Ordinal))
	}
	return strings.NewReplacer(r...).Replace(form)
}

// numbered writes a number on a result.
func (c *change) numbered(ctx context.Context, result uuid.UUID, n Number) error {
	_, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'numbered', register = $2, number = $3, year = $4, ordinal = $5, book = $6, numbered_by = $7, numbered_name = $8, numbered_at = $9 WHERE id = $1`,
		result, n.Register, n.Text, n.Year, n.Ordinal, n.Book, c.actor.ID, c.actor.Name, c.now)
	return err
}
