// Package layout is the frame around every page: head, header, navigation, footer, live region.
//
// [Resident] is mobile first, [Console], [Province] and [Platform] are dense and made for the keyboard, [Print] is
// paper. A page is written as a child:
//
//	@layout.Resident(layout.Data{Title: "Kiểm tra lại", Office: "UBND xã Kim Bôi"}) {
//		@ui.Heading("Kiểm tra lại trước khi nộp", "")
//	}
package layout

import (
	"strings"

	"motcua/views/assets"
	"motcua/views/ui"
)

// Data is what every frame needs. Only Title is required.
type Data struct {
	Title     string // of the page; the frame adds the office and, with Problems, "Lỗi: "
	Office    string // "UBND xã Kim Bôi"; "" is the product's name
	Home      string // link of the office name; "" is "/"
	HelpPhone string // "0210 000 0000"; "" leaves the help line out
	HelpHours string // "7:30–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu"

	Person  *Person  // who is signed in; nil is nobody
	SignIn  string   // link shown when nobody is; "" for none
	SignOut string   // POST path; "" is "/dang-xuat"
	Nav     []ui.Tab // main navigation
	Foot    []ui.Tab // links in the footer (help, policy)

	Problems  []ui.Problem // written as the error summary at the top, and into the title
	Notices   []ui.NoticeProps
	Simulated string // what is simulated here: "VNeID, tin nhắn"; "" hides the banner
	Version   string // of the program, in the footer
	KeysOff   bool   // the person switched shortcuts off (WCAG 2.1.4)
	Shared    bool   // a shared device: nothing is kept in the browser
	JSONLD    string // address of the page's facts as JSON-LD; "" for none
	NoIndex   bool   // not for search engines; set on everything with personal data
	Refresh   int    // seconds after which the page loads again (boards); 0 never
}

// Person is who is signed in.
type Person struct {
	Name string // full name
	Role string // "Tiếp nhận, UBND xã Kim Bôi"; "" for residents
	Href string // account page; "" for none
}

const product = "Một cửa"

func (d Data) title() string {
	t := d.Title
	if d.Office != "" {
		t += " – " + d.Office
	}
	t += " – " + product
	if len(d.Problems) > 0 {
		t = "Lỗi: " + t
	}
	return t
}

func (d Data) office() string {
	if d.Office == "" {
		return product
	}
	return d.Office + " · " + product
}

func (d Data) home() string {
	if d.Home == "" {
		return "/"
	}
	return d.Home
}

func (d Data) signOut() string {
	if d.SignOut == "" {
		return "/dang-xuat"
	}
	return d.SignOut
}

func (d Data) tel() string { return "tel:" + strings.ReplaceAll(d.HelpPhone, " ", "") }

// htmxConfig: no style injected and no eval (content security policy), no page snapshots in the browser (personal
// data), 422 and 409 swap their answer (a form with its errors, a conflict panel).
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0,"refreshOnHistoryMiss":true,"selfRequestsOnly":true,"scrollIntoViewOnBoost":false,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"409","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

func url(name string) string { return assets.URL(name) }
