package documents

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"os/exec"
	"time"

	"motcua/app/child"
	"motcua/app/fault"
	"motcua/app/reading"
)

// KeyTooHard refuses a file that took its child process too long or too much memory.
const KeyTooHard = "document.too_hard"

// inspectMemory bounds what a look into one file may hold, bytes; the address
// space of the child is bounded above it.
const inspectMemory = 700 << 20

// looking bounds the children that look into files at the same moment.
var looking = make(chan struct{}, 4)

// question and answer go between a process and the child that looks into a file
// for it: one line each, the question followed by the file.
type question struct {
	Policy Policy
	Size   int64
	Name   string
	Codes  bool // what square codes are on the picture is asked for
}

type answer struct {
	Info      Info
	Key, Text string // of a refusal
	Codes     []string
}

// inspect looks into a file, in a child process where the service has a program
// for it: files come from strangers, and a decoder that runs away takes the
// child with it, not the server.
func (s *Service) inspect(ctx context.Context, p Policy, r io.ReaderAt, size int64, name string) (Info, error) {
	a, err := s.ask(ctx, question{Policy: p, Size: size, Name: name}, r)
	return a.Info, err
}

// ask has a question answered: by a child process where there is a program for it.
func (s *Service) ask(ctx context.Context, q question, r io.ReaderAt) (answer, error) {
	if s.inspector == "" || q.Size <= 0 || q.Size > q.Policy.MaxBytes {
		return q.answer(r)
	}
	size := q.Size
	head, err := json.Marshal(q)
	if err != nil {
		return answer{}, err
	}
	select {
	case looking <- struct{}{}:
		defer func() { <-looking }()
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	src := &watched{r: r}
	var out bytes.Buffer
	in := io.MultiReader(bytes.NewReader(append(head, '\n')), io.NewSectionReader(src, 0, size))
	err = child.Bounds{Time: 30 * time.Second, CPU: 30, Memory: 2 << 20, File: 0}.Feed(ctx, in, &out, s.inspector, "inspect")
	if src.err != nil {
		return answer{}, fmt.Errorf("inspect: %w", src.err)
	}
	var failed *child.Error
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return answer{}, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &failed) && errors.As(failed.Err, &exit):
		return answer{}, fault.New(fault.Invalid, KeyTooHard, "Tệp quá phức tạp nên không mở được. In ra tệp PDF mới, hoặc chụp ảnh từng trang rồi gửi.").Wrap(err)
	case err != nil:
		return answer{}, fmt.Errorf("inspect: %w", err)
	}
	var a answer
	if err := json.Unmarshal(out.Bytes(), &a); err != nil {
		return answer{}, fmt.Errorf("inspect: %w", err)
	}
	if a.Key != "" {
		return answer{}, refuse(a.Key, a.Text)
	}
	return a, nil
}

// AnswerInspect is the child's side: it reads a question and a file, looks, and
// answers. Its process should end after it.
func AnswerInspect(in io.Reader, out io.Writer) error {
	var q question
	r, err := child.Asked(in, inspectMemory, &q)
	if err != nil {
		return err
	}
	if q.Size > q.Policy.MaxBytes {
		return errors.New("inspect: longer than allowed")
	}
	file, err := child.File(r, q.Size)
	if err != nil {
		return err
	}
	a, err := q.answer(bytes.NewReader(file))
	if fault.Is(err, fault.Invalid) {
		f := fault.As(err)
		a.Key, a.Text = f.Key, f.Text
	} else if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(a)
}

// answer looks.
func (q question) answer(r io.ReaderAt) (a answer, err error) {
	if a.Info, err = q.Policy.Inspect(r, q.Size, q.Name); err != nil || !q.Codes {
		return a, err
	}
	m, err := decode(io.NewSectionReader(r, 0, q.Size), image.Config{Width: a.Info.Width, Height: a.Info.Height})
	if err != nil {
		return a, fault.New(fault.Invalid, KeyBroken, "Ảnh bị hỏng hoặc chưa tải đủ nên không mở được. Chụp lại hoặc chọn ảnh khác.").Wrap(err)
	}
	for _, c := range reading.Codes(m) {
		a.Codes = append(a.Codes, c.Text)
	}
	return a, nil
}

// CodesOf are what the square codes of a picture say; nothing of it is kept.
// Faults: Invalid (see Inspect).
func (s *Service) CodesOf(ctx context.Context, r io.ReaderAt, size int64, name string) ([]string, error) {
	p := Default
	p.Accepted = []string{JPEG, PNG, WebP, TIFF}
	a, err := s.ask(ctx, question{Policy: p, Size: size, Name: name, Codes: true}, r)
	return a.Codes, err
}
