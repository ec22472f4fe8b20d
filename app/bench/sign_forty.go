package bench

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"motcua/app/signing"
	"motcua/app/slips"
)

// MaxSigning is how many seconds a batch of 40 results may take to be signed with
// a key in software.
const MaxSigning = 5

const signedAtOnce = 40

// Signing is a batch of results, each signed with a visible block and a
// timestamp; the authority is the simulated one, so the network's part is not
// in it.
type Signing struct {
	Name      string  `json:"signing"`
	Documents int     `json:"documents"`
	Seconds   float64 `json:"seconds"`
	Bar       float64 `json:"bar_seconds"`
}

func signForty(ctx context.Context) (Signing, error) {
	out := Signing{Name: "results signed and stamped, key in software", Documents: signedAtOnce, Bar: MaxSigning}
	pretend, err := signing.NewSimulated(time.Now())
	if err != nil {
		return out, err
	}
	who, err := pretend.Issue("Người ký đo", "Cơ quan đo", time.Now())
	if err != nil {
		return out, err
	}
	slip, err := slips.Make(slips.M01, slips.Sample("UBND xã Đo", "Đo", "", "", time.Now()), slips.Template{})
	if err != nil {
		return out, err
	}
	pdf, err := slips.PDF(slip, time.Now())
	if err != nil {
		return out, err
	}
	items := make([]signing.Item, signedAtOnce)
	for i := range items {
		items[i] = signing.Item{
			Name: fmt.Sprint(i), Submitted: sha256.Sum256(pdf), Options: signing.Options{Visible: &signing.Block{Office: "UBND xã Đo"}},
			Load: func(context.Context) ([]byte, error) { return pdf, nil },
			Save: func(context.Context, []byte) error { return nil },
		}
	}
	s := &signing.Signer{Identity: who, Stamps: pretend.Stamps(time.Now), Now: time.Now}
	begun := time.Now()
	for _, o := range s.Batch(ctx, items) {
		if o.Err != nil {
			return out, o.Err
		}
	}
	out.Seconds = time.Since(begun).Seconds()
	return out, nil
}
