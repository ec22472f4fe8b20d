package console

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"motcua/app/documents"
	"motcua/app/web"
	view "motcua/views/console"
)

const (
	pagesShown = 5             // at a time: a batch of three hundred is not fetched to look at one
	readWithin = 2 * time.Hour // a paper that waits for longer is not waited for on the page
)

// shown is the open paper: some of its pages as pictures, or a link when there
// are none; how far it is read, and what could not be.
func (p *Pages) shown(c *web.Ctx, w view.Paper, d documents.Document, files []documents.Document) (*view.Shown, error) {
	s := &view.Shown{Title: w.Title, Href: w.Href, Reload: w.Open, Failed: documents.Sentence(d.FailedKey)}
	if d.Scan == documents.ScanInfected {
		s.Failed = scanSays(d.Scan)
		return s, nil
	}
	for _, x := range files {
		if x.Purpose == documents.Searchable && x.ParentID != nil && *x.ParentID == d.ID {
			s.Searchable = "/cb/tep/" + x.ID.String()
		}
	}
	if d.State == documents.Stored && p.Now().Sub(d.CreatedAt) < readWithin {
		s.Reading = "Đang chờ máy đọc."
		if d.Drawn > 0 && d.Pages > 0 {
			s.Reading = fmt.Sprintf("Đã đọc %d/%d trang.", d.Drawn, d.Pages)
		}
	}
	if d.Drawn == 0 {
		if d.Picture() {
			s.Pages = []view.ShownPage{{N: 1, Src: w.Href}}
		}
		return s, nil
	}
	last := max(d.Pages, d.Drawn)
	if s.Reading != "" { // only so far
		last = d.Drawn
	}
	from := 1
	if n, err := strconv.Atoi(c.Query("trang")); err == nil && n > 1 && n <= last {
		from = n
	}
	to := min(from+pagesShown-1, last)
	notes, err := p.Documents.PageNotes(c.Context(), d.ID)
	if err != nil {
		return nil, err
	}
	says, undrawn := map[int]string{}, map[int]bool{}
	var elsewhere []string
	for _, n := range notes {
		says[n.Page] = n.Says()
		undrawn[n.Page] = n.Fault != "" && n.Fault != documents.KeyUnclear && n.Fault != documents.KeyNoWords && d.Drawn < d.Pages
		if n.Page < from || n.Page > to {
			elsewhere = append(elsewhere, strconv.Itoa(n.Page))
		}
	}
	for n := from; n <= to; n++ {
		if undrawn[n] {
			s.Notes = append(s.Notes, fmt.Sprintf("Trang %d: %s", n, says[n]))
			continue
		}
		s.Pages = append(s.Pages, view.ShownPage{N: n, Src: "/cb/tep/" + d.ID.String() + "/trang/" + strconv.Itoa(n), Note: says[n]})
	}
	if n := len(elsewhere); n > 0 {
		if n > 20 {
			elsewhere = append(elsewhere[:20], "…")
		}
		s.Notes = append(s.Notes, "Cần xem lại thêm trang: "+strings.Join(elsewhere, ", ")+" (trống, hoặc máy chưa đọc chắc).")
	}
	s.Where = fmt.Sprintf("Trang %d đến %d trên %d", from, to, last)
	at := func(n int) string { return w.Open + "&trang=" + strconv.Itoa(n) + "#xem" }
	if from > 1 {
		s.Prev = at(max(from-pagesShown, 1))
	}
	if to < last {
		s.Next = at(to + 1)
	}
	return s, nil
}
