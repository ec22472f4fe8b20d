package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"motcua/app/boot"
	"motcua/app/config"
	"motcua/app/demo"
	"motcua/migrations"
	"motcua/storage/pg"
)

// serveCmd answers browsers; workCmd works jobs. In production they run apart
// and in any number; configuration comes from the environment.
type (
	serveCmd struct{}
	workCmd  struct{}
)

// Run answers browsers until the context ends.
func (c *serveCmd) Run(ctx context.Context) error {
	return withApp(ctx, func(a *boot.App) error {
		return a.Serve(ctx, func() { fmt.Fprintf(os.Stderr, "motcua: serving %s, %s\n", a.Config.BaseURL, a.Config) })
	})
}

// Run works jobs until the context ends.
func (c *workCmd) Run(ctx context.Context) error {
	return withApp(ctx, func(a *boot.App) error { return a.Work(ctx) })
}

// withApp loads, checks, wires and refuses to start on pending migrations.
func withApp(ctx context.Context, run func(*boot.App) error) error {
	cfg, err := config.Load()
	if err != nil {
		return err
	}
	if cfg.MigrateDatabaseURL != "" {
		pending, err := migrations.Pending(ctx, cfg.MigrateDatabaseURL)
		if err != nil {
			return err
		}
		if pending {
			return errors.New("the database is behind this program: run `motcua migrate` first")
		}
	}
	a, err := boot.Build(ctx, cfg, slog.New(slog.NewJSONHandler(os.Stderr, nil)), boot.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	return run(a)
}

// runServices makes the demo world if it is missing, then serves and works
// until ctx ends: the one door from `make run` to app/boot.
func runServices(ctx context.Context, addr, bye string, steps *steps) error {
	for k, v := range map[string]string{"DEMO": "true", "ADDR": addr} {
		if err := os.Setenv(k, v); err != nil {
			return err
		}
	}
	if os.Getenv("REQUIRE_SECOND_FACTOR") == "" {
		if err := os.Setenv("REQUIRE_SECOND_FACTOR", "false"); err != nil { // demo accounts are known to everybody anyway
			return err
		}
	}
	cfg, err := config.Load()
	if err != nil {
		return err
	}
	log, err := os.OpenFile("motcua.log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if dir := os.Getenv("MOTCUA_LOG"); dir != "" {
		log, err = os.OpenFile(dir, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	}
	if err != nil {
		return err
	}
	defer log.Close()
	a, err := boot.Build(ctx, cfg, slog.New(slog.NewJSONHandler(log, nil)), boot.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	there, err := demo.Exists(ctx, a.DB)
	if err != nil {
		return err
	}
	if !there {
		steps.begin("making the demo world: two provinces, their people, 2000 dossiers (one to three minutes, once)")
		b, err := boot.Build(ctx, cfg, slog.New(slog.NewJSONHandler(log, nil)), boot.Options{DB: pg.Options{Relaxed: true}})
		if err != nil {
			return err
		}
		err = b.BuildWorld(ctx, boot.WorldSize{Dossiers: 2000, Extra: 18}, steps.say)
		b.Close()
		if err != nil {
			return err
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return a.Serve(ctx, func() {
			steps.report()
			printWelcome(cfg, bye)
		})
	})
	g.Go(func() error { return a.Work(ctx) })
	return g.Wait()
}

// printWelcome tells where everything is and who can sign in.
func printWelcome(cfg config.Config, bye string) {
	fmt.Fprintf(os.Stderr, "\nMột Cửa is running (demo, %s mô phỏng), %s\n\n", cfg.Simulated(), time.Now().Format("15:04:05"))
	for _, l := range [][2]string{
		{"residents", cfg.BaseURL + "/"},
		{"officers", cfg.BaseURL + "/cb"},
		{"province", cfg.BaseURL + "/tinh"},
		{"operator", cfg.BaseURL + "/nen-tang"},
		{"simulated SMS and mail", cfg.BaseURL + "/mo-phong/hop-thu"},
		{"simulated sector systems", cfg.BaseURL + "/mo-phong/he-thong-chuyen-nganh"},
		{"health, metrics", "http://" + cfg.MetricsAddr + "/readyz"},
	} {
		fmt.Fprintf(os.Stderr, "  %-24s %s\n", l[0], l[1])
	}
	fmt.Fprintf(os.Stderr, "\n  password of every demo account: %s\n", demo.Password)
	place := ""
	for _, a := range demo.Accounts() {
		if a.Place != place {
			place = a.Place
			fmt.Fprintf(os.Stderr, "  %s\n", place)
		}
		fmt.Fprintf(os.Stderr, "    %-22s %s (%s)\n", a.Username, a.FullName, a.Title)
	}
	fmt.Fprintln(os.Stderr, "\n  "+bye)
}
