package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"motcua/app/apptest/browser"
	"motcua/app/apptest/look"
	"motcua/app/walk"
)

// counterByKeyboard takes a dossier from the counter to its return with the
// keyboard alone. Only the choice of a file is left to the test: the browser's
// own dialog has no keys that could be sent.
func (b *eyes) counterByKeyboard(t *testing.T) {
	t.Parallel()
	p := walk.Invent()
	at := func(user string) *browser.Tab {
		x := b.open(t, look.Desk)
		x.SignIn(b.w.Officer(user).Cookies())
		x.Go("/cb")
		return x
	}
	main := func(x *browser.Tab) { t.Helper(); x.KeysTo("\r", chromedp.ModifierCtrl) }

	desk := at("kimboi.tiepnhan")
	desk.Judge("quay-01-hom-nay")
	desk.TabTo(`a[href="/cb/tiep-nhan"]`)
	desk.KeysTo("\r")
	desk.Keys(kb.F4)
	desk.Keys(p.Card())
	desk.KeysTo("\r") // the scanner's own Enter reads the card and receives nothing
	if name := browser.Value[string](desk, `document.querySelector("[name=full_name]").value`); name != p.Name {
		t.Fatalf("the card of %s reads as %q", p.Name, name)
	}
	desk.Judge("quay-02-the-da-doc")
	desk.TabTo(`[name=phone]`)
	desk.Keys(p.Phone)
	desk.TabTo(`[name=q]`)
	desk.Keys("mo ho kinh doanh")
	desk.KeysTo("\r")
	desk.Reads("Tiếp nhận và giải quyết tại UBND xã Kim Bôi")
	desk.Judge("quay-03-thu-tuc")
	desk.TabTo(`main select[name^=form_]`)
	desk.KeysTo(kb.F9)
	desk.Reads("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
	desk.Judge("quay-04-giay-hen")
	code := strings.TrimSpace(browser.Value[string](desk, `document.querySelector(".idc b").textContent`))

	open := func(x *browser.Tab) {
		t.Helper()
		x.KeysTo("/")
		x.Keys(code)
		x.KeysTo("\r")
		x.TabTo(`main table a`)
		x.KeysTo("\r")
		x.Reads(code)
	}
	head := at("kimboi.lanhdaophong")
	open(head)
	head.Judge("quay-05-ho-so")
	main(head)
	head.TabTo(`main input[type=radio]`)
	head.Keys(" ")
	main(head)
	head.Reads("Đang xử lý")
	who := "kimboi.thuly"
	if browser.Value[bool](head, `document.body.innerText.includes("Người xử lý: Quách Văn Toàn")`) {
		who = "kimboi.thuly2"
	}
	lam := at(who)
	open(lam)
	main(lam)
	lam.Judge("quay-06-du-thao")
	main(lam)
	open(head)
	main(head)
	head.Judge("quay-07-ky-nhay")
	main(head)
	chair := at("kimboi.chutich")
	open(chair)
	main(chair)
	chair.Judge("quay-08-ky-duyet")
	main(chair)
	clerk := at("kimboi.vanthu")
	open(clerk)
	main(clerk) // number
	clerk.Reads("Đã cấp số")
	main(clerk)
	clerk.Judge("quay-09-phat-hanh")
	main(clerk)
	clerk.Reads("Đã có kết quả")
	desk.Go("/cb")
	open(desk)
	main(desk)
	desk.Judge("quay-10-tra-ket-qua")
	main(desk)
	desk.Reads("Đã trả kết quả")
	desk.Judge("quay-11-xong")
}
