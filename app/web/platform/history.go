package platform

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/authz"
	"motcua/app/governing"
	"motcua/app/keeping"
	"motcua/app/web"
	"motcua/app/web/builder"
	"motcua/views/i18n"
	view "motcua/views/platform"
	"motcua/views/ui"
)

const perPage = 50

// History is what operators did.
func (p *Pages) History(c *web.Ctx) error {
	before := readBefore(c.Query("truoc"))
	acts, err := p.Governing.History(c.Context(), uuid.Nil, before, perPage+1)
	if err != nil {
		return err
	}
	v := view.History{Frame: p.frame(c, "Nhật ký")}
	if len(acts) > perPage {
		acts = acts[:perPage]
		b := acts[perPage-1].Next()
		v.Next = "/nen-tang/lich-su?truoc=" + strconv.FormatInt(b.At.UnixMicro(), 10) + "." + strconv.Itoa(b.Seq) + "." + b.Subject.String()
	}
	if !before.At.IsZero() {
		v.First = "/nen-tang/lich-su"
	}
	v.Rows = p.historyRows(c, acts)
	return c.Page(http.StatusOK, view.HistoryPage(v))
}

func (p *Pages) historyRows(c *web.Ctx, acts []governing.Act) []ui.Row {
	var rows []ui.Row
	for _, a := range acts {
		office := "một tỉnh"
		if u, err := p.Offices.ByID(c.PublicContext(), a.SubjectID); err == nil {
			office = u.ProvinceFull
			if a.Kind == "tenant.quota_set" {
				office = u.FullName + ", " + u.ProvinceFull
			}
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{ui.T(i18n.DateTime(a.At)), ui.T(sentence(a, office))}})
	}
	return rows
}

// sentence says what an operator did, without a name of anybody.
func sentence(a governing.Act, province string) string {
	var d struct {
		Prefix, Role, Name string
		Letters            int
		Bytes              int64
		Reason             string
	}
	_ = json.Unmarshal(a.Data, &d) // an entry without data still has its kind
	switch a.Kind {
	case "province.onboarded":
		return "Mở " + province + " trên nền tảng, mã đơn vị bắt đầu bằng " + d.Prefix
	case "province.quota_set", "tenant.quota_set":
		what := "mức chung"
		if d.Bytes > 0 {
			what = keeping.BytesText(d.Bytes)
		} else if a.Kind == "province.quota_set" {
			what = "không giới hạn"
		}
		return "Đặt dung lượng lưu trữ của " + province + ": " + what + ". Lý do: " + d.Reason
	case "exchange.resent":
		return "Gửi lại " + strconv.Itoa(d.Letters) + " trạng thái lên Cổng quốc gia của " + d.Name
	case "account.invited":
		return "Mời một quản trị cấp tỉnh của " + province
	case "role.granted":
		return "Giao vai trò “" + authz.RoleName(d.Role) + "” tại " + province
	}
	switch {
	case a.Kind == "procedure.named":
		return "Sửa tên và cách gọi của thủ tục “" + d.Name + "”. " + builder.NamedText(a.Data)
	case a.Kind == "procedure.retired":
		return "Bãi bỏ thủ tục “" + d.Name + "”"
	case a.Kind == "procedure.imported":
		return "Nhập danh mục thủ tục quốc gia từ tệp"
	case a.Kind == "revision.draft_deleted":
		return "Thủ tục “" + d.Name + "”: xóa bản nháp"
	case a.Subject == "revision":
		title, note := builder.RevisionAct(a.Kind, a.Data)
		if note != "" && a.Kind != "revision.saved" {
			title += " (" + note + ")"
		}
		return "Thủ tục “" + d.Name + "”: " + title
	}
	return a.Kind + ", " + province
}

func readBefore(s string) governing.Before {
	part := strings.SplitN(s, ".", 3)
	if len(part) != 3 {
		return governing.Before{}
	}
	at, err := strconv.ParseInt(part[0], 10, 64)
	if err != nil || at < 0 || at > 1e16 {
		return governing.Before{}
	}
	seq, err := strconv.ParseInt(part[1], 10, 32)
	if err != nil {
		return governing.Before{}
	}
	id, err := uuid.Parse(part[2])
	if err != nil {
		return governing.Before{}
	}
	return governing.Before{At: time.UnixMicro(at).UTC(), Seq: int(seq), Subject: id}
}
