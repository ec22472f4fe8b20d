package notices

import "motcua/views/i18n"

func init() {
	templates["dossier.date_moved"] = dateMoved
	templates["dossier.window_moved"] = windowMoved
}

// windowMoved tells somebody who was asked for papers that there is more time.
func windowMoved(f Facts) words {
	return words{
		sms: []string{
			spaced("Hạn bổ sung hồ sơ "+f.Code+" dời đến "+when(f.Closes)+".", "Lý do: "+ended(f.Reason)),
			"Hồ sơ " + f.Code + " bổ sung đến " + when(f.Closes) + ".",
		},
		subject: "Hạn bổ sung hồ sơ " + f.Code + " được dời",
		what:    []string{spaced("Lịch làm việc thay đổi sau khi đã hẹn Ông/Bà:", ended(f.Reason))},
		next:    []string{"Hạn bổ sung mới: " + i18n.Promise(f.Closes) + ". Các giấy tờ cần gửi không đổi."},
	}
}

// dateMoved tells that the State closed or opened days after the date was
// promised: the new date, why, and that nothing else changed.
func dateMoved(f Facts) words {
	return words{
		sms: []string{
			spaced("Ngày hẹn trả hồ sơ "+f.Code+" đổi thành "+when(f.Due)+".", "Lý do: "+ended(f.Reason)),
			"Hồ sơ " + f.Code + " hẹn trả mới " + when(f.Due) + ".",
		},
		subject: "Ngày hẹn trả hồ sơ " + f.Code + " thay đổi",
		what:    []string{spaced("Lịch làm việc thay đổi theo quy định sau khi đã hẹn Ông/Bà:", ended(f.Reason))},
		next:    []string{"Ngày hẹn trả mới: " + i18n.Promise(f.Due) + ". Ông/Bà không phải làm gì thêm."},
	}
}
