package browser_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
	"motcua/app/config"
	"motcua/app/demo"
	"motcua/app/fold"
	"motcua/app/walk"
	"motcua/storage/pgtest"
)

// shot is one page as somebody saw it: kept, so that also what answered a form
// can be looked at again.
type shot struct {
	key     string
	page    *walk.Page
	browser *walk.Browser
	size    look.Size
}

// album keeps the first page of every kind.
type album struct {
	mu    sync.Mutex
	have  map[string]bool
	shots []shot
	paths map[string]bool // of all pages seen as they should be, kept or not
}

func (a *album) saw(who string, b *walk.Browser, p *walk.Page) {
	if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
		return
	}
	s := shot{key(who, p), p, b, look.Phone}
	if console(p.URL.Path) {
		s.size = look.Desk
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if p.Status == http.StatusOK {
		a.paths[p.URL.Path] = true
	}
	if !a.have[s.key] {
		a.have[s.key] = true
		a.shots = append(a.shots, s)
	}
}

func console(path string) bool {
	for _, area := range []string{"/cb", "/tinh", "/nen-tang"} {
		if path == area || strings.HasPrefix(path, area+"/") {
			return true
		}
	}
	return false
}

var (
	ids     = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	numbers = regexp.MustCompile(`/(phan|xa|thu-tuc|kich-hoat|tinh|vai-tro)/[0-9a-zA-Z._]*[0-9_]+[0-9A-Za-z.]*`)
)

func pattern(u *url.URL) string {
	return numbers.ReplaceAllString(ids.ReplaceAllString(form.ReplaceAllString(u.Path, "/:mau"), ":id"), "/$1/:n")
}

// form is the number of a printed form: the seven are pages of one kind.
var form = regexp.MustCompile(`/m0[1-7]$`)

// built are the parts of a revision in the builder: one page for all of a kind,
// and the same pages for the province and the operator.
var built = regexp.MustCompile(`^/(?:tinh|nen-tang)(/thu-tuc/:n/.*)$`)

var nth = regexp.MustCompile(`\.[0-9]+`)

// key tells kinds of pages apart: where, how it answered, and in which state.
func key(who string, p *walk.Page) string {
	k := nth.ReplaceAllString(built.ReplaceAllString(pattern(p.URL), "/tinh$1"), ".n")
	if console(p.URL.Path) && (p.Status == http.StatusForbidden || p.Status == http.StatusNotFound) {
		k = "/cb" // the same sentence everywhere
	}
	for _, q := range []string{"tinh", "xa", "them", "luu"} {
		if v := p.URL.Query().Get(q); v != "" {
			k += "?" + q + "=" + v
		}
	}
	if p.URL.Query().Get("q") != "" {
		k += "?q"
	}
	if p.Status != http.StatusOK {
		k += " " + strconv.Itoa(p.Status)
	}
	switch {
	case k == "/cb" && p.Status == http.StatusOK: // each role's own home
		_, role, _ := strings.Cut(who, ".")
		k += " " + role
	case k == "/cb/ho-so" && p.Find("main table").Length() == 0:
		k += " trống"
	case strings.Contains(k, "/phien-ban"):
		k += fmt.Sprint(" ", p.Read("main .chip"), p.Find("main .note").Length() > 0, p.Find("main textarea").Length() > 0)
	case strings.Contains(k, "/quet/"):
		k += fmt.Sprint(" ", p.Find("main .piece").Length() > 0)
	case strings.HasSuffix(k, "/ho-so/:id"):
		k += " " + p.Read("main .chip")
	case strings.HasPrefix(k, "/cb/tiep-nhan") || strings.HasPrefix(k, "/cb/giup"):
		k += fmt.Sprint(" ", p.Find("main .note").Length(), p.Find("main .em").Length() > 0)
	}
	return k
}

