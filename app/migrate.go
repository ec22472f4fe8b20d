package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"motcua/migrations"
)

// migrateCmd applies what is new and does nothing the second time.
type migrateCmd struct {
	URL string `name:"url" env:"MIGRATE_DATABASE_URL" help:"Database URL of the migration login (no superuser, member of app_owner)."`
}

func (c *migrateCmd) Run(ctx context.Context) error {
	if c.URL == "" {
		return errors.New("MIGRATE_DATABASE_URL is not set")
	}
	return migrations.Up(ctx, c.URL, func(f string, a ...any) { fmt.Fprintf(os.Stderr, "migrate: "+f+"\n", a...) })
}
