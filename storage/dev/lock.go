package dev

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// acquire takes the folder for this process. The servers inherit the open
// file, and with it the lock: after a kill -9 the folder counts as taken until
// the last of them has ended, so a new start never meets a half-stopped
// cluster. The file says who the supervisor is, to tell "in use" (refuse) from
// "left behind, ending" (wait).
func acquire(ctx context.Context, path string, logf func(string, ...any)) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(60 * time.Second)
	for said := false; ; {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			break
		}
		if err != syscall.EWOULDBLOCK {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		// a holder that has not written its name yet is just starting
		owner, _ := io.ReadAll(io.NewSectionReader(f, 0, 64))
		if pid, alive := holder(owner); alive {
			f.Close()
			return nil, fmt.Errorf("%s is in use by process %d: stop it first, or choose another folder", strings.TrimSuffix(path, "/lock"), pid)
		}
		if time.Now().After(deadline) {
			f.Close()
			return nil, fmt.Errorf("servers of an earlier run still hold %s after a minute: end them, then start again", path)
		}
		if !said {
			logf("waiting for the servers of an earlier run to end")
			said = true
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	if err = f.Truncate(0); err == nil {
		_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+" "+startTime(os.Getpid())), 0)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// holder reads "pid starttime" and tells whether that very process lives.
func holder(b []byte) (pid int, alive bool) {
	f := strings.Fields(string(b))
	if len(f) != 2 {
		return 0, false
	}
	pid, err := strconv.Atoi(f[0])
	return pid, err == nil && f[1] != "" && startTime(pid) == f[1]
}

// startTime tells two processes with the same number apart; "" when there is
// no such process (a zombie counts as ended).
func startTime(pid int) string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	i := bytes.LastIndexByte(b, ')') // the command's name may hold anything
	f := strings.Fields(string(b[i+1:]))
	if len(f) < 20 || f[0] == "Z" || f[0] == "X" {
		return ""
	}
	return f[19]
}
