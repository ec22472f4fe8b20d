package console

import (
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/oldpapers"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const oldAt = "/cb/giay-to-cu"

var partedChoices = []ui.Option{
	{Value: documents.ByPage, Text: "Mỗi trang là một giấy tờ"},
	{Value: documents.BySheet, Text: "Có tờ ngăn cách giữa hai giấy tờ"},
	{Value: documents.ByBlank, Text: "Trang trắng ngăn cách"},
	{Value: documents.ByFile, Text: "Mỗi tệp là một giấy tờ"},
}

// OldSessions lists the books of earlier results that are digitized.
func (p *Pages) OldSessions(c *web.Ctx) error { return p.oldSessionsPage(c, nil) }

// OpenOldSession begins another.
func (p *Pages) OpenOldSession(c *web.Ctx) error {
	in := oldpapers.Session{ID: formID(c, "id"), Title: short(c.Form("title"), 200), Register: short(c.Form("register"), 100), Parted: c.Form("parted")}
	in.From, _ = strconv.Atoi(c.Form("from")) // 0 is refused with a sentence
	in.To, _ = strconv.Atoi(c.Form("to"))
	if in.To == 0 {
		in.To = in.From
	}
	if id, err := uuid.Parse(c.Form("procedure")); err == nil {
		if r, err := p.Catalogue.Holding(c.PublicContext(), id, c.Office.Province); err == nil {
			k := r.MainResult()
			in.Procedure, in.Revision, in.ResultCode, in.ResultTitle = id, r.ID, k.Code, k.Title
		}
	}
	if err := p.OldPapers.Open(c.Context(), in); fault.Is(err, fault.Invalid) {
		return p.oldSessionsPage(c, err)
	} else if err != nil {
		return err
	}
	return c.Go(oldAt + "/" + in.ID.String())
}

func (p *Pages) oldSessionsPage(c *web.Ctx, failed error) error {
	list, err := p.OldPapers.Sessions(c.Context())
	if err != nil {
		return err
	}
	v := view.OldSessions{Frame: p.frame(c, "Số hóa giấy tờ cũ"), MayOpen: true, ID: newID().String()}
	status, errs := http.StatusOK, map[string]string{}
	if failed != nil {
		status = http.StatusUnprocessableEntity
		errs, v.Frame.Problems = problems(failed, "title", "procedure", "register", "years", "parted")
	}
	for _, s := range list {
		n := func(i int) ui.Cell { return ui.N(i18n.Number(int64(i))) }
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{ui.L(s.Title, oldAt+"/"+s.ID.String()), {Text: s.Register, Hint: yearsOf(s)}, n(s.Scans), n(s.Papers), n(s.Confirmed), n(s.Placed), n(s.Waiting), n(s.Claims)}})
	}
	v.Title = ui.Field{Name: "title", Label: "Tên đợt", Value: short(c.Form("title"), 200), Error: errs["title"], MaxLen: 200}
	v.Register = ui.Field{Name: "register", Label: "Tên sổ", Hint: "Số của giấy tờ là duy nhất trong một sổ, một năm.", Value: short(c.Form("register"), 100), Error: errs["register"], MaxLen: 100}
	v.From = ui.Field{Name: "from", Label: "Từ năm", Value: short(c.Form("from"), 4), Error: errs["years"], Width: "4", MaxLen: 4}
	v.To = ui.Field{Name: "to", Label: "Đến năm", Value: short(c.Form("to"), 4), Width: "4", MaxLen: 4}
	v.Parted = ui.ChoiceField{Field: ui.Field{Name: "parted", Label: "Cách tách giấy tờ trong tệp quét", Value: orElse(c.Form("parted"), documents.ByPage), Error: errs["parted"]}, Options: partedChoices}
	v.Procedure = ui.ChoiceField{Field: ui.Field{Name: "procedure", Label: "Thủ tục đã cấp các giấy tờ này", Value: c.Form("procedure"), Error: errs["procedure"]}, Empty: "Chọn thủ tục"}
	all, err := p.Catalogue.In(c.PublicContext(), c.Office.Province)
	if err != nil {
		return err
	}
	for _, x := range all {
		v.Procedure.Options = append(v.Procedure.Options, ui.Option{Value: x.ID.String(), Text: x.PlainName})
	}
	return c.Page(status, view.OldSessionsPage(v))
}

func yearsOf(s oldpapers.Session) string {
	if s.From == s.To {
		return "Năm " + strconv.Itoa(s.From)
	}
	return "Năm " + strconv.Itoa(s.From) + " đến " + strconv.Itoa(s.To)
}

// OldSession shows one book: what was scanned, what waits for an officer.
func (p *Pages) OldSession(c *web.Ctx) error { return p.oldSessionPage(c, nil) }

