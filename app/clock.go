package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"motcua/app/deadlines"
)

// clockCmd explains a date from a case, with the production arithmetic and no database. It reads one JSON
// object per line from standard input; deadlines.Case says what stands in it.
type clockCmd struct {
	JSON bool `help:"Answer with one JSON object per line; without it, in sentences."`
}

func (c *clockCmd) Run(context.Context) error {
	if c.JSON {
		return deadlines.RunCases(os.Stdin, os.Stdout)
	}
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := deadlines.RunCases(os.Stdin, w)
		w.Close()
		done <- err
	}()
	err := tellAnswers(r, os.Stdout)
	r.CloseWithError(err)
	if runErr := <-done; err == nil {
		err = runErr
	}
	return err
}

// tellAnswers turns answers into sentences, a blank line after each case.
func tellAnswers(r io.Reader, w io.Writer) error {
	d := json.NewDecoder(bufio.NewReader(r))
	for d.More() {
		var a struct {
			deadlines.Answer
			Error string `json:"error"`
		}
		if err := d.Decode(&a); err != nil {
			return err
		}
		lines := a.Explanation
		if a.Error != "" {
			lines = []string{a.Error}
		}
		for _, l := range lines {
			if _, err := fmt.Fprintln(w, l); err != nil {
				return err
			}
		}
		fmt.Fprintln(w)
	}
	return nil
}
