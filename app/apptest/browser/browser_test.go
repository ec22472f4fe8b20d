package browser_test

import (
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/browser"
	"motcua/app/apptest/look"
)

// TestInABrowser shares one Chromium and one world among everything that is
// looked at with eyes: the main job by thumb and by keyboard, and every page.
func TestInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	chromium := look.Browser(t)
	b := &eyes{w, func(t *testing.T, s look.Size, opts ...browser.Option) *browser.Tab {
		return browser.Open(t, chromium, w.URL, s, opts...)
	}}
	t.Run("group", func(t *testing.T) { // ends when all parallel parts have
		t.Run("phone", b.phone)
		t.Run("phone without scripts", b.phoneWithoutScripts)
		t.Run("counter by keyboard", b.counterByKeyboard)
		t.Run("every page", b.everyPage)
	})
}

type eyes struct {
	w    *apptest.World
	open func(*testing.T, look.Size, ...browser.Option) *browser.Tab
}
