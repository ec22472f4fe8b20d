package notices

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/views/i18n"
)

// Var is a place in a province's own text, written {name}, with its kind.
type Var struct {
	Name  string // "ma_ho_so"
	Text  string // what it stands for
	Kind  string // chữ, ngày giờ, ngày, số, số tiền, danh sách
	value func(Facts) string
}

// The kinds of variables.
const (
	KindText   = "chữ"
	KindMoment = "ngày giờ"
	KindDay    = "ngày"
	KindNumber = "số"
	KindMoney  = "số tiền"
	KindList   = "danh sách"
)

func moment(get func(Facts) time.Time) func(Facts) string {
	return func(f Facts) string { return dated("%s", get(f), when) }
}

func day(get func(Facts) time.Time) func(Facts) string {
	return func(f Facts) string { return dated("%s", get(f), i18n.Date) }
}

// common are in every message; more are those of some.
var common = []Var{
	{"ma_ho_so", "mã hồ sơ", KindText, func(f Facts) string { return f.Code }},
	{"co_quan", "cơ quan gửi tin", KindText, func(f Facts) string { return f.Office }},
	{"dien_thoai", "số điện thoại để hỏi", KindText, func(f Facts) string { return i18n.Phone(f.Phone) }},
	{"thu_tuc", "tên thủ tục", KindText, func(f Facts) string { return f.Procedure }},
}

var (
	varDue      = Var{"han", "ngày giờ hẹn", KindMoment, moment(func(f Facts) time.Time { return f.Due })}
	varDueDay   = Var{"ngay_hen", "ngày hẹn", KindDay, day(func(f Facts) time.Time { return f.Due })}
	varExpected = Var{"ngay_du_kien", "ngày trả dự kiến", KindDay, day(func(f Facts) time.Time { return f.Expected })}
	varDecides  = Var{"noi_giai_quyet", "nơi giải quyết", KindText, func(f Facts) string { return f.Decides }}
	varCounter  = Var{"noi_nop", "nơi đã nộp hồ sơ", KindText, func(f Facts) string { return f.Counter }}
	varReason   = Var{"ly_do", "lý do", KindText, func(f Facts) string { return strings.TrimSpace(f.Reason) }}
	varRemedy   = Var{"viec_can_lam", "việc cần làm tiếp", KindText, func(f Facts) string { return strings.TrimSpace(f.Remedy) }}
	varCloses   = Var{"han_bo_sung", "hạn gửi giấy tờ bổ sung", KindMoment, moment(func(f Facts) time.Time { return f.Closes })}
	varCount    = Var{"so_giay_to", "số giấy tờ cần bổ sung", KindNumber, func(f Facts) string {
		if len(f.Items) == 0 {
			return ""
		}
		return strconv.Itoa(len(f.Items))
	}}
	varItems  = Var{"danh_sach_giay_to", "danh sách giấy tờ, mỗi dòng một loại", KindList, func(f Facts) string { return list(f.Items) }}
	varAmount = Var{"so_tien", "số tiền phải nộp", KindMoney, func(f Facts) string {
		if f.Amount <= 0 {
			return ""
		}
		return i18n.Money(f.Amount)
	}}
	varPurpose = Var{"khoan_nop", "khoản phải nộp", KindText, func(f Facts) string { return f.Purpose }}
	varPayee   = Var{"nop_cho", "nơi nhận tiền", KindText, func(f Facts) string { return f.Payee }}
	varPayBy   = Var{"han_nop", "hạn nộp tiền", KindDay, day(func(f Facts) time.Time { return f.PayBy })}
	varDecided = Var{"ngay_ket_qua", "ngày có kết quả", KindDay, day(func(f Facts) time.Time { return f.Decided })}
	varNumber  = Var{"so_ket_qua", "số của kết quả", KindText, func(f Facts) string { return f.Number }}
	varAt      = Var{"ngay", "ngày xảy ra việc này", KindDay, day(func(f Facts) time.Time { return f.At })}
)

var varEnds = Var{"ngay_het_han", "ngày cuối giấy còn dùng được", KindDay, day(func(f Facts) time.Time { return f.Ends })}

var varStep = Var{"buoc", "tên bước", KindText, func(f Facts) string { return f.Step }}

// others are the variables that only some messages have.
var others = []Var{varDue, varDueDay, varExpected, varDecides, varCounter, varReason, varRemedy, varCloses, varCount, varItems, varAmount, varPurpose, varPayee, varPayBy, varDecided, varNumber, varAt, varStep, varEnds}

// more are variables that a message has beside those in the nation's text.
var more = map[string][]Var{
	"dossier.filed": {varDue, varDueDay}, "dossier.accepted": {varDue, varDueDay}, "dossier.received_at_counter": {varDue, varDueDay},
	"dossier.handover_sent": {varExpected, varDecides}, "dossier.handover_received": {varDue, varDueDay, varCounter},
	"dossier.declined": {varReason, varRemedy}, "dossier.supplement_asked": {varCloses, varCount, varItems}, "dossier.supplement_answered": {varDue, varDueDay},
	"dossier.payment_asked": {varAmount, varPurpose, varPayee, varPayBy}, "dossier.payment_recorded": {varDue, varDueDay},
	"dossier.withdrawal_refused": {varReason, varDue, varDueDay}, "dossier.stopped": {varReason}, "dossier.decided": {varNumber, varDecided},
	"dossier.result_revoked": {varNumber, varReason}, "dossier.result_replaced": {varNumber, varReason},
	"dossier.returned": {varAt}, "resident.supplement_closing": {varCloses}, "resident.unclaimed": {varDecided}, "resident.paper_ends": {varEnds},
}

// Vars are the variables that a message has; a list fits into an e-mail only.
func Vars(template, channel string) []Var {
	var out []Var
	said := ""
	for _, ch := range []string{ChannelSMS, ChannelEmail} {
		t, _ := National(template, ch)
		said += t.Subject + t.Body
	}
	for _, v := range append(append([]Var{}, common...), others...) {
		own := slices.ContainsFunc(append(append([]Var{}, common...), more[template]...), func(o Var) bool { return o.Name == v.Name }) || strings.Contains(said, "{"+v.Name+"}")
		if !own {
			continue
		}
		if v.Kind != KindList || channel == ChannelEmail {
			out = append(out, v)
		}
	}
	return out
}

var hole = regexp.MustCompile(`\{([^{}]*)\}`)

// fill puts the facts into a text. full is false when one has no value now:
// then the nation's text is sent, which has words for that.
func fill(template, channel, text string, f Facts) (out string, full bool) {
	vars, full := Vars(template, channel), true
	out = hole.ReplaceAllStringFunc(text, func(m string) string {
		i := slices.IndexFunc(vars, func(v Var) bool { return "{"+v.Name+"}" == m })
		if i < 0 {
			full = false
			return ""
		}
		v := vars[i].value(f)
		if v == "" {
			full = false
		}
		return v
	})
	return out, full
}

// Segments is how many parts of an SMS a text is paid and sent as: 160
// characters of the GSM alphabet, or 70 with Vietnamese marks; less in each
// part when there are several.
func Segments(text string) int {
	one, several, n := 160, 153, 0
	for _, r := range text {
		if r > 126 {
			one, several = 70, 67
		}
	}
	for _, r := range text {
		if n++; r > 0xffff || one == 160 && strings.ContainsRune(`[]{}\^~|`, r) {
			n++
		}
	}
	if n <= one {
		return 1
	}
	return (n + several - 1) / several
}
