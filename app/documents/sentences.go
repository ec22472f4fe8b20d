package documents

import (
	"motcua/app/reading"
	"motcua/storage/blob"
)

// Sentence says in words why a document, or a page of it, could not be read, and
// what to do; "" for no reason.
func Sentence(key string) string {
	switch key {
	case "":
		return ""
	case KeyUnclear:
		return "Chữ trên trang này không rõ nên máy chưa đọc chắc (ảnh mờ, tối, hoặc chụp qua màn hình). Chụp hoặc quét lại từ tờ giấy thật, đủ sáng, thẳng trang."
	case KeyNoWords:
		return "Máy không nhận ra chữ nào trên trang này. Nếu giấy có chữ, chụp hoặc quét lại cho rõ."
	case blob.KeyDamaged:
		return "Tệp lưu trong kho bị hỏng nên không đọc được. Báo người vận hành; nếu còn giấy, quét lại."
	case blob.KeyShredded:
		return "Tệp đã được hủy theo quy định lưu trữ."
	case reading.KeyEmpty:
		return "Tệp trống, không có nội dung. Quét hoặc chụp lại rồi thêm vào hồ sơ."
	case reading.KeyBroken:
		return "Tệp hoặc trang này bị hỏng, hoặc chưa tải đủ, nên không mở được. Quét hoặc chụp lại rồi thêm vào hồ sơ."
	case reading.KeyEncrypted:
		return "Tệp PDF đặt mật khẩu hoặc khóa nên không đọc được. Xin tệp đã bỏ mật khẩu, hoặc quét từ bản giấy."
	case reading.KeyScript:
		return "Tệp PDF có chứa chương trình (JavaScript) nên không được mở để đọc. Xin tệp in ra PDF mới, hoặc quét từ bản giấy."
	case reading.KeyAttached:
		return "Tệp PDF có đính kèm tệp khác bên trong nên không được mở để đọc. Xin tệp in ra PDF mới, hoặc quét từ bản giấy."
	case reading.KeyTwofold:
		return "Tệp vừa là giấy tờ vừa là gói nén nên không được mở để đọc. Xin tệp in ra PDF mới, hoặc quét từ bản giấy."
	case reading.KeyPixels:
		return "Ảnh quá lớn nên không đọc được. Quét hoặc chụp lại ở cỡ nhỏ hơn (200 dpi là đủ)."
	case reading.KeyTooBig, reading.KeyPages:
		return "Tệp quá dài hoặc quá lớn nên không đọc được. Chia thành nhiều tệp rồi thêm từng tệp."
	case reading.KeyTooHard:
		return "Trang này quá nặng nên chưa đọc được trong thời gian cho phép. Quét lại ở 200 dpi."
	}
	return "Máy chưa đọc được tệp này. Mở tệp để xem, hoặc quét lại rồi thêm vào hồ sơ."
}
