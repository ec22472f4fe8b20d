package demo

import (
	"bytes"
	"container/heap"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/procedures/revision"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/tenants"
)

// mix is how often each procedure is asked for.
var mix = []struct {
	code   string
	weight int
}{{"1.004873", 18}, {"2.000635", 16}, {"1.001193", 14}, {"1.000894", 7}, {"1.000656", 6}, {"2.000815", 9}, {"1.001612", 9}, {"1.013978", 7}, {"1.013225", 5}, {"1.004859", 4}, {"2.000720", 3}, {"2.001263", 2}}

// office is a tenant with the people who act in it.
type office struct {
	id                                     uuid.UUID
	province, place                        string
	reception, handler, head, chair, clerk staffer
}

// life is one dossier on its way: the acts still to come, each after some working minutes.
type life struct {
	at    time.Time
	order int
	steps []step
}

type step struct {
	after int // working minutes after the one before
	do    func(ctx context.Context) error
}

type queue []*life

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].at.Before(q[j].at) || q[i].at.Equal(q[j].at) && q[i].order < q[j].order
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(*life)) }
func (q *queue) Pop() any     { o := *q; x := o[len(o)-1]; *q = o[:len(o)-1]; return x }

// replay plays all lives in the order of time, so that codes, numbers and
// ledgers are in order too.
func (w *World) replay(ctx context.Context, svc *dossiers.Service) (acts int, err error) {
	places, err := w.offices()
	if err != nil {
		return 0, err
	}
	procs := map[string]Procedure{}
	for _, m := range mix {
		p, err := w.Procedure(ctx, m.code, "25")
		if err != nil {
			return 0, fmt.Errorf("procedure %s: %w", m.code, err)
		}
		procs[m.code] = p
	}
	cal, err := svc.Calendar(tenants.With(ctx, tenants.Public()), places[0].id)
	if err != nil {
		return 0, err
	}
	q := &queue{}
	for i := range w.Count {
		start, err := w.start(cal, i)
		if err != nil {
			return acts, err
		}
		w.clock = start
		heap.Push(q, &life{at: start, order: i, steps: w.plan(svc, places, procs, i)})
	}
	if err := w.immediate(ctx, svc, places, cal, q); err != nil {
		return acts, err
	}
	for q.Len() > 0 {
		l := heap.Pop(q).(*life)
		w.clock = l.at
		err := l.steps[0].do(ctx)
		acts++
		if err != nil && !fault.Is(err, fault.Conflict) { // e.g. a request lapsed before it was answered
			return acts, fmt.Errorf("replay of dossier %d, %d acts left: %w", l.order, len(l.steps), err)
		}
		if l.steps = l.steps[1:]; len(l.steps) == 0 || err != nil {
			continue
		}
		if l.at, err = deadlines.AddWorkingMinutes(cal, l.at, max(l.steps[0].after, 1)); err != nil {
			return acts, err
		}
		if !l.at.After(w.Now) {
			heap.Push(q, l)
		}
		if acts%2000 == 0 {
			w.Say("… %d acts replayed", acts)
		}
	}
	return acts, nil
}

func (w *World) offices() ([]office, error) {
	var out []office
	for _, o := range offices {
		f := office{id: migrations.TenantID(o.code), province: provinceOf(o.code), place: o.place}
		for role, to := range map[string]*staffer{"tiepnhan": &f.reception, "thuly": &f.handler, "lanhdaophong": &f.head, "chutich": &f.chair, "vanthu": &f.clerk} {
			*to = w.staff[o.prefix+"."+role]
		}
		out = append(out, f)
	}
	for _, o := range w.extra {
		u := func(s string) staffer { return w.staff["xa"+o.Code+"."+s] }
		out = append(out, office{id: o.ID, province: provinceCode(o), place: o.FullName, reception: u("motcua"), clerk: u("motcua"), handler: u("thuly"), head: u("truongphong"), chair: u("chutich")})
	}
	return out, nil
}

func provinceCode(o governing.Office) string {
	if len(o.UnitCode) > 2 && o.UnitCode[:3] == "H29" {
		return "79"
	}
	return "25"
}

// one dossier's state while its life is planned and played
type play struct {
	w    *World
	svc  *dossiers.Service
	p    Procedure
	o    office // competent
	from office // where it came in
	who  person
	res  uuid.UUID
	id   uuid.UUID
}