// everyPage judges every page that exists: those that the main job leads
// through, and whatever the people of each kind can reach by links.
func (b *eyes) everyPage(t *testing.T) {
	t.Parallel()
	a := &album{have: map[string]bool{}, paths: map[string]bool{}}
	if err := walk.Run(t.Context(), walk.Options{URL: b.w.URL, Password: demo.Password, Saw: a.saw}); err != nil {
		t.Fatal(err)
	}
	b.wrong(a)
	b.kept(t)
	b.governed(t, a)
	b.afterIssue(t, a)
	b.storeDown(t, a)
	b.crawl(t, a, "", "/", "/tim", "/tim?q=khong-co-viec-nay", "/xa?q=kim+boi", "/xa?tinh=25", "/thu-tuc/2.000815", "/thu-tuc/1.004873/hoi", "/dang-nhap", "/tra-cuu", "/niem-yet", "/niem-yet?tinh=25", "/niem-yet?xa=04978", "/niem-yet/phi-dia-gioi?tinh=25", "/kiem-tra-ket-qua?ma=SAI", "/khong-co-trang-nay",
		"/cb/dang-nhap", "/cb/kich-hoat/khong-co", "/mo-phong/hop-thu", "/mo-phong/quoc-gia", "/dang-nhap/vneid/xong?error=access_denied")
	b.crawl(t, a, "resident", "/ho-so", "/tai-khoan", "/ho-so/"+apptest.Missing().String())
	for _, user := range []string{"kimboi.tiepnhan", "kimboi.thuly", "kimboi.lanhdaophong", "kimboi.chutich", "kimboi.vanthu", "kimboi.giamdoc", "kimboi.quantri", "kimboi.thuphi", "kimboi.hotro", "hoabinh.tiepnhan", "govap.lanhdaophong"} {
		b.crawl(t, a, user, "/cb", "/cb/tai-khoan", "/cb/noi-lam-viec", "/cb/thiet-lap-ma", "/cb/tiep-nhan", "/cb/giup", "/cb/nhan-su/moi", "/cb/lich-su", "/cb/don-vi", "/cb/phong-ban", "/cb/phong-ban/kinh_te", "/cb/tim?q=khong-co-ai-ten-nay", "/cb/ho-so/"+apptest.Missing().String())
	}
	b.importFile(t, a)
	b.steps(t, a)
	b.further(t, a)
	b.sector(t, a)
	b.calendar(t, a)
	b.routed(t, a)
	b.passedOn(t, a)
	draft := b.w.Officer("phutho.quantri").PostForm("/tinh/thu-tuc/1.001193/phien-ban", url.Values{}).URL.Path
	b.crawl(t, a, "phutho.quantri", "/tinh", "/tinh/ho-so", "/tinh/nhan-su/moi", draft, draft+"/soan", draft+"/soan/form.sections.1.fields.0", draft+"/soan/components.0", draft+"/soan/quy-trinh", draft+"/soan/cach-nop", draft+"/soan/xem-truoc?phan=1", draft+"/anh-huong", draft+"/chay-quy-trinh")
	draft = b.w.Officer("vanhanh").PostForm("/nen-tang/thu-tuc/1.001193/phien-ban", url.Values{}).URL.Path
	b.w.Officer("vanhanh.kiemsoat").PostForm(draft+"/soan/khoa", nil) // a colleague has it locked
	b.crawl(t, a, "vanhanh", "/nen-tang", "/nen-tang/thu-tuc", "/nen-tang/thu-tuc/1.001193/ten-goi", "/nen-tang/thu-tuc/1.001193/bai-bo", draft, draft+"/soan", draft+"/soan/chung", draft+"/soan/xem-truoc", draft+"/chay-quy-trinh")
	b.allRoutes(t, a)
	b.judge(t, a)
}

