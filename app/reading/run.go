package reading

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// maxOut bounds what a tool may print: the words of a very full page are some
// 200 KB of TSV.
const maxOut = 8 << 20

// run starts a tool on what strangers made: in a group of its own, with bounds
// on processor time, memory and what it may write, and without this process's
// environment, where the secrets are. dir is its working folder.
func run(ctx context.Context, limit time.Duration, dir string, stdin []byte, tool string, args ...string) ([]byte, error) {
	out := capped{most: maxOut}
	err := runInto(ctx, &out, limit, dir, stdin, tool, args...)
	return out.b, err
}

func runInto(ctx context.Context, out io.Writer, limit time.Duration, dir string, stdin []byte, tool string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	const limits = `ulimit -t 120; ulimit -v 1572864; ulimit -f 524288; ulimit -c 0; exec "$@"` // s, KiB, 512 B
	cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", limits, "sh", tool}, args...)...)
	// One thread each: several readings at once use the cores better than one with several.
	cmd.Env = []string{"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "OMP_THREAD_LIMIT=1", "TMPDIR=" + dir}
	cmd.Dir = dir
	if stdin != nil {
		cmd.Stdin = bytes.NewReader(stdin)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 2 * time.Second
	said := capped{most: 4096}
	cmd.Stdout, cmd.Stderr = out, &said
	err := cmd.Run()
	name := filepath.Base(tool)
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		return fmt.Errorf("%s took longer than %s: %w", name, limit, ctx.Err())
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return &toolError{name, string(said.b), err}
	}
	return nil
}

// toolError is a tool's failure. What it said is for deciding only: it may quote
// the document, so it is not in Error.
type toolError struct {
	tool, said string
	err        error
}

func (e *toolError) Error() string { return e.tool + ": " + e.err.Error() }
func (e *toolError) Unwrap() error { return e.err }

// capped keeps the first part of what is written and lets the rest go by.
type capped struct {
	b    []byte
	most int
}

func (c *capped) Write(p []byte) (int, error) {
	c.b = append(c.b, p[:min(len(p), max(c.most-len(c.b), 0))]...)
	return len(p), nil
}
