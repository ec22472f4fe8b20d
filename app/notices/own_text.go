package notices

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/views/i18n"
)

// OwnText is one version of a province's own text. An empty Body gives the
// message back to the nation's text.
type OwnText struct {
	Template string    `db:"template"`
	Channel  string    `db:"channel"`
	Version  int       `db:"version"`
	Subject  string    `db:"subject"` // e-mail
	Body     string    `db:"body"`
	Accented bool      `db:"accented"` // an SMS with marks
	Several  bool      `db:"several"`  // more than one segment is meant
	By       string    `db:"saved_name"`
	At       time.Time `db:"saved_at"`
}

// MaxSegments is the longest SMS that a province may ask for.
const MaxSegments = 3

// compose makes the SMS of an own text: who writes stands in front, always.
func (t OwnText) compose(f Facts) (sms string, full bool) {
	sms, full = fill(t.Template, ChannelSMS, t.Body, f)
	sms = f.Office + ": " + strings.Join(strings.Fields(sms), " ")
	if !t.Accented {
		sms = Unaccent(sms)
	}
	return sms, full
}

// apply puts an own text in the place of the nation's. One that cannot be
// filled, or grew longer than was agreed to, leaves it.
func (t OwnText) apply(l *Letter, f Facts) {
	switch t.Channel {
	case ChannelSMS:
		sms, full := t.compose(f)
		if n := Segments(sms); !full || l.SMS == "" || n > MaxSegments || n > 1 && !t.Several {
			return
		}
		marked := t
		marked.Accented = true
		l.SMS, l.SMSVersion = sms, t.Version
		l.Zalo, _ = marked.compose(f)
	case ChannelEmail:
		subject, ok1 := fill(t.Template, ChannelEmail, t.Subject, f)
		body, ok2 := fill(t.Template, ChannelEmail, t.Body, f)
		if !ok1 || !ok2 {
			return
		}
		w := words{what: []string{body}}
		l.Subject, l.MailVersion = subject, t.Version
		if toResident(t.Template) {
			l.Body = letterToResident(w, f)
		} else {
			l.Body = letterToOfficer(w, f)
		}
	}
}

func toResident(template string) bool {
	return strings.HasPrefix(template, "dossier.") || strings.HasPrefix(template, "resident.")
}

// letter renders with the texts of the tenant's province. Scope: worker.
func (s *Service) letter(ctx context.Context, template string, f Facts) (Letter, bool, error) {
	l, ok := Render(template, f)
	if !ok {
		return l, false, nil
	}
	own, err := pg.Rows[OwnText](ctx, s.DB, `SELECT DISTINCT ON (channel) template, channel, version, subject, body, accented, several, saved_name, saved_at
		FROM app.notice_text WHERE template = $1 ORDER BY channel, version DESC`, template)
	for _, t := range own {
		if t.Body != "" {
			t.apply(&l, f)
		}
	}
	return l, true, err
}

var webLink = regexp.MustCompile(`(?i)https?:|://|www\.|\b[a-z0-9-]+\.(vn|com|net|org|gov|info|io|me|ly|link|top|xyz|app)\b`)

