package signing

import (
	"crypto"
	"errors"

	"software.sslmate.com/src/go-pkcs12"

	"motcua/app/fault"
)

// OpenP12 opens a PKCS#12 key file (.p12, .pfx).
// Faults: Invalid when it is none, or the password is wrong.
func OpenP12(file []byte, password string) (Identity, error) {
	key, cert, chain, err := pkcs12.DecodeChain(file, password)
	if err != nil {
		if errors.Is(err, pkcs12.ErrIncorrectPassword) {
			return Identity{}, fault.New(fault.Invalid, "signing.wrong_password", "Mật khẩu của tệp khóa không đúng.")
		}
		return Identity{}, fault.New(fault.Invalid, "signing.bad_p12", "Tệp khóa không đọc được. Tệp cần có định dạng PKCS#12 (.p12, .pfx), gồm một khóa và chứng thư của nó.").Wrap(err)
	}
	signer, is := key.(crypto.Signer)
	if !is {
		return Identity{}, fault.New(fault.Invalid, "signing.bad_p12", "Khóa trong tệp không dùng để ký được.")
	}
	return Identity{Key: signer, Certificate: cert, Chain: chain}, nil
}

// P12 writes an identity whose key is in memory as a key file.
func P12(id Identity, password string) ([]byte, error) {
	return pkcs12.Modern2023.Encode(id.Key, id.Certificate, id.Chain, password)
}
