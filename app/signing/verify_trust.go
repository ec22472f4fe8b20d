package signing

import (
	"crypto/x509"
	"errors"
	"strings"
	"time"
)

// signer is the certificate that signed, and what came with it.
func (h *held) signer() (*x509.Certificate, []*x509.Certificate) {
	if h.sig == nil {
		return h.stamp.Authority, h.stamp.Certificates
	}
	return h.sig.Certificate, h.sig.Certificates
}

// describe says who and when, as far as the signature itself tells.
func (h *held) describe(out *Found) {
	c, _ := h.signer()
	out.Certificate, out.Level, out.Signer = c, h.level, called(c)
	out.Organization = strings.Join(c.Subject.Organization, ", ")
	out.Issuer = called(&x509.Certificate{Subject: c.Issuer})
	out.Serial = c.SerialNumber.Text(16)
	out.Simulated = simulated(c)
	if h.stamp != nil {
		t := h.stamp.Time.In(zone)
		out.Time, out.TimeSource, out.Authority = &t, TimeStamped, called(h.stamp.Authority)
		out.Simulated = out.Simulated || simulated(h.stamp.Authority)
	}
}

func simulated(c *x509.Certificate) bool {
	return strings.Contains(strings.ToLower(c.Subject.String()), "mô phỏng")
}

// chain builds the way from a certificate to a root at a moment.
func (c *checking) chain(cert *x509.Certificate, along []*x509.Certificate, use x509.ExtKeyUsage, at time.Time) ([]*x509.Certificate, error) {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	for _, r := range c.Roots {
		roots.AddCert(r)
	}
	for i, a := range along {
		if i < 50 {
			between.AddCert(a)
		}
	}
	chains, err := cert.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{use}})
	if err != nil {
		return nil, err
	}
	return chains[0], nil
}

// believe decides whether the one who signed is to be believed: time, chain,
// validity and revocation, each said in a sentence of its own.
func (c *checking) believe(h *held, out *Found) (Verdict, string) {
	cert, along := h.signer()
	var said []string
	say := func(s string) { said = append(said, s) }
	end := func(v Verdict) (Verdict, string) {
		switch {
		case simulated(cert):
			say("Đây là chữ ký mô phỏng, không có giá trị pháp lý.")
		case out.Simulated:
			say("Dấu thời gian là mô phỏng, không có giá trị pháp lý.")
		}
		return v, strings.Join(said, " ")
	}
	say("Nội dung còn nguyên vẹn từ khi ký.")
	if out.Later == LaterSignatures {
		say("Sau đó tệp chỉ có thêm chữ ký khác hoặc dữ liệu chứng minh cho chữ ký.")
	}
	now := c.Now()
	proven, trusted := now, false
	switch {
	case h.stamp != nil:
		if _, err := c.chain(h.stamp.Authority, h.stamp.Certificates, x509.ExtKeyUsageTimeStamping, h.stamp.Time); err == nil {
			proven, trusted = h.stamp.Time, true
			say("Thời điểm ký do " + out.Authority + " chứng nhận.")
		} else {
			say("Có dấu thời gian của " + out.Authority + ", nhưng tổ chức này không dẫn tới chứng thư gốc nào được cấu hình.")
		}
	case h.sig != nil && h.sig.StampFault != nil:
		say("Dấu thời gian kèm theo không dùng được nên bị bỏ qua; thời điểm ký là do máy người ký khai.")
	case out.Time != nil:
		say("Thời điểm ký do máy người ký khai, không có dấu thời gian.")
	default:
		say("Không rõ thời điểm ký.")
	}
	if out.Level == LevelLower {
		say("Chữ ký chưa đạt mức PAdES B-B.")
	}
	if v, reason := lifetime(cert, proven, trusted, out.Time); v != Valid {
		say(reason)
		return end(v)
	}
	if cert.KeyUsage != 0 && cert.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		say("Chứng thư này không được cấp để ký.")
		return end(Invalid)
	}
	if len(c.Roots) == 0 {
		say("Chưa cấu hình chứng thư gốc nào, nên chưa biết người ký có đúng là người ghi trong chứng thư hay không.")
		return end(Unknown)
	}
	use := x509.ExtKeyUsageAny
	if h.sig == nil {
		use = x509.ExtKeyUsageTimeStamping
	}
	chain, err := c.chain(cert, along, use, proven)
	if err != nil {
		v, reason := distrust(err)
		say(reason)
		return end(v)
	}
	out.Trusted = true
	if len(chain) > 1 {
		say("Chứng thư do " + out.Issuer + " cấp, dẫn tới chứng thư gốc được cấu hình.")
	} else {
		say("Chính chứng thư này được cấu hình là tin cậy.")
	}
	rev := c.revoked(chain)
	out.Revocation = rev.status
	say(rev.words)
	if rev.status == revocationRevoked {
		if trusted && h.stamp.Time.Before(rev.since) {
			say("Chữ ký được đóng dấu thời gian trước lúc thu hồi nên vẫn có giá trị.")
			return end(Valid)
		}
		return end(Invalid)
	}
	return end(Valid)
}

// lifetime says whether the certificate was valid when it signed. Only a
// timestamp that is believed proves a moment in the past.
func lifetime(cert *x509.Certificate, proven time.Time, trusted bool, claimed *time.Time) (Verdict, string) {
	in := func(t time.Time) bool { return !t.Before(cert.NotBefore) && !t.After(cert.NotAfter) }
	term := " (hiệu lực từ " + day(cert.NotBefore) + " đến " + day(cert.NotAfter) + ")."
	switch {
	case trusted && !in(proven):
		return Invalid, "Lúc ký, chứng thư không có hiệu lực" + term
	case trusted:
		return Valid, ""
	case claimed != nil && !in(*claimed):
		return Invalid, "Vào thời điểm ký ghi trong tệp, chứng thư không có hiệu lực" + term
	case !in(proven):
		return Unknown, "Chứng thư nay không còn hiệu lực" + term + " Không có dấu thời gian tin cậy chứng minh văn bản được ký lúc còn hiệu lực."
	}
	return Valid, ""
}

// distrust says why a chain does not lead to a root.
func distrust(err error) (Verdict, string) {
	var unknown x509.UnknownAuthorityError
	var bad x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return Unknown, "Chứng thư không dẫn tới chứng thư gốc nào được cấu hình, nên chưa biết người ký có đúng là người ghi trong chứng thư hay không."
	case errors.As(err, &bad) && bad.Reason == x509.Expired:
		return Unknown, "Một chứng thư trong chuỗi cấp phát nay không còn hiệu lực."
	case errors.As(err, &bad) && bad.Reason == x509.IncompatibleUsage:
		return Invalid, "Chứng thư này không được cấp cho việc đã dùng."
	case errors.As(err, &bad) && bad.Reason == x509.NotAuthorizedToSign:
		return Invalid, "Chứng thư do một chứng thư không có quyền cấp phát cấp ra."
	}
	return Unknown, "Chuỗi chứng thư không kiểm tra được."
}
