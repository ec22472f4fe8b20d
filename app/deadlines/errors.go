package deadlines

import "fmt"

// Error is a refusal: something in hours, calendar, policy or ledger makes no sense.
// Key is stable and can be matched; Error() is for logs and commands, Say() for people.
type Error struct {
	Key  string
	Text string
}

func (e *Error) Error() string { return e.Text }

// Say gives a Vietnamese sentence that says what to correct.
func (e *Error) Say() string {
	if s, ok := sentences[e.Key]; ok {
		return s
	}
	return "Không tính được thời hạn. Kiểm tra lại lịch làm việc và các mốc thời gian."
}

// Is matches by key, so that errors.Is(err, &Error{Key: "ledger.order"}) works.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Key == e.Key
}

func refuse(key, format string, args ...any) *Error {
	return &Error{Key: key, Text: fmt.Sprintf(format, args...)}
}

var sentences = map[string]string{
	"time.format":         "Nhập giờ theo dạng 07:30.",
	"day.format":          "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 05/09/2026.",
	"day.range":           "Chọn ngày từ năm 1976 đến năm 2200.",
	"hours.reversed":      "Giờ đóng cửa phải sau giờ mở cửa.",
	"hours.overlap":       "Các khung giờ làm việc đang chồng lên nhau. Sửa để khung sau bắt đầu khi khung trước đã kết thúc.",
	"calendar.kind":       "Chọn loại ngày: nghỉ lễ, làm nửa ngày, làm bù hoặc đóng cửa đột xuất.",
	"calendar.hours":      "Nhập giờ làm việc của ngày này.",
	"calendar.closed":     "Lịch chưa có giờ mở cửa nào. Nhập giờ làm việc cho ít nhất một ngày trong tuần.",
	"calendar.dayminutes": "Số phút của một ngày làm việc phải từ 1 đến 1440.",
	"policy.unit":         "Chọn đơn vị thời hạn: giờ làm việc, ngày làm việc, ngày, tháng hoặc trong ngày.",
	"policy.rule":         "Chọn cách tính ngày làm việc: theo giờ hoặc theo ngày.",
	"policy.amount":       "Thời hạn phải là số nguyên, không âm và không quá 10 năm.",
	"policy.supplement":   "Chọn cách tính sau khi bổ sung: tạm dừng hoặc tính lại từ đầu.",
	"ledger.kind":         "Mốc thời gian có loại không xác định.",
	"ledger.order":        "Các mốc thời gian không theo thứ tự. Mốc sau không được sớm hơn mốc trước.",
	"ledger.start":        "Thời hạn chưa bắt đầu hoặc đã bắt đầu rồi.",
	"ledger.pause":        "Thời hạn đang tạm dừng rồi.",
	"ledger.resume":       "Thời hạn không ở trạng thái tạm dừng nên không thể tính tiếp.",
	"ledger.stopped":      "Thời hạn đã kết thúc, không thể ghi thêm mốc.",
	"ledger.extend":       "Nhập thời gian gia hạn lớn hơn 0.",
	"ledger.pausekind":    "Chọn lý do tạm dừng.",
	"holidays.row":        "Danh sách ngày nghỉ có dòng sai. Sửa dòng đó rồi tải lại.",
}
