package picture_test

import (
	"encoding/xml"
	"io"
	"os"
	"strings"
	"testing"

	"motcua/app/procedures/picture"
	"motcua/app/procedures/revision"
)

func sample() *revision.Revision {
	rule := func(s string) *revision.Rule { return &revision.Rule{CEL: s} }
	r := &revision.Revision{
		Form: revision.Form{Sections: []revision.Section{{Key: "s", Title: "S", Fields: []revision.Field{
			{Name: "kind", Label: "Loại <nhà>", Type: revision.Choice, Options: []revision.Option{{Value: "new", Text: "Xây mới"}, {Value: "fix", Text: "Sửa chữa"}}},
			{Name: "floors", Label: "Số tầng", Type: revision.Number},
		}}}},
		Steps: []revision.Step{
			{Key: "receive", Title: "Số hóa, chuyển hồ sơ", Role: revision.Receptionist, Hours: 4},
			{Key: "check", Title: "Kiểm tra thành phần hồ sơ & thực địa", Role: revision.Handler, Hours: 12, Parallel: true, Next: []revision.Next{{To: "survey"}, {To: "ask", When: rule(`kind == "new"`)}}},
			{Key: "survey", Title: "Khảo sát", Role: revision.Handler, Unit: "kinh_te", Hours: 24, Next: []revision.Next{{To: "draft"}}},
			{Key: "ask", Title: "Hỏi xã cư trú", Role: revision.Handler, Hours: 24, Request: &revision.Request{To: "commune", Title: "Xác minh cư trú", Amount: 3, Time: revision.WorkingDays, Silence: "consent"}},
			{Key: "draft", Title: "Thẩm định, trình tỉnh", Role: revision.Handler, Kind: revision.Work, Join: true, Hours: 16, Next: []revision.Next{{To: "council", When: rule("floors > 3")}, {To: "second"}}},
			{Key: "council", Title: "Lấy ý kiến phòng", Role: revision.UnitHead, Hours: 8, When: rule("floors > 5")},
			{Key: "second", Title: "Thẩm định lần hai", Role: revision.Handler, At: "province", Hours: 8, SendBack: nil},
			{Key: "write", Title: "Soạn kết quả", Role: revision.Handler, Kind: revision.Draft, Hours: 8},
			{Key: "approve", Title: "Ký duyệt", Role: revision.Signatory, Hours: 8},
			{Key: "number", Title: "Cấp số", Role: revision.Clerk, Hours: 8},
		},
	}
	r.Prepare()
	return r
}

func TestSVGIsWellFormedAndSaysEverything(t *testing.T) {
	t.Parallel()
	svg := picture.SVG(sample(), picture.Options{Now: []string{"survey", "ask"}, Done: []string{"receive", "check"}})
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"<title", "<desc", "Khảo sát", "Loại &lt;nhà&gt;: Xây mới", "Chuyển lên cấp tỉnh", "Chuyển lại cho xã", "Còn lại", `class="wf-box wf-now"`, "wf-back", "12 giờ làm việc", "coi như đồng ý"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, never := range []string{" style=", "<script", "NaN", "<nhà>"} {
		if strings.Contains(svg, never) {
			t.Errorf("%s", never)
		}
	}
	if f := os.Getenv("SVG_OUT"); f != "" {
		if err := os.WriteFile(f, []byte(svg), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPictureOfWhatDoesNotHold(t *testing.T) {
	t.Parallel()
	for _, steps := range [][]revision.Step{
		nil,
		{{Key: "a", Title: "A"}},
		{{Key: "a", Title: "A", Next: []revision.Next{{To: "b"}}}, {Key: "b", Title: "B", Next: []revision.Next{{To: "a"}}}},
		{{Key: "a", Title: strings.Repeat("dài", 90), Next: []revision.Next{{To: "a"}}}},
		make([]revision.Step, 70),
	} {
		r := &revision.Revision{Steps: steps}
		if svg := picture.SVG(r, picture.Options{}); !strings.HasPrefix(svg, "<svg") || !strings.HasSuffix(svg, "</svg>") {
			t.Errorf("%.80s", svg)
		}
		picture.Lines(r)
	}
}
