package bench

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"motcua/app/web"
	"motcua/tenants"
)

// Page is what a first view of a page costs a phone.
type Page struct {
	Path     string `json:"path"`
	Bytes    int    `json:"bytes"` // headers and compressed bodies, assets included
	HTML     int    `json:"html"`
	Requests int    `json:"requests"`
}

// sizes loads every page that residents reach without signing in, and those of
// a draft, as a browser that has been nowhere yet.
func (b *bench) sizes(ctx context.Context) ([]Page, error) {
	draft := b.world.reader.template.String()
	cookie := "mc_r=" + b.world.reader.token
	proc, err := b.app.Catalogue.ByCode(publicContext(ctx), b.world.proc)
	if err != nil {
		return nil, err
	}
	var papers []string
	for _, c := range proc.Revision.Components {
		papers = append(papers, c.Key)
	}
	var out []Page
	for _, table := range b.app.Routes() {
		for _, r := range table {
			if r.Method != http.MethodGet || (r.Door != web.Public && r.Door != web.Resident) || strings.HasPrefix(r.Path, "/cb") || strings.HasPrefix(r.Path, "/tinh") || strings.HasPrefix(r.Path, "/nen-tang") || strings.HasPrefix(r.Path, "/mo-phong") {
				continue
			}
			for _, path := range paths(r.Path, b.world.proc, draft, papers) {
				p, ok, err := b.view(path, cookie)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", path, err)
				}
				if ok {
					p.Path = strings.Replace(path, draft, ":id", 1)
					out = append(out, p)
				}
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Bytes > out[j].Bytes })
	return out, nil
}

// paths fills a route's pattern in; nothing for those that need what the bench has not.
func paths(pattern, code, draft string, papers []string) []string {
	p := strings.ReplaceAll(strings.ReplaceAll(pattern, "/thu-tuc/:code", "/thu-tuc/"+code), "/hs/:id", "/hs/"+draft)
	if strings.HasPrefix(p, "/tim") {
		p += "?q=" + url.QueryEscape("xác nhận độc thân")
	}
	out := []string{p}
	if strings.Contains(p, ":giay") {
		out = nil
		for _, k := range papers {
			out = append(out, strings.Replace(p, ":giay", k, 1))
		}
	}
	if strings.Contains(p, "/phan/:n") {
		out = []string{strings.Replace(p, ":n", "1", 1), strings.Replace(p, ":n", "2", 1)}
	}
	if strings.Contains(out0(out), ":") {
		return nil
	}
	return out
}

func out0(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// view loads a page and what it refers to. ok is false when the answer is not a page.
func (b *bench) view(path, cookie string) (p Page, ok bool, err error) {
	first, typ, body, err := b.load(path, cookie)
	if err != nil || body == nil || !strings.HasPrefix(typ, "text/html") {
		return p, false, err
	}
	p.HTML, p.Bytes, p.Requests = first, first, 1
	d, err := goquery.NewDocumentFromReader(strings.NewReader(string(body)))
	if err != nil {
		return p, false, err
	}
	refs := map[string]bool{}
	d.Find("link[rel=stylesheet], link[rel=icon], link[rel=manifest], link[rel=preload], link[rel~=icon]").Each(func(_ int, s *goquery.Selection) { refs[s.AttrOr("href", "")] = true })
	d.Find("script[src], img[src], iframe[src], source[src], video[src]").Each(func(_ int, s *goquery.Selection) { refs[s.AttrOr("src", "")] = true })
	for ref := range refs {
		if !strings.HasPrefix(ref, "/") {
			continue
		}
		n, _, _, err := b.load(ref, cookie)
		if err != nil {
			return p, false, fmt.Errorf("%s: %w", ref, err)
		}
		p.Bytes += n
		p.Requests++
	}
	return p, true, nil
}

// load fetches one address as a new browser and counts what came over the
// wire; body is the plain text of a page that answered 200.
func (b *bench) load(path, cookie string) (wireBytes int, typ string, body []byte, err error) {
	w, err := dial(b.addr)
	if err != nil {
		return 0, "", nil, err
	}
	defer w.c.Close()
	if _, err := w.c.Write(get(b.addr, path, cookie)); err != nil {
		return 0, "", nil, err
	}
	a, err := http.ReadResponse(w.r, nil)
	if err != nil {
		return 0, "", nil, err
	}
	defer a.Body.Close()
	var r io.Reader = a.Body
	if a.Header.Get("Content-Encoding") == "gzip" {
		if r, err = gzip.NewReader(a.Body); err != nil {
			return 0, "", nil, err
		}
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return 0, "", nil, err
	}
	if a.StatusCode == http.StatusOK {
		body = text
	}
	return w.n.bytes, a.Header.Get("Content-Type"), body, nil
}

func publicContext(ctx context.Context) context.Context {
	return tenants.With(ctx, tenants.Public())
}
