package dev

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
)

// startS3 runs the S3 server on 127.0.0.1. The port may be taken between our
// probe and its bind, so it tries again with another one.
func (s *Stack) startS3(ctx context.Context) error {
	if _, err := os.Stat(s.o.MinioBin); err != nil {
		return fmt.Errorf("%s is missing: run `make %s` to build it", s.o.MinioBin, filepath.Join("bin", filepath.Base(s.o.MinioBin)))
	}
	data := filepath.Join(s.o.Dir, "s3")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	var last error
	for try := range 3 {
		want := s.o.S3Port
		if try > 0 {
			want = 0
		}
		port, err := freePort(want)
		if err != nil {
			return err
		}
		s.s3Addr = fmt.Sprintf("127.0.0.1:%d", port)
		cmd := s.minio(data)
		if s.o.Versity {
			if cmd, err = s.versity(data); err != nil {
				return err
			}
		}
		c := &child{command: cmd}
		if last = c.start(ctx); last == nil {
			s.s3 = c
			go s.supervise(c)
			return nil
		}
		if ctx.Err() != nil {
			break
		}
	}
	return last
}

func (s *Stack) minio(data string) command {
	return command{
		name: "s3", path: s.o.MinioBin, log: filepath.Join(s.o.Dir, "s3.log"), stop: syscall.SIGTERM, lock: s.lock,
		args: []string{"server", "--quiet", "--certs-dir", filepath.Join(s.o.Dir, "s3-certs"), "--address", s.s3Addr, data},
		env: []string{
			"MINIO_ROOT_USER=" + s.sec.S3Access, "MINIO_ROOT_PASSWORD=" + s.sec.S3Secret,
			"MINIO_KMS_SECRET_KEY=" + s.sec.S3KMSKey, "MINIO_BROWSER=off", "MINIO_UPDATE=off", "MINIO_CI_CD=on",
			"GOMEMLIMIT=400MiB",
		},
		// /minio/health/ready answers 200 before buckets can be asked for; this one does not
		ready: answers("http://" + s.s3Addr + "/minio/health/cluster/read"),
	}
}

// versity describes the other S3 server that the store's tests run against.
func (s *Stack) versity(data string) (command, error) {
	versions := filepath.Join(s.o.Dir, "s3-versions") // must be outside the data
	if err := os.MkdirAll(versions, 0o700); err != nil {
		return command{}, err
	}
	return command{
		name: "s3", path: s.o.MinioBin, log: filepath.Join(s.o.Dir, "s3.log"), stop: syscall.SIGTERM, lock: s.lock,
		args:  []string{"--port", s.s3Addr, "--health", "/health", "posix", "--versioning-dir", versions, data},
		env:   []string{"ROOT_ACCESS_KEY=" + s.sec.S3Access, "ROOT_SECRET_KEY=" + s.sec.S3Secret},
		ready: answers("http://" + s.s3Addr + "/health"),
	}, nil
}

func answers(url string) func(context.Context) error {
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return errors.New(res.Status)
		}
		return nil
	}
}

// freePort returns want when it is free on 127.0.0.1, else any free port.
func freePort(want int) (int, error) {
	l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", want))
	if err != nil && want != 0 {
		l, err = net.Listen("tcp4", "127.0.0.1:0")
	}
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
