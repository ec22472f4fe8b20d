package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"motcua/app/boot"
	"motcua/app/config"
)

// routesCmd prints the route table with the permission on each line; it needs
// no server.
type routesCmd struct {
	JSON bool `help:"One JSON object per line."`
}

// Run prints the table.
func (c *routesCmd) Run(context.Context) error {
	a := &boot.App{Config: config.Config{Demo: true}}
	out := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, t := range a.Routes() {
		for _, r := range t {
			if c.JSON {
				if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"method": r.Method, "path": r.Path, "door": r.Door, "level": r.Level, "object": r.Object, "action": r.Action}); err != nil {
					return err
				}
				continue
			}
			need := ""
			if r.Object != "" {
				need = r.Object + ":" + r.Action
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", r.Method, r.Path, r.Door, need)
		}
	}
	return out.Flush()
}
