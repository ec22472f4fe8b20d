// Package antivirus asks ClamAV's daemon whether a file carries malware. The
// protocol is clamd(8)'s INSTREAM: the file goes over the socket, so that the
// daemon needs no access to ours and may run elsewhere.
package antivirus

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Clamd is a daemon at an address. Its StreamMaxLength must allow the largest
// file that is taken (25 MB is its default; documents take 20).
type Clamd struct {
	Network, Address string // unix and a path, or tcp and host:port
}

// New reads an address: a path, unix:PATH, tcp:HOST:PORT or HOST:PORT.
func New(address string) (*Clamd, error) {
	switch {
	case strings.HasPrefix(address, "/"):
		return &Clamd{"unix", address}, nil
	case strings.HasPrefix(address, "unix:"):
		return &Clamd{"unix", strings.TrimPrefix(address, "unix:")}, nil
	}
	at := strings.TrimPrefix(address, "tcp:")
	if _, _, err := net.SplitHostPort(at); err != nil {
		return nil, errors.New("neither a path nor host:port")
	}
	return &Clamd{"tcp", at}, nil
}

const (
	wait  = 20 * time.Second // for all of one question
	chunk = 64 << 10         // bytes
)

// ask opens a connection, lets say write the question, and reads the answer.
func (c *Clamd) ask(ctx context.Context, say func(net.Conn) error) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	conn, err := (&net.Dialer{Timeout: 2 * time.Second}).DialContext(ctx, c.Network, c.Address)
	if err != nil {
		return "", fmt.Errorf("clamd: %w", err)
	}
	defer conn.Close()
	until, _ := ctx.Deadline()
	if err := conn.SetDeadline(until); err != nil {
		return "", fmt.Errorf("clamd: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	said := say(conn)
	// it may have answered and hung up before it took everything
	b, err := io.ReadAll(io.LimitReader(conn, 4096))
	text := string(bytes.TrimRight(b, "\x00\n"))
	if text == "" {
		return "", fmt.Errorf("clamd: no answer: %w", errors.Join(said, err))
	}
	return text, nil
}

// Scan sends r and names what was found, "" nothing.
// An error is that nobody looked: no daemon, or a file beyond its limits.
func (c *Clamd) Scan(ctx context.Context, r io.Reader) (found string, err error) {
	var read error
	text, err := c.ask(ctx, func(conn net.Conn) error {
		if _, err := conn.Write([]byte("zINSTREAM\x00")); err != nil {
			return err
		}
		buf := make([]byte, 4+chunk)
		for {
			n, end := io.ReadFull(r, buf[4:])
			if n > 0 {
				binary.BigEndian.PutUint32(buf, uint32(n))
				if _, err := conn.Write(buf[:4+n]); err != nil {
					return err
				}
			}
			if end == io.EOF || end == io.ErrUnexpectedEOF {
				_, err := conn.Write([]byte{0, 0, 0, 0})
				return err
			}
			if end != nil {
				read = end
				return end
			}
		}
	})
	if read != nil {
		return "", read
	}
	if err != nil {
		return "", err
	}
	text = strings.TrimPrefix(text, "stream: ")
	switch {
	case text == "OK":
		return "", nil
	case strings.HasSuffix(text, " FOUND"):
		return strings.TrimSuffix(text, " FOUND"), nil
	}
	return "", errors.New("clamd: could not look into the file") // what it says may quote the file
}

// Version is the daemon's, with that of its signatures, for `motcua doctor`.
func (c *Clamd) Version(ctx context.Context) (string, error) {
	return c.ask(ctx, func(conn net.Conn) error {
		_, err := conn.Write([]byte("zVERSION\x00"))
		return err
	})
}
