package simvneid

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("page").Parse(pageHTML))

// carried are the parameters of an authorization request that go through the form.
var carried = []string{"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method"}

type pageData struct {
	Path, Stylesheet, Icon string
	Broken                 bool // not a request of our client: nowhere to send anybody
	Carried                []field
	People                 []Person
	Typed                  Person
	Errors                 []field // name of the input, sentence
	Wrong                  map[string]string
}

type field struct{ Name, Value string }

func (p *provider) data(q url.Values) pageData {
	d := pageData{Path: p.path, Stylesheet: p.cfg.Stylesheet, Icon: p.cfg.Icon, People: p.cfg.People, Wrong: map[string]string{}}
	for _, k := range carried {
		d.Carried = append(d.Carried, field{k, q.Get(k)})
	}
	return d
}

// ask shows whom one may be.
func (p *provider) ask(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if !p.known(q) {
		p.render(w, 400, pageData{Path: p.path, Stylesheet: p.cfg.Stylesheet, Icon: p.cfg.Icon, Broken: true})
		return
	}
	if e := refusal(q); e != "" {
		p.back(w, r, q, url.Values{"error": {e}})
		return
	}
	p.render(w, 200, p.data(q))
}

// answer sends the browser back with a code, or with a refusal.
func (p *provider) answer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	if err := r.ParseForm(); err != nil || !p.known(r.PostForm) {
		p.render(w, 400, pageData{Path: p.path, Stylesheet: p.cfg.Stylesheet, Icon: p.cfg.Icon, Broken: true})
		return
	}
	q := r.PostForm
	if e := refusal(q); e != "" {
		p.back(w, r, q, url.Values{"error": {e}})
		return
	}
	var who Person
	switch q.Get("do") {
	case "cancel":
		p.back(w, r, q, url.Values{"error": {"access_denied"}})
		return
	case "type":
		d := p.data(q)
		d.Typed, d.Errors = typed(q)
		if len(d.Errors) > 0 {
			for _, e := range d.Errors {
				d.Wrong[e.Name] = e.Value
			}
			p.render(w, 422, d)
			return
		}
		who = d.Typed
	default:
		for _, c := range p.cfg.People {
			if c.IDNumber == q.Get("who") {
				who = c
			}
		}
		if who.IDNumber == "" {
			d := p.data(q)
			d.Errors = []field{{"who-0", "Chọn một người trong danh sách."}}
			d.Wrong["who"] = d.Errors[0].Value
			p.render(w, 422, d)
			return
		}
	}
	code, err := p.issue(ticket{Kind: "code", ID: rand.Text(), Person: who, Redirect: q.Get("redirect_uri"), Nonce: q.Get("nonce"), Challenge: q.Get("code_challenge"), Until: p.cfg.Now().Add(codeLife).Unix()})
	if err != nil {
		p.back(w, r, q, url.Values{"error": {"server_error"}})
		return
	}
	p.back(w, r, q, url.Values{"code": {code}})
}

var twelve = regexp.MustCompile(`^[0-9]{12}$`)

// typed reads the free form; each error names its input.
func typed(q url.Values) (who Person, errs []field) {
	line := func(k string) string { return norm.NFC.String(strings.Join(strings.Fields(q.Get(k)), " ")) }
	who = Person{Name: line("name"), IDNumber: strings.ReplaceAll(line("number"), " ", ""), Birth: line("birth"), Gender: line("gender")}
	if n := utf8.RuneCountInString(who.Name); n < 2 || n > 100 {
		errs = append(errs, field{"name", "Nhập họ, chữ đệm và tên, từ 2 đến 100 ký tự."})
	}
	if !twelve.MatchString(who.IDNumber) {
		errs = append(errs, field{"number", "Nhập đủ 12 chữ số."})
	}
	if t, err := time.Parse("2/1/2006", who.Birth); err != nil || t.Year() < 1900 || t.After(time.Now()) {
		errs = append(errs, field{"birth", "Nhập ngày sinh theo dạng ngày/tháng/năm. Ví dụ: 05/09/1997."})
	} else {
		who.Birth = t.Format("02/01/2006")
	}
	if who.Gender != "Nam" && who.Gender != "Nữ" {
		errs = append(errs, field{"gender-nam", "Chọn Nam hoặc Nữ."})
	}
	return who, errs
}

func (p *provider) back(w http.ResponseWriter, r *http.Request, q, answer url.Values) {
	u, err := url.Parse(q.Get("redirect_uri")) // one of ours, see known
	if err != nil {
		http.Error(w, "redirect_uri", http.StatusBadRequest)
		return
	}
	v := u.Query()
	for k := range answer {
		v.Set(k, answer.Get(k))
	}
	if s := q.Get("state"); s != "" {
		v.Set("state", s)
	}
	u.RawQuery = v.Encode()
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, u.String(), http.StatusSeeOther)
}

func (p *provider) render(w http.ResponseWriter, status int, d pageData) {
	var b bytes.Buffer
	if err := page.Execute(&b, d); err != nil {
		http.Error(w, "page", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the reader is gone: nothing to do
}
