package console

import (
	"encoding/json"
	"time"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/views/i18n"
	"motcua/views/ui"
)

var eventTitles = map[string]string{
	"dossier.batch_scanned": "Quét cả hồ sơ một lần", "dossier.batch_parted": "Tách tệp quét thành giấy tờ",
	"dossier.question_asked": "Người dân hỏi quầy", "dossier.message_answered": "Trả lời người dân",
	"dossier.filed": "Nộp hồ sơ trực tuyến", "dossier.received_at_counter": "Tiếp nhận tại quầy", "dossier.accepted": "Tiếp nhận",
	"dossier.declined": "Không tiếp nhận", "dossier.handover_sent": "Chuyển đến cơ quan có thẩm quyền", "dossier.handover_received": "Cơ quan có thẩm quyền nhận hồ sơ",
	"dossier.handover_refused": "Không nhận, trả lại nơi gửi", "dossier.coordination_raised": "Trình cấp tỉnh quyết định cơ quan giải quyết", "dossier.coordination_decided": "Cấp tỉnh quyết định cơ quan giải quyết", "dossier.papers_handed_over": "Giao giấy tờ theo danh sách bàn giao", "dossier.papers_received": "Nhận giấy tờ theo danh sách bàn giao", "dossier.papers_missing": "Không nhận được giấy tờ bàn giao", "dossier.result_missing": "Không nhận được kết quả bàn giao", "dossier.assigned": "Phân công xử lý", "dossier.papers_verified": "Kiểm tra giấy tờ", "dossier.paper_added": "Thêm giấy tờ", "dossier.result_reused": "Người dân cho dùng giấy tờ đã có", "dossier.own_papers_asked": "Người dân đồng ý cho tìm giấy tờ đã có", "dossier.fields_confirmed": "Xác nhận dữ liệu trên giấy",
	"dossier.supplement_asked": "Yêu cầu bổ sung", "dossier.supplement_answered": "Người dân bổ sung", "dossier.payment_asked": "Yêu cầu thực hiện nghĩa vụ tài chính", "dossier.payment_recorded": "Ghi nhận nghĩa vụ tài chính", "dossier.result_drafted": "Soạn kết quả, trình ký",
	"dossier.result_initialled": "Ký nháy", "dossier.result_approved": "Ký duyệt", "dossier.result_sent_back": "Trả lại dự thảo", "dossier.step_finished": "Xong bước", "dossier.step_sent_back": "Trả lại bước trước",
	"dossier.competence_passed": "Chuyển thẩm quyền lên cấp tỉnh", "dossier.competence_passed_back": "Chuyển thẩm quyền về lại xã", "dossier.consultation_asked": "Hỏi ý kiến cơ quan khác", "dossier.consultation_answered": "Cơ quan được hỏi đã trả lời", "dossier.consultation_recalled": "Thu hồi câu hỏi", "dossier.consultation_skipped": "Làm tiếp không chờ trả lời",
	"dossier.draft_shown": "Gửi bản dự thảo cho người nộp xem", "dossier.draft_confirmed": "Người nộp đồng ý với bản dự thảo", "dossier.draft_change_asked": "Người nộp đề nghị sửa bản dự thảo", "dossier.draft_settled": "Bản dự thảo được đồng ý, trình ký",
	"dossier.sector_handed": "Chuyển tự động sang hệ thống chuyên ngành", "dossier.sector_sent": "Có số ở hệ thống chuyên ngành", "dossier.sector_status": "Trạng thái từ hệ thống chuyên ngành",
	"dossier.register_asked": "Tra cứu cơ sở dữ liệu", "dossier.register_answered": "Cơ sở dữ liệu trả lời", "dossier.status_resent": "Gửi lại trạng thái lên Cổng quốc gia", "dossier.status_skipped": "Bỏ qua một trạng thái gửi Cổng quốc gia",
	"tenant.key_registered": "Đăng ký khóa ký số", "tenant.key_withdrawn": "Thôi dùng khóa ký số", "tenant.office_key_registered": "Đăng ký khóa ký số của cơ quan", "tenant.office_key_withdrawn": "Thôi dùng khóa ký số của cơ quan",
	"dossier.result_numbered": "Cấp số", "dossier.number_voided": "Hủy số đã cấp", "dossier.original_scanned": "Quét bản chính để chứng thực điện tử", "dossier.copy_signed": "Ký bản sao điện tử",
	"dossier.revocation_asked": "Đề nghị thu hồi kết quả", "dossier.revocation_refused": "Không thu hồi kết quả", "dossier.result_revoked": "Thu hồi kết quả",
	"dossier.correction_drafted": "Soạn bản đính chính", "dossier.correction_approved": "Ký duyệt bản đính chính", "dossier.correction_sent_back": "Trả bản đính chính", "dossier.correction_numbered": "Cấp số bản đính chính", "dossier.result_replaced": "Phát hành bản đính chính, thay kết quả cũ",
	"register.book_opened": "Mở quyển của sổ", "register.book_closed": "Khóa quyển của sổ", "register.number_voided": "Hủy một số của sổ",
	"dossier.term_extended": "Hẹn lại, gửi thư xin lỗi", "dossier.extension_proposed": "Đề nghị hẹn lại",
	"dossier.old_paper_placed": "Số hóa giấy tờ đã cấp trước đây, vào kho giấy tờ", "old_papers.opened": "Mở đợt số hóa giấy tờ cũ",
	"dossier.hold_placed": "Giữ hồ sơ, không cho hủy", "dossier.hold_lifted": "Thôi giữ hồ sơ", "dossier.destroyed": "Tiêu hủy hồ sơ hết hạn lưu trữ",
	"destruction.proposed": "Lập danh mục tiêu hủy", "destruction.approved": "Quyết định tiêu hủy", "destruction.refused": "Không đồng ý tiêu hủy", "destruction.done": "Tiêu hủy xong", "tenant.quota_set": "Đặt dung lượng lưu trữ",
	"dossier.notice_undone":       "Hoàn tác gửi tin cho người dân",
	"dossier.supplement_proposed": "Trình lãnh đạo duyệt yêu cầu bổ sung", "dossier.supplement_refused": "Lãnh đạo không duyệt yêu cầu bổ sung",
	"dossier.decided": "Phát hành kết quả", "dossier.result_handed_back": "Chuyển kết quả về nơi tiếp nhận", "dossier.result_arrived": "Nơi tiếp nhận đã nhận kết quả",
	"dossier.returned": "Trả kết quả", "dossier.stopped": "Dừng giải quyết", "dossier.withdrawn": "Người dân rút hồ sơ", "dossier.withdrawal_requested": "Người dân xin rút hồ sơ",
	"dossier.withdrawal_refused": "Chưa cho rút hồ sơ", "dossier.read_by_province": "Cấp tỉnh xem hồ sơ", "dossier.rebased": "Chuyển sang bản quy định mới", "dossier.date_moved": "Ngày hẹn chuyển theo lịch làm việc mới", "dossier.window_moved": "Hạn bổ sung dời theo lịch làm việc mới", "dossier.outage_paused": "Tạm dừng do sự cố hệ thống đã thông báo", "dossier.steps_moved": "Hạn các bước chuyển theo lịch làm việc mới", "tenant.calendar_changed": "Đổi lịch làm việc", "tenant.outage_announced": "Ghi sự cố hệ thống đã thông báo",
	"account.invited": "Mời tài khoản mới", "account.reinvited": "Gửi lại lời mời", "account.unit_set": "Xếp vào phòng, đơn vị", "tenant.unit_created": "Thêm phòng, đơn vị", "tenant.unit_renamed": "Đổi tên phòng, đơn vị", "tenant.unit_closed": "Đóng phòng, đơn vị", "tenant.unit_opened": "Mở lại phòng, đơn vị", "account.disabled": "Khóa tài khoản", "account.enabled": "Mở lại tài khoản",
	"account.password_set": "Đặt mật khẩu", "account.second_factor_set": "Thiết lập ứng dụng xác thực", "account.signed_in": "Đăng nhập",
	"role.granted": "Giao vai trò", "role.revoked": "Thu vai trò", "help.consented": "Người dân đồng ý cho giúp nộp", "tenant.details_changed": "Sửa thông tin đơn vị",
}