// crawl follows every kind of link once, as one person.
func (b *eyes) crawl(t *testing.T, a *album, who string, from ...string) {
	t.Helper()
	c := b.w.Anybody()
	switch who {
	case "":
	case "resident":
		p := walk.Invent()
		c.SignInVNeID(p.Number, p.Name)
	default:
		c = b.w.Officer(who)
	}
	queue, been := from, map[string]bool{}
	for n := 0; len(queue) > 0 && n < 140; n++ {
		p := c.Get(queue[0])
		queue = queue[1:]
		a.saw(who, c.Browser(), p)
		for _, l := range p.Find("a[href]").EachIter() {
			u, err := p.URL.Parse(l.AttrOr("href", ""))
			if err != nil || u.Host != p.URL.Host || strings.Contains(u.Path, "/tep/") || strings.HasSuffix(u.Path, ".csv") || strings.HasSuffix(u.Path, ".pdf") || strings.HasSuffix(u.Path, ".jsonld") || strings.HasPrefix(u.Path, "/dang-nhap/vneid") {
				continue
			}
			k := pattern(u) + "?" + u.Query().Get("hang")
			if k == "/cb/ho-so/:id?" || strings.HasSuffix(k, "/ho-so/:id?recent") {
				k += l.Closest("tr").Find(".chip").Text() // one of each state
			}
			if !been[k] {
				been[k] = true
				queue = append(queue, u.RequestURI())
			}
		}
	}
}

// wrong makes pages that nobody wants: typed wrongly, too late, not allowed.
func (b *eyes) wrong(a *album) {
	c := b.w.Anybody()
	see := func(who string, c *apptest.Client, p *walk.Page) { a.saw(who, c.Browser(), p) }
	see("", c, c.PostForm("/dang-nhap/ma", url.Values{"phone": {"12"}}))
	p := c.PostForm("/dang-nhap/ma", url.Values{"phone": {"0912345678"}})
	see("", c, p)
	see("", c, c.Submit(p, "form[action$=xac-nhan]", url.Values{"code": {"000000"}}))
	see("", c, c.PostForm("/tra-cuu", url.Values{"ma": {"H44.04978-200101-0001"}, "so": {"1234"}}))
	see("", c, c.PostForm("/tra-cuu", url.Values{}))
	see("", c, c.PostForm("/xa", url.Values{"xa": {"khong"}}))
	see("", c, c.PostForm("/ho-so/"+apptest.Missing().String()+"/rut", url.Values{"ly_do": {"Chữ đã gõ được giữ"}}))
	see("", c, c.PostForm("/cb/dang-nhap", url.Values{"username": {"ai.do"}, "password": {"sai"}}))
	see("", c, c.PostForm("/cb/ho-so/"+apptest.Missing().String()+"/tu-choi", url.Values{"reason": {"Chữ đã gõ được giữ"}}))

	p = c.Get("/thu-tuc/1.004873/noi-nop?q=kim+boi")
	p = c.Submit(p, "main ul.tl form", nil)
	see("", c, p)
	see("", c, c.Get(p.URL.Path+"/noi-nop"))
	admin := b.w.Officer("kimboi.quantri")
	p = admin.Get("/cb/nhan-su/moi")
	see("kimboi.quantri", admin, admin.Submit(p, "main form", nil))
	p = admin.Submit(p, "main form", url.Values{"full_name": {"Đinh Văn Mới"}, "username": {"kimboi.moi"}, "roles": {"handler"}})
	see("kimboi.quantri", admin, p)
	if link := regexp.MustCompile(`/cb/kich-hoat/[^"<\s]+`).FindString(p.Body); link != "" {
		see("", c, c.Get(link))
		see("", c, c.PostForm(link, url.Values{"password": {"ngắn"}, "again": {"khác"}}))
	}

	// two officers at once: the slower one is told who was faster
	first, second := b.w.Officer("kimboi.lanhdaophong"), b.w.Officer("kimboi.giamdoc")
	p = first.Get("/cb/ho-so?hang=assign")
	if at, ok := p.Find("main table a").First().Attr("href"); ok {
		here, _, _ := strings.Cut(at, "?")
		mine, theirs := first.Get(here+"/phan-cong"), second.Get(here+"/phan-cong")
		who := mine.Find("input[name=assignee]").First().AttrOr("value", "")
		first.Submit(mine, "main form", url.Values{"assignee": {who}})
		see("kimboi.giamdoc", second, second.Submit(theirs, "main form", url.Values{"assignee": {who}}))
		for _, slug := range []string{"dung", "them-giay-to", "bo-sung"} {
			see("kimboi.lanhdaophong", first, first.Get(here+"/"+slug))
			see("kimboi.lanhdaophong", first, first.PostForm(here+"/"+slug, url.Values{"version": {"1"}}))
		}
	}
	b.owed(a)
	clerk := b.w.Officer("kimboi.vanthu")
	see("kimboi.vanthu", clerk, clerk.Get("/cb/nhan-su"))
	for queue, slug := range map[string]string{"initial": "tra-du-thao", "incoming": "tra-lai-noi-gui"} {
		for _, o := range []string{"kimboi", "hoabinh", "daoxa", "govap"} {
			x := b.w.Officer(o + map[string]string{"initial": ".lanhdaophong", "incoming": ".tiepnhan"}[queue])
			for _, l := range x.Get("/cb/ho-so?hang=" + queue).Find("main table a").EachIter() {
				here, _, _ := strings.Cut(l.AttrOr("href", ""), "?")
				p := x.Get(here + "/" + slug)
				see(o, x, p)
				if p.Status == http.StatusOK {
					see(o, x, x.Submit(p, "main form", nil))
					break
				}
			}
		}
	}
}