func (w *World) id() uuid.UUID {
	var b [16]byte
	for i := range b {
		b[i] = byte(w.r.UintN(256))
	}
	ms := uint64(w.clock.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (8 * (5 - i)))
	}
	b[6], b[8] = b[6]&0x0f|0x70, b[8]&0x3f|0x80 // version 7
	return b
}

// plan decides how one dossier comes in and how far it gets.
func (w *World) plan(svc *dossiers.Service, places []office, procs map[string]Procedure, i int) []step {
	if f := fateOf(i); f != ordinary {
		return w.fated(svc, places, procs, i, f)
	}
	at := places[w.r.IntN(4)]
	if len(places) > 4 && w.r.IntN(5) < 2 {
		at = places[4+w.r.IntN(len(places)-4)]
	}
	total := 0
	for _, m := range mix {
		total += m.weight
	}
	x, code := w.r.IntN(total), ""
	for _, m := range mix {
		if x -= m.weight; x < 0 {
			code = m.code
			break
		}
	}
	d := &play{w: w, svc: svc, p: procs[code], o: at, from: at, id: w.id(), res: w.id()}
	d.who = w.folk.next(localOf(at.province), at.place)
	far := places[w.r.IntN(4)]
	boundary := d.p.Data.NonBoundary != revision.BoundaryNone && far.id != at.id && far.province == at.province
	switch n := w.r.IntN(100); {
	case n < 12 && boundary:
		d.from = far
		return d.across(n < 1)
	case n < 16 && d.p.Data.HelpOnly && far.id != at.id && d.p.Data.Takes(revision.Online):
		d.from = far
		return d.helped()
	case n < 62 && d.p.Data.Takes(revision.Online):
		return d.online(i)
	}
	return d.counter()
}

func (d *play) online(i int) []step {
	r := d.w.r
	s := []step{{0, d.draft}}
	if r.IntN(25) == 0 {
		return s // still a draft
	}
	s = append(s, step{12, d.file})
	switch n := r.IntN(100); {
	case n < 5:
		return append(s, step{120 + r.IntN(200), d.decline})
	case n < 8:
		return append(s, step{60, func(ctx context.Context) error {
			return d.svc.Withdraw(d.resident(ctx), dossiers.Ref{ID: d.id}, "Nộp nhầm")
		}})
	case n < 14:
		s = append(s, step{100 + r.IntN(300), d.ask}, step{400 + r.IntN(2600), d.answer})
	}
	return append(append(s, step{60 + r.IntN(420), d.accept}), d.work()...)
}

func (d *play) helped() []step {
	return append([]step{{0, d.help}, {15, d.fileHelped}, {100 + d.w.r.IntN(300), d.accept}}, d.work()...)
}

func (d *play) counter() []step { return append([]step{{0, d.receive}}, d.work()...) }

func (d *play) across(refused bool) []step {
	s := []step{{0, d.receive}, {2, d.deliver}}
	if refused {
		return append(s, step{60, func(ctx context.Context) error {
			return d.svc.RefuseHandover(d.officer(ctx, d.o, d.o.reception), dossiers.Ref{ID: d.id}, "Thửa đất không nằm trên địa bàn", &d.from.id)
		}}, step{90, func(ctx context.Context) error { return d.refusedThere(ctx) }})
	}
	if d.w.r.IntN(8) > 0 { // the others' papers are forgotten on the counter
		s = append(s, step{40 + d.w.r.IntN(120), d.handPapers})
		if d.w.r.IntN(12) > 0 {
			s = append(s, step{60 + d.w.r.IntN(200), d.takePapers})
		}
	}
	return append(append(s, step{20 + d.w.r.IntN(90), func(ctx context.Context) error {
		return d.svc.ReceiveHandover(d.officer(ctx, d.o, d.o.reception), dossiers.Ref{ID: d.id})
	}}), d.work()...)
}

