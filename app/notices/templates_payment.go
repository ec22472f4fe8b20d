package notices

import "motcua/views/i18n"

// paymentAsked names no account: what is paid and where stands on the notice
// of whoever set the amount, and on the dossier's own page.
func paymentAsked(f Facts) words {
	sum := i18n.Number(f.Amount) + " đồng"
	return words{
		sms: []string{
			spaced("Hồ sơ "+f.Code+" cần Ông/Bà nộp "+sum+" nghĩa vụ tài chính theo thông báo số "+f.Notice+".", "Xem chi tiết ở trang hồ sơ."),
			"Hồ sơ " + f.Code + " cần Ông/Bà nộp " + sum + " nghĩa vụ tài chính. Xem chi tiết ở trang hồ sơ.",
			"Hồ sơ " + f.Code + " cần nộp nghĩa vụ tài chính. Xem ở trang hồ sơ.",
		},
		subject: "Hồ sơ " + f.Code + " cần thực hiện nghĩa vụ tài chính",
		what: []string{
			"Để hồ sơ được giải quyết tiếp, Ông/Bà cần nộp " + sum + ". Khoản phải nộp: " + ended(f.Purpose),
			"Theo thông báo số " + f.Notice + ". Nơi nộp: " + ended(f.Payee),
			dated("Hạn nộp theo thông báo: %s.", f.PayBy, i18n.DateLong),
		},
		next: []string{"Nộp xong, Ông/Bà mang hoặc gửi chứng từ đến quầy một cửa. Thời gian chờ Ông/Bà không tính vào thời hạn giải quyết. Cán bộ không bao giờ nhắn số tài khoản cá nhân để Ông/Bà chuyển tiền."},
	}
}

func paymentRecorded(f Facts) words {
	done := "đã thực hiện nghĩa vụ tài chính"
	if f.Waived {
		done = "không phải nộp nghĩa vụ tài chính nữa"
	}
	return words{
		sms: []string{
			spaced("Hồ sơ "+f.Code+" "+done+", tiếp tục giải quyết.", dated("Hẹn trả kết quả %s.", f.Due, when)),
			"Hồ sơ " + f.Code + " " + done + ", tiếp tục giải quyết.",
			"Hồ sơ " + f.Code + " tiếp tục giải quyết, đã ghi nhận việc nộp tiền.",
		},
		subject: "Đã ghi nhận nghĩa vụ tài chính của hồ sơ " + f.Code,
		what:    []string{f.Office + " đã ghi nhận: Ông/Bà " + done + "."},
		next:    []string{spaced("Thời hạn tính tiếp từ lúc này.", dated("Hẹn trả kết quả: %s.", f.Due, i18n.Promise))},
	}
}
