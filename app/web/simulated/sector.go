package simulated

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/procedures/revision"
	"motcua/app/sectors"
	"motcua/app/web"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const sectorPath = "/mo-phong/he-thong-chuyen-nganh"

// played is one dossier on the page of the simulated sector systems.
type played struct {
	ID, Code, Procedure, System, Handed, Number, Status, Result string
}

type sectorView struct {
	Dossiers []played
	Problems []ui.Problem
	Bad      map[string]string // by field
	Done     string
}

// sector lists what was handed to the simulated sector systems.
func (p *Pages) sector(c *web.Ctx) error { return p.sectorList(c, http.StatusOK, nil) }

func (p *Pages) sectorList(c *web.Ctx, status int, bad map[string]string) error {
	var order []string
	for name := range bad {
		order = append(order, name)
	}
	slices.Sort(order)
	v := sectorView{Problems: ui.Problems(bad, order...), Bad: bad}
	if c.Query("da") == "luu" {
		v.Done = "Đã gửi về một cửa."
	}
	for _, x := range p.Sectors.List() {
		y := played{ID: x.Dossier.String(), Code: x.Code, Procedure: x.Procedure, System: revision.SectorName(x.System), Handed: i18n.DateTime(x.HandedAt), Number: x.Number, Status: x.Status}
		if x.Result != nil {
			y.Result = "Từ chối"
			if x.Result.Granted {
				y.Result = "Đồng ý"
			}
			y.Result += ", số " + x.Result.Number + " ngày " + i18n.Date(x.Result.On)
		}
		v.Dossiers = append(v.Dossiers, y)
	}
	return c.Page(status, sectorPage(v))
}

// play gives what somebody plays: number, status, result. Then the product
// hears of it, as from a partner that calls.
func (p *Pages) play(c *web.Ctx) error {
	id, err := uuid.Parse(c.Form("ho_so"))
	if err != nil {
		return p.sectorList(c, http.StatusUnprocessableEntity, map[string]string{"ho_so": "Chọn một hồ sơ trong danh sách"})
	}
	r := sectors.Report{Number: typed(c, at("so", id.String())), Status: typed(c, at("trang_thai", id.String()))}
	if o := c.Form(at("ket_luan", id.String())); o == "granted" || o == "refused" {
		res := sectors.Result{Granted: o == "granted", Number: typed(c, at("so_ket_qua", id.String())), On: day(p.Now()), Reason: typed(c, at("ly_do", id.String()))}
		bad := map[string]string{}
		if res.Number == "" {
			bad[at("so_ket_qua", id.String())] = "Nhập số của kết quả"
		} else if !res.Granted && res.Reason == "" {
			bad[at("ly_do", id.String())] = "Nhập lý do từ chối"
		}
		if res.PDF, err = pdf(c, at("tep", id.String())); err != nil {
			bad[at("tep", id.String())] = "Tệp kết quả phải là PDF, tối đa 20 MB"
		}
		if len(bad) > 0 {
			return p.sectorList(c, http.StatusUnprocessableEntity, bad)
		}
		r.Result = &res
	}
	x, ok := p.Sectors.Play(id, r)
	if !ok {
		return p.sectorList(c, http.StatusUnprocessableEntity, map[string]string{"ho_so": "Chọn một hồ sơ trong danh sách"})
	}
	if err := p.Heard(c.Request().Context(), x.Tenant, x.Dossier); err != nil {
		return err
	}
	return c.Go(sectorPath + "?da=luu")
}

func typed(c *web.Ctx, name string) string {
	s := strings.Join(strings.Fields(strings.ToValidUTF8(c.Form(name), "")), " ")
	if len(s) > 2000 {
		return ""
	}
	return s
}

func day(t time.Time) time.Time {
	y, m, d := t.In(deadlines.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, deadlines.Zone)
}

// pdf reads the result's file; nil when none was chosen.
func pdf(c *web.Ctx, field string) ([]byte, error) {
	f, head, err := c.Request().FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) || err == nil && head.Size == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 20<<20+1))
	if err != nil || len(b) > 20<<20 || !strings.HasPrefix(string(b[:min(len(b), 5)]), "%PDF-") {
		return nil, errors.New("not a PDF")
	}
	return b, nil
}

// at is the name of a field in one dossier's form: each on the page is its own.
func at(name, dossier string) string { return name + "_" + dossier[max(len(dossier)-12, 0):] }

func none(s string) string {
	if s == "" {
		return "chưa có"
	}
	return s
}