// work is everything from assignment to the hand-out, with the turns it may take.
func (d *play) work() []step {
	r := d.w.r
	// most work is done inside the promise, some is not
	term, _ := d.p.Data.TermFor(revision.Counter, "", "", nil)
	pace := float64(term.OfficeHours()*60) * 0.5 / 900
	if r.IntN(12) == 0 {
		pace *= 3
	}
	do := func(after int, f func(context.Context) error) step { return step{int(float64(after) * pace), f} }
	ref := dossiers.Ref{ID: d.id}
	h := func(ctx context.Context, s staffer) context.Context { return d.officer(ctx, d.o, s) }
	s := []step{do(20+r.IntN(120), func(ctx context.Context) error {
		return d.svc.Assign(h(ctx, d.o.head), ref, d.o.handler.ID, d.o.handler.Name)
	})}
	if r.IntN(40) == 0 {
		return s // forgotten on a desk: this one becomes overdue
	}
	s = append(s, do(60+r.IntN(300), d.verify))
	switch n := r.IntN(100); {
	case n < 3:
		return append(s, do(100, func(ctx context.Context) error {
			return d.svc.Stop(h(ctx, d.o.handler), ref, "Người nộp đã được cấp giấy tờ này theo hồ sơ khác")
		}))
	case n < 6:
		s = append(s, do(200, func(ctx context.Context) error { return d.svc.Withdraw(d.resident(ctx), ref, "Không còn nhu cầu") }))
		if r.IntN(3) == 0 {
			return s
		}
		return append(s, do(100, func(ctx context.Context) error { return d.svc.DecideWithdrawal(h(ctx, d.o.head), ref, true, "") }))
	case n < 16 && d.p.Code == land:
		s = append(s, do(120, d.askPayment), step{300 + r.IntN(3000), d.recordPayment})
	case n < 16:
		s = append(s, do(120, d.ask), step{300 + r.IntN(3000), d.answer}, do(60, d.verify))
	case n < 19:
		s = append(s, do(120, d.ask), step{7*450 + 600, func(ctx context.Context) error {
			return d.svc.LapseSupplement(tenants.With(ctx, tenants.Worker(d.o.id)), d.id)
		}})
		return s
	}
	outcome, reason := dossiers.Granted, ""
	if r.IntN(18) == 0 {
		outcome, reason = dossiers.Refused, "Không đủ điều kiện theo quy định. Ông/Bà có quyền khiếu nại trong 90 ngày."
	}
	for _, st := range d.p.Data.Flow().Steps { // what is done and passed on before anything is drafted
		switch {
		case st.Kind == revision.Work && st.At == "":
			s = append(s, do(60+r.IntN(200), func(ctx context.Context) error {
				return ignoreMoved(d.svc.FinishStep(h(ctx, d.o.handler), ref, "", ""))
			}))
		case st.Request != nil && (st.Request.To == revision.AskCommune || st.Request.To == revision.AskProvince):
			s = append(s, do(60+r.IntN(200), func(ctx context.Context) error { return d.askElsewhere(ctx, *st.Request) }), step{200 + r.IntN(1000), d.answerElsewhere})
		}
	}
	s = append(s,
		do(100+r.IntN(500), func(ctx context.Context) error {
			return d.draftResult(h(ctx, d.o.handler), outcome, reason)
		}))
	if slices.ContainsFunc(d.p.Data.Steps, func(st revision.Step) bool { return st.Request != nil && st.Request.To == revision.AskApplicant }) {
		s = append(s, do(30, d.confirm))
	}
	s = append(s,
		do(30+r.IntN(120), func(ctx context.Context) error {
			if err := d.svc.Initial(h(ctx, d.o.head), ref); !fault.HasKey(err, "dossier.moved_on") {
				return err
			}
			return nil // this workflow has no initials
		}),
		do(30+r.IntN(200), func(ctx context.Context) error { return d.approve(h(ctx, d.o.chair)) }),
		do(15+r.IntN(60), func(ctx context.Context) error { return d.svc.Number(h(ctx, d.o.clerk), ref) }),
		do(10+r.IntN(30), d.issue))
	if d.from.id != d.o.id && d.from.reception.ID != d.o.reception.ID {
		s = append(s, do(60, func(ctx context.Context) error { return ignoreMoved(d.svc.HandBack(h(ctx, d.o.clerk), ref)) }),
			do(300, func(ctx context.Context) error {
				return ignoreMoved(d.svc.ConfirmHandBack(d.officer(ctx, d.from, d.from.reception), ref))
			}))
	}
	return append(s, step{100 + r.IntN(1200), d.giveOut})
}

