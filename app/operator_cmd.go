package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"motcua/app/boot"
	"motcua/app/people"
)

// operatorCmd makes an account of the platform operator. There is no page for
// it: who runs this command owns the installation.
type operatorCmd struct {
	Username string `arg:"" help:"3 to 40 of a-z 0-9 . _ -"`
	Name     string `arg:"" help:"Full name."`
	Title    string `help:"What the person does." default:"Vận hành nền tảng"`
	JSON     bool   `help:"Print one JSON object."`
}

func (c *operatorCmd) Run(ctx context.Context) error {
	return withApp(ctx, func(a *boot.App) error {
		inv, err := a.People.AddOperator(ctx, people.NewStaff{Username: c.Username, FullName: c.Name, Title: c.Title})
		if err != nil {
			return err
		}
		link := strings.TrimRight(a.Config.BaseURL, "/") + "/cb/kich-hoat/" + inv.Token
		if c.JSON {
			return encode(os.Stdout, map[string]any{"username": c.Username, "link": link, "expires": inv.Expires.Format(time.RFC3339)})
		}
		_, err = fmt.Printf("%s\nopen it once, until %s, to set a password\n", link, inv.Expires.Format(time.RFC3339))
		return err
	})
}
