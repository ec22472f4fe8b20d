package main

import (
	"context"
	"os"

	"motcua/app/checking"
	"motcua/app/documents"
)

// inspectCmd is the child in which a server looks into a stranger's file.
type inspectCmd struct{}

func (c *inspectCmd) Run(context.Context) error { return documents.AnswerInspect(os.Stdin, os.Stdout) }

// signaturesCmd is the child in which a server checks a stranger's signatures.
type signaturesCmd struct{}

func (c *signaturesCmd) Run(ctx context.Context) error {
	return checking.AnswerSignatures(ctx, os.Stdin, os.Stdout)
}
