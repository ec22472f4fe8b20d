package browser_test

import (
	"context"
	"sync"
	"testing"

	"motcua/app/apptest/look"
)

var (
	once   sync.Once
	shared context.Context
)

// chromium is the one browser of this test process, started by the first test that needs it.
func chromium(t *testing.T) context.Context {
	t.Helper()
	once.Do(func() { shared = look.Browser(t) })
	return shared
}