// steps sees the pages of a workflow with branches: finishing a step, asking
// another commune, and what that commune sees.
func (b *eyes) steps(t *testing.T, a *album) {
	at := b.w.Accepted(t, "1.004873")
	b.w.OnSteps(t, at, "kimboi.thuly", apptest.BranchedSteps()...)
	handler, asked := b.w.Officer("kimboi.thuly"), b.w.Officer("hoabinh.thuly")
	see := func(who string, c *apptest.Client, p *walk.Page) *walk.Page { a.saw(who, c.Browser(), p); return p }
	p := see("kimboi.thuly", handler, handler.Get(at+"/de-nghi-hen-lai"))
	see("kimboi.thuly", handler, handler.Submit(p, "main form", nil))
	handler.Submit(p, "main form", url.Values{"amount": {"1"}, "reason": {"Chờ xác minh"}})
	head := b.w.Officer("kimboi.lanhdaophong")
	see("kimboi.lanhdaophong", head, head.Get("/cb/xin-loi"))
	see("kimboi.lanhdaophong", head, head.Get(at+"/hen-lai"))
	p = see("kimboi.thuly", handler, handler.Get(at+"/xong-buoc"))
	see("kimboi.thuly", handler, handler.Submit(p, "main form", nil))
	p = see("kimboi.thuly", handler, handler.Get(at+"/xin-y-kien?buoc=ask&q=phường+Hòa+Bình"))
	see("kimboi.thuly", handler, handler.Submit(p, "main form", url.Values{"to": {""}, "question": {""}}))
	p2 := see("kimboi.thuly", handler, handler.Get(at+"/bo-qua-y-kien?buoc=ask"))
	see("kimboi.thuly", handler, handler.Submit(p2, "main form", url.Values{"reason": {""}}))
	handler.Submit(p, "main form", url.Values{"to": {apptest.HoaBinh.String()}, "question": {"Có cư trú tại phường không?"}, "tim": {""}})
	p = see("hoabinh.thuly", asked, asked.Get("/cb/xin-y-kien"))
	p = see("hoabinh.thuly", asked, asked.Get(p.Find("main table a").First().AttrOr("href", "")))
	see("hoabinh.thuly", asked, asked.Submit(p, "main form", nil))
	see("phutho.trungtam.thuly", b.w.Officer("phutho.trungtam.thuly"), b.w.Officer("phutho.trungtam.thuly").Get("/cb"))
}

