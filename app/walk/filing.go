package walk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// signIn goes through the simulated VNeID as p, from the page in front, which
// leads to the sign-in page or is it.
func (x *someone) signIn(p Person) {
	if !strings.HasPrefix(x.at.URL.Path, "/dang-nhap") {
		x.open("/dang-nhap?tiep=" + url.QueryEscape(x.at.URL.RequestURI()))
	}
	x.click("Tiếp tục với VNeID", nil)
	x.reads("VNeID mô phỏng")
	x.click("Đăng nhập là người này", url.Values{"name": {p.Name}, "number": {p.Number}, "birth": {p.Birth()}, "gender": {p.Gender}})
	x.w.want(!strings.HasPrefix(x.at.URL.Path, "/dang-nhap"), "signed in and back where it began", x.here())
}

// answerAll goes through the pages of a draft until the page where it is
// checked. photos are added wherever a paper is asked for; it returns how many were sent.
func (x *someone) answerAll(p Person, given map[string]string) (questions, photos int) {
	for range 30 {
		path := x.at.URL.Path
		form := x.at.Find("main form[method=post]").First()
		switch {
		case strings.HasSuffix(path, "/kiem-tra"):
			return questions, photos
		case strings.HasSuffix(path, "/cho-ai"):
			x.click("Tiếp tục", url.Values{"cho": {"self"}})
		case strings.Contains(path, "/phan/"):
			answers := Fill(form, p, given)
			questions += len(answers)
			x.click("Tiếp tục", answers)
		case strings.Contains(path, "/giay/"):
			photos++
			x.click("Tiếp tục", nil, Upload{"tep", fmt.Sprintf("anh-%d.jpg", photos), Photo()})
		case strings.HasSuffix(path, "/nhan-ket-qua"):
			how := given["cach"]
			if how == "" {
				how = "electronic"
			}
			x.click("Tiếp tục", url.Values{"cach": {how}})
		default: // the list of tasks
			next := x.at.Find("main a.btn").First()
			x.w.want(next.Length() > 0, "a draft that says what is next", x.here())
			x.click(shown(next), nil)
		}
	}
	x.w.want(false, "the page where everything is checked, after at most thirty pages", x.here())
	return questions, photos
}

// fileTwice files the draft that is in front, as a double click does: both
// answers must name one code. It leaves the confirmation in front.
func (x *someone) fileTwice(p Person) (code string) {
	if x.at.Offers("Đăng nhập để nộp") {
		x.click("Đăng nhập để nộp", nil)
		x.signIn(p)
	}
	x.w.want(strings.HasSuffix(x.at.URL.Path, "/kiem-tra"), "the check page again after signing in", x.here())
	check := x.at
	x.click("Nộp hồ sơ", url.Values{"cam_doan": {"1"}})
	code = x.at.code()
	x.w.want(code != "", "a confirmation with a code", x.here())
	x.at = check
	x.click("Nộp hồ sơ", url.Values{"cam_doan": {"1"}})
	x.w.want(x.at.code() == code, "the same code "+code+" for the second click", x.at.code()+" "+x.here())
	return code
}

// code is the dossier's code as the page shows it.
func (p *Page) code() string {
	return strings.ReplaceAll(p.Read(".code b, .code, [data-code], .dh h1, .dh b"), " ", "")
}

// choose picks a commune by what somebody typed.
func (x *someone) choose(typed, name, inside string) {
	p, err := x.b.Submit(x.at, "main form[role=search]", url.Values{"q": {typed}})
	x.w.can(err)
	x.at = p
	x.must(http.StatusOK)
	for _, li := range x.at.Find("main ul.tl li").EachIter() {
		if oneLine(li.Find("b").First().Text()) != name || !strings.Contains(oneLine(li.Text()), inside) {
			continue
		}
		form := li.Find("form").First()
		x.w.want(form.Length() > 0, name+" takes dossiers here", oneLine(li.Text()))
		p, err := x.b.send(x.at, form, form.Find("button").First(), nil, nil)
		x.w.can(err)
		x.at = p
		x.must(http.StatusOK)
		return
	}
	x.w.want(false, name+", "+inside+" among the answers to “"+typed+"”", strings.Join(x.at.ReadAll("main ul.tl li"), " | "))
}

// start goes from the portal's first page to a new draft for Kim Bôi.
func (x *someone) start(search, procedure string) {
	x.open("/")
	p, err := x.b.Submit(x.at, "form[role=search]", url.Values{"q": {search}})
	x.w.can(err)
	x.at = p
	x.must(http.StatusOK)
	first := x.at.Read("#ket-qua li a, main li a")
	x.w.want(first == procedure, "“"+search+"” finds “"+procedure+"” first", first+" at "+x.here())
	x.click(procedure, nil)
	x.click("Bắt đầu", nil)
}

// File files one dossier online for xã Kim Bôi as somebody new, through the
// pages: for tests that need one waiting at the counter.
func File(ctx context.Context, base string) (code, id string, err error) {
	w := &walk{Options: Options{URL: base}, ctx: ctx, way: "online", step: &Step{}, officers: map[string]*someone{}}
	defer stop(&err)
	code, id = w.files(w.anybody(me), Invent(), "for a test")
	return code, id, nil
}
