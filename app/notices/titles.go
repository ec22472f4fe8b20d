package notices

import (
	"slices"
	"strings"
)

// titles are what screens call each message, in the order of a dossier's life.
var titles = [][2]string{
	{"dossier.filed", "Đã gửi hồ sơ"},
	{"dossier.received_at_counter", "Đã nhận hồ sơ tại quầy"},
	{"dossier.accepted", "Đã tiếp nhận hồ sơ"},
	{"dossier.handover_sent", "Đã nhận và chuyển nơi giải quyết"},
	{"dossier.handover_received", "Nơi giải quyết đã tiếp nhận"},
	{"dossier.declined", "Không tiếp nhận hồ sơ"},
	{"dossier.supplement_asked", "Yêu cầu bổ sung giấy tờ"},
	{"dossier.supplement_answered", "Đã nhận giấy tờ bổ sung"},
	{"resident.supplement_closing", "Sắp hết hạn bổ sung"},
	{"dossier.draft_shown", "Mời xem bản dự thảo"},
	{"dossier.payment_asked", "Cần nộp nghĩa vụ tài chính"},
	{"dossier.payment_recorded", "Đã ghi nhận khoản nộp"},
	{"dossier.withdrawal_requested", "Đã nhận yêu cầu rút hồ sơ"},
	{"dossier.withdrawal_refused", "Chưa cho rút hồ sơ"},
	{"dossier.withdrawn", "Đã rút hồ sơ"},
	{"dossier.stopped", "Dừng giải quyết hồ sơ"},
	{"dossier.date_moved", "Ngày hẹn thay đổi"},
	{"dossier.outage_paused", "Ngày hẹn thay đổi do sự cố"},
	{"dossier.window_moved", "Hạn bổ sung được dời"},
	{"dossier.decided", "Đã có kết quả"},
	{"dossier.result_arrived", "Kết quả đã về nơi nộp"},
	{"resident.unclaimed", "Kết quả chưa có người nhận"},
	{"dossier.returned", "Đã trả kết quả"},
	{"dossier.result_revoked", "Kết quả bị thu hồi"},
	{"dossier.result_replaced", "Kết quả được thay bằng bản đính chính"},
	{"dossier.own_papers_asked", "Quầy tìm giấy tờ đã có"},
	{"resident.paper_ends", "Giấy tờ sắp hết hạn"},
	{"dossier.message_answered", "Quầy trả lời tin nhắn"},
	{"dossier.term_extended", "Xin lỗi, hẹn lại ngày trả"},
	{"officer.digest", "Gửi cán bộ: nhắc việc trong ngày"},
	{"officer.province_digest", "Gửi cấp tỉnh: số hồ sơ quá hạn"},
	{"officer.supplement_answered", "Gửi cán bộ: người dân đã bổ sung"},
	{"officer.withdrawal_requested", "Gửi cán bộ: người dân xin rút hồ sơ"},
}

// Title is what screens call a message; the subject of its e-mail when nobody named it.
func Title(template string) string {
	for _, t := range titles {
		if t[0] == template {
			return t[1]
		}
	}
	if t, ok := National(template, ChannelEmail); ok {
		return strings.Join(strings.Fields(strings.ReplaceAll(t.Subject, "{ma_ho_so}", "")), " ")
	}
	return template
}

// Named lists every message, in the order of a dossier's life, those without a title last.
func Named() []string {
	at := func(name string) int {
		if i := slices.IndexFunc(titles, func(t [2]string) bool { return t[0] == name }); i >= 0 {
			return i
		}
		return len(titles)
	}
	out := Templates()
	slices.SortFunc(out, func(a, b string) int {
		if c := at(a) - at(b); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	return out
}
