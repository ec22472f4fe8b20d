package slips

import "time"

// Sample is an invented dossier for previews of a template: every form can be
// made of it, and its name says that it is an example.
func Sample(parent, place, phone, address string, now time.Time) Data {
	day := func(n int) time.Time { return now.AddDate(0, 0, n) }
	return Data{
		Parent: parent, Place: place, HelpPhone: phone, HelpAt: address, HelpMail: "", Website: "",
		Number: 12, Year: now.Year(), Code: "H00.00-" + now.Format("060102") + "-0001", Applicant: "Nguyễn Thị Ví Dụ", Submitter: "Trần Văn Mẫu", Address: "Thôn Ví Dụ, " + place, Phone: "0900 000 000", Email: "vidu@example.vn", IDNumber: "000000000000",
		Procedure: "Đăng ký thành lập hộ kinh doanh", Competent: parent, Consulted: []string{"Sở Tài chính"}, Sets: 1, Term: "3 ngày làm việc", Pickup: "Tại quầy một cửa", Officer: "Lê Thị Cán Bộ",
		Papers:   []Paper{{"Giấy đề nghị đăng ký hộ kinh doanh", "original", 2}, {"Bản sao hợp đồng thuê địa điểm", "certified", 3}, {"Ảnh thẻ căn cước", "electronic", 0}},
		Charges:  []Row{{Key: "Lệ phí đăng ký hộ kinh doanh", Value: "100.000 đ, nộp khi hồ sơ được tiếp nhận"}},
		Received: day(-3), Promise: day(2), First: day(2), Now: now,
		Supplement: &Supplement{Round: 1, Message: "Ông/Bà chụp lại giúp trang 2.", By: "Lê Thị Cán Bộ", At: now, Until: day(7), Items: []Item{{"Bản sao hợp đồng thuê địa điểm", "certified", "Ảnh bị mờ, chưa đọc được chữ"}, {"Giấy đề nghị đăng ký hộ kinh doanh", "original", "Thiếu trang (trang có chữ ký)"}}},
		Refusal:    &Refusal{Reason: "Địa điểm kinh doanh không thuộc địa bàn.", Remedy: "Nộp tại Trung tâm Phục vụ hành chính công nơi có địa điểm kinh doanh.", By: "Lê Thị Cán Bộ", At: now},
		Apology:    &Apology{Reason: "Cần xác minh thêm nơi kinh doanh.", Old: day(2), New: day(5), At: now},
		Stop:       &Stop{Reason: "Quá hạn bổ sung hồ sơ.", By: "Lê Thị Cán Bộ", At: now},
		Moves: []Move{
			{From: "Người nộp", To: "Tiếp nhận và trả kết quả", FromName: "Trần Văn Mẫu", ToName: "Lê Thị Cán Bộ", At: day(-3), Due: day(-3), Done: day(-3)},
			{From: "Tiếp nhận và trả kết quả", To: "Phòng Kinh tế", FromName: "Lê Thị Cán Bộ", ToName: "Phạm Văn Thụ Lý", What: "Thẩm định", At: day(-2), Due: day(1)},
		},
	}
}
