package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli lists the subcommands; each lives in a file of its own, as a type with
// `Run(ctx context.Context) error` and its flags as fields.
type cli struct {
	Dev        devCmd        `cmd:"" help:"Run everything on this machine: PostgreSQL and MinIO as children, then the application."`
	Serve      serveCmd      `cmd:"" help:"Answer browsers; configuration from the environment."`
	Work       workCmd       `cmd:"" help:"Work jobs; configuration from the environment."`
	Routes     routesCmd     `cmd:"" help:"Print the route table with the permission on each line."`
	Doctor     doctorCmd     `cmd:"" help:"Say whether everything this deployment needs is there and healthy."`
	Migrate    migrateCmd    `cmd:"" help:"Bring the database up to date, as the migration login."`
	Clock      clockCmd      `cmd:"" help:"Explain a date from a case (JSON lines on standard input), no database."`
	Replay     replayCmd     `cmd:"" help:"Compute a year of one office's promises again from their ledgers and say what differs."`
	Demo       demoCmd       `cmd:"" help:"Drive the main job through the pages of a running deployment and say each step."`
	Procedures proceduresCmd `cmd:"" help:"Search and export the catalogue that ships in the binary."`
	Operator   operatorCmd   `cmd:"" help:"Make an account of the platform operator and print its one-time link."`
	Idcard     idcardCmd     `cmd:"" help:"Turn a scanner's text of an identity card into fields (one card per line), no database."`
	Sign       signCmd       `cmd:"" help:"Sign a PDF (PAdES), with a key file, a device or a provider; no server."`
	Verify     verifyCmd     `cmd:"" help:"Say what each signature of a PDF is worth, and why; no server."`
	Ocr        ocrCmd        `cmd:"" help:"Read a photograph, a scan or a PDF into text and fields, no database."`
	Bench      benchCmd      `cmd:"" help:"Measure the application against its own SQL in pgbench, on a generated nation."`
	Inspect    inspectCmd    `cmd:"" hidden:"" help:"Look into the file on standard input for another process."`
	Signatures signaturesCmd `cmd:"" hidden:"" help:"Check the signatures of the file on standard input for another process."`
	WithStack  withStackCmd  `cmd:"" hidden:"" help:"Run a command with servers of its own."`
}

// exitCode ends the program with a code and no message of ours.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func main() {
	if os.Getenv("GOGC") == "" {
		// The application keeps little in memory (some 40 MB), so Go's default would
		// collect many times a second; four times that is worth a tenth of the CPU.
		debug.SetGCPercent(400)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	k := kong.Parse(&cli{}, kong.Name("motcua"), kong.UsageOnError(),
		kong.Description("Một Cửa: administrative dossiers for every commune."),
		kong.BindTo(ctx, (*context.Context)(nil)))
	err := k.Run()
	cancel()
	var code exitCode
	switch {
	case errors.As(err, &code):
		os.Exit(int(code))
	case err != nil:
		fmt.Fprintln(os.Stderr, "motcua:", err)
		os.Exit(1)
	}
}
