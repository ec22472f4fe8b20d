package resident

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/app/web/pieces"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// asked opens the request that waits for an answer.
func (p *Pages) asked(c *web.Ctx) (f dossiers.Full, s *dossiers.Supplement, to string, err error) {
	if f, to, err = p.full(c); err != nil || to != "" {
		return f, nil, to, err
	}
	if s = f.OpenSupplement(); s == nil {
		return f, nil, "/ho-so/" + f.ID.String(), nil
	}
	return f, s, "", nil
}

// Supplement shows what was sent back, each with its reason and the place to mend it.
func (p *Pages) Supplement(c *web.Ctx) error {
	f, s, to, err := p.asked(c)
	if err != nil {
		return err
	}
	if to != "" {
		return c.Go(to)
	}
	return p.supplementPage(c, http.StatusOK, &f, s, nil)
}

// reuseIn is how one of her own papers does for an item of the request; ok is
// false where no file answers it.
func (p *Pages) reuseIn(c *web.Ctx, f *dossiers.Full, item string) (r reuse, ok bool, err error) {
	if k, here := f.Terms.Component(item); !here || !k.Sendable() {
		return r, false, nil
	}
	rev, err := p.Procedures.RevisionByID(c.PublicContext(), f.Revision)
	if err != nil {
		return r, false, err
	}
	x, ok := rev.Component(item)
	return reuse{ctx: c.Context(), dossier: &f.Dossier, component: x, papers: f.Papers, procedure: f.Terms.Name, office: p.officeName(c.PublicContext(), &f.Competent), tick: "dong_y_" + item + "_"}, ok, nil
}

func (p *Pages) supplementPage(c *web.Ctx, status int, f *dossiers.Full, s *dossiers.Supplement, bad map[string]string) error {
	here := "/ho-so/" + f.ID.String()
	v := view.Supplement{
		Back: here, Title: "Bổ sung " + plural(len(s.Items), "mục"), By: s.AskedName + ", " + p.officeName(c.PublicContext(), &f.Competent) + ", " + i18n.DateTime(s.AskedAt),
		Message: s.Message, Until: i18n.Promise(s.ClosesAt), Lapse: LapseText(s.BeforeAcceptance && !f.Terms.Supplement.Stops), Ask: here + "/tin-nhan", Action: here + "/bo-sung", Key: newKey(), Version: strconv.Itoa(f.Version),
		Note: ui.Field{Name: "loi_nhan", Label: "Lời nhắn cho cán bộ", Optional: true, Value: c.Form("loi_nhan"), MaxLen: 2000, Error: bad["loi_nhan"]},
	}
	if toWrite(&f.Terms, s) {
		v.Note.Label, v.Note.Optional = "Điều Ông/Bà bổ sung, viết tại đây", false
	}
	var order []string
	for i := range s.Items {
		it := s.Items[i]
		x := view.SupplementItem{Asked: AskedItem(i+1, &it, pagePicture, nil)}
		if len(it.Fields) > 0 {
			var names []string
			x.Questions, names = p.correcting(c, f, it.Fields, bad)
			order = append(order, names...)
		}
		if k, ok := f.Terms.Component(it.Component); ok && k.Sendable() {
			var old, fresh []dossiers.Paper
			for _, d := range of(f.Papers, it.Component) {
				if d.Round == s.Round {
					fresh = append(fresh, d)
				} else {
					old = append(old, d)
				}
			}
			x.Asked.Old, x.Asked.OldTitle = p.fileList(old, "/tep/", ""), "Bản đã gửi trước:"
			name := "paper_" + it.Component
			if r, ok, err := p.reuseIn(c, f, it.Component); err != nil {
				return err
			} else if ok {
				own, err := p.own(r)
				if err != nil {
					return err
				}
				x.Own, x.Used = p.offers(c, own, ""), own.receipts(fresh)
				for i := range x.Own {
					x.Own[i].Error = bad[x.Own[i].Tick]
					order = append(order, x.Own[i].Tick)
				}
			}
			order = append(order, name)
			hint := ""
			if k.Shown {
				hint = "Đã xuất trình tại quầy thì viết ở lời nhắn, không phải gửi."
			}
			x.File = &ui.FileField{
				Field: ui.Field{Name: name, Label: "Bản gửi lại", Hint: hint, Error: bad[name]}, Multiple: true, Upload: here + "/bo-sung/" + it.Component + "/tep", Pieces: here + "/bo-sung/" + it.Component + "/gui",
				Files: p.fileList(fresh, "/tep/", here+"/bo-sung/"+it.Component+"/bo/"),
			}
		}
		v.Items = append(v.Items, x)
	}
	v.Shell = p.about(c, f, v.Title)
	v.Problems = ui.Problems(bad, append(order, "loi_nhan")...)
	return c.Page(status, view.SupplementPage(v))
}

