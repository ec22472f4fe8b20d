package console_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
)

// TestLaneByKeyboard: a scanner and a keyboard take two papers from the desk
// to their owner; the signatory signs with the keyboard too. The fee follows
// what is typed, the list below looks again by itself, nothing is below the window.
func TestLaneByKeyboard(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t, atWork(9, 0))
	ctx := desk(t, w, "kimboi.tiepnhan")
	do(t, ctx, chromedp.Navigate(w.URL+"/cb/lam-ngay"))
	becomes(t, ctx, "the scanner's field has the focus", `document.activeElement.name === "scan"`)
	do(t, ctx, chromedp.KeyEvent(cardSen), chromedp.KeyEvent("\r"))
	becomes(t, ctx, "the card is read, the first paper is next", `document.querySelector("[name=full_name]").value === "Bùi Thị Sen" && document.activeElement.name === "d1_ten"`)
	do(t, ctx, chromedp.KeyEvent("Bằng tốt nghiệp"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("2"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("1"), chromedp.KeyEvent(kb.Tab))
	becomes(t, ctx, "the fee is worked out", `document.querySelector("#tien .big").textContent.includes("4.000") && document.activeElement.name === "d2_ten"`)
	do(t, ctx, chromedp.KeyEvent("Giấy khai sinh"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("1"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("1"))
	if y := js[float64](t, ctx, `document.querySelector("[name=trinh_ky]").getBoundingClientRect().bottom`); y > 768 {
		t.Errorf("the button ends at %.0f px, below the window", y)
	}
	press(t, ctx, `key:"F9"`)
	becomes(t, ctx, "it waits for the signature", `location.search.startsWith("?trinh=") && document.querySelector("#cho").textContent.includes("Chờ ký") && document.activeElement.name === "scan"`)

	chair := desk(t, w, "kimboi.chutich")
	do(t, chair, chromedp.Navigate(w.URL+"/cb/lam-ngay/cho-ky"))
	js[bool](t, chair, `document.querySelector("[data-check-all]").focus(), true`)
	do(t, chair, chromedp.KeyEvent(" "))
	press(t, chair, `key:"Enter",ctrlKey:true`)
	becomes(t, chair, "it is signed", `document.body.textContent.includes("Đã ký ") && location.search.startsWith("?da_ky=")`)

	becomes(t, ctx, "the counter sees it without a key", `document.querySelector("#cho").textContent.includes("Đã ký")`)
	press(t, ctx, `key:"ArrowDown",altKey:true`)
	becomes(t, ctx, "the row has the focus", `document.activeElement.id.startsWith("m-")`)
	do(t, ctx, chromedp.KeyEvent(kb.Tab))
	becomes(t, ctx, "the button is next", `document.activeElement.textContent.includes("Tiền mặt")`)
	do(t, ctx, chromedp.KeyEvent("\r"))
	becomes(t, ctx, "it is returned", `location.search.startsWith("?tra=") && document.querySelector("#main").textContent.includes("tiền mặt")`)
}

// TestLaneLook judges the lane's pages: axe, sideways scrolling, pictures.
func TestLaneLook(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t, atWork(9, 0))
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	at := func(name, path string) look.Address { return look.Address{Name: "cb-" + name, Path: path} }
	desk, chair := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.chutich")
	browser := look.Browser(t)
	show := func(c *apptest.Client, pages ...look.Address) {
		look.Visit(t, browser, w.URL, c.Cookies(), pages, look.Desk)
	}
	show(desk, at("lam-ngay-trong", "/cb/lam-ngay"))
	p := see(t, desk.Get("/cb/lam-ngay"), 200)
	typed := paper(paper(laneValues("thu_tuc", pickProcedure(t, p, "Chứng thực bản sao"), "scan", cardSen, "trinh_ky", "1"), "1", "Bằng tốt nghiệp đại học", "2", "2"), "2", "Giấy khai sinh", "1", "1")
	first := see(t, desk.Submit(p, "#lam-ngay", typed), 200).URL.Query().Get("trinh")
	second := see(t, desk.Submit(see(t, desk.Get("/cb/lam-ngay"), 200), "#lam-ngay", typed), 200).URL.Query().Get("trinh")
	third := see(t, desk.Submit(see(t, desk.Get("/cb/lam-ngay"), 200), "#lam-ngay", typed), 200).URL.Query().Get("trinh")
	show(chair, at("lam-ngay-cho-ky", "/cb/lam-ngay/cho-ky"), at("lam-ngay-tra-quay", "/cb/lam-ngay/"+second))
	see(t, chair.Submit(see(t, chair.Get("/cb/lam-ngay/"+second), 200), "form[action$='/tra-quay']", laneValues("reason", "Thiếu trang 2")), 200)
	q := see(t, chair.Get("/cb/lam-ngay/cho-ky"), 200)
	see(t, chair.Submit(q, "main form", laneValues("ho_so", q.Find("[name=ho_so]").First().AttrOr("value", ""))), 200)
	show(desk, at("lam-ngay", "/cb/lam-ngay?scan="+urlEscape(cardSen)), at("lam-ngay-mot", "/cb/lam-ngay/"+first), at("lam-ngay-sua", "/cb/lam-ngay/"+second), at("lam-ngay-cho", "/cb/lam-ngay/"+third), at("so-chung-thuc", "/cb/so-chung-thuc"))
	show(chair, at("lam-ngay-da-ky", "/cb/lam-ngay/cho-ky"))
}
