package blob

import (
	"context"
	"errors"
	"fmt"

	"github.com/minio/minio-go/v7"
	"github.com/minio/sio"

	"motcua/app/fault"
)

// Keys of the faults this package gives.
const (
	KeyDown     = "storage.down"       // Unavailable: unreachable, timed out or refusing
	KeyDamaged  = "storage.damaged"    // Internal: missing, truncated, altered, or not this tenant's key
	KeyTooBig   = "document.too_big"   // Invalid
	KeyShredded = "document.shredded"  // NotFound: its tenant's keyset was deleted
	KeyLocked   = "document.is_locked" // Conflict: an issued result cannot be deleted
)

func down(cause error) error {
	return fault.New(fault.Unavailable, KeyDown,
		"Kho lưu tệp đang tạm ngừng. Phần đã nhập được giữ nguyên. Ông/Bà gửi lại sau ít phút.").Wrap(cause)
}

func damaged(cause error) error {
	return fault.New(fault.Internal, KeyDamaged,
		"Tệp lưu trữ không còn nguyên vẹn nên không mở được. Báo cho quản trị hệ thống.").Wrap(cause)
}

func tooBig(maxBytes int64) error {
	return fault.New(fault.Invalid, KeyTooBig, TooBigText(maxBytes))
}

// TooBigText is the sentence for a file larger than maxBytes.
func TooBigText(maxBytes int64) string {
	limit := fmt.Sprintf("%d MB", maxBytes>>20)
	if maxBytes < 1<<20 {
		limit = fmt.Sprintf("%d KB", max(maxBytes>>10, 1))
	}
	return "Tệp lớn hơn " + limit + ". Chụp lại ở cỡ ảnh nhỏ hơn hoặc chia thành nhiều tệp."
}

func isDown(err error) bool { return fault.HasKey(err, KeyDown) }

// translate turns an error of the S3 client into a fault. A caller that went
// away is not a fault of the store.
func translate(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	var broken sio.Error
	if errors.As(err, &broken) {
		return damaged(err)
	}
	switch minio.ToErrorResponse(err).Code {
	case "NoSuchKey", "NoSuchVersion", "InvalidRange", "MethodNotAllowed":
		return damaged(err)
	}
	return down(err)
}
