package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Argon2id with OWASP's parameters: 19 MiB, two passes, one lane.
const (
	argonMemory  = 19456 // KiB
	argonTime    = 2
	argonThreads = 1
	argonKey     = 32
	minPassword  = 12
	maxPassword  = 200 // characters; more only makes work for us
)

// hashing bounds how many hashes run at once: 19 MiB each, and they would
// otherwise take every core from the worklists.
var hashing = make(chan struct{}, max(2, runtime.NumCPU()))

func argon(ctx context.Context, password string, salt []byte, m, t uint32, p uint8, n uint32) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, t, m, p, n), nil
}

// hashPassword returns a PHC string: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	k, err := argon(ctx, password, salt, argonMemory, argonTime, argonThreads, argonKey)
	if err != nil {
		return "", err
	}
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, b.EncodeToString(salt), b.EncodeToString(k)), nil
}

// nobody's password: checked when there is no account, so that both answers take the same time.
var nobody = sync.OnceValue(func() string {
	p, _ := hashPassword(context.Background(), rand.Text())
	return p
})

// checkPassword compares in constant time. An empty or broken PHC string is
// compared with a password nobody knows and never matches.
func checkPassword(ctx context.Context, phc, password string) (bool, error) {
	salt, want, m, t, p, known := parsePHC(phc)
	if !known {
		salt, want, m, t, p, _ = parsePHC(nobody())
	}
	got, err := argon(ctx, password, salt, m, t, p, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

func parsePHC(phc string) (salt, key []byte, m, t uint32, p uint8, ok bool) {
	f := strings.Split(phc, "$")
	if len(f) != 6 || f[1] != "argon2id" || f[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return
	}
	if _, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &m, &t, &p); err != nil || m == 0 || m > 1<<20 || t == 0 || t > 20 || p == 0 {
		return
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(f[4])
	key, err2 := base64.RawStdEncoding.DecodeString(f[5])
	return salt, key, m, t, p, err1 == nil && err2 == nil && len(salt) >= 8 && len(key) >= 16
}

//go:embed common_passwords.txt
var commonText string

var common = sync.OnceValue(func() []string { return strings.Fields(commonText) })

// weakPassword says, in Vietnamese, what is wrong with a new password; empty when nothing is.
// Length is what helps (NIST SP 800-63B): no rules about kinds of characters.
func weakPassword(password, username, fullName string) string {
	n := utf8.RuneCountInString(password)
	switch {
	case n < minPassword:
		return fmt.Sprintf("Mật khẩu cần ít nhất %d ký tự. Có thể dùng một câu dễ nhớ.", minPassword)
	case n > maxPassword:
		return fmt.Sprintf("Mật khẩu dài quá %d ký tự. Ông/Bà chọn mật khẩu ngắn hơn.", maxPassword)
	}
	plain := squash(password)
	if len([]rune(plain)) < minPassword/2 {
		return "Mật khẩu này dễ đoán. Ông/Bà chọn một câu dài, ít người nghĩ ra."
	}
	distinct := map[rune]bool{}
	for _, r := range plain {
		distinct[r] = true
	}
	if len(distinct) < 5 {
		return "Mật khẩu này lặp lại ít ký tự. Ông/Bà chọn một câu dài, ít người nghĩ ra."
	}
	for _, own := range []string{squash(username), squash(fullName)} {
		if len(own) >= 4 && strings.Contains(plain, own) && len(plain)-len(own) < minPassword-4 {
			return "Mật khẩu không nên chứa tên hoặc tên đăng nhập. Ông/Bà chọn câu khác."
		}
	}
	for _, c := range common() {
		if plain == c || (len(c) >= 6 && strings.Contains(plain, c) && len(plain)-len(c) < 6) {
			return "Mật khẩu này nhiều người dùng, dễ đoán. Ông/Bà chọn một câu dài, ít người nghĩ ra."
		}
	}
	return ""
}
