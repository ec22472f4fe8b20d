package platform

import (
	"net/http"
	"strconv"
	"time"

	"motcua/app/reports"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/platform"
	"motcua/views/ui"
)

// kinds are the jobs in the order of the page.
var kinds = []struct{ kind, text string }{
	{"deliver_handover", "Chuyển hồ sơ luân chuyển"},
	{"receive_handover", "Nhận luân chuyển khi hết giờ trả lời"},
	{"pass_answer", "Báo câu trả lời cho nơi hỏi"},
	{"take_answer", "Xử lý tiếp sau trả lời của cơ quan phối hợp"},
	{"ask_sector", "Hỏi hệ thống chuyên ngành"},
	{"push_status", "Báo trạng thái lên Cổng quốc gia"},
	{"fetch_files", "Tải tệp của hồ sơ nộp trên Cổng quốc gia"},
	{"notify_dossier", "Soạn thông báo của hồ sơ"},
	{"send_notice", "Gửi thông báo"},
	{"lapse_supplement", "Dừng hồ sơ hết hạn bổ sung"},
	{"issue_slip", "Lưu phiếu đã phát hành"},
	{"digitize", "Số hóa tệp"},
	{"scan_document", "Quét mã độc tệp nhận khi bộ quét nghỉ"},
	{"verify_signatures", "Kiểm tra chữ ký số trong tệp nộp"},
	{"lock_result", "Khóa tệp kết quả đã phát hành"},
	{"delete_blob", "Xóa tệp đã bỏ"},
	{"try_revision", "Chạy thử bản nháp thủ tục"},
	{"recompute_calendar", "Tính lại hạn theo lịch làm việc mới"},
	{"pause_outage", "Tạm dừng thời hạn do sự cố đã thông báo"},
	{"destroy_list", "Tiêu hủy hồ sơ hết hạn lưu trữ đã được quyết định"},
	{"sweep_blobs", "Đối chiếu tệp và hồ sơ"},
	{"count_times", "Tính thời gian giải quyết thực tế từng tỉnh"},
	{"sweep_tenant", "Quét hạn và nhắc việc từng đơn vị"},
	{"sweep_all", "Chia lượt quét"},
	{"anchor_audit", "Neo nhật ký hằng ngày"},
	{"sweep_retention", "Xóa dữ liệu hết hạn lưu"},
}

// periodic is how often a job comes by itself; three times as long is silence.
var periodic = map[string]time.Duration{"sweep_tenant": 10 * time.Minute, "sweep_all": 10 * time.Minute, "anchor_audit": 24 * time.Hour, "sweep_retention": 24 * time.Hour, "sweep_blobs": 24 * time.Hour, "count_times": 24 * time.Hour}

// everywhere are those that come by themselves for every live office.
var everywhere = []string{"sweep_tenant", "sweep_blobs"}

// health reads how the jobs are, with the offices in which one of those fell silent.
func (p *Pages) health(c *web.Ctx) ([]reports.JobHealth, error) {
	list, err := p.Reports.Jobs(c.Context())
	if err != nil {
		return nil, err
	}
	since := map[string]time.Time{}
	for _, k := range everywhere {
		since[k] = p.Now().Add(-3 * periodic[k])
	}
	silent, err := p.Reports.Silent(c.Context(), since)
	for i := range list {
		list[i].Silent = silent[list[i].Kind]
		delete(silent, list[i].Kind)
	}
	for _, k := range everywhere { // one that never ran anywhere has no line
		if n := silent[k]; n > 0 {
			list = append(list, reports.JobHealth{Kind: k, Silent: n})
		}
	}
	return list, err
}

func jobName(kind string) string {
	for _, k := range kinds {
		if k.kind == kind {
			return k.text
		}
	}
	return kind
}

// Jobs shows each kind of job with its last success. What was never recorded
// says so; it is not a zero.
func (p *Pages) Jobs(c *web.Ctx) error {
	health, err := p.health(c)
	if err != nil {
		return err
	}
	v := view.Jobs{Frame: p.frame(c, "Việc chạy nền"), AsOf: "số liệu đến " + i18n.DateTime(p.Now()), Rows: jobRows(health, p.Now())}
	return c.Page(http.StatusOK, view.JobsPage(v))
}

func jobRows(health []reports.JobHealth, now time.Time) []ui.Row {
	var rows []ui.Row
	seen := map[string]bool{}
	add := func(kind string) {
		seen[kind] = true
		for _, h := range health {
			if h.Kind == kind {
				rows = append(rows, jobRow(h, now))
				return
			}
		}
		none := ui.T("không đo được")
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: jobName(kind), Head: true}, none, none, none, ui.S(ui.Draft, "Chưa ghi lần nào")}})
	}
	for _, k := range kinds {
		add(k.kind)
	}
	for _, h := range health { // a kind this page does not know yet is shown under its own name
		if !seen[h.Kind] {
			add(h.Kind)
		}
	}
	return rows
}

func jobRow(h reports.JobHealth, now time.Time) ui.Row {
	at := func(t *time.Time) ui.Cell {
		if t == nil {
			return ui.T("chưa lần nào")
		}
		return ui.T(i18n.DateTime(*t))
	}
	state := ui.S(ui.OK, "Chạy tốt")
	switch every := periodic[h.Kind]; {
	case h.Failing > 0:
		state = ui.S(ui.Late, "Lỗi ở "+strconv.Itoa(h.Failing)+" đơn vị")
	case every > 0 && h.LastSuccess != nil && now.Sub(*h.LastSuccess) > 3*every:
		state = ui.S(ui.Late, "Im lặng")
	case h.Silent > 0:
		state = ui.S(ui.Late, "Im lặng ở "+strconv.Itoa(h.Silent)+" đơn vị")
	}
	return ui.Row{Cells: []ui.Cell{{Text: jobName(h.Kind), Head: true}, ui.T(strconv.Itoa(h.Tenants)), at(h.LastSuccess), at(h.Oldest), state}}
}
