package platform_test

import (
	"context"
	"io"
	"net/url"
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
)

// answer is the page that a form was answered with.
type answer struct{ *apptest.Page }

func (a answer) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, a.Body)
	return err
}

// The states that only a form brings about.
func TestAnswersInABrowser(t *testing.T) {
	w := apptest.Start(t)
	c := w.Officer("vanhanh")
	look.Pages(t, []look.Page{
		{Name: "nen-tang-mo-sai", View: answer{c.PostForm("/nen-tang/tinh/01/mo", url.Values{"prefix": {"ha noi"}, "template": {"x"}})}},
		{Name: "nen-tang-moi-sai", View: answer{c.PostForm("/nen-tang/tinh/25/moi", url.Values{"full_name": {""}, "username": {"Ô"}})}},
		{Name: "nen-tang-moi-xong", View: answer{c.PostForm("/nen-tang/tinh/25/moi", url.Values{"full_name": {"Lê Thị Tâm"}, "username": {"phutho.tam"}})}},
	}, look.Desk)
}
