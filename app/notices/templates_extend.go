package notices

import "motcua/views/i18n"

// termExtended is the apology with the new date (M04). The reason is the
// officer's own words, so it stands in the letter and not in the SMS.
func termExtended(f Facts) words {
	return words{
		sms: []string{
			spaced("Xin lỗi Ông/Bà, hồ sơ "+f.Code+" trễ hẹn.", dated("Ngày trả mới: %s.", f.Due, when), "Xem lý do ở trang hồ sơ."),
			spaced("Xin lỗi, hồ sơ "+f.Code+" trễ hẹn.", dated("Hẹn lại %s.", f.Due, i18n.Date)),
		},
		subject: "Xin lỗi và hẹn lại ngày trả kết quả hồ sơ " + f.Code,
		what:    []string{spaced(f.Office+" xin lỗi Ông/Bà vì hồ sơ trễ hẹn.", "Lý do: "+ended(f.Reason))},
		next:    []string{spaced(dated("Ngày trả kết quả mới: %s.", f.Due, i18n.Promise), "Hồ sơ chỉ được hẹn lại một lần. Ông/Bà không phải làm thêm việc gì.")},
	}
}
