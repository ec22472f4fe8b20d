package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLoadRefusesAllMistakesAtOnce(t *testing.T) {
	for _, k := range []string{"DATABASE_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "MASTER_KEY_FILE", "SECRET_FILE", "DEMO"} {
		t.Setenv(k, "")
		os.Unsetenv(k)
	}
	t.Setenv("BASE_URL", "http://plain")
	_, err := Load()
	for _, want := range []string{"DATABASE_URL", "S3_ENDPOINT", "MASTER_KEY_FILE", "https", "OIDC_ISSUER", "SMTP_URL", "SECRET_FILE"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not named in %v", want, err)
		}
	}
}

func TestDemoNamesWhatItSimulatesAndProductionRefusesIt(t *testing.T) {
	f := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(f, make([]byte, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	for k, v := range map[string]string{"DATABASE_URL": "x", "S3_ENDPOINT": "x", "S3_ACCESS_KEY": "secret-a", "S3_SECRET_KEY": "secret-b", "MASTER_KEY_FILE": f, "DEMO": "true", "BASE_URL": "", "SMTP_URL": "", "SMS_URL": "", "OIDC_ISSUER": ""} {
		t.Setenv(k, v)
	}
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if c.Simulated() != "VNeID, tin nhắn, thư điện tử, hệ thống chuyên ngành, Cổng DVCQG, cơ sở dữ liệu dân cư, hộ tịch, chữ ký số" {
		t.Errorf("simulated: %q", c.Simulated())
	}
	if s := c.String(); strings.Contains(s, "secret-") {
		t.Errorf("a secret is printed: %s", s)
	}
	t.Setenv("SECTOR_SYSTEMS", "none")
	if c, err := Load(); err != nil || strings.Contains(c.Simulated(), "chuyên ngành") {
		t.Errorf("turned off: %q, %v", c.Simulated(), err)
	}
	t.Setenv("DEMO", "false")
	for _, name := range []string{"NATIONAL_PORTAL", "REGISTERS"} {
		t.Setenv(name, "mo-phong")
		if _, err := Load(); err == nil || !strings.Contains(err.Error(), name+"=mo-phong") {
			t.Errorf("production took the simulated %s: %v", name, err)
		}
		t.Setenv(name, "https://ket-noi.example.vn")
		if _, err := Load(); err == nil || !strings.Contains(err.Error(), name+"_SECRET") {
			t.Errorf("%s without a secret: %v", name, err)
		}
		t.Setenv(name, "")
	}
	t.Setenv("SECTOR_SYSTEMS", "mo-phong")
	if _, err := Load(); err == nil || !strings.Contains(err.Error(), "SECTOR_SYSTEMS") {
		t.Errorf("production took the simulated sector systems: %v", err)
	}
	t.Setenv("OIDC_ISSUER", c.OIDCIssuer)
	if _, err := Load(); err == nil || !strings.Contains(err.Error(), "simulator") {
		t.Errorf("production took the simulator: %v", err)
	}
}
