package console_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// Who is asked opens the pages of exactly the papers that came with the
// question, each look is logged, and all of it ends with the question.
func TestTheOneAskedSeesThePapersSentAlong(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	at, _ := filed(t, w, apptest.KimBoi, "1.013225")
	desk := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Thử"}))
	if err := w.Dossiers.Accept(desk, dossiers.Ref{ID: idOf(at)}); err != nil {
		t.Fatal(err)
	}
	d, err := w.Dossiers.ByID(desk, idOf(at))
	if err != nil {
		t.Fatal(err)
	}
	terms, err := w.Dossiers.TermsFor(desk, &d)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range terms.Components { // one more paper, that is not sent along
		if c.Upload {
			addPhoto(t, w, desk, apptest.KimBoi, d.ID, c.Key)
		}
	}
	w.OnSteps(
		t, at, "kimboi.thuly",
		revision.Step{Key: "ask", Title: "Hỏi xã khác", Role: revision.Handler, Hours: 24, Request: &revision.Request{To: revision.AskCommune, Title: "Xác minh địa điểm", Amount: 3, Time: revision.WorkingDays, Silence: revision.SilenceWait}},
		revision.Step{Key: "draft", Title: "Dự thảo", Role: revision.Handler, Kind: revision.Draft, Hours: 8},
	)
	dossier := at[strings.LastIndex(at, "/")+1:]
	su := pgtest.Conn(t, w.DB.SuperURL)
	rows, err := su.Query(t.Context(), `SELECT document_id, title FROM app.paper WHERE dossier_id = $1 AND document_id IS NOT NULL ORDER BY title, id`, dossier)
	if err != nil {
		t.Fatal(err)
	}
	var papers []uuid.UUID
	var titles []string
	for rows.Next() {
		var id uuid.UUID
		var title string
		if err := rows.Scan(&id, &title); err != nil {
			t.Fatal(err)
		}
		papers, titles = append(papers, id), append(titles, title)
	}
	if n := len(papers); n > 1 {
		papers[1], titles[1] = papers[n-1], titles[n-1]
	}
	if rows.Err() != nil || len(papers) < 2 || titles[0] == titles[1] {
		t.Fatal("needs two papers", titles, rows.Err())
	}
	w.Eventually("both papers have pictures of their pages", func() bool {
		var n int
		return su.QueryRow(t.Context(), `SELECT count(DISTINCT parent_id) FROM app.document WHERE dossier_id = $1 AND purpose = 'preview' AND parent_id = ANY($2)`, dossier, papers[:2]).Scan(&n) == nil && n >= 2
	})
	sent, kept := papers[0].String(), papers[1].String()
	handler, asked := w.Officer("kimboi.thuly"), w.Officer("hoabinh.thuly")
	p := see(t, handler.Get(at+"/xin-y-kien?buoc=ask"), 200)
	see(t, handler.Submit(p, "main form", url.Values{"to": {apptest.HoaBinh.String()}, "question": {"Địa điểm này có thật không?"}, "papers": {sent}, "tim": {""}}), 200)
	href := see(t, asked.Get("/cb/xin-y-kien"), 200).Find("main table a").First().AttrOr("href", "")
	q := see(t, asked.Get(href), 200)
	must(t, q, titles[0], "Địa điểm này có thật không?")
	picture := q.Find("img.pg").First().AttrOr("src", "")
	if picture != "/cb/tep/"+sent+"/trang/1" {
		t.Fatalf("no picture of the page: %q in %s", picture, q.Read("main"))
	}
	for _, its := range []string{picture, "/cb/tep/" + sent} {
		if p := asked.Get(its); p.Status != 200 || !strings.HasPrefix(p.Header.Get("Content-Type"), "image/") {
			t.Error(its, p.Status, p.Header.Get("Content-Type"))
		}
	}
	for _, never := range []string{"/cb/tep/" + kept, "/cb/tep/" + kept + "/trang/1", at} {
		see(t, asked.Get(never), 404)
	}
	if strings.Contains(q.Read("main"), titles[1]) || see(t, asked.Get(href+"?giay="+kept), 200).Find(`img[src*="`+kept+`"]`).Length() > 0 {
		t.Error("a paper that was not sent along is named")
	}
	looks := 0
	if err := su.QueryRow(t.Context(), `SELECT count(*) FROM app.document_access WHERE document_id = $1 AND tenant_id = $2`, sent, apptest.HoaBinh).Scan(&looks); err != nil || looks != 1 {
		t.Error("looks in the log:", looks, err)
	}

	// taken back, the question says so, and its papers are closed
	v := apptest.FormValues(see(t, handler.Get(at), 200).Find("#kiem-tra"))
	v.Set("buoc", "ask")
	see(t, handler.PostForm(at+"/thu-hoi-y-kien", v), 200)
	see(t, asked.Get("/cb/tep/"+sent), 404)
	see(t, asked.Get(picture), 404)
	p = see(t, asked.Submit(q, "main form", url.Values{"verdict": {"agree"}}), 409)
	must(t, p, "nơi hỏi đã thu hồi câu hỏi")
	p = see(t, asked.Get("/cb/xin-y-kien"), 200)
	must(t, p, "Không cần trả lời nữa")
	must(t, see(t, asked.Get(href), 200), "nơi hỏi đã thu hồi câu hỏi", "Đã biết, đóng lại", "không mở được nữa")
	see(t, w.Officer("daoxa.thuly").PostForm(href+"/da-biet", nil), 404)
	p = see(t, asked.Submit(p, "form[action*=da-biet]", nil), 200)
	if strings.Contains(p.Read("main"), "Đã biết:") {
		t.Error("still told")
	}
	must(t, see(t, asked.Get(href), 200), "Đã biết")
}
