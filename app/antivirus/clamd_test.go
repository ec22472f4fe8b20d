package antivirus

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// daemon speaks clamd's side of INSTREAM and finds the word MALWARE.
func daemon(t *testing.T, most int) *Clamd {
	path := filepath.Join(t.TempDir(), "clamd.ctl")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewReader(c)
				if q, _ := r.ReadString(0); q == "zVERSION\x00" {
					_, _ = c.Write([]byte("ClamAV 1.4.3/27000\x00"))
					return
				}
				var all bytes.Buffer
				for {
					var n uint32
					if binary.Read(r, binary.BigEndian, &n) != nil {
						return
					}
					if n == 0 {
						break
					}
					if all.Len()+int(n) > most {
						_, _ = c.Write([]byte("INSTREAM size limit exceeded. ERROR\x00"))
						return
					}
					if _, err := io.CopyN(&all, r, int64(n)); err != nil {
						return
					}
				}
				if strings.Contains(all.String(), "MALWARE") {
					_, _ = c.Write([]byte("stream: Test.Malware FOUND\x00"))
					return
				}
				_, _ = c.Write([]byte("stream: OK\x00"))
			}()
		}
	}()
	c, err := New(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestScan(t *testing.T) {
	t.Parallel()
	c := daemon(t, 200<<10)
	long := strings.Repeat("a", 150<<10)
	for file, want := range map[string]string{"": "", "paper": "", long + "MALWARE": "Test.Malware", "MALWARE" + long: "Test.Malware"} {
		if found, err := c.Scan(t.Context(), strings.NewReader(file)); found != want || err != nil {
			t.Errorf("%d bytes: %q, %v", len(file), found, err)
		}
	}
	if _, err := c.Scan(t.Context(), strings.NewReader(long+long)); err == nil {
		t.Error("what is too long for the daemon passes as clean")
	}
	if v, err := c.Version(t.Context()); err != nil || v != "ClamAV 1.4.3/27000" {
		t.Error(v, err)
	}
	gone := &Clamd{"unix", "/khong/co"}
	if _, err := gone.Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Error("nobody looked, and it passes as clean")
	}
	if _, err := New("khong"); err == nil {
		t.Error("no address")
	}
}
