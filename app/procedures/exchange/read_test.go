package exchange_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"motcua/app/procedures/exchange"
	"motcua/app/procedures/revision"
	"motcua/migrations"
)

const head = "code,name,field,level,processing_days,time_unit,processing_time,fee,fee_online_vnd,fee_counter_vnd,components,result,decision_no\n"

// row is a good line of the full layout with one column replaced.
func row(column int, value string) string {
	c := []string{"9.000001", "Cấp giấy phép thử", "Hộ tịch", "Cấp xã", "5", "working_day", "5 ngày làm việc", "Miễn phí", "0", "0", "Tờ khai|Bản sao giấy tờ", "Giấy phép", "1/QĐ-BTP"}
	c[column] = value
	return strings.Join(c, ",") + "\n"
}

func portal(procedure string) string { return `{"procedures":[` + procedure + `]}` }

const one = `{"code":"9.000002","name":"Thủ tục thử","field":"Hộ tịch","decision":"1/QĐ","level":"Cấp xã","methods":[%s],"components":[%s],"results":[{"name":"Giấy","code":"KQ.G15.000099"}]}`

func TestRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	deep := "{\"procedures\":[" + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "]}"
	bomb := "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
	for _, c := range []struct {
		name, file, in string
		line           int
		say            string
	}{
		{"empty", "", "  \n", 1, "trống"},
		{"Windows-1258", "a.csv", head + "1.1,\xd0\xe3ng k\xfd,a\n", 2, "UTF-8"},
		{"binary", "a.csv", "PK\x03\x04\x00\x00", 1, "không phải chữ"},
		{"missing columns", "a.csv", "code,name,processing_days\n", 1, "field, level, time_unit"},
		{"not a catalogue", "", "a,b\n1,2\n", 1, "code, name"},
		{"column twice", "", "code,code,name,field,level,decision_no\n", 1, "hai lần"},
		{"broken JSON", "", "{\"procedures\": [\n  {\"code\": 1,\n}]}", 3, "dòng 3, cột 1"},
		{"cut JSON", "", "{\"procedures\": [\n", 1, "dòng 1"},
		{"JSON list", "", "[]", 1, "danh sách"},
		{"deep JSON", "", deep, 1, "quá sâu"},
		{"name twice in JSON", "", "{\"procedures\": [],\n\"procedures\": []}", 2, "hai lần"},
		{"broken YAML", "a.yaml", "code: 1\nname: [a\nfield: b\n", 2, "YAML sai cú pháp"},
		{"YAML tab", "a.yaml", "code: 1\nrevision:\n\tdecision: a\n", 3, "YAML sai cú pháp"},
		{"YAML bomb", "a.yaml", bomb, 1, "neo"},
		{"YAML merge", "a.yaml", "code: aa1\n<<: {name: b}\n", 2, "phải là chữ"},
		{"YAML tag", "a.yaml", "code: !!binary aGk=\n", 1, "không phải chữ"},
		{"deep YAML", "a.yaml", "a: " + strings.Repeat("[", 4000) + strings.Repeat("]", 4000), 1, "quá sâu"},
		{"name twice in YAML", "a.yaml", "code: 1\ncode: 2\n", 2, "hai lần"},
		{"large YAML", "a.yaml", "a: " + strings.Repeat("x", exchange.MaxOneBytes), 0, "2 MB"},
		{"cut UTF-16", "", "\xff\xfea", 1, "UTF-16"},
	} {
		_, err := exchange.Read(strings.NewReader(c.in), c.file)
		var r *exchange.Refusal
		if !errors.As(err, &r) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if r.Line != c.line || !strings.Contains(r.Reason, c.say) {
			t.Errorf("%s: line %d %q, want line %d with %q", c.name, r.Line, r.Reason, c.line, c.say)
		}
	}
}

