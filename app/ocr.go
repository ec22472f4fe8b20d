package main

import (
	"context"
	"fmt"
	"os"

	"motcua/app/fault"
	"motcua/app/reading"
	"motcua/app/reading/meaning"
	"motcua/migrations"
)

// ocrCmd reads a photograph, a scan or a PDF; no database.
type ocrCmd struct {
	File string `arg:"" help:"Photograph (JPEG, PNG, WebP), scan (TIFF) or PDF."`
	JSON bool   `help:"Answer with one JSON object."`
}

type ocrPage struct {
	Text string `json:"text"`
	Note string `json:"note,omitempty"` // what to do about a page with nothing on it
}

type ocrAnswer struct {
	Kind   string          `json:"kind"`
	Pages  []ocrPage       `json:"pages"`
	Fields []meaning.Field `json:"fields"`
}

func (c *ocrCmd) Run(ctx context.Context) error {
	know, err := meaning.Shipped(migrations.Data())
	if err != nil {
		return err
	}
	r := reading.New()
	pages, err := r.All(ctx, c.File)
	var paper meaning.Paper
	if err == nil {
		paper, err = r.Understand(ctx, pages, know)
	}
	if err != nil {
		if e := fault.As(err); e.Text != "" { // the sentence for people, then the key for scripts
			return fmt.Errorf("%s (%s)", e.Text, e.Key)
		}
		return err
	}
	out := ocrAnswer{Kind: paper.Kind, Fields: paper.Fields}
	for _, p := range pages {
		page := ocrPage{Text: p.Text()}
		if p.Empty {
			page.Note = reading.EmptyText(p.Number)
		}
		out.Pages = append(out.Pages, page)
	}
	if c.JSON {
		return encode(os.Stdout, out)
	}
	for _, p := range out.Pages {
		fmt.Printf("%s%s\n\n", p.Text, p.Note)
	}
	fmt.Println(out.Kind)
	for _, f := range out.Fields {
		fmt.Printf("%s\t%s\t%.2f\n", f.Name, f.Value, f.Confidence)
	}
	return nil
}
