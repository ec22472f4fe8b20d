// Package config is what a deployment decides, read from the environment once
// and refused at start with all mistakes at once. Secrets come from files or
// the environment and have no defaults, except in demo mode.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Config is the whole of it.
type Config struct {
	// Demo is `make run`: simulated partners, known accounts, no HTTPS. Never a default.
	Demo bool `env:"DEMO"`

	Addr        string `env:"ADDR" envDefault:"localhost:8080"`
	MetricsAddr string `env:"METRICS_ADDR" envDefault:"localhost:9090"` // health, readiness, metrics; never public
	BaseURL     string `env:"BASE_URL"`                                 // how browsers reach us: https://motcua.example.vn
	// CertifiedStatement is the wording on certified electronic copies; "" the usual one.
	CertifiedStatement string `env:"CERTIFIED_STATEMENT"`
	TrustProxy         bool   `env:"TRUST_PROXY"` // X-Forwarded-For is set by our own proxy

	DatabaseURL        string `env:"DATABASE_URL"`         // login that may SET ROLE to each scope's role
	MigrateDatabaseURL string `env:"MIGRATE_DATABASE_URL"` // login of migrations

	S3Endpoint     string `env:"S3_ENDPOINT"` // http://127.0.0.1:9000
	S3AccessKey    string `env:"S3_ACCESS_KEY"`
	S3SecretKey    string `env:"S3_SECRET_KEY"`
	S3Bucket       string `env:"S3_BUCKET" envDefault:"motcua-documents"`
	S3ResultBucket string `env:"S3_RESULT_BUCKET" envDefault:"motcua-results"`
	ResultLockDays int    `env:"RESULT_LOCK_DAYS" envDefault:"3650"`
	StorageQuotaGB int    `env:"STORAGE_QUOTA_GB" envDefault:"200"` // of one office, unless its province or the operator says otherwise
	MasterKeyFile  string `env:"MASTER_KEY_FILE"`                   // 32 random bytes; wraps the tenants' keys

	SecretFile          string `env:"SECRET_FILE"` // ≥ 32 random bytes: second factors, rate limits, codes
	RequireSecondFactor bool   `env:"REQUIRE_SECOND_FACTOR" envDefault:"true"`

	OIDCIssuer       string `env:"OIDC_ISSUER"` // VNeID; in demo mode the simulator
	OIDCClientID     string `env:"OIDC_CLIENT_ID"`
	OIDCClientSecret string `env:"OIDC_CLIENT_SECRET"`

	SMTPURL  string `env:"SMTP_URL"` // smtp://user:pass@host:587; demo: simulated
	MailFrom string `env:"MAIL_FROM" envDefault:"khong-tra-loi@motcua.example.vn"`
	SMSURL   string `env:"SMS_URL"` // HTTP gateway; demo: simulated
	SMSToken string `env:"SMS_TOKEN"`
	// NoticePartnersFile names further partners, Zalo, and the secrets of their
	// callbacks; see Partner.
	NoticePartnersFile string `env:"NOTICE_PARTNERS_FILE"`
	// NoticeHold is how long a notice waits so that the act behind it can be taken back.
	NoticeHold time.Duration `env:"NOTICE_HOLD" envDefault:"60s"`

	// Clamd is where ClamAV's daemon listens: /run/clamav/clamd.ctl or host:port.
	// Without it files are not looked into for malware, and pages say so.
	Clamd string `env:"CLAMD"`
	// Inspector is the path of this program, as which a child looks into files.
	Inspector string `env:"-"`

	// SectorSystems is the link to sector systems: "" none, officers type what is
	// decided there; "mo-phong" the simulated partner, for demo mode only, where it
	// is the default ("none" turns it off).
	SectorSystems string `env:"SECTOR_SYSTEMS"`

	// NationalPortal is who is told each dossier's status, and who files dossiers
	// here: "" or "none" nobody, "mo-phong" the simulated portal, for demo mode
	// only, where it is the default; else the https address of the connector.
	// Registers is the same for the population and civil-status registers.
	// The secrets, of at least 32 characters, sign what goes both ways.
	NationalPortal       string `env:"NATIONAL_PORTAL"`
	NationalPortalSecret string `env:"NATIONAL_PORTAL_SECRET"`
	Registers            string `env:"REGISTERS"`
	RegistersSecret      string `env:"REGISTERS_SECRET"`
	// PortalRefusedCode is the national code of a dossier decided with a refusal
	// (no source says which): 9, or 3 or 8.
	PortalRefusedCode int `env:"PORTAL_REFUSED_CODE" envDefault:"9"`

	Signing Signing // keys, roots, timestamps

	// PromiseMovedBy are the kinds of calendar day that move dates promised before
	// they were announced (DOMAIN.md, holidays): public_holiday, compensatory_off,
	// swap_off, swap_work, closure. Empty is all of these; "none" leaves every date.
	PromiseMovedBy []string `env:"PROMISE_MOVED_BY"`

	// TimesLeast is below how many decided dossiers no real time of a procedure is shown.
	TimesLeast int `env:"TIMES_LEAST" envDefault:"20"`

	RefusalWindow int           `env:"HANDOVER_REFUSAL_MINUTES" envDefault:"120"` // working minutes
	StaffIdle     time.Duration `env:"STAFF_IDLE" envDefault:"30m"`
	ResidentIdle  time.Duration `env:"RESIDENT_IDLE" envDefault:"60m"`
	Workers       int           `env:"WORKERS" envDefault:"8"`

	Secret   []byte    `env:"-"`
	Partners []Partner `env:"-"`
}