func TestRefusedLines(t *testing.T) {
	t.Parallel()
	method := func(s string) string { return portal(fmt.Sprintf(one, s, "")) }
	for _, c := range []struct {
		name, in   string
		line       int
		code, say  string
		taken, all int
	}{
		{"no code", head + row(0, ""), 2, "", "Thiếu mã", 0, 1},
		{"bad code", head + row(0, "1 001"), 2, "1 001", "không đúng dạng", 0, 1},
		{"code without digits", head + row(0, "abc"), 2, "abc", "không đúng dạng", 0, 1},
		{"no name", head + row(1, " "), 2, "9.000001", "Thiếu tên", 0, 1},
		{"no field", head + row(2, ""), 2, "9.000001", "lĩnh vực", 0, 1},
		{"no level", head + row(3, ""), 2, "9.000001", "cấp", 0, 1},
		{"time in words", head + row(4, "năm"), 2, "9.000001", "không phải số", 0, 1},
		{"negative time", head + row(4, "-3"), 2, "9.000001", "âm", 0, 1},
		{"absurd time", head + row(4, "99999"), 2, "9.000001", "vô lý", 0, 1},
		{"zero", head + row(4, "0"), 2, "9.000001", "same_day", 0, 1},
		{"unknown unit", head + row(5, "weeks"), 2, "9.000001", "working_day", 0, 1},
		{"negative fee", head + row(9, "-1"), 2, "9.000001", "âm", 0, 1},
		{"fee in words", head + row(8, "5k"), 2, "9.000001", "số đồng", 0, 1},
		{"short line beside a good one", head + "9.1,a\n" + row(12, "2/QĐ"), 2, "9.1", "2 cột", 1, 1},
		{"quote beside a good one", head + "9.1,a\"b,c\n" + row(12, "2/QĐ"), 2, "", "nháy", 1, 1},
		{"twins", head + row(12, "a") + row(12, "b"), 3, "9.000001", "dòng 2, 3", 0, 2},
		{"twin of a refused line", head + row(12, "a") + row(4, "-3"), 2, "9.000001", "dòng 2, 3", 0, 2},
		{"portal: channel", method(`{"channel":"Fax"}`), 1, "9.000002", "Fax", 0, 1},
		{"portal: unit", method(`{"channel":"1","time":"3","unit":"Tuần"}`), 1, "9.000002", "Tuần", 0, 1},
		{"portal: time", method(`{"channel":"1","time":"-3","unit":"Ngày"}`), 1, "9.000002", "âm", 0, 1},
		{"portal: absurd", method(`{"channel":"1","time":1e9,"unit":"Ngày"}`), 1, "9.000002", "vô lý", 0, 1},
		{"portal: fee", method(`{"channel":"1","fee_vnd":-5}`), 1, "9.000002", "âm", 0, 1},
		{"portal: copies", portal(fmt.Sprintf(one, "", `{"group":"","items":[{"text":"Đơn","originals":-1}]}`)), 1, "9.000002", "từ 0 đến 100", 0, 1},
		{"portal: type", portal(`{"code":"9.000003","name":"a","methods":{}}`), 1, "9.000003", "danh sách", 0, 1},
		{"portal: no name", portal("\n" + `{"code":"9.000003","name":null}`), 2, "9.000003", "Thiếu tên", 0, 1},
		{"portal: not an object", portal("\n3"), 2, "", "nhóm mục", 0, 1},
		{"portal: list", `{"procedures":{}}`, 1, "", "danh sách", 0, 1},
		{"own: unknown name", "code: aa1\nname: a\nrevision:\n  wyas: {}\n", 4, "aa1", "wyas", 0, 1},
		{"own: type", "code: aa1\nname: a\nrank: high\nrevision: {}\n", 3, "aa1", "rank", 0, 1},
		{"own: no revision", "code: aa1\nname: a\n", 1, "aa1", "revision", 0, 1},
		{"own: empty revision", "code: aa1\nname: a\nrevision: {}\n", 1, "aa1", "chưa dùng được", 0, 1},
	} {
		f, err := exchange.Read(strings.NewReader(c.in), "")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		s := shipped(t)
		rep, _ := exchange.Plan(f, s, s.Entry)
		if rep.Taken != c.taken || len(rep.Refused) != c.all {
			t.Errorf("%s: %+v", c.name, rep)
			continue
		}
		found := false
		for _, r := range rep.Refused {
			found = found || r.Line == c.line && r.Code == c.code && strings.Contains(r.Reason, c.say)
		}
		if !found {
			t.Errorf("%s: %+v, want line %d %q %q", c.name, rep.Refused, c.line, c.code, c.say)
		}
	}
}

