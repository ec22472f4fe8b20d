package meaning

import (
	"strings"

	"motcua/app/fold"
)

// families are family names of Vietnam, of its peoples too, as they are spelt.
// They are few, and every full name begins with one: a first word that is none of
// them, but would be with other marks, was misread (NGUYÊN for NGUYỄN).
var families = func() map[string][]string {
	out := map[string][]string{}
	for f := range strings.FieldsSeq(`
		Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đào Hà Cao Trịnh Đoàn Lương Mai Tạ
		Triệu Phùng Quách Tô Khổng Trương Lâm Đàm Vương Tống Thái La Châu Văn Tăng Chu Lưu Nghiêm Bạch Kim Từ Kiều Đậu
		Doãn Thân Giang Mạc Nông Vi Hứa Tòng Lò Quàng Cà Hoàng Lường Cầm Bế Ma Mã Giàng Sùng Vàng Thào Lầu Mùa Hờ Cứ Vừ Và
		Xa Khuất Ninh Mẫn Sầm Lộc Phí Ông Cung Tiêu Thạch Sơn Danh Kiên Trà Phú Diệp Tôn Âu Ấu Quan Liêu Thiều Lại Lã Lữ
		Cù Đồng Đới Đường Hàn Hán Kha Khương Khúc Liễu Luyện Lục Mông Nhâm Nhan Nhữ Ong Phó Phương Quản Quế Tào Tất Thẩm
		Thang Thi Thiệu Thôi Tiết Tiền Trang Trác Trình Trưng Tưởng Ty Ung Uông Ứng Viên Xuân Yên An Ân Bá Bành Biện Cam Can Cát
		Chế Chử Chúc Chung Cổ Công Dư Đan Đàng Đái Điền Điêu Đôn Giáp Hạ Hầu Hình Hoa Hùng Hướng Hy Kông Kiểu Lang Lạc Lan
		Lăng Lều Linh Long Lôi Lô Lù Lỳ Mạch Mạnh Mang Mè Mộc Mùi Ngân Ngũ Nguỵ Ngụy Ngưu Niê Ksor Rơ Siu Y H' K' A Hồ Pơloong
		Alăng Bríu Bling Kpă Nay Rcom Rmah Ayun Êban Mlô Buôn Bkrông Ktla Kbuôr Hlong Hmok Ra Pi Puih Đinh Viềng Vì Lèo Lự Lừ Tráng
		Phàn Tẩn Chảo Lồ Sìn Tếnh Thèn Cháng Ly Phừ Ngải Chẩu Cháo Hạng Và Xồng Cụt Moong Lô Vang Kha Hủn Ngân Lữ Lương Pịt
		Bàn Đặng Phùng Dịp Trưởng Tằng Lỷ Chìu Voòng Sằn Ninh Hoàng Sải Leng Lìu Tẩy Cư Cháng Chang Sình Vũ Tao Pờ Khoàng Chừ Lỳ Phụng Khà
		Quảng Mỵ Khang Khiếu Khoa Kỳ Mạ Cồ Bồ Đăng Đáo Đông Đồ Mầu Mậu Ngọ Nhữ Phi Thượng Thịnh Vòng Sú Trì Sử Tòng Bạc Điểu Thị Lơ Mu`) {
		k := fold.Key(f)
		if !strings.Contains(" "+strings.Join(out[k], " ")+" ", " "+f+" ") {
			out[k] = append(out[k], f)
		}
	}
	return out
}()

// family looks at the first word of a name: known tells that it is a family name,
// meant is the only one that it can be with other marks. A word without any mark
// is left alone: then the marks of the whole name were lost.
func family(word string) (known bool, meant string) {
	list := families[fold.Key(word)]
	for _, f := range list {
		if f == word {
			return true, ""
		}
	}
	if with, _ := marked(word); with > 0 && len(list) == 1 {
		return false, list[0]
	}
	return false, ""
}
