package console

import (
	"net/http"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// LaneReceive receives and submits for signature; every button but F9 only
// looks things up.
func (p *Pages) LaneReceive(c *web.Ctx) error {
	f := readLane(c)
	if c.Form("trinh_ky") == "" {
		return p.lanePage(c, http.StatusOK, &f)
	}
	r, err := p.lookLane(c, &f)
	if err != nil {
		return err
	}
	if r.procedure == nil {
		return p.lanePage(c, http.StatusUnprocessableEntity, &f)
	}
	seen := f.seen(p.Now())
	signer := f.chosenSigner(r)
	if len(f.checked.Lines) == 0 {
		f.errs["lines"] = "Ghi ít nhất một giấy tờ"
	}
	if len(f.errs) > 0 || !f.checked.OK() {
		return p.lanePage(c, http.StatusUnprocessableEntity, &f)
	}
	who, err := p.People.CounterPerson(c.Context(), seen)
	if err == nil {
		n := dossiers.ImmediateIntake{
			ID: f.ID, Procedure: r.procedure.ID, Revision: r.revision.ID, Case: r.revision.CaseOf(f.checked.Answers), Resident: who,
			Answers: f.checked.Answers, Lines: f.checked.Lines, Signer: signer,
		}
		n.Applicants, n.Submitter = f.parties(who, seen)
		_, err = p.Dossiers.ReceiveImmediate(c.Context(), n)
	}
	switch {
	case fault.Is(err, fault.Invalid) && f.add(err):
		return p.lanePage(c, http.StatusUnprocessableEntity, &f)
	case err != nil:
		return err
	case f.Slip:
		return c.Go(path(f.ID.String(), "giay-hen?moi=ngay"))
	}
	return c.Go("/cb/lam-ngay?trinh=" + f.ID.String())
}

// chosenSigner is whose signature is asked for; Nil for whoever may sign.
func (f *laneForm) chosenSigner(r laneRequest) uuid.UUID {
	if len(r.signers) == 0 {
		f.errs["nguoi_ky"] = "Đơn vị chưa có ai khác được ký. Người lập hồ sơ không được ký."
	}
	if f.Signer == "" {
		return uuid.Nil
	}
	for _, m := range r.signers {
		if m.ID.String() == f.Signer {
			return m.ID
		}
	}
	f.errs["nguoi_ky"] = "Chọn người ký trong danh sách"
	return uuid.Nil
}

// laneDone says what the last press of a button did.
func (p *Pages) laneDone(c *web.Ctx) []ui.NoticeProps {
	for _, x := range []struct{ param, say string }{{"trinh", "Đã trình ký "}, {"tra", "Đã trả "}} {
		id, err := uuid.Parse(c.Query(x.param))
		if err != nil {
			continue
		}
		lines, err := p.Dossiers.ImmediateOne(c.Context(), id)
		if err != nil {
			continue
		}
		d := lines[0]
		text := x.say + d.Code + ", " + d.ApplicantName
		switch {
		case d.ReturnedAt != nil:
			text += ": " + paid(lines)
		case d.DueAt != nil:
			text += ". Hẹn trả " + i18n.Promise(*d.DueAt)
		}
		return []ui.NoticeProps{{Kind: "ok", Text: strings.TrimSuffix(text, ".") + "."}}
	}
	return nil
}

// paid says what was collected for a dossier.
func paid(lines []dossiers.RegisterLine) string {
	sum := int64(0)
	for _, x := range lines {
		if x.Collected != nil {
			sum += *x.Collected
		}
	}
	return lowerFirst(paidText(lines[0].How, sum))
}

// paidText is a noted payment in words.
func paidText(how string, sum int64) string {
	switch how {
	case dossiers.PaidCash:
		return "Đã thu " + i18n.Money(sum) + " tiền mặt"
	case dossiers.PaidTransfer:
		return "Đã thu " + i18n.Money(sum) + " chuyển khoản"
	}
	return "Không thu phí"
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	r[0] = unicode.ToLower(r[0])
	return string(r)
}
