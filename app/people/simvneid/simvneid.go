// Package simvneid is "VNeID mô phỏng": a small OpenID Connect provider for
// demonstrations and tests. It stands in for VNeID, whose specification is not
// public, with the claims that are known of it (SoDinhDanh, HoVaTen,
// NgayThangNamSinh). Whoever asks becomes whoever they say, so no production
// configuration mounts it, and each of its pages says what it is.
//
// It keeps nothing but a key: codes and access tokens are sealed with it, so
// two replicas that share the key file serve one sign-in together. A code works
// once on the replica that redeemed it, and for a minute.
package simvneid

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	codeLife  = time.Minute
	tokenLife = 10 * time.Minute
)

// Config is what a provider serves.
type Config struct {
	Issuer       string // "http://localhost:8080/vneid"; its path is where the handler is mounted
	ClientID     string
	ClientSecret string
	RedirectURLs []string // exactly these
	KeyFile      string   // PEM, made when missing; empty: a key for this process alone
	Stylesheet   string   // address of a style sheet of the site; may be empty
	Icon         string   // address of the site's icon; may be empty
	People       []Person // to choose from; nil: People
	Now          func() time.Time
}

// Person is somebody to sign in as.
type Person struct {
	IDNumber string `json:"n"` // twelve digits
	Name     string `json:"h"`
	Birth    string `json:"b"` // 02/01/2006
	Gender   string `json:"g"` // Nam, Nữ
	Phone    string `json:"p,omitempty"`
	Note     string `json:"-"` // shown beside the name
}

// People are made up. Numbers follow the rules (place, century and gender, year of birth).
var People = []Person{
	{"017162004821", "Bùi Thị Sen", "12/03/1962", "Nữ", "0912000101", "64 tuổi, ở xã Kim Bôi"},
	{"017097003146", "Nguyễn Văn Quân", "05/09/1997", "Nam", "0912000102", "công nhân, quê xã Kim Bôi"},
	{"025192905449", "Nguyễn Thị Hồng Gấm", "08/03/1992", "Nữ", "0912000103", "ở xã Đào Xá"},
	{"017085998065", "Bùi Văn Thắng", "20/11/1985", "Nam", "0912000104", "ở phường Hòa Bình"},
	{"079201006217", "Trần Quốc Bảo", "02/07/2001", "Nam", "0912000105", "sinh viên, ở phường Gò Vấp"},
	{"079188007335", "Lê Nguyễn Khánh Huyền", "28/02/1988", "Nữ", "0912000106", "ở phường Gò Vấp"},
}

type provider struct {
	cfg    Config
	path   string // of the issuer
	signer jose.Signer
	public jose.JSONWebKeySet
	aead   cipher.AEAD

	mu   sync.Mutex
	used map[string]time.Time // codes redeemed here → when they lapse
}

// New makes the provider's handler; mount it at the issuer's path, prefix kept.
// Faults: an incomplete configuration; a key file that cannot be read or made.
func New(cfg Config) (http.Handler, error) {
	u, err := url.Parse(cfg.Issuer)
	if err != nil || u.Host == "" || strings.HasSuffix(cfg.Issuer, "/") {
		return nil, errors.New("simvneid: the issuer must be a URL without a slash at its end")
	}
	if cfg.ClientID == "" || cfg.ClientSecret == "" || len(cfg.RedirectURLs) == 0 {
		return nil, errors.New("simvneid: client and redirect addresses are missing")
	}
	if cfg.People == nil {
		cfg.People = People
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	key, err := readKey(cfg.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("simvneid: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	pub, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(pub)
	kid := base64.RawURLEncoding.EncodeToString(sum[:9])
	p := &provider{cfg: cfg, path: u.Path, used: map[string]time.Time{}}
	p.public.Keys = []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: kid, Algorithm: string(jose.ES256), Use: "sig"}}
	if p.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, (&jose.SignerOptions{}).WithType("JWT")); err != nil {
		return nil, err
	}
	seal, err := hkdf.Key(sha256.New, der, nil, "simvneid codes", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return nil, err
	}
	if p.aead, err = cipher.NewGCM(block); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+p.path+"/.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET "+p.path+"/jwks", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 200, p.public) })
	mux.HandleFunc("GET "+p.path+"/authorize", p.ask)
	mux.HandleFunc("POST "+p.path+"/authorize", p.answer)
	mux.HandleFunc("POST "+p.path+"/token", p.token)
	mux.HandleFunc("GET "+p.path+"/userinfo", p.userinfo)
	return mux, nil
}

// readKey reads the key, or makes it; of two that make it together one is kept.
func readKey(file string) (*ecdsa.PrivateKey, error) {
	if file == "" {
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		if err := makeKey(file); err != nil {
			return nil, err
		}
		b, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, err
	}
	blk, _ := pem.Decode(b)
	if blk == nil {
		return nil, fmt.Errorf("%s holds no key", file)
	}
	k, err := x509.ParsePKCS8PrivateKey(blk.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := k.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, fmt.Errorf("%s holds no P-256 key", file)
	}
	return key, nil
}

