package fold_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"motcua/app/fold"
)

func TestKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Xã  Đào Xá": "xa dao xa", " Giấy xác nhận\u00a0tình trạng ": "giay xac nhan tinh trang",
		norm.NFD.String("Phường Hòa Bình"): "phuong hoa binh", "ĐẮK LẮK": "dak lak", "": "",
	} {
		if got := fold.Key(in); got != want {
			t.Errorf("Key(%q) = %q, want %q", in, got, want)
		}
	}
	if got := strings.Join(fold.Words("Q.3, TP. HCM"), " "); got != "q 3 tp hcm" {
		t.Errorf("Words: %q", got)
	}
}

func TestUntyped(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"sinhf": "sinh", "giaays": "giay", "dduwowngf": "duong", "tr": "tr", "truwowngf": "truong", "kheets": "khet",
		"hoon": "hon", "nhaan": "nhan", "ddaats": "dat", "ddor": "do", "giay61": "giay", "thuwowngf": "thuong", "nhanaj": "nhan", "kinh": "kinh", "w": "u",
	} {
		if got := fold.Untyped(in); got != want {
			t.Errorf("Untyped(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{{"khai", "khai", true}, {"khai", "kahi", true}, {"khai", "kha", true}, {"khai", "khaai", true}, {"khai", "kxai", true}, {"khai", "kxxi", false}, {"sinh", "inhs", false}, {"", "a", true}} {
		if got := fold.Near(c.a, c.b); got != c.want {
			t.Errorf("Near(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestSpelt(t *testing.T) {
	t.Parallel()
	a, b := fold.Spelt("Hoà  LÝ đất"), fold.Spelt(norm.NFD.String("hòa lí, ĐẤT"))
	if len(a) != 3 || len(b) != 3 || a[0] != b[0] || a[1] != b[1] || a[2] != b[2] {
		t.Errorf("%v %v", a, b)
	}
	if w := fold.Spelt("chữ")[0]; w.Key != "chu" || w.Shape != "chư" || w.Plain() {
		t.Errorf("%+v", w)
	}
	if w := fold.Spelt("quy khai"); w[0].Key != "quy" || !w[1].Plain() {
		t.Errorf("%+v", w)
	}
}

func TestSound(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{{"tru", "chu"}, {"xay", "say"}, {"gia", "ra"}, {"tang", "tan"}, {"luc", "lut"}, {"nghia", "ngia"}} {
		if fold.Sound(c[0]) != fold.Sound(c[1]) {
			t.Errorf("%s and %s sound alike: %s, %s", c[0], c[1], fold.Sound(c[0]), fold.Sound(c[1]))
		}
	}
}
