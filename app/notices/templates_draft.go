package notices

import "motcua/views/i18n"

// draftShown asks the resident to look at the draft. Its text is on the
// dossier's own page only, behind the sign-in.
func draftShown(f Facts) words {
	return words{
		sms: []string{
			spaced("Mời Ông/Bà xem bản dự thảo kết quả hồ sơ "+f.Code+" ở trang hồ sơ.", dated("Sau %s không trả lời coi như đồng ý.", f.Closes, when)),
			spaced("Mời xem bản dự thảo hồ sơ "+f.Code+",", dated("trước %s.", f.Closes, when)),
		},
		subject: "Mời Ông/Bà xem bản dự thảo kết quả hồ sơ " + f.Code,
		what:    []string{f.Office + " đã soạn xong bản dự thảo kết quả. Trước khi ký, mời Ông/Bà xem từng chữ ở trang hồ sơ và cho biết đúng hay cần sửa."},
		next:    []string{spaced(dated("Ông/Bà trả lời chậm nhất %s.", f.Closes, i18n.Promise), "Quá thời hạn này mà không trả lời thì coi như Ông/Bà đồng ý với bản dự thảo.")},
	}
}
