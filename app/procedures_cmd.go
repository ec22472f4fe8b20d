package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"motcua/app/procedures"
	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
	"motcua/migrations"
)

// proceduresCmd works on the national catalogue that ships in the binary; no server, no database.
type proceduresCmd struct {
	Search proceduresSearchCmd `cmd:"" help:"Rank procedures for what somebody typed."`
	Export proceduresExportCmd `cmd:"" help:"Write a procedure with its national revision as a readable YAML file; without a code all of them as JSON, one per line."`
	Import proceduresImportCmd `cmd:"" help:"Take procedures from a file and say line by line what was taken, changed and refused."`
}

type proceduresSearchCmd struct {
	Query []string `arg:"" optional:"" help:"Words to search for. Without any, one query per line is read from standard input: plain text or {\"q\":\"…\"}."`
	JSON  bool     `help:"One JSON object per hit (per query when they come from standard input)."`
	Limit int      `help:"At most so many hits." default:"10"`
}

type searchHit struct {
	Code  string  `json:"code"`
	Name  string  `json:"name"`
	Legal string  `json:"legal_name"`
	Field string  `json:"field"`
	Score float64 `json:"score"`
	// ByName: only code, name and field of it are known here.
	ByName bool `json:"by_name_only,omitempty"`
}

func (c *proceduresSearchCmd) Run(context.Context) error {
	if len(c.Query) > 0 && strings.TrimSpace(strings.Join(c.Query, " ")) == "" {
		return errors.New("search: say what to look for, for example: motcua procedures search \"giay doc than\"")
	}
	if c.Limit < 1 {
		return errors.New("search: --limit must be at least 1")
	}
	list, err := national.Whole(migrations.Data())
	if err != nil {
		return err
	}
	index := procedures.NewNational(list)
	if len(c.Query) > 0 {
		return c.tell(os.Stdout, c.find(index, strings.Join(c.Query, " ")))
	}
	return eachLine(os.Stdin, func(line string) error {
		q := line
		if strings.HasPrefix(line, "{") {
			var in struct {
				Q string `json:"q"`
			}
			if err := json.Unmarshal([]byte(line), &in); err != nil {
				return fmt.Errorf("not a JSON object with q: %w", err)
			}
			q = in.Q
		}
		hits := c.find(index, q)
		if !c.JSON {
			fmt.Println("# " + q)
			return c.tell(os.Stdout, hits)
		}
		codes := make([]string, len(hits))
		for i, h := range hits {
			codes[i] = h.Code
		}
		return encode(os.Stdout, map[string]any{"q": q, "codes": codes})
	})
}

func (c *proceduresSearchCmd) find(n *procedures.National, q string) []procedures.Hit {
	hits := n.Find(q)
	return hits[:min(len(hits), c.Limit)]
}

func (c *proceduresSearchCmd) tell(w io.Writer, hits []procedures.Hit) error {
	for _, h := range hits {
		if c.JSON {
			if err := encode(w, searchHit{h.Code, h.PlainName, h.Name, h.Field, h.Score, len(h.Revision.Ways) == 0}); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintf(w, "%s  %s\n", h.Code, h.PlainName); err != nil {
			return err
		}
	}
	return nil
}

type proceduresExportCmd struct {
	Code string `arg:"" optional:"" help:"National code, for example 1.004873."`
	JSON bool   `help:"JSON instead of YAML; both come back byte for byte when they are imported and exported again."`
}

func (c *proceduresExportCmd) Run(context.Context) error {
	s, err := national.Open(migrations.Data())
	if err != nil {
		return err
	}
	if c.Code == "" {
		for _, e := range s.Entries {
			b, err := exchange.Line(e)
			if err != nil {
				return err
			}
			if _, err := os.Stdout.Write(append(b, '\n')); err != nil {
				return err
			}
		}
		return nil
	}
	e := s.Entry(c.Code)
	if e == nil {
		return fmt.Errorf("there is no procedure %q; try: motcua procedures search", c.Code)
	}
	write := exchange.YAML
	if c.JSON {
		write = exchange.JSON
	}
	b, err := write(*e)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(b)
	return err
}

// encode writes one JSON object on one line, Vietnamese letters and < as they are.
func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// eachLine calls fn for every line that is not blank; the first error ends it.
func eachLine(r io.Reader, fn func(string) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 1<<16), 1<<20)
	for n := 1; s.Scan(); n++ {
		if line := strings.TrimSpace(s.Text()); line != "" {
			if err := fn(line); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
	return s.Err()
}
