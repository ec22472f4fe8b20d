package console

import (
	"slices"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
)

// reader is the officer who looks at a dossier.
type reader struct {
	tenant, staff uuid.UUID
	may           func(action string) bool  // on dossiers, in this tenant
	newer         func(*dossiers.Full) bool // a newer revision than the dossier's holds here; nil: not asked
	roles         []string                  // held in this tenant
	unit          string                    // works in; "" not said
	linked        func(system string) bool  // decisions of that sector system come back by themselves
	waits         map[string]bool           // steps whose question to others waits for an answer
	inTime        map[string]bool           // of those, steps where somebody still has time to answer
}

// does tells whether a step is for people like r: of its role, and of its unit where both are said.
func (r reader) does(st dossiers.Step) bool {
	return slices.Contains(r.roles, st.Role) && (st.Unit == "" || r.unit == "" || st.Unit == r.unit)
}

// act is one thing that a reader may do to a dossier now.
type act struct {
	slug   string // last part of its address
	step   string // of several open ones; "" the one that the dossier's line shows
	text   string // of the button
	page   bool   // has a page of its own (something to fill in); else the button does it
	danger bool
	href   string // where it is done, when not on a page of the dossier
	tell   string // what the resident receives when it is done
}

// acts lists what r may do to f now: permission, state and step agree, and the
// dossier is in this tenant's hands. The first is the likely next one.
func acts(f *dossiers.Full, r reader) []act {
	var out []act
	can := func(a dossiers.Act) bool { return r.may(string(a)) && f.State.Can(a) }
	add := func(ok bool, a act) {
		if ok {
			out = append(out, a)
		}
	}
	holder := f.Holder != nil && *f.Holder == r.tenant
	competent := f.Competent == r.tenant
	receiving := f.Receiving != nil && *f.Receiving == r.tenant
	step, _ := f.Terms.StepByKey(f.Step)
	res := f.LiveResult()
	mine := f.Assignee != nil && *f.Assignee == r.staff

	if f.InLane() && holder { // its acts are on the counter's own screens
		add(r.may("receive") || r.may("approve") || r.may("return"), act{slug: "lam-ngay", text: "Mở ở màn hình Làm ngay", page: true, href: "/cb/lam-ngay/" + f.ID.String()})
		add(res != nil && res.State == "drafted" && can(dossiers.ActStop), act{slug: "dung", text: "Dừng giải quyết", page: true, danger: true})
		return append(out, afterActs(f, r)...)
	}
	if f.State == dossiers.InTransit && competent {
		add(r.may("receive_handover") && delivered(f), act{slug: "nhan", text: "Nhận hồ sơ", tell: "Người dân nhận tin nhắn kèm ngày hẹn trả. Thời hạn tính từ lúc hồ sơ đến."})
		add(r.may("refuse_handover") && delivered(f), act{slug: "tra-lai-noi-gui", text: "Không nhận, trả lại nơi gửi", page: true, danger: true})
		return out
	}
	if f.State == dossiers.Decided {
		cross, paper := f.CrossBoundary(), f.ReturnMethod == "counter"
		add(cross && competent && f.ResultPlace == "competent" && r.may("hand_back"), act{slug: "chuyen-ket-qua", text: "Chuyển kết quả về nơi tiếp nhận", tell: "Người dân nhận kết quả ở nơi đã nộp hồ sơ."})
		add(cross && receiving && f.ResultPlace == "on_the_way" && r.may("hand_back"), act{slug: "nhan-ket-qua", text: "Đã nhận bản giấy của kết quả"})
		here := !cross || !paper || receiving && f.ResultPlace == "receiving" || competent && f.ResultPlace == "competent"
		add((receiving || competent) && here && can(dossiers.ActReturn), act{slug: "tra-ket-qua", text: "Trả kết quả", page: true, tell: "Hồ sơ kết thúc. Người dân được mời đánh giá."})
		return append(out, afterActs(f, r)...)
	}
	if f.State == dossiers.Returned {
		return afterActs(f, r)
	}
	if !holder {
		// the counter that received it keeps its rights while another office decides
		add(receiving && can(dossiers.ActRecordPayment), act{slug: "da-nop", text: "Ghi nhận nghĩa vụ tài chính", page: true, tell: "Thời hạn tính tiếp. Người dân nhận tin nhắn kèm ngày hẹn trả mới."})
		add(receiving && f.State.Can(dossiers.ActAddPaper) && r.may("verify"), act{slug: "them-giay-to", text: "Thêm giấy tờ", page: true})
		return out
	}
	add(f.Asking.Open() && f.Asking.State == "proposed" && f.State.Can(dossiers.ActAskSupplement) && r.may("agree_supplement"), act{slug: "duyet-bo-sung", text: "Duyệt yêu cầu bổ sung", page: true})
	switch f.State {
	case dossiers.Submitted:
		add(competent && can(dossiers.ActAccept), act{slug: "tiep-nhan", text: "Tiếp nhận", tell: "Người dân nhận tin nhắn kèm ngày hẹn trả, tính từ lúc này."})
		if k := f.Coordinated; k != nil {
			add(receiving && can(dossiers.ActCoordinate), act{slug: "dieu-phoi", text: "Điều phối: gửi tiếp, gửi lại, trình tỉnh", page: true, href: coordinationAt + "/" + k.ID.String()})
		}
	case dossiers.WithdrawalRequested:
		add(can(dossiers.ActDecideWithdrawal), act{slug: "rut", text: "Quyết định yêu cầu rút", page: true})
	}
	add(can(dossiers.ActRecordPayment), act{slug: "da-nop", text: "Ghi nhận nghĩa vụ tài chính", page: true, tell: "Thời hạn tính tiếp. Người dân nhận tin nhắn kèm ngày hẹn trả mới."})
	sector := sectorActs(f, r)
	if f.Sector != nil {
		out = append(out, sector...)
	}
	if f.State == dossiers.Processing {
		add(step.Kind == revision.Draft && mine && f.Sector == nil && can(dossiers.ActDraftResult), act{slug: "du-thao", text: "Soạn kết quả, trình ký", page: true, tell: "Kết quả chuyển sang bước ký. Người dân thấy bước mới khi tra cứu."})
		if res != nil {
			unsigned := res.State == "drafted" || res.State == "initialled"
			add(step.Kind == revision.Initial && unsigned && can(dossiers.ActInitial), act{slug: "ky-nhay", text: "Ký nháy", page: true})
			add(step.Kind == revision.Sign && unsigned && res.DraftedBy != r.staff && can(dossiers.ActApprove), act{slug: "ky-duyet", text: "Ký duyệt", page: true})
			add(step.Kind == revision.NumberIt && res.State == "approved" && can(dossiers.ActNumber), act{slug: "cap-so", text: "Cấp số", tell: "Kết quả lấy số tiếp theo trong sổ."})
			add(step.Kind == revision.NumberIt && res.State == "numbered" && can(dossiers.ActIssue), act{slug: "phat-hanh", text: "Phát hành kết quả", page: true, tell: "Người dân nhận tin báo có kết quả và tải được bản điện tử."})
			add(step.Kind == revision.NumberIt && res.State == "numbered" && can(dossiers.ActNumber), act{slug: "huy-so", text: "Hủy số đã cấp", page: true, danger: true})
			back := len(f.Terms.SendBacks(f.Step)) > 0
			add((step.Kind == revision.Initial && r.may("initial") || step.Kind == revision.Sign && r.may("approve")) && unsigned && back && can(dossiers.ActSendBack), act{slug: "tra-du-thao", text: backText(f), page: true})
		}
	}
	if f.State == dossiers.Processing || f.State == dossiers.Accepted {
		for _, t := range openSteps(f) {
			for _, a := range stepActs(f, r, t) {
				add(true, a)
			}
		}
	}
	if f.Sector == nil {
		out = append(out, sector...)
	}
	worked := step.Kind == revision.Work || step.Kind == revision.Draft || step.Kind == revision.AskOthers || step.Role == "handler"
	atWork := res == nil && (worked || f.State == dossiers.Submitted)
	add(res == nil && (step.Role == "handler" || f.State == dossiers.Submitted) && can(dossiers.ActAssign), act{slug: "phan-cong", text: assignText(f), page: true})
	add(res == nil && step.Role == "handler" && f.Assignee == nil && can(dossiers.ActTake), act{slug: "nhan-viec", text: "Nhận việc", tell: "Hồ sơ vào “Việc của tôi”. Người dân thấy ai đang xử lý."})
	add(atWork && can(dossiers.ActAskSupplement), act{slug: "bo-sung", text: "Yêu cầu bổ sung", page: true})
	add(atWork && competent && can(dossiers.ActAskPayment), act{slug: "nghia-vu", text: "Yêu cầu nghĩa vụ tài chính", page: true})
	add(f.State.Can(dossiers.ActAddPaper) && r.may("verify"), act{slug: "them-giay-to", text: "Thêm giấy tờ", page: true})
	add(f.State.Can(dossiers.ActAddPaper) && r.may("receive") && slices.ContainsFunc(f.Terms.Components, func(k dossiers.Component) bool { return k.Upload }), act{slug: "giay-da-co", text: "Giấy tờ người dân đã có", page: true})
	if x := f.Apology(); competent && f.DueAt != nil && f.State.Can(dossiers.ActExtend) && (x == nil || x.State != "sent") {
		leads := r.may("extend")
		add(leads, act{slug: "hen-lai", text: "Hẹn lại, xin lỗi", page: true})
		add(!leads && r.may("draft_result"), act{slug: "de-nghi-hen-lai", text: "Đề nghị hẹn lại, xin lỗi", page: true})
	}
	add(competent && f.MayRebase() && can(dossiers.ActRebase) && r.newer != nil && r.newer(f), act{slug: "phien-ban", text: "Chuyển sang bản quy định mới", page: true, tell: "Người dân thấy việc này trong hồ sơ. Ngày hẹn trả không muộn hơn."})
	add(can(dossiers.ActDecline), act{slug: "tu-choi", text: "Không tiếp nhận", page: true, danger: true})
	signed := res != nil && (res.State == "approved" || res.State == "numbered" || res.State == "issued")
	add(!signed && can(dossiers.ActStop), act{slug: "dung", text: "Dừng giải quyết", page: true, danger: true})
	return out
}

func assignText(f *dossiers.Full) string {
	if f.Assignee == nil {
		return "Phân công"
	}
	return "Giao người khác"
}

// delivered tells whether the handover has arrived: until then nobody can receive it.
func delivered(f *dossiers.Full) bool {
	for _, h := range f.Handovers {
		if h.State == "delivered" && h.To == f.Competent {
			return true
		}
	}
	return false
}

// mayVerify tells whether r may record what it saw of the papers now.
func mayVerify(f *dossiers.Full, r reader) bool {
	return f.MayConfirm(r.tenant) && r.may("verify")
}

// allowed finds an act that r may do now, on the step that was asked for.
func allowed(f *dossiers.Full, r reader, slug, step string) (act, bool) {
	for _, a := range acts(f, r) {
		if a.slug == slug && (a.step == step || step == f.Step && a.step == "") {
			return a, true
		}
	}
	return act{}, false
}
