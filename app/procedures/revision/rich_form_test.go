package revision_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"motcua/app/procedures/revision"
)

// household asks with everything a form can: groups, calculated answers, checks between questions.
const household = `{"sections": [
 {"key": "applicant", "title": "Người yêu cầu", "fields": [{"name": "applicant", "label": "Người yêu cầu", "type": "person", "required": true, "parts": ["full_name", "birth_date", "gender?", "id_number?"]}]},
 {"key": "home", "title": "Hộ gia đình", "fields": [
  {"name": "members", "label": "Thành viên", "item": "Người thứ", "type": "group", "min_items": 1, "max_items": 4, "fields": [
    {"name": "name", "label": "Họ tên", "type": "name", "required": true},
    {"name": "born", "label": "Năm sinh", "type": "partial_date", "when": "past"},
    {"name": "relation", "label": "Quan hệ", "type": "choice", "required": true, "options": [{"value": "child", "text": "Con"}, {"value": "other", "text": "Khác"}]}]},
  {"name": "income", "label": "Thu nhập cả hộ một tháng", "type": "money", "required": true, "max": 1000000000},
  {"name": "per_head", "label": "Thu nhập bình quân", "type": "calc", "of": "money", "expr": "income / (members.size() + 1)"},
  {"name": "land", "label": "Có đất sản xuất?", "type": "yesno", "required": true},
  {"name": "land_area", "label": "Diện tích", "type": "number", "decimal": true, "min": 1, "max": 100000, "required": true, "show_if": "land"},
  {"name": "land_used", "label": "Diện tích đang dùng", "type": "number", "decimal": true, "show_if": "land"},
  {"name": "book", "label": "Số sổ", "type": "text", "pattern": "^[A-Z]{2} [0-9]{4}$", "say": "Nhập số sổ dạng AB 1234"},
  {"name": "child_note", "label": "Con đang học ở đâu", "type": "text", "show_if": {"cel": "members.exists(m, m.relation == \"child\")", "cases": [{"given": {"members": "1", "members_1_relation": "child"}, "want": true}, {"given": {"members": "0"}, "want": false}]}}
 ]}],
 "checks": [{"at": "land_used", "rule": "land_used <= land_area", "say": "Nhập diện tích đang dùng không lớn hơn diện tích đất"}]}`

func form(t *testing.T, s string) revision.Form {
	t.Helper()
	var f revision.Form
	if err := json.Unmarshal([]byte(s), &f); err != nil {
		t.Fatal(err)
	}
	f.Prepare()
	return f
}

func TestRichForm(t *testing.T) {
	t.Parallel()
	f := form(t, household)
	in := map[string]string{
		"applicant_full_name": "Bùi Thị Sen", "applicant_birth_date": "1962",
		"members": "3", "members_1_name": "Bùi Văn An", "members_1_born_year": "2010", "members_1_relation": "child", "members_2_name": "Bùi Thị Bé", "members_2_relation": "other",
		"income": "9.000.000 đ", "land": "yes", "land_area": "120,5", "land_used": "100", "book": "AB 1234", "child_note": "Trường xã", "members_5_name": "Kẻ Khác",
	}
	kept, bad := revision.CheckAnswers(f, in, today)
	want := map[string]string{
		"applicant_full_name": "Bùi Thị Sen", "applicant_birth_date": "1962", "members": "2", "members_1_name": "Bùi Văn An", "members_1_born": "2010", "members_1_relation": "child",
		"members_2_name": "Bùi Thị Bé", "members_2_relation": "other", "income": "9000000", "per_head": "3000000", "land": "yes", "land_area": "120.5", "land_used": "100", "book": "AB 1234", "child_note": "Trường xã",
	}
	if len(bad) != 0 || !maps.Equal(kept, want) {
		t.Errorf("kept %v\nbad %v", kept, bad)
	}
	// every fault beside its question, what is right is kept
	in["land_used"], in["book"], in["members_2_name"], in["members_2_relation"] = "130", "x1", "", "forged"
	kept, bad = revision.CheckAnswers(f, in, today)
	for name, say := range map[string]string{"land_used": "không lớn hơn", "book": "AB 1234", "members_2_name": "Nhập họ tên", "members_2_relation": "Chọn một mục"} {
		if !strings.Contains(bad[name], say) {
			t.Errorf("%s: %q", name, bad[name])
		}
	}
	if len(bad) != 4 || kept["members_1_name"] == "" || kept["income"] == "" {
		t.Error(kept, bad)
	}
	// a page of the form knows checks and schema too
	before := map[string]string{"applicant_full_name": "Bùi Thị Sen"}
	if _, bad := revision.CheckSection(f, f.Sections[1], in, before, today); bad["land_used"] == "" || bad["applicant_full_name"] != "" {
		t.Error(bad)
	}
}

