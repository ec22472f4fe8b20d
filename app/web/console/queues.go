package console

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/tenants"
)

// queue is one worklist with the permission that makes it worth a tab.
type queue struct {
	key    string // in the address: hang=…
	title  string
	action string // of a dossier; "list" is everybody's
	or     string // another action that gives it a use
	of     dossiers.Queue
	steps  []string
	kind   revision.StepKind // of the steps, besides those named
	empty  string            // said when there is nothing
	count  func(dossiers.Counts) int64
}

var queues = []queue{
	{key: "mine", title: "Việc của tôi", action: "list", of: dossiers.QueueMine, empty: "Chưa có hồ sơ nào giao cho Ông/Bà. Hồ sơ được giao sẽ hiện ở đây theo thứ tự hạn."},
	{key: "intake", title: "Chờ tiếp nhận", action: "accept", of: dossiers.QueueIntake, empty: "Không có hồ sơ nộp trực tuyến nào đang chờ trả lời.", count: both(dossiers.Submitted)},
	{key: "incoming", title: "Luân chuyển", action: "receive_handover", of: dossiers.QueueIncoming, empty: "Không có hồ sơ nào đang luân chuyển đến hoặc đi.", count: both(dossiers.InTransit)},
	{key: "assign", title: "Chờ phân công", action: "assign", or: "take", of: dossiers.QueueAssign, empty: "Không có hồ sơ nào chờ phân công.", count: own(dossiers.Accepted)},
	{key: "work", title: "Việc chờ người làm", action: "finish_step", of: dossiers.QueueWork, empty: "Không có bước nào đang chờ người làm."},
	{key: "initial", title: "Chờ ký nháy", action: "initial", of: dossiers.QueueStep, steps: []string{revision.StepInitial}, kind: revision.Initial, empty: "Không có dự thảo nào chờ ký nháy."},
	{key: "sign", title: "Chờ ký duyệt", action: "approve", of: dossiers.QueueStep, steps: []string{revision.StepApprove}, kind: revision.Sign, empty: "Không có dự thảo nào chờ ký duyệt."},
	{key: "number", title: "Chờ cấp số", action: "number", of: dossiers.QueueStep, steps: []string{revision.StepNumber}, kind: revision.NumberIt, empty: "Không có kết quả nào chờ cấp số, phát hành."},
	{key: "supplement", title: "Chờ bổ sung", action: "list", of: dossiers.QueueSupplement, empty: "Không có hồ sơ nào đang chờ người dân bổ sung.", count: own(dossiers.AwaitingSupplement)},
	{key: "payment", title: "Chờ nghĩa vụ tài chính", action: "record_payment", of: dossiers.QueuePayment, empty: "Không có hồ sơ nào đang chờ người dân nộp nghĩa vụ tài chính.", count: own(dossiers.AwaitingPayment)},
	{key: "withdrawal", title: "Xin rút", action: "decide_withdrawal", of: dossiers.QueueWithdrawal, empty: "Không có yêu cầu rút hồ sơ nào.", count: own(dossiers.WithdrawalRequested)},
	{key: "return", title: "Chờ trả kết quả", action: "return", of: dossiers.QueueReturn, empty: "Không có kết quả nào chờ trả.", count: both(dossiers.Decided)},
	{key: "open", title: "Đang giữ", action: "list", of: dossiers.QueueOpen, empty: "Đơn vị không giữ hồ sơ nào đang mở.", count: open},
	{key: "recent", title: "Tất cả, mới nhất", action: "list", of: dossiers.QueueRecent, empty: "Chưa có hồ sơ nào. Hồ sơ nộp trực tuyến hoặc tiếp nhận tại quầy sẽ hiện ở đây."},
}

// both counts what is in a state on either side: decided here, and received here for others.
func both(s dossiers.State) func(dossiers.Counts) int64 {
	return func(c dossiers.Counts) int64 { return c.ByState[s] + c.Received[s] }
}

func own(s dossiers.State) func(dossiers.Counts) int64 {
	return func(c dossiers.Counts) int64 { return c.ByState[s] }
}

func open(c dossiers.Counts) (n int64) {
	for _, s := range []dossiers.State{dossiers.Submitted, dossiers.Accepted, dossiers.Processing, dossiers.AwaitingSupplement, dossiers.AwaitingPayment, dossiers.WithdrawalRequested} {
		n += c.ByState[s]
	}
	return n + c.Received[dossiers.Submitted]
}

// myQueues are the worklists that this officer's permissions give a use.
func myQueues(c *web.Ctx) []queue {
	return slices.DeleteFunc(slices.Clone(queues), func(q queue) bool { return !q.open(c) })
}

// open tells whether this officer may see the worklist.
func (q queue) open(c *web.Ctx) bool {
	return q.action == "list" || c.May("dossier", q.action) || q.or != "" && c.May("dossier", q.or)
}

// queueBy finds a worklist by its key in the address.
func queueBy(key string) (queue, bool) {
	i := slices.IndexFunc(queues, func(q queue) bool { return q.key == key })
	if i < 0 {
		return queue{}, false
	}
	return queues[i], true
}

// list asks for one page of the queue. What steps are called is up to each
// procedure, so those that ask for the same act are looked up in the catalogue.
func (p *Pages) list(c *web.Ctx, q queue, after dossiers.Cursor, limit int) dossiers.List {
	l := dossiers.List{Queue: q.of, Steps: q.steps, Staff: c.Visitor.Staff, After: after, Limit: limit}
	if q.kind != "" {
		l.Steps = p.Catalogue.StepKeys(q.kind, q.steps...)
	}
	if q.of == dossiers.QueueWork {
		l.Roles, _ = p.Authz.Roles(c.Context(), c.Visitor.Staff, c.Scope().Tenant) // without them the list is empty, and the next page says why
	}
	return l
}

// stepTitle is a short name for a step on a list.
func (p *Pages) stepTitle(ctx context.Context, procedure *uuid.UUID, key string) string {
	if t := stepTitle(key); t != key || procedure == nil {
		return t
	}
	if x, err := p.Catalogue.ByID(tenants.With(ctx, tenants.Public()), *procedure); err == nil && x.Revision != nil {
		if s, ok := x.Revision.Step(key); ok {
			return s.Title
		}
	}
	return key
}

func stepTitle(key string) string {
	switch key {
	case revision.StepReceive:
		return "Số hóa, chuyển"
	case revision.StepAssign:
		return "Phân công"
	case revision.StepAppraise, "examine":
		return "Thẩm định"
	case revision.StepInitial:
		return "Ký nháy"
	case revision.StepApprove:
		return "Ký duyệt"
	case revision.StepNumber:
		return "Cấp số, phát hành"
	case "return":
		return "Trả kết quả"
	case dossiers.StepSignNow:
		return "Ký tại quầy"
	case dossiers.StepFixNow:
		return "Quầy sửa, trình lại"
	case dossiers.StepReturnNow:
		return "Đóng dấu, trả ngay"
	}
	return key
}
