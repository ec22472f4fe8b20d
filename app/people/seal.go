package people

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// seal encrypts a second factor's secret for the row of one officer: a stolen
// copy of the table gives no codes, and a secret copied to another row opens nothing.
func (s *Service) seal(plain string, owner uuid.UUID) (string, error) {
	g, err := s.gcm()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, g.NonceSize())
	_, _ = rand.Read(nonce) // never fails (crypto/rand)
	return base64.RawStdEncoding.EncodeToString(g.Seal(nonce, nonce, []byte(plain), owner[:])), nil
}

func (s *Service) unseal(sealed string, owner uuid.UUID) (string, error) {
	g, err := s.gcm()
	if err != nil {
		return "", err
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(b) < g.NonceSize() {
		return "", errors.New("second factor is not sealed")
	}
	p, err := g.Open(nil, b[:g.NonceSize()], b[g.NonceSize():], owner[:])
	if err != nil {
		return "", fmt.Errorf("second factor does not open, was the secret changed? %w", err)
	}
	return string(p), nil
}

func (s *Service) gcm() (cipher.AEAD, error) {
	b, err := aes.NewCipher(s.keys.seal)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}
