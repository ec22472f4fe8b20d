package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/oauth2"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/tenants"
)

// loginLife is how long somebody may stay at the provider.
const loginLife = 15 * time.Minute

// providerWait bounds each question to the provider: an evening of "VNeID đang
// bảo trì" must not hold our connections.
const providerWait = 8 * time.Second

var (
	errVNeIDDown = fault.New(fault.Unavailable, "vneid.down", "VNeID đang không phản hồi. Ông/Bà cứ làm tiếp, hệ thống sẽ nhắc xác nhận trước khi nộp.")
	errLogin     = fault.New(fault.Invalid, "login.state", "Lần đăng nhập này đã hết hạn hoặc bắt đầu ở trình duyệt khác. Ông/Bà đăng nhập lại; bản nháp vẫn còn.")
	errCancelled = fault.New(fault.Invalid, "login.cancelled", "Ông/Bà chưa đồng ý chia sẻ thông tin từ VNeID. Bản nháp vẫn còn; có thể thử lại, hoặc xác nhận tại quầy.")
	errClaims    = fault.New(fault.Invalid, "login.claims", "VNeID không cho biết số định danh hoặc họ tên. Ông/Bà kiểm tra tài khoản định danh mức 2, hoặc xác nhận tại quầy.")
)

// Begun is a sign-in under way.
type Begun struct {
	URL   string // send the browser there
	State string // keep it in a short-lived cookie of this browser and give it to FinishSignIn
}

// BeginSignIn sends a resident to the provider. returnTo is a path of ours;
// resident is who the browser is so far (uuid.Nil: nobody), whose drafts follow.
// A phone may be shared: when somebody known by phone code is signed in, ask
// "is this you?" first and give uuid.Nil for a no.
// Fault: Unavailable when the provider does not answer; drafts are kept.
func (s *Service) BeginSignIn(ctx context.Context, returnTo string, resident uuid.UUID) (Begun, error) {
	conf, _, err := s.oidc(ctx)
	if err != nil {
		return Begun{}, err
	}
	state, hash := newToken()
	nonce, verifier := rand.Text(), oauth2.GenerateVerifier()
	var r *uuid.UUID
	if resident != uuid.Nil {
		r = &resident
	}
	err = s.db.Tx(identity(ctx, tenants.System), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.login_state (state_hash, nonce, verifier, return_to, resident_id, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			hash, nonce, verifier, ownPath(returnTo), r, s.now().Add(loginLife))
		return err
	})
	if err != nil {
		return Begun{}, err
	}
	return Begun{State: state, URL: conf.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))}, nil
}

// Callback is what the provider sent back through the browser.
type Callback struct {
	State, Code, Error string
	BrowserState       string // Begun.State as this browser kept it
	OldToken           string // of the resident session in this browser, which ends
	Device             string
}

// Finished is a completed sign-in.
type Finished struct {
	SignedIn
	ReturnTo string // path of ours, also set when the person cancelled
	Claimed  int    // drafts that came along
}

