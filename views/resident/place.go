package resident

import "strings"

func (p Place) title() string {
	if p.Centre != "" {
		return p.Centre
	}
	if p.Province != "" {
		return p.Name + ", " + p.Province
	}
	return p.Name
}

func tel(phone string) string {
	return "tel:" + strings.NewReplacer(" ", "", "\u00a0", "", ".", "").Replace(phone)
}
