package documents

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime/debug"
	"time"

	"motcua/app/child"
	"motcua/app/fault"
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
}

type answer struct {
	Info      Info
	Key, Text string // of a refusal
}

// inspect looks into a file, in a child process where the service has a program
// for it: files come from strangers, and a decoder that runs away takes the
// child with it, not the server.
func (s *Service) inspect(ctx context.Context, p Policy, r io.ReaderAt, size int64, name string) (Info, error) {
	if s.inspector == "" || size <= 0 || size > p.MaxBytes {
		return p.Inspect(r, size, name)
	}
	head, err := json.Marshal(question{p, size, name})
	if err != nil {
		return Info{}, err
	}
	select {
	case looking <- struct{}{}:
		defer func() { <-looking }()
	case <-ctx.Done():
		return Info{}, ctx.Err()
	}
	src := &watched{r: r}
	var out bytes.Buffer
	in := io.MultiReader(bytes.NewReader(append(head, '\n')), io.NewSectionReader(src, 0, size))
	err = child.Bounds{Time: 30 * time.Second, CPU: 30, Memory: 2 << 20, File: 0}.Feed(ctx, in, &out, s.inspector, "inspect")
	if src.err != nil {
		return Info{}, fmt.Errorf("inspect: %w", src.err)
	}
	var failed *child.Error
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return Info{}, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &failed) && errors.As(failed.Err, &exit):
		return Info{}, fault.New(fault.Invalid, KeyTooHard, "Tệp quá phức tạp nên không mở được. In ra tệp PDF mới, hoặc chụp ảnh từng trang rồi gửi.").Wrap(err)
	case err != nil:
		return Info{}, fmt.Errorf("inspect: %w", err)
	}
	var a answer
	if err := json.Unmarshal(out.Bytes(), &a); err != nil {
		return Info{}, fmt.Errorf("inspect: %w", err)
	}
	if a.Key != "" {
		return Info{}, refuse(a.Key, a.Text)
	}
	return a.Info, nil
}

// AnswerInspect is the child's side: it reads a question and a file, looks, and
// answers. Its process should end after it.
func AnswerInspect(in io.Reader, out io.Writer) error {
	debug.SetMemoryLimit(inspectMemory / 2)
	debug.SetGCPercent(100)
	r := bufio.NewReaderSize(in, 64<<10)
	head, err := r.ReadBytes('\n')
	if err != nil {
		return err
	}
	var q question
	if err := json.Unmarshal(head, &q); err != nil {
		return err
	}
	if q.Size > q.Policy.MaxBytes {
		return errors.New("inspect: longer than allowed")
	}
	file := make([]byte, q.Size)
	if _, err := io.ReadFull(r, file); err != nil {
		return err
	}
	info, err := q.Policy.Inspect(bytes.NewReader(file), q.Size, q.Name)
	a := answer{Info: info}
	if fault.Is(err, fault.Invalid) {
		f := fault.As(err)
		a.Key, a.Text = f.Key, f.Text
	} else if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(a)
}
