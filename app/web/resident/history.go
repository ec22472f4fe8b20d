package resident

import (
	"encoding/json"
	"strings"
	"time"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// eventData is what an entry of the history may carry.
type eventData struct {
	Reason    string
	Remedy    string
	Message   string
	Number    string
	Note      string
	To        string
	Step      string
	Promise   *time.Time
	AnswerBy  *time.Time
	Expected  *time.Time
	Closes    *time.Time
	Automatic bool
	Items     []dossiers.SupplementItem
	Amount    int64
	Purpose   string
	Notice    string
	Receipt   string
	Waived    bool
	Title     string
	Due       *time.Time
	Pauses    bool
	Silent    bool
	System    string
	Status    string
	Register  string // that was asked about her
	Basis     string
	At        *time.Time
	Post      string // a carrier's number of the item that brings the result
	Carrier   string
}

func readData(raw json.RawMessage) (d eventData) {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil {
		return d
	}
	for k, into := range map[string]any{
		"reason": &d.Reason, "remedy": &d.Remedy, "message": &d.Message, "number": &d.Number, "note": &d.Note, "to": &d.To, "step": &d.Step,
		"promise": &d.Promise, "answer_by": &d.AnswerBy, "expected": &d.Expected, "closes": &d.Closes, "automatic": &d.Automatic, "items": &d.Items,
		"amount": &d.Amount, "purpose": &d.Purpose, "notice": &d.Notice, "receipt": &d.Receipt, "waived": &d.Waived,
		"title": &d.Title, "due": &d.Due, "pauses": &d.Pauses, "silent": &d.Silent,
		"system": &d.System, "register": &d.Register, "basis": &d.Basis, "status": &d.Status, "at": &d.At, "post": &d.Post, "carrier": &d.Carrier,
	} {
		if v, ok := m[k]; ok {
			_ = json.Unmarshal(v, into) // of another kind: stays empty
		}
	}
	return d
}

// told puts each event into the resident's words; an event without words is the office's own business.
var told = map[string]string{
	"dossier.question_asked": "Ông/Bà hỏi quầy một cửa", "dossier.message_answered": "Quầy một cửa đã trả lời",
	"dossier.filed": "Đã gửi hồ sơ", "dossier.received_at_counter": "Đã nhận hồ sơ tại quầy", "dossier.accepted": "Đã tiếp nhận, bắt đầu tính thời hạn",
	"dossier.declined": "Không tiếp nhận hồ sơ", "dossier.handover_sent": "Đã chuyển đến cơ quan giải quyết", "dossier.handover_received": "Cơ quan giải quyết đã nhận, bắt đầu tính thời hạn",
	"dossier.handover_refused": "Nơi được chuyển đến trả lại, đang chuyển tới đúng nơi", "dossier.assigned": "Đã giao người xử lý", "dossier.rebased": "Hồ sơ được chuyển sang quy định mới, ngày hẹn không muộn hơn", "dossier.supplement_asked": "Yêu cầu bổ sung giấy tờ", "dossier.date_moved": "Ngày hẹn trả chuyển theo lịch nghỉ, làm bù mới", "dossier.outage_paused": "Không tính thời gian hệ thống gặp sự cố", "dossier.window_moved": "Hạn bổ sung được dời theo lịch nghỉ mới",
	"dossier.coordination_raised": "Đang hỏi cấp tỉnh nơi nào giải quyết", "dossier.coordination_decided": "Cấp tỉnh đã quyết định nơi giải quyết",
	"dossier.papers_handed_over": "Giấy tờ bản giấy đang chuyển đến nơi giải quyết", "dossier.papers_received": "Nơi giải quyết đã nhận giấy tờ bản giấy", "dossier.papers_missing": "Chưa thấy giấy tờ bản giấy, đang tìm",
	"dossier.term_extended": "Xin lỗi Ông/Bà, hẹn lại ngày trả kết quả",
	"dossier.payment_asked": "Yêu cầu thực hiện nghĩa vụ tài chính", "dossier.payment_recorded": "Đã ghi nhận nghĩa vụ tài chính, tính tiếp thời hạn",
	"dossier.supplement_answered": "Ông/Bà đã gửi bổ sung", "dossier.result_drafted": "Đã thẩm định xong, trình lãnh đạo", "dossier.result_initialled": "Phụ trách đơn vị đã xem và ký nháy",
	"dossier.result_approved": "Lãnh đạo đã ký duyệt", "dossier.result_numbered": "Văn thư đã vào sổ, cấp số", "dossier.decided": "Đã có kết quả",
	"dossier.result_handed_back": "Kết quả giấy đang chuyển về nơi tiếp nhận", "dossier.result_arrived": "Kết quả giấy đã về nơi tiếp nhận", "dossier.returned": "Đã trả kết quả",
	"dossier.result_revoked": "Kết quả đã bị thu hồi", "dossier.result_replaced": "Kết quả đã được thay bằng bản đính chính", "dossier.copy_signed": "Đã có bản sao điện tử được chứng thực",
	"dossier.stopped": "Đã dừng xử lý", "dossier.withdrawn": "Ông/Bà đã rút hồ sơ", "dossier.withdrawal_requested": "Ông/Bà xin rút hồ sơ", "dossier.withdrawal_refused": "Chưa đồng ý cho rút hồ sơ",
	"dossier.step_finished": "Đã xong một bước xử lý", "dossier.competence_passed": "Xã đã xong phần mình, chuyển lên cấp tỉnh giải quyết tiếp", "dossier.competence_passed_back": "Cấp tỉnh đã xong phần mình, chuyển về xã giải quyết tiếp",
	"dossier.consultation_asked": "Đang hỏi thêm cơ quan khác", "dossier.consultation_answered": "Cơ quan được hỏi đã trả lời", "dossier.draft_shown": "Mời Ông/Bà xem bản dự thảo", "dossier.draft_confirmed": "Ông/Bà xác nhận bản dự thảo đúng", "dossier.draft_change_asked": "Ông/Bà đề nghị sửa bản dự thảo", "dossier.draft_settled": "Hết hạn xem bản dự thảo",
	"dossier.sector_sent": "Hồ sơ đã vào hệ thống chuyên ngành", "dossier.sector_status": "Có trạng thái mới ở hệ thống chuyên ngành",
	"dossier.result_reused":    "Ông/Bà đã cho dùng giấy tờ có sẵn",
	"dossier.own_papers_asked": "Ông/Bà đồng ý cho quầy tìm giấy tờ đã có",
	"dossier.register_asked":   "Cán bộ tra cứu cơ sở dữ liệu về Ông/Bà",
	"dossier.read_by_province": "Cấp tỉnh đã mở xem hồ sơ", "dossier.paper_added": "Cán bộ đã thêm giấy tờ vào hồ sơ",
}

// timeline is the public history, newest first: what, who, where, when, why.
func (p *Pages) timeline(c *web.Ctx, f *dossiers.Full) []ui.Event {
	var out []ui.Event
	for i := len(f.History) - 1; i >= 0; i-- {
		h := f.History[i]
		title, ok := told[h.Kind]
		if !ok || !h.Public {
			continue
		}
		d := readData(h.Data)
		e := ui.Event{Title: title, When: i18n.DateTime(h.At), Who: p.who(c, f, &h), Note: eventNote(h.Kind, d), Current: len(out) == 0 && !f.State.Ended()}
		out = append(out, e)
	}
	return out
}

// who names the person and the office of an entry.
func (p *Pages) who(c *web.Ctx, f *dossiers.Full, h *dossiers.HistoryEntry) string {
	office := p.officeName(c.PublicContext(), h.TenantID)
	switch h.ActorKind {
	case "resident":
		return "Ông/Bà"
	case "helper":
		return h.ActorName + " (giúp nộp), " + orText(p.officeName(c.PublicContext(), f.Supporting), "nơi hỗ trợ")
	case "system":
		return orText(office, "Hệ thống")
	}
	if office == "" {
		return h.ActorName
	}
	return h.ActorName + ", " + office
}

func eventNote(kind string, d eventData) string {
	switch kind {
	case "dossier.filed":
		if d.AnswerBy != nil {
			return "Quầy một cửa trả lời chậm nhất " + i18n.Promise(*d.AnswerBy) + "."
		}
	case "dossier.accepted", "dossier.received_at_counter", "dossier.handover_received":
		if d.Promise != nil {
			return "Hẹn trả kết quả " + i18n.Promise(*d.Promise) + "."
		}
	case "dossier.register_asked":
		return "Tra cứu trong " + i18n.LookupRegister(d.Register) + ". Căn cứ: " + d.Basis + "."
	case "dossier.date_moved":
		if d.Promise != nil {
			return "Ngày hẹn trả mới: " + i18n.Promise(*d.Promise) + ". Lý do: " + d.Reason
		}
	case "dossier.result_reused":
		if d.Number != "" {
			return d.Title + " số " + d.Number + "."
		}
		return d.Title + "."
	case "dossier.outage_paused":
		if d.Promise != nil {
			return "Ngày hẹn trả mới: " + i18n.Promise(*d.Promise) + ". Lý do: " + d.Reason
		}
		return d.Reason
	case "dossier.window_moved":
		if d.Closes != nil {
			return "Hạn bổ sung mới: " + i18n.Promise(*d.Closes) + ". Lý do: " + d.Reason
		}
	case "dossier.handover_sent":
		if d.Expected != nil {
			return "Dự kiến trả kết quả " + i18n.Promise(*d.Expected) + ". Ngày hẹn chính thức có khi nơi đó nhận hồ sơ."
		}
	case "dossier.declined":
		return "Lý do: " + d.Reason + ". Việc cần làm: " + d.Remedy
	case "dossier.step_finished", "dossier.competence_passed", "dossier.competence_passed_back":
		if d.Step != "" {
			return d.Step + "."
		}
	case "dossier.consultation_asked":
		s := d.Title + "."
		if d.Due != nil {
			s += " Nơi được hỏi trả lời chậm nhất " + i18n.Promise(*d.Due) + "."
		}
		if d.Pauses {
			s += " Trong lúc chờ, thời hạn giải quyết tạm dừng; ngày hẹn trả sẽ được báo lại."
		}
		return s
	case "dossier.consultation_answered":
		if d.Silent {
			return d.Title + ". Hết hạn không có trả lời, theo quy định coi như đồng ý."
		}
		return d.Title + "."
	case "dossier.draft_shown":
		s := "Không trả lời thì coi như đồng ý."
		if d.Closes != nil {
			s = "Trả lời chậm nhất " + i18n.Promise(*d.Closes) + ". " + s
		}
		if d.Pauses {
			s += " Thời gian chờ Ông/Bà không tính vào thời hạn."
		}
		return s
	case "dossier.draft_change_asked":
		return d.Note
	case "dossier.draft_settled":
		return "Ông/Bà không trả lời nên coi như đồng ý, hồ sơ được trình ký."
	case "dossier.assigned":
		if d.To != "" {
			return d.To + ": " + lowerFirst(d.Step) + "."
		}
	case "dossier.supplement_asked":
		s := ""
		for i, it := range d.Items {
			if i > 0 {
				s += "; "
			}
			s += it.Title + ": " + lowerFirst(dossiers.SupplementReasons[it.Reason])
			if it.Note != "" {
				s += " (" + it.Note + ")"
			}
		}
		if d.Closes != nil {
			s += ". Gửi chậm nhất " + i18n.Promise(*d.Closes) + "."
		}
		return s
	case "dossier.supplement_answered":
		if d.Promise != nil {
			return "Hẹn tiếp theo: " + i18n.Promise(*d.Promise) + "."
		}
	case "dossier.term_extended":
		s := "Lý do: " + strings.TrimRight(d.Reason, ". ") + "."
		if d.Promise != nil {
			s += " Ngày trả kết quả mới: " + i18n.Promise(*d.Promise) + "."
		}
		return s
	case "dossier.payment_asked":
		return d.Purpose + ": " + i18n.Money(d.Amount) + ", theo thông báo số " + d.Notice + "."
	case "dossier.payment_recorded":
		s := "Chứng từ số " + d.Receipt + "."
		if d.Waived {
			s = "Ông/Bà không phải nộp nữa, theo văn bản số " + d.Receipt + "."
		}
		if d.Promise != nil {
			s += " Hẹn trả kết quả " + i18n.Promise(*d.Promise) + "."
		}
		return s
	case "dossier.sector_sent":
		return revision.SectorName(d.System) + ", số " + d.Number + "."
	case "dossier.sector_status":
		s := revision.SectorName(d.System) + ": " + d.Status + "."
		if d.At != nil {
			s += " Lúc " + i18n.DateTime(*d.At) + "."
		}
		return s
	case "dossier.decided":
		if d.Number != "" && d.System != "" {
			return "Số " + d.Number + ", quyết định trên " + revision.SectorName(d.System) + "."
		}
		if d.Number != "" {
			return "Số " + d.Number + "."
		}
	case "dossier.returned":
		if d.Post != "" {
			return postedText(d) + "."
		}
		if d.To != "" {
			return "Người nhận: " + d.To + "."
		}
	case "dossier.result_replaced":
		return "Số mới " + d.Number + ". " + d.Reason
	case "dossier.stopped", "dossier.result_revoked", "dossier.withdrawal_refused", "dossier.handover_refused", "dossier.read_by_province", "dossier.coordination_decided", "dossier.papers_missing":
		if d.Reason != "" {
			return "Lý do: " + d.Reason
		}
	}
	return ""
}

// postedText says with whom a result is on its way.
func postedText(d eventData) string { return "Gửi qua " + d.Carrier + ", số bưu gửi " + d.Post }
