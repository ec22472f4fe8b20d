package walk

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Fill answers every question of a form that has no answer yet, as p would:
// by name from given, by what is asked of a person, else with the first choice.
// What is not required stays empty.
func Fill(form *goquery.Selection, p Person, given map[string]string) url.Values {
	v := url.Values{}
	have := FormValues(form)
	asked := map[string]bool{}
	for _, s := range form.Find("input[name], select[name], textarea[name]").EachIter() {
		name := s.AttrOr("name", "")
		switch s.AttrOr("type", "") {
		case "hidden", "file", "submit", "button", "checkbox":
			if _, ok := given[name]; !ok {
				continue
			}
		}
		if asked[name] {
			continue
		}
		asked[name] = true
		if x, ok := given[name]; ok {
			v.Set(name, x)
			continue
		}
		if have.Get(name) != "" {
			continue
		}
		if x := ofPerson(name, p); x != "" {
			v.Set(name, x)
		} else if x := choice(form, s, name); x != "" {
			v.Set(name, x)
		} else if !optional(form, s) {
			v.Set(name, freely(s))
		}
	}
	return v
}

// ofPerson answers what is asked of a person, whatever stands before it in the name.
func ofPerson(name string, p Person) string {
	for end, x := range map[string]string{
		"full_name": p.Name, "birth_date_day": fmt.Sprint(p.Day), "birth_date_month": fmt.Sprint(p.Month), "birth_date_year": fmt.Sprint(p.Year),
		"gender": p.Gender, "id_number": p.Number, "phone": p.Phone, "address": p.Address, "ethnicity": "Mường", "nationality": "Việt Nam",
	} {
		if name == end || strings.HasSuffix(name, "_"+end) {
			return x
		}
	}
	return ""
}

// choice is the first option of radios or a list.
func choice(form, s *goquery.Selection, name string) string {
	switch {
	case s.AttrOr("type", "") == "radio":
		return form.Find(`input[type=radio][name="`+name+`"]:not([disabled])`).First().AttrOr("value", "")
	case goquery.NodeName(s) == "select":
		for _, o := range s.Find("option:not([disabled])").EachIter() {
			if x := o.AttrOr("value", ""); x != "" {
				return x
			}
		}
	}
	return ""
}

func optional(form, s *goquery.Selection) bool {
	if group := s.Closest("fieldset"); group.Length() > 0 {
		return group.Find("legend .opt").Length() > 0
	}
	return form.Find(`label[for="`+s.AttrOr("id", "")+`"] .opt`).Length() > 0
}

// freely writes something into a box.
func freely(s *goquery.Selection) string {
	name := s.AttrOr("name", "")
	switch {
	case strings.HasSuffix(name, "_day"):
		return "2"
	case strings.HasSuffix(name, "_month"):
		return "3"
	case strings.HasSuffix(name, "_year"):
		return "2020"
	case s.AttrOr("type", "") == "email":
		return "nguoi.dan@vidu.vn"
	case s.AttrOr("inputmode", "") == "numeric":
		if _, money := s.Attr("data-money"); money {
			return "50000000"
		}
		return "1"
	}
	return "Theo giấy tờ kèm theo"
}
