package layout

import "motcua/views/ui"

// SystemData is a system page: what went wrong, what happened to the person's data, what to do now.
type SystemData struct {
	Data          // Title is filled in from Status when empty
	Status int    // 400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 500 or 503
	Why    string // a sentence of the fault itself; "" is the usual one
	Kept   string // what happened to what was typed; "" is the usual sentence for the status
	Next   string // link to go on with; "" is the home page
	Action string // its text; "" is the usual one
	Again  string // "10:15": when to try again (429, 503)
	Ref    string // request id, shown small
	Dense  bool   // console instead of resident frame

	Conflict *ui.ConflictProps // 409: both values, inside a form that the page puts around it
	Moved    *ui.MovedProps    // 409: the dossier went on
}

type systemText struct{ title, why, kept, do, action string }

const (
	nothingLost  = "Không có dữ liệu nào bị mất."
	typedKept    = "Phần Ông/Bà vừa nhập chưa được ghi. Bấm nút quay lại của trình duyệt, phần đã nhập vẫn còn."
	draftKept    = "Phần đã lưu trước đó vẫn còn nguyên."
	nothingTwice = "Việc đã gửi chỉ được ghi một lần."
)

var systemTexts = map[int]systemText{
	400: {"Chưa đọc được yêu cầu", "Trang gửi lên thiếu hoặc sai một phần thông tin.", typedKept, "Quay lại trang trước, tải lại trang rồi gửi lần nữa.", "Về trang đầu"},
	401: {"Cần đăng nhập để xem trang này", "Chưa đăng nhập, hoặc lần đăng nhập trước đã hết giờ.", draftKept, "Đăng nhập rồi hệ thống đưa Ông/Bà trở lại đúng trang này.", "Đăng nhập"},
	403: {"Tài khoản này không được làm việc đó", "Việc này thuộc quyền của người khác hoặc cơ quan khác.", nothingLost, "Nếu đây là việc của Ông/Bà, hỏi người quản trị của cơ quan để được giao quyền.", "Về trang đầu"},
	404: {"Không tìm thấy trang hoặc hồ sơ này", "Địa chỉ sai, hoặc hồ sơ không thuộc phần được xem.", nothingLost, "Kiểm tra lại địa chỉ hoặc mã hồ sơ, hoặc tìm từ trang đầu.", "Về trang đầu"},
	405: {"Trang này không nhận cách gửi đó", "Địa chỉ được mở bằng cách mà hệ thống không dùng.", nothingLost, "Đi từ trang đầu đến việc cần làm.", "Về trang đầu"},
	409: {"Có người vừa làm trước trên hồ sơ này", "Hồ sơ đã thay đổi sau khi trang được mở.", "Chưa có gì bị ghi đè. " + typedKept, "Xem hồ sơ hiện tại, rồi làm tiếp nếu vẫn cần.", "Xem hồ sơ hiện tại"},
	410: {"Nội dung này không còn nữa", "Thủ tục hoặc hồ sơ đã được thay thế hay đã hết thời hạn lưu.", nothingLost, "Tìm nội dung mới từ trang đầu.", "Về trang đầu"},
	413: {"Tệp gửi lên quá lớn", "Mỗi tệp được tối đa 20 MB.", "Các tệp khác và phần đã nhập vẫn được giữ.", "Chụp lại từng trang, hoặc chọn tệp nhỏ hơn.", "Về trang đầu"},
	415: {"Loại tệp này chưa dùng được", "Hệ thống nhận ảnh (JPG, PNG) và PDF không có mật khẩu.", "Các tệp khác và phần đã nhập vẫn được giữ.", "Chụp ảnh giấy tờ, hoặc chọn tệp PDF khác.", "Về trang đầu"},
	422: {"Còn chỗ cần sửa", "Một phần thông tin chưa dùng được.", typedKept, "Quay lại và sửa theo lời nhắc ở từng ô.", "Về trang đầu"},
	429: {"Thao tác quá nhiều lần trong thời gian ngắn", "Hệ thống tạm dừng để giữ an toàn cho tài khoản và hồ sơ.", nothingLost, "Chờ ít phút rồi làm lại.", "Về trang đầu"},
	500: {"Hệ thống đang gặp lỗi", "Lỗi ở phía hệ thống, không phải do Ông/Bà. Người trực kỹ thuật đã được báo.", draftKept + " " + nothingTwice, "Chờ ít phút rồi làm lại. Nếu gấp, gọi số bên dưới hoặc đến quầy một cửa.", "Về trang đầu"},
	503: {"Một phần hệ thống đang tạm ngừng", "Hệ thống đang được sửa hoặc nâng cấp.", draftKept + " " + nothingTwice, "Hồ sơ làm dở vẫn mở được khi hệ thống trở lại. Nếu gấp, gọi số bên dưới hoặc đến quầy một cửa.", "Thử lại"},
}

func (s SystemData) text() systemText {
	t, ok := systemTexts[s.Status]
	if !ok {
		t = systemTexts[500]
		if s.Status >= 400 && s.Status < 500 {
			t = systemTexts[400]
		}
	}
	set := func(to *string, v string) {
		if v != "" {
			*to = v
		}
	}
	set(&t.title, s.Title)
	set(&t.why, s.Why)
	set(&t.kept, s.Kept)
	set(&t.action, s.Action)
	return t
}

// frame is the data of the frame: the page's title, never in a search engine.
func (s SystemData) frame() Data {
	d := s.Data
	d.Title = s.text().title
	d.NoIndex = true
	return d
}

func (s SystemData) next() string {
	if s.Next == "" {
		return s.home()
	}
	return s.Next
}
