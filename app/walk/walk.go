// Package walk drives the main job through the real pages of a running
// deployment, as browsers without scripts do: residents who come through the
// simulated VNeID and officers who sign in with the demo password. It asks no
// database and calls no use-case; what it says of a dossier it read from the
// pages. Every run makes persons of its own, so it can be repeated.
package walk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Options say where to walk.
type Options struct {
	URL      string     // http://host:port of a deployment with demo data
	Password string     // of the demo accounts
	Say      func(Step) // told each step as it is done; nil for nobody
	Ways     []string   // the ways to walk, in order; nil is all of [Ways]
	// Saw is told every page with who saw it, in which browser; nil for nobody.
	Saw func(who string, b *Browser, p *Page)
}

// Step is one thing that somebody did, with what the pages then said.
type Step struct {
	N       int      `json:"n"`
	Way     string   `json:"way"`            // one of [Ways]
	Who     string   `json:"who"`            // account, or "người dân"
	Did     string   `json:"did"`            // in English
	Code    string   `json:"code,omitempty"` // of the dossier
	State   string   `json:"state,omitempty"`
	Promise string   `json:"promise,omitempty"` // the date as the page tells it
	Why     []string `json:"why,omitempty"`     // the explanation of that date
	Saw     []string `json:"saw,omitempty"`     // what else was made sure of
	MS      int64    `json:"ms"`
}

// Failure is the first step that was not as it should be.
type Failure struct {
	Step     Step
	Expected string
	Seen     string
}

func (f *Failure) Error() string {
	return fmt.Sprintf("step %d (%s), %s: %s\n  expected: %s\n  seen:     %s", f.Step.N, f.Step.Way, f.Step.Who, f.Step.Did, f.Expected, f.Seen)
}

// Ways are the stories, in the order in which they are walked.
var Ways = []string{"online", "helped", "across", "ends", "now", "tenants"}

// Titles say what each way is, for a printout.
var Titles = map[string]string{
	"online":  "Online: a resident far away files for xã Kim Bôi from a phone",
	"helped":  "Helped: phường Hòa Bình files online for a resident, to xã Kim Bôi",
	"across":  "Across a boundary: phường Hòa Bình receives for xã Kim Bôi",
	"ends":    "Other ends: declined, refused, withdrawn, stopped",
	"now":     "Same-day work: one screen at the counter, signed, numbered, paid, returned",
	"tenants": "Everybody sees exactly their part",
}

// Run walks. It returns a *[Failure] at the first step that is not as it
// should be, or another error when the deployment cannot be reached.
func Run(ctx context.Context, o Options) (err error) {
	w := &walk{Options: o, ctx: ctx, officers: map[string]*someone{}}
	stories := map[string]func(){"online": w.online, "helped": w.helped, "across": w.across, "ends": w.ends, "now": w.now, "tenants": w.tenants}
	if o.Ways == nil {
		o.Ways = Ways
	}
	defer stop(&err)
	for _, name := range o.Ways {
		story, ok := stories[name]
		if !ok {
			return fmt.Errorf("no way %q; there are %s", name, strings.Join(Ways, ", "))
		}
		w.way, w.step = name, &Step{N: w.n + 1, Way: name}
		story()
	}
	return nil
}

// walk is one run. Inside it the first thing that is wrong unwinds to [Run] as
// a stopped panic, so that a story reads like what people do.
type walk struct {
	Options
	ctx   context.Context
	way   string
	n     int
	step  *Step
	known []seen // dossiers of this run, for the tenants at the end

	officers map[string]*someone
}

// seen is a dossier that some offices must never see.
type seen struct {
	code, id string
	hoabinh  bool // phường Hòa Bình has a part in it
}

type stopped struct{ err error }

// stop, deferred, turns a stopped panic into the error that it carries.
func stop(err *error) {
	switch r := recover().(type) {
	case nil:
	case stopped:
		*err = r.err
	default:
		panic(r)
	}
}

// do is one step.
func (w *walk) do(who, did string, f func(s *Step)) {
	w.n++
	s := Step{N: w.n, Way: w.way, Who: who, Did: did}
	w.step = &s
	begun := time.Now()
	f(&s)
	s.MS = time.Since(begun).Milliseconds()
	if w.Say != nil {
		w.Say(s)
	}
}

// want stops the walk when ok is false.
func (w *walk) want(ok bool, expected, saw string) {
	if !ok {
		panic(stopped{&Failure{*w.step, expected, saw}})
	}
}

// can stops the walk on an error of the browser.
func (w *walk) can(err error) {
	if err == nil {
		return
	}
	if cause := w.ctx.Err(); cause != nil {
		panic(stopped{errors.Join(cause, err)})
	}
	panic(stopped{&Failure{*w.step, "an answer of the deployment", err.Error()}})
}

// until waits for something that a job does, at most a minute.
func (w *walk) until(expected string, ok func() (bool, string)) {
	last := ""
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		var done bool
		if done, last = ok(); done {
			return
		}
		select {
		case <-w.ctx.Done():
			panic(stopped{w.ctx.Err()})
		case <-time.After(200 * time.Millisecond):
		}
	}
	w.want(false, expected+", within a minute", last)
}

// sees notes on a step what was made sure of.
func (s *Step) sees(f string, a ...any) { s.Saw = append(s.Saw, fmt.Sprintf(f, a...)) }
