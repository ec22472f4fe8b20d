// Package child runs tools on files that strangers made: in a process group of
// their own, with bounds on time, memory and what they may write, and without
// this process's environment, where the secrets are.
package child

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Bounds of one run.
type Bounds struct {
	Time   time.Duration // on the clock
	CPU    int           // seconds of processor time
	Memory int           // KiB of address space
	File   int           // blocks of 512 bytes that one file may have
	Out    int           // bytes of standard output that are kept; the rest goes by
}

// Run starts a tool and gives what it printed. dir is its working folder, ""
// this process's. Faults: Error when it failed; that of ctx when it took too long.
func (b Bounds) Run(ctx context.Context, dir string, stdin []byte, tool string, args ...string) ([]byte, error) {
	out := capped{most: b.Out}
	err := b.RunInto(ctx, &out, dir, stdin, tool, args...)
	return out.b, err
}

// RunInto is Run with all that the tool prints going to out.
func (b Bounds) RunInto(ctx context.Context, out io.Writer, dir string, stdin []byte, tool string, args ...string) error {
	var in io.Reader
	if stdin != nil {
		in = bytes.NewReader(stdin)
	}
	return b.run(ctx, in, out, dir, tool, args...)
}

// Feed is RunInto for a tool that reads what need not be in memory.
func (b Bounds) Feed(ctx context.Context, in io.Reader, out io.Writer, tool string, args ...string) error {
	return b.run(ctx, in, out, "", tool, args...)
}

func (b Bounds) run(ctx context.Context, in io.Reader, out io.Writer, dir, tool string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, b.Time)
	defer cancel()
	limits := "ulimit -t " + strconv.Itoa(b.CPU) + "; ulimit -v " + strconv.Itoa(b.Memory) + "; ulimit -f " + strconv.Itoa(b.File) + `; ulimit -c 0; exec "$@"`
	cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", limits, "sh", tool}, args...)...)
	// One thread each: several at once use the cores better than one with several.
	cmd.Env = []string{"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "OMP_THREAD_LIMIT=1"}
	if dir != "" {
		cmd.Dir, cmd.Env = dir, append(cmd.Env, "TMPDIR="+dir)
	}
	cmd.Stdin = in
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 2 * time.Second
	said := capped{most: 4096}
	cmd.Stdout, cmd.Stderr = out, &said
	err := cmd.Run()
	name := filepath.Base(tool)
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		return fmt.Errorf("%s took longer than %s: %w", name, b.Time, ctx.Err())
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return &Error{name, string(said.b), err}
	}
	return nil
}

// Error is a tool's failure. What it said is for deciding only: it may quote
// the document, so it is not in the text.
type Error struct {
	Tool, Said string
	Err        error
}

func (e *Error) Error() string { return e.Tool + ": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// capped keeps the first part of what is written and lets the rest go by.
type capped struct {
	b    []byte
	most int
}

func (c *capped) Write(p []byte) (int, error) {
	c.b = append(c.b, p[:min(len(p), max(c.most-len(c.b), 0))]...)
	return len(p), nil
}
