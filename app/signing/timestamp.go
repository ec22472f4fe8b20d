package signing

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"motcua/app/fault"
	"motcua/app/signing/cms"
)

// Timestamper makes an RFC 3161 token over data.
type Timestamper interface {
	Stamp(ctx context.Context, data []byte) ([]byte, error)
}

// Authority is a timestamp authority over HTTP.
type Authority struct {
	URL    string
	Client *http.Client // nil: one with a time limit
}

// stampTime is how long an authority may take.
const stampTime = 10 * time.Second

// Stamp implements Timestamper. It asks twice before it gives up: the question
// changes nothing at the authority, and one lost connection should not cost a
// person their signature. Faults: Unavailable.
func (a Authority) Stamp(ctx context.Context, data []byte) ([]byte, error) {
	token, err := a.once(ctx, data)
	if err != nil && ctx.Err() == nil {
		token, err = a.once(ctx, data)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "signing.no_timestamp", "Dịch vụ cấp dấu thời gian không trả lời. Văn bản chưa được ký; thử lại sau ít phút.").Wrap(err)
	}
	return token, nil
}

func (a Authority) once(ctx context.Context, data []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, stampTime)
	defer cancel()
	q, err := cms.NewRequest(data)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader(q.DER))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/timestamp-query")
	client := a.Client
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("signing: the authority answered %d", res.StatusCode)
	}
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	return q.Token(answer)
}
