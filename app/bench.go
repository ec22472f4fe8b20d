package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"motcua/app/bench"
	"motcua/migrations"
	"motcua/storage/dev"
)

// benchCmd is `make bench`. It has servers and data of its own, never those of
// a deployment; the filled database is kept for the next run.
type benchCmd struct {
	Rows          int    `default:"300000" help:"Dossiers to generate."`
	Data          string `default:".data" help:"Folder in which the filled database is kept."`
	Minio         string `default:"bin/minio" help:"S3 server program."`
	SharedBuffers string `default:"1GB" help:"PostgreSQL's shared_buffers."`
	Rounds        int    `default:"5" help:"Turns of application and floor for each case."`
	Only          string `help:"Measure only cases whose name contains this."`
	Profile       string `help:"Write a CPU profile of the application's turns to this file."`
	JSON          bool   `name:"json" help:"One JSON object per line."`
}

// Run generates what is missing, measures and says whether the bars are met.
func (c *benchCmd) Run(ctx context.Context) error {
	say := func(f string, a ...any) { fmt.Fprintf(os.Stderr, "bench: "+f+"\n", a...) }
	if c.Rows < 1000 {
		return errors.New("--rows must be at least 1000")
	}
	dir := filepath.Join(c.Data, fmt.Sprintf("bench-%d-%s-%s", c.Rows, migrations.Hash(), bench.GeneratorVersion))
	complete := filepath.Join(dir, "complete")
	old, err := filepath.Glob(filepath.Join(c.Data, fmt.Sprintf("bench-%d-*", c.Rows)))
	if err != nil {
		return err
	}
	for _, o := range old { // of earlier migrations, or never finished
		if _, err := os.Stat(complete); o == dir && err == nil {
			continue
		}
		say("removing %s", o)
		if err := dev.Discard(o); err != nil {
			return err
		}
	}
	s, err := dev.Start(ctx, dev.Options{Dir: dir, MinioBin: c.Minio, SharedBuffers: c.SharedBuffers, Logf: say})
	if err != nil {
		return err
	}
	report, err := c.measure(ctx, s, complete, say)
	if err = errors.Join(err, s.Stop()); err != nil {
		return err
	}
	if c.JSON {
		e := json.NewEncoder(os.Stdout)
		for _, l := range report.Lines() {
			if err := e.Encode(l); err != nil {
				return err
			}
		}
	} else {
		report.Print(os.Stdout)
	}
	if len(report.Missed) > 0 {
		return exitCode(1)
	}
	return nil
}

func (c *benchCmd) measure(ctx context.Context, s *dev.Stack, complete string, say func(string, ...any)) (*bench.Report, error) {
	url := s.URLs()
	if _, err := os.Stat(complete); err != nil {
		begun := time.Now()
		if err := migrations.Up(ctx, url.Migrate, func(string, ...any) {}); err != nil {
			return nil, err
		}
		if err := bench.Generate(ctx, url.Super, c.Rows, begun, say); err != nil {
			return nil, fmt.Errorf("generate: %w", err)
		}
		say("database of %d dossiers ready in %s, kept in %s", c.Rows, time.Since(begun).Round(time.Second), s.Dir())
		if err := os.WriteFile(complete, nil, 0o600); err != nil {
			return nil, err
		}
	}
	pgbench, err := dev.Program("pgbench")
	if err != nil {
		return nil, err
	}
	return bench.Run(ctx, bench.Options{
		Rows: c.Rows, AppURL: url.App, SuperURL: url.Super, PGBench: pgbench, Master: url.MasterKeyFile, Rounds: c.Rounds, Only: c.Only, Profile: c.Profile, Say: say,
		S3: bench.S3{Endpoint: url.S3Endpoint, AccessKey: url.S3AccessKey, SecretKey: url.S3SecretKey},
	})
}
