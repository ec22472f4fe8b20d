package resident

import (
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/views/ui"
)

// AskedItem is one fault of a request for papers in the resident's words, the
// same for her page and for the officer's preview. picture is the address of a
// page's picture; fields are the answers to put right as they stand.
func AskedItem(n int, it *dossiers.SupplementItem, picture func(document uuid.UUID, page int) string, fields []ui.Pair) ui.AskedItem {
	x := ui.AskedItem{N: n, Title: it.Title, Reason: dossiers.SupplementReasons[it.Reason], Note: it.Note, Fields: fields}
	at := map[string]int{}
	for _, m := range it.Marks {
		key := m.Document.String() + strconv.Itoa(m.Page)
		i, ok := at[key]
		if !ok {
			i = len(x.Pictures)
			at[key] = i
			x.Pictures = append(x.Pictures, ui.MarkedPicture{Src: picture(m.Document, m.Page), Alt: fmt.Sprintf("%s, trang %d, chỗ cần sửa được khoanh đỏ", it.Title, m.Page)})
		}
		x.Pictures[i].Boxes = append(x.Pictures[i].Boxes, Box(m))
	}
	return x
}

// Box is a mark as it is laid over its picture.
func Box(m dossiers.Mark) ui.Box {
	percent := func(f float64) string { return strconv.FormatFloat(f*100, 'f', 2, 64) + "%" }
	return ui.Box{X: percent(m.X), Y: percent(m.Y), W: percent(m.W), H: percent(m.H), Text: m.Where()}
}
