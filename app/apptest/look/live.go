package look

import (
	"context"
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Address is one page of a running product to look at.
type Address struct {
	Name string // file name of the pictures
	Path string
}

// Live looks at pages of the product that runs at base, as the browser that
// holds the cookies, at all sizes. What is wrong is reported through t. It is
// skipped with -short.
func Live(t *testing.T, base string, cookies []*http.Cookie, pages []Address, sizes ...Size) {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	Visit(t, Browser(t), base, cookies, pages, sizes...)
}

// Visit is Live in a browser that is running already; what it held of an
// earlier visitor is forgotten first.
func Visit(t *testing.T, ctx context.Context, base string, cookies []*http.Cookie, pages []Address, sizes ...Size) {
	t.Helper()
	if _, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range cookies {
		if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: base, Path: "/"}); err != nil {
			t.Fatalf("cookie %s: %v", c.Name, err)
		}
	}
	for _, p := range pages {
		t.Run(p.Name, func(t *testing.T) { visit(t, ctx, base+p.Path, sizes, p.Name) })
	}
}
