package child

import (
	"bufio"
	"encoding/json"
	"io"
	"runtime/debug"
)

// Asked is the child's side: it keeps what this process holds well under memory
// bytes, reads the question, one line of JSON, and gives what follows it.
func Asked(in io.Reader, memory int64, question any) (*bufio.Reader, error) {
	debug.SetMemoryLimit(memory / 2)
	debug.SetGCPercent(100)
	r := bufio.NewReaderSize(in, 64<<10)
	head, err := r.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	return r, json.Unmarshal(head, question)
}

// File reads the file that follows a question.
func File(r io.Reader, size int64) ([]byte, error) {
	b := make([]byte, size)
	_, err := io.ReadFull(r, b)
	return b, err
}
