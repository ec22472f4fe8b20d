package cms

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/pkcs7"

	_ "crypto/sha512" // digests that signatures of others use
)

// What a signature can fail on.
var (
	ErrUnreadable  = errors.New("cms: the signature cannot be read")
	ErrContent     = errors.New("cms: the content is not what was signed")
	ErrValue       = errors.New("cms: the signature does not belong to its certificate")
	ErrWeak        = errors.New("cms: signed by means that are no longer safe")
	ErrCertificate = errors.New("cms: the signature names another certificate")
)

// Signature is one that holds: over the content, by the certificate.
type Signature struct {
	Certificate  *x509.Certificate
	Certificates []*x509.Certificate // all that came along
	// Named: a signing-certificate attribute ties it to this very certificate.
	Named bool
	// DatedInside: it has a signing-time attribute, which PAdES forbids.
	DatedInside bool
	// Stamp is its timestamp, nil if it has none that holds; StampFault says why
	// one that is there does not count.
	Stamp      *Stamp
	StampFault error
}

// Check reads a detached signature, as it stands in a PDF (padded with zeros),
// and checks it over the content. Faults: the errors above.
func Check(der, content []byte) (*Signature, error) {
	p, err := parse(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if len(p.Signers) != 1 {
		return nil, fmt.Errorf("%w: %d signers in one", ErrUnreadable, len(p.Signers))
	}
	if len(p.Content) > 0 {
		return nil, fmt.Errorf("%w: it brings content of its own", ErrUnreadable)
	}
	si := p.Signers[0]
	cert, err := pkcs7.GetCertFromCertsByIssuerAndSerial(p.Certificates, si.IssuerAndSerialNumber)
	if err != nil || cert == nil {
		return nil, fmt.Errorf("%w: it comes without its certificate", ErrUnreadable)
	}
	if _, err := strong(si.DigestAlgorithm.Algorithm); err != nil {
		return nil, err
	}
	if k, is := cert.PublicKey.(*rsa.PublicKey); is && k.N.BitLen() < 2048 {
		return nil, fmt.Errorf("%w: an RSA key of %d bits", ErrWeak, k.N.BitLen())
	}
	if err := pkcs7.CheckSignature(cert, si, content); err != nil {
		var digest *pkcs7.MessageDigestMismatchError
		switch {
		case errors.As(err, &digest):
			return nil, fmt.Errorf("%w: %w", ErrContent, err)
		case errors.Is(err, pkcs7.ErrSignatureMismatch) && len(si.AuthenticatedAttributes) == 0:
			return nil, fmt.Errorf("%w: %w", ErrContent, err)
		case errors.Is(err, pkcs7.ErrSignatureMismatch):
			return nil, fmt.Errorf("%w: %w", ErrValue, err)
		}
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	s := &Signature{Certificate: cert, Certificates: p.Certificates}
	for _, a := range si.AuthenticatedAttributes {
		switch {
		case a.Type.Equal(oidSigningTime):
			s.DatedInside = true
		case a.Type.Equal(oidCertificate), a.Type.Equal(oidCertificateV2):
			s.Named = true
		}
	}
	if s.Named && !namesCertificate(si, cert) {
		return nil, ErrCertificate
	}
	for _, a := range si.UnauthenticatedAttributes {
		if !a.Type.Equal(oidTimestamp) {
			continue
		}
		stamp, err := ParseStamp(a.Value.Bytes)
		switch {
		case err != nil:
			s.StampFault = err
		case !stamp.Covers(si.EncryptedDigest):
			s.StampFault = errors.New("cms: the timestamp was made over something else")
		case s.Stamp == nil || stamp.Time.Before(s.Stamp.Time):
			s.Stamp = stamp
		}
	}
	return s, nil
}

// parse cuts the padding off: what counts is as long as it says itself.
func parse(der []byte) (*pkcs7.PKCS7, error) {
	if len(der) > 2 && der[1] != 0x80 {
		var v asn1.RawValue
		if _, err := asn1.Unmarshal(der, &v); err != nil {
			return nil, err
		}
		der = v.FullBytes
	}
	if len(der) > largest || tooDeep(der) {
		return nil, errors.New("cms: larger or deeper than any signature")
	}
	return pkcs7.Parse(der)
}

const (
	largest = 8 << 20 // some carry whole lists of revoked certificates
	deepest = 50
)

// tooDeep looks at the nesting alone. The parser recurses, and a Go stack that
// overflows cannot be recovered from.
func tooDeep(ber []byte) bool {
	var ends []int // of the open ones; -1 is without a stated length
	for p := 0; p+1 < len(ber); {
		for len(ends) > 0 && ends[len(ends)-1] >= 0 && p >= ends[len(ends)-1] {
			ends = ends[:len(ends)-1]
		}
		if ber[p] == 0 && ber[p+1] == 0 { // the end of one without a length, or padding
			if len(ends) > 0 && ends[len(ends)-1] < 0 {
				ends = ends[:len(ends)-1]
			}
			p += 2
			continue
		}
		constructed := ber[p]&0x20 != 0
		if ber[p]&0x1f == 0x1f {
			for p++; p < len(ber) && ber[p]&0x80 != 0; p++ {
			}
		}
		p++
		if p >= len(ber) {
			return false
		}
		n := int(ber[p])
		p++
		switch {
		case n == 0x80:
			n = -1
		case n > 0x80:
			count := n & 0x7f
			if count > 4 || p+count > len(ber) {
				return false // the parser stops here too
			}
			n = 0
			for _, b := range ber[p : p+count] {
				n = n<<8 | int(b)
			}
			p += count
		}
		switch {
		case constructed && n < 0:
			ends = append(ends, -1)
		case constructed:
			ends = append(ends, p+n)
		case n > 0:
			p += n
		}
		if len(ends) > deepest {
			return true
		}
	}
	return false
}

// strong is the digest of that name, if it is one that still counts.
func strong(oid asn1.ObjectIdentifier) (crypto.Hash, error) {
	switch {
	case oid.Equal(oidSHA256):
		return crypto.SHA256, nil
	case oid.Equal(oidSHA384):
		return crypto.SHA384, nil
	case oid.Equal(oidSHA512):
		return crypto.SHA512, nil
	}
	return 0, fmt.Errorf("%w: digest %s", ErrWeak, oid)
}

// namesCertificate says whether the signed attributes name this certificate: a
// signature could otherwise be shown under another one with the same key.
func namesCertificate(si pkcs7.SignerInfo, cert *x509.Certificate) bool {
	for _, a := range si.AuthenticatedAttributes {
		if !a.Type.Equal(oidCertificateV2) && !a.Type.Equal(oidCertificate) {
			continue
		}
		var ess struct {
			Certs []asn1.RawValue
			More  asn1.RawValue `asn1:"optional"`
		}
		if _, err := asn1.Unmarshal(a.Value.Bytes, &ess); err != nil || len(ess.Certs) == 0 {
			return false
		}
		hash, want := crypto.SHA256, []byte(nil)
		if a.Type.Equal(oidCertificate) {
			var id struct {
				Hash []byte
				More asn1.RawValue `asn1:"optional"`
			}
			if _, err := asn1.Unmarshal(ess.Certs[0].FullBytes, &id); err != nil {
				return false
			}
			hash, want = crypto.SHA1, id.Hash
		} else {
			var id struct {
				Algorithm pkix.AlgorithmIdentifier `asn1:"optional"`
				Hash      []byte
				More      asn1.RawValue `asn1:"optional"`
			}
			if _, err := asn1.Unmarshal(ess.Certs[0].FullBytes, &id); err != nil {
				return false
			}
			if want = id.Hash; len(id.Algorithm.Algorithm) > 0 {
				var err error
				if hash, err = strong(id.Algorithm.Algorithm); err != nil {
					return false
				}
			}
		}
		h := hash.New()
		h.Write(cert.Raw)
		return string(h.Sum(nil)) == string(want)
	}
	return false
}

// Fingerprint is the SHA-256 of a certificate.
func Fingerprint(c *x509.Certificate) [32]byte { return sha256.Sum256(c.Raw) }
