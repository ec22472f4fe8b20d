package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/oldpapers"
	"motcua/app/people"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// OldPaper shows one paper with its pictures, to be confirmed.
func (p *Pages) OldPaper(c *web.Ctx) error { return p.oldPaperPage(c, nil) }

// ConfirmOld writes down what an officer read, and goes to the next paper.
func (p *Pages) ConfirmOld(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noOldPaper()
	}
	bad := map[string]string{}
	day, err := time.Parse(time.DateOnly, cleaned("date", c.Form("issued_on")))
	if err != nil {
		bad["issued_on"] = "Nhập ngày cấp ghi trên giấy, ví dụ 05/03/1995."
	}
	in := oldpapers.Confirm{Paper: id, Number: short(c.Form("number"), 60), IssuedOn: day, Owner: people.Seen{
		IDNumber: short(c.Form("id_number"), 20), FullName: short(c.Form("full_name"), 200), Birth: cleaned("birth_date", c.Form("birth_date")),
	}}
	if len(bad) > 0 {
		return p.oldPaperPage(c, fault.Fields(bad))
	}
	if _, err := p.OldPapers.Confirm(c.Context(), in); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return p.oldPaperPage(c, err)
	} else if err != nil {
		return err
	}
	return p.nextOld(c, in)
}

// DropOld leaves a paper out.
func (p *Pages) DropOld(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noOldPaper()
	}
	if err := p.OldPapers.Drop(c.Context(), id, short(c.Form("note"), 300)); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return p.oldPaperPage(c, err)
	} else if err != nil {
		return err
	}
	return p.nextOld(c, oldpapers.Confirm{Paper: id})
}

func (p *Pages) nextOld(c *web.Ctx, done oldpapers.Confirm) error {
	x, err := p.OldPapers.Paper(c.Context(), done.Paper)
	if err != nil {
		return err
	}
	next, ok, err := p.OldPapers.Next(c.Context(), x.Session)
	if err != nil {
		return err
	}
	if !ok {
		return c.Go(oldAt + "/" + x.Session.String())
	}
	return c.Go(oldAt + "/to/" + next.String())
}

func noOldPaper() error {
	return fault.New(fault.NotFound, "old_paper.not_found", "Không tìm thấy giấy tờ này.")
}

// cleaned is a date as papers keep it; what is no date stays as it was typed, to be refused.
func cleaned(field, typed string) string {
	if typed == "" {
		return ""
	}
	if v, bad := meaning.Clean(field, typed); bad == "" {
		return v
	}
	return typed
}

func (p *Pages) oldPaperPage(c *web.Ctx, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return noOldPaper()
	}
	return p.oldPaperOf(c, id, failed)
}

func (p *Pages) oldPaperOf(c *web.Ctx, id uuid.UUID, failed error) error {
	x, err := p.OldPapers.Paper(c.Context(), id)
	if err != nil {
		return err
	}
	s, err := p.OldPapers.Session(c.Context(), x.Session)
	if err != nil {
		return err
	}
	status, errs := http.StatusOK, map[string]string{}
	v := view.OldPaper{Frame: p.frame(c, "Xác nhận giấy tờ cũ"), Back: oldAt + "/" + s.ID.String(), Title: s.Title, File: "/cb/tep/" + x.Scan.String()}
	if failed != nil {
		status = web.Status(failed)
		if errs, v.Frame.Problems = problems(failed, "number", "issued_on", "full_name", "birth_date", "id_number", "note"); len(v.Frame.Problems) == 0 {
			v.Frame.Problems = []ui.Problem{{Text: fault.As(failed).Text}}
		}
	}
	if x.State != "parted" {
		_, v.State = oldState(x)
	}
	var read oldpapers.Reading
	if x.State == "parted" || x.State == "confirmed" {
		v.Action, v.Drop = oldAt+"/to/"+id.String(), oldAt+"/to/"+id.String()+"/bo-qua"
		if read, err = p.OldPapers.Read(c.Context(), x); err != nil {
			return err
		}
	}
	rows := oldRows(x, read)
	for i, r := range rows {
		posted, sent := c.Posted()[r.Field.Name]
		if sent {
			r.Field.Value = short(strings.Join(posted, " "), r.Field.MaxLen)
		}
		r.N, r.Field.Error = strconv.Itoa(i+1), errs[r.Field.Name]
		if failed == nil && r.See && !slices.ContainsFunc(v.Rows, func(o view.OldRow) bool { return o.First }) {
			r.First = true
		}
		v.Rows = append(v.Rows, r.OldRow)
	}
	v.Note = "Đối chiếu từng ô với ảnh bên cạnh rồi mới xác nhận. Giá trị máy đọc chưa được dùng ở đâu."
	if !slices.ContainsFunc(v.Rows, func(r view.OldRow) bool { return r.See }) && x.State == "parted" {
		v.Note = "Máy chưa đọc được mục nào trên tờ này. Nhập theo ảnh bên cạnh."
	}
	if x.State == "confirmed" {
		v.Note = "Đã xác nhận theo ảnh bên cạnh. Bổ sung số định danh khi biết, hoặc sửa lại."
	}
	d, err := p.Documents.Get(c.Context(), x.Scan)
	if fault.Is(err, fault.NotFound) && v.Action == "" { // it went after its last paper was placed
		v.File, err = "", nil
		v.State = dotted(v.State, "Tệp quét cả tập đã xóa sau khi mọi giấy tờ trong đó được xử lý; bản của giấy tờ này ở hồ sơ của người được cấp")
	}
	if err != nil {
		return err
	}
	if err := p.oldClaims(c, x, &v, errs); err != nil {
		return err
	}
	for _, n := range x.Pages {
		if d.State == "digitized" && len(v.Pages) < mostPictures {
			v.Pages = append(v.Pages, view.FieldPicture{Src: v.File + "/trang/" + strconv.Itoa(int(n)), Alt: s.ResultTitle + ", trang " + strconv.Itoa(int(n)), Boxes: boxesOf(rows, int(n))})
		}
	}
	v.Why = ui.Field{Name: "note", Label: "Lý do bỏ qua", Value: short(c.Form("note"), 300), Error: errs["note"], MaxLen: 300}
	return c.Page(status, view.OldPaperPage(v))
}
