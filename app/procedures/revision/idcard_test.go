package revision_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"motcua/app/procedures/revision"
)

func TestParseIDCardSamples(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/cccd_rules_and_qr_samples.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		QR struct {
			Samples []struct {
				Payload  string            `json:"payload"`
				Expected map[string]string `json:"expected"`
				Valid    bool              `json:"valid"`
				Note     string            `json:"note"`
			} `json:"samples"`
		} `json:"qr"`
	}
	if err := json.Unmarshal(b, &doc); err != nil || len(doc.QR.Samples) != 8 {
		t.Fatal(len(doc.QR.Samples), err)
	}
	for _, s := range doc.QR.Samples {
		for form, text := range map[string]string{"as is": s.Payload, "NFD": norm.NFD.String(s.Payload), "CRLF": "\ufeff" + s.Payload + "|||\r\n"} {
			got, err := revision.ParseIDCard(text)
			if (err == nil) != s.Valid {
				t.Errorf("%s %q: %v", form, s.Note, err)
				continue
			}
			if !s.Valid {
				continue
			}
			for k, v := range map[string]string{"id": got.ID, "old_id": got.OldID, "full_name": got.FullName, "birth_date": got.BirthDate, "gender": got.Gender, "address": got.Address, "issue_date": got.IssueDate} {
				if v != s.Expected[k] {
					t.Errorf("%s: %s = %q, want %q", form, k, v, s.Expected[k])
				}
			}
		}
	}
}

func TestParseIDCardRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want error
	}{
		{"", revision.ErrNoIDCard},
		{"https://example.vn", revision.ErrNoIDCard},
		{"025192905449|Nguyễn Thị Hồng Gấm", revision.ErrNoIDCard},
		{"25192905449||Nguyễn Thị Hồng Gấm|08031992|Nữ|Khu 5|15062021", revision.ErrNoIDCard},
		{"003192905449||Nguyễn Thị Hồng Gấm|08031992|Nữ|Khu 5|15062021", revision.ErrNoIDCard},
		{"025192905449||Nguy?n Th? H?ng G?m|08031992|N?|Khu 5|15062021", revision.ErrIDCardKeys},
		{"025192905449||Nguyễn Thị Hồng Gấm|08031992|Nữ|Khu 5|15061991", revision.ErrIDCardDate},
		{"025192905449||Nguyễn Thị Hồng Gấm|08031993|Nữ|Khu 5|15062021", revision.ErrIDCardNumber},
	} {
		if _, err := revision.ParseIDCard(c.text); err != c.want {
			t.Errorf("%q: %v, want %v", c.text, err, c.want)
		}
	}
	if c, err := revision.ParseIDCard("025138905449||Hà Thị Mùi|00001938|Nữ|Khu 5|15062021"); err != nil || c.BirthDate != "1938" {
		t.Errorf("a card with a year of birth only: %v %v", c, err)
	}
}

// The 63 codes of the rule are those of the reference table.
func TestBirthPlacesAreTheReferenceTable(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../../migrations/data/cccd_provinces.csv")
	if err != nil {
		t.Fatal(err)
	}
	recs, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range recs[1:] {
		known[r[0]] = true
	}
	for i := range 100 {
		code := string([]byte{'0', byte('0' + i/10), byte('0' + i%10)})
		if got := revision.IDNumberFault(code+"192905449") == ""; got != known[code] {
			t.Errorf("code %s: accepted %v, in the table %v", code, got, known[code])
		}
	}
	if revision.IDNumberFault("110192905449") != "" {
		t.Error("people born abroad carry codes from 100 on")
	}
}
