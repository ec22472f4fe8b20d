package revision_test

import (
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"motcua/app/procedures/revision"
)

var today = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

func one(f revision.Field) revision.Form {
	form := revision.Form{Sections: []revision.Section{{Key: "s", Title: "S", Fields: []revision.Field{f}}}}
	form.Prepare()
	return form
}

func TestCheckOneAnswer(t *testing.T) {
	t.Parallel()
	name := revision.Field{Name: "x", Label: "Họ, chữ đệm, tên", Type: revision.Name, Required: true, Max: 80}
	text := revision.Field{Name: "x", Label: "Lý do", Type: revision.Text}
	long := revision.Field{Name: "x", Label: "Lý do", Type: revision.LongText, Required: true}
	past := revision.Field{Name: "x", Label: "Ngày sinh", Type: revision.Date, When: "past", Required: true}
	part := revision.Field{Name: "x", Label: "Năm sinh", Type: revision.PartialDate, When: "past"}
	next := revision.Field{Name: "x", Label: "Ngày hẹn", Type: revision.Date, When: "future"}
	id := revision.Field{Name: "x", Label: "Số định danh", Type: revision.IDNumber, Required: true}
	phone := revision.Field{Name: "x", Label: "Số điện thoại", Type: revision.Phone}
	mail := revision.Field{Name: "x", Label: "Thư điện tử", Type: revision.Email}
	area := revision.Field{Name: "x", Label: "Diện tích", Type: revision.Number, Decimal: true, Min: 1, Max: 1000000}
	count := revision.Field{Name: "x", Label: "Số bản", Type: revision.Number, Min: 1, Max: 50, Required: true}
	money := revision.Field{Name: "x", Label: "Vốn", Type: revision.Money}
	pick := revision.Field{Name: "x", Label: "Mục đích", Type: revision.Choice, Required: true, Options: []revision.Option{{"a", "A"}, {"b", "B"}}}
	many := revision.Field{Name: "x", Label: "Thiếu gì", Type: revision.MultiChoice, Options: pick.Options}
	yes := revision.Field{Name: "x", Label: "Ông/Bà có giấy tờ?", Type: revision.YesNo, Required: true}

	const bad = "✗"
	for _, c := range []struct {
		f        revision.Field
		in, kept string // kept bad: there is a sentence
	}{
		{name, "  Nguyễn  Thị\tHồng Gấm ", "Nguyễn Thị Hồng Gấm"},
		{name, norm.NFD.String("Đinh Văn Đức"), "Đinh Văn Đức"},
		{name, "H'Hen Niê", "H'Hen Niê"},
		{name, "Y Blim-Êban", "Y Blim-Êban"},
		{name, "Trần\u200bVăn\u202eAn", "TrầnVănAn"},
		{name, "", bad},
		{name, "   ", bad},
		{name, "\u200b", bad},
		{name, "A", bad},
		{name, "Trần Văn 2", bad},
		{name, "Gấm 🎉", bad},
		{name, "<script>alert(1)</script>", bad},
		{name, strings.Repeat("a", 81), bad},
		{name, strings.Repeat("a", 10000), bad},
		{name, strings.Repeat("đ", 20000), bad},
		{text, "", ""},
		{text, "a\x00b\x1bc", "abc"},
		{text, "một\nhai", "một hai"},
		{text, strings.Repeat("đ", 200), strings.Repeat("đ", 200)},
		{text, strings.Repeat("đ", 201), bad},
		{text, "\xff\xfe vỡ", "vỡ"},
		{text, "<b>giữ nguyên chữ</b>", "<b>giữ nguyên chữ</b>"},
		{long, "dòng 1\r\ndòng 2\n\n\n\ndòng 3 ", "dòng 1\ndòng 2\n\ndòng 3"},
		{long, strings.Repeat("a", 10001), bad},
		{long, strings.Repeat("đ", 2000), strings.Repeat("đ", 2000)},
		{past, "5/9/1990", "1990-09-05"},
		{past, "05-09-1990", "1990-09-05"},
		{past, "1990-09-05", "1990-09-05"},
		{past, "05091990", "1990-09-05"},
		{past, "25/11/2026", "2026-11-25"},
		{past, "26/11/2026", bad},
		{past, "31/02/2020", bad},
		{past, "29/02/2023", bad},
		{past, "29/02/2024", "2024-02-29"},
		{past, "1990", bad},
		{past, "0/0/0000", bad},
		{past, "1/1/1700", bad},
		{past, "hôm qua", bad},
		{past, "", bad},
		{past, "9999-99-99", bad},
		{part, "1950", "1950"},
		{part, "3/1950", "1950-03"},
		{part, "1/3/1950", "1950-03-01"},
		{part, "2027", bad},
		{part, "12/2026", bad},
		{part, "13/1950", bad},
		{part, "", ""},
		{next, "25/11/2026", "2026-11-25"},
		{next, "24/11/2026", bad},
		{next, "1/1/2300", bad},
		{id, "025192905449", "025192905449"},
		{id, " 025 192 905.449 ", "025192905449"},
		{id, "25192905449", bad},
		{id, "0251929054490", bad},
		{id, "02519290544a", bad},
		{id, "000192905449", bad},
		{id, "０２５１９２９０５４４９", bad},
		{id, "", bad},
		{phone, "0912 345 678", "0912345678"},
		{phone, "+84 912.345.678", "0912345678"},
		{phone, "84912345678", "0912345678"},
		{phone, "(0210) 3 846 123", "02103846123"},
		{phone, "0112345678", bad},
		{phone, "091234567", bad},
		{phone, "gọi tôi", bad},
		{mail, "Ten.Ho@vidu.com.vn", "Ten.Ho@vidu.com.vn"},
		{mail, "ten@vidu", bad},
		{mail, "a@b.vn\nbcc: c@d.vn", bad},
		{mail, "tên@vidu.vn", bad},
		{area, "120,5", "120.5"},
		{area, "1.200,50", "1200.5"},
		{area, "120.556", "120.56"},
		{area, "0", bad},
		{area, "-5", bad},
		{area, "1e5", bad},
		{area, "NaN", bad},
		{area, "2000000", bad},
		{area, "0x10", bad},
		{count, "3", "3"},
		{count, "03", "3"},
		{count, "0", bad},
		{count, "51", bad},
		{count, "ba", bad},
		{count, "99999999999999999999", bad},
		{money, "150.000.000 đ", "150000000"},
		{money, "150,000", "150000"},
		{money, "-1", bad},
		{money, "1 tỷ", bad},
		{pick, "a", "a"},
		{pick, "c", bad},
		{pick, "a,b", bad},
		{pick, "", bad},
		{many, "a,b", "a,b"},
		{many, "b,,a,b", "b,a"},
		{many, "a,z", bad},
		{many, "", ""},
		{yes, "yes", "yes"},
		{yes, "no", "no"},
		{yes, "có", bad},
		{yes, "", bad},
	} {
		kept, fields := revision.CheckAnswers(one(c.f), map[string]string{"x": c.in}, today)
		switch {
		case c.kept == bad:
			s := fields["x"]
			if s == "" || kept["x"] != "" {
				t.Errorf("%s %.40q passed as %.40q", c.f.Type, c.in, kept["x"])
			}
			if n := len(strings.Fields(s)); n > 15 || strings.Contains(s, "Vui lòng") || strings.Contains(s, "Lỗi") {
				t.Errorf("%s %.40q: %q is no good sentence", c.f.Type, c.in, s)
			}
		case fields["x"] != "" || kept["x"] != c.kept:
			t.Errorf("%s %.40q: kept %.40q (%s), want %.40q", c.f.Type, c.in, kept["x"], fields["x"], c.kept)
		}
	}
}