// Check refuses a text with a sentence beside its field. office is the longest
// name that it will be sent under. Fault: Invalid.
func (t OwnText) Check(office string) error {
	bad := map[string]string{}
	if _, ok := templates[t.Template]; !ok {
		return fault.New(fault.NotFound, "notice.no_template")
	}
	switch {
	case strings.TrimSpace(t.Body) == "":
		bad["body"] = "Ghi nội dung tin"
	case utf8.RuneCountInString(t.Body) > 4000 || t.Channel == ChannelSMS && utf8.RuneCountInString(t.Body) > 600:
		bad["body"] = "Rút ngắn nội dung tin"
	}
	t.checkHoles("body", t.Body, bad)
	if t.Channel == ChannelEmail {
		switch {
		case strings.TrimSpace(t.Subject) == "":
			bad["subject"] = "Ghi tiêu đề thư"
		case strings.ContainsAny(t.Subject, "\r\n") || utf8.RuneCountInString(t.Subject) > 150:
			bad["subject"] = "Ghi tiêu đề trong một dòng, không quá 150 chữ"
		}
		t.checkHoles("subject", t.Subject, bad)
	}
	if t.Channel == ChannelSMS && bad["body"] == "" {
		sms, _ := t.compose(Example(office))
		n := Segments(sms)
		switch {
		case webLink.MatchString(t.Body):
			bad["body"] = "Bỏ đường dẫn hoặc tên trang mạng: tin nhắn của cơ quan không chứa đường dẫn"
		case !strings.Contains(t.Body, "{ma_ho_so}"):
			bad["body"] = "Thêm {ma_ho_so} để người dân biết tin nói về hồ sơ nào"
		case n > MaxSegments:
			bad["body"] = fmt.Sprintf("Rút ngắn: tin dài %d phần, nhiều nhất là %d phần", n, MaxSegments)
		case n > 1 && !t.Several:
			bad["body"] = fmt.Sprintf("Rút ngắn: tin dài %d phần với tên cơ quan dài nhất. Nếu cần gửi nhiều phần, đánh dấu ô bên dưới", n)
		}
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	return nil
}

func (t OwnText) checkHoles(field, text string, bad map[string]string) {
	if bad[field] != "" {
		return
	}
	vars := Vars(t.Template, t.Channel)
	for _, m := range hole.FindAllStringSubmatch(text, -1) {
		if !slices.ContainsFunc(vars, func(v Var) bool { return v.Name == m[1] }) {
			bad[field] = "Không có thông tin tên {" + m[1] + "} trong tin này. Chọn trong danh sách bên cạnh"
			return
		}
	}
	if strings.ContainsAny(hole.ReplaceAllString(text, ""), "{}") {
		bad[field] = "Ghi đủ hai dấu ngoặc { } quanh mỗi thông tin"
	}
}

// Preview is what a text looks like with invented facts.
func (t OwnText) Preview(office string) (l Letter, segments int) {
	f := Example(office)
	l, _ = Render(t.Template, f)
	several := t
	several.Several = true
	several.apply(&l, f)
	return l, Segments(l.SMS)
}

// Example is an invented dossier for previews, with values as long as usual.
func Example(office string) Facts {
	at := time.Date(2026, 9, 10, 3, 0, 0, 0, time.UTC) // thứ Năm 10:00
	return Facts{
		Office: office, Phone: "02183871234", Code: "H44.04978-260907-00123", Procedure: "Xác nhận tình trạng hôn nhân", Counter: office, Decides: office, At: at, Due: at, Expected: at, Closes: at, Decided: at, PayBy: at,
		Return: "counter", Reason: "thiếu điều kiện theo quy định", Remedy: "nộp tại nơi có thẩm quyền", Number: "12/GXN-UBND", Amount: 12_345_000, Purpose: "Tiền sử dụng đất", Payee: "Kho bạc Nhà nước", Notice: "1234/TB-CT", Step: "Thẩm định",
		Items: []Item{{Title: "Giấy chứng sinh", Reason: "blurred"}, {Title: "Tờ khai"}},
	}
}

// Texts are the newest own texts of the province, and Versions all of one
// message, newest first. Scope: province.
func (s *Service) Texts(ctx context.Context) ([]OwnText, error) {
	return pg.Rows[OwnText](ctx, s.DB, `SELECT DISTINCT ON (template, channel) template, channel, version, subject, body, accented, several, saved_name, saved_at
		FROM app.notice_text ORDER BY template, channel, version DESC`)
}

// Versions of one message on one channel, newest first. Scope: province.
func (s *Service) Versions(ctx context.Context, template, channel string) ([]OwnText, error) {
	return pg.Rows[OwnText](ctx, s.DB, `SELECT template, channel, version, subject, body, accented, several, saved_name, saved_at
		FROM app.notice_text WHERE template = $1 AND channel = $2 ORDER BY version DESC`, template, channel)
}

// SaveText adds a version on top of seen, the newest one the person saw (0:
// none); with an empty Body the nation's text holds again. centre is the
// province's own tenant, whose history it stands in. Scope: province. Faults:
// those of Check; Conflict when somebody else was faster.
func (s *Service) SaveText(ctx context.Context, t OwnText, seen int, office string, centre uuid.UUID) error {
	if t.Body != "" {
		if err := t.Check(office); err != nil {
			return err
		}
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.notice_text (province_code, template, channel, version, subject, body, accented, several, saved_by, saved_name, saved_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			sc.Province, t.Template, t.Channel, seen+1, t.Subject, t.Body, t.Accented, t.Several, sc.Actor.ID, sc.Actor.Name, s.Now())
		if pg.Violates(err, "notice_text_pkey") {
			return fault.New(fault.Conflict, "notice.text_changed", "Có người vừa lưu nội dung khác cho tin này. Mở lại trang để xem trước khi lưu.")
		}
		if err != nil {
			return pg.Translate(err)
		}
		return audit.Write(ctx, tx, audit.Entry{
			Subject: "province", SubjectID: centre, Kind: "notice_text.saved", At: s.Now(),
			Data: map[string]any{"name": Title(t.Template), "action": t.Channel, "version": seen + 1, "national": t.Body == ""},
		})
	})
}

