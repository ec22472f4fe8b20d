package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
)

var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidCertificate   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12} // SHA-1 only: old
	oidTimestamp     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidTSTInfo       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}

	oidSHA256 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}

	oidRSA         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidECDSASHA256 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidECDSASHA384 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}
	oidECDSASHA512 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 4}
)

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"optional,explicit,tag:0"`
}

type signedData struct {
	Version          int
	DigestAlgorithms []pkix.AlgorithmIdentifier `asn1:"set"`
	Content          contentInfo
	Certificates     asn1.RawValue
	Signers          []signerInfo `asn1:"set"`
}

type signerInfo struct {
	Version            int
	Signer             issuerAndSerial
	DigestAlgorithm    pkix.AlgorithmIdentifier
	Signed             asn1.RawValue
	SignatureAlgorithm pkix.AlgorithmIdentifier
	Signature          []byte
	Unsigned           asn1.RawValue `asn1:"optional"`
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

type essCertIDv2 struct {
	Algorithm pkix.AlgorithmIdentifier `asn1:"optional"` // absent: SHA-256
	Hash      []byte
	Issuer    issuerSerial `asn1:"optional"`
}

type issuerSerial struct {
	Issuer []asn1.RawValue
	Serial *big.Int
}

// Identity is who signs: the certificate, the chain above it (the root may be
// left out) and a key that may lie anywhere.
type Identity struct {
	Key         crypto.Signer
	Certificate *x509.Certificate
	Chain       []*x509.Certificate
}

// algorithms says how a key signs: its digest, and how the message names both.
func algorithms(key crypto.PublicKey) (crypto.Hash, pkix.AlgorithmIdentifier, pkix.AlgorithmIdentifier, error) {
	id := func(o asn1.ObjectIdentifier) pkix.AlgorithmIdentifier { return pkix.AlgorithmIdentifier{Algorithm: o} }
	switch k := key.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() < 2048 {
			return 0, id(nil), id(nil), fmt.Errorf("cms: an RSA key of %d bits is too short", k.N.BitLen())
		}
		return crypto.SHA256, id(oidSHA256), pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}, nil
	case *ecdsa.PublicKey:
		switch bits := k.Curve.Params().BitSize; {
		case bits < 256:
			return 0, id(nil), id(nil), fmt.Errorf("cms: a curve of %d bits is too short", bits)
		case bits == 256:
			return crypto.SHA256, id(oidSHA256), id(oidECDSASHA256), nil
		case bits <= 384:
			return crypto.SHA384, id(oidSHA384), id(oidECDSASHA384), nil
		}
		return crypto.SHA512, id(oidSHA512), id(oidECDSASHA512), nil
	}
	return 0, id(nil), id(nil), fmt.Errorf("cms: keys of type %T are not known here", key)
}

// HashFor is the digest that a key's signatures use.
func HashFor(key crypto.PublicKey) (crypto.Hash, error) {
	h, _, _, err := algorithms(key)
	return h, err
}

// Sign makes a detached CAdES baseline signature over a digest of the content,
// made with HashFor. stamp, which may be nil, is given the signature's value
// and returns an RFC 3161 token over it: level B-T, otherwise B-B.
func Sign(id Identity, digest []byte, stamp func(signature []byte) ([]byte, error)) ([]byte, error) {
	return sign(id, oidData, nil, digest, stamp)
}

func sign(id Identity, kind asn1.ObjectIdentifier, content, digest []byte, stamp func([]byte) ([]byte, error)) ([]byte, error) {
	hash, digestAlg, sigAlg, err := algorithms(id.Certificate.PublicKey)
	if err != nil {
		return nil, err
	}
	signed, err := signedAttributes(id.Certificate, kind, digest)
	if err != nil {
		return nil, err
	}
	set, err := asn1.MarshalWithParams(signed, "set") // DER sorts it
	if err != nil {
		return nil, err
	}
	h := hash.New()
	h.Write(set)
	value, err := id.Key.Sign(rand.Reader, h.Sum(nil), hash)
	if err != nil {
		return nil, fmt.Errorf("cms: the key refused: %w", err)
	}
	implicit := func(set []byte, tag byte) asn1.RawValue {
		out := append([]byte{}, set...)
		out[0] = 0xa0 | tag
		return asn1.RawValue{FullBytes: out}
	}
	si := signerInfo{
		Version:            1,
		Signer:             issuerAndSerial{asn1.RawValue{FullBytes: id.Certificate.RawIssuer}, id.Certificate.SerialNumber},
		DigestAlgorithm:    digestAlg,
		Signed:             implicit(set, 0),
		SignatureAlgorithm: sigAlg,
		Signature:          value,
	}
	if stamp != nil {
		token, err := stamp(value)
		if err != nil {
			return nil, err
		}
		unsigned, err := asn1.MarshalWithParams([]attribute{{oidTimestamp, []asn1.RawValue{{FullBytes: token}}}}, "set")
		if err != nil {
			return nil, err
		}
		si.Unsigned = implicit(unsigned, 1)
	}
	sd := signedData{Version: 1, DigestAlgorithms: []pkix.AlgorithmIdentifier{digestAlg}, Content: contentInfo{Type: kind}, Signers: []signerInfo{si}}
	if content != nil {
		sd.Version = 3
		octets, err := asn1.Marshal(content)
		if err != nil {
			return nil, err
		}
		sd.Content.Content = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: octets}
	}
	var certs []byte
	for _, c := range append([]*x509.Certificate{id.Certificate}, id.Chain...) {
		certs = append(certs, c.Raw...)
	}
	sd.Certificates = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: certs}
	body, err := asn1.Marshal(sd)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(contentInfo{oidSignedData, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: body}})
}

// signedAttributes are what the signature covers besides the content. There is
// no signing time: PAdES takes it from the PDF, or from the timestamp.
func signedAttributes(cert *x509.Certificate, kind asn1.ObjectIdentifier, digest []byte) ([]attribute, error) {
	sum := sha256.Sum256(cert.Raw)
	name := asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 4, IsCompound: true, Bytes: cert.RawIssuer} // GeneralName: directoryName
	ess := struct{ Certs []essCertIDv2 }{[]essCertIDv2{{Hash: sum[:], Issuer: issuerSerial{[]asn1.RawValue{name}, cert.SerialNumber}}}}
	var out []attribute
	for _, a := range []struct {
		kind  asn1.ObjectIdentifier
		value any
	}{{oidContentType, kind}, {oidMessageDigest, digest}, {oidCertificateV2, ess}} {
		der, err := asn1.Marshal(a.value)
		if err != nil {
			return nil, err
		}
		out = append(out, attribute{a.kind, []asn1.RawValue{{FullBytes: der}}})
	}
	return out, nil
}
