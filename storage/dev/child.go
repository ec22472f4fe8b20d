package dev

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// credential is the user the servers run as; nil means "as we are".
type credential = syscall.Credential

// serverUser is nil for an ordinary user. As root PostgreSQL runs as
// "postgres" (or "nobody"), because it refuses uid 0.
func serverUser() (*credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("started as root, and neither the user postgres nor nobody exists to run PostgreSQL")
}

// command describes one server program.
type command struct {
	name string
	path string
	args []string
	env  []string // beside PATH and the like; nothing else is passed on
	log  string
	cred *credential
	stop syscall.Signal
	lock *os.File
	// ready returns nil once the server answers
	ready func(context.Context) error
}

// child is a server that runs, through all its restarts.
type child struct {
	command
	mu   sync.Mutex
	proc *process
}

type process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error // valid after done
}

// launch starts the program once.
func (c command) launch() (*process, error) {
	f, err := openLog(c.log)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(c.path, c.args...)
	cmd.Stdout, cmd.Stderr = f, f
	cmd.Dir = "/" // PostgreSQL's user may not read ours
	cmd.Env = append(cleanEnv(), c.env...)
	if c.lock != nil {
		cmd.ExtraFiles = []*os.File{c.lock} // see acquire
	}
	// A group of its own: Ctrl-C in the terminal reaches only us, and we stop
	// the servers in order. Pdeathsig: they stop even when we are killed.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: c.stop, Credential: c.cred}
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		// Pdeathsig is tied to the thread that forks: keep that thread alive
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			p.err = cmd.Wait()
		}
		f.Close()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// start launches the server and waits until it answers.
func (c *child) start(ctx context.Context) error {
	p, err := c.launch()
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.proc = p
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	for {
		err := c.ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("ended while starting (%v), see %s", p.err, c.log)
		case <-ctx.Done():
			c.stop0(p, 5*time.Second)
			return fmt.Errorf("not ready (%w), see %s", errors.Join(ctx.Err(), err), c.log)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// supervise watches a started server: reports its death, or with restart
// brings it back, trying for half a minute (a killed PostgreSQL leaves
// processes that must end first).
func (s *Stack) supervise(c *child) {
	for {
		c.mu.Lock()
		p := c.proc
		c.mu.Unlock()
		<-p.done
		if s.stopping.Load() {
			return
		}
		if !s.o.Restart {
			s.died <- c.name
			return
		}
		s.o.Logf("%s ended unexpectedly (%v); starting it again", c.name, p.err)
		deadline := time.Now().Add(30 * time.Second)
		for {
			err := c.start(context.Background())
			if s.stopping.Load() {
				c.stop(10 * time.Second)
				return
			}
			if err == nil {
				s.o.Logf("%s is back", c.name)
				break
			}
			if time.Now().After(deadline) {
				s.o.Logf("%s does not start again: %v", c.name, err)
				s.died <- c.name
				return
			}
			time.Sleep(500 * time.Millisecond)
		}
	}
}

func (c *child) pid() int {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.proc == nil {
		return 0
	}
	return c.proc.cmd.Process.Pid
}

// stop asks the server to end, and kills its whole group when it does not.
func (c *child) stop(patience time.Duration) error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	p := c.proc
	c.mu.Unlock()
	if p == nil {
		return nil
	}
	return c.stop0(p, patience)
}

func (c *child) stop0(p *process, patience time.Duration) error {
	p.cmd.Process.Signal(c.command.stop)
	select {
	case <-p.done:
		return nil
	case <-time.After(patience):
		syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.done
		return fmt.Errorf("%s did not stop within %s and was killed", c.name, patience)
	}
}

// cleanEnv keeps the caller's PG* and MINIO_* settings away from the servers.
func cleanEnv() []string {
	var env []string
	for _, k := range []string{"PATH", "HOME", "TMPDIR", "TZ"} {
		if v, ok := os.LookupEnv(k); ok {
			env = append(env, k+"="+v)
		}
	}
	return append(env, "LC_ALL=C.UTF-8")
}

// openLog appends to a server's log and sets a large one aside.
func openLog(path string) (*os.File, error) {
	if fi, err := os.Stat(path); err == nil && fi.Size() > 10<<20 {
		os.Rename(path, path+".1")
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// traversable tells whether any user may pass through every folder of dir.
func traversable(dir string) bool {
	for d := dir; ; d = filepath.Dir(d) {
		fi, err := os.Stat(d)
		if err != nil || fi.Mode().Perm()&1 == 0 {
			return false
		}
		if d == "/" {
			return true
		}
	}
}