// National is the nation's text of a message with its variables, as a province
// begins from it. ok is false when the channel does not carry that message.
func National(template, channel string) (t OwnText, ok bool) {
	write, ok := templates[template]
	if !ok {
		return t, false
	}
	at := func(m time.Month) time.Time { return time.Date(2091, m, 11, 3, 0, 0, 0, time.UTC) }
	f := Facts{
		Office: "{co_quan}", Phone: "", Code: "{ma_ho_so}", Procedure: "{thu_tuc}", Decides: "{noi_giai_quyet}", Due: at(1), Expected: at(2), Closes: at(3), Decided: at(4), PayBy: at(5), At: at(6), Return: "counter",
		Reason: "{ly_do}", Remedy: "{viec_can_lam}", Number: "{so_ket_qua}", Amount: 987_654_321, Purpose: "{khoan_nop}", Payee: "{nop_cho}", Step: "{buoc}", Items: make([]Item, 97),
	}
	if template == "dossier.handover_received" {
		f.Counter = "{noi_nop}"
	}
	w := write(f)
	back := func(s string) string {
		s = strings.ReplaceAll(s, list(f.Items), "{danh_sach_giay_to}")
		s = strings.NewReplacer("97 giấy tờ", "{so_giay_to} giấy tờ", i18n.Money(f.Amount), "{so_tien}", i18n.Number(f.Amount)+" đồng", "{so_tien}").Replace(s)
		for _, d := range []struct {
			at          time.Time
			moment, day string
		}{{f.Due, "{han}", "{ngay_hen}"}, {f.Expected, "", "{ngay_du_kien}"}, {f.Closes, "{han_bo_sung}", ""}, {f.Decided, "", "{ngay_ket_qua}"}, {f.PayBy, "", "{han_nop}"}, {f.At, "", "{ngay}"}} {
			for _, x := range []string{when(d.at), i18n.Promise(d.at)} {
				if d.moment != "" {
					s = strings.ReplaceAll(s, x, d.moment)
				} else {
					s = strings.ReplaceAll(s, x, d.day)
				}
			}
			for _, x := range []string{i18n.DateLong(d.at), i18n.Date(d.at)} {
				if d.day != "" {
					s = strings.ReplaceAll(s, x, d.day)
				} else {
					s = strings.ReplaceAll(s, x, d.moment)
				}
			}
		}
		return s
	}
	t = OwnText{Template: template, Channel: channel, Subject: back(w.subject)}
	if channel == ChannelEmail {
		t.Body = back(strings.TrimSpace(join(append(append([]string{}, w.what...), w.next...))))
		return t, true
	}
	if len(w.sms) == 0 {
		return t, false
	}
	t.Subject, t.Body = "", back(w.sms[0])
	if toResident(template) {
		t.Body += " Cần giúp: {dien_thoai}."
	}
	return t, true
}