// FinishSignIn completes what BeginSignIn began: it takes the person's identity
// from the provider, finds or makes the resident at level 3, moves the drafts
// of the browser over and changes the session.
// Faults: Invalid (lapsed, begun elsewhere, cancelled, no identity number);
// Unavailable when the provider does not answer.
func (s *Service) FinishSignIn(ctx context.Context, cb Callback) (Finished, error) {
	if cb.State == "" || subtle.ConstantTimeCompare([]byte(cb.State), []byte(cb.BrowserState)) != 1 {
		return Finished{ReturnTo: "/"}, errLogin
	}
	var begun struct {
		nonce, verifier, returnTo string
		resident                  *uuid.UUID
		until                     time.Time
	}
	err := s.db.Tx(identity(ctx, tenants.System), func(tx pgx.Tx) error { // once only, whatever comes of it
		return tx.QueryRow(ctx, `DELETE FROM app.login_state WHERE state_hash = $1 RETURNING nonce, verifier, return_to, resident_id, expires_at`, hashToken(cb.State)).
			Scan(&begun.nonce, &begun.verifier, &begun.returnTo, &begun.resident, &begun.until)
	})
	if fault.Is(err, fault.NotFound) || err == nil && !begun.until.After(s.now()) {
		return Finished{ReturnTo: "/"}, errLogin
	}
	out := Finished{ReturnTo: begun.returnTo}
	if err != nil {
		return out, err
	}
	if cb.Error != "" || cb.Code == "" {
		return out, errCancelled
	}
	c, err := s.claims(ctx, cb.Code, begun.verifier, begun.nonce)
	if err != nil {
		return out, err
	}
	var from uuid.UUID
	if begun.resident != nil {
		from = *begun.resident
	}
	id := uuid.Nil
	err = s.db.Tx(identity(ctx, tenants.System), func(tx pgx.Tx) error {
		var err error
		if id, err = s.recognise(ctx, tx, c, from); err != nil {
			return err
		}
		if out.Claimed, err = s.claim(ctx, tx, from, id, true); err != nil {
			return err
		}
		if err := s.endToken(ctx, tx, cb.OldToken); err != nil {
			return err
		}
		if out.SignedIn, err = s.open(ctx, tx, newSession{kind: KindResident, resident: &id, device: cb.Device, life: s.cfg.ResidentLife}); err != nil {
			return err
		}
		ctx := identity(ctx, tenants.Actor{Kind: "resident", ID: id, Name: c.Name})
		return audit.Write(ctx, tx, audit.Entry{Subject: "resident", SubjectID: id, Kind: "resident.signed_in", Data: map[string]any{"by": "vneid", "claimed": out.Claimed}, At: s.now()})
	})
	return out, err
}

// claims are what the provider says of the person, as VNeID names them
// (DOMAIN.md i: sub, SoDinhDanh, HoVaTen, NgayThangNamSinh).
type claims struct {
	IDNumber string `json:"SoDinhDanh"`
	Name     string `json:"HoVaTen"`
	Birth    string `json:"NgayThangNamSinh"`
	Gender   string `json:"GioiTinh"`
	Phone    string `json:"SoDienThoai"`
}

func (s *Service) claims(ctx context.Context, code, verifier, nonce string) (claims, error) {
	var c claims
	conf, p, err := s.oidc(ctx)
	if err != nil {
		return c, err
	}
	ctx, stop := context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, client), providerWait)
	defer stop()
	t, err := conf.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < 500 {
			return c, errLogin.Wrap(errors.New("token refused: " + refused.ErrorCode)) // the body may be personal
		}
		return c, errVNeIDDown.Wrap(err)
	}
	raw, _ := t.Extra("id_token").(string)
	tok, err := p.Verifier(&oidc.Config{ClientID: conf.ClientID, Now: s.now}).Verify(ctx, raw)
	if err != nil {
		return c, errLogin.Wrap(err)
	}
	if subtle.ConstantTimeCompare([]byte(tok.Nonce), []byte(nonce)) != 1 {
		return c, errLogin.Wrap(errors.New("nonce differs"))
	}
	if err := tok.Claims(&c); err != nil {
		return c, errClaims.Wrap(err)
	}
	name, msg := fullName(c.Name)
	if c.IDNumber = strings.TrimSpace(c.IDNumber); !twelveDigits.MatchString(c.IDNumber) || msg != "" {
		return c, errClaims
	}
	c.Name, c.Birth, c.Gender = name, isoDate(c.Birth), gender(c.Gender)
	if p, ok := NormalPhone(c.Phone); ok {
		c.Phone = p
	} else {
		c.Phone = ""
	}
	return c, nil
}

