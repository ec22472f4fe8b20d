package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"motcua/app/fault"
)

// Remote names a key that a provider keeps (chữ ký số từ xa).
//
// The protocol is the part of the Cloud Signature Consortium's API v2 that takes
// a digest and returns a signature; each message is a POST of JSON with
// `Authorization: Bearer <token>`:
//
//	{URL}/credentials/info    {"credentialID":"…","certificates":"chain"}
//	  → {"cert":{"certificates":["<base64 DER, own one first>",…]}}
//	{URL}/signatures/signHash {"credentialID":"…","SAD":"…","hashes":["<base64>"],
//	                           "hashAlgorithmOID":"…","signAlgo":"…"}
//	  → {"signatures":["<base64>"]}
//
// Only digests leave the house, never a document.
type Remote struct {
	URL        string
	Token      string
	Credential string
	SAD        string // the provider's proof that the person agreed, where it asks for one
	Client     *http.Client
}

// remoteTime is how long a provider may take; some ask the person's telephone.
const remoteTime = 60 * time.Second

type remoteInfo struct {
	Cert struct {
		Certificates [][]byte `json:"certificates"`
	} `json:"cert"`
}

type remoteQuestion struct {
	Credential   string   `json:"credentialID"`
	Certificates string   `json:"certificates,omitempty"`
	SAD          string   `json:"SAD,omitempty"`
	Hashes       [][]byte `json:"hashes,omitempty"`
	HashOID      string   `json:"hashAlgorithmOID,omitempty"`
	SignAlgo     string   `json:"signAlgo,omitempty"`
}

type remoteAnswer struct {
	Signatures [][]byte `json:"signatures"`
}

// OpenRemote asks a provider for a key's certificate.
// Faults: Unavailable.
func OpenRemote(ctx context.Context, r Remote) (Identity, error) {
	var info remoteInfo
	if err := r.ask(ctx, "credentials/info", remoteQuestion{Credential: r.Credential, Certificates: "chain"}, &info); err != nil {
		return Identity{}, remoteFault(err)
	}
	var certs []*x509.Certificate
	for _, der := range info.Cert.Certificates {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return Identity{}, remoteFault(err)
		}
		certs = append(certs, c)
	}
	if len(certs) == 0 {
		return Identity{}, remoteFault(errors.New("no certificate"))
	}
	return Identity{Key: &remoteKey{r, certs[0].PublicKey}, Certificate: certs[0], Chain: certs[1:]}, nil
}

func remoteFault(err error) error {
	return fault.New(fault.Unavailable, "signing.remote", "Dịch vụ ký số từ xa không trả lời hoặc từ chối. Văn bản chưa được ký; thử lại sau ít phút.").Wrap(err)
}

// ask posts one message and reads at most a megabyte of answer.
func (r Remote) ask(ctx context.Context, path string, question, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, remoteTime)
	defer cancel()
	body, err := json.Marshal(question)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(r.URL, "/")+"/"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+r.Token)
	client := r.Client
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("signing: the provider answered %d", res.StatusCode)
	}
	return json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(answer)
}

type remoteKey struct {
	remote Remote
	public crypto.PublicKey
}

func (k *remoteKey) Public() crypto.PublicKey { return k.public }

var hashOIDs = map[crypto.Hash]string{crypto.SHA256: "2.16.840.1.101.3.4.2.1", crypto.SHA384: "2.16.840.1.101.3.4.2.2", crypto.SHA512: "2.16.840.1.101.3.4.2.3"}

// Sign implements crypto.Signer. An answer that is no signature of this key over
// this digest is refused here, before it reaches a document.
func (k *remoteKey) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	hash := opts.HashFunc()
	q := remoteQuestion{Credential: k.remote.Credential, SAD: k.remote.SAD, Hashes: [][]byte{digest}, HashOID: hashOIDs[hash]}
	if q.HashOID == "" {
		return nil, errors.New("signing: no such digest for a provider")
	}
	q.SignAlgo = "1.2.840.113549.1.1.1"
	if _, is := k.public.(*ecdsa.PublicKey); is {
		q.SignAlgo = map[crypto.Hash]string{crypto.SHA256: "1.2.840.10045.4.3.2", crypto.SHA384: "1.2.840.10045.4.3.3", crypto.SHA512: "1.2.840.10045.4.3.4"}[hash]
	}
	var a remoteAnswer
	if err := k.remote.ask(context.Background(), "signatures/signHash", q, &a); err != nil { // crypto.Signer has no context; ask has its own time
		return nil, remoteFault(err)
	}
	if len(a.Signatures) != 1 {
		return nil, remoteFault(fmt.Errorf("%d signatures for one digest", len(a.Signatures)))
	}
	ok := false
	switch key := k.public.(type) {
	case *ecdsa.PublicKey:
		ok = ecdsa.VerifyASN1(key, digest, a.Signatures[0])
	case *rsa.PublicKey:
		ok = rsa.VerifyPKCS1v15(key, hash, digest, a.Signatures[0]) == nil
	}
	if !ok {
		return nil, remoteFault(errors.New("the answer is not a signature of this key"))
	}
	return a.Signatures[0], nil
}
