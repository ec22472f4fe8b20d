package signing

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"time"

	"motcua/app/fault"
	"motcua/app/signing/cms"
)

// Identity is who signs: a certificate, the chain above it, and a key that may
// lie anywhere. Its key is used from several goroutines at once.
type Identity = cms.Identity

// zone is Vietnam's; it has kept +07:00 since 1975.
var zone = time.FixedZone("+07:00", 7*3600)

// usable refuses a certificate that could sign nothing worth having.
// Faults: Invalid.
func usable(id Identity, now time.Time) error {
	c := id.Certificate
	if c == nil || id.Key == nil {
		return fault.New(fault.Invalid, "signing.no_key", "Không có khóa ký. Kiểm tra lại tệp khóa hoặc thiết bị ký số.")
	}
	own, is := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	switch {
	case !is || !own.Equal(id.Key.Public()):
		return fault.New(fault.Invalid, "signing.key_mismatch", "Khóa ký không đi cùng chứng thư số này.")
	case now.Before(c.NotBefore):
		return fault.New(fault.Invalid, "signing.not_yet_valid", "Chứng thư số chưa có hiệu lực (từ "+day(c.NotBefore)+").")
	case now.After(c.NotAfter):
		return fault.New(fault.Invalid, "signing.expired", "Chứng thư số đã hết hạn ngày "+day(c.NotAfter)+". Gia hạn chứng thư rồi ký lại.")
	case c.KeyUsage != 0 && c.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0:
		return fault.New(fault.Invalid, "signing.wrong_usage", "Chứng thư số này không dùng để ký văn bản.")
	}
	if _, err := cms.HashFor(c.PublicKey); err != nil {
		return fault.New(fault.Invalid, "signing.weak_key", "Khóa của chứng thư số này quá ngắn hoặc thuộc loại không được hỗ trợ (cần RSA từ 2048 bit hoặc ECDSA từ 256 bit).").Wrap(err)
	}
	return nil
}

func day(t time.Time) string { return t.In(zone).Format("02/01/2006") }

func moment(t time.Time) string { return t.In(zone).Format("15:04:05 ngày 02/01/2006") }

// called is how a certificate's subject is called: its common name.
func called(c *x509.Certificate) string {
	if n := strings.TrimSpace(c.Subject.CommonName); n != "" {
		return n
	}
	return c.Subject.String()
}

// ParseRoots reads certificates from PEM text.
func ParseRoots(text []byte) (out []*x509.Certificate, err error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		out = append(out, cert)
	}
	if len(out) == 0 {
		return nil, errors.New("no certificate in it")
	}
	return out, nil
}
