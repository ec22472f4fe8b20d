package meaning

import (
	"strings"

	"motcua/app/fold"
)

// plainText reads free text of a value: its line, and further lines where it
// clearly goes on.
func plainText(ts []token) value {
	var from []token
	for n, t := range ts {
		if n > 0 && t.wide && !t.first {
			break
		}
		if n > 0 && t.first && !flowsOn(ts[n-1], t) {
			break
		}
		from = append(from, t)
	}
	if len(from) == 0 {
		return value{}
	}
	return valueOf(tidy(said(from)), from)
}

// flowsOn tells that a text breaks at the end of its line and goes on in the next.
func flowsOn(last, next token) bool {
	if next.line != last.line+1 || numbering(next) {
		return false
	}
	switch {
	case strings.HasSuffix(last.text, ","), strings.HasSuffix(last.text, "-"):
		return true
	case strings.HasSuffix(last.text, "."), strings.HasSuffix(last.text, ";"):
		return false
	case !capital(next.text) && !strings.HasPrefix(next.text, "("):
		return true
	}
	return false
}

func tidy(s string) string {
	s = strings.Trim(s, " ,;:_|*~`\"“”")
	if !strings.HasSuffix(s, "..") && strings.Count(s, ".") == 1 {
		s = strings.TrimSuffix(s, ".")
	}
	return strings.TrimSpace(strings.NewReplacer(" ,", ",", " .", ".", "( ", "(", " )", ")").Replace(s))
}

// communeKinds are what may stand before a commune's name, folded.
var communeKinds = map[string]string{"xa": "xã", "phuong": "phường", "dac khu": "đặc khu", "thi tran": "thị trấn"}

// commune finds the commune that a text names: the words after xã, phường, đặc
// khu or thị trấn up to a comma. The register decides where the name ends and how
// it is spelt, when there is one.
func commune(ts []token, know Knowledge) value {
	for n := range ts {
		w := fold.Key(strings.Trim(ts[n].text, ".,"))
		start := n + 1
		if n+1 < len(ts) && communeKinds[w+" "+fold.Key(ts[n+1].text)] != "" {
			start = n + 2
		} else if communeKinds[w] == "" || n > 0 && fold.Key(ts[n-1].text) == "thi" && w == "xa" {
			continue
		}
		var words []string
		end := start
		for end < len(ts) && len(words) < 5 {
			t := ts[end]
			if end > start && (t.first && !flowsOn(ts[end-1], t) && !ts[end-1].right || t.wide && !t.first) {
				break
			}
			s := strings.Trim(t.text, ".,;:()")
			if s == "" || !capital(s) && !hasDigit(s) {
				break
			}
			if k := fold.Key(s); len(words) > 0 && (k == "tinh" || k == "huyen" || k == "tp" || k == "quan") {
				break
			}
			words = append(words, s)
			end++
			if strings.ContainsAny(t.text, ",;.") || t.colon {
				break
			}
		}
		if len(words) == 0 {
			continue
		}
		name := strings.Join(words, " ")
		if isUpper(name) {
			for k := range words {
				words[k] = proper(words[k])
			}
			name = strings.Join(words, " ")
		}
		if know.Communes == nil {
			return valueOf(name, ts[start:end]).atMost(0.88)
		}
		for k := len(words); k > 0; k-- {
			part := strings.Join(words[:k], " ")
			same := know.Communes(part)
			for _, s := range same {
				if s == part {
					v := valueOf(part, ts[start:start+k])
					v.sure = listed(v.sure)
					return v
				}
			}
			if len(same) == 1 { // only its marks were lost
				return valueOf(same[0], ts[start:start+k]).mended(true)
			}
		}
		return valueOf(name, ts[start:end]).atMost(0.5)
	}
	return value{}
}
