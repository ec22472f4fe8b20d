package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"motcua/storage/dev"
)

// withStackCmd starts PostgreSQL and MinIO, runs one command with their
// addresses in its environment and stops them when it ends. `make test`,
// `make bench` and `make dev` are built on it.
type withStackCmd struct {
	Data          string   `help:"Folder for the data; left out, the servers are ephemeral and leave nothing behind."`
	Minio         string   `help:"S3 server program." default:"bin/minio"`
	Versitygw     bool     `help:"The S3 server program is versitygw."`
	SharedBuffers string   `help:"PostgreSQL's shared_buffers." default:"256MB"`
	Durable       bool     `help:"Without --data: keep fsync on, to measure what a real server does."`
	Command       []string `arg:"" passthrough:"" help:"Command to run."`
}

func (c *withStackCmd) Run(ctx context.Context) error {
	if len(c.Command) > 0 && c.Command[0] == "--" {
		c.Command = c.Command[1:]
	}
	if len(c.Command) == 0 {
		return errors.New("no command given")
	}
	say := func(f string, a ...any) { fmt.Fprintf(os.Stderr, "servers: "+f+"\n", a...) }
	begun := time.Now()
	s, err := dev.Start(ctx, dev.Options{
		Dir: c.Data, Ephemeral: c.Data == "", Durable: c.Durable, MinioBin: c.Minio, Versity: c.Versitygw,
		SharedBuffers: c.SharedBuffers, Restart: c.Data != "", Logf: say,
	})
	if err != nil {
		return err
	}
	say("PostgreSQL and S3 ready in %s, data in %s", time.Since(begun).Round(time.Millisecond), s.Dir())
	err = run(ctx, s, c.Data == "", c.Command)
	return errors.Join(err, s.Stop())
}

// run returns the command's own exit code as an exitCode.
func run(ctx context.Context, s *dev.Stack, ephemeral bool, command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), s.Env()...)
	if ephemeral { // what the processes of one run may leave each other, gone with the servers
		cmd.Env = append(cmd.Env, "MOTCUA_SHARED="+s.Dir())
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	runtime.LockOSThread() // Pdeathsig is tied to the thread that forks
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		cmd.Process.Signal(syscall.SIGTERM)
		<-ended
		return exitCode(130)
	case name := <-s.Died():
		cmd.Process.Signal(syscall.SIGTERM)
		<-ended
		return fmt.Errorf("%s died, see %s", name, s.Dir())
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exitCode(max(1, exit.ExitCode()))
	}
	return err
}
