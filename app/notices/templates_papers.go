package notices

import "motcua/views/i18n"

// ownPapersAsked tells a person that a counter asked for papers she already
// has: whoever did not agree hears of it.
func ownPapersAsked(f Facts) words {
	call := "báo ngay quầy một cửa"
	if f.Phone != "" {
		call = "gọi ngay " + i18n.Phone(f.Phone)
	}
	return words{
		sms:     []string{"Ông/Bà vừa đồng ý tại quầy cho tìm giấy tờ đã có, dùng vào hồ sơ " + f.Code + ". Nếu không phải Ông/Bà, " + call + ".", "Quầy vừa tìm giấy tờ đã có cho hồ sơ " + f.Code + ". Không phải Ông/Bà thì " + call + "."},
		subject: "Quầy tìm giấy tờ đã có cho hồ sơ " + f.Code,
		what:    []string{"Tại quầy của " + f.Office + ", Ông/Bà vừa đồng ý cho xem tên những giấy tờ đã có và dùng giấy cần cho hồ sơ này."},
		next:    []string{"Ai đã xem, đã dùng giấy nào có ghi ở mục Giấy tờ của tôi. Nếu Ông/Bà không đến quầy, " + call + "."},
	}
}

// paperEnds reminds of a paper or result of one's own whose term ends soon.
func paperEnds(f Facts) words {
	until := dated("đến hết %s", f.Ends, i18n.Date)
	return words{
		sms:     []string{"Giấy tờ trong hồ sơ " + f.Code + " của Ông/Bà còn dùng được " + until + ". Cần dùng sau ngày đó thì làm giấy mới trước.", "Giấy tờ của hồ sơ " + f.Code + " dùng được " + until + "."},
		subject: "Giấy tờ của hồ sơ " + f.Code + " sắp hết hạn",
		what:    []string{"Có giấy tờ Ông/Bà lưu cùng hồ sơ này sắp hết hạn, còn dùng được " + until + "."},
		next:    []string{"Xem giấy nào ở mục Giấy tờ của tôi. Nếu còn cần sau ngày đó, Ông/Bà làm giấy mới trước khi hết hạn; không cần thì không phải làm gì."},
	}
}
