package bench

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"

	"motcua/app/reading"
	"motcua/app/scanned"
	letters "motcua/app/slips/font"
)

// MinReading is what our reading must reach of the pages per minute that
// ocrmypdf makes of the same file on the same cores.
const MinReading = 0.95

const readPages = 20

// Reading is how fast scanned pages become a searchable PDF/A.
type Reading struct {
	Name      string  `json:"reading"`
	Pages     int     `json:"pages"`
	PerMinute float64 `json:"pages_per_minute"`
	Theirs    float64 `json:"ocrmypdf_pages_per_minute,omitempty"` // 0: not installed
	Heap      uint64  `json:"heap_mib"`                            // most that our own process held meanwhile
	Bar       float64 `json:"bar_ratio"`
}

// Ratio is ours to theirs; 0 when there is nothing to compare with.
func (r Reading) Ratio() float64 {
	if r.Theirs == 0 {
		return 0
	}
	return r.PerMinute / r.Theirs
}

// readScans reads a scanned file of readPages pages, and lets ocrmypdf do so
// with the same language, straightening and number of cores where it is installed.
func readScans(ctx context.Context) (Reading, error) {
	out := Reading{Name: "scanned pages read into a searchable PDF/A", Pages: readPages, Bar: MinReading}
	r := reading.New()
	if len(r.Missing()) > 0 {
		return out, nil // nothing to measure with
	}
	dir, err := os.MkdirTemp("", "motcua-bench-*")
	if err != nil {
		return out, err
	}
	defer os.RemoveAll(dir)
	in := filepath.Join(dir, "in.pdf")
	if err := drawScan(in, readPages, 36); err != nil {
		return out, err
	}
	done := make(chan struct{})
	var most atomic.Uint64
	go func() {
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	begun := time.Now()
	err = ourReading(ctx, r, in, filepath.Join(dir, "ours.pdf"))
	out.PerMinute = readPages / time.Since(begun).Minutes()
	close(done)
	out.Heap = most.Load() >> 20
	if err != nil {
		return out, err
	}
	tool, err := exec.LookPath("ocrmypdf")
	if err != nil {
		return out, nil
	}
	begun = time.Now()
	cmd := exec.CommandContext(ctx, tool, "-q", "-l", "vie", "--deskew", "--output-type", "pdfa", "--jobs", strconv.Itoa(runtime.NumCPU()), in, filepath.Join(dir, "theirs.pdf"))
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	if b, err := cmd.CombinedOutput(); err != nil {
		return out, errors.Join(err, errors.New(string(b)))
	}
	out.Theirs = readPages / time.Since(begun).Minutes()
	return out, nil
}

// ourReading does what the job does, without the store.
func ourReading(ctx context.Context, r *reading.Reader, in, name string) error {
	f, err := r.Open(ctx, in)
	if err != nil {
		return err
	}
	pages := make([]scanned.Page, f.Pages)
	err = r.Each(ctx, f, 1, f.Pages, func(p *reading.Page, failed error) error {
		if failed != nil {
			return failed
		}
		picture, err := p.Picture()
		to := scanned.Page{JPEG: picture.JPEG}
		for i, b := range p.Boxes() {
			to.Words = append(to.Words, scanned.Word{Text: p.Words[i].Text, Line: p.Words[i].Line, Box: b})
		}
		pages[p.Number-1] = to
		return err
	})
	if err != nil {
		return err
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	w, err := scanned.New(file, "Bản đo", time.Time{})
	if err != nil {
		return errors.Join(err, file.Close())
	}
	for _, p := range pages {
		err = errors.Join(err, w.Add(p))
	}
	return errors.Join(err, w.Close(), file.Close())
}

// drawScan makes a file as a scanner would: pages of so many lines of print, a
// degree askew, with noise, as pictures; after readPages they come again.
func drawScan(name string, pages, print int) error {
	b, err := letters.File(letters.Styles[0])
	if err != nil {
		return err
	}
	parsed, err := opentype.Parse(b)
	if err != nil {
		return err
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 13, DPI: scanned.DPI})
	if err != nil {
		return err
	}
	defer face.Close()
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	w, err := scanned.New(file, "Bản quét", time.Time{})
	rnd := rand.New(rand.NewPCG(1, 2))
	lines := []string{
		"Căn cứ Luật Tổ chức chính quyền địa phương và hồ sơ đề nghị của công dân nộp tại", "Trung tâm Phục vụ hành chính công xã, Ủy ban nhân dân xã xác nhận các nội dung",
		"kê khai dưới đây là đúng với sổ gốc đang lưu giữ tại cơ quan. Họ và tên: Nguyễn Thị", "Hồng Gấm, sinh ngày 08 tháng 3 năm 1992, số định danh cá nhân 025192905449.",
	}
	var sheets [][]byte
	for n := 0; n < min(pages, readPages) && err == nil; n++ {
		sheet := image.NewGray(image.Rect(0, 0, 1654, 2339))
		draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
		for i := range print {
			(&font.Drawer{Dst: sheet, Src: image.NewUniform(color.Gray{40}), Face: face, Dot: fixed.P(150, 200+55*i)}).DrawString(lines[(i+n)%len(lines)])
		}
		sin, cos := math.Sincos(0.8 * math.Pi / 180)
		askew := image.NewGray(sheet.Rect)
		draw.Draw(askew, askew.Rect, image.White, image.Point{}, draw.Src)
		xdraw.ApproxBiLinear.Transform(askew, f64.Aff3{cos, -sin, 16, sin, cos, -11}, sheet, sheet.Rect, draw.Over, nil)
		for i := range askew.Pix {
			askew.Pix[i] = uint8(min(max(int(askew.Pix[i])-15+rnd.IntN(20), 0), 255))
		}
		var page bytes.Buffer
		if err = jpeg.Encode(&page, askew, &jpeg.Options{Quality: 70}); err == nil {
			sheets = append(sheets, page.Bytes())
		}
	}
	for n := 0; n < pages && err == nil; n++ {
		err = w.Add(scanned.Page{JPEG: sheets[n%len(sheets)]})
	}
	if err == nil {
		err = w.Close()
	}
	return errors.Join(err, file.Close())
}
