package exchange

import (
	"regexp"
	"time"

	"motcua/app/deadlines"
)

// Status is one message to the national portal, with its exchange fields
// (DOMAIN.md b). Times are local, yyyyMMddHHmmss. What is empty is not known yet.
type Status struct {
	MaGoiTin      string `json:"MaGoiTin"` // of the message: taken once
	ThuTu         int    `json:"ThuTu"`    // grows along one dossier's life
	MaHoSo        string
	MaTTHC        string
	TenTTHC       string
	TenLinhVuc    string
	KenhThucHien  string // 1 counter, 2 online, 3 post
	TrangThaiHoSo string // 1 to 10
	ChuHoSo       string
	LoaiDoiTuong  string // 1 person, 2 organisation
	SoGiayToChuHoSo, Email, SoDienThoai,
	TrichYeuHoSo,
	NgayNopHoSo, NgayTiepNhan, NgayHenTra, NgayKetThucXuLy, NgayTra, NgayTuChoi,
	ThongTinTra, HinhThuc, // 0 collected at the counter, 1 by post, 2 electronic
	DonViXuLy, NoiNopHoSo string
	HoSoCoThanhPhanSoHoa        string // 1 yes, 0 no
	TaiKhoanDuocXacThucVoiVNeID string
	DuocThanhToanTrucTuyen      string
	DinhDanhCHS                 Identity
	DSKetNoiCSDL                []Connected `json:",omitempty"`
	TaiLieuNop                  []Handed    `json:",omitempty"`
	DanhSachLePhi               []Fee       `json:",omitempty"`
	DanhSachHoSoBoSung          []Round     `json:",omitempty"`
	DanhSachGiayToKetQua        []Issued    `json:",omitempty"`
	QuaTrinhXuLy                Progress
}

// Identity is who the dossier is for.
type Identity struct{ LoaiDinhDanh, SoDinhDanh string }

// Connected is a register that was asked with an answer.
type Connected struct{ MaCSDL string }

// Handed is one paper.
type Handed struct {
	TepDinhKemId, TenTepDinhKem, MaThanhPhanHoSo, DuocSoHoa, DuocTaiSuDung, DuocLayTuKhoDMQG, MaKetQuaThayThe string
}

// Fee is what was owed.
type Fee struct {
	TenPhiLePhi string
	Gia         int64 // đồng
}

// Round is one request for papers.
type Round struct {
	Id, NguoiYeuCauBoSung, NoiDungBoSung, NgayBoSung, NgayTiepNhanBoSung, TrangThaiBoSung string
	DanhSachGiayToBoSung                                                                  []string
}

// Issued is a result.
type Issued struct{ TenGiayTo, GiayToId, MaGiayToKetQua string }

// Progress is who moved it, and until when.
type Progress struct {
	MaHoSo, NguoiXuLy, ThoiDiemXuLy, PhongBanXuLy, NoiDungXuLy, TrangThai, NgayBatDau, NgayKetThucTheoQuyDinh string
}

// Filing is a dossier that was filed on the portal.
type Filing struct {
	MaGoiTin                    string
	MaHoSo                      string
	MaTTHC                      string
	DonViXuLy                   string // unit code, or the five digits of the commune
	NgayNopHoSo                 string
	ChuHoSo                     Person
	NguoiNop                    *Person           // nil: the same
	QuanHe                      string            // of the one who files: authorised, relative
	HinhThuc                    string            // as in Status
	DiaChiTra                   string            // of HinhThuc 1
	DuLieuBieuMau               map[string]string // answers, by the names of the procedure's own form
	TaiLieuNop                  []Attached
	TaiKhoanDuocXacThucVoiVNeID string
}

// Person is somebody on a filing.
type Person struct {
	HoTen, SoDinhDanh, NgaySinh, GioiTinh, SoDienThoai, Email, DiaChi string
}

// Attached is a file on the portal.
type Attached struct{ TepDinhKemId, TenTepDinhKem, MaThanhPhanHoSo, DuongDanTaiTepTin string }

// Taken is the answer to a filing that landed, or had landed before.
type Taken struct {
	MaHoSo        string
	TrangThaiHoSo string // 1
	NgayNhan      string // when it landed here
	DonViXuLy     string
}

// Turned is the answer to one that did not.
type Turned struct {
	MaLoi  string            // a key for programs
	LyDo   string            // a sentence for people
	Truong map[string]string `json:",omitempty"` // by field
}

const wireTime = "20060102150405"

func stamp(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return t.In(deadlines.Zone).Format(wireTime)
}

func unstamp(s string) (time.Time, error) { return time.ParseInLocation(wireTime, s, deadlines.Zone) }

var keyForm = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

// cleanKey keeps a reason of the other side's that is a key; free words may name people.
func cleanKey(s string) string {
	if keyForm.MatchString(s) {
		return s
	}
	return "unknown"
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}