func makeKey(file string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".key-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if err := errors.Join(pem.Encode(tmp, &pem.Block{Type: "PRIVATE KEY", Bytes: der}), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), file); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

func (p *provider) discovery(w http.ResponseWriter, _ *http.Request) {
	i := p.cfg.Issuer
	writeJSON(w, 200, map[string]any{
		"issuer": i, "authorization_endpoint": i + "/authorize", "token_endpoint": i + "/token", "jwks_uri": i + "/jwks", "userinfo_endpoint": i + "/userinfo",
		"response_types_supported": []string{"code"}, "grant_types_supported": []string{"authorization_code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256"}, "scopes_supported": []string{"openid", "profile"}, "code_challenge_methods_supported": []string{"S256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
		"claims_supported":                      []string{"sub", "SoDinhDanh", "HoVaTen", "NgayThangNamSinh", "GioiTinh", "SoDienThoai"},
		"ui_locales_supported":                  []string{"vi"},
	})
}

// ticket is what a code or an access token seals.
type ticket struct {
	Kind      string `json:"k"` // code, access
	ID        string `json:"i"`
	Person    Person `json:"w"`
	Redirect  string `json:"r,omitempty"`
	Nonce     string `json:"o,omitempty"`
	Challenge string `json:"c,omitempty"`
	Until     int64  `json:"u"` // Unix seconds
}

func (p *provider) issue(t ticket) (string, error) {
	b, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	n := make([]byte, p.aead.NonceSize())
	_, _ = rand.Read(n) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(p.aead.Seal(n, n, b, []byte(t.Kind))), nil
}

func (p *provider) read(kind, s string) (t ticket, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) < p.aead.NonceSize() {
		return t, false
	}
	n := p.aead.NonceSize()
	if b, err = p.aead.Open(nil, b[:n], b[n:], []byte(kind)); err != nil {
		return t, false
	}
	return t, json.Unmarshal(b, &t) == nil && t.Until > p.cfg.Now().Unix()
}

// once is true the first time a code is redeemed here.
func (p *provider) once(t ticket) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.cfg.Now()
	for k, until := range p.used {
		if until.Before(now) {
			delete(p.used, k)
		}
	}
	if _, spent := p.used[t.ID]; spent {
		return false
	}
	p.used[t.ID] = time.Unix(t.Until, 0)
	return true
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	} else { // form-encoded inside, RFC 6749 2.3.1
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	}
	if subtle.ConstantTimeCompare([]byte(id), []byte(p.cfg.ClientID))&subtle.ConstantTimeCompare([]byte(secret), []byte(p.cfg.ClientSecret)) != 1 {
		writeJSON(w, 401, map[string]string{"error": "invalid_client"})
		return
	}
	t, ok := p.read("code", r.PostFormValue("code"))
	verifier := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case r.PostFormValue("grant_type") != "authorization_code":
		writeJSON(w, 400, map[string]string{"error": "unsupported_grant_type"})
		return
	case !ok, t.Redirect != r.PostFormValue("redirect_uri"), subtle.ConstantTimeCompare([]byte(t.Challenge), []byte(base64.RawURLEncoding.EncodeToString(verifier[:]))) != 1, !p.once(t):
		writeJSON(w, 400, map[string]string{"error": "invalid_grant"})
		return
	}
	now := p.cfg.Now()
	c := p.claims(t.Person)
	c["iss"], c["aud"], c["iat"], c["exp"], c["auth_time"] = p.cfg.Issuer, p.cfg.ClientID, now.Unix(), now.Add(tokenLife).Unix(), now.Unix()
	if t.Nonce != "" {
		c["nonce"] = t.Nonce
	}
	idToken, err := jwt.Signed(p.signer).Claims(c).Serialize()
	if err == nil {
		var access string
		if access, err = p.issue(ticket{Kind: "access", ID: rand.Text(), Person: t.Person, Until: now.Add(tokenLife).Unix()}); err == nil {
			writeJSON(w, 200, map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": int(tokenLife.Seconds()), "id_token": idToken, "scope": "openid profile"})
			return
		}
	}
	writeJSON(w, 500, map[string]string{"error": "server_error"})
}

func (p *provider) userinfo(w http.ResponseWriter, r *http.Request) {
	b, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	t, good := p.read("access", b)
	if !ok || !good {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		writeJSON(w, 401, map[string]string{"error": "invalid_token"})
		return
	}
	writeJSON(w, 200, p.claims(t.Person))
}

// claims names things as VNeID does; sub is stable and tells nothing.
func (p *provider) claims(who Person) map[string]any {
	h := sha256.Sum256([]byte("simvneid " + who.IDNumber))
	c := map[string]any{"sub": base64.RawURLEncoding.EncodeToString(h[:15]), "LoaiTaiKhoan": "CONGDAN", "SoDinhDanh": who.IDNumber, "HoVaTen": who.Name, "NgayThangNamSinh": who.Birth}
	if who.Gender != "" {
		c["GioiTinh"] = who.Gender
	}
	if who.Phone != "" {
		c["SoDienThoai"] = who.Phone
	}
	return c
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the reader is gone: nothing to do
}

// known tells whether an authorization request is one of our client's.
func (p *provider) known(q url.Values) bool {
	return q.Get("client_id") == p.cfg.ClientID && slices.Contains(p.cfg.RedirectURLs, q.Get("redirect_uri"))
}

// refusal is the OAuth error of a request from a known client; empty when it is good.
func refusal(q url.Values) string {
	switch {
	case q.Get("response_type") != "code":
		return "unsupported_response_type"
	case !slices.Contains(strings.Fields(q.Get("scope")), "openid"):
		return "invalid_scope"
	case q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43:
		return "invalid_request"
	}
	return ""
}