// eventTitle is what happened, in words; an unknown kind is shown as it is.
func eventTitle(kind string) string {
	if t, ok := eventTitles[kind]; ok {
		return t
	}
	return kind
}

// eventData is what the entries of a dossier's history may carry.
type eventData struct {
	Reason, Remedy, To, Message, Number, Note, Step, Role, Changed, UnitTitle string
	Purpose, Payee, Notice, Receipt                                           string
	Promise, Expected, Closes, AnswerBy, PayBy                                *time.Time
	Round                                                                     int
	Fee                                                                       int64
	How                                                                       string
	Amount                                                                    int64
	Automatic, Waived, Silent                                                 bool
	Title, Basis, System, Status, Register, Verdict, List, Post, Carrier      string
	At                                                                        *time.Time
	Due, Old                                                                  *time.Time
	Items                                                                     []dossiers.SupplementItem
}

func readData(raw json.RawMessage) eventData {
	var m map[string]json.RawMessage
	var d eventData
	if json.Unmarshal(raw, &m) != nil {
		return d // a list (papers verified): nothing to say here
	}
	get := func(key string, into any) { _ = json.Unmarshal(m[key], into) } // absent or of another kind: stays empty
	for key, into := range map[string]any{
		"reason": &d.Reason, "remedy": &d.Remedy, "to": &d.To, "message": &d.Message, "number": &d.Number, "note": &d.Note, "step": &d.Step, "role": &d.Role, "changed": &d.Changed, "unit_title": &d.UnitTitle,
		"promise": &d.Promise, "expected": &d.Expected, "closes": &d.Closes, "answer_by": &d.AnswerBy, "round": &d.Round, "fee": &d.Fee, "how": &d.How, "automatic": &d.Automatic, "items": &d.Items,
		"amount": &d.Amount, "purpose": &d.Purpose, "payee": &d.Payee, "notice": &d.Notice, "receipt": &d.Receipt, "pay_by": &d.PayBy, "waived": &d.Waived,
		"silent": &d.Silent, "title": &d.Title, "system": &d.System, "status": &d.Status, "at": &d.At, "basis": &d.Basis, "list": &d.List, "post": &d.Post, "carrier": &d.Carrier, "register": &d.Register, "verdict": &d.Verdict, "due": &d.Due, "old": &d.Old,
	} {
		get(key, into)
	}
	return d
}

