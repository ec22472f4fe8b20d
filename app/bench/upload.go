package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/google/uuid"
)

// MaxUpload is how many MB the server may hold for one file of 20 MB that is
// sent by a form, looked into, encrypted and stored.
const MaxUpload = 32

// Upload is one large photograph sent by a form. Peak is what the whole process
// held above what it held before, with garbage collected at once; what the child
// that looks into the file holds is bounded by itself and not in it.
type Upload struct {
	Name    string  `json:"upload"`
	Bytes   int64   `json:"bytes"`
	Seconds float64 `json:"seconds"`
	Peak    float64 `json:"peak_mb"`
	Bar     float64 `json:"bar_mb"`
}

func (b *bench) upload(ctx context.Context) (Upload, error) {
	out := Upload{Name: "photograph of nearly 20 MB through the form", Bar: MaxUpload}
	self, err := os.Executable()
	if err != nil {
		return out, err
	}
	b.app.Documents.Guard(self, nil)
	defer b.app.Documents.Guard("", nil)
	file, err := largePhoto()
	if err != nil {
		return out, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if out.Bytes, err = file.Seek(0, io.SeekEnd); err != nil {
		return out, err
	}

	defer debug.SetGCPercent(debug.SetGCPercent(5))
	runtime.GC()
	before, peak := held(), uint64(0)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { // ends with the upload
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				peak = max(peak, held())
			}
		}
	}()
	begun := time.Now()
	err = b.send(ctx, file)
	out.Seconds = time.Since(begun).Seconds()
	close(stop)
	<-stopped
	out.Peak = above(peak, before)
	return out, err
}

func held() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// largePhoto is noise, which no encoder makes smaller.
func largePhoto() (*os.File, error) {
	m := image.NewGray(image.Rect(0, 0, 4400, 5500))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = uint8(r.Uint32())
	}
	f, err := os.CreateTemp("", "motcua-bench-*.jpg")
	if err != nil {
		return nil, err
	}
	if err := jpeg.Encode(f, m, &jpeg.Options{Quality: 92}); err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, err
	}
	return f, nil
}

// send posts the file as a browser does, from the disk.
func (b *bench) send(ctx context.Context, file *os.File) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var head bytes.Buffer
	form := multipart.NewWriter(&head)
	if err := form.WriteField("idempotency_key", uuid.NewString()); err != nil {
		return err
	}
	if _, err := form.CreateFormFile("tep", "lon.jpg"); err != nil {
		return err
	}
	tail := "\r\n--" + form.Boundary() + "--\r\n"
	rq, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+b.world.paper, io.MultiReader(&head, file, bytes.NewReader([]byte(tail))))
	if err != nil {
		return err
	}
	rq.Header.Set("Content-Type", form.FormDataContentType())
	rq.Header.Set("Cookie", "mc_r="+b.world.filers[0].token)
	rq.Header.Set("Origin", b.base)
	rq.Header.Set("Sec-Fetch-Site", "same-origin")
	rs, err := http.DefaultClient.Do(rq)
	if err != nil {
		return err
	}
	defer rs.Body.Close()
	if rs.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %d", rs.StatusCode)
	}
	page, err := io.ReadAll(rs.Body)
	if err == nil && !bytes.Contains(page, []byte("lon.jpg")) {
		err = errors.New("the file is not in the list")
	}
	return err
}
