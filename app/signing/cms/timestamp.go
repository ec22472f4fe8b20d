package cms

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/pkcs7"
)

type imprint struct {
	Algorithm pkix.AlgorithmIdentifier
	Hash      []byte
}

type stampRequest struct {
	Version int
	Imprint imprint
	Policy  asn1.ObjectIdentifier `asn1:"optional"`
	Nonce   *big.Int              `asn1:"optional"`
	Certs   bool                  `asn1:"optional"`
}

type stampResponse struct {
	Status struct {
		Status int
		Text   asn1.RawValue  `asn1:"optional"`
		Fail   asn1.BitString `asn1:"optional"`
	}
	Token asn1.RawValue `asn1:"optional"`
}

type tstInfo struct {
	Version  int
	Policy   asn1.ObjectIdentifier
	Imprint  imprint
	Serial   *big.Int
	Time     asn1.RawValue // Go reads no fractions of a second in it
	Accuracy accuracy      `asn1:"optional"`
	Ordering bool          `asn1:"optional"`
	Nonce    *big.Int      `asn1:"optional"`
	TSA      asn1.RawValue `asn1:"optional,tag:0"`
	More     asn1.RawValue `asn1:"optional,tag:1"`
}

type accuracy struct {
	Seconds int `asn1:"optional"`
	Millis  int `asn1:"optional,tag:0"`
	Micros  int `asn1:"optional,tag:1"`
}

// Request is a question to a timestamp authority.
type Request struct {
	DER   []byte
	hash  []byte
	nonce *big.Int
}

// NewRequest asks for a timestamp over data, by SHA-256 and with a nonce.
func NewRequest(data []byte) (Request, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 63))
	if err != nil {
		return Request{}, err
	}
	sum := sha256.Sum256(data)
	r := Request{hash: sum[:], nonce: nonce}
	r.DER, err = asn1.Marshal(stampRequest{Version: 1, Imprint: imprint{pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}, sum[:]}, Nonce: nonce, Certs: true})
	return r, err
}

// Token takes the token out of an authority's answer, if it answers the question
// and its own signature holds.
func (r Request) Token(answer []byte) ([]byte, error) {
	var a stampResponse
	if _, err := asn1.Unmarshal(answer, &a); err != nil {
		return nil, fmt.Errorf("cms: no timestamp answer: %w", err)
	}
	if a.Status.Status > 1 || len(a.Token.FullBytes) == 0 {
		return nil, fmt.Errorf("cms: the timestamp authority refused with status %d", a.Status.Status)
	}
	s, err := ParseStamp(a.Token.FullBytes)
	if err != nil {
		return nil, err
	}
	if s.hash != crypto.SHA256 || !bytes.Equal(s.imprint, r.hash) || s.nonce == nil || s.nonce.Cmp(r.nonce) != 0 {
		return nil, errors.New("cms: the timestamp answers another question")
	}
	return a.Token.FullBytes, nil
}

// Stamp is a timestamp whose own signature holds; whether its authority is to be
// believed is another question.
type Stamp struct {
	Time         time.Time
	Authority    *x509.Certificate
	Certificates []*x509.Certificate
	hash         crypto.Hash
	imprint      []byte
	nonce        *big.Int
}

// Covers says whether the timestamp was made over data.
func (s *Stamp) Covers(data []byte) bool {
	h := s.hash.New()
	h.Write(data)
	return bytes.Equal(h.Sum(nil), s.imprint)
}

// ParseStamp reads a token and checks its signature and the purpose of the
// authority's certificate.
func ParseStamp(token []byte) (*Stamp, error) {
	p, err := parse(token)
	if err != nil {
		return nil, fmt.Errorf("cms: %w", err)
	}
	if !p.ContentType.Equal(oidTSTInfo) || len(p.Signers) != 1 {
		return nil, errors.New("cms: no timestamp")
	}
	cert, err := pkcs7.GetCertFromCertsByIssuerAndSerial(p.Certificates, p.Signers[0].IssuerAndSerialNumber)
	if err != nil || cert == nil {
		return nil, errors.New("cms: the timestamp comes without its authority's certificate")
	}
	if err := pkcs7.CheckSignatureWithContentType(cert, p.Signers[0], p.Content, oidTSTInfo); err != nil {
		return nil, fmt.Errorf("cms: %w", err)
	}
	if !namesCertificate(p.Signers[0], cert) {
		return nil, errors.New("cms: the timestamp names another certificate")
	}
	if !slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageTimeStamping) {
		return nil, errors.New("cms: this certificate is not for timestamps")
	}
	var info tstInfo
	if rest, err := asn1.Unmarshal(p.Content, &info); err != nil || len(rest) > 0 {
		return nil, errors.New("cms: a timestamp that cannot be read")
	}
	s := &Stamp{Authority: cert, Certificates: p.Certificates, imprint: info.Imprint.Hash, nonce: info.Nonce}
	if s.hash, err = strong(info.Imprint.Algorithm.Algorithm); err != nil {
		return nil, err
	}
	if s.Time, err = time.Parse("20060102150405Z", string(info.Time.Bytes)); err != nil || info.Time.Tag != asn1.TagGeneralizedTime {
		return nil, errors.New("cms: a timestamp without a time")
	}
	return s, nil
}

// Answer is what an authority does with a question; ours is only ever the
// simulated one. serial must not come twice.
func Answer(id Identity, policy asn1.ObjectIdentifier, question []byte, serial *big.Int, at time.Time) ([]byte, error) {
	var q stampRequest
	if rest, err := asn1.Unmarshal(question, &q); err != nil || len(rest) > 0 || q.Version != 1 {
		return nil, errors.New("cms: no timestamp question")
	}
	hash, err := strong(q.Imprint.Algorithm.Algorithm)
	if err != nil {
		return nil, err
	}
	if len(q.Imprint.Hash) != hash.Size() {
		return nil, errors.New("cms: a digest of the wrong length")
	}
	when, err := asn1.MarshalWithParams(at.UTC().Truncate(time.Second), "generalized")
	if err != nil {
		return nil, err
	}
	info, err := asn1.Marshal(tstInfo{Version: 1, Policy: policy, Imprint: q.Imprint, Serial: serial, Time: asn1.RawValue{FullBytes: when}, Nonce: q.Nonce})
	if err != nil {
		return nil, err
	}
	own, err := HashFor(id.Certificate.PublicKey)
	if err != nil {
		return nil, err
	}
	h := own.New()
	h.Write(info)
	token, err := sign(id, oidTSTInfo, info, h.Sum(nil), nil)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Status struct{ Status int }
		Token  asn1.RawValue
	}{Token: asn1.RawValue{FullBytes: token}})
}