// AnswerSupplement takes the files that came with the form and sends the answer.
func (p *Pages) AnswerSupplement(c *web.Ctx) error {
	f, s, to, err := p.asked(c)
	if err != nil {
		return err
	}
	if to != "" { // answered already: a second click, or another phone
		return c.Go(to)
	}
	bad := map[string]string{}
	for _, it := range s.Items {
		name := "paper_" + it.Component
		refusal, err := p.receive(c, c.Context(), &f.Dossier, it.Component, name, inRound(of(f.Papers, it.Component), s.Round))
		if err != nil {
			return err
		}
		if refusal != "" {
			bad[name] = refusal
		}
	}
	if c.Form("dung") != "" {
		return p.useInSupplement(c, &f, s, bad)
	}
	here := "/ho-so/" + f.ID.String()
	if len(bad) == 0 && c.Form("sau") != "" {
		return c.Go(here + "/bo-sung")
	}
	if toWrite(&f.Terms, s) && query(c.Form("loi_nhan"), 2000) == "" {
		bad["loi_nhan"] = "Viết điều cần bổ sung"
	}
	answers, wrong := p.corrected(c, &f, s)
	for k, v := range wrong {
		bad[k] = v
	}
	if len(bad) == 0 {
		version, _ := strconv.Atoi(c.Form("version"))
		err := p.Dossiers.AnswerSupplementWith(c.Context(), dossiers.Ref{ID: f.ID, Version: version}, dossiers.SupplementAnswer{Note: query(c.Form("loi_nhan"), 2000), Answers: answers})
		if err == nil {
			return c.Go(here)
		}
		if !fault.Is(err, fault.Invalid) {
			return err
		}
		bad = fault.As(err).Fields
	}
	if f, s, _, err = p.asked(c); err != nil || s == nil {
		return err
	}
	return p.supplementPage(c, http.StatusUnprocessableEntity, &f, s, bad)
}

// useInSupplement answers an item with one of the person's own papers. The page
// is shown again with all that was typed; nothing is sent yet.
func (p *Pages) useInSupplement(c *web.Ctx, f *dossiers.Full, s *dossiers.Supplement, bad map[string]string) error {
	for _, it := range s.Items {
		r, ok, err := p.reuseIn(c, f, it.Component)
		if err != nil {
			return err
		}
		item, mine := strings.CutPrefix(c.Form("dung"), r.tick)
		if !ok || !mine {
			continue
		}
		empty, err := p.use(c, r, item)
		if err != nil {
			return err
		}
		if empty != "" {
			bad[empty] = unagreed
		}
	}
	now, s, _, err := p.asked(c)
	if err != nil || s == nil {
		return err
	}
	status := http.StatusOK
	if len(bad) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return p.supplementPage(c, status, &now, s, bad)
}

// pagePicture is the address of the picture of a page.
func pagePicture(document uuid.UUID, page int) string {
	return "/tep/" + document.String() + "/trang/" + strconv.Itoa(page)
}

