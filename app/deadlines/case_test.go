package deadlines

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

const office = `{"mon":[["07:30","11:30"],["13:30","17:00"]],"tue":[["07:30","11:30"],["13:30","17:00"]],"wed":[["07:30","11:30"],["13:30","17:00"]],"thu":[["07:30","11:30"],["13:30","17:00"]],"fri":[["07:30","11:30"],["13:30","17:00"]],"sat":[["07:30","11:30"]]}`

func runLine(t testing.TB, line string) map[string]any {
	t.Helper()
	var out bytes.Buffer
	_ = RunCases(strings.NewReader(line), &out)
	var m map[string]any
	if err := json.Unmarshal(out.Bytes(), &m); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	return m
}

func TestCases(t *testing.T) {
	t.Parallel()
	cal := `"calendar":{"week":` + office + `,"closed":["2026-11-24",{"date":"2026-11-25","name":"Ngày truyền thống"}],"worked":["2026-12-06"],"special":{"2026-12-31":[["07:30","11:30"]],"2026-12-30":[]}}`
	start := func(s string) string { return `"events":[{"at":"` + s + `","kind":"start"}]` }
	for name, c := range map[string]struct{ line, promise string }{
		"the example of the manual": {`{"id":"c1","calendar":{"week":` + office + `,"closed":["2026-11-24"],"worked":["2026-12-05"],"special":{"2026-12-31":[["07:30","11:30"]]},"day_minutes":450},
			"allotment":{"amount":10,"unit":"working_day"},"policy":{"after_hour":"15:00","day_rule":"hours"},` + start("2026-11-20T15:20:00+07:00") + `}`, "2026-12-04T16:30:00+07:00"},
		"another offset, seconds cut":             {`{` + cal + `,"allotment":{"amount":2,"unit":"working_hour"},` + start("2026-11-23T01:00:59Z") + `}`, "2026-11-23T10:00:00+07:00"},
		"closed by name, civil":                   {`{` + cal + `,"allotment":{"amount":2,"unit":"working_day"},"policy":{"day_rule":"civil"},` + start("2026-11-23T16:00:00+07:00") + `}`, "2026-11-27T17:00:00+07:00"},
		"a worked Sunday has Friday's hours":      {`{` + cal + `,"allotment":{"amount":2,"unit":"working_day"},"policy":{"day_rule":"civil"},` + start("2026-12-04T16:00:00+07:00") + `}`, "2026-12-06T17:00:00+07:00"},
		"special with no hours is closed":         {`{` + cal + `,"allotment":{"amount":1,"unit":"working_day"},"policy":{"day_rule":"civil"},` + start("2026-12-29T16:00:00+07:00") + `}`, "2026-12-31T11:30:00+07:00"},
		"same day, civil 0":                       {`{` + cal + `,"allotment":{"amount":0,"unit":"working_day"},"policy":{"day_rule":"civil","after_hour":"15:00"},` + start("2026-11-27T15:00:00+07:00") + `}`, "2026-11-28T11:30:00+07:00"},
		"same_day by name, null cut-off":          {`{` + cal + `,"allotment":{"unit":"same_day"},"policy":{"after_hour":null},` + start("2026-11-27T15:00:00+07:00") + `}`, "2026-11-27T17:00:00+07:00"},
		"month end":                               {`{` + cal + `,"allotment":{"amount":1,"unit":"month"},` + start("2026-10-31T10:00:00+07:00") + `}`, "2026-11-30T17:00:00+07:00"},
		"without a calendar, the ordinary office": {`{"allotment":{"amount":1,"unit":"working_day"},` + start("2026-11-27T10:00:00+07:00") + `}`, "2026-11-30T10:00:00+07:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := runLine(t, strings.ReplaceAll(c.line, "\n", ""))
			if m["promise"] != c.promise || m["error"] != nil || len(m["explanation"].([]any)) < 3 {
				t.Errorf("%v, want %s", m, c.promise)
			}
		})
	}
	open := runLine(t, `{"id":3,`+cal+`,"allotment":{"amount":5,"unit":"working_day"},"events":[{"at":"2026-11-23T08:00:00+07:00","kind":"start"},{"at":"2026-11-23T09:00:00+07:00","kind":"pause","pause_kind":"applicant"}],"now":"2026-11-26T10:00:00+07:00"}`)
	if v, ok := open["promise"]; !ok || v != nil || open["id"] != 3.0 || open["used_minutes"] != 60.0 || open["state"] != "paused" {
		t.Errorf("an open pause: %v", open)
	}
}

