package national_test

import (
	"encoding/csv"
	"io/fs"
	"strings"
	"testing"

	"motcua/migrations"
)

func channelRows(t *testing.T) map[string][]map[string]string {
	t.Helper()
	b, err := fs.ReadFile(migrations.Data(), "procedure_channels.csv")
	if err != nil {
		t.Fatal(err)
	}
	recs, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]map[string]string{}
	for _, r := range recs[1:] {
		m := map[string]string{}
		for i, k := range recs[0] {
			m[k] = r[i]
		}
		out[m["code"]] = append(out[m["code"]], m)
	}
	return out
}
