package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/keeping"
	"motcua/app/oldpapers"
	"motcua/app/people"
	"motcua/app/slips/font"
	"motcua/storage/pg"
	"motcua/tenants"
)

// kept gives the first office what years bring: dossiers past their term, one of
// them held, a list that waits for its second person, and a book of earlier
// results of which one is placed, one waits for its owner and two to be confirmed.
func (w *World) kept(ctx context.Context, svc *dossiers.Service) error {
	all, err := w.offices()
	if err != nil {
		return err
	}
	procs := map[string]Procedure{}
	for _, code := range []string{"2.000815", "1.001193"} {
		if procs[code], err = w.Procedure(ctx, code, "25"); err != nil {
			return err
		}
	}
	begun := time.Now()
	o := all[0]
	keep := &keeping.Service{DB: w.DB, Files: w.docs, Jobs: historic{}, Now: func() time.Time { return w.clock }}
	if err := w.pastTerm(ctx, svc, keep, o, procs["2.000815"]); err != nil {
		return fmt.Errorf("past their term: %w", err)
	}
	if err := w.oldBook(ctx, o, procs["1.001193"]); err != nil {
		return fmt.Errorf("a book of earlier results: %w", err)
	}
	w.clock = w.Now
	w.Say("old dossiers and a book of earlier results, %s", time.Since(begun).Round(time.Second/10))
	return nil
}

// pastTerm has four certified copies of 22 years ago, under a term that
// the province confirmed.
func (w *World) pastTerm(ctx context.Context, svc *dossiers.Service, keep *keeping.Service, o office, p Procedure) error {
	var old []uuid.UUID
	for i := range 4 {
		w.clock = civil(w.Now.AddDate(-22, 0, i)).Add(2 * time.Hour)
		d := &play{w: w, svc: svc, p: p, o: o, from: o, who: w.folk.next("hoabinh", o.place), res: w.id(), id: w.id()}
		for _, act := range []func(context.Context) error{d.prepareNow, d.signNow, d.returnNow} {
			if err := act(ctx); err != nil {
				return err
			}
		}
		old = append(old, d.id)
	}
	w.clock = w.Now.Add(-72 * time.Hour)
	admin := w.staff["phutho.quantri"]
	years := 20
	if err := keep.SetClass(tenants.With(ctx, tenants.Province(o.province, tenants.Actor{Kind: "staff", ID: admin.ID, Name: admin.Name})), keeping.Class{
		Code: "chung_thuc_hop_dong", Years: &years, From: keeping.FromEnded, Basis: "Nghị định 23/2015/NĐ-CP Điều 14", Confirmed: true,
	}); err != nil {
		return err
	}
	clerk := w.as(ctx, o.id, o.clerk)
	if _, err := keep.Place(clerk, keeping.PlaceHold{Dossier: old[3], Reason: "Đang thanh tra công tác chứng thực", Basis: "Quyết định thanh tra 45/QĐ-TTr"}); err != nil {
		return err
	}
	return keep.Propose(clerk, w.id(), old[:2], "Đợt tiêu hủy mẫu")
}

// oldBook digitizes four sheets of a book.
func (w *World) oldBook(ctx context.Context, o office, p Procedure) error {
	w.clock = w.Now.Add(-48 * time.Hour)
	clerk := w.as(ctx, o.id, o.clerk)
	svc := &oldpapers.Service{DB: w.DB, Documents: w.docs, Jobs: historic{}, Room: func(context.Context) error { return nil }, Now: func() time.Time { return w.clock }}
	// the first person that the simulated VNeID offers is offered what waits
	type row struct {
		Name  string `db:"full_name"`
		Birth string `db:"birth_date"`
	}
	known, err := pg.Rows[row](tenants.With(ctx, tenants.Identity()), w.DB, `SELECT full_name, birth_date FROM app.resident WHERE id_number IS NOT NULL AND length(birth_date) = 10 AND level >= 2 AND birth_date < '1994' ORDER BY id LIMIT 1`)
	if err != nil || len(known) == 0 {
		return err
	}
	born := func() person { // before the book was written
		for {
			if x := w.folk.next("hoabinh", o.place); x.Birth < "1994" {
				return x
			}
		}
	}
	owners := []person{born(), {Name: known[0].Name, Birth: known[0].Birth}, born(), born()}
	file, err := bookPDF(owners)
	if err != nil {
		return err
	}
	kind := p.Data.MainResult()
	s := oldpapers.Session{ID: w.id(), Title: "Sổ khai sinh 1995 (dữ liệu mẫu)", Procedure: p.ID, Revision: p.Revision, ResultCode: kind.Code, ResultTitle: kind.Title, Register: "KS", From: 1995, To: 1995, Parted: documents.ByPage}
	if err := svc.Open(clerk, s); err != nil {
		return err
	}
	scan := w.id()
	if err := svc.Scan(clerk, s.ID, documents.Incoming{ID: scan, Name: "so-khai-sinh-1995.pdf", File: bytes.NewReader(file), Size: int64(len(file))}); err != nil {
		return err
	}
	worker := tenants.With(ctx, tenants.Worker(o.id))
	for more := true; more; {
		if _, more, err = w.docs.DigitizeDocument(worker, scan); err != nil {
			return err
		}
	}
	if err := svc.Part(worker, scan); err != nil {
		return err
	}
	papers, err := svc.Papers(clerk, s.ID, 10)
	if err != nil || len(papers) < 2 { // without the tools the file stays in one piece
		return err
	}
	for i, x := range papers[:2] {
		w.clock = w.clock.Add(5 * time.Minute)
		in := oldpapers.Confirm{Paper: x.ID, Number: fmt.Sprintf("%02d/1995", i+1), IssuedOn: time.Date(1995, 3, 5+i, 0, 0, 0, 0, time.UTC), Owner: people.Seen{IDNumber: owners[i].IDNumber, FullName: owners[i].Name, Birth: owners[i].Birth}}
		if _, err := svc.Confirm(clerk, in); err != nil {
			return err
		}
	}
	return nil
}

// bookPDF draws the sheets of a book; each says that it is a sample.
func bookPDF(owners []person) ([]byte, error) {
	d := fpdf.New("P", "mm", "A4", "")
	b, err := font.File("")
	if err != nil {
		return nil, err
	}
	d.AddUTF8FontFromBytes("so", "", b)
	for i, x := range owners {
		day := x.Birth
		if t, err := time.Parse(time.DateOnly, x.Birth); err == nil {
			day = t.Format("02/01/2006")
		}
		d.AddPage()
		d.SetFont("so", "", 14)
		for _, line := range []string{
			"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "GIẤY KHAI SINH", fmt.Sprintf("Số: %02d/1995", i+1), "Họ, chữ đệm, tên: " + x.Name, "Ngày, tháng, năm sinh: " + day,
			fmt.Sprintf("Kim Bôi, ngày %02d tháng 3 năm 1995", i+5), "Dữ liệu mẫu, không phải giấy tờ thật",
		} {
			d.CellFormat(0, 14, line, "", 1, "L", false, 0, "")
		}
	}
	var out bytes.Buffer
	err = d.Output(&out)
	return out.Bytes(), err
}
