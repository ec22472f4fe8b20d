// Package rules evaluates the conditions and amounts that revisions are
// written with: CEL expressions over typed variables, checked when they are
// saved and limited in what they may cost. A leaf: no database, no clock.
//
// # Variables
//
// Every question of the form is a variable under its name; a person block is
// spelled out (applicant_full_name, applicant_birth_date, …). Types follow the
// question: text, choices, numbers of papers and telephones are strings; number
// and money are int; decimals double; yes/no is bool; dates are timestamps
// (a date of which only the year is known is its first day); several choices
// are a list of strings; a repeated group is a list of maps.
//
// Beside them stand, about every dossier:
//
//	dossier.channel   string  counter, online or post
//	dossier.case      string  key of the case, "" for the ordinary one
//	dossier.pages     int     pages to be certified or copied, 0 when not counted
//	dossier.copies    int     copies asked for, 0 when not counted
//	office.area       string  class of the competent commune: "" or difficult
//	office.province   string  its province's code
//	office.commune    string  its commune's code
//	today             timestamp  the date in Vietnam
//
// # Functions
//
// CEL's own, math.least and math.greatest, and
//
//	age(born, on) int             completed years, e.g. age(applicant_birth_date, today)
//	folded(text) string           lower case without marks, to compare what people typed
//
// # What is not answered
//
// A variable without a value is unknown. A condition that depends on it does
// not hold, neither does its opposite; an amount that depends on it is not known yet.
package rules

import (
	"fmt"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"
)

// Type of a variable or of a value.
type Type string

// The types; see the package's words for what they hold.
const (
	Text    Type = "text"
	Number  Type = "number"
	Decimal Type = "decimal"
	YesNo   Type = "yesno"
	Date    Type = "date"
	List    Type = "list"
	Rows    Type = "rows"
)

// Vars are the variables of one form.
type Vars map[string]Type

// System are the variables that every rule knows.
var System = Vars{
	"dossier.channel": Text, "dossier.case": Text, "dossier.pages": Number, "dossier.copies": Number,
	"office.area": Text, "office.province": Text, "office.commune": Text, "today": Date,
}

// Limits of an expression: its length in characters, what an evaluation may
// cost in CEL's own units (about one per operation), and the longest list.
const (
	MostLength = 2000
	MostCost   = 20_000
	MostRows   = 50
	mostText   = 2000
)

var celTypes = map[Type]*cel.Type{
	Text: cel.StringType, Number: cel.IntType, Decimal: cel.DoubleType, YesNo: cel.BoolType, Date: cel.TimestampType,
	List: cel.ListType(cel.StringType), Rows: cel.ListType(cel.MapType(cel.StringType, cel.DynType)),
}

// Env knows the variables of one form and compiles rules over them.
type Env struct {
	env  *cel.Env
	vars Vars
}

// base is built once: functions and system variables are the same for all forms.
var base = sync.OnceValue(func() *cel.Env { return must(cel.NewEnv(options()...)) })

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // the options are constants
	}
	return v
}

func options() []cel.EnvOption {
	out := []cel.EnvOption{
		cel.CrossTypeNumericComparisons(true), cel.ParserExpressionSizeLimit(MostLength * 4), cel.ParserRecursionLimit(60),
		ext.Math(), ageFunction, foldedFunction,
	}
	for name, t := range System {
		out = append(out, cel.Variable(name, celTypes[t]))
	}
	return out
}

// NewEnv makes an environment. Faults: a variable with an unknown type or with the name of a system variable.
func NewEnv(vars Vars) (*Env, error) {
	var more []cel.EnvOption
	for name, t := range vars {
		if celTypes[t] == nil {
			return nil, fmt.Errorf("rules: variable %s has unknown type %q", name, t)
		}
		if _, taken := System[name]; taken {
			return nil, fmt.Errorf("rules: variable %s is taken", name)
		}
		more = append(more, cel.Variable(name, celTypes[t]))
	}
	env, err := base().Extend(more...)
	if err != nil {
		return nil, err
	}
	return &Env{env, vars}, nil
}

// Program is a compiled rule. Safe for concurrent use.
type Program struct {
	prg  cel.Program
	uses []string
}

// Compile checks an expression and makes it ready. The error is a *Fault with
// the place in the text and a sentence for whoever wrote it.
func (e *Env) Compile(src string, want Type) (*Program, error) {
	if strings.TrimSpace(src) == "" {
		return nil, &Fault{1, 1, "Điều kiện còn trống"}
	}
	if n := len([]rune(src)); n > MostLength {
		return nil, &Fault{1, 1, fmt.Sprintf("Viết ngắn lại, tối đa %d ký tự (đang có %d)", MostLength, n)}
	}
	ast, issues := e.env.Compile(src)
	if issues.Err() != nil {
		return nil, e.fault(issues)
	}
	out := ast.OutputType()
	if w := celTypes[want]; !out.IsExactType(w) && !(want == Decimal && out.IsExactType(cel.IntType)) {
		return nil, &Fault{1, 1, fmt.Sprintf("Kết quả là %s, ở đây cần %s", typeWords(out), typeWords(w))}
	}
	est, err := e.env.EstimateCost(ast, sizes{})
	if err != nil || est.Max > MostCost {
		return nil, &Fault{1, 1, "Biểu thức quá nặng: bớt lặp lồng nhau hoặc bớt nối chuỗi dài"}
	}
	prg, err := e.env.Program(ast, cel.EvalOptions(cel.OptPartialEval), cel.CostLimit(MostCost))
	if err != nil {
		return nil, &Fault{1, 1, "Không dùng được biểu thức này: " + err.Error()}
	}
	p := &Program{prg: prg}
	seen := map[string]bool{}
	for _, r := range ast.NativeRep().ReferenceMap() {
		_, system := System[r.Name]
		_, own := e.vars[r.Name]
		if r.Name != "" && (system || own) && !seen[r.Name] {
			seen[r.Name] = true
			p.uses = append(p.uses, r.Name)
		}
	}
	return p, nil
}

// Uses are the variables the expression reads.
func (p *Program) Uses() []string { return p.uses }

// Eval gives the value of the expression; known is false when it depends on a
// variable that vars lacks, or when it cannot be worked out (a division by
// zero, a key that a row does not have, a cost beyond the limit).
func (p *Program) Eval(vars map[string]any) (v any, known bool) {
	var missing []*cel.AttributePatternType
	for _, name := range p.uses {
		if _, ok := vars[name]; !ok {
			first, rest, _ := strings.Cut(name, ".")
			pattern := cel.AttributePattern(first)
			if rest != "" {
				pattern = cel.AttributePattern(name)
			}
			missing = append(missing, pattern)
		}
	}
	act, err := cel.PartialVars(vars, missing...)
	if err != nil {
		return nil, false
	}
	out, _, err := p.prg.Eval(act)
	if err != nil || types.IsUnknownOrError(out) {
		return nil, false
	}
	return plain(out), true
}

func plain(v ref.Val) any {
	switch x := v.(type) {
	case types.Bool:
		return bool(x)
	case types.Int:
		return int64(x)
	case types.Double:
		return float64(x)
	case types.String:
		return string(x)
	case types.Timestamp:
		return x.Time
	}
	return v.Value()
}

// sizes tells the cost estimate how long texts and lists can be.
type sizes struct{}

func (sizes) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	most := uint64(mostText)
	if k := n.Type().Kind(); k == types.ListKind || k == types.MapKind {
		most = MostRows
	}
	return &cost.SizeEstimate{Min: 0, Max: most}
}

func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}
