package notices

import "motcua/views/i18n"

func init() { templates["dossier.date_moved"] = dateMoved }

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