// history is a dossier's audit trail, newest first.
func (p *Pages) history(f *dossiers.Full, office func(*dossiers.HistoryEntry) string) []ui.Event {
	var out []ui.Event
	for i := len(f.History) - 1; i >= 0; i-- {
		h := &f.History[i]
		d := readData(h.Data)
		e := ui.Event{Title: eventTitle(h.Kind), When: i18n.DateTime(h.At), Who: h.ActorName, Note: eventNote(h.Kind, d)}
		if o := office(h); o != "" && h.ActorKind == "staff" {
			e.Who += ", " + o
		}
		if h.ActorKind == "helper" {
			e.Who += " (giúp nộp)"
		}
		if !h.Public {
			e.Status, e.Tone = "Nội bộ", ui.Draft
		}
		out = append(out, e)
	}
	return out
}

func eventNote(kind string, d eventData) string {
	moment := func(label string, t *time.Time) string {
		if t == nil || t.IsZero() {
			return ""
		}
		return label + i18n.Promise(*t) + "."
	}
	var s []string
	switch kind {
	case "dossier.step_finished", "dossier.competence_passed", "dossier.competence_passed_back", "dossier.step_sent_back":
		s = append(s, prefixed("Bước: ", d.Step))
	case "dossier.sector_handed", "dossier.sector_sent", "dossier.decided":
		if d.System != "" {
			s = append(s, "Trên "+revision.SectorName(d.System))
		}
	case "dossier.register_asked":
		s = append(s, i18n.LookupRegister(d.Register), prefixed("Căn cứ: ", d.Basis))
	case "dossier.register_answered":
		s = append(s, i18n.LookupVerdict(d.Verdict))
	case "dossier.sector_status":
		s = append(s, revision.SectorName(d.System)+": "+d.Status)
		if d.At != nil {
			s = append(s, "Lúc "+i18n.DateTime(*d.At))
		}
	case "dossier.revocation_asked", "dossier.result_revoked", "dossier.hold_placed":
		s = append(s, prefixed("Căn cứ: ", d.Basis))
	case "dossier.term_extended", "dossier.extension_proposed":
		s = append(s, moment("Hẹn cũ ", d.Old))
	case "dossier.draft_shown":
		return sentences([]string{moment("Trả lời chậm nhất ", d.Closes), "Hết hạn không trả lời coi như đồng ý"})
	case "dossier.draft_settled":
		if d.Silent {
			s = append(s, "Hết hạn không trả lời, coi như đồng ý")
		}
	case "dossier.consultation_asked", "dossier.consultation_answered":
		s = append(s, d.Title, moment("Trả lời chậm nhất ", d.Due))
		if d.Basis != "" && kind == "dossier.consultation_asked" {
			s = append(s, "Thời hạn tạm dừng theo "+d.Basis)
		}
		if d.Silent {
			s = append(s, "Hết hạn không trả lời, coi như đồng ý")
		}
	}
	if kind == "dossier.assigned" || kind == "dossier.result_sent_back" || kind == "dossier.returned" {
		s = append(s, prefixed("Cho: ", d.To), prefixed("Gửi qua ", d.Carrier), prefixed("Số bưu gửi ", d.Post))
	}
	if d.Amount > 0 {
		s = append(s, "Số tiền: "+i18n.Money(d.Amount), prefixed("Khoản: ", d.Purpose), prefixed("Nơi nộp: ", d.Payee), prefixed("Thông báo số ", d.Notice), prefixed("Chứng từ số ", d.Receipt))
		if d.PayBy != nil {
			s = append(s, "Hạn nộp "+i18n.Date(*d.PayBy))
		}
		if d.Waived {
			s = append(s, "Không phải nộp nữa")
		}
	}
	s = append(s, prefixed("Lý do: ", d.Reason), prefixed("Việc cần làm: ", d.Remedy), prefixed("Lời nhắn: ", d.Message), prefixed("Số: ", d.Number), prefixed("Ghi chú: ", d.Note), prefixed("Danh sách bàn giao ", d.List),
		moment("Hẹn trả ", d.Promise), moment("Dự kiến ", d.Expected), moment("Chờ bổ sung đến ", d.Closes), moment("Trả lời chậm nhất ", d.AnswerBy))
	if d.How != "" {
		s = append(s, paidText(d.How, d.Fee)+".")
	}
	if d.Automatic {
		s = append(s, "Tự động: quá thời gian từ chối.")
	}
	for _, it := range d.Items {
		s = append(s, it.Title+": "+reasonText(it.Reason, it.Note)+".")
	}
	return sentences(s)
}

func prefixed(label, v string) string {
	if v == "" {
		return ""
	}
	return label + v
}

// reasonText is why a paper is not good: the library's words and the officer's.
func reasonText(reason, note string) string {
	t := dossiers.SupplementReasons[reason]
	switch {
	case note == "":
		return t
	case t == "" || reason == "other":
		return note
	}
	return t + " (" + note + ")"
}