// confirm is the resident's word on a draft that was shown to her, where it was.
func (d *play) confirm(ctx context.Context) error {
	f, err := d.svc.Open(d.resident(ctx), d.id)
	if err != nil {
		return ignoreMoved(err) // received at the counter, nobody signed in
	}
	x := f.OpenDraft(d.w.clock)
	if x == nil {
		return nil
	}
	if err := d.svc.AnswerDraft(d.resident(ctx), d.id, x.ID, true, ""); err != nil {
		return ignoreMoved(err)
	}
	return d.svc.TakeDraftAnswer(tenants.With(ctx, tenants.Worker(d.o.id)), x.ID)
}

func ignoreMoved(err error) error {
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
		return nil // filed online: nothing on paper travels
	}
	return err
}

func (d *play) officer(ctx context.Context, o office, s staffer) context.Context {
	return d.w.as(ctx, o.id, s)
}

func (d *play) resident(ctx context.Context) context.Context {
	return tenants.With(ctx, tenants.Resident(d.res, tenants.Actor{Kind: "resident", ID: d.res, Name: d.who.Name}))
}

// known makes sure the resident exists, as signed in with the simulated VNeID.
func (d *play) known(ctx context.Context) error {
	return d.w.DB.Tx(tenants.With(ctx, tenants.Identity()), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.resident (id, id_number, full_name, birth_date, gender, phone, address, level, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 3, $8) ON CONFLICT (id) DO NOTHING`,
			d.res, d.who.IDNumber, d.who.Name, d.who.Birth, d.who.Gender, d.who.Phone, d.who.Address, d.w.clock)
		return err
	})
}

func (d *play) party(level int) dossiers.Party {
	return dossiers.Party{FullName: d.who.Name, IDNumber: d.who.IDNumber, BirthDate: d.who.Birth, Gender: d.who.Gender, Phone: d.who.Phone, Address: d.who.Address, Resident: &d.res, IdentityLevel: level}
}

func (d *play) terms(ctx context.Context, answers map[string]string) (dossiers.Terms, error) {
	return d.svc.Terms(ctx, dossiers.TermsQuery{Revision: d.p.Revision, Case: d.p.Data.CaseOf(answers), Answers: answers, Competent: d.o.id})
}

func (d *play) draft(ctx context.Context) error {
	if err := d.known(ctx); err != nil {
		return err
	}
	answers := d.w.answers(d.p.Data.Form, d.who)
	err := d.svc.StartDraft(d.resident(ctx), dossiers.NewDraft{ID: d.id, Procedure: d.p.ID, Revision: d.p.Revision, Case: d.p.Data.CaseOf(answers), Competent: d.o.id})
	if err != nil {
		return err
	}
	if d.id[14]%16 == 0 { // the world's chances stay as they are
		answers[dossiers.AnswerPost] = d.who.Address
	}
	return d.fill(ctx, d.resident(ctx), answers)
}

func (d *play) fill(ctx context.Context, scope context.Context, answers map[string]string) error {
	if err := d.svc.SaveAnswers(scope, d.id, answers); err != nil {
		return err
	}
	party, caseKey := d.party(3), d.p.Data.CaseOf(answers)
	change := dossiers.DraftChange{Applicant: &party, Case: &caseKey}
	if byPost := "post"; answers[dossiers.AnswerPost] != "" {
		change.ReturnMethod = &byPost
	}
	if err := d.svc.ChangeDraft(scope, d.id, change); err != nil {
		return err
	}
	t, err := d.terms(ctx, answers)
	if err != nil {
		return err
	}
	for _, c := range t.RequiredUploads() {
		if err := d.add(scope, c.Key, ""); err != nil {
			return err
		}
	}
	return nil
}

// add stores one scan and attaches it.
func (d *play) add(scope context.Context, component, form string) error {
	c, _ := d.p.Data.Component(component)
	doc, err := d.scan(scope, d.o.id, c.Title)
	if err != nil {
		return err
	}
	_, err = d.svc.AddPaper(scope, d.id, component, form, d.attach(doc))
	return err
}

func (d *play) scan(scope context.Context, tenant uuid.UUID, title string) (documents.Document, error) {
	b := d.w.scans.files[d.w.r.IntN(len(d.w.scans.files))]
	if d.legible() {
		var err error
		if b, err = d.w.scans.of(title, d.who); err != nil {
			return documents.Document{}, err
		}
	}
	return d.w.docs.Store(scope, tenant, documents.Incoming{Name: "ban-chup.jpg", File: bytes.NewReader(b), Size: int64(len(b))})
}

func (d *play) attach(doc documents.Document) func(context.Context, pgx.Tx, uuid.UUID) (uuid.UUID, error) {
	return func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		err := d.w.docs.Record(ctx, tx, dossier, &doc)
		return doc.ID, err
	}
}

func (d *play) file(ctx context.Context) error {
	_, err := d.svc.File(d.resident(ctx), dossiers.Ref{ID: d.id})
	return err
}

func (d *play) help(ctx context.Context) error {
	if err := d.known(ctx); err != nil {
		return err
	}
	off := d.officer(ctx, d.from, d.from.reception)
	answers := d.w.answers(d.p.Data.Form, d.who)
	if err := d.svc.StartHelpedDraft(off, dossiers.NewHelpedDraft{
		NewDraft: dossiers.NewDraft{ID: d.id, Procedure: d.p.ID, Revision: d.p.Revision, Competent: d.o.id}, Resident: d.res,
		Method: "spoken_at_counter", Statement: "Tôi đồng ý để cán bộ nộp giúp hồ sơ này.",
	}); err != nil {
		return err
	}
	sc, err := d.svc.HelpedScope(off, d.id)
	if err != nil {
		return err
	}
	return d.fill(ctx, tenants.With(ctx, sc), answers)
}

func (d *play) fileHelped(ctx context.Context) error {
	sc, err := d.svc.HelpedScope(d.officer(ctx, d.from, d.from.reception), d.id)
	if err != nil {
		return err
	}
	_, err = d.svc.File(tenants.With(ctx, sc), dossiers.Ref{ID: d.id})
	return err
}

func (d *play) receive(ctx context.Context) error {
	off := d.officer(ctx, d.from, d.from.reception)
	err := d.w.DB.Tx(off, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT app.resident_for($1, $2, $3, $4, $5, $6, $7)`, d.res, d.who.IDNumber, d.who.Name, d.who.Birth, d.who.Gender, d.who.Phone, d.who.Address).Scan(&d.res)
	})
	if err != nil {
		return err
	}
	answers := d.w.answers(d.p.Data.Form, d.who)
	t, err := d.terms(ctx, answers)
	if err != nil {
		return err
	}
	in := dossiers.CounterIntake{ID: d.id, Procedure: d.p.ID, Revision: d.p.Revision, Case: d.p.Data.CaseOf(answers), Competent: d.o.id, Resident: d.res, Applicants: []dossiers.Party{d.party(2)}, Answers: answers}
	for _, c := range t.RequiredUploads() {
		p := dossiers.CounterPaper{Component: c.Key, Title: c.Title, Required: true, Form: "original"}
		if d.w.r.IntN(9) > 0 { // some papers wait for the scanner
			doc, err := d.scan(off, d.from.id, c.Title)
			if err != nil {
				return err
			}
			p.Attach = d.attach(doc)
		}
		in.Papers = append(in.Papers, p)
	}
	_, err = d.svc.ReceiveAtCounter(off, in)
	return err
}

