package browser_test

import "testing"

func (b *eyes) counterByKeyboard(t *testing.T) { t.Parallel() }
func (b *eyes) everyPage(t *testing.T)         { t.Parallel() }
