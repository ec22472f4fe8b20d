package demo

import (
	"bytes"
	"container/heap"
	"context"
	"fmt"
	"strconv"
	"time"

	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/procedures/revision"

	"github.com/jackc/pgx/v5"
)

// immediateShare is how many dossiers of the immediate lane an office gets in a
// world of 2,000: two or three a day.
const immediateShare = 36

// immediate puts the same-day work of the last weeks into the queue: each is
// received, signed by somebody else and returned within the hour, some after
// 15:00 the next morning; the last ones are still waiting.
func (w *World) immediate(ctx context.Context, svc *dossiers.Service, places []office, cal *deadlines.Calendar, q *queue) error {
	var lanes []Procedure
	for _, code := range []string{"2.000815", "2.000815", "2.000815", "2.000884"} {
		p, err := w.Procedure(ctx, code, "25")
		if err != nil {
			return fmt.Errorf("procedure %s: %w", code, err)
		}
		lanes = append(lanes, p)
	}
	each := max(immediateShare*min(w.Count, 2000)/2000, 1)
	order := 2 * w.Count // after all others of the same moment
	for i := range 4 {   // the offices that are staffed in full
		for n := range each {
			from, minute := w.Now.AddDate(0, 0, -1-n*14/each).Truncate(24*time.Hour), 15+w.r.IntN(420)
			if n < 2 { // just now: one waits for its signature, one for its owner
				from, minute = w.Now, -12-40*n
			}
			at, err := deadlines.AddWorkingMinutes(cal, from, minute)
			if err != nil {
				return err
			}
			w.clock = at
			d := &play{w: w, svc: svc, p: lanes[w.r.IntN(len(lanes))], o: places[i], from: places[i], id: w.id(), res: w.id()}
			d.who = w.folk.next(localOf(d.o.province), d.o.place)
			steps := []step{{0, d.prepareNow}}
			if n != 0 {
				steps = append(steps, step{4 + w.r.IntN(30), d.signNow})
			}
			if n > 1 {
				steps = append(steps, step{2 + w.r.IntN(10), d.returnNow})
			}
			order++
			heap.Push(q, &life{at: at, order: order, steps: steps})
		}
	}
	return nil
}

// deeds are what people bring.
var deeds = []struct {
	title string
	pages int
}{{"Bằng tốt nghiệp trung học phổ thông", 2}, {"Giấy khai sinh", 1}, {"Học bạ", 16}, {"Giấy phép lái xe", 1}, {"Giấy chứng nhận quyền sử dụng đất", 4}, {"Bằng tốt nghiệp đại học", 2}, {"Giấy đăng ký xe", 1}, {"Quyết định nghỉ hưu", 3}}

func (d *play) prepareNow(ctx context.Context) error {
	off := d.officer(ctx, d.o, d.o.reception)
	err := d.w.DB.Tx(off, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT app.resident_for($1, $2, $3, $4, $5, $6, $7)`, d.res, d.who.IDNumber, d.who.Name, d.who.Birth, d.who.Gender, d.who.Phone, d.who.Address).Scan(&d.res)
	})
	if err != nil {
		return err
	}
	form, ok := dossiers.LaneFormOf(d.p.Data)
	if !ok {
		return fmt.Errorf("%s does not fit the immediate lane", d.p.Code)
	}
	in := dossiers.LaneAnswers{Common: map[string]string{}, Facts: dossiers.LaneFacts(d.o.province, "", "", d.w.clock), Profile: map[string]string{
		"full_name": d.who.Name, "birth_date": d.who.Birth, "gender": d.who.Gender, "id_number": d.who.IDNumber, "phone": d.who.Phone, "address": d.who.Address,
	}}
	for _, f := range form.Common {
		if f.ShowIf == nil {
			in.Common[f.Name] = form.Usual(d.p.Data, f)
		}
	}
	for range 1 + d.w.r.IntN(3) {
		x := deeds[d.w.r.IntN(len(deeds))]
		if d.p.Code != "2.000815" {
			x.title, x.pages = []string{"Sơ yếu lý lịch", "Giấy ủy quyền", "Đơn xin việc"}[d.w.r.IntN(3)], 0
		}
		row := map[string]string{form.Title: x.title, form.Copies: strconv.Itoa(1 + d.w.r.IntN(4))}
		if x.pages > 0 {
			row[form.Pages] = strconv.Itoa(x.pages)
		}
		for _, f := range form.Lines {
			if row[f.Name] == "" && f.Type == revision.Choice {
				row[f.Name] = form.Usual(d.p.Data, f)
			}
		}
		in.Rows = append(in.Rows, row)
		if d.p.Code != "2.000815" {
			break
		}
	}
	got := form.Check(d.p.Data, in)
	if !got.OK() {
		return fmt.Errorf("the lane refuses what the world brings: %v %v", got.Common, got.Rows)
	}
	_, err = d.svc.ReceiveImmediate(off, dossiers.ImmediateIntake{
		ID: d.id, Procedure: d.p.ID, Revision: d.p.Revision, Case: d.p.Data.CaseOf(got.Answers), Resident: d.res, Applicants: []dossiers.Party{d.party(2)}, Answers: got.Answers, Lines: got.Lines,
	})
	return err
}

func (d *play) signNow(ctx context.Context) error {
	copied, err := d.scanOriginal(ctx)
	if err != nil {
		return err
	}
	chair := d.officer(ctx, d.o, d.o.chair)
	if _, err := d.svc.SignImmediate(chair, dossiers.Ref{ID: d.id}, "CHỦ TỊCH"); err != nil || !copied {
		return err
	}
	return d.w.copying.Sign(chair, d.id, "")
}

// mostCopies of the world are certified electronic copies; each is drawn and signed twice.
const mostCopies = 3

// scanOriginal scans the first original of some of the last days' copies, so
// that its electronic copy is certified with the signature.
func (d *play) scanOriginal(ctx context.Context) (bool, error) {
	if !d.real() || d.p.Code != "2.000815" || d.w.copies == mostCopies {
		return false, nil
	}
	d.w.copies++
	off := d.officer(ctx, d.o, d.o.reception)
	list, err := d.svc.CertifiedCopies(off, d.id)
	if err != nil || len(list) == 0 {
		return false, err
	}
	b := d.w.scans.files[3] // a copy of a paper
	doc, err := d.w.docs.Store(off, d.o.id, documents.Incoming{Name: "ban-chinh.jpg", File: bytes.NewReader(b), Size: int64(len(b))})
	if err != nil {
		return false, err
	}
	return true, d.svc.ScanOriginal(off, dossiers.Ref{ID: d.id}, list[0].Entry, d.attach(doc))
}

func (d *play) returnNow(ctx context.Context) error {
	how, note := dossiers.PaidCash, ""
	switch d.w.r.IntN(10) {
	case 0, 1, 2:
		how = dossiers.PaidTransfer
	case 3:
		how, note = dossiers.PaidExempt, "Hộ nghèo"
	}
	return d.svc.ReturnImmediate(d.officer(ctx, d.o, d.o.reception), dossiers.Ref{ID: d.id}, dossiers.ReturnImmediate{How: how, Note: note})
}