// recognise finds the resident with that identity number or makes one. Somebody
// known by a phone code only becomes that resident when nobody else is: what was
// filed unconfirmed is then confirmed.
func (s *Service) recognise(ctx context.Context, tx pgx.Tx, c claims, from uuid.UUID) (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return id, err
	}
	var upgraded uuid.UUID
	err = tx.QueryRow(ctx, `UPDATE app.resident SET id_number = $2, full_name = $3, birth_date = $4, gender = $5, level = 3, last_seen_at = $6
		WHERE id = $1 AND level = 1 AND id_number IS NULL AND NOT EXISTS (SELECT 1 FROM app.resident x WHERE x.id_number = $2) RETURNING id`,
		from, c.IDNumber, c.Name, c.Birth, c.Gender, s.now()).Scan(&upgraded)
	if err == nil {
		// nobody else who held the phone stays signed in as this person
		_, err = tx.Exec(ctx, `UPDATE app.session SET ended_at = $2 WHERE resident_id = $1 AND ended_at IS NULL`, upgraded, s.now())
		return upgraded, err
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return id, err
	}
	err = tx.QueryRow(ctx, `INSERT INTO app.resident AS r (id, id_number, full_name, birth_date, gender, phone, level, created_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $6, 3, $7, $7)
		ON CONFLICT (id_number) DO UPDATE SET full_name = EXCLUDED.full_name, birth_date = coalesce(nullif(EXCLUDED.birth_date, ''), r.birth_date), gender = coalesce(nullif(EXCLUDED.gender, ''), r.gender),
		  phone = coalesce(nullif(r.phone, ''), EXCLUDED.phone), level = 3, last_seen_at = EXCLUDED.last_seen_at RETURNING id`,
		id, c.IDNumber, c.Name, c.Birth, c.Gender, c.Phone, s.now()).Scan(&id)
	return id, err
}

// claim moves drafts to who their browser turned out to be. Drafts of somebody
// known by phone only follow an identity that this person confirmed themselves
// (withPhone). app.claim_drafts takes from level 0 alone, so the phone's level
// steps aside for the length of the call.
func (s *Service) claim(ctx context.Context, tx pgx.Tx, from, to uuid.UUID, withPhone bool) (n int, err error) {
	if from == uuid.Nil || from == to {
		return 0, nil
	}
	stepsAside := false
	if withPhone {
		tag, err := tx.Exec(ctx, `UPDATE app.resident SET level = 0 WHERE id = $1 AND level = 1 AND id_number IS NULL`, from)
		if err != nil {
			return 0, err
		}
		stepsAside = tag.RowsAffected() > 0
	}
	if err := tx.QueryRow(ctx, `SELECT app.claim_drafts($1, $2)`, from, to).Scan(&n); err != nil {
		return 0, err
	}
	if stepsAside {
		_, err = tx.Exec(ctx, `UPDATE app.resident SET level = 1 WHERE id = $1`, from)
	}
	return n, err
}

// client asks the provider; it follows no redirect and waits a bounded time.
var client = &http.Client{Timeout: providerWait, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// oidc reads the provider's description once it answers.
func (s *Service) oidc(ctx context.Context) (*oauth2.Config, *oidc.Provider, error) {
	o := s.cfg.OIDC
	if o.Issuer == "" {
		return nil, nil, fault.New(fault.Unavailable, "vneid.off", "Nơi này chưa kết nối VNeID. Ông/Bà xác nhận tại quầy, hoặc nhận mã qua tin nhắn.")
	}
	s.oidcMu.Lock()
	p := s.provider
	s.oidcMu.Unlock()
	if p == nil {
		// The provider keeps this context for fetching keys, so it must outlive the request.
		keep := oidc.ClientContext(context.WithoutCancel(ctx), client)
		var err error
		if p, err = oidc.NewProvider(keep, o.Issuer); err != nil {
			return nil, nil, errVNeIDDown.Wrap(err)
		}
		s.oidcMu.Lock()
		s.provider = p
		s.oidcMu.Unlock()
	}
	return &oauth2.Config{ClientID: o.ClientID, ClientSecret: o.ClientSecret, RedirectURL: o.RedirectURL, Endpoint: p.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "profile"}}, p, nil
}

// ownPath refuses to send anybody off this site after signing in.
func ownPath(p string) string {
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t") || len(p) > 2000 {
		return "/"
	}
	return p
}
