package resident

import (
	"net/http"
	"strings"

	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/resident"
)

// Procedure is the start page of one procedure; with .jsonld behind the code, its facts for programs.
func (p *Pages) Procedure(c *web.Ctx) error {
	if code, ok := strings.CutSuffix(c.Param("code"), ".jsonld"); ok {
		return p.procedureData(c, code)
	}
	v, err := p.procedureView(c)
	if err != nil {
		return err
	}
	return c.Page(http.StatusOK, view.ProcedurePage(v))
}

// PrintPapers is its list of papers on paper.
func (p *Pages) PrintPapers(c *web.Ctx) error {
	v, err := p.procedureView(c)
	if err != nil {
		return err
	}
	return c.Page(http.StatusOK, view.PapersPrintPage(v, "/thu-tuc/"+v.Code))
}

// procedureOf reads the procedure of the address as it holds where the visitor
// lives; a province's own, wherever she lives, as it holds there.
func (p *Pages) procedureOf(c *web.Ctx) (Procedure, error) {
	u, _ := p.chosen(c)
	x, err := p.Procedures.ByCode(c.PublicContext(), c.Param("code"))
	if err != nil {
		return Procedure{}, err
	}
	return p.heldAt(c.PublicContext(), x, u)
}

func (p *Pages) procedureView(c *web.Ctx) (view.Procedure, error) {
	x, err := p.procedureOf(c)
	if err != nil {
		return view.Procedure{}, err
	}
	r := x.Revision
	v := view.Procedure{
		Shell: p.frame(c, x.PlainName), Name: x.PlainName, Legal: x.Name, Code: x.Code,
		Summary: r.Summary, Who: r.Who, Urgency: r.Urgency, Ways: wayLines(r), Competence: r.CompetenceText, Presence: r.Presence,
		Notes: r.Notes, Basis: r.LegalBasis, Unsure: unsure(r), PrintHref: "/thu-tuc/" + x.Code + "/in", Groups: paperGroups(r),
		Facts: []view.Fact{{Key: "Thời hạn", Value: r.TermText()}, {Key: "Lệ phí", Value: feeText(r, r.MainChannel())}, {Key: "Kết quả", Value: r.MainResult().Title}},
	}
	if x.Province != "" {
		at, err := p.Units.Province(c.PublicContext(), x.Province)
		if err != nil {
			return view.Procedure{}, err
		}
		v.Facts = append(v.Facts, view.Fact{Key: "Áp dụng ở", Value: at.FullName})
	}
	if r.Decision != "" {
		v.Basis = append(v.Basis[:len(v.Basis):len(v.Basis)], "Công bố theo Quyết định "+r.Decision)
	}
	if v.Times = timeLines(r); len(v.Times) < 2 {
		v.Times = nil
	}
	if v.Fees = feeLines(r); len(v.Fees) < 2 {
		v.Fees = nil
	}
	described, err := p.described(c, x.Code, x.Revision)
	if err != nil {
		return v, err
	}
	v.Open = procedures.OpenData(p.base(c), described)
	v.JSONLD = "/thu-tuc/" + x.Code + ".jsonld"
	u, chosen := p.chosen(c)
	if chosen {
		pl := p.place(c.PublicContext(), u)
		v.Place = &pl
		if v.Real, err = p.realTimes(c, x, u); err != nil {
			return v, err
		}
	}
	v.Off, v.Where = notHere(r)
	if v.Off == "" && chosen && (x.Province == "" || x.Province == u.Province) {
		on, err := p.Procedures.IsOffered(c.PublicContext(), x.ID, u)
		if err != nil {
			return v, err
		}
		if !on {
			v.Off, v.Where = upperFirst(u.InText())+" đang tạm dừng nhận thủ tục này trên hệ thống", "Ông/Bà hỏi quầy một cửa để biết cách nộp."
		}
	}
	if len(screening(r)) > 0 {
		v.Precheck = "/thu-tuc/" + x.Code + "/hoi"
	}
	if v.Off == "" {
		v.Start = "/thu-tuc/" + x.Code + "/noi-nop"
	}
	return v, nil
}

// notHere says why a procedure is not filed online in this product, and where instead; "" when it is.
func notHere(r *revision.Revision) (why, where string) {
	w, ok := r.Ways[revision.Online]
	switch {
	case ok && w.Filed == revision.Here:
		return "", ""
	case ok && w.Filed == revision.Portal:
		return "Thủ tục này nộp ở nơi khác", "Ông/Bà nộp trên " + orText(w.Place, "Cổng Dịch vụ công quốc gia") + ". Cần giúp thì đến quầy một cửa."
	}
	if k := r.Ways[revision.Counter]; k.Filed != revision.Here && k.Place != "" {
		return "Thủ tục này chưa nộp trực tuyến", "Nơi nộp: " + k.Place + "."
	}
	return "Thủ tục này chưa nộp trực tuyến", "Ông/Bà mang giấy tờ đến quầy một cửa."
}
