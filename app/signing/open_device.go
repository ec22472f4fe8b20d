package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"motcua/app/fault"
)

// Device names a key in a PKCS#11 device: a USB token, a card, an HSM.
type Device struct {
	Module string // path of the maker's library
	Token  string // label of the token
	Key    string // label of the key and of its certificate
	PIN    string
}

// deviceTime is how long a device may take over one thing; cards are slow.
const deviceTime = 30 * time.Second

// OpenDevice takes the certificate out of a device and leaves the key inside.
//
// The device is asked through OpenSC's pkcs11-tool, one short process per
// signature (some 20 ms): the application is built without cgo, and a maker's
// library that crashes or hangs takes that process with it, not the server. The
// PIN goes by the environment of that process, never by its arguments.
//
// Faults: Unavailable when the tool, the library or the token is not there.
func OpenDevice(ctx context.Context, d Device) (Identity, error) {
	if _, err := exec.LookPath("pkcs11-tool"); err != nil {
		return Identity{}, fault.New(fault.Unavailable, "signing.no_pkcs11_tool", "Máy này chưa có chương trình pkcs11-tool (gói opensc), nên chưa dùng được thiết bị ký số.")
	}
	der, err := d.run(ctx, nil, "--read-object", "--type", "cert", "--label", d.Key)
	if err != nil {
		return Identity{}, deviceFault(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return Identity{}, fault.New(fault.Unavailable, "signing.no_certificate", "Thiết bị ký số không có chứng thư mang tên đã cho.").Wrap(err)
	}
	return Identity{Key: &deviceKey{device: d, public: cert.PublicKey}, Certificate: cert}, nil
}

func deviceFault(err error) error {
	return fault.New(fault.Unavailable, "signing.device", "Thiết bị ký số không trả lời. Kiểm tra thiết bị đã cắm, tên khóa và mã PIN (nhập sai nhiều lần thì thiết bị tự khóa).").Wrap(err)
}

// run asks the device; the answer is what the tool writes.
func (d Device) run(ctx context.Context, in []byte, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, deviceTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "pkcs11-tool", append([]string{"--module", d.Module, "--token-label", d.Token}, args...)...)
	cmd.Env = append(os.Environ(), "MOTCUA_PIN="+d.PIN)
	cmd.Stdin = bytes.NewReader(in)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("pkcs11-tool: %w: %s", err, strings.Join(strings.Fields(said.String()), " "))
	}
	return out.Bytes(), nil
}

// deviceKey is a key that stays in its device. A card serves one at a time, and
// counts wrong PINs until it locks itself: after one it is not asked again.
type deviceKey struct {
	device Device
	public crypto.PublicKey

	mu     sync.Mutex
	closed error
}

func (k *deviceKey) Public() crypto.PublicKey { return k.public }

// Sign implements crypto.Signer: ECDSA, or RSA PKCS #1 v1.5.
func (k *deviceKey) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	in, how := digest, []string{"--mechanism", "ECDSA", "--signature-format", "openssl"}
	switch k.public.(type) {
	case *ecdsa.PublicKey:
	case *rsa.PublicKey:
		if _, pss := opts.(*rsa.PSSOptions); pss {
			return nil, errors.New("signing: devices are asked for PKCS #1 v1.5 only")
		}
		prefix, known := digestInfo[opts.HashFunc()]
		if !known {
			return nil, errors.New("signing: no such digest for a device")
		}
		in, how = append(bytes.Clone(prefix), digest...), []string{"--mechanism", "RSA-PKCS"}
	default:
		return nil, fmt.Errorf("signing: a device key of type %T", k.public)
	}
	args := append([]string{"--login", "--pin", "env:MOTCUA_PIN", "--sign", "--label", k.device.Key}, how...)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed != nil {
		return nil, k.closed
	}
	out, err := k.device.run(context.Background(), in, args...) // crypto.Signer has no context; run has its own time
	if err != nil {
		err = deviceFault(err)
		if strings.Contains(errors.Unwrap(err).Error(), "_PIN_") { // CKR_PIN_INCORRECT and its kin
			k.closed = err
		}
		return nil, err
	}
	return out, nil
}

// digestInfo is what PKCS #1 v1.5 puts before a digest; the device adds the rest.
var digestInfo = map[crypto.Hash][]byte{
	crypto.SHA256: {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20},
	crypto.SHA384: {0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30},
	crypto.SHA512: {0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40},
}