func TestCasesThatMakeNoSenseAreAnsweredAndReadingGoesOn(t *testing.T) {
	t.Parallel()
	start := `"events":[{"at":"2026-11-20T08:00:00+07:00","kind":"start"}]`
	one := `"allotment":{"amount":1,"unit":"working_day"}`
	bad := []string{
		`{"id":"a","allotment":{"amount":1,"unit":"fortnight"},` + start + `}`,
		`{"id":"b",` + one + `,"events":[{"at":"2026-11-20T08:00:00+07:00","kind":"snooze"}]}`,
		`{"id":"c",` + one + `,"events":[]}`,
		`{"id":"d",` + one + `,"events":[{"at":"yesterday","kind":"start"}]}`,
		`{"id":"e","allotment":{"amount":1.5,"unit":"working_day"},` + start + `}`,
		`{"id":"f","allotment":{"unit":"working_day"},` + start + `}`,
		`{"id":"g",` + one + `,"policy":{"after_hour":"3pm"},` + start + `}`,
		`{"id":"h",` + one + `,"policy":{"after_hour":"00:00"},` + start + `}`,
		`{"id":"i",` + one + `,"calendar":{"week":{"mon":[["07:30","11:30"],["11:00","17:00"]]}},` + start + `}`,
		`{"id":"j",` + one + `,"calendar":{"week":{}},` + start + `}`,
		`{"id":"k",` + one + `,"calendar":{"closed":["24/11/2026"]},` + start + `}`,
		`{"id":"l",` + one + `,"calendar":{"day_minutes":0},` + start + `}`,
		`{"id":"m",` + one + `,"policy":{"day_rule":"lunar"},` + start + `}`,
		`{"id":"n",` + one + `,"calendar":{"special":{"2026-02-30":[]}},` + start + `}`,
	}
	text := strings.Join(bad, "\n\n") + "\n{\"id\":\"z\"," + one + "," + start + "}" // no newline at the end
	var out bytes.Buffer
	if err := RunCases(strings.NewReader(text), &out); err != nil {
		t.Fatalf("cases that can be read are no failure of the command: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(bad)+1 {
		t.Fatalf("%d answers to %d cases", len(lines), len(bad)+1)
	}
	for i, l := range lines {
		var m map[string]any
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatal(err)
		}
		if i < len(bad) && (m["id"] != string(rune('a'+i)) || m["error"] == nil || m["error"] == "") {
			t.Errorf("%s\nanswered %s", bad[i], l)
		}
		if i == len(bad) && (m["id"] != "z" || m["promise"] != "2026-11-23T08:00:00+07:00") {
			t.Errorf("the good case answered %s", l)
		}
	}
	out.Reset()
	err := RunCases(strings.NewReader("nonsense\n[1]\n{\"id\":\"z\","+one+","+start+"}\n"), &out)
	if err == nil || !strings.Contains(err.Error(), "line 1") || !strings.Contains(err.Error(), "line 2") || strings.Count(out.String(), "\n") != 3 {
		t.Errorf("unreadable lines: %v\n%s", err, out.String())
	}
}

func FuzzRunCases(f *testing.F) {
	f.Add(`{"id":"c1","calendar":{"week":` + office + `,"closed":["2026-11-24"],"worked":["2026-12-05"],"special":{"2026-12-31":[["07:30","11:30"]]},"day_minutes":450},"allotment":{"amount":10,"unit":"working_day"},"policy":{"after_hour":"15:00","day_rule":"hours"},"events":[{"at":"2026-11-20T15:20:00+07:00","kind":"start"}]}`)
	f.Add(`{"allotment":{"amount":3,"unit":"month"},"events":[{"at":"2026-11-20T15:20:00Z","kind":"start"},{"at":"2026-11-21T15:20:00Z","kind":"pause"},{"at":"2026-11-22T15:20:00Z","kind":"restart"},{"at":"2026-11-22T15:20:00Z","kind":"extend","amount":2},{"at":"2026-11-22T15:20:00Z","kind":"stop"}],"now":"2026-12-22T15:20:00Z"}`)
	f.Add(`{"allotment":{"unit":"same_day"},"events":[{"at":"2026-11-20T15:20:00Z","kind":"start"}]}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\n\r") || strings.TrimSpace(line) == "" {
			t.Skip()
		}
		m := runLine(t, line) // one line in, one object out, never a panic
		if m["error"] != nil {
			return
		}
		for _, k := range []string{"promise", "first", "lawful_due", "start"} {
			s, ok := m[k].(string)
			if ok && !strings.HasSuffix(s, ":00+07:00") {
				t.Errorf("%s %s is not a minute of +07:00", k, s)
			}
		}
		if m["state"] != "paused" && m["promise"] == nil {
			t.Errorf("no promise: %v", m)
		}
	})
}
