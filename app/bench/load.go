package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// wire is one browser's connection; as lean as can be, since it shares the
// machine with what it measures.
type wire struct {
	c net.Conn
	r *bufio.Reader
	n counter
}

// counter counts the bytes that came.
type counter struct {
	io.Reader
	bytes int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.bytes += n
	return n, err
}

func dial(addr string) (*wire, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	w := &wire{c: c, n: counter{Reader: c}}
	w.r = bufio.NewReaderSize(&w.n, 64<<10)
	return w, nil
}

// send makes one request and reads the whole answer.
func (w *wire) send(request []byte, status int) error {
	if _, err := w.c.Write(request); err != nil {
		return err
	}
	a, err := http.ReadResponse(w.r, nil)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		return err
	}
	if a.StatusCode != status {
		return fmt.Errorf("answered %d, not %d, to %.80q", a.StatusCode, status, request)
	}
	return nil
}

// get is the request a browser sends for a page.
func get(host, path, cookie string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) bench\r\nAccept: text/html,application/xhtml+xml\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: vi\r\nCookie: %s\r\n\r\n", path, host, cookie)
}

// post is the request a browser sends for a form.
func post(host, path, cookie, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) bench\r\nAccept: text/html,application/xhtml+xml\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: vi\r\nOrigin: http://%s\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nCookie: %s\r\n\r\n%s", path, host, host, len(body), cookie, body)
}

// appRun is one turn of requests to the application.
type appRun struct {
	p50, p95 float64 // milliseconds
	rps      float64
}

// drive sends n requests per client, one after the other.
func drive(ctx context.Context, addr string, clients, n, status int, request func(client, i int) []byte) (appRun, error) {
	took := make([][]float64, clients)
	wires := make([]*wire, clients)
	for c := range clients {
		w, err := dial(addr)
		if err != nil {
			return appRun{}, err
		}
		defer w.c.Close()
		wires[c] = w
	}
	g, ctx := errgroup.WithContext(ctx)
	begun := time.Now()
	for c := range clients {
		g.Go(func() error {
			for i := range n {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				rq := request(c, i)
				t := time.Now()
				if err := wires[c].send(rq, status); err != nil {
					return err
				}
				took[c] = append(took[c], float64(time.Since(t).Microseconds())/1000)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return appRun{}, err
	}
	all := slices.Concat(took...)
	return appRun{percentile(all, 50), percentile(all, 95), float64(len(all)) / time.Since(begun).Seconds()}, nil
}

func percentile(v []float64, p int) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(v))
	return s[min(len(s)*p/100, len(s)-1)]
}

func median(v []float64) float64 { return percentile(v, 50) }
