package rules

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var form = Vars{"status": Text, "copies": Number, "income": Number, "area": Decimal, "always": YesNo, "born": Date, "picks": List, "children": Rows}

func env(t testing.TB) *Env {
	t.Helper()
	e, err := NewEnv(form)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEval(t *testing.T) {
	day := func(s string) time.Time { d, _ := time.Parse("2006-01-02", s); return d }
	for _, c := range []struct {
		src   string
		want  Type
		vars  map[string]any
		value any
		known bool
	}{
		{`status == "divorced"`, YesNo, map[string]any{"status": "divorced"}, true, true},
		{`status in ["married", "divorced"]`, YesNo, map[string]any{"status": "single"}, false, true},
		{`status != "single"`, YesNo, nil, nil, false}, // unanswered: unknown, not true
		{`always`, YesNo, map[string]any{"always": true}, true, true},
		{`!always`, YesNo, nil, nil, false},
		{`always || status == "x"`, YesNo, map[string]any{"always": true}, true, true},
		{`always && status == "x"`, YesNo, map[string]any{"always": false}, false, true},
		{`dossier.channel == "online" && copies > 2`, YesNo, map[string]any{"dossier.channel": "online", "copies": int64(3)}, true, true},
		{`dossier.channel == "online"`, YesNo, nil, nil, false},
		{`dossier.pages <= 2 ? dossier.pages * 2000 : 4000 + (dossier.pages - 2) * 1000`, Number, map[string]any{"dossier.pages": int64(5)}, int64(7000), true},
		{`math.least(dossier.pages * 2000, 200000)`, Number, map[string]any{"dossier.pages": int64(500)}, int64(200000), true},
		{`age(born, today) >= 75`, YesNo, map[string]any{"born": day("1951-11-26"), "today": day("2026-11-25")}, false, true},
		{`age(born, today) >= 75`, YesNo, map[string]any{"born": day("1951-11-25"), "today": day("2026-11-25")}, true, true},
		{`folded(status) == "doc than"`, YesNo, map[string]any{"status": "Độc  thân"}, true, true},
		{`children.exists(c, c.name == "An")`, YesNo, map[string]any{"children": []map[string]any{{"name": "An"}}}, true, true},
		{`children.size() > 1`, YesNo, map[string]any{"children": []map[string]any{{"name": "An"}}}, false, true},
		{`"a" in picks`, YesNo, map[string]any{"picks": []string{"a", "b"}}, true, true},
		{`income / copies > 3`, YesNo, map[string]any{"income": int64(3), "copies": int64(0)}, nil, false}, // division by zero
		{`area * 2.0`, Decimal, map[string]any{"area": 1.25}, 2.5, true},
	} {
		p, err := env(t).Compile(c.src, c.want)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		v, known := p.Eval(c.vars)
		if v != c.value || known != c.known {
			t.Errorf("%s with %v: %v %v, want %v %v", c.src, c.vars, v, known, c.value, c.known)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		src, say  string
		want      Type
		line, col int
	}{
		{``, "còn trống", YesNo, 1, 1},
		{`stauts == "x"`, `Không có câu hỏi hay biến tên "stauts"`, YesNo, 1, 1},
		{"status == \"a\" ||\n  childs.size() > 0", `"childs"`, YesNo, 2, 3},
		{`statu == "x"`, `Ý là "status"?`, YesNo, 1, 1},
		{`status > 3`, "không dùng được với chữ và số nguyên", YesNo, 1, 8},
		{`copies + 1`, "Kết quả là số nguyên, ở đây cần có/không", YesNo, 1, 1},
		{`status == "a`, "sai cú pháp", YesNo, 1, 11},
		{`children.all(a, children.all(b, children.all(c, children.all(d, true))))`, "quá nặng", YesNo, 1, 1},
		{strings.Repeat("(", 500) + "always" + strings.Repeat(")", 500), "lồng quá sâu", YesNo, 1, 1},
		{strings.Repeat("always && ", 300) + "always", "tối đa", YesNo, 1, 1},
	} {
		_, err := env(t).Compile(c.src, c.want)
		var f *Fault
		if !errors.As(err, &f) || !strings.Contains(f.Say, c.say) || f.Line != c.line || f.Column != c.col {
			t.Errorf("%.60s: %v, want %d:%d %s", c.src, err, c.line, c.col, c.say)
		}
	}
	if _, err := NewEnv(Vars{"today": Text}); err == nil {
		t.Error("a question took the name of a system variable")
	}
}

func BenchmarkEval(b *testing.B) {
	p, err := env(b).Compile(`status in ["married", "divorced"]`, YesNo)
	if err != nil {
		b.Fatal(err)
	}
	vars := map[string]any{"status": "single"}
	for b.Loop() {
		p.Eval(vars)
	}
}
