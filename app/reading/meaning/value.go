package meaning

// value is what was read after a label.
type value struct {
	text string
	from []token
	sure float64 // how surely its words were recognised
	most float64 // the most confidence that its sense allows, however clearly it was printed
}

func valueOf(text string, from []token) value { return value{text, from, least(from), 1} }

// atMost bounds the confidence; reading the words again does not lift it further.
func (v value) atMost(c float64) value {
	v.most = min(v.most, c)
	return v
}

// mendedMost is for values in which look-alikes were mended: the pattern agreed,
// but patterns let many numbers through.
const mendedMost = 0.8

func (v value) mended(is bool) value {
	if is {
		v = v.atMost(mendedMost)
	}
	return v
}

// conflict is for values that something else on the paper contradicts.
const conflict = 0.4

// agreed lifts what was written twice in different ways: both would have to be
// misread into the same.
func agreed(c float64) float64 { return 1 - (1-c)*0.15 }

// listed lifts what a register holds: a misread name is rarely another one there.
func listed(c float64) float64 { return 1 - (1-c)*0.35 }

// repeated lifts what stands on the paper twice, or was read twice.
func repeated(c float64) float64 { return 1 - (1-c)*0.25 }