// owed sees both pages about money: as they are, as they answer an empty form,
// and the dossier between the two, also as its resident.
func (b *eyes) owed(a *album) {
	handler := b.w.Officer("kimboi.thuly")
	see := func(who string, c *apptest.Client, p *walk.Page) { a.saw(who, c.Browser(), p) }
	for _, l := range handler.Get("/cb/ho-so?hang=open").Find("main table a").EachIter() {
		here, _, _ := strings.Cut(l.AttrOr("href", ""), "?")
		p := handler.Get(here + "/nghia-vu")
		if p.Status != http.StatusOK {
			continue
		}
		see("kimboi.thuly", handler, p)
		see("kimboi.thuly", handler, handler.Submit(p, "main form", url.Values{"due_on": {"hôm nào"}, "legal_basis": {""}}))
		p = handler.Submit(p, "main form", url.Values{"amount": {"12.500.000"}, "purpose": {"Tiền sử dụng đất"}, "payee": {"Kho bạc Nhà nước"}, "notice_number": {"123/TB-CT"}, "notice_date": {"01/09/2026"}})
		see("kimboi.thuly", handler, p)
		p = handler.Get(here + "/da-nop")
		see("kimboi.thuly", handler, p)
		see("kimboi.thuly", handler, handler.Submit(p, "main form", url.Values{"how": {"waived"}}))
		break
	}
	see("kimboi.thuly", handler, handler.Get("/cb/ho-so?hang=payment"))
	var number, name, dossier string
	if err := pgtest.Conn(b.w.T, b.w.DB.SuperURL).QueryRow(b.w.T.Context(), `SELECT r.id_number, r.full_name, d.id::text FROM app.resident r JOIN app.dossier d ON d.resident_id = r.id WHERE d.state = 'awaiting_payment' AND r.id_number <> '' ORDER BY d.id LIMIT 1`).Scan(&number, &name, &dossier); err != nil {
		b.w.T.Fatal("nobody has to pay: ", err)
	}
	p := handler.Get("/cb/tai-khoan/mat-khau")
	see("kimboi.thuly", handler, p)
	see("kimboi.thuly", handler, handler.Submit(p, "main form", url.Values{"password": {"ngắn"}, "again": {"khác"}}))
	see("kimboi.thuly", handler, handler.Get("/cb/tai-khoan?luu=mat-khau"))
	c := b.w.Resident(number, name)
	see("resident", c, c.Get("/ho-so"))
	see("resident", c, c.Get("/ho-so/"+dossier))
	see("resident", c, c.Get("/ho-so/"+dossier+"/rut"))
	words := "/ho-so/" + dossier + "/tin-nhan"
	see("resident", c, c.PostForm(words, url.Values{"body": {""}}))
	see("resident", c, c.PostForm(words, url.Values{"body": {"Bao giờ có kết quả?"}}))
	see("kimboi.thuly", handler, handler.Get("/cb/tin-nhan"))
	text := "/tinh/tin-bao/dossier.accepted/sms"
	prov := b.w.Officer("phutho.quantri")
	see("phutho.quantri", prov, prov.PostForm(text, url.Values{"version": {"0"}, "body": {"Đã nhận hồ sơ {ma_ho_so}, hẹn {han}."}}))
	see("phutho.quantri", prov, prov.PostForm(text, url.Values{"version": {"1"}, "body": {"Xem https://x.vn"}}))
}

// storeDown sees what a second replica says while the document store is away.
func (b *eyes) storeDown(t *testing.T, a *album) {
	w := apptest.StartOn(t, b.w.DB, apptest.With(func(c *config.Config) { c.S3Endpoint = "http://127.0.0.1:9" }))
	c := w.Anybody()
	p := c.Submit(c.Get("/thu-tuc/1.004873/noi-nop?q=kim+boi"), "main ul.tl form", nil)
	base := p.URL.Path
	form := c.Get(base + "/phan/3").Find("main form").First()
	v := walk.FormValues(form)
	v.Set("marital_status", "divorced")
	c.PostForm(base+"/phan/3", v)
	p = c.Submit(c.Get(base+"/giay/giay_ly_hon"), "main form", nil, apptest.Upload{Field: "tep", Name: "anh.jpg", Data: walk.Photo()})
	if p.Status != http.StatusServiceUnavailable {
		t.Errorf("with the document store away a photo answers %d at %s", p.Status, p.URL)
	}
	a.saw("", c.Browser(), p)
}

// importFile looks at the report on a file of procedures, taken and refused lines.
func (b *eyes) importFile(t *testing.T, a *album) {
	table := "code,name,field,level,decision_no\n1.004873,Cấp giấy độc thân,Hộ tịch,Cấp xã,99/QĐ-BTP\nH44-009,Hỗ trợ trồng chè,Trồng trọt,Cấp xã,1/QĐ-UBND\nx,Hỏng,Hộ tịch,Cấp xã,\n"
	for who, at := range map[string]string{"phutho.quantri": "/tinh/thu-tuc/nhap", "vanhanh": "/nen-tang/thu-tuc/nhap"} {
		c := b.w.Officer(who)
		for name, data := range map[string]string{"hong.csv": "a,b\n1,2\n", "tot.csv": table} {
			a.saw(who, c.Browser(), c.PostFiles(at, nil, apptest.Upload{Field: "tep", Name: name, Data: []byte(data)}))
		}
	}
}