func TestTooManyQuestionsAreRefused(t *testing.T) {
	t.Parallel()
	e := *shipped(t).Entry("1.004873")
	e.Revision.Form.Sections = append([]revision.Section{}, e.Revision.Form.Sections...)
	big := revision.Section{Key: "big", Title: "Nhiều câu hỏi"}
	for i := range 5000 {
		big.Fields = append(big.Fields, revision.Field{Name: fmt.Sprintf("q%d", i), Label: "Câu hỏi", Type: revision.Text})
	}
	e.Revision.Form.Sections = append(e.Revision.Form.Sections, big)
	b, err := exchange.YAML(e)
	if err != nil {
		t.Fatal(err)
	}
	f, err := exchange.Read(bytes.NewReader(b), "")
	if err != nil || len(f.Refused) != 1 || f.Refused[0].Line < 20 || !strings.Contains(f.Refused[0].Reason, "tối đa 400") {
		t.Errorf("%v %+v", err, f)
	}
}

// zeros is an endless file that counts what was read of it.
type zeros struct{ n int64 }

func (z *zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	z.n += int64(len(p))
	return len(p), nil
}

func TestHugeFileIsRefusedEarly(t *testing.T) {
	t.Parallel()
	z := &zeros{}
	began := time.Now()
	_, err := exchange.Read(io.LimitReader(z, 50<<20), "a.csv")
	if err == nil || !strings.Contains(err.Error(), "20 MB") {
		t.Error(err)
	}
	if z.n > exchange.MaxBytes+1<<20 {
		t.Errorf("read %d bytes of a file that is too large", z.n)
	}
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestEncodingsThatAreTaken(t *testing.T) {
	t.Parallel()
	plain := head + row(12, "2/QĐ")
	u16 := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(plain)) {
		u16 = append(u16, byte(u), byte(u>>8))
	}
	for name, in := range map[string]string{"BOM": "\ufeff" + plain, "UTF-16": string(u16), "CRLF": strings.ReplaceAll(plain, "\n", "\r\n"), "semicolons": strings.ReplaceAll(plain, ",", ";")} {
		f, err := exchange.Read(strings.NewReader(in), "")
		if err != nil || len(f.Items) != 1 || f.Items[0].Name != "Cấp giấy phép thử" {
			t.Errorf("%s: %v %+v", name, err, f)
		}
	}
}

// The shipped tables say nothing new; one changed cell changes one procedure.
func TestShippedTables(t *testing.T) {
	t.Parallel()
	s := shipped(t)
	read := func(name string) string {
		b, err := fs.ReadFile(migrations.Data(), name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	plan := func(in string) (exchange.Report, []exchange.Outcome) {
		f, err := exchange.Read(strings.NewReader(in), "")
		if err != nil {
			t.Fatal(err)
		}
		return exchange.Plan(f, s, s.Entry)
	}
	table := read("procedures.csv")
	rows := 0
	for _, e := range s.Entries {
		if strings.Contains(table, "\n"+e.Code+",") {
			rows++
		}
	}
	if rep, _ := plan(table); rep.Unchanged != rows || rows < 98 || rep.Changed+rep.Taken+len(rep.Refused) > 0 {
		t.Errorf("procedures.csv: %+v", rep)
	}
	if rep, _ := plan(read("procedures_catalog.csv")); rep.Unchanged < rows || rep.Unchanged+rep.Taken != 351 || len(rep.Refused) > 0 {
		t.Errorf("procedures_catalog.csv: %+v", rep)
	}
	edited := strings.Replace(table, ",25,working_day,", ",18,working_day,", 1)
	rep, out := plan(edited)
	if rep.Changed != 1 || rep.Unchanged != rows-1 {
		t.Errorf("one cell: %+v", rep)
	}
	for _, o := range out {
		if o.What != exchange.Changed {
			continue
		}
		if got := o.Entry.Revision.Promise(); got.Amount != 18 || len(o.Entry.Revision.Form.Sections) != len(s.Entry(o.Entry.Code).Revision.Form.Sections) {
			t.Errorf("%s: %v", o.Entry.Code, got)
		}
		// what was imported says nothing new the second time
		f, _ := exchange.Read(strings.NewReader(edited), "")
		have := o.Entry
		again, _ := exchange.Plan(f, s, func(code string) *nationalEntry {
			if code == have.Code {
				return have
			}
			return s.Entry(code)
		})
		if again.Unchanged != rows {
			t.Errorf("second time: %+v", again)
		}
	}
}