func TestFormIsStoredAsSchemaAndLayout(t *testing.T) {
	t.Parallel()
	f := form(t, household)
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"$schema":"https://json-schema.org/draft/2020-12/schema"`, `"layout":`, `"income":{"type":"integer","title":"Thu nhập cả hộ một tháng","minimum":0,"maximum":1000000000}`, `"required":["applicant_full_name"`} {
		if !bytes.Contains(b, []byte(part)) {
			t.Errorf("no %s in %s", part, b)
		}
	}
	var again revision.Form
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	if c, _ := json.Marshal(again); !bytes.Equal(b, c) {
		t.Errorf("not the same after reading:\n%s\n%s", b, c)
	}
	again.Prepare()
	if len(again.Inputs(nil)) != len(f.Inputs(nil)) || again.Sections[1].Fields[1].Label != "Thu nhập cả hộ một tháng" {
		t.Error("the layout lost what the schema says")
	}
	// a schema that says what no question can ask is refused with its place
	edited := strings.Replace(string(b), `"maximum":1000000000`, `"maximum":1000000000,"multipleOf":1000`, 1)
	if err := json.Unmarshal([]byte(edited), &again); err == nil || !strings.Contains(err.Error(), "schema.properties.income.multipleOf") {
		t.Error(err)
	}
	edited = strings.Replace(string(b), `"maximum":1000000000`, `"maximum":5`, 1)
	if err := json.Unmarshal([]byte(edited), &again); err != nil || again.Sections[1].Fields[1].Max != 5 {
		t.Error("a change of the schema alone counts", err)
	}
}

func TestFees(t *testing.T) {
	t.Parallel()
	r := revised(t, `{"fees": [
	 {"key": "certify", "title": "Phí chứng thực", "amount": "math.least(dossier.pages <= 2 ? dossier.pages * 2000 : 4000 + (dossier.pages - 2) * 1000, 200000) * dossier.copies", "due": "return"},
	 {"key": "online", "title": "Giảm", "amount": "5000", "when": "dossier.channel == \"online\"", "due": "filing"}]}`)
	for _, c := range []struct {
		f    revision.Facts
		want string
	}{
		{revision.Facts{Channel: revision.Counter, Pages: 5, Copies: 2}, "[14000]"},
		{revision.Facts{Channel: revision.Counter, Pages: 500, Copies: 1}, "[200000]"},
		{revision.Facts{Channel: revision.Online, Pages: 1, Copies: 1}, "[2000 5000]"},
	} {
		var got []int64
		for _, x := range r.ChargesFor(c.f, nil) {
			got = append(got, x.Amount)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%+v: %v, want %s", c.f, got, c.want)
		}
	}
	// without rules the way's one fee counts, per copy where it says so
	r = revised(t, `{"ways": {"counter": {"filed": "here", "fee": 8000, "fee_unit": "copy"}}}`)
	if c := r.ChargesFor(revision.Facts{Channel: revision.Counter, Copies: 3}, nil); len(c) != 1 || c[0].Amount != 24000 || !c[0].Known {
		t.Error(c)
	}
	if c := r.ChargesFor(revision.Facts{Channel: revision.Counter}, nil); c[0].Known {
		t.Error("without a number of copies the amount is not known", c)
	}
}

func revised(t *testing.T, s string) *revision.Revision {
	t.Helper()
	var r revision.Revision
	if err := json.Unmarshal([]byte(s), &r); err != nil {
		t.Fatal(err)
	}
	return &r
}

func TestProblemsNameTheirPlace(t *testing.T) {
	t.Parallel()
	q := func(fields string) string {
		return `{"form": {"sections": [{"key": "s", "title": "S", "fields": [` + fields + `]}]}}`
	}
	for _, c := range []struct{ data, place, say string }{
		{q(`{"name": "a", "label": "A", "type": "yesno", "show_if": "b"}, {"name": "b", "label": "B", "type": "yesno", "show_if": "a"}`), "form.a.show_if", "Hỏi vòng: b → a → b"},
		{q(`{"name": "a", "label": "A", "type": "yesno", "show_if": "a"}`), "form.a.show_if", "Hỏi vòng: a → a"},
		{q(`{"name": "a", "label": "A", "type": "yesno", "show_if": "b"}, {"name": "b", "label": "B", "type": "yesno"}`), "form.a.show_if", `"b" đứng sau`},
		{q(`{"name": "a", "label": "A", "type": "text", "show_if": "zzz == 1"}`), "form.a.show_if", "dòng 1, cột 1: Không có câu hỏi"},
		{q(`{"name": "today", "label": "A", "type": "text"}, {"name": "b", "label": "B", "type": "text", "show_if": "true"}`), "form.b.show_if", "trùng tên với biến"},
		{q(`{"name": "a", "label": "A", "type": "text"}, {"name": "a", "label": "A", "type": "text"}`), "form.a", "cùng tên"},
		{q(`{"name": "a", "label": "A", "type": "choice", "options": [{"value": "x", "text": "X"}]}`), "form.a", "2 đến"},
		{q(strings.TrimSuffix(strings.Repeat(`{"name": "a", "label": "A", "type": "text"},`, 5000), ",")), "form", "5000 câu hỏi"},
		{`{"fees": [{"key": "x", "title": "X", "amount": "dossier.pages", "due": "later"}]}`, "fees.x", "lúc thu"},
		{`{"fees": [{"key": "x", "title": "X", "amount": "true", "due": "return"}]}`, "fees.x.amount", "cần số nguyên"},
		{`{"routing": [{"to": "commune"}, {"to": "province"}]}`, "routing", "luôn đúng"},
		{`{"routing": [{"to": "unit"}]}`, "routing", "chưa nêu phòng, bộ phận"},
		{`{"routing": [{"to": "district"}]}`, "routing", "không nêu nơi đến"},
		{`{"routing": [{"to": "commune", "within": "province"}]}`, "routing", "theo địa chỉ"},
		{`{"routing": [{"to": "commune", "unit": "Kinh tế"}]}`, "routing", "mã đơn vị"},
		{`{"ways": {"counter": {"filed": "here", "terms": [{"amount": 5, "unit": "week"}]}}}`, "ways.counter", "đơn vị"},
		{`{"components": [{"key": "x", "title": "X", "kind": "submit", "group": "nope"}]}`, "components.x", "trường hợp không có"},
	} {
		found := false
		var all []string
		for _, p := range revised(t, c.data).Problems() {
			found = found || p.Place == c.place && strings.Contains(p.Say, c.say)
			all = append(all, p.Error())
		}
		if !found {
			t.Errorf("no %s: %s in %.600q", c.place, c.say, all)
		}
	}
}

func TestRuleCases(t *testing.T) {
	t.Parallel()
	field := `{"name": "a", "label": "A", "type": "choice", "options": [{"value": "x", "text": "X"}, {"value": "y", "text": "Y"}]}, {"name": "b", "label": "B", "type": "text", "show_if": %s}`
	for _, c := range []struct{ rule, say string }{
		{`{"field": "a", "in": ["x"]}`, ""}, // the short form brings its cases along
		{`"a == \"x\""`, "Thiếu trường hợp thử mà điều kiện đúng"},
		{`{"cel": "a == \"x\"", "cases": [{"given": {"a": "x"}, "want": true}]}`, "điều kiện không đúng"},
		{`{"cel": "a == \"x\"", "cases": [{"given": {"a": "y"}, "want": true}, {"given": {"a": "y"}, "want": false}]}`, "Trường hợp thử 1: được không đúng, mong đợi đúng"},
		{`{"cel": "a == \"x\"", "cases": [{"given": {"a": "x"}, "want": true}, {"given": {}, "want": null}]}`, ""},
	} {
		r := revised(t, `{"form": {"sections": [{"key": "s", "title": "S", "fields": [`+fmt.Sprintf(field, c.rule)+`]}]}}`)
		var got []string
		for _, p := range r.PublishProblems() {
			if p.Place == "form.b.show_if" {
				got = append(got, p.Say)
			}
		}
		if c.say == "" && len(got) > 0 || !strings.Contains(strings.Join(got, "; "), c.say) {
			t.Errorf("%s: %q, want %q", c.rule, got, c.say)
		}
	}
}
