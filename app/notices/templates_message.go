package notices

// messageAnswered says that the counter wrote back; the words themselves stand
// on the dossier's page, not on a phone that lies open on a table.
func messageAnswered(f Facts) words {
	return words{
		sms:     []string{"Quầy một cửa đã trả lời câu hỏi của Ông/Bà về hồ sơ " + f.Code + ". Xem ở trang hồ sơ.", "Quầy một cửa đã trả lời về hồ sơ " + f.Code + "."},
		subject: "Quầy một cửa đã trả lời về hồ sơ " + f.Code,
		what:    []string{"Quầy một cửa của " + f.Office + " đã trả lời câu hỏi của Ông/Bà."},
		next:    []string{"Ông/Bà đọc câu trả lời ở trang hồ sơ, mục Tin nhắn với quầy."},
	}
}
