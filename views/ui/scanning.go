package ui

import "context"

type scanningKey struct{}

// WithScanning tells the pages under a context whether files that come in are
// looked into for malware.
func WithScanning(ctx context.Context, on bool) context.Context {
	return context.WithValue(ctx, scanningKey{}, on)
}

// scanning says it to those who send files.
func scanning(ctx context.Context) string {
	if on, _ := ctx.Value(scanningKey{}).(bool); on {
		return "Tệp được quét mã độc khi nhận."
	}
	return "Hệ thống này chưa bật quét mã độc."
}