func (d *play) deliver(ctx context.Context) error {
	wk := tenants.With(ctx, tenants.Worker(d.from.id))
	h, err := pg.Value[uuid.UUID](wk, d.w.DB, `SELECT id FROM app.handover WHERE dossier_id = $1 ORDER BY sent_at DESC LIMIT 1`, d.id)
	if err != nil {
		return err
	}
	return d.svc.DeliverHandover(wk, h)
}

func (d *play) accept(ctx context.Context) error {
	if err := d.svc.Accept(d.officer(ctx, d.o, d.o.reception), dossiers.Ref{ID: d.id}); err != nil {
		return err
	}
	return d.understood(ctx, false)
}

func (d *play) decline(ctx context.Context) error {
	return d.svc.Decline(d.officer(ctx, d.o, d.o.reception), dossiers.Ref{ID: d.id}, "Nơi cư trú của người nộp không thuộc địa bàn", "Ông/Bà nộp tại UBND cấp xã nơi đang thường trú")
}

func (d *play) verify(ctx context.Context) error {
	off := d.officer(ctx, d.o, d.o.handler)
	ps, err := d.svc.Papers(off, d.id)
	if err != nil {
		return err
	}
	var vs []dossiers.Verdict
	for _, p := range ps {
		if p.Document != nil && p.State != "confirmed" && p.State != "replaced" {
			vs = append(vs, dossiers.Verdict{Paper: p.ID, OK: true})
		}
	}
	if len(vs) == 0 {
		return nil
	}
	if err := d.understood(ctx, true); err != nil {
		return err
	}
	return d.svc.Verify(off, dossiers.Ref{ID: d.id}, vs)
}

