package resident

import (
	"errors"
	"fmt"
	"io"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/app/web/pieces"
)

// pieces is where the files of one paper of a draft go that come piece by piece.
func (p *DraftPages) pieces(c *web.Ctx) (pieces.Target, error) {
	d, err := p.open(c)
	if errors.Is(err, errFiled) {
		return pieces.Target{}, fault.New(fault.Conflict, "dossier.already_filed", "Hồ sơ này đã được nộp nên không sửa được nữa.")
	}
	if err != nil {
		return pieces.Target{}, err
	}
	_, x, err := p.paperOf(c, d)
	if err != nil {
		return pieces.Target{}, err
	}
	policy := documents.PolicyFor(x.Accept)
	return pieces.Target{
		Context: d.ctx, Dossier: d.ID, Component: x.Key, Base: d.base + "/giay/" + x.Key + "/gui", Policy: policy,
		Take: func(u documents.Upload, f io.ReaderAt) error {
			if len(of(d.papers, x.Key)) >= mostFiles {
				return tooMany()
			}
			return p.keepPaper(d.ctx, &d.Dossier, x.Key, documents.Incoming{ID: u.ID, Name: u.Name, File: f, Size: u.Length, Policy: &policy})
		},
		Refused: func(why string) error { return p.paperFiles(c, d, x.Key, why) },
	}, nil
}

func tooMany() error {
	return fault.New(fault.Invalid, "paper.too_many", fmt.Sprintf("Mỗi giấy tờ nhận tối đa %d tệp. Gộp các trang vào một tệp PDF.", mostFiles))
}
