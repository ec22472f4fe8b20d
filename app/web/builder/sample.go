package builder

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/tenants"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const (
	samplePattern = "components.*"
	sampleMB      = 20
	// sampleBody is the picture with what the form carries beside it.
	sampleBody = sampleMB<<20 + 64<<10
)

const sampleTooLarge = "Ảnh mẫu quá lớn, tối đa 20 MB. Chọn ảnh nhỏ hơn"

// samples offers the pictures a province may use to the box of a paper's
// picture, shows the one that is chosen and asks for a new one.
func (p *Pages) samples(c *web.Ctx, path string, n map[string]any, v *view.BuildPart, posted url.Values, say map[string]string) error {
	if patternOf(path) != samplePattern {
		return nil
	}
	sc, err := tenants.From(c.Context())
	if err != nil {
		return err
	}
	list, err := p.Catalogue.Samples(c.PublicContext(), sc.Province)
	if err != nil {
		return err
	}
	for i := range v.Fields {
		f := &v.Fields[i]
		if f.Name != "sample" {
			continue
		}
		f.Options = append(f.Options, ui.Option{Text: "không có ảnh mẫu"})
		known := f.Field.Value == ""
		for _, s := range list {
			known = known || s.ID.String() == f.Field.Value
			f.Options = append(f.Options, ui.Option{Value: s.ID.String(), Text: s.Title + " (" + i18n.Date(s.At) + ")"})
		}
		if !known {
			f.Options = append(f.Options, ui.Option{Value: f.Field.Value, Text: "ảnh không có trong danh sách"})
		}
	}
	v.Sample = &view.BuildSample{Action: v.Action + "/anh-mau", Title: ui.Field{Name: "ten_mau", Label: "Tên ảnh mẫu", Value: cut(text(n["title"]), 200), MaxLen: 200, Error: say["ten_mau"]}}
	if posted.Has("ten_mau") {
		v.Sample.Title.Value = posted.Get("ten_mau")
	}
	v.Sample.File = ui.FileField{Field: ui.Field{Name: "anh", Label: "Ảnh mẫu mới", Hint: "Ảnh chụp hoặc quét, đã che thông tin của người thật.", Error: say["anh"]}, Accept: "image/jpeg,image/png,image/webp", MaxMB: sampleMB, NoCamera: true, Choose: "Chọn ảnh"}
	if id, err := uuid.Parse(text(n["sample"])); err == nil {
		v.Sample.Picture, v.Sample.Alt = "/mau-giay/"+id.String(), "Ảnh mẫu đang dùng: "+text(n["title"])
	}
	return nil
}

// SaveSample keeps a picture of a paper and names it in the draft.
func (p *Pages) SaveSample(c *web.Ctx) error {
	if patternOf(c.Param("muc")) != samplePattern {
		return noPart()
	}
	var large *http.MaxBytesError
	if err := c.Request().ParseMultipartForm(4 << 20); errors.As(err, &large) {
		b, err := p.building(c)
		if err != nil {
			return err
		}
		return p.partPage(c, http.StatusUnprocessableEntity, b, nil, map[string]string{"anh": sampleTooLarge}, nil)
	}
	posted := c.Posted()
	return p.change(c, posted, func(_ *building, n map[string]any, _ *revision.Revision) map[string]string {
		file, err := sampleFile(c)
		if err != nil {
			return sampleSay(err)
		}
		s, err := p.Catalogue.SaveSample(c.Context(), posted.Get("ten_mau"), file)
		if err != nil {
			return sampleSay(err)
		}
		n["sample"] = s.ID.String()
		posted.Set("sample", s.ID.String())
		return nil
	})
}

func sampleFile(c *web.Ctx) ([]byte, error) {
	f, head, err := c.Request().FormFile("anh")
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart), err == nil && head.Size == 0:
		return nil, fault.Fields(map[string]string{"sample": "Chọn ảnh của giấy tờ mẫu"})
	case err != nil:
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, sampleMB<<20+1))
}

// sampleSay puts what is wrong with a picture beside the boxes of this page.
func sampleSay(err error) map[string]string {
	out := map[string]string{}
	for k, s := range fault.As(err).Fields {
		out[strings.NewReplacer("sample", "anh", "title", "ten_mau").Replace(k)] = s
	}
	if len(out) == 0 {
		out["anh"] = "Chưa lưu được ảnh mẫu. Gửi lại ảnh này sau ít phút"
	}
	return out
}
