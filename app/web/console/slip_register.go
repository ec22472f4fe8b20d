package console

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/issuing"
	"motcua/app/slips"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// issuedForms are the forms that have a register, in their order.
var issuedForms = slips.Forms[:5]

// SlipRegister shows which slips this office issued on some days, in the order
// of their numbers; with ?dang=csv as a file.
func (p *Pages) SlipRegister(c *web.Ctx) error {
	today := p.Now().In(i18n.Zone).Format("2006-01-02")
	errs := map[string]string{}
	from, to := day(c.Query("tu"), today, "tu", errs), day(c.Query("den"), today, "den", errs)
	var form slips.Form
	for _, f := range issuedForms {
		if string(f) == c.Query("mau") {
			form = f
		}
	}
	var lines []issuing.Line
	if len(errs) == 0 {
		var err error
		if lines, err = p.Portal.Issuing.Register(c.Context(), form, from, to); fault.Is(err, fault.Invalid) {
			errs, _ = problems(err, "den")
		} else if err != nil {
			return err
		}
	}
	if c.Query("dang") == "csv" && len(errs) == 0 {
		return slipCSV(c, lines, from, to)
	}
	v := view.SlipRegister{
		Frame: p.frame(c, "Sổ phiếu đã phát hành"),
		From:  ui.Field{Name: "tu", Label: "Từ ngày", Value: orElse(short(c.Query("tu"), 12), i18n.Date(from)), Width: "10", MaxLen: 12, Error: errs["tu"]},
		To:    ui.Field{Name: "den", Label: "Đến ngày", Value: orElse(short(c.Query("den"), 12), i18n.Date(to)), Width: "10", MaxLen: 12, Error: errs["den"]},
		Form:  ui.ChoiceField{Field: ui.Field{Name: "mau", Label: "Mẫu", Value: string(form)}, Empty: "Tất cả"},
	}
	for _, f := range issuedForms {
		v.Form.Options = append(v.Form.Options, ui.Option{Value: string(f), Text: string(f) + " " + f.Title()})
	}
	if len(errs) > 0 {
		v.Frame.Problems = ui.Problems(errs, "tu", "den")
		return c.Page(http.StatusUnprocessableEntity, view.SlipRegisterPage(v))
	}
	v.Range = "Từ " + i18n.Date(from) + " đến " + i18n.Date(to) + ": " + i18n.Number(int64(len(lines))) + " phiếu"
	v.CSV = "/cb/so-phieu?" + url.Values{"dang": {"csv"}, "tu": {i18n.Date(from)}, "den": {i18n.Date(to)}, "mau": {string(form)}}.Encode()
	if len(lines) >= dossiers.MostRegisterLines {
		v.More = "Chỉ có " + i18n.Number(dossiers.MostRegisterLines) + " phiếu đầu. Chọn khoảng ngày ngắn hơn."
	}
	for _, x := range lines {
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{
			ui.T(string(x.Form)), ui.L(slipNumber(&x), slipAt(&x)), ui.T(i18n.DateTime(x.At)), ui.L(x.Code, path(x.Dossier.String(), "")), ui.T(x.Applicant), ui.T(orElse(x.By, "Hệ thống")), ui.T(slipNote(&x)), ui.T(kept(&x)),
		}})
	}
	return c.Page(http.StatusOK, view.SlipRegisterPage(v))
}

func slipNumber(x *issuing.Line) string { return strconv.Itoa(x.Number) + "/" + strconv.Itoa(x.Year) }

// slipAt is the page of one slip.
func slipAt(x *issuing.Line) string {
	return path(x.Dossier.String(), "phieu/"+strings.ToLower(string(x.Form))) + "?so=" + x.ID.String()
}

// slipNote says of a receipt whether its date was certain.
func slipNote(x *issuing.Line) string {
	if x.Event == "dossier.handover_sent" {
		return "dự kiến"
	}
	return ""
}

func kept(x *issuing.Line) string {
	if x.Document == nil {
		return "Chưa"
	}
	return "Đã lưu"
}

func slipCSV(c *web.Ctx, lines []issuing.Line, from, to time.Time) error {
	rows := make([][]string, len(lines))
	for i, x := range lines {
		rows[i] = []string{strconv.Itoa(i + 1), string(x.Form), slipNumber(&x), i18n.DateTime(x.At), x.Code, x.Applicant, orElse(x.By, "Hệ thống"), slipNote(&x), hex.EncodeToString(x.SHA256)}
	}
	b, err := slips.CSV([]string{"STT", "Mẫu", "Số", "Thời điểm phát hành", "Mã hồ sơ", "Người nộp", "Người phát hành", "Ghi chú", "SHA-256 của bản lưu"}, rows)
	if err != nil {
		return err
	}
	return c.File("text/csv; charset=utf-8", "so-phieu-"+from.Format("20060102")+"-"+to.Format("20060102")+".csv", b)
}
