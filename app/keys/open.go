package keys

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"

	"motcua/app/fault"
	"motcua/app/signing"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Open readies a key for signing, with this deployment's timestamp authority.
// secret is the password or PIN where the key asks for one; it is not kept.
// Scope: the key's office, and its own person for a person's key.
//
// Faults: Forbidden for somebody else's key; Invalid when the certificate
// ended, when the password is missing or wrong, or when the key is no longer
// the one that was registered; Unavailable when provider or device do not
// answer. The fields of Invalid ones are under "secret".
func (s *Service) Open(ctx context.Context, k Key, secret string) (*signing.Signer, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	if k.Tenant != sc.Tenant || k.Staff != nil && *k.Staff != sc.Actor.ID {
		return nil, fault.New(fault.Forbidden, "keys.not_yours", "Khóa ký này của người khác. Mỗi người chỉ ký bằng khóa của mình.")
	}
	if k.Expired(s.Now()) {
		return nil, fault.New(fault.Invalid, "keys.expired", "Chứng thư số đã hết hạn ngày "+day(k.ValidUntil)+". Gia hạn rồi đăng ký lại ở mục Khóa ký số.")
	}
	if k.Asks && secret == "" {
		return nil, fault.Fields(map[string]string{"secret": "Nhập " + k.SecretName() + " của khóa ký"})
	}
	id, err := s.identity(ctx, k, secret)
	if err != nil {
		if fault.HasKey(err, "signing.wrong_password") {
			return nil, fault.Fields(map[string]string{"secret": fault.As(err).Text})
		}
		return nil, err
	}
	registered, err := x509.ParseCertificate(k.Certificate)
	if err != nil {
		return nil, fault.New(fault.Internal, "keys.certificate").Wrap(err)
	}
	was, is := registered.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if id.Certificate == nil || !is || !was.Equal(id.Certificate.PublicKey) {
		return nil, fault.New(fault.Invalid, "keys.changed", "Khóa ký không còn là khóa đã đăng ký. Đăng ký lại ở mục Khóa ký số.")
	}
	return &signing.Signer{Identity: id, Stamps: s.Stamps, Now: s.Now}, nil
}

// SecretName is what the key asks for, in words.
func (k Key) SecretName() string {
	if k.Source == Device {
		return "mã PIN"
	}
	return "mật khẩu"
}

// identity fetches certificate and key from where they are.
func (s *Service) identity(ctx context.Context, k Key, secret string) (signing.Identity, error) {
	switch k.Source {
	case File:
		sealed, err := pg.Value[[]byte](ctx, s.DB, `SELECT sealed FROM app.signing_key WHERE id = $1 AND state = 'active'`, k.ID)
		if err != nil {
			if fault.Is(err, fault.NotFound) {
				err = none()
			}
			return signing.Identity{}, err
		}
		file, err := s.Sealer.Unseal(ctx, k.Tenant, k.ID.String(), sealed)
		if err != nil {
			return signing.Identity{}, err
		}
		return signing.OpenP12(file, secret)
	case Remote:
		return s.remote(ctx, k.Credential, secret)
	case Device:
		return s.device(ctx, k.Credential, k.Label, secret)
	}
	return signing.Identity{}, errors.New("keys: a key that is nowhere")
}

func (s *Service) remote(ctx context.Context, credential, secret string) (signing.Identity, error) {
	if s.Provider == nil {
		return signing.Identity{}, fault.New(fault.Unavailable, "keys.no_provider", "Hệ thống chưa nối với nhà cung cấp ký số từ xa.")
	}
	r := *s.Provider
	r.Credential, r.SAD = credential, secret
	return signing.OpenRemote(ctx, r)
}

func (s *Service) device(ctx context.Context, token, label, pin string) (signing.Identity, error) {
	if s.Module == "" {
		return signing.Identity{}, fault.New(fault.Unavailable, "keys.no_device", "Máy chủ chưa có thiết bị ký số (PKCS#11).")
	}
	if pin == "" {
		pin = s.PIN
	}
	return signing.OpenDevice(ctx, signing.Device{Module: s.Module, Token: token, Key: label, PIN: pin})
}
