package documents

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
)

// feederGave writes pages of a batch: a letter is a page with something on it (A: a
// paper's title, a: none), _ is blank, | a separating sheet.
func feederGave(s string) (out []BatchPage) {
	for i, r := range s {
		p := BatchPage{Number: i + 1, Blank: r == '_', Sheet: r == '|'}
		if r >= 'A' && r <= 'Z' {
			p.Kind = "k"
		}
		out = append(out, p)
	}
	return out
}

func TestPagesArePartedAsTheyLook(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":         "[]",
		"a":        "[[1]]",
		"aaa":      "[[1 2 3]]",
		"AaAA":     "[[1 2] [3] [4]]", // titles, where nothing parts
		"aA_a":     "[[1 2] [4]]",     // blank sheets before titles
		"a_b_|c":   "[[1 3] [6]]",     // sheets before blank sheets, which are backs then
		"A_a_B_":   "[[1 3] [5]]",     // both sides of papers printed on one
		"||a||a|":  "[[3] [6]]",       // any number of sheets
		"|||":      "[]",
		"____":     "[]",
		"__a__b__": "[[3] [6]]",
	} {
		if got := fmt.Sprint(Parting(feederGave(s))); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
	at := func(list ...int) func(int) bool {
		return func(n int) bool { return strings.Contains(fmt.Sprint(list), fmt.Sprint(n)) }
	}
	if got := fmt.Sprint(CutAt(feederGave("aaaaaa"), at(1, 3), at(4))); got != "[[1 2] [3 5 6]]" {
		t.Errorf("as an officer says: %s", got)
	}
}

// Papers are cut out of a batch once, also by two at the same moment; what was
// read is taken over with its pictures; a batch of another dossier is refused by
// the wall.
func TestPapersOfABatch(t *testing.T) {
	t.Parallel()
	w := setup(t)
	dossier, other := w.draft(), w.draft()
	w.file(dossier)
	w.file(other)
	desk := w.officer(w.a)
	file := pdfFile(t, pagesOf(12)...)
	in := Incoming{Purpose: Batch, Hidden: true, Policy: &Feeder, Name: "lo.pdf", File: strings.NewReader(string(file)), Size: int64(len(file))}
	batch, err := w.Receive(desk, dossier, in)
	if err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if _, more, err = w.DigitizeDocument(w.worker(w.a), batch.ID); err != nil {
			t.Fatal(err)
		}
	}
	batch, err = w.BatchOf(desk, dossier, batch.ID)
	if err != nil || batch.State != Digitized || batch.Drawn != 12 {
		t.Fatalf("%+v %v", batch, err)
	}
	if _, err := w.BatchOf(desk, other, batch.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("of another dossier: %v", err)
	}
	long := []int32{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} // more than a chunk
	list := []Cutting{{Pages: []int32{1}, Name: "Tờ khai"}, {Pages: long, Name: "Bản vẽ"}}
	keep := func(dossier uuid.UUID, list ...Cutting) ([]Document, bool, error) {
		made, err := w.StoreCuttings(desk, batch, list)
		if err != nil {
			t.Fatal(err)
		}
		done := false
		return made, done, w.db.Tx(desk, func(tx pgx.Tx) error {
			if done, err = w.ClaimCuttings(desk, tx, batch.ID, list); done || err != nil {
				return err
			}
			for i := range made {
				if err := w.Record(desk, tx, dossier, &made[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if _, _, err := keep(other, list...); !fault.HasKey(err, "document.not_now") {
		t.Errorf("papers of a batch on another dossier: %v", err)
	}
	made, _, err := keep(dossier, list...)
	if err != nil || made[1].Pages != 11 || made[0].Name != "Tờ khai.pdf" {
		t.Fatal(made, err)
	}
	if done, err := w.Cut(desk, batch.ID, list); err != nil || !done {
		t.Errorf("the same again: %v %v", done, err)
	}
	if _, err := w.Cut(desk, batch.ID, []Cutting{{Pages: []int32{12}}}); !fault.HasKey(err, "batch.parted") {
		t.Errorf("a page that is in a paper: %v", err)
	}
	// and without the question, by the index
	twice, err := w.StoreCuttings(desk, batch, list[:1])
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.Tx(desk, func(tx pgx.Tx) error { return w.Record(desk, tx, dossier, &twice[0]) }); !fault.HasKey(err, "row.exists") {
		t.Errorf("a second paper of one page: %v", err)
	}

	// read without being read: the batch's own text comes along, page by page
	w.exec(`UPDATE app.document_page SET body_text = 'taken over ' || page WHERE document_id = $1`, batch.ID)
	runs := 0
	for more := true; more; runs++ {
		if _, more, err = w.DigitizeDocument(w.worker(w.a), made[1].ID); err != nil {
			t.Fatal(err)
		}
	}
	d, err := w.WithDrawn(desk, made[1].ID)
	if err != nil || d.State != Digitized || d.Drawn != 11 || runs != 3 {
		t.Errorf("%d runs, %+v %v", runs, d, err)
	}
	if n := w.count(`SELECT count(*) FROM app.document_page WHERE document_id = $1 AND body_text = 'taken over ' || page + 1`, d.ID); n != 11 {
		t.Errorf("%d pages were taken over", n)
	}
	if n := w.count(`SELECT count(*) FROM app.document_kind WHERE document_id = $1`, d.ID); n != 1 {
		t.Error("what the paper says is not proposed")
	}
}
