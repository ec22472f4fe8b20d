package reading

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTry(t *testing.T) {
	b, _ := os.ReadFile("testdata/ocr_samples.json")
	var in struct {
		Documents []struct{ ID, Kind, Text string }
	}
	json.Unmarshal(b, &in)
	rnd := rand.New(rand.NewPCG(1, 2))
	dir := "/tmp/ocrtry"
	os.MkdirAll(dir, 0o755)
	for _, d := range in.Documents {
		deg := rnd.Float64()*3 - 1.5
		p := filepath.Join(dir, d.ID+".jpg")
		os.WriteFile(p, scanned(t, sheet(t, d.Text, 13), deg, rnd), 0o644)
		if os.Getenv("PSM") == "" {
			continue
		}
		psm = os.Getenv("PSM")
		at := time.Now()
		pages, err := New().All(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("== %s deg %.2f skew %.2f turned %d %.1fs\n%s\n", d.ID, deg, pages[0].Skew, pages[0].Quarters, time.Since(at).Seconds(), pages[0].Text())
		if os.Getenv("WORDS") != "" {
			for _, w := range pages[0].Words {
				if w.Conf < 0.9 {
					fmt.Printf("   %s %.2f\n", w.Text, w.Conf)
				}
			}
		}
	}
}
