package registry

import (
	"context"
	"regexp"
	"slices"
	"strings"
)

// mostMeant is how many communes a person is let choose from.
const mostMeant = 8

var formerly = regexp.MustCompile(`(?i)\s*\(?\bcũ\b\)?`)

// Meant gives the communes that a written address names, of today or before
// July 2025: one when the text leaves no doubt, several when the person has to
// say which (a name that many communes had, a commune that was divided), none
// when it names none. Unlike Search it does not offer what only looks like it,
// unless a name was misspelt and nothing else fits.
func (u *Units) Meant(ctx context.Context, text string) ([]Hit, error) {
	hits, err := u.Search(ctx, formerly.ReplaceAllString(text, ""), 200)
	if err != nil {
		return nil, err
	}
	return meant(hits, text), nil
}

func meant(hits []Hit, text string) []Hit {
	old := formerly.MatchString(text)
	text = formerly.ReplaceAllString(text, "")
	said := " " + strings.Join(queryWords(text), " ") + " "
	says := func(name string) bool {
		w := strings.Join(queryWords(name), " ")
		return w != "" && strings.Contains(said, " "+w+" ")
	}
	// the more of these a hit meets, the likelier it is meant; each narrows only if something is left
	narrow := func(keep func(Hit) bool) {
		if x := slices.DeleteFunc(slices.Clone(hits), func(h Hit) bool { return !keep(h) }); len(x) > 0 {
			hits = x
		}
	}
	named := func(h Hit) bool { return says(h.kindAndName()) }
	if !saysKind(said) { // identity cards leave the kinds out; then the commune's name comes first
		named = func(h Hit) bool {
			return strings.HasPrefix(said, " "+strings.Join(queryWords(h.name()), " ")+" ")
		}
	}
	exact := slices.ContainsFunc(hits, named)
	narrow(named)
	narrow(func(h Hit) bool { return says(h.province()) })
	if old {
		narrow(func(h Hit) bool { return h.Old != nil })
	}
	narrow(func(h Hit) bool { return h.Old != nil && says(district(h.Old.District)) })
	if !old && slices.ContainsFunc(hits, func(h Hit) bool { return h.Old == nil && says(h.province()) }) && !slices.ContainsFunc(hits, func(h Hit) bool { return h.Old != nil && says(district(h.Old.District)) }) {
		narrow(func(h Hit) bool { return h.Old == nil }) // two levels, as addresses are written today
	}
	if !exact { // misspelt: what comes close, for the person to see
		if !saysKind(said) {
			return nil
		}
		for i := range hits {
			hits[i].Ask = true
		}
	}
	narrow(func(h Hit) bool { return h.Old == nil || h.Old.Coverage != "area_only" }) // fields moved, nobody's home
	return hits[:min(len(hits), mostMeant)]
}

// saysKind tells whether a folded text says xã, phường, thị trấn or đặc khu; thị xã is a district of old.
func saysKind(said string) bool {
	for _, k := range []string{" xa ", " phuong ", " thi tran ", " dac khu "} {
		if strings.Contains(strings.ReplaceAll(said, " thi xa ", " "), k) {
			return true
		}
	}
	return false
}

func (h Hit) name() string {
	if h.Old != nil {
		return h.Old.Name
	}
	return h.Unit.Name
}

func (h Hit) kindAndName() string {
	if h.Old != nil {
		return h.Old.Kind + " " + h.Old.Name
	}
	return h.Unit.InText()
}

func (h Hit) province() string {
	p := h.Unit.ProvinceFull
	if h.Old != nil {
		p = h.Old.Province
	}
	for _, kind := range []string{"Tỉnh ", "Thành phố "} {
		p = strings.TrimPrefix(p, kind)
	}
	return p
}

// district is its name without the kind: addresses write huyện, H. or nothing.
func district(d string) string {
	for _, kind := range []string{"Huyện ", "Thị xã ", "Thành phố ", "Quận "} {
		if rest, ok := strings.CutPrefix(d, kind); ok {
			return rest
		}
	}
	return d
}
