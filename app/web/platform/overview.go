package platform

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"motcua/app/reports"
	"motcua/app/web"
	"motcua/app/web/deadletters"
	"motcua/views/i18n"
	view "motcua/views/platform"
	"motcua/views/ui"
)

// Overview lists the provinces with their live communes, and what the operator
// should know now.
func (p *Pages) Overview(c *web.Ctx) error {
	list, err := p.Governing.Provinces(c.Context())
	if err != nil {
		return err
	}
	health, err := p.health(c)
	if err != nil {
		return err
	}
	v := view.Overview{Frame: p.frame(c, "Các tỉnh")}
	live, communes, open := 0, 0, 0
	for _, x := range list {
		state := ui.S(ui.Draft, "Chưa mở")
		since, prefix := "–", "–"
		if x.LiveFrom != nil {
			live++
			state, since, prefix = ui.S(ui.OK, "Đang hoạt động"), i18n.Date(*x.LiveFrom), x.UnitPrefix
			if x.Live == 0 {
				state = ui.S(ui.Soon, "Chưa xã nào mở")
				v.Notices = append(v.Notices, ui.NoticeProps{Kind: "warn", Text: x.FullName + " đã mở nhưng chưa có xã nào hoạt động."})
			}
		}
		communes += x.Communes
		open += x.Live
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{{Text: x.FullName, Href: "/nen-tang/tinh/" + x.Code, Head: true}, ui.T(x.Code), ui.T(prefix), state, ui.N(strconv.Itoa(x.Live) + "/" + strconv.Itoa(x.Communes)), ui.N(since)}})
	}
	v.Tiles = []ui.TargetProps{
		{Label: "Tỉnh đang hoạt động", Text: fmt.Sprintf("%d/%d", live, len(list)), NoBar: true, Target: -1},
		{Label: "Xã đang hoạt động", Text: i18n.Number(int64(open)), NoBar: true, Target: -1, Note: "trên " + i18n.Number(int64(communes)) + " xã, phường, đặc khu"},
		{Label: "Loại việc chạy nền có lỗi", Text: failing(health), NoBar: true, Target: -1, Href: "/nen-tang/viec-nen", Note: "theo lần chạy gần nhất của từng đơn vị"},
	}
	if p.Simulated != "" {
		v.Notices = append(v.Notices, ui.NoticeProps{Text: "Đang mô phỏng ở hệ thống này: " + p.Simulated + ". Không dùng cho hồ sơ thật."})
	}
	v.Notices = append(v.Notices, jobNotices(health, p.Now())...)
	kept, err := p.keptNotices(c)
	if err != nil {
		return err
	}
	v.Notices = append(v.Notices, kept...)
	offices, err := p.Exchange.ByOffice(c.Context())
	if err != nil {
		return err
	}
	v.Notices = append(v.Notices, deadletters.Notices(p.Exchange, offices, p.Now())...)
	return c.Page(http.StatusOK, view.OverviewPage(v))
}

// failing counts the kinds of job with a failure; what nobody measured is never zero.
func failing(health []reports.JobHealth) string {
	if len(health) == 0 {
		return "Không đo được"
	}
	n := 0
	for _, h := range health {
		if h.Failing > 0 {
			n++
		}
	}
	return strconv.Itoa(n)
}

// jobNotices names what fails or has fallen silent.
func jobNotices(health []reports.JobHealth, now time.Time) []ui.NoticeProps {
	var out []ui.NoticeProps
	if len(health) == 0 {
		return []ui.NoticeProps{{Kind: "warn", Text: "Không đo được việc chạy nền: chưa lần chạy nào được ghi."}}
	}
	for _, h := range health {
		name := jobName(h.Kind)
		if h.Failing > 0 {
			out = append(out, ui.NoticeProps{Kind: "bad", Text: fmt.Sprintf("%s: lần chạy gần nhất bị lỗi ở %d đơn vị.", name, h.Failing)})
		}
		if h.Silent > 0 {
			out = append(out, ui.NoticeProps{Kind: "bad", Text: fmt.Sprintf("%s: im lặng ở %d đơn vị đang hoạt động.", name, h.Silent)})
			continue
		}
		if every := periodic[h.Kind]; every > 0 && h.LastSuccess != nil && now.Sub(*h.LastSuccess) > 3*every {
			out = append(out, ui.NoticeProps{Kind: "bad", Text: fmt.Sprintf("%s: im lặng từ %s.", name, i18n.DateTime(*h.LastSuccess))})
		}
	}
	return out
}