func (d *play) ask(ctx context.Context) error {
	off := d.officer(ctx, d.o, d.o.handler)
	t, err := d.terms(ctx, nil)
	if err != nil {
		return err
	}
	item := dossiers.SupplementItem{Component: "answers", Title: "Nội dung khai", Reason: "other", Note: "Ghi rõ nơi cư trú trước đây"}
	if up := t.RequiredUploads(); len(up) > 0 {
		item = dossiers.SupplementItem{Component: up[0].Key, Title: up[0].Title, Reason: []string{"blurred", "pages_missing", "expired"}[d.w.r.IntN(3)]}
	}
	return d.svc.AskSupplement(off, dossiers.Ref{ID: d.id}, dossiers.AskSupplement{Items: []dossiers.SupplementItem{item}, LeaderReason: "Giấy tờ gửi lại vẫn chưa đạt", Leads: true})
}

func (d *play) answer(ctx context.Context) error {
	dd, err := d.svc.Open(d.resident(ctx), d.id)
	if err != nil {
		return err
	}
	sup := dd.OpenSupplement()
	if sup == nil || sup.ClosesAt.Before(d.w.clock) {
		return d.svc.LapseSupplement(tenants.With(ctx, tenants.Worker(d.o.id)), d.id)
	}
	for _, it := range sup.Items {
		if c, ok := dd.Terms.Component(it.Component); ok && c.Upload {
			if err := d.add(d.resident(ctx), it.Component, ""); err != nil {
				return err
			}
		}
	}
	return d.svc.AnswerSupplement(d.resident(ctx), dossiers.Ref{ID: d.id}, "Đã gửi lại")
}

func (d *play) issue(ctx context.Context) error {
	off := d.officer(ctx, d.o, d.o.clerk)
	f, err := d.svc.Open(off, d.id)
	if err != nil {
		return err
	}
	r := f.InWork()
	if r == nil {
		return fault.New(fault.Conflict, "demo.no_result")
	}
	if r.Signed != nil {
		return d.w.signed.Issue(off, dossiers.Ref{ID: d.id}, "")
	}
	b, err := resultPDF(r.Title, r.Number, f.CodeText())
	if err != nil {
		return err
	}
	doc, err := d.w.docs.Store(off, d.o.id, documents.Incoming{Purpose: documents.Result, Name: "ket-qua.pdf", File: bytes.NewReader(b), Size: int64(len(b))})
	if err != nil {
		return err
	}
	return d.svc.Issue(off, dossiers.Ref{ID: d.id}, d.attach(doc))
}

func (d *play) giveOut(ctx context.Context) error {
	at := d.from
	dd, err := d.svc.ByID(d.officer(ctx, d.o, d.o.reception), d.id)
	if err != nil {
		return err
	}
	if !dd.CrossBoundary() {
		at = d.o
	}
	if dd.ReturnMethod == "post" {
		err = d.svc.ReturnByPost(d.officer(ctx, d.o, d.o.clerk), dossiers.Ref{ID: d.id}, "Bưu điện", fmt.Sprintf("EF%09dVN", binary.BigEndian.Uint32(d.id[10:])%1_000_000_000))
	} else {
		err = d.svc.Return(d.officer(ctx, at, at.reception), dossiers.Ref{ID: d.id}, d.who.Name)
	}
	if err != nil {
		return err
	}
	if err := d.afterIssue(ctx); err != nil {
		return err
	}
	if d.w.r.IntN(3) > 0 {
		return d.svc.Rate(d.resident(ctx), dossiers.Ref{ID: d.id}, []int{5, 5, 5, 4, 4, 3, 2, 1}[d.w.r.IntN(8)], "")
	}
	return nil
}
