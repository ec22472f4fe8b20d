package views_test

import (
	"testing"

	"motcua/app/apptest/look"
)

// TestKitInABrowser looks at every story at the sizes of UX.md: 0 axe violations, no sideways scrolling, nothing in the
// console under the product's content security policy. The pictures are in .shots/.
func TestKitInABrowser(t *testing.T) {
	look.Pages(t, stories(), look.Phone, look.Desk)
}
