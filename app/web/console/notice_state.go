package console

import (
	"motcua/app/dossiers"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// whyNot says in words why a message did not reach anybody, and what helps.
var whyNot = map[string]string{
	"sms.refused": "số điện thoại không nhận được tin, nên gọi hoặc gửi thư", "zns.refused": "người nhận không dùng Zalo, đã chuyển sang SMS", "sms.down": "nhà mạng chưa trả lời, hệ thống gửi lại", "zns.down": "Zalo chưa trả lời, hệ thống gửi lại",
	"sms.no_answer": "nhà mạng chưa trả lời, hệ thống gửi lại", "zns.no_answer": "Zalo chưa trả lời, hệ thống gửi lại", "partner.resting": "nhà cung cấp đang gặp sự cố, hệ thống gửi lại", "partner.down": "nhà cung cấp đang gặp sự cố, hệ thống gửi lại",
	"mail.down": "máy chủ thư chưa trả lời, hệ thống gửi lại", "mail.refused_address": "địa chỉ thư không có thật, hỏi lại người dân", "mail.address": "địa chỉ thư ghi sai, hỏi lại người dân", "mail.refused": "máy chủ thư của người nhận không nhận",
	"no_such_number": "số điện thoại không có thật, hỏi lại người dân", "notice.too_old": "quá 3 ngày chưa gửi được, nên gọi điện", "notice.undone": "người thực hiện đã hoàn tác gửi tin", "notice.taken_back": "việc được báo đã thay đổi trước khi gửi",
}

// noticeState is what became of a message, in words.
func noticeState(m dossiers.Message) (status, tone, why string) {
	why = whyNot[m.FailedKey]
	switch m.State {
	case "delivered":
		return "Đã đến máy người nhận", ui.OK, ""
	case "sent":
		s := ""
		if m.SentAt != nil {
			s = "gửi lúc " + i18n.DateTime(*m.SentAt)
		}
		return "Đã gửi", ui.OK, s
	case "bounced":
		if why == "" {
			why = "không đến được người nhận, nên gọi điện"
		}
		return "Bị trả lại", ui.Late, why
	case "failed":
		if why == "" {
			why = "nên gọi điện hoặc gửi thư"
		}
		return "Không gửi được", ui.Late, why
	case "dropped":
		return "Không gửi nữa", "", why
	case "unwanted":
		return "Không gửi", "", "người dân chọn không nhận tin này"
	}
	return "Chờ gửi", ui.Soon, why
}
