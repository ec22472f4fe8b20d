package console_test

import (
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
)

// TestLook opens the console's pages as the people who use them: pictures in
// .shots/, axe without findings, nothing wider than the window, no messages.
func TestLook(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	show := func(user string, pages ...look.Address) {
		c := w.Anybody()
		if user != "" {
			c = w.Officer(user)
		}
		look.Live(t, w.URL, c.Cookies(), pages, look.Desk)
	}
	show("", look.Address{Name: "cb-dang-nhap", Path: "/cb/dang-nhap"})
	show("kimboi.quantri", look.Address{Name: "cb-hom-nay-quantri", Path: "/cb"}, look.Address{Name: "cb-nhan-su", Path: "/cb/nhan-su"}, look.Address{Name: "cb-moi", Path: "/cb/nhan-su/moi"},
		look.Address{Name: "cb-can-bo", Path: first(w, "kimboi.quantri", "/cb/nhan-su", "main table a")}, look.Address{Name: "cb-lich-su", Path: "/cb/lich-su"}, look.Address{Name: "cb-don-vi", Path: "/cb/don-vi"})
	show("kimboi.thuly", look.Address{Name: "cb-noi-lam-viec", Path: "/cb/noi-lam-viec"}, look.Address{Name: "cb-tai-khoan", Path: "/cb/tai-khoan"}, look.Address{Name: "cb-thiet-lap-ma", Path: "/cb/thiet-lap-ma"},
		look.Address{Name: "cb-hom-nay", Path: "/cb"}, look.Address{Name: "cb-ho-so-tim", Path: "/cb/tim?q=thi"}, look.Address{Name: "cb-ho-so-moi-nhat", Path: "/cb/ho-so?hang=recent"})
}

// first is the first link on a page.
func first(w *apptest.World, user, path, selector string) string {
	h, _ := w.Officer(user).Get(path).Find(selector).First().Attr("href")
	return strings.TrimSpace(h)
}
