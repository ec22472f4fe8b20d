package rules

import (
	"fmt"
	"regexp"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// Fault says what is wrong with an expression and where.
type Fault struct {
	Line, Column int // from 1
	Say          string
}

func (f *Fault) Error() string {
	return fmt.Sprintf("dòng %d, cột %d: %s", f.Line, f.Column, f.Say)
}

var (
	undeclared = regexp.MustCompile(`undeclared reference to '([^']+)'`)
	overload   = regexp.MustCompile(`found no matching overload for '([^']+)' applied to '([^']*)'`)
	syntax     = regexp.MustCompile(`(?s)Syntax error: (.*)`)
)

// fault turns the checker's first complaint into a sentence.
func (e *Env) fault(issues *cel.Issues) *Fault {
	first := issues.Errors()[0]
	f := &Fault{Line: max(first.Location.Line(), 1), Column: max(first.Location.Column()+1, 1)}
	m := first.Message
	switch {
	case undeclared.MatchString(m):
		name := undeclared.FindStringSubmatch(m)[1]
		f.Say = fmt.Sprintf("Không có câu hỏi hay biến tên %q", name)
		if near := e.near(name); near != "" {
			f.Say += fmt.Sprintf(". Ý là %q?", near)
		}
	case overload.MatchString(m):
		x := overload.FindStringSubmatch(m)
		f.Say = fmt.Sprintf("Phép %s không dùng được với %s", operator(x[1]), argumentWords(x[2]))
	case strings.Contains(m, "recursion") || strings.Contains(m, "size exceeds"):
		f.Say = "Biểu thức quá dài hoặc lồng quá sâu"
	case syntax.MatchString(m):
		f.Say = "Viết sai cú pháp: " + shorten(syntax.FindStringSubmatch(m)[1])
	default:
		f.Say = "Không hiểu biểu thức: " + shorten(m)
	}
	return f
}

// near is a known name that differs little.
func (e *Env) near(name string) string {
	for _, vars := range []Vars{e.vars, System} {
		for v := range vars {
			if len(v) > 3 && (strings.HasPrefix(v, name) || strings.HasPrefix(name, v) || strings.EqualFold(strings.ReplaceAll(v, "_", ""), strings.ReplaceAll(name, "_", ""))) {
				return v
			}
		}
	}
	return ""
}

func operator(s string) string {
	return strings.Trim(strings.ReplaceAll(s, "_", ""), "@[]?:")
}

// argumentWords reads "(string, int)".
func argumentWords(s string) string {
	words := map[string]string{"string": "chữ", "int": "số nguyên", "double": "số thập phân", "bool": "có/không", "timestamp": "ngày", "google.protobuf.Timestamp": "ngày"}
	parts := strings.Split(strings.Trim(s, "()"), ", ")
	for i, p := range parts {
		if w, ok := words[p]; ok {
			parts[i] = w
		} else if strings.HasPrefix(p, "list") {
			parts[i] = "danh sách"
		}
	}
	return strings.Join(parts, " và ")
}

func typeWords(t *cel.Type) string {
	switch t.Kind() {
	case types.StringKind:
		return "chữ"
	case types.IntKind, types.UintKind:
		return "số nguyên"
	case types.DoubleKind:
		return "số thập phân"
	case types.BoolKind:
		return "có/không"
	case types.TimestampKind:
		return "ngày"
	case types.ListKind:
		return "danh sách"
	}
	return t.String()
}

func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 160 {
		return string(r[:160]) + "…"
	}
	return s
}
