package reading

import (
	"context"
	"io"
	"time"

	"motcua/app/child"
)

// bounds of a tool that looks at one page: the words of a very full one are
// some 200 KB of TSV.
func bounds(limit time.Duration) child.Bounds {
	return child.Bounds{Time: limit, CPU: 120, Memory: 1_572_864, File: 524_288, Out: 8 << 20}
}

func run(ctx context.Context, limit time.Duration, dir string, stdin []byte, tool string, args ...string) ([]byte, error) {
	return bounds(limit).Run(ctx, dir, stdin, tool, args...)
}

func runInto(ctx context.Context, out io.Writer, limit time.Duration, dir string, stdin []byte, tool string, args ...string) error {
	return bounds(limit).RunInto(ctx, out, dir, stdin, tool, args...)
}
