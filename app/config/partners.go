package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
)

// Partner is one line of NOTICE_PARTNERS_FILE: who delivers messages, in order
// of choice for each channel, behind SMS_URL and SMTP_URL.
//
//	[{"name": "sms2", "channel": "sms", "url": "https://…", "token": "…", "callback_secret": "…"},
//	 {"name": "zalo", "channel": "zns", "url": "https://…", "token": "…", "template": "12345", "callback_secret": "…"},
//	 {"name": "mail2", "channel": "email", "url": "smtp://user:pass@host:587"}]
//
// The names sms and mail are those of SMS_URL and SMTP_URL; a line with such a
// name and no url gives that partner the secret of its callbacks.
type Partner struct {
	Name           string `json:"name"`
	Channel        string `json:"channel"` // sms, zns, email
	URL            string `json:"url"`
	Token          string `json:"token"`
	Template       string `json:"template"` // zns: the approved template
	CallbackSecret string `json:"callback_secret"`
}

// The names of the partners that have settings of their own.
const (
	PartnerSMS  = "sms"
	PartnerMail = "mail"
)

var partnerName = regexp.MustCompile(`^[a-z0-9-]{1,20}$`)

// readPartners reads the file and lists every mistake in it, without its secrets.
func readPartners(file string) ([]Partner, error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("NOTICE_PARTNERS_FILE: %w", err)
	}
	var list []Partner
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, errors.New("NOTICE_PARTNERS_FILE is not a JSON list of partners") // the cause may quote a secret
	}
	var bad []error
	seen := map[string]bool{}
	for i, p := range list {
		at := fmt.Sprintf("NOTICE_PARTNERS_FILE, partner %d", i+1)
		if !partnerName.MatchString(p.Name) || seen[p.Name] {
			bad = append(bad, fmt.Errorf("%s: the name must be small letters and digits, and there once", at))
		}
		seen[p.Name] = true
		own := p.Name == PartnerSMS || p.Name == PartnerMail
		switch {
		case own && (p.URL != "" || p.CallbackSecret == ""):
			bad = append(bad, fmt.Errorf("%s: %s has its address in the environment; here it has a callback_secret only", at, p.Name))
		case own:
		case p.URL == "":
			bad = append(bad, fmt.Errorf("%s: no url", at))
		case p.Channel != "sms" && p.Channel != "zns" && p.Channel != "email":
			bad = append(bad, fmt.Errorf("%s: the channel is sms, zns or email", at))
		case p.Channel == "zns" && p.Template == "":
			bad = append(bad, fmt.Errorf("%s: zns needs the approved template", at))
		}
		if p.CallbackSecret != "" && len(p.CallbackSecret) < 32 {
			bad = append(bad, fmt.Errorf("%s: callback_secret must have at least 32 characters", at))
		}
	}
	return list, errors.Join(bad...)
}
