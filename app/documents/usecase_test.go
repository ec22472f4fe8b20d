package documents

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/blob"
	"motcua/tenants"
)

func content(t *testing.T, o Opened, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer o.Content.Close()
	b, err := io.ReadAll(o.Content)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReceiveAndOpen(t *testing.T) {
	t.Parallel()
	w := setup(t)
	dossier, photo := w.draft(), withEXIF(jpegFile(t, 400, 300), 6)
	ctx := w.resident(w.hoa)
	d := w.receive(ctx, dossier, photo, `C:\ảnh\giấy khai sinh.jpg`)
	if d.TenantID != w.a || d.Purpose != Paper || d.Name != "giấy khai sinh.jpg" || d.ContentType != JPEG || d.Pages != 1 || d.State != Stored || d.CreatedByKind != "resident" {
		t.Fatalf("%+v", d)
	}
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'digitize' AND args ->> 'document_id' = $1`, d.ID.String()); n != 1 {
		t.Fatalf("%d digitize jobs", n)
	}
	if got := content(t, must(w.Open(ctx, d.ID, View)), nil); !bytes.Equal(got, photo) {
		t.Fatal("the original was changed")
	}

	// Who may open it, before and after it is filed. Foreign answers like missing.
	try := func(when string, want map[string]bool) {
		t.Helper()
		for who, c := range map[string]context.Context{"hoa": w.resident(w.hoa), "minh": w.resident(w.minh), "competent": w.officer(w.a), "supporting": w.officer(w.b), "stranger": w.officer(w.c)} {
			o, err := w.Open(c, d.ID, View)
			if err == nil {
				o.Content.Close()
			}
			_, missing := w.Open(c, uuid.New(), View)
			if want[who] != (err == nil) {
				t.Errorf("%s, %s: %v", when, who, err)
			}
			if err != nil && (!fault.Is(err, fault.NotFound) || err.Error() != missing.Error()) {
				t.Errorf("%s, %s: %v differs from missing: %v", when, who, err, missing)
			}
		}
	}
	try("draft", map[string]bool{"hoa": true})
	w.file(dossier)
	try("filed", map[string]bool{"hoa": true, "competent": true})

	list, err := w.Accesses(ctx, dossier, 50)
	if err != nil {
		t.Fatal(err)
	}
	who := map[string]int{}
	for _, a := range list {
		who[a.ActorKind]++
		if a.Name != d.Name || a.DocumentID != d.ID {
			t.Errorf("%+v", a)
		}
	}
	if len(list) != 2 || who["resident"] != 1 || who["staff"] != 1 { // several looks within ten minutes are one
		t.Fatalf("access log: %+v", list)
	}
	w.clock = w.clock.Add(sameView + time.Second)
	content(t, must(w.Open(w.officer(w.a), d.ID, View)), nil)
	content(t, must(w.Open(w.officer(w.a), d.ID, Download)), nil)
	if list, _ = w.Accesses(ctx, dossier, 50); len(list) != 4 {
		t.Fatalf("%d lines", len(list))
	}
	if list, _ = w.Accesses(w.officer(w.a), dossier, 50); len(list) != 3 {
		t.Fatalf("the commune sees %d lines, want its own 3", len(list))
	}
	if list, _ = w.Accesses(w.officer(w.c), dossier, 50); len(list) != 0 {
		t.Fatal("a stranger reads the access log")
	}
	if _, err := w.Open(t.Context(), d.ID, View); !errors.Is(err, tenants.ErrNoScope) {
		t.Fatal(err)
	}
}

func must(o Opened, err error) Opened {
	if err != nil {
		panic(err)
	}
	return o
}

func TestReceiveRefuses(t *testing.T) {
	t.Parallel()
	w := setup(t)
	dossier, photo := w.draft(), jpegFile(t, 40, 30)
	check := func(name string, err error, kind fault.Kind, key string) {
		t.Helper()
		if !fault.Is(err, kind) || !fault.HasKey(err, key) {
			t.Errorf("%s: %v, want %s", name, err, key)
		}
	}
	_, err := w.Receive(w.resident(w.hoa), dossier, incoming(nil, "a.jpg"))
	check("empty", err, fault.Invalid, KeyEmpty)
	_, err = w.Receive(w.resident(w.minh), dossier, incoming(photo, "a.jpg"))
	check("another's draft", err, fault.NotFound, "dossier.not_found")
	_, err = w.Receive(w.officer(w.a), dossier, incoming(photo, "a.jpg"))
	check("officer, draft", err, fault.NotFound, "dossier.not_found")
	_, err = w.Receive(w.resident(w.hoa), uuid.New(), incoming(photo, "a.jpg"))
	check("no dossier", err, fault.NotFound, "dossier.not_found")
	w.file(dossier)
	_, err = w.Receive(w.resident(w.hoa), dossier, incoming(photo, "a.jpg"))
	check("filed already", err, fault.Conflict, "document.not_now")
	_, err = w.Receive(w.officer(w.c), dossier, incoming(photo, "a.jpg"))
	check("stranger", err, fault.NotFound, "dossier.not_found")
	_, err = w.Receive(w.officer(w.b), dossier, incoming(photo, "a.jpg"))
	check("supporting", err, fault.NotFound, "dossier.not_found")
	if n := w.count(`SELECT count(*) FROM app.document`) + w.objects(w.a) + w.objects(w.b) + w.objects(w.c); n != 0 {
		t.Fatalf("%d rows and objects left of refused files", n)
	}
	d := w.receive(w.officer(w.a), dossier, photo, "quét.jpg")
	if d.TenantID != w.a || d.CreatedByKind != "staff" {
		t.Fatalf("%+v", d)
	}
}

func TestReceiveIsOneTransaction(t *testing.T) {
	t.Parallel()
	w := setup(t)
	dossier, ctx := w.draft(), w.resident(w.hoa)
	boom := errors.New("the paper could not be written")
	_, err := w.Receive(ctx, dossier, incoming(jpegFile(t, 9, 9), "a.jpg"), func(pgx.Tx, Document) error { return boom })
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if n := w.count(`SELECT count(*) FROM app.document`) + w.count(`SELECT count(*) FROM app.river_job`) + w.objects(w.a); n != 0 {
		t.Fatalf("%d rows, jobs and objects left", n)
	}
	// It moved on between the check and the row: the policy says no, and nothing stays.
	d, err := w.Store(ctx, w.a, incoming(jpegFile(t, 9, 9), "a.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	w.file(dossier)
	err = w.db.Tx(ctx, func(tx pgx.Tx) error { return w.Record(ctx, tx, dossier, &d) })
	if !fault.Is(err, fault.Conflict) || !fault.HasKey(err, "document.not_now") {
		t.Fatal(err)
	}
	w.Discard(ctx, d)
	if n := w.objects(w.a); n != 0 {
		t.Fatalf("%d objects left", n)
	}
}

func TestSentTwiceIsKeptOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	dossier, ctx := w.draft(), w.resident(w.hoa)
	in := incoming(jpegFile(t, 9, 9), "a.jpg")
	in.ID = uuid.New()
	papers := 0
	for range 2 {
		d, err := w.Receive(ctx, dossier, in, func(pgx.Tx, Document) error { papers++; return nil })
		if err != nil || d.ID != in.ID {
			t.Fatal(d, err)
		}
	}
	if papers != 1 || w.objects(w.a) != 1 || w.count(`SELECT count(*) FROM app.river_job`) != 1 {
		t.Fatal("kept twice")
	}
	// At the same moment, too.
	in.ID = uuid.New()
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if d, err := w.Receive(ctx, dossier, in); err != nil || d.ID != in.ID {
				t.Error(d, err)
			}
		})
	}
	wg.Wait()
	if n := w.objects(w.a); n != 2 {
		t.Fatalf("%d objects, want 2", n)
	}
	// Another dossier cannot take it over by its id.
	_, err := w.Receive(ctx, w.draft(), in)
	if !fault.Is(err, fault.Conflict) {
		t.Fatal(err)
	}
	if w.objects(w.a) != 2 {
		t.Fatal("an object was left")
	}
}

func TestStoreDownWritesNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg := w.cfg
	cfg.Endpoint = l.Addr().String()
	l.Close()
	if w.blobs, err = blob.Open(t.Context(), cfg, blob.PGKeys{DB: w.db}); err != nil {
		t.Fatal(err)
	}
	_, err = w.Receive(w.resident(w.hoa), w.draft(), incoming(jpegFile(t, 9, 9), "a.jpg"))
	if !fault.Is(err, fault.Unavailable) || !fault.HasKey(err, blob.KeyDown) {
		t.Fatal(err)
	}
	if n := w.count(`SELECT count(*) FROM app.document`); n != 0 {
		t.Fatal("a row without its file")
	}
}

func TestDigitizeDocument(t *testing.T) {
	t.Parallel()
	w := setup(t)
	dossier := w.draft()
	d := w.receive(w.resident(w.hoa), dossier, pdfFile(t, "Don xin xac nhan", "trang hai"), "đơn.pdf")
	if d.Pages != 2 {
		t.Fatal(d.Pages)
	}
	// Two workers at once, then once more: one set of previews.
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if _, _, err := w.DigitizeDocument(w.worker(w.a), d.ID); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, _, err := w.DigitizeDocument(w.worker(w.a), d.ID); err != nil {
		t.Fatal(err)
	}
	list, err := w.ForDossier(w.resident(w.hoa), dossier)
	if err != nil || len(list) != 1 || list[0].ID != d.ID || list[0].State != Digitized {
		t.Fatalf("%+v, %v", list, err)
	}
	if n := w.objects(w.a); n != 3 {
		t.Fatalf("%d objects, want the file and two previews", n)
	}
	if n := w.count(`SELECT count(*) FROM app.document WHERE id = $1 AND body_text LIKE 'Don xin xac nhan%trang hai'`, d.ID); n != 1 {
		t.Fatal("no text")
	}
	o, err := w.OpenPreview(w.resident(w.hoa), d.ID, 2)
	if got := content(t, o, err); o.ContentType != JPEG || detect(got) != JPEG {
		t.Fatal(o.ContentType)
	}
	if _, err := w.OpenPreview(w.resident(w.hoa), d.ID, 3); !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	if _, err := w.OpenPreview(w.resident(w.minh), d.ID, 2); !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	if n := w.count(`SELECT count(*) FROM app.document_access WHERE document_id = $1`, d.ID); n != 1 {
		t.Fatal("looking at a preview is looking at the document")
	}
	// Missing, and another tenant's: nothing to do.
	for _, c := range []struct {
		tenant, id uuid.UUID
	}{{w.a, uuid.New()}, {w.c, d.ID}} {
		if _, _, err := w.DigitizeDocument(w.worker(c.tenant), c.id); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDigitizeDamaged(t *testing.T) {
	t.Parallel()
	w := setup(t)
	d := w.receive(w.resident(w.hoa), w.draft(), jpegFile(t, 9, 9), "a.jpg")
	if err := w.blobs.Delete(t.Context(), d.object()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, _, err := w.DigitizeDocument(w.worker(w.a), d.ID); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Get(w.resident(w.hoa), d.ID)
	if err != nil || got.State != Failed || got.FailedKey != blob.KeyDamaged {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := w.Open(w.resident(w.hoa), d.ID, View); !fault.HasKey(err, blob.KeyDamaged) {
		t.Fatal(err)
	}
}

func TestRemoveFromADraft(t *testing.T) {
	t.Parallel()
	w := setup(t)
	dossier, ctx := w.draft(), w.resident(w.hoa)
	d := w.receive(ctx, dossier, jpegFile(t, 9, 9), "a.jpg")
	if _, _, err := w.DigitizeDocument(w.worker(w.a), d.ID); err != nil {
		t.Fatal(err)
	}
	remove := func(ctx context.Context, id uuid.UUID) error {
		return w.db.Tx(ctx, func(tx pgx.Tx) error { return w.Remove(ctx, tx, id) })
	}
	if err := remove(w.resident(w.minh), d.ID); !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	// The job runs while the row is there (its transaction never came): nothing is lost.
	if err := w.DeleteBlob(w.worker(w.a), d.ObjectKey); err != nil || w.objects(w.a) != 2 {
		t.Fatal(err)
	}
	if err := remove(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	if n := w.count(`SELECT count(*) FROM app.document`); n != 0 {
		t.Fatalf("%d rows left", n)
	}
	rows, err := w.super.Query(t.Context(), `SELECT args ->> 'key' FROM app.river_job WHERE kind = 'delete_blob'`)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(keys) != 2 {
		t.Fatal(keys, err)
	}
	for range 2 {
		for _, k := range keys {
			if err := w.DeleteBlob(w.worker(w.a), k); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := w.objects(w.a); n != 0 {
		t.Fatalf("%d objects left", n)
	}
	filed := w.draft()
	kept := w.receive(ctx, filed, jpegFile(t, 9, 9), "a.jpg")
	w.file(filed)
	if err := remove(ctx, kept.ID); !fault.Is(err, fault.NotFound) {
		t.Fatalf("a filed paper was removed: %v", err)
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ctx := w.resident(w.hoa)
	d := w.receive(ctx, w.draft(), jpegFile(t, 9, 9), "a.jpg")
	if _, err := w.Store(ctx, w.a, incoming(jpegFile(t, 9, 9), "a.jpg")); err != nil { // and then the process died
		t.Fatal(err)
	}
	if _, err := w.Store(ctx, w.c, incoming(jpegFile(t, 9, 9), "a.jpg")); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Sweep(w.worker(w.a)); err != nil || n.Deleted != 0 {
		t.Fatalf("took %d that were young: %v", n, err)
	}
	w.clock = w.clock.Add(orphanAge + time.Hour)
	if n, err := w.Sweep(w.worker(w.a)); err != nil || n.Deleted != 1 {
		t.Fatalf("took %d, want the orphan: %v", n, err)
	}
	if w.objects(w.a) != 1 || w.objects(w.c) != 1 {
		t.Fatal("took what is owned, or another tenant's")
	}
	content(t, must(w.Open(ctx, d.ID, View)), nil)
}

// Rows whose file the store lost are told from those that are too young to
// say, and say so when they are opened; a file that is back is told too. What
// an upload under way has sent is nobody's orphan.
func TestSweepFindsRowsWithoutFiles(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ctx, dossier := w.resident(w.hoa), w.draft()
	lost, whole := w.receive(ctx, dossier, jpegFile(t, 9, 9), "a.jpg"), w.receive(ctx, dossier, jpegFile(t, 9, 9), "b.jpg")
	piece, err := w.Store(ctx, w.a, incoming(jpegFile(t, 9, 9), "piece"))
	if err != nil {
		t.Fatal(err)
	}
	upload := uuid.New()
	w.exec(`INSERT INTO app.upload (id, dossier_id, tenant_id, component, name, length, created_at) VALUES ($1, $2, $3, 'x', 'x', 9, now())`, upload, dossier, w.a)
	w.exec(`INSERT INTO app.upload_piece (upload_id, at, size, object_key, wrapped_key, sha256) VALUES ($1, 0, 9, $2, 'x', 'x')`, upload, piece.ObjectKey)
	if err := w.blobs.Delete(ctx, lost.object()); err != nil {
		t.Fatal(err)
	}
	swept := func(want Swept) {
		t.Helper()
		for range 2 {
			if got, err := w.Sweep(w.worker(w.a)); err != nil || got != want {
				t.Fatalf("%+v %v", got, err)
			}
		}
	}
	swept(Swept{}) // too young to say
	w.clock = w.clock.Add(orphanAge + time.Hour)
	swept(Swept{Missing: 1})
	if _, err := w.Open(ctx, lost.ID, View); !fault.HasKey(err, "document.missing") {
		t.Fatalf("a lost file: %v", err)
	}
	content(t, must(w.Open(ctx, whole.ID, View)), nil)
	if n := w.count(`SELECT missing FROM app.storage_usage WHERE tenant_id = $1`, w.a); n != 1 {
		t.Errorf("%d are counted", n)
	}
	w.exec(`UPDATE app.document SET missing_at = now() WHERE id = $1`, whole.ID) // and somebody put it back
	swept(Swept{Missing: 1})
	if n := w.count(`SELECT count(*) FROM app.document WHERE missing_at IS NOT NULL`); n != 1 {
		t.Errorf("%d are marked", n)
	}
}

func TestResultIsLocked(t *testing.T) {
	t.Parallel()
	w := setup(t)
	dossier := w.draft()
	w.file(dossier)
	in := incoming(pdfFile(t, "Giay xac nhan"), "kết quả.pdf")
	in.Purpose = Result
	// an act that fails leaves nothing behind, because nothing was locked yet
	failed, kept := errors.New("the act failed"), Document{}
	if _, err := w.Receive(w.officer(w.a), dossier, in, func(_ pgx.Tx, d Document) error { kept = d; return failed }); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if left, err := w.blobs.Exists(t.Context(), kept.object()); left || err != nil {
		t.Fatalf("what was stored in vain is there: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'lock_result'`); n != 0 {
		t.Fatalf("%d locks were asked for in vain", n)
	}
	d, err := w.Receive(w.officer(w.a), dossier, in)
	if err != nil || !d.object().Issued() {
		t.Fatalf("%+v, %v", d, err)
	}
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'lock_result' AND args ->> 'document_id' = $1`, d.ID); n != 1 || d.LockLate(w.clock) || !d.LockLate(w.clock.Add(2*time.Hour)) {
		t.Fatalf("%d locks are asked for", n)
	}
	w.Discard(w.officer(w.a), d) // as if the answer to the commit had been lost
	if there, err := w.blobs.Exists(t.Context(), d.object()); !there || err != nil {
		t.Fatalf("a result that was issued was thrown away: %v", err)
	}
	if err := w.LockLeft(w.worker(w.a)); err != nil || w.count(`SELECT count(*) FROM app.document WHERE unlocked_since IS NOT NULL`) != 1 {
		t.Fatalf("the sweep did not leave it to its job: %v", err)
	}
	w.clock = w.clock.Add(2 * time.Hour)
	if err := w.LockLeft(w.worker(w.b)); err != nil || w.count(`SELECT count(*) FROM app.document WHERE unlocked_since IS NOT NULL`) != 1 {
		t.Fatalf("another office's sweep took it: %v", err)
	}
	if err := w.LockLeft(w.worker(w.a)); err != nil { // its job was lost
		t.Fatal(err)
	}
	w.exec(`UPDATE app.document SET unlocked_since = now() WHERE id = $1`, d.ID) // killed before it was written down
	for range 2 {
		if err := w.LockResult(w.worker(w.a), d.ID); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.count(`SELECT count(*) FROM app.document WHERE unlocked_since IS NOT NULL`); n != 0 {
		t.Fatal("it is not written down that it is locked")
	}
	if err := w.blobs.Delete(t.Context(), d.object()); !fault.HasKey(err, blob.KeyLocked) {
		t.Fatalf("a locked result was thrown away: %v", err)
	}
	if _, err := w.Open(w.resident(w.hoa), d.ID, View); !fault.Is(err, fault.NotFound) {
		t.Fatalf("seen before it was issued: %v", err)
	}
	w.exec(`INSERT INTO app.result (id, dossier_id, tenant_id, title, outcome, state, document_id, drafted_by, drafted_name, drafted_at)
		VALUES (gen_random_uuid(), $1, $2, 'x', 'granted', 'issued', $3, gen_random_uuid(), 'x', now())`, dossier, w.a, d.ID)
	content(t, must(w.Open(w.resident(w.hoa), d.ID, Download)), nil)
	content(t, must(w.Open(w.officer(w.a), d.ID, Download)), nil)
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"giấy.jpg":                  "giấy.jpg",
		`C:\Users\x\giấy.jpg`:       "giấy.jpg",
		"../../etc/passwd":          "passwd",
		"":                          "",
		"..":                        "",
		"a\x00b\nc.pdf":             "abc.pdf",
		"anh\u202egpj.exe":          "anhgpj.exe",
		"gia\u0301y.jpg":            "giáy.jpg",
		"<script>alert(1)</script>": "script>",
	} {
		if got := cleanName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := []rune(cleanName(string(bytes.Repeat([]byte("ă"), 9000)) + ".pdf")); len(got) != 120 || string(got[116:]) != ".pdf" {
		t.Errorf("%d runes", len(got))
	}
}
