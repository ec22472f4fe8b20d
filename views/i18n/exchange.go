package i18n

import "strings"

var nationalStatus = []string{
	"", "Mới đăng ký", "Được tiếp nhận", "Không được tiếp nhận", "Đang xử lý", "Yêu cầu bổ sung giấy tờ", "Yêu cầu thực hiện nghĩa vụ tài chính",
	"Công dân yêu cầu rút hồ sơ", "Dừng xử lý", "Đã xử lý xong", "Đã trả kết quả",
}

// NationalStatus is one of the ten statuses of the national portal.
func NationalStatus(code int) string {
	if code < 1 || code >= len(nationalStatus) {
		return "Trạng thái khác"
	}
	return nationalStatus[code]
}

// SentLabel says how a status stands that goes to the national portal.
func SentLabel(state string) string {
	switch state {
	case "acked":
		return "Cổng đã nhận"
	case "dead":
		return "Không gửi được"
	case "skipped":
		return "Đã bỏ qua"
	}
	return "Đang chờ gửi"
}

// SentTone is the colour of it.
func SentTone(state string) string {
	switch state {
	case "acked":
		return "ok"
	case "dead":
		return "qua"
	case "skipped":
		return "nhap"
	}
	return "bs"
}

// ExchangeReason says why the other side did not take or give something.
func ExchangeReason(key string) string {
	if k, ok := strings.CutPrefix(key, "refused."); ok {
		return "Bên kia từ chối, mã lý do " + k
	}
	switch key {
	case "":
		return ""
	case "down":
		return "Bên kia không trả lời"
	case "no_answer":
		return "Bên kia trả lời quá lâu"
	case "no_sense":
		return "Bên kia trả lời không đọc được"
	case "not_connected", "no_portal":
		return "Nơi này chưa kết nối"
	case "no_number":
		return "Hồ sơ chưa có số định danh 12 chữ số của người này"
	case "unreadable":
		return "Không đọc được hồ sơ để gửi"
	case "no_such_file", "not_found":
		return "Cổng không có tệp này"
	case "not_a_document":
		return "Tệp không phải ảnh hoặc PDF đọc được"
	case "too_large":
		return "Tệp quá lớn"
	case "not_now":
		return "Hồ sơ đã qua bước nhận giấy tờ"
	case "store":
		return "Kho tệp chưa nhận được"
	}
	return "Lỗi " + key
}

// LookupRegister names a register that is asked about people.
func LookupRegister(key string) string {
	switch key {
	case "population":
		return "Cơ sở dữ liệu quốc gia về dân cư"
	case "civil_status":
		return "Cơ sở dữ liệu hộ tịch điện tử"
	}
	return key
}

// LookupVerdict is what a register said, in words.
func LookupVerdict(v string) string {
	switch v {
	case "match":
		return "Khớp"
	case "mismatch":
		return "Không khớp"
	case "no_data":
		return "Không có dữ liệu"
	case "insufficient_basis":
		return "Không đủ căn cứ để trả lời"
	case "failed":
		return "Không tra được, làm bằng giấy"
	}
	return "Chưa có trả lời"
}

// LookupTone is the colour of it.
func LookupTone(v string) string {
	switch v {
	case "match":
		return "ok"
	case "mismatch":
		return "qua"
	case "no_data", "insufficient_basis", "failed":
		return "sap"
	}
	return "bs"
}

// LookupField names what was compared.
func LookupField(key string) string {
	switch key {
	case "full_name":
		return "họ tên"
	case "birth_date":
		return "ngày sinh"
	case "gender":
		return "giới tính"
	case "address":
		return "nơi cư trú"
	}
	return key
}
