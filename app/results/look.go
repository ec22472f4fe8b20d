package results

import (
	"context"
	"io"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/signing"
)

// Look is the document of a result on its way, for its reviewers: the very
// bytes that were submitted (with the signatures there are by now), and after
// them a revision that lays “DỰ THẢO” across the pages. A line of the access
// log says who looked. Fault: NotFound when no document was submitted.
func (s *Service) Look(ctx context.Context, dossier uuid.UUID) (pdf []byte, name string, err error) {
	w, err := s.Dossiers.ResultInWork(ctx, dossier)
	if err != nil {
		return nil, "", err
	}
	id := Outside(w.Result)
	if id == uuid.Nil {
		return nil, "", fault.New(fault.NotFound, "document.not_found")
	}
	o, err := s.Documents.Open(ctx, id, documents.View)
	if err != nil {
		return nil, "", err
	}
	defer o.Content.Close()
	b, err := io.ReadAll(o.Content)
	if err != nil {
		return nil, "", err
	}
	marked, err := signing.Mark(b, watermark)
	return marked, fileName(w.Dossier.CodeText(), "du-thao"), err
}

// Line is one line of a comparison.
type Line struct {
	Text string
	Was  bool // only in the earlier text
	New  bool // only in the later one
}

// Compare sets the text of a result on its way against the last one that was
// sent back, and a correction against what it corrects; nil when there is nothing.
func Compare(f *dossiers.Full) []Line {
	live := f.InWork()
	if live == nil {
		return nil
	}
	var before *dossiers.Result
	for i := range f.Results {
		if r := &f.Results[i]; live.Replaces != nil && r.ID == *live.Replaces || live.Replaces == nil && r.State == "sent_back" {
			before = r
		}
	}
	if before == nil {
		return nil
	}
	return diff(lines(before.Content), lines(live.Content))
}

// diff is the shortest way from one list of lines to another.
func diff(a, b []string) (out []Line) {
	if len(a)*len(b) > 1_000_000 { // no letter is that long
		a = nil
	}
	same := make([][]int, len(a)+1) // longest common rest
	for i := range same {
		same[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				same[i][j] = same[i+1][j+1] + 1
			} else {
				same[i][j] = max(same[i+1][j], same[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, Line{Text: a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && same[i+1][j] >= same[i][j+1]:
			out = append(out, Line{Text: a[i], Was: true})
			i++
		default:
			out = append(out, Line{Text: b[j], New: true})
			j++
		}
	}
	return out
}
