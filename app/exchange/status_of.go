package exchange

import (
	"context"
	"strconv"
	"time"
	"unicode/utf8"

	"motcua/app/dossiers"
	"motcua/tenants"
)

// statusOf makes the message of one noted status. Code, office, promise and
// moment are those of then; people and papers are read now, so that nothing
// about a person lies in the outbox. Scope: worker.
func (l *Link) statusOf(ctx context.Context, m *noted) (Status, error) {
	f, err := l.Dossiers.Open(ctx, m.Dossier)
	if err != nil {
		return Status{}, err
	}
	lookups, err := l.Dossiers.Lookups(ctx, m.Dossier)
	if err != nil {
		return Status{}, err
	}
	pub := tenants.With(ctx, tenants.Public())
	at, err := l.Offices.ByID(pub, m.Competent)
	if err != nil {
		return Status{}, err
	}
	from, err := l.Offices.ByID(pub, *f.Receiving)
	if err != nil {
		return Status{}, err
	}
	s := Status{
		MaGoiTin: m.ID.String(), ThuTu: m.Seq, MaHoSo: f.CodeText(), MaTTHC: f.Terms.Code, TenTTHC: f.Terms.Name, TenLinhVuc: f.Terms.Field,
		KenhThucHien: map[string]string{"counter": "1", "online": "2", "post": "3"}[f.Channel], TrangThaiHoSo: strconv.Itoa(l.code(m)),
		HinhThuc: map[string]string{"counter": "0", "post": "1", "electronic": "2"}[f.ReturnMethod], DonViXuLy: at.UnitCode, NoiNopHoSo: from.UnitCode,
		HoSoCoThanhPhanSoHoa: flag(f.PapersDigitized > 0), DuocThanhToanTrucTuyen: "0",
		NgayNopHoSo: stamp(f.SubmittedAt), NgayTiepNhan: since(m, f.AcceptedAt), NgayKetThucXuLy: since(m, f.DecidedAt), NgayTra: since(m, f.ReturnedAt), NgayHenTra: promise(m),
	}
	if m.Code == 3 {
		s.NgayTuChoi = stamp(&m.HappenedAt)
	}
	if m.Code == 10 {
		s.ThongTinTra = map[string]string{"counter": "Trả tại quầy một cửa", "post": "Trả qua bưu chính", "electronic": "Trả bản điện tử"}[f.ReturnMethod]
	}
	for _, p := range f.Parties {
		if p.Role != "applicant" || s.ChuHoSo != "" {
			continue
		}
		s.ChuHoSo, s.SoGiayToChuHoSo, s.Email, s.SoDienThoai, s.LoaiDoiTuong = p.FullName, p.IDNumber, p.Email, p.Phone, "1"
		s.DinhDanhCHS = Identity{"1", p.IDNumber}
		if p.Kind == "organisation" {
			s.LoaiDoiTuong, s.DinhDanhCHS = "2", Identity{"2", p.TaxCode}
		}
		s.TaiKhoanDuocXacThucVoiVNeID = flag(p.IdentityLevel >= 3)
	}
	s.TrichYeuHoSo = clip(f.Terms.Name+", "+s.ChuHoSo, 1000)
	for _, x := range lookups {
		if x.Verdict != "" && x.Verdict != dossiers.RegisterSilent {
			s.DSKetNoiCSDL = append(s.DSKetNoiCSDL, Connected{x.Register})
		}
	}
	fill(&s, &f)
	s.QuaTrinhXuLy = progress(m, &f, s.TrangThaiHoSo, at.Office())
	return s, nil
}

// fill adds papers, fees, requests and results as they stand.
func fill(s *Status, f *dossiers.Full) {
	for _, p := range f.Papers {
		if p.Document == nil || p.State == "replaced" {
			continue
		}
		s.TaiLieuNop = append(s.TaiLieuNop, Handed{TepDinhKemId: p.Document.String(), TenTepDinhKem: deref(p.FileName), MaThanhPhanHoSo: p.Component, DuocSoHoa: flag(p.State == "confirmed"), DuocTaiSuDung: "0", DuocLayTuKhoDMQG: "0"})
	}
	for _, o := range f.Obligations {
		s.DanhSachLePhi = append(s.DanhSachLePhi, Fee{o.Purpose, o.Amount})
	}
	for _, x := range f.Supplements {
		r := Round{Id: x.ID.String(), NguoiYeuCauBoSung: x.AskedName, NoiDungBoSung: x.Message, NgayBoSung: stamp(&x.AskedAt), NgayTiepNhanBoSung: stamp(x.AnsweredAt), TrangThaiBoSung: flag(x.State == "answered")}
		for _, i := range x.Items {
			r.DanhSachGiayToBoSung = append(r.DanhSachGiayToBoSung, i.Title)
		}
		s.DanhSachHoSoBoSung = append(s.DanhSachHoSoBoSung, r)
	}
	for _, r := range f.Results {
		if r.State == "issued" && r.Document != nil {
			s.DanhSachGiayToKetQua = append(s.DanhSachGiayToKetQua, Issued{r.Title, r.Document.String(), r.KindCode})
		}
	}
}

// progress is the entry of the dossier's log that the status goes with: the
// last one that is not later than it.
func progress(m *noted, f *dossiers.Full, code, office string) Progress {
	p := Progress{MaHoSo: f.CodeText(), PhongBanXuLy: office, TrangThai: code, ThoiDiemXuLy: stamp(&m.HappenedAt), NgayBatDau: stamp(&m.HappenedAt), NgayKetThucTheoQuyDinh: stamp(m.DueAt)}
	for _, h := range f.History {
		if h.At.After(m.HappenedAt.Add(time.Second)) {
			break
		}
		if h.Public {
			p.NguoiXuLy, p.NoiDungXuLy = h.ActorName, h.Kind
		}
	}
	return p
}

// code is the national code, of a refusal the configured one.
func (l *Link) code(m *noted) int {
	if m.Code == 9 && m.Outcome == string(dossiers.Refused) && l.Refused > 0 {
		return l.Refused
	}
	return m.Code
}

// since is a moment that had come by the time of the status.
func since(m *noted, t *time.Time) string {
	if t == nil || t.After(m.HappenedAt.Add(time.Second)) {
		return ""
	}
	return stamp(t)
}

// promise is the day of return, which exists from acceptance to the decision.
func promise(m *noted) string {
	if m.Code == 1 || m.Code == 3 {
		return ""
	}
	return stamp(m.DueAt)
}

func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