// Simulator is the value of SECTOR_SYSTEMS, NATIONAL_PORTAL and REGISTERS that asks for the simulated partner.
const Simulator = "mo-phong"

// Load reads and checks. The error lists every mistake as a sentence.
func Load() (Config, error) {
	var c Config
	if err := env.Parse(&c); err != nil {
		return c, err
	}
	if c.Demo {
		if c.SectorSystems == "" {
			c.SectorSystems = Simulator
		}
		c.simulateNation()
		c.Signing.simulate()
		if c.BaseURL == "" {
			c.BaseURL = "http://" + c.Addr
		}
		if c.OIDCIssuer == "" {
			c.OIDCIssuer, c.OIDCClientID, c.OIDCClientSecret = c.BaseURL+"/mo-phong/vneid", "motcua", "mo-phong"
		}
	}
	var bad []error
	if self, err := os.Executable(); err == nil {
		c.Inspector = self
	} else {
		bad = append(bad, fmt.Errorf("where this program lies: %w", err))
	}
	need := func(name, v string) {
		if v == "" {
			bad = append(bad, fmt.Errorf("%s is not set", name))
		}
	}
	need("DATABASE_URL", c.DatabaseURL)
	need("S3_ENDPOINT", c.S3Endpoint)
	need("S3_ACCESS_KEY", c.S3AccessKey)
	need("S3_SECRET_KEY", c.S3SecretKey)
	need("MASTER_KEY_FILE", c.MasterKeyFile)
	need("BASE_URL", c.BaseURL)
	if u, err := url.Parse(c.BaseURL); c.BaseURL != "" && (err != nil || u.Host == "") {
		bad = append(bad, errors.New("BASE_URL is not an address such as https://motcua.example.vn"))
	} else if !c.Demo && !strings.HasPrefix(c.BaseURL, "https://") {
		bad = append(bad, errors.New("BASE_URL must be https outside demo mode"))
	}
	file := c.SecretFile
	if file == "" && c.Demo {
		file = c.MasterKeyFile // one secret is enough for a demo on one machine
	}
	need("SECRET_FILE", file)
	if file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			bad = append(bad, fmt.Errorf("SECRET_FILE: %w", err))
		} else if len(b) < 32 {
			bad = append(bad, errors.New("SECRET_FILE must hold at least 32 bytes"))
		}
		c.Secret = b
	}
	for _, k := range c.PromiseMovedBy {
		if !slices.Contains([]string{"public_holiday", "compensatory_off", "swap_off", "swap_work", "closure", "none"}, k) {
			bad = append(bad, fmt.Errorf("PROMISE_MOVED_BY: %q is not one of public_holiday, compensatory_off, swap_off, swap_work, closure, none", k))
		}
	}
	if c.TimesLeast < 1 {
		bad = append(bad, errors.New("TIMES_LEAST is at least 1"))
	}
	var err error
	if c.Partners, err = readPartners(c.NoticePartnersFile); err != nil {
		bad = append(bad, err)
	}
	if c.NoticeHold < 0 || c.NoticeHold > time.Hour {
		bad = append(bad, errors.New("NOTICE_HOLD is between 0 and 1h"))
	}
	switch c.SectorSystems {
	case "", "none":
	case Simulator:
		if !c.Demo {
			bad = append(bad, errors.New("SECTOR_SYSTEMS=mo-phong is the simulator; it is for DEMO=true only"))
		}
	default:
		bad = append(bad, errors.New("SECTOR_SYSTEMS is none or, with DEMO=true, mo-phong"))
	}
	bad = append(bad, c.checkNation()...)
	bad = append(bad, c.Signing.check(c.Demo)...)
	if !c.Demo {
		need("OIDC_ISSUER", c.OIDCIssuer)
		need("OIDC_CLIENT_ID", c.OIDCClientID)
		need("OIDC_CLIENT_SECRET", c.OIDCClientSecret)
		need("SMTP_URL", c.SMTPURL)
		need("SMS_URL", c.SMSURL)
		if strings.Contains(c.OIDCIssuer, "/mo-phong/") {
			bad = append(bad, errors.New("OIDC_ISSUER is the simulator; it is for DEMO=true only"))
		}
	}
	return c, errors.Join(bad...)
}

// Simulated names the simulated partners, for the banner on every page.
func (c Config) Simulated() string {
	if !c.Demo {
		return ""
	}
	var s []string
	if strings.Contains(c.OIDCIssuer, "/mo-phong/") {
		s = append(s, "VNeID")
	}
	if c.SMSURL == "" {
		s = append(s, "tin nhắn")
	}
	if c.SMTPURL == "" {
		s = append(s, "thư điện tử")
	}
	if c.SectorSystems == Simulator {
		s = append(s, "hệ thống chuyên ngành")
	}
	if c.NationalPortal == Simulator {
		s = append(s, "Cổng DVCQG")
	}
	if c.Registers == Simulator {
		s = append(s, "cơ sở dữ liệu dân cư, hộ tịch")
	}
	if c.Signing.Simulated() {
		s = append(s, "chữ ký số")
	}
	return strings.Join(s, ", ")
}

// Secure tells whether browsers reach us over HTTPS.
func (c Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// String is a printout without secrets.
func (c Config) String() string {
	return fmt.Sprintf("demo=%v addr=%s base=%s metrics=%s s3=%s buckets=%s,%s oidc=%s second_factor=%v", c.Demo, c.Addr, c.BaseURL, c.MetricsAddr, c.S3Endpoint, c.S3Bucket, c.S3ResultBucket, c.OIDCIssuer, c.RequireSecondFactor)
}
