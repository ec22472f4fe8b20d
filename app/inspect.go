package main

import (
	"context"
	"os"

	"motcua/app/documents"
)

// inspectCmd is the child in which a server looks into a stranger's file.
type inspectCmd struct{}

func (c *inspectCmd) Run(context.Context) error { return documents.AnswerInspect(os.Stdin, os.Stdout) }
