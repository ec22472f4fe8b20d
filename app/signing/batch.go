package signing

import (
	"context"
	"crypto/sha256"
	"sync"

	"motcua/app/fault"
)

// Item is one document of a batch.
type Item struct {
	Name string // the caller's own word for it, given back
	// Submitted is the SHA-256 of the document that the signer was shown; a
	// document that is no longer that one is refused.
	Submitted [sha256.Size]byte
	// Load and Save fetch the document and keep the signed one; only as many
	// documents as are signed at once are in memory.
	Load    func(context.Context) ([]byte, error)
	Save    func(ctx context.Context, signed []byte) error
	Options Options
}

// Outcome is what became of one item: Err nil is signed and saved.
type Outcome struct {
	Name   string
	Signed [sha256.Size]byte // SHA-256 of the signed document
	Err    error
}

// atOnce is how many documents of a batch are signed at the same time: enough
// to hide the waiting for a timestamp, few enough for the memory of a small
// machine.
const atOnce = 4

// Batch signs each document by itself and says of each what became of it, in the
// order in which they came: one that fails stops no other. When ctx ends, the
// rest is not begun, and says so.
//
// Faults of an item: Conflict when the document changed after it was submitted,
// else as Sign, or whatever its Load and Save returned.
func (s *Signer) Batch(ctx context.Context, items []Item) []Outcome {
	out := make([]Outcome, len(items))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(atOnce, len(items)) {
		wg.Go(func() {
			for i := range next {
				out[i] = s.one(ctx, items[i])
			}
		})
	}
	for i := range items {
		next <- i
	}
	close(next)
	wg.Wait()
	return out
}

func (s *Signer) one(ctx context.Context, it Item) Outcome {
	fail := func(err error) Outcome { return Outcome{Name: it.Name, Err: err} }
	if err := ctx.Err(); err != nil {
		return fail(fault.New(fault.Unavailable, "signing.interrupted", "Lượt ký dừng giữa chừng, văn bản này chưa được ký.").Wrap(err))
	}
	pdf, err := it.Load(ctx)
	if err != nil {
		return fail(err)
	}
	if sha256.Sum256(pdf) != it.Submitted {
		return fail(fault.New(fault.Conflict, "signing.document_changed", "Văn bản đã thay đổi sau khi trình ký nên không được ký. Trình lại bản mới."))
	}
	signed, err := s.Sign(ctx, pdf, it.Options)
	if err != nil {
		return fail(err)
	}
	if err := it.Save(ctx, signed); err != nil {
		return fail(err)
	}
	return Outcome{Name: it.Name, Signed: sha256.Sum256(signed)}
}
