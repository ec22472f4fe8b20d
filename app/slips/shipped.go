package slips

const (
	centre = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
	track  = "Xem hồ sơ đến đâu: quét mã QR, hoặc vào Tra cứu, nhập mã hồ sơ và 4 số cuối điện thoại hoặc số định danh."
	call   = "Cần giúp, Ông/Bà gọi {dien_thoai}."
)

// shipped is the wording that a province has until it writes its own.
var shipped = map[Form]Wording{
	M01: {Opening: "Bộ phận Tiếp nhận và Trả kết quả của {co_quan} đã tiếp nhận hồ sơ sau:", Signer: "NGƯỜI TIẾP NHẬN HỒ SƠ", Foot: track + "\n" + call},
	M02: {Opening: "Để có cơ sở giải quyết hồ sơ, đề nghị Ông/Bà bổ sung, hoàn thiện như sau:", Closing: "Các giấy tờ khác đã đạt, không phải nộp lại.", Signer: "NGƯỜI HƯỚNG DẪN", Foot: "Bổ sung tại {trang_web} hoặc tại quầy của {co_quan}.\n" + call},
	M03: {Opening: "Qua xem xét, {co_quan} không tiếp nhận, giải quyết hồ sơ này:", Closing: "Nếu không đồng ý, Ông/Bà có quyền khiếu nại theo Luật Khiếu nại.", Signer: "NGƯỜI TỪ CHỐI TIẾP NHẬN HỒ SƠ", Foot: call},
	M04: {
		Opening: "{noi_giai_quyet} xin lỗi Ông/Bà vì không trả được kết quả đúng hẹn.",
		Closing: "Kính mong Ông/Bà thông cảm. Kết quả sẽ được trả chậm nhất {hen_moi}.\nMã hồ sơ không đổi; Ông/Bà không phải làm lại giấy tờ.", Signer: "GIÁM ĐỐC", Foot: call,
	},
	M05: {Opening: "{co_quan} thông báo dừng giải quyết hồ sơ sau:", Closing: "Ông/Bà có thể nộp hồ sơ mới bất cứ lúc nào.\nNếu không đồng ý, Ông/Bà có quyền khiếu nại theo Luật Khiếu nại.", Signer: "ĐẠI DIỆN CƠ QUAN", Foot: call},
	M06: {Signer: "NGƯỜI LẬP PHIẾU"},
	M07: {Signer: "NGƯỜI LẬP SỔ"},
}

// Shipped is version 0 of a form's template.
func Shipped(f Form) Template {
	w := shipped[f]
	w.Parent, w.Office = "{co_quan}", centre
	return Template{Form: f, Wording: w}
}
