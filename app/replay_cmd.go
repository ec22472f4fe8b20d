package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"motcua/app/boot"
	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/tenants"
)

// replayCmd computes every promise of one office again, from ledgers and the
// calendars of their time, and says what differs from what is stored.
type replayCmd struct {
	Tenant string `required:"" help:"Code of the office, for example 04978."`
	From   string `help:"First day of acceptance, 2006-01-02; by default a year before --to."`
	To     string `help:"Last day; by default today."`
	JSON   bool   `help:"One JSON object per dossier that differs, then one with the sums."`
}

type replaySum struct {
	Tenant   string `json:"tenant"`
	From     string `json:"from"`
	To       string `json:"to"`
	Dossiers int    `json:"dossiers"`
	Entries  int    `json:"entries"`
	Rebased  int    `json:"rebased_entries"` // made under an earlier version of the procedure, not computed again
	Differ   int    `json:"differ"`
}

func (c *replayCmd) Run(ctx context.Context) error {
	to := deadlines.DayOf(time.Now())
	var err error
	if c.To != "" {
		if to, err = deadlines.ParseDay(c.To); err != nil {
			return err
		}
	}
	from := to - 365
	if c.From != "" {
		if from, err = deadlines.ParseDay(c.From); err != nil {
			return err
		}
	}
	return withApp(ctx, func(a *boot.App) error {
		u, err := a.Units.ByCode(tenants.With(ctx, tenants.Public()), c.Tenant)
		if err != nil {
			return err
		}
		sum := replaySum{Tenant: c.Tenant, From: from.String(), To: to.String()}
		out := json.NewEncoder(os.Stdout)
		err = a.Dossiers.Replay(tenants.With(ctx, tenants.Tenant(u.ID, tenants.System)), from.Time(), (to + 1).Time(), func(r dossiers.Replayed) error {
			sum.Dossiers++
			sum.Entries += r.Entries
			sum.Rebased += r.Moved
			if len(r.Faults) == 0 {
				return nil
			}
			sum.Differ++
			if c.JSON {
				return out.Encode(r)
			}
			for _, f := range r.Faults {
				if _, err := fmt.Printf("%s: %s of entry %d is stored as %s, computed as %s %s\n", r.Code, f.What, f.Seq, stamp(f.Stored), stamp(f.Computed), f.Why); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if c.JSON {
			err = out.Encode(sum)
		} else {
			_, err = fmt.Printf("%d dossiers of %s with %d entries computed again, %d differ\n", sum.Dossiers, u.Long(), sum.Entries, sum.Differ)
		}
		if err == nil && sum.Differ > 0 {
			return exitCode(1)
		}
		return err
	})
}

func stamp(t *time.Time) string {
	if t == nil {
		return "none"
	}
	return deadlines.FormatStamp(*t)
}
