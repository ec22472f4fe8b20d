package signing

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net/http"
	"time"

	"motcua/app/signing/cms"
)

// Simulated is a certification authority, a timestamp authority and a provider of
// remote signing for demonstrations and tests. Every certificate it makes says
// "mô phỏng" in its subject, so no signature of its can be taken for a real one.
type Simulated struct {
	Root *x509.Certificate
	key  crypto.Signer
	tsa  Identity
}

const noValue = "Chứng thư mô phỏng, không có giá trị pháp lý"

// simulatedPolicy is a policy identifier nobody owns: the example arc.
var simulatedPolicy = asn1.ObjectIdentifier{2, 999, 1}

// NewSimulated makes a new authority, valid for ten years around now.
func NewSimulated(now time.Time) (*Simulated, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	s := &Simulated{key: key}
	t, err := template(pkix.Name{Country: []string{"VN"}, OrganizationalUnit: []string{noValue}, CommonName: "Chứng thư gốc mô phỏng"}, now)
	if err != nil {
		return nil, err
	}
	t.IsCA, t.BasicConstraintsValid, t.KeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, err
	}
	if s.Root, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	return s, s.openTSA(now)
}

func template(subject pkix.Name, now time.Time) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	return &x509.Certificate{SerialNumber: serial, Subject: subject, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(9, 0, 0)}, err
}

// PEM is the authority as text, key and all, to be kept between starts.
func (s *Simulated) PEM() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(s.key)
	if err != nil {
		return nil, err
	}
	out := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Root.Raw})
	return append(out, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...), nil
}

// ParseSimulated reads what PEM wrote.
func ParseSimulated(text []byte, now time.Time) (*Simulated, error) {
	cert, rest := pem.Decode(text)
	key, _ := pem.Decode(rest)
	if cert == nil || key == nil {
		return nil, errors.New("signing: no simulated authority")
	}
	root, err := x509.ParseCertificate(cert.Bytes)
	if err != nil {
		return nil, err
	}
	k, err := x509.ParsePKCS8PrivateKey(key.Bytes)
	if err != nil {
		return nil, err
	}
	signer, is := k.(crypto.Signer)
	if !is {
		return nil, errors.New("signing: no simulated authority")
	}
	s := &Simulated{Root: root, key: signer}
	return s, s.openTSA(now)
}

// Issue makes a certificate with a new key for a person, or, without a person,
// for an office.
func (s *Simulated) Issue(person, office string, now time.Time) (Identity, error) {
	name := pkix.Name{Country: []string{"VN"}, OrganizationalUnit: []string{noValue}, CommonName: person + " (mô phỏng)"}
	if person == "" {
		name.CommonName = office + " (mô phỏng)"
	}
	if office != "" {
		name.Organization = []string{office}
	}
	t, err := template(name, now)
	if err != nil {
		return Identity{}, err
	}
	t.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	return s.issue(t)
}

// Credential is the key that a provider keeps under a name: the same key for the
// same name whenever it is asked for, so the provider need keep none.
func (s *Simulated) Credential(name string, now time.Time) (Identity, error) {
	root, err := x509.MarshalPKCS8PrivateKey(s.key)
	if err != nil {
		return Identity{}, err
	}
	var key *ecdsa.PrivateKey
	for try := byte(0); key == nil; try++ { // one value in 2³² is no key of the curve
		scalar, err := hkdf.Key(sha256.New, root, []byte{try}, "mo-phong:"+name, 32)
		if err != nil {
			return Identity{}, err
		}
		if key, err = ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar); err != nil && try > 8 {
			return Identity{}, err
		}
	}
	t, err := template(pkix.Name{Country: []string{"VN"}, OrganizationalUnit: []string{noValue}, CommonName: name + " (mô phỏng)"}, now)
	if err != nil {
		return Identity{}, err
	}
	t.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	return s.certify(t, key)
}

func (s *Simulated) issue(t *x509.Certificate) (Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Identity{}, err
	}
	return s.certify(t, key)
}

func (s *Simulated) certify(t *x509.Certificate, key *ecdsa.PrivateKey) (Identity, error) {
	der, err := x509.CreateCertificate(rand.Reader, t, s.Root, key.Public(), s.key)
	if err != nil {
		return Identity{}, err
	}
	cert, err := x509.ParseCertificate(der)
	return Identity{Key: key, Certificate: cert, Chain: []*x509.Certificate{s.Root}}, err
}

func (s *Simulated) openTSA(now time.Time) error {
	t, err := template(pkix.Name{Country: []string{"VN"}, OrganizationalUnit: []string{noValue}, CommonName: "Tổ chức cấp dấu thời gian mô phỏng"}, now)
	if err != nil {
		return err
	}
	t.KeyUsage = x509.KeyUsageDigitalSignature
	// RFC 3161: for nothing else, and critical, which crypto/x509 would not mark
	eku, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	if err != nil {
		return err
	}
	t.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: eku}}
	s.tsa, err = s.issue(t)
	return err
}

// Stamps is the simulated timestamp authority, without a network.
func (s *Simulated) Stamps(now func() time.Time) Timestamper { return simulatedStamps{s, now} }

type simulatedStamps struct {
	*Simulated
	now func() time.Time
}

// Stamp implements Timestamper: the question and the answer of the protocol,
// only without the wire.
func (s simulatedStamps) Stamp(_ context.Context, data []byte) ([]byte, error) {
	q, err := cms.NewRequest(data)
	if err != nil {
		return nil, err
	}
	answer, err := s.answer(q.DER)
	if err != nil {
		return nil, err
	}
	return q.Token(answer)
}

func (s simulatedStamps) answer(question []byte) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	return cms.Answer(s.tsa, simulatedPolicy, question, serial, s.now())
}

// ServeStamps is the simulated timestamp authority over HTTP.
func (s *Simulated) ServeStamps(now func() time.Time) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		question, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
		if err == nil {
			question, err = simulatedStamps{s, now}.answer(question)
		}
		if err != nil {
			http.Error(w, "dấu thời gian mô phỏng: câu hỏi không đọc được", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = w.Write(question) // whoever hangs up asks again
	})
}

// ServeRemote is the simulated provider of remote signing; Remote describes the
// protocol. It signs whatever a caller with the token asks for, without asking
// anybody's telephone; credentials finds a key by its name.
func ServeRemote(token string, credentials func(string) (Identity, bool)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q remoteQuestion
		if token == "" || r.Header.Get("Authorization") != "Bearer "+token {
			http.Error(w, "ký số từ xa mô phỏng: sai mã truy cập", http.StatusUnauthorized)
			return
		}
		err := json.NewDecoder(io.LimitReader(r.Body, 64<<10)).Decode(&q)
		id, there := credentials(q.Credential)
		if err != nil || !there {
			http.Error(w, "ký số từ xa mô phỏng: không có khóa này", http.StatusNotFound)
			return
		}
		var answer any
		switch r.URL.Path {
		case "/credentials/info":
			var info remoteInfo
			for _, c := range append([]*x509.Certificate{id.Certificate}, id.Chain...) {
				info.Cert.Certificates = append(info.Cert.Certificates, c.Raw)
			}
			answer = info
		case "/signatures/signHash":
			var a remoteAnswer
			for h, oid := range hashOIDs {
				if oid == q.HashOID && len(q.Hashes) == 1 && len(q.Hashes[0]) == h.Size() {
					if s, err := id.Key.Sign(rand.Reader, q.Hashes[0], h); err == nil {
						a.Signatures = [][]byte{s}
					}
				}
			}
			answer = a
		default:
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer) // whoever hangs up asks again
	})
}