// ScanOld takes a file of the feeder.
func (p *Pages) ScanOld(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noSession()
	}
	f, head, err := c.Request().FormFile("tep")
	if err != nil || head.Size == 0 {
		return p.oldSessionPage(c, fault.Fields(map[string]string{"tep": "Chọn tệp PDF hoặc ảnh do máy quét tạo ra."}))
	}
	defer f.Close()
	err = p.OldPapers.Scan(c.Context(), id, documents.Incoming{ID: formID(c, "id"), Name: head.Filename, File: f, Size: head.Size})
	switch {
	case fault.Is(err, fault.Invalid):
		return p.oldSessionPage(c, fault.Fields(map[string]string{"tep": fileFault(err)}))
	case fault.HasKey(err, "storage.full"):
		return p.oldSessionPage(c, err)
	case err != nil:
		return err
	}
	return c.Go(oldAt + "/" + id.String())
}

func noSession() error {
	return fault.New(fault.NotFound, "old_session.not_found", "Không tìm thấy đợt số hóa này.")
}

// oldRowCount is how many papers one page shows.
const oldRowCount = 200

func (p *Pages) oldSessionPage(c *web.Ctx, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return noSession()
	}
	s, err := p.OldPapers.Session(c.Context(), id)
	if err != nil {
		return err
	}
	status, errs := http.StatusOK, map[string]string{}
	v := view.OldSession{Frame: p.frame(c, s.Title), Title: s.Title, Action: oldAt + "/" + id.String() + "/tep", FileID: newID().String()}
	if failed != nil {
		status = web.Status(failed)
		if errs, v.Frame.Problems = problems(failed, "tep"); len(v.Frame.Problems) == 0 {
			v.Frame.Problems = []ui.Problem{{Text: fault.As(failed).Text}}
		}
	}
	n := func(i int) string { return i18n.Number(int64(i)) }
	v.Facts = []ui.Pair{
		{Key: "Sổ", Value: s.Register + ", " + yearsOf(s)},
		{Key: "Kết quả", Value: s.ResultTitle},
		{Key: "Mở đợt", Value: s.OpenedName + ", " + i18n.DateTime(s.OpenedAt)},
		{Key: "Tệp quét", Value: n(s.Scans) + " (đang đọc " + n(s.Reading) + ")"},
		{Key: "Giấy tờ đã tách", Value: n(s.Papers)},
		{Key: "Đã xác nhận", Value: n(s.Confirmed)},
		{Key: "Đã vào kho giấy tờ", Value: n(s.Placed)},
		{Key: "Chờ khớp người", Value: n(s.Waiting) + " (có người nhận " + n(s.Claims) + ")"},
		{Key: "Chờ xác nhận", Value: n(s.Papers - s.Confirmed)},
	}
	v.File = ui.FileField{Field: ui.Field{Name: "tep", Label: "Tệp của máy quét", Hint: "PDF hoặc ảnh, tối đa 100 MB và 300 trang.", Error: errs["tep"]}, MaxMB: 100, NoCamera: true}
	next, ok, err := p.OldPapers.Next(c.Context(), id)
	if err != nil {
		return err
	}
	if ok {
		v.Next = oldAt + "/to/" + next.String()
	}
	list, err := p.OldPapers.Papers(c.Context(), id, oldRowCount+1)
	if err != nil {
		return err
	}
	if len(list) > oldRowCount {
		list, v.More = list[:oldRowCount], "Hiện 200 giấy tờ, tờ chờ xác nhận trước."
	}
	for _, x := range list {
		day := ""
		if x.IssuedOn != nil {
			day = i18n.Date(*x.IssuedOn)
		}
		tone, state := oldState(x)
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{ui.L("Trang "+pagesOf(x), oldAt+"/to/"+x.ID.String()), ui.T(x.Number), ui.T(day), {Text: x.ConfirmedName, Hint: dateTimeOr(x.ConfirmedAt)}, ui.S(tone, state)}})
	}
	return c.Page(status, view.OldSessionPage(v))
}

func pagesOf(x oldpapers.Paper) string {
	first, last := x.Pages[0], x.Pages[len(x.Pages)-1]
	if first == last {
		return strconv.Itoa(int(first))
	}
	return strconv.Itoa(int(first)) + "–" + strconv.Itoa(int(last))
}

func oldState(x oldpapers.Paper) (tone, text string) {
	switch x.State {
	case "placed":
		return ui.OK, "Đã vào kho giấy tờ"
	case "confirmed":
		if x.Claims > 0 {
			return ui.Soon, "Có người nhận, chờ đối chiếu"
		}
		return ui.Waiting, "Chờ số định danh của " + x.FullName
	case "dropped":
		return ui.Draft, "Bỏ qua: " + x.Note
	}
	return ui.Soon, "Chờ xác nhận"
}
