package notices

import "motcua/views/i18n"

func init() {
	templates["dossier.date_moved"] = dateMoved
	templates["dossier.window_moved"] = windowMoved
	templates["dossier.outage_paused"] = outagePaused
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

// outagePaused tells that the clock stood still during an announced outage.
func outagePaused(f Facts) words {
	return words{
		sms: []string{
			spaced("Ngày hẹn trả hồ sơ "+f.Code+" đổi thành "+when(f.Due)+" do sự cố hệ thống.", "Lý do: "+ended(f.Reason)),
			"Hồ sơ " + f.Code + " hẹn trả mới " + when(f.Due) + " do sự cố.",
		},
		subject: "Ngày hẹn trả hồ sơ " + f.Code + " thay đổi do sự cố hệ thống",
		what:    []string{spaced("Hệ thống gặp sự cố đã thông báo, thời gian đó không tính vào thời hạn:", ended(f.Reason))},
		next:    []string{"Ngày hẹn trả mới: " + i18n.Promise(f.Due) + ". Ông/Bà không phải làm gì thêm."},
	}
}