// without are routes that show no page of their own: files, pictures, redirects.
var without = []string{
	"/tep/:tep", "/tep/:tep/xem", "/tep/:tep/trang/:trang", "/qr/:ma", "/mau-giay/:mau", "/ho-so/:id/phieu/:mau", "/cb/ban-giao/:id/phieu", "/hs/:id/tep/:tep", "/hs/:id/tep/:tep/xem", "/cb/tep/:id", "/cb/ho-so/:id/van-ban", "/cb/tep/:id/trang/:trang", "/cb/to-ngan-cach", "/cb/giup/:id/tep/:tep", "/cb/giup/:id/tep/:tep/xem", "/tinh/xuat.csv", "/tinh/thu-tuc/:code/xuat.yaml", "/tinh/thu-tuc/:code/xuat.json", "/nen-tang/thu-tuc/:code/xuat.yaml", "/nen-tang/thu-tuc/:code/xuat.json", "/tinh/thu-tuc/:code/phien-ban/:ban/soan/co-mat", "/nen-tang/thu-tuc/:code/phien-ban/:ban/soan/co-mat",
	"/dang-nhap/vneid", "/dang-nhap/vneid/xong", "/cb/ma-xac-thuc", "/thu-tuc.jsonld",
}

// allRoutes fails when a page of the route table was never seen as it should be.
func (b *eyes) allRoutes(t *testing.T, a *album) {
	for _, part := range b.w.Routes() {
		for _, r := range part {
			if r.Method != http.MethodGet || slices.Contains(without, r.Path) {
				continue
			}
			like := regexp.MustCompile("^" + regexp.MustCompile(`:[a-z]+`).ReplaceAllString(regexp.QuoteMeta(r.Path), "[^/]+") + "$")
			if !slices.ContainsFunc(slices.Collect(maps.Keys(a.paths)), like.MatchString) {
				t.Errorf("no page of %s was seen", r.Path)
			}
		}
	}
}

// judge opens every kept page in Chromium, at the size of its people. A small
// server shows the page again, with the product behind it for styles, scripts and pictures.
func (b *eyes) judge(t *testing.T, a *album) {
	to, err := url.Parse(b.w.URL)
	if err != nil {
		t.Fatal(err)
	}
	behind := httputil.NewSingleHostReverseProxy(to)
	mux := http.NewServeMux()
	mux.Handle("/", behind)
	mux.HandleFunc("GET /trang/{n}", func(rw http.ResponseWriter, rq *http.Request) {
		n, err := strconv.Atoi(rq.PathValue("n"))
		if err != nil || n >= len(a.shots) {
			http.NotFound(rw, rq)
			return
		}
		p := a.shots[n].page
		for _, h := range []string{"Content-Type", "Content-Security-Policy"} {
			rw.Header().Set(h, p.Header.Get(h))
		}
		rw.WriteHeader(p.Status)
		_, _ = rw.Write([]byte(p.Body))
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	t.Logf("%d kinds of pages", len(a.shots))
	t.Run("judge", func(t *testing.T) {
		for name, size := range map[string]look.Size{"residents": look.Phone, "officers": look.Desk} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				x := b.open(t, size)
				for n, s := range a.shots {
					if s.size == size {
						x.SignInAt(srv.URL, s.browser.Cookies())
						x.Go(srv.URL + "/trang/" + strconv.Itoa(n))
						name := "trang-" + strings.Trim(plain.ReplaceAllString(fold.Key(s.key), "-"), "-")
						x.Judge(name)
						if size.Touch {
							x.Large(name)
							x.Narrow(name)
						}
					}
				}
			})
		}
	})
}

var plain = regexp.MustCompile(`[^a-z0-9-]+`)
