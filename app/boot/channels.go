package boot

import (
	"errors"
	"fmt"

	"motcua/app/config"
	"motcua/app/notices"
)

// channels are the partners that deliver messages; zalo is nil where there is none.
type channels struct {
	sms, zalo notices.SMS
	mail      notices.Mail
	secrets   map[string][]byte // of callbacks
}

// channels picks the drivers; the simulated ones say "mô phỏng" and exist in demo mode only.
func (a *App) channels() (channels, error) {
	out := channels{secrets: map[string][]byte{}}
	sms, zalo, mail := notices.NewSMSRelay(a.Now), notices.NewSMSRelay(a.Now), notices.NewMailRelay(a.Now)
	var phones, zalos, mails int
	list := a.Config.Partners
	if a.Config.SMTPURL != "" {
		list = append([]config.Partner{{Name: config.PartnerMail, Channel: notices.ChannelEmail, URL: a.Config.SMTPURL}}, list...)
	}
	if a.Config.SMSURL != "" {
		list = append([]config.Partner{{Name: config.PartnerSMS, Channel: notices.ChannelSMS, URL: a.Config.SMSURL, Token: a.Config.SMSToken}}, list...)
	}
	for _, p := range list {
		if p.CallbackSecret != "" {
			out.secrets[p.Name] = []byte(p.CallbackSecret)
		}
		switch {
		case p.URL == "": // the secret of one that is there already
		case p.Channel == notices.ChannelEmail:
			c, err := smtpConfig(p.URL, a.Config.MailFrom)
			if err != nil {
				return out, fmt.Errorf("partner %s: %w", p.Name, err)
			}
			m, err := notices.NewSMTP(c)
			if err != nil {
				return out, fmt.Errorf("partner %s: %w", p.Name, err)
			}
			mail.Add(p.Name, m)
			mails++
		default:
			g, err := notices.NewGateway(p.URL, p.Token)
			if err != nil {
				return out, fmt.Errorf("partner %s: %w", p.Name, err)
			}
			if p.Channel == notices.ChannelZNS {
				zalo.Add(p.Name, g.ForZNS(p.Template))
				zalos++
				continue
			}
			sms.Add(p.Name, g)
			phones++
		}
	}
	switch {
	case phones > 0:
		out.sms = sms
	case a.Config.Demo:
		out.sms = notices.SimulatedSMS{DB: a.DB}
	default:
		return out, errors.New("no SMS channel configured")
	}
	switch {
	case zalos > 0:
		out.zalo = zalo
	case a.Config.Demo:
		out.zalo = notices.SimulatedZalo{DB: a.DB}
	}
	switch {
	case mails > 0:
		out.mail = mail
	case a.Config.Demo:
		out.mail = notices.SimulatedMail{DB: a.DB}
	default:
		return out, errors.New("no mail channel configured")
	}
	return out, nil
}
