package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"motcua/app/demo"
	"motcua/app/walk"
)

// demoCmd is `make demo`: the main job through the real pages of a running
// deployment with demo data, saying each step.
type demoCmd struct {
	URL  string   `default:"http://localhost:8080" help:"Address of the deployment."`
	JSON bool     `help:"Print one JSON object per step."`
	Way  []string `help:"Walk only these ways: online, helped, across, ends, now, tenants."`
}

func (c *demoCmd) Run(ctx context.Context) error {
	begun, way, n := time.Now(), "", 0
	say := func(s walk.Step) {
		n++
		if c.JSON {
			_ = json.NewEncoder(os.Stdout).Encode(s)
			return
		}
		if s.Way != way {
			way = s.Way
			fmt.Printf("\n== %s\n", walk.Titles[way])
		}
		tell(s)
	}
	err := walk.Run(ctx, walk.Options{URL: c.URL, Password: demo.Password, Ways: c.Way, Say: say})
	if err == nil && !c.JSON {
		fmt.Printf("\nAll %d steps are as they should be, in %s.\n", n, time.Since(begun).Round(100*time.Millisecond))
	}
	return err
}

// tell prints a step for people.
func tell(s walk.Step) {
	fmt.Printf("%3d  %s: %s\n", s.N, s.Who, s.Did)
	if s.Code != "" {
		fmt.Printf("       %s", s.Code)
		if s.State != "" {
			fmt.Printf("  %s", s.State)
		}
		if s.Promise != "" {
			fmt.Printf("  hạn: %s", s.Promise)
		}
		fmt.Println()
	}
	for _, x := range s.Why {
		fmt.Printf("       | %s\n", x)
	}
	for _, x := range s.Saw {
		fmt.Printf("       · %s\n", x)
	}
}
