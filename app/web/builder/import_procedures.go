package builder

import (
	"errors"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/exchange"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/ui"
)

// most lines of a report that a page lists; the rest is counted.
const mostLines = 200

// AskImport asks for a file of procedures.
func (p *Pages) AskImport(c *web.Ctx) error { return p.importPage(c, http.StatusOK, nil) }

func (p *Pages) importPage(c *web.Ctx, status int, err error) error {
	v := view.Import{Frame: p.Frame(c, "Nhập danh mục"), Action: p.importPath(), Back: p.Base, Whose: p.word("của tỉnh", "quốc gia")}
	fields, problems := problems(err, "tep")
	v.Frame.Problems = problems
	v.File = ui.FileField{Field: ui.Field{Name: "tep", Label: "Tệp thủ tục", Hint: "CSV, YAML hoặc JSON.", Error: fields["tep"]}, Accept: ".csv,.yaml,.yml,.json,text/csv,application/json", MaxMB: exchange.MaxBytes >> 20, NoCamera: true, Choose: "Chọn tệp"}
	if c.Query("da") == "nhap" {
		v.Done = "Đã nhập: " + reportWords(count(c, "moi"), count(c, "doi"), count(c, "giu"), count(c, "tu-choi")) + ". Các bản nháp chờ Ông/Bà xem lại và gửi duyệt."
	}
	return c.Page(status, view.ImportPage(v))
}

func count(c *web.Ctx, name string) int {
	n, err := strconv.Atoi(c.Query(name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func reportWords(taken, changed, unchanged, refused int) string {
	return strconv.Itoa(taken) + " thủ tục mới, " + strconv.Itoa(changed) + " thay đổi, " + strconv.Itoa(unchanged) + " không đổi, " + strconv.Itoa(refused) + " bị từ chối"
}

// CheckImport reads a file and keeps it until it is confirmed.
func (p *Pages) CheckImport(c *web.Ctx) error {
	name, content, err := importFile(c)
	if err == nil {
		_, err = exchange.Read(strings.NewReader(string(content)), name)
	}
	var whole *exchange.Refusal
	if errors.As(err, &whole) {
		err = fault.Fields(map[string]string{"tep": whole.Reason})
	}
	if mendable(err) {
		return p.importPage(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	id, err := p.Revisions.KeepImport(c.Context(), cut(name, 120), content)
	if err != nil {
		return err
	}
	return c.Go(p.importPath() + "/" + id.String())
}

// importFile takes the file of the form, at most exchange.MaxBytes.
func importFile(c *web.Ctx) (string, []byte, error) {
	f, head, err := c.Request().FormFile("tep")
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), err == nil && head.Size > exchange.MaxBytes:
		return "", nil, fault.Fields(map[string]string{"tep": exchange.TooLarge().Reason})
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart), err == nil && head.Size == 0 && head.Filename == "":
		return "", nil, fault.Fields(map[string]string{"tep": "Chọn tệp CSV, YAML hoặc JSON để nhập."})
	case err != nil:
		return "", nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, exchange.MaxBytes+1))
	return path.Base(strings.ReplaceAll(head.Filename, `\`, "/")), b, err
}

// ImportReport says line by line what the kept file would change.
func (p *Pages) ImportReport(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, name, err := p.Revisions.KeptImport(c.Context(), id)
	if err != nil {
		return err
	}
	shipped, err := p.Shipped()
	if err != nil {
		return err
	}
	out, err := p.Revisions.Import(c.Context(), procedures.Import{File: f, Shipped: shipped, DryRun: true})
	if err != nil {
		return err
	}
	v := view.ImportReport{Frame: p.Frame(c, "Kiểm tra tệp"), Name: name, Action: p.importPath() + "/" + id.String(), Back: p.Base, Again: p.importPath()}
	v.Facts = []ui.Pair{
		{Key: "Thủ tục mới", Value: strconv.Itoa(out.Taken)},
		{Key: "Thay đổi", Value: strconv.Itoa(out.Changed)},
		{Key: "Không đổi", Value: strconv.Itoa(out.Unchanged)},
		{Key: "Bị từ chối", Value: strconv.Itoa(len(out.Refused))},
	}
	if n := out.Taken + out.Changed; n > 0 {
		v.Button = "Nhập " + strconv.Itoa(n) + " thủ tục thành bản nháp"
	}
	for i, r := range out.Refused {
		if i == mostLines {
			v.MoreRefused = "Còn " + strconv.Itoa(len(out.Refused)-i) + " dòng bị từ chối khác."
			break
		}
		v.Refused = append(v.Refused, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(r.Line), Num: true}, ui.T(r.Code), ui.T(r.Reason)}})
	}
	n := 0
	for _, l := range out.Lines {
		if l.What == exchange.Unchanged {
			continue
		}
		if n++; n > mostLines {
			continue
		}
		name := ui.Cell{Text: l.Name, Head: true}
		state, tone := "Mới", ui.OK
		if l.What == exchange.Changed {
			state, tone, name.Href = "Thay đổi", ui.Soon, p.Base+"/"+l.Code
		}
		v.Lines = append(v.Lines, ui.Row{Cells: []ui.Cell{name, ui.T(l.Code), {Text: strconv.Itoa(l.Line), Num: true}, ui.S(tone, state), ui.T(places(l))}})
	}
	if n > mostLines {
		v.MoreLines = "Còn " + strconv.Itoa(n-mostLines) + " dòng khác."
	}
	return c.Page(http.StatusOK, view.ImportReportPage(v))
}

// places names the parts that a changed procedure differs in.
func places(l procedures.ImportedLine) string {
	if l.What != exchange.Changed {
		return ""
	}
	var out []string
	for _, ch := range l.Changes[:min(len(l.Changes), 4)] {
		out = append(out, ch.Place)
	}
	if n := len(l.Changes) - len(out); n > 0 {
		out = append(out, "và "+strconv.Itoa(n)+" chỗ khác")
	}
	if len(out) == 0 {
		return "Tên, lĩnh vực"
	}
	return strings.Join(out, "; ")
}

// ConfirmImport takes over a kept file.
func (p *Pages) ConfirmImport(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, _, err := p.Revisions.KeptImport(c.Context(), id)
	if err != nil {
		return err
	}
	shipped, err := p.Shipped()
	if err != nil {
		return err
	}
	out, err := p.Revisions.Import(c.Context(), procedures.Import{File: f, Shipped: shipped})
	if err != nil {
		return err
	}
	if err := p.Revisions.DropImport(c.Context(), id); err != nil {
		return err
	}
	return c.Go(p.importPath() + "?da=nhap&moi=" + strconv.Itoa(out.Taken) + "&doi=" + strconv.Itoa(out.Changed) + "&giu=" + strconv.Itoa(out.Unchanged) + "&tu-choi=" + strconv.Itoa(len(out.Refused)))
}

func (p *Pages) importPath() string { return p.Base + "/nhap" }
