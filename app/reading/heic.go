package reading

import (
	"context"
	"os"
	"path/filepath"
)

// fromHEIC turns an iPhone's picture into a JPEG in a folder of its own, upright
// as its file says; done takes it away again. The codec is another program's
// (libheif's heif-convert), as a child with bounds.
//
// Faults: Invalid where that program is not installed, or cannot open the picture.
func (r *Reader) fromHEIC(ctx context.Context, file string) (jpeg string, done func(), err error) {
	if r.Heif == "" {
		return "", nil, refuse(KeyType, "Ảnh dạng HEIC chưa mở được ở đây. Chụp lại ngay trên trang này, hoặc đổi ảnh sang JPEG rồi gửi.")
	}
	dir, err := os.MkdirTemp(r.TempDir, "motcua-heic-*") // 0700
	if err != nil {
		return "", nil, err
	}
	done = func() { os.RemoveAll(dir) }
	jpeg = filepath.Join(dir, "page.jpg")
	if _, err = run(ctx, r.PerPage, dir, nil, r.Heif, "-q", "92", file, jpeg); err == nil {
		_, err = os.Stat(jpeg) // of several pictures each gets a name of its own
	}
	if err != nil {
		done()
		if ctx.Err() != nil {
			return "", nil, ctx.Err()
		}
		return "", nil, errBrokenImage.Wrap(err)
	}
	return jpeg, done, nil
}
