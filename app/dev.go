package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"motcua/migrations"
	"motcua/storage/dev"
)

// devCmd is `make run`: servers, migrations, application, in one process tree
// that ends together. With DATABASE_URL and S3_ENDPOINT set it starts no
// servers and uses those.
type devCmd struct {
	Addr   string `env:"ADDR" default:"localhost:8080" help:"Address to serve."`
	Data   string `env:"DATA" default:".data" help:"Folder for the servers' data."`
	Minio  string `default:"bin/minio" help:"MinIO's program."`
	S3Port int    `default:"9000" help:"MinIO's port on 127.0.0.1, when free."`
}

func (c *devCmd) Run(ctx context.Context) error {
	steps := newSteps()
	external, err := externalServers()
	if err != nil {
		return err
	}
	var died <-chan string
	bye := "Ctrl-C stops everything; the data stay."
	if external {
		steps.say("using the servers that DATABASE_URL and S3_ENDPOINT name; none is started here")
		bye = "Ctrl-C stops this program; your PostgreSQL and S3 server run on."
	} else {
		steps.begin("starting PostgreSQL and MinIO, data in %s", c.Data)
		s, err := dev.Start(ctx, dev.Options{Dir: c.Data, MinioBin: c.Minio, S3Port: c.S3Port, Restart: true, Logf: steps.say})
		if err != nil {
			return err
		}
		// last, after the application has stopped
		defer func() {
			if err := s.Stop(); err != nil {
				steps.say("stopping the servers: %v", err)
			}
		}()
		died = s.Died()
		for _, kv := range s.Env() {
			if k, v, _ := strings.Cut(kv, "="); k != "SUPER_DATABASE_URL" { // nothing here works as superuser
				os.Setenv(k, v)
			}
		}
	}
	// what make run says of itself; a real deployment says so in its own environment
	if os.Getenv("DEMO") == "" {
		os.Setenv("DEMO", "true")
	}
	os.Setenv("ADDR", c.Addr)
	steps.begin("bringing the database up to date")
	if err := migrations.Up(ctx, os.Getenv("MIGRATE_DATABASE_URL"), steps.say); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case name := <-died:
			cancel(fmt.Errorf("%s died and does not start again, see %s", name, c.Data))
		case <-ctx.Done():
		}
	}()
	steps.begin("starting the application")
	err = runServices(ctx, c.Addr, bye, steps)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	steps.say("stopping")
	return err
}

// externalServers tells whether the environment names real servers; half a
// set is a mistake that would otherwise start the wrong thing.
func externalServers() (bool, error) {
	if os.Getenv("DATABASE_URL") == "" && os.Getenv("S3_ENDPOINT") == "" {
		return false, nil
	}
	var missing []string
	for _, k := range []string{"DATABASE_URL", "MIGRATE_DATABASE_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "MASTER_KEY_FILE"} {
		if os.Getenv(k) == "" {
			missing = append(missing, k)
		}
	}
	if missing != nil {
		return false, fmt.Errorf("to use your own servers set also %s; to let this command start its own, unset DATABASE_URL and S3_ENDPOINT", strings.Join(missing, ", "))
	}
	return true, nil
}

// steps says what is being done while it is done, and how long each step took.
type steps struct {
	start, stepStart time.Time
	took             []string
	name             string
}

func newSteps() *steps { return &steps{start: time.Now()} }

func (s *steps) say(f string, a ...any) { fmt.Fprintf(os.Stderr, "motcua: "+f+"\n", a...) }

func (s *steps) begin(f string, a ...any) {
	s.end()
	s.name, s.stepStart = fmt.Sprintf(f, a...), time.Now()
	s.say("%s", s.name)
}

func (s *steps) end() {
	if s.name != "" {
		s.took = append(s.took, fmt.Sprintf("%6.1f s  %s", time.Since(s.stepStart).Seconds(), s.name))
		s.name = ""
	}
}

// report prints how long each step took, when all of them are done.
func (s *steps) report() {
	s.end()
	for _, t := range s.took {
		s.say("%s", t)
	}
	s.say("%6.1f s  in all", time.Since(s.start).Seconds())
}