// LapseText says what follows when nothing is sent within the window.
func LapseText(declines bool) string {
	if declines {
		return "Quá hạn này mà chưa gửi, hồ sơ không được tiếp nhận (phiếu M03); Ông/Bà nộp hồ sơ mới được."
	}
	return "Quá hạn này mà chưa gửi, hồ sơ dừng giải quyết (phiếu M05); Ông/Bà nộp hồ sơ mới được."
}

// toWrite tells whether something is answered in words, because no file can answer it.
func toWrite(t *dossiers.Terms, s *dossiers.Supplement) bool {
	for _, it := range s.Items {
		if k, ok := t.Component(it.Component); (!ok || !k.Sendable()) && len(it.Fields) == 0 {
			return true
		}
	}
	return false
}

func inRound(list []dossiers.Paper, round int) []dossiers.Paper {
	var out []dossiers.Paper
	for _, x := range list {
		if x.Round == round {
			out = append(out, x)
		}
	}
	return out
}

// UploadSupplement takes files of one item at once; the answer is its new list.
func (p *Pages) UploadSupplement(c *web.Ctx) error {
	f, s, err := p.askedFor(c)
	if err != nil {
		return err
	}
	component := c.Param("giay")
	refusal, err := p.receive(c, c.Context(), &f.Dossier, component, "paper_"+component, inRound(of(f.Papers, component), s.Round))
	if err != nil {
		return err
	}
	return p.supplementFiles(c, f.ID, component, s.Round, refusal)
}

// askedFor opens the request that the paper of the address answers. Fault:
// Conflict when it waits for that no more.
func (p *Pages) askedFor(c *web.Ctx) (dossiers.Full, *dossiers.Supplement, error) {
	f, s, to, err := p.asked(c)
	if err == nil && (to != "" || !s.Marks(c.Param("giay"))) {
		err = fault.New(fault.Conflict, "dossier.moved_on", "Hồ sơ không chờ bổ sung giấy tờ này nữa. Tải lại trang.")
	}
	return f, s, err
}

// supplementFiles answers with the files of one item, and why one is not among them.
func (p *Pages) supplementFiles(c *web.Ctx, dossier uuid.UUID, component string, round int, refusal string) error {
	now, err := p.Dossiers.Papers(c.Context(), dossier)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if refusal != "" {
		status = http.StatusUnprocessableEntity
	}
	return c.Page(status, view.PaperFiles(p.fileList(inRound(of(now, component), round), "/tep/", "/ho-so/"+dossier.String()+"/bo-sung/"+component+"/bo/"), refusal))
}

// supplementPieces is where the files of one item go that come piece by piece.
func (p *Pages) supplementPieces(c *web.Ctx) (pieces.Target, error) {
	f, s, err := p.askedFor(c)
	if err != nil {
		return pieces.Target{}, err
	}
	component := c.Param("giay")
	policy, err := p.policy(c, &f.Dossier, component)
	if err != nil {
		return pieces.Target{}, err
	}
	return pieces.Target{
		Context: c.Context(), Dossier: f.ID, Component: component, Base: "/ho-so/" + f.ID.String() + "/bo-sung/" + component + "/gui", Policy: policy,
		Take: func(u documents.Upload, file io.ReaderAt) error {
			if len(inRound(of(f.Papers, component), s.Round)) >= mostFiles {
				return tooMany()
			}
			return p.keepPaper(c.Context(), &f.Dossier, component, documents.Incoming{ID: u.ID, Name: u.Name, File: file, Size: u.Length, Policy: &policy})
		},
		Refused: func(why string) error { return p.supplementFiles(c, f.ID, component, s.Round, why) },
	}, nil
}

// RemoveSupplementPaper takes a file off an answer that is not sent yet.
func (p *Pages) RemoveSupplementPaper(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	paper, err := c.ID("anh")
	if err != nil {
		return err
	}
	if err := p.Dossiers.RemovePaper(c.Context(), id, paper, p.Documents.Remove); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return c.Go("/ho-so/" + id.String() + "/bo-sung")
}
