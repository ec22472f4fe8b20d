package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
)

// The two layouts of a catalogue as CSV; columns in any order, more are ignored.
var (
	fullColumns = []string{"code", "name", "field", "level", "processing_days", "time_unit", "processing_time", "fee", "fee_online_vnd", "fee_counter_vnd", "components", "result", "decision_no"}
	listColumns = []string{"code", "name", "field", "level", "decision_no"}
)

// readCSV gives a statement or a refusal for each row.
func readCSV(b []byte) (*File, *Refusal) {
	rd := csv.NewReader(bytes.NewReader(b))
	rd.Comma = separator(b)
	rd.FieldsPerRecord = -1
	head, err := rd.Read()
	if err != nil {
		return nil, refuse(csvLine(err, 1), "", "Dòng tiêu đề của tệp CSV sai dấu nháy. Sửa rồi nhập lại.")
	}
	at := map[string]int{}
	for i, h := range head {
		h = strings.ToLower(strings.TrimSpace(norm.NFC.String(h)))
		if _, twice := at[h]; twice && slices.Contains(fullColumns, h) {
			return nil, refuse(1, "", "Cột “%s” có hai lần trong dòng tiêu đề.", h)
		}
		at[h] = i
	}
	need, full := listColumns, false
	for _, c := range []string{"processing_days", "time_unit", "processing_time", "fee", "components", "result"} {
		if _, ok := at[c]; ok {
			need, full = fullColumns, true
		}
	}
	var missing []string
	for _, c := range need {
		if _, ok := at[c]; !ok {
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 {
		return nil, refuse(1, "", "Thiếu cột: %s. Dòng đầu của tệp CSV phải có tên các cột; cột chưa có dữ liệu thì để trống.", strings.Join(missing, ", "))
	}
	f := &File{Kind: "csv"}
	for {
		rec, err := rd.Read()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if len(f.Items) >= maxItems {
			return nil, refuse(csvLine(err, 1), "", "Tệp có quá %d thủ tục. Chia thành nhiều tệp.", maxItems)
		}
		if err != nil {
			f.refuse(refuse(csvLine(err, 1), "", "Dòng CSV sai dấu nháy kép hoặc thiếu dấu đóng."))
			continue
		}
		line, _ := rd.FieldPos(0)
		row := map[string]string{}
		for h, i := range at {
			if i < len(rec) {
				row[h] = strings.TrimSpace(norm.NFC.String(rec[i]))
			}
		}
		if len(rec) != len(head) {
			f.refuse(refuse(line, cut(row["code"], 40), "Dòng có %d cột, dòng tiêu đề có %d cột. Kiểm tra dấu phẩy và dấu nháy kép.", len(rec), len(head)))
			continue
		}
		if !slices.ContainsFunc(rec, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			continue
		}
		st, r := rowStatement(line, row, full)
		if r != nil {
			f.refuse(r)
			continue
		}
		f.add(st)
	}
}

// separator is what stands most often in the first line; a spreadsheet in Vietnamese writes semicolons.
func separator(b []byte) rune {
	first, _, _ := bytes.Cut(b, []byte{'\n'})
	sep, most := ',', bytes.Count(first, []byte{','})
	for _, r := range []rune{';', '\t'} {
		if n := bytes.Count(first, []byte(string(r))); n > most {
			sep, most = r, n
		}
	}
	return sep
}

func csvLine(err error, otherwise int) int {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return p.StartLine
	}
	return otherwise
}

var suffix = regexp.MustCompile(`\s*\(\d+\.\d+\)$`)

// cleanName takes away what some lists put around a name: the word "Thủ tục", the code.
func cleanName(s string) string {
	s = suffix.ReplaceAllString(strings.Join(strings.Fields(s), " "), "")
	rest, ok := strings.CutPrefix(s, "Thủ tục ")
	if !ok || rest == "" {
		return s
	}
	r := []rune(rest)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

func rowStatement(line int, row map[string]string, full bool) (*Statement, *Refusal) {
	code := row["code"]
	row["name"] = cleanName(row["name"])
	for _, bad := range []string{checkCode(code), checkName(row["name"])} {
		if bad != "" {
			return nil, refuse(line, cut(code, 40), "%s", bad)
		}
	}
	for _, c := range []struct{ column, say string }{{"field", "lĩnh vực"}, {"level", "cấp giải quyết"}} {
		if row[c.column] == "" {
			return nil, refuse(line, code, "Thiếu %s (cột %s).", c.say, c.column)
		}
	}
	row["level"] = national.LevelWords(row["level"])
	st := &Statement{Code: code, Name: row["name"], Line: line, facts: []fact{nameFact(row["name"]), fieldFact(row["field"]), levelFact(row["level"])}}
	if row["decision_no"] != "" {
		st.facts = append(st.facts, decisionFact(row["decision_no"]))
	}
	if !full {
		return st, nil
	}
	if bad := checkRow(row); bad != "" {
		return nil, refuse(line, code, "%s", bad)
	}
	read := national.FromRow(row)
	st.facts = append(st.facts, rowFacts(row, &read)...)
	return st, nil
}

// checkRow says what is wrong with times and fees; "" when nothing.
func checkRow(row map[string]string) string {
	days, unit := row["processing_days"], row["time_unit"]
	n, err := strconv.Atoi(days)
	switch {
	case days != "" && err != nil:
		return "Thời hạn “" + cut(days, 20) + "” không phải số nguyên (cột processing_days)."
	case unit != "" && !slices.Contains([]string{"working_day", "calendar_day", "same_day", "hour", "month", "not_stated"}, unit):
		return "Đơn vị thời hạn “" + cut(unit, 20) + "” không có trong danh sách working_day, calendar_day, same_day, hour, month, not_stated."
	case unit == "same_day" && days != "" && n != 0:
		return "Trả trong ngày (same_day) thì thời hạn phải là 0."
	case days != "" && unit != "same_day":
		if bad := checkAmount(n, unit); bad != "" {
			return bad
		}
	}
	for _, c := range []string{"fee_online_vnd", "fee_counter_vnd"} {
		if v := row[c]; v != "" {
			fee, err := strconv.ParseInt(v, 10, 64)
			if err != nil {
				return "Mức thu “" + cut(v, 20) + "” không phải số đồng (cột " + c + ")."
			}
			if bad := checkFee(fee); bad != "" {
				return bad
			}
		}
	}
	return ""
}

// checkAmount refuses times that no law gives: below one, above ten years.
func checkAmount(n int, unit string) string {
	most := map[string]int{"hour": 2000, "working_hour": 2000, "month": 120}[unit]
	if most == 0 {
		most = 3660
	}
	switch {
	case n < 0:
		return "Thời hạn không được là số âm."
	case n == 0:
		return "Thời hạn bằng 0: ghi same_day nếu trả trong ngày, để trống nếu chưa rõ."
	case n > most:
		return "Thời hạn " + strconv.Itoa(n) + " dài vô lý. Kiểm tra lại số và đơn vị."
	}
	return ""
}

func checkFee(fee int64) string {
	switch {
	case fee < 0:
		return "Mức thu không được là số âm."
	case fee > 10_000_000_000:
		return "Mức thu lớn vô lý. Mức thu tính bằng đồng."
	}
	return ""
}

// rowFacts compares columns with the row the shipped catalogue was made of.
func rowFacts(row map[string]string, read *national.Entry) []fact {
	same := func(columns ...string) func(*national.Shipped, string) bool {
		return func(s *national.Shipped, code string) bool {
			was := s.Row(code)
			for _, c := range columns {
				if was[c] != row[c] {
					return false
				}
			}
			return was != nil
		}
	}
	facts := []fact{
		{shipped: same("processing_days", "time_unit", "processing_time"), take: takeTimes, put: func(e *national.Entry) {
			ensureWays(e, read)
			putTimes(e, read)
		}},
		{shipped: same("fee", "fee_online_vnd", "fee_counter_vnd"), take: takeFees, put: func(e *national.Entry) { putFees(e, read) }},
		{shipped: same("result"), take: takeResults, put: func(e *national.Entry) { putMainResult(&e.Revision, row["result"]) }},
		{shipped: same("components"), take: takeComponents, put: func(e *national.Entry) { putComponents(&e.Revision, read.Revision.Components) }},
	}
	if short := row["short_name"]; short != "" {
		facts = append(facts, fact{shipped: same("short_name"), take: func(dst, src *national.Entry) { dst.PlainName = src.PlainName }, put: func(e *national.Entry) { e.PlainName = short }})
	}
	if c := row["confidence"]; c != "" {
		facts = append(facts, fact{put: func(e *national.Entry) { e.Revision.Confidence = c }})
	}
	return facts
}

func ensureWays(e, read *national.Entry) {
	if len(e.Revision.Ways) == 0 {
		e.Revision.Ways = map[revision.Channel]revision.Way{}
		for ch, w := range read.Revision.Ways {
			w.Terms = nil
			e.Revision.Ways[ch] = w
		}
		e.Revision.Clock = revision.DefaultClock()
		doubt(&e.Revision, "channels")
	}
}