func TestDatesInThreeBoxes(t *testing.T) {
	t.Parallel()
	f := one(revision.Field{Name: "d", Label: "Ngày sinh", Type: revision.PartialDate})
	for _, c := range []struct{ day, month, year, want string }{
		{"5", "9", "1990", "1990-09-05"}, {"", "9", "1990", "1990-09"}, {"", "", "1990", "1990"}, {"", "", "", ""}, {"5", "", "1990", "✗"}, {"5", "9", "", "✗"}, {"5", "9", "90", "✗"}, {"41", "9", "1990", "✗"},
	} {
		kept, fields := revision.CheckAnswers(f, map[string]string{"d_day": c.day, "d_month": c.month, "d_year": c.year}, today)
		if got := kept["d"]; got != c.want && (c.want != "✗" || fields["d"] == "") {
			t.Errorf("%v: %q %q", c, got, fields["d"])
		}
	}
}

func TestForgedAndHiddenAnswersAreDropped(t *testing.T) {
	t.Parallel()
	f := revision.Form{Sections: []revision.Section{
		{Key: "a", Title: "A", Fields: []revision.Field{
			{Name: "who", Label: "Cho ai", Type: revision.Choice, Required: true, Options: []revision.Option{{"self", "Tôi"}, {"other", "Người khác"}}},
			{Name: "note", Label: "Thông tin", Type: revision.Info},
			{Name: "subject", Label: "Người đó", Type: revision.Person, Required: true, Parts: []string{"full_name", "id_number?"}, ShowIf: &revision.Rule{CEL: `who == "other"`}},
		}},
		{Key: "b", Title: "B", ShowIf: &revision.Rule{CEL: `who == "other"`}, Fields: []revision.Field{{Name: "reason", Label: "Lý do", Type: revision.Text, Required: true}}},
	}}
	f.Prepare()
	in := map[string]string{"who": "self", "subject_full_name": "Nguyễn Văn A", "reason": "x", "state": "decided", "note": "x", "applicant_full_name": "Kẻ Khác", "who_day": "1"}
	kept, fields := revision.CheckAnswers(f, in, today)
	if len(fields) != 0 || !maps.Equal(kept, map[string]string{"who": "self"}) {
		t.Error(kept, fields)
	}
	in["who"] = "other"
	kept, fields = revision.CheckAnswers(f, in, today)
	if len(fields) != 0 || len(kept) != 3 {
		t.Error(kept, fields)
	}
	in["who"] = "forged"
	if kept, fields = revision.CheckAnswers(f, in, today); len(fields) != 1 || len(kept) != 0 {
		t.Error(kept, fields)
	}
	// a page alone knows the answers of the pages before it, but trusts only those that were kept
	kept, fields = revision.CheckSection(f, f.Sections[1], map[string]string{"reason": "vì thế", "who": "self"}, map[string]string{"who": "other"}, today)
	if len(fields) != 0 || kept["reason"] != "vì thế" || len(kept) != 1 {
		t.Error(kept, fields)
	}
	if kept, fields = revision.CheckSection(f, f.Sections[0], map[string]string{}, map[string]string{"who": "other"}, today); fields["who"] == "" || len(kept) != 0 {
		t.Error("an answer taken back still counts", kept, fields)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	f := one(revision.Field{Name: "p", Label: "Người", Type: revision.Person})
	for _, c := range []struct {
		id, gender, birth string
		warn              bool
	}{
		{"025192905449", "Nữ", "1992-03-08", false},
		{"025192905449", "", "", false},
		{"025192905449", "Nữ", "1992", false},
		{"025192905449", "Nam", "1992-03-08", true},
		{"025192905449", "Nữ", "1993-03-08", true},
		{"026201918315", "Nam", "2001-07-02", false},
		{"026201918315", "Nam", "1901-07-02", true},
		{"", "Nam", "1992", false},
	} {
		w := revision.Warnings(f, map[string]string{"p_id_number": c.id, "p_gender": c.gender, "p_birth_date": c.birth})
		if (w["p_id_number"] != "") != c.warn {
			t.Errorf("%v: %v", c, w)
		}
	}
}

func TestPrefillAndCollect(t *testing.T) {
	t.Parallel()
	f := one(revision.Field{Name: "applicant", Label: "Người yêu cầu", Type: revision.Person, Prefill: "profile", Parts: []string{"full_name", "phone", "email?"}})
	got := f.Prefilled(map[string]string{"full_name": "Bà Sen", "phone": "0912345678", "secret": "x"})
	if !maps.Equal(got, map[string]string{"applicant_full_name": "Bà Sen", "applicant_phone": "0912345678"}) {
		t.Error(got)
	}
	if got := revision.Collect(url.Values{"a": {"1"}, "b": {"", "x", "y"}, "c": {""}}); !maps.Equal(got, map[string]string{"a": "1", "b": "x,y", "c": ""}) {
		t.Error(got)
	}
}

func TestStepsAddUpToThePromise(t *testing.T) {
	t.Parallel()
	for total := 1; total < 400; total++ {
		sum, steps := 0, revision.Workflow(total, "")
		for _, s := range steps {
			sum += s.Hours
			if s.Hours < 1 {
				t.Fatalf("%d hours: %v", total, steps)
			}
		}
		if sum != total {
			t.Fatalf("%d hours: steps add up to %d", total, sum)
		}
		minutes := 0
		for _, m := range revision.StepMinutes(steps, total*450/8) {
			minutes += m
		}
		if minutes != total*450/8 {
			t.Fatalf("%d minutes of %d", minutes, total*450/8)
		}
	}
}
