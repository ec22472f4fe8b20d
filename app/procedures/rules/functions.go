package rules

import (
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"motcua/app/fold"
)

// ageFunction: today is the caller's variable, never the machine's clock.
var ageFunction = cel.Function("age", cel.Overload("age_date_date", []*cel.Type{cel.TimestampType, cel.TimestampType}, cel.IntType,
	cel.BinaryBinding(func(born, on ref.Val) ref.Val {
		b, ok1 := born.(types.Timestamp)
		o, ok2 := on.(types.Timestamp)
		if !ok1 || !ok2 {
			return types.NewErr("age of what is no date")
		}
		return types.Int(Age(b.Time, o.Time))
	})))

var foldedFunction = cel.Function("folded", cel.Overload("folded_string", []*cel.Type{cel.StringType}, cel.StringType,
	cel.UnaryBinding(func(v ref.Val) ref.Val {
		s, ok := v.(types.String)
		if !ok {
			return types.NewErr("folded of what is no text")
		}
		return types.String(fold.Key(string(s)))
	})))

// Age is the number of completed years from born to on.
func Age(born, on time.Time) int {
	n := on.Year() - born.Year()
	if on.Month() < born.Month() || on.Month() == born.Month() && on.Day() < born.Day() {
		n--
	}
	return n
}
