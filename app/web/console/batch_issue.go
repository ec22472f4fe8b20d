package console

import (
	"net/http"
	"strconv"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/results"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// issuingAt is where văn thư numbers and issues many results in one act.
const issuingAt = "/cb/phat-hanh"

// AskIssueMany lists what was signed and waits for its number, or to be issued.
func (p *Pages) AskIssueMany(c *web.Ctx) error { return p.issuingPage(c, http.StatusOK, nil, 0, nil) }

// IssueMany numbers and issues the chosen ones, each for itself, and says of each
// what became of it; what failed stays chosen, with its number.
func (p *Pages) IssueMany(c *web.Ctx) error {
	refs, wrong := chosenResults(c)
	if wrong != "" {
		return p.issuingPage(c, http.StatusUnprocessableEntity, fault.Fields(map[string]string{"ho_so": wrong}), 0, nil)
	}
	done, err := p.Results.IssueMany(c.Context(), refs, c.Form("secret"))
	if err != nil {
		return batchFailed(c, err, p.issuingPage)
	}
	ok, failed := outcomes(c, done)
	if len(failed) == 0 {
		return c.Go(issuingAt + "?da_xong=" + strconv.Itoa(ok))
	}
	return p.issuingPage(c, http.StatusConflict, nil, ok, failed)
}

func (p *Pages) issuingPage(c *web.Ctx, status int, fail error, issued int, failed []results.Outcome) error {
	v := view.Batch{
		Frame: p.frame(c, "Cấp số, phát hành"), Action: issuingAt, Back: ui.Tab{Text: "Chờ cấp số", Href: "/cb/ho-so?hang=number"}, Title: "Cấp số, phát hành", Remark: "nhiều văn bản một lượt", Done: issued, Did: "phát hành",
		Caption: "Văn bản chờ cấp số, phát hành", Empty: "Không có văn bản chờ cấp số. Văn bản ký xong sẽ hiện ở đây.", Submit: "Cấp số, ký của cơ quan, phát hành",
		Hint: "Số lấy lần lượt theo thứ tự trong danh sách. Văn bản nào lỗi thì riêng văn bản đó chưa phát hành, số đã cấp giữ nguyên cho lần sau.",
	}
	errs, problems := problems(fail, "ho_so", "secret")
	v.Frame.Problems = problems
	if n, err := strconv.Atoi(c.Query("da_xong")); err == nil && n > 0 && n <= results.MostAtOnce {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "ok", Text: "Đã phát hành " + strconv.Itoa(n) + " văn bản. Người dân được báo."})
	}
	if err := p.waiting(c, &v, "number", dossiers.ForIssue, failed, func(w dossiers.WaitingResult) string {
		if !w.Signed {
			return "Ký ở ngoài: phát hành ở trang hồ sơ, với tệp đã ký"
		}
		return ""
	}); err != nil {
		return err
	}
	var err error
	if v.Key, v.KeyWarns, v.Secret, err = p.signsWith(c, errs, true); err != nil {
		return err
	}
	return c.Page(status, view.BatchPage(v))
}
