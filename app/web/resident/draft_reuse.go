package resident

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"path"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
)

// reusable are the person's own earlier results that do for a paper and were
// not handed in as it yet.
func (p *DraftPages) reusable(d *draft, x revision.Component) ([]dossiers.EarlierResult, error) {
	if p.Helped || len(x.Replaces) == 0 {
		return nil, nil
	}
	list, err := p.Dossiers.EarlierResults(d.ctx, x.Replaces, d.ID)
	have := of(d.papers, x.Key)
	return slices.DeleteFunc(list, func(r dossiers.EarlierResult) bool {
		return slices.ContainsFunc(have, func(y dossiers.Paper) bool { return *y.Document == reusedID(d.ID, x.Key, r.ID) })
	}), err
}

// reusedID makes the copy of a result one document, however often it is asked for.
func reusedID(dossier uuid.UUID, component string, result uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(dossier, []byte("reuse\x00"+component+"\x00"+result.String()))
}

func reuseOffers(list []dossiers.EarlierResult) []view.ReuseOffer {
	var out []view.ReuseOffer
	for _, r := range list {
		out = append(out, view.ReuseOffer{ID: r.ID.String(), Href: "/tep/" + r.Document.String(), Text: fmt.Sprintf("%s số %s ngày %s", r.Title, r.Number, i18n.Date(r.IssuedAt))})
	}
	return out
}

// Reuse hands in an earlier result as a paper: its bytes are copied under the
// office that decides this dossier, so that neither office reads the other's files.
func (p *DraftPages) Reuse(c *web.Ctx, d *draft) error {
	_, x, err := p.paperOf(c, d)
	if err != nil {
		return err
	}
	here := d.base + "/giay/" + x.Key
	list, err := p.reusable(d, x)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(r dossiers.EarlierResult) bool { return r.ID.String() == c.Form("ket_qua") })
	if i < 0 {
		if slices.ContainsFunc(of(d.papers, x.Key), func(y dossiers.Paper) bool {
			id, err := uuid.Parse(c.Form("ket_qua"))
			return err == nil && *y.Document == reusedID(d.ID, x.Key, id)
		}) {
			return c.Go(here + back(c, "?")) // clicked twice
		}
		return fault.New(fault.NotFound, "result.not_found", "Không tìm thấy kết quả này trong hồ sơ của Ông/Bà.")
	}
	r := list[i]
	doc, err := p.copyResult(d, x, r)
	if err != nil {
		return err
	}
	err = p.Dossiers.ReuseResult(d.ctx, d.ID, x.Key, r, func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		err := p.Documents.Record(ctx, tx, dossier, &doc)
		return doc.ID, err
	})
	if err != nil {
		p.Documents.Discard(d.ctx, doc)
		if !fault.HasKey(err, "row.exists") {
			return err
		}
	}
	return c.Go(here + back(c, "?"))
}

func (p *DraftPages) copyResult(d *draft, x revision.Component, r dossiers.EarlierResult) (documents.Document, error) {
	o, err := p.Documents.Open(d.ctx, r.Document, documents.View)
	if err != nil {
		return documents.Document{}, err
	}
	defer o.Content.Close()
	b, err := io.ReadAll(o.Content)
	if err != nil {
		return documents.Document{}, err
	}
	name := "Kết quả số " + strings.ReplaceAll(r.Number, "/", "-") + path.Ext(o.Name)
	if path.Ext(o.Name) == "" {
		if ext, _ := mime.ExtensionsByType(o.ContentType); len(ext) > 0 {
			name += ext[0]
		}
	}
	doc, err := p.Documents.Store(d.ctx, d.Competent, documents.Incoming{ID: reusedID(d.ID, x.Key, r.ID), Name: name, File: bytes.NewReader(b), Size: int64(len(b))})
	if err == nil && !bytes.Equal(doc.SHA256, o.SHA256) {
		p.Documents.Discard(d.ctx, doc)
		err = fmt.Errorf("reuse: the copy of document %s differs", o.ID)
	}
	return doc, err
}
