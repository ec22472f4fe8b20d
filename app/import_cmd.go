package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/tenants"
)

// proceduresImportCmd takes procedures from a file. With --dry-run it compares
// with the catalogue in the binary and needs no server.
type proceduresImportCmd struct {
	File       string `arg:"" help:"CSV (procedures.csv, procedures_catalog.csv), one procedure's YAML or JSON, or the national portal's JSON; - reads standard input."`
	Province   string `help:"Import as drafts of this province (two-digit code); without it into the national catalogue."`
	URL        string `name:"url" env:"DATABASE_URL" help:"Database URL of the application's login (with --province)."`
	MigrateURL string `name:"migrate-url" env:"MIGRATE_DATABASE_URL" help:"Database URL of the migration login (national catalogue)."`
	DryRun     bool   `help:"Only say what would happen, against the catalogue in the binary; no server, no database."`
	JSON       bool   `help:"Print one JSON object: taken, changed, unchanged, refused."`
}

// Run prints the report. It fails only when the file as a whole was refused.
func (c *proceduresImportCmd) Run(ctx context.Context) error {
	shipped, err := national.Open(migrations.Data())
	if err != nil {
		return err
	}
	f, err := c.read()
	var refused *exchange.Refusal
	switch {
	case errors.As(err, &refused):
		if err := c.tell(exchange.RefusedWhole(err)); err != nil {
			return err
		}
		if !c.JSON {
			return exitCode(1)
		}
		return fmt.Errorf("%s: %s", c.File, refused.Reason)
	case err != nil:
		return err
	case c.DryRun:
		rep, err := exchange.Walk(f, shipped, shipped.Entry, func(exchange.Outcome) (string, error) { return "", nil })
		if err != nil {
			return err
		}
		return c.tell(rep)
	}
	rep, err := c.into(ctx, f, shipped)
	if err != nil {
		return err
	}
	return c.tell(rep)
}

func (c *proceduresImportCmd) read() (*exchange.File, error) {
	if c.File == "-" {
		return exchange.Read(os.Stdin, "")
	}
	in, err := os.Open(c.File)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if st, err := in.Stat(); err == nil && st.Mode().IsRegular() && st.Size() > exchange.MaxBytes {
		return nil, exchange.TooLarge()
	}
	return exchange.Read(in, filepath.Base(c.File))
}

func (c *proceduresImportCmd) tell(rep exchange.Report) error {
	if c.JSON {
		return encode(os.Stdout, rep)
	}
	return tellReport(os.Stdout, rep)
}

func tellReport(w io.Writer, rep exchange.Report) error {
	if _, err := fmt.Fprintf(w, "mới %d, thay đổi %d, không đổi %d, từ chối %d\n", rep.Taken, rep.Changed, rep.Unchanged, len(rep.Refused)); err != nil {
		return err
	}
	for _, r := range rep.Refused {
		if _, err := fmt.Fprintf(w, "dòng %d  %s  %s\n", r.Line, r.Code, r.Reason); err != nil {
			return err
		}
	}
	return nil
}

// into writes into the database that the environment names: the nation's
// catalogue as the migration login, which publishes it, a province's drafts in
// the province's scope.
func (c *proceduresImportCmd) into(ctx context.Context, f *exchange.File, shipped *national.Shipped) (exchange.Report, error) {
	if c.Province == "" {
		if c.MigrateURL == "" {
			return exchange.Report{}, errors.New("MIGRATE_DATABASE_URL is not set: the national catalogue is published by the migration login; use --province for a province's drafts, --dry-run without a database")
		}
		return migrations.ImportNational(ctx, c.MigrateURL, f, shipped)
	}
	if c.URL == "" {
		return exchange.Report{}, errors.New("DATABASE_URL is not set; use --dry-run to compare with the catalogue in the binary")
	}
	db, err := pg.Open(ctx, c.URL)
	if err != nil {
		return exchange.Report{}, err
	}
	defer db.Close()
	if _, err := pg.One[provinceName](tenants.With(ctx, tenants.Public()), db, `SELECT name FROM app.province WHERE code = $1`, c.Province); err != nil {
		if fault.Is(err, fault.NotFound) {
			return exchange.Report{}, fmt.Errorf("there is no province %q", c.Province)
		}
		return exchange.Report{}, err
	}
	s := &procedures.Revisions{DB: db, Now: time.Now}
	out, err := s.Import(tenants.With(ctx, tenants.Province(c.Province, tenants.System)), procedures.Import{File: f, Shipped: shipped})
	if err != nil {
		return exchange.Report{}, err
	}
	return out.Report, nil
}

type provinceName struct {
	Name string `db:"name"`
}
