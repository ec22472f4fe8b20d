package exchange

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/app/people"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
	"motcua/tenants/registry"
)

var (
	codeForm    = regexp.MustCompile(`^[A-Z0-9][A-Z0-9.\-]{5,49}$`)
	messageForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:\-]{7,79}$`)
	twelve      = regexp.MustCompile(`^[0-9]{12}$`)
	fileForm    = regexp.MustCompile(`^/[A-Za-z0-9._~/\-]{1,300}$`)
)

// mostFiles and mostAnswers bound one filing.
const (
	mostFiles   = 40
	mostAnswers = 500
)

// prepare checks a filing as far as it can be without writing. What the
// dossier cannot be without is turned away; what an officer can ask for later
// becomes a problem on it.
func (l *Link) prepare(ctx context.Context, f Filing) (n dossiers.PortalFiling, office registry.Unit, err error) {
	bad := map[string]string{}
	if !messageForm.MatchString(f.MaGoiTin) {
		bad["MaGoiTin"] = "Thiếu, hoặc không phải 8 đến 80 chữ, số, dấu chấm, gạch"
	}
	if !codeForm.MatchString(f.MaHoSo) {
		bad["MaHoSo"] = "Thiếu, hoặc không phải mã hồ sơ"
	}
	filed, err := unstamp(f.NgayNopHoSo)
	now := l.Now()
	if err != nil || filed.After(now.Add(notices.Window)) || filed.Before(now.AddDate(0, -3, 0)) {
		bad["NgayNopHoSo"] = "Thiếu, không phải yyyyMMddHHmmss, chưa tới hoặc quá 3 tháng trước"
	}
	applicant, submitter := party(f.ChuHoSo, "ChuHoSo", bad), (*dossiers.Party)(nil)
	if f.NguoiNop != nil {
		s := party(*f.NguoiNop, "NguoiNop", bad)
		if s.Authority = "authorised"; f.QuanHe == "relative" {
			s.Authority = "relative"
		}
		submitter = &s
	}
	filer := &applicant
	if submitter != nil {
		filer = submitter
	}
	if !twelve.MatchString(filer.IDNumber) {
		bad["SoDinhDanh"] = "Người nộp phải có số định danh 12 chữ số"
	}
	vneid := f.TaiKhoanDuocXacThucVoiVNeID == "1"
	if vneid {
		filer.IdentityLevel = 3
	}
	if len(f.TaiLieuNop) > mostFiles || len(f.DuLieuBieuMau) > mostAnswers {
		bad["TaiLieuNop"] = "Quá nhiều tệp hoặc trường"
	}
	for _, x := range f.TaiLieuNop {
		if !fileForm.MatchString(x.DuongDanTaiTepTin) || strings.Contains(x.DuongDanTaiTepTin, "..") {
			bad["TaiLieuNop"] = "Đường dẫn tệp không đúng: phải là đường dẫn trên Cổng, bắt đầu bằng /"
		}
	}
	if len(bad) > 0 {
		return n, office, turned(http.StatusUnprocessableEntity, "fields", "Gói tin thiếu hoặc sai trường bắt buộc.", bad)
	}
	p, rev, office, err := l.goesTo(ctx, f)
	if err != nil {
		return n, office, err
	}
	form := rev.FormIn(l.Places(ctx))
	typed := beside(f.DuLieuBieuMau, applicant)
	kept, wrong := revision.CheckAnswers(form, typed, day(now))
	answers := map[string]string{}
	for k, v := range typed { // what is wrong stays as it was sent, for the officer to see
		if _, ok := wrong[k]; ok && !strings.HasPrefix(k, "_") {
			answers[k] = clip(v, 2000)
		}
	}
	maps.Copy(answers, kept)
	n = dossiers.PortalFiling{
		Code: f.MaHoSo, Message: f.MaGoiTin, Procedure: p.ID, Revision: rev.ID, Case: rev.CaseOf(kept), Applicants: []dossiers.Party{applicant}, Submitter: submitter,
		Answers: answers, ReturnMethod: "counter", FiledAt: filed,
		Answer: func(now time.Time) string {
			b, _ := json.Marshal(Taken{MaHoSo: f.MaHoSo, TrangThaiHoSo: "1", NgayNhan: stamp(&now), DonViXuLy: office.UnitCode})
			return string(b)
		},
	}
	if n.ID, err = uuid.NewV7(); err != nil {
		return n, office, err
	}
	switch f.HinhThuc {
	case "1":
		n.ReturnMethod = "post"
		if n.Answers[dossiers.AnswerPost] = clip(strings.TrimSpace(f.DiaChiTra), 300); n.Answers[dossiers.AnswerPost] == "" {
			n.Problems = append(n.Problems, dossiers.FilingProblem{Field: "DiaChiTra", Say: "Chọn trả qua bưu chính nhưng không có địa chỉ nhận"})
		}
	case "2":
		n.ReturnMethod = "electronic"
	}
	labels := labelsOf(form)
	for _, k := range slices.Sorted(maps.Keys(wrong)) {
		n.Problems = append(n.Problems, dossiers.FilingProblem{Field: k, Say: labels(k) + ": " + wrong[k]})
	}
	n.Files, n.Problems = files(rev, n, f.TaiLieuNop)
	n.Resident = func(ctx context.Context, tx pgx.Tx) (uuid.UUID, error) { return resident(ctx, tx, *filer, vneid) }
	return n, office, nil
}

// goesTo finds the office, the procedure and its revision in force there.
func (l *Link) goesTo(ctx context.Context, f Filing) (p *procedures.Procedure, rev *procedures.Revision, office registry.Unit, err error) {
	if office, err = l.office(ctx, f.DonViXuLy); err != nil {
		return nil, nil, office, err
	}
	if p, err = l.Catalogue.ByCode(ctx, f.MaTTHC); fault.Is(err, fault.NotFound) || err == nil && p.Ended {
		return nil, nil, office, turned(http.StatusUnprocessableEntity, "unknown_procedure", "Không có thủ tục mã này, hoặc thủ tục đã bị bãi bỏ.")
	} else if err != nil {
		return nil, nil, office, err
	}
	offered, err := l.Catalogue.IsOffered(ctx, p.ID, office)
	if err != nil {
		return nil, nil, office, err
	}
	if !offered {
		return nil, nil, office, turned(http.StatusUnprocessableEntity, "not_offered", office.Office()+" không tiếp nhận thủ tục này.")
	}
	if rev, err = l.Catalogue.Holding(ctx, p.ID, office.Province); err != nil {
		return nil, nil, office, err
	}
	if w, ok := rev.Ways[revision.Online]; !ok || w.Filed != revision.Here && w.Filed != revision.Portal {
		return nil, nil, office, turned(http.StatusUnprocessableEntity, "not_online", "Thủ tục này không nộp trực tuyến.")
	}
	return p, rev, office, nil
}

// office finds a live office by its unit code or its five digits.
func (l *Link) office(ctx context.Context, code string) (u registry.Unit, err error) {
	ids, err := pg.Values[uuid.UUID](ctx, l.DB, `SELECT id FROM app.tenant WHERE (unit_code = $1 OR code = $1) AND kind <> 'platform' LIMIT 2`, code)
	if err != nil {
		return u, err
	}
	if code == "" || len(ids) != 1 {
		return u, turned(http.StatusUnprocessableEntity, "unknown_office", "Không có đơn vị xử lý mã này.")
	}
	if u, err = l.Offices.ByID(ctx, ids[0]); err == nil && !u.Live(l.Now()) {
		return u, turned(http.StatusUnprocessableEntity, "office_not_live", u.Office()+" chưa tiếp nhận hồ sơ trên hệ thống này.")
	}
	return u, err
}

// party reads a person; what is not in order is named by its place.
func party(p Person, at string, bad map[string]string) dossiers.Party {
	out := dossiers.Party{
		FullName: clip(strings.Join(strings.Fields(strings.ToValidUTF8(p.HoTen, "")), " "), 80), IDNumber: strings.TrimSpace(p.SoDinhDanh), Email: clip(strings.TrimSpace(p.Email), 100), Address: clip(strings.TrimSpace(p.DiaChi), 300), Authority: "self",
		BirthDate: people.PartnerDate(p.NgaySinh), Gender: people.PartnerGender(p.GioiTinh),
	}
	if out.FullName == "" {
		bad[at+".HoTen"] = "Thiếu họ tên"
	}
	if out.IDNumber != "" && !twelve.MatchString(out.IDNumber) {
		bad[at+".SoDinhDanh"] = "Số định danh phải có 12 chữ số"
	}
	if n, ok := people.NormalPhone(p.SoDienThoai); ok {
		out.Phone = n
	}
	return out
}

// beside is the form as it was sent, with what the message says of the applicant elsewhere.
func beside(form map[string]string, p dossiers.Party) map[string]string {
	out := map[string]string{}
	for k, v := range map[string]string{"full_name": p.FullName, "id_number": p.IDNumber, "birth_date": p.BirthDate, "gender": p.Gender, "phone": p.Phone, "email": p.Email, "address": p.Address} {
		if v != "" {
			out[revision.Applicant+"_"+k] = v
		}
	}
	maps.Copy(out, form)
	return out
}

// resident is the account whose dossier it is. Known people stay as they are.
func resident(ctx context.Context, tx pgx.Tx, p dossiers.Party, vneid bool) (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return id, err
	}
	err = tx.QueryRow(ctx, `SELECT app.resident_from_portal($1, $2, $3, $4, $5, $6, $7, $8)`, id, p.IDNumber, p.FullName, p.BirthDate, p.Gender, p.Phone, p.Address, vneid).Scan(&id)
	return id, pg.Translate(err)
}

// files ties what was attached to the revision's components, and names what is
// missing or belongs to none.
func files(rev *procedures.Revision, n dossiers.PortalFiling, in []Attached) ([]dossiers.PortalFile, []dossiers.FilingProblem) {
	problems, have := n.Problems, map[string]bool{}
	var out []dossiers.PortalFile
	for i, x := range in {
		f := dossiers.PortalFile{Position: i, Component: x.MaThanhPhanHoSo, Title: clip(x.TenTepDinhKem, 200), Name: clip(x.TenTepDinhKem, 120), Path: x.DuongDanTaiTepTin}
		f.ID, _ = uuid.NewV7()
		if c, ok := rev.Component(x.MaThanhPhanHoSo); ok {
			f.Title, f.Required = c.Title, c.Required
			have[c.Key] = true
		} else {
			problems = append(problems, dossiers.FilingProblem{Field: "TaiLieuNop", Say: "Tệp \"" + f.Name + "\" không thuộc thành phần nào của thủ tục"})
			f.Component = "khac"
		}
		out = append(out, f)
	}
	for _, c := range rev.ToHandIn(n.Case, n.Answers) {
		if c.Required && c.Pull == "" && !have[c.Key] {
			problems = append(problems, dossiers.FilingProblem{Field: c.Key, Say: "Chưa có giấy tờ: " + c.Title})
		}
	}
	return out, problems
}

// labelsOf finds a question's label by the name of its answer.
func labelsOf(f revision.Form) func(name string) string {
	m := map[string]string{}
	for _, s := range f.Sections {
		for _, q := range s.Inputs(nil) {
			m[q.Name] = q.Label
		}
	}
	return func(name string) string {
		if l := m[name]; l != "" {
			return l
		}
		return name
	}
}
