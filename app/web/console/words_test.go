package console_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/app/config"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// A question with a photo is asked once, seen, answered once, and goes to the
// head when nobody answers.
func TestQuestionsWithFiles(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	desk := w.Officer("kimboi.tiepnhan")
	d, me := filed(t, w, apptest.KimBoi, "1.001612")
	id := idOf(d)
	ask := func() error {
		photo := apptest.Photo(t)
		doc, err := w.Documents.Store(me, apptest.KimBoi, documents.Incoming{Purpose: documents.Message, Name: "bien-lai.jpg", File: bytes.NewReader(photo), Size: int64(len(photo))})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Dossiers.AskCounterWith(me, id, dossiers.Asking{Key: "k1", Body: "Biên lai này được chưa?", Attach: func(ctx context.Context, tx pgx.Tx, x uuid.UUID) ([]uuid.UUID, error) {
			return []uuid.UUID{doc.ID}, w.Documents.Record(ctx, tx, x, &doc)
		}})
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	if err := ask(); !fault.HasKey(err, "row.exists") {
		t.Error("asked twice", err)
	}
	// nobody answers: first whoever has it, then the head
	wk := tenants.With(t.Context(), tenants.Worker(apptest.KimBoi))
	su := pgtest.Conn(t, w.DB.SuperURL)
	if _, err := su.Exec(t.Context(), `UPDATE app.dossier_message SET created_at = created_at - interval '9 days' WHERE dossier_id = $1`, id); err != nil {
		t.Fatal(err)
	}
	sweep := dossiers.Sweep{Service: w.Dossiers, Notices: w.Notices}
	if _, err := sweep.Run(wk, ""); err != nil {
		t.Fatal(err)
	}
	told, err := pg.Values[string](wk, w.Dossiers.DB, `SELECT DISTINCT audience FROM app.reminder WHERE dossier_id = $1 AND kind = 'question' ORDER BY 1`, id)
	if err != nil || strings.Join(told, " ") != "head holder" {
		t.Errorf("told %v %v", told, err)
	}
	p := see(t, desk.Get(d+"/tin-nhan"), 200)
	must(t, p, "Biên lai này được chưa?", "bien-lai.jpg")
	if p := desk.Get(p.Find(".tl a[href^='/cb/tep/']").AttrOr("href", "")); p.Status != 200 || p.Header.Get("Content-Type") != "image/jpeg" {
		t.Error("the office that was asked cannot open the file", p.Status)
	}
	if p := w.Officer("hoabinh.tiepnhan").Get(p.Find(".tl a[href^='/cb/tep/']").AttrOr("href", "")); p.Status != 404 {
		t.Error("LEAK: another office opens the file", p.Status)
	}
	v := url.Values{"body": {"Được rồi ạ"}, "idempotency_key": {p.Find("input[name=idempotency_key]").Last().AttrOr("value", "")}}
	for range 2 {
		see(t, desk.PostForm(d+"/tin-nhan", v), 200)
	}
	list, err := w.Dossiers.Conversation(me, id)
	if err != nil || len(list) != 2 || list[0].AnsweredAt == nil || len(list[0].Files) != 1 {
		t.Errorf("%+v %v", list, err)
	}
	seen, err := w.Documents.Accesses(me, id, 10)
	if err != nil || len(seen) == 0 || seen[0].Name != "bien-lai.jpg" {
		t.Errorf("not in the access log: %+v %v", seen, err)
	}
}

// Within the hold an officer takes the message of an act back, once; it never goes out.
func TestMessageTakenBack(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t, apptest.With(func(c *config.Config) { c.NoticeHold = time.Minute }))
	desk, other := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.lanhdaophong")
	d, _ := filed(t, w, apptest.KimBoi, "1.001612")
	p := see(t, act(t, desk, d, "tiep-nhan", nil), 200)
	must(t, p, "Hoàn tác gửi tin (còn ")
	if p := other.Get(d); strings.Contains(p.Body, "Hoàn tác gửi tin (") {
		t.Error("somebody else's to take back")
	}
	form := "form[action$='/hoan-tac-tin']"
	done := see(t, desk.Submit(p, form, nil), 200)
	must(t, done, "Hoàn tác gửi tin cho người dân")
	if done.Find(form).Length() != 0 {
		t.Error("taken back and still offered")
	}
	see(t, desk.Submit(p, form, nil), 422)
	wk := tenants.With(t.Context(), tenants.Worker(apptest.KimBoi))
	if err := w.Notices.NotifyDossier(wk, idOf(d), "dossier.accepted", 2); err != nil {
		t.Fatal(err)
	}
	type row struct {
		ID uuid.UUID `db:"id"`
	}
	ns, err := pg.Rows[row](wk, w.Dossiers.DB, `UPDATE app.notice SET send_at = 'epoch' WHERE dossier_id = $1 AND template = 'dossier.accepted' RETURNING id`, idOf(d))
	if err != nil || len(ns) == 0 {
		t.Fatal("no message to hold back", err)
	}
	for _, n := range ns {
		_ = w.Notices.SendNotice(wk, n.ID)
	}
	left, err := pg.Values[string](wk, w.Dossiers.DB, `SELECT DISTINCT state FROM app.notice WHERE dossier_id = $1 AND template = 'dossier.accepted'`, idOf(d))
	if err != nil || len(left) != 1 || left[0] != "dropped" {
		t.Errorf("%v %v", left, err)
	}
}
