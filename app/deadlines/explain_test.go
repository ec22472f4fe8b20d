package deadlines

import (
	"strings"
	"testing"
)

// An outage of some hours, and a question answered on the same day, have no date of their own: what counts in
// part says whose waiting it was and by which law.
func TestPausesWithinADaySayTheirBasis(t *testing.T) {
	t.Parallel()
	l := Ledger{
		{Kind: Start, At: at(t, "23/11/2026 07:30")},
		{Kind: Pause, At: at(t, "25/11/2026 09:00"), PauseKind: WaitOutage, LegalBasis: "NĐ 301/2026/NĐ-CP"},
		{Kind: Resume, At: at(t, "25/11/2026 10:00")},
		{Kind: Pause, At: at(t, "25/11/2026 14:00"), PauseKind: WaitAgency, LegalBasis: "Công văn 12/STP"},
		{Kind: Resume, At: at(t, "25/11/2026 15:00")},
	}
	e, err := Explain(national(t), Policy{Unit: WorkingDay, Amount: 5}, l, at(t, "25/11/2026 16:00"))
	if err != nil {
		t.Fatal(err)
	}
	told, plain := strings.Join(e.ForOfficer(), "\n"), strings.Join(e.ForResident(), "\n")
	for _, want := range []string{"tính 5 giờ 30 phút làm việc, phần còn lại hệ thống gặp sự cố đã thông báo, chờ ý kiến của cơ quan khác", "NĐ 301/2026/NĐ-CP", "Công văn 12/STP"} {
		if !strings.Contains(told, want) {
			t.Errorf("the account does not say %q:\n%s", want, told)
		}
	}
	if !strings.Contains(plain, "sự cố") || strings.Contains(plain, "NĐ 301") {
		t.Errorf("the resident reads:\n%s", plain)
	}
}

func sentencesOf(t *testing.T, p Policy, l Ledger, officer bool) string {
	t.Helper()
	e, err := Explain(national(t), p, l, l[len(l)-1].At)
	if err != nil {
		t.Fatal(err)
	}
	if officer {
		return strings.Join(e.ForOfficer(), "\n")
	}
	return strings.Join(e.ForResident(), "\n")
}

func TestExplanationForResident(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		policy Policy
		ledger Ledger
		want   string
	}{
		{
			"over 24 November, after 15:00",
			Policy{Unit: WorkingDay, Amount: 10, AfterHour: AfterThree},
			Ledger{{Kind: Start, At: at(t, "20/11/2026 15:20")}},
			`
Thời hạn bắt đầu từ khi tiếp nhận hồ sơ đầy đủ, lúc 15:20 thứ Sáu, 20/11/2026.
Nhận từ 15:00 trở đi nên tính từ 07:30 thứ Hai, 23/11/2026.
Thời hạn giải quyết: 10 ngày làm việc.
Từ thứ Bảy, 21/11/2026 đến Chủ nhật, 22/11/2026: không tính, nghỉ thứ Bảy, Chủ nhật.
Thứ Hai, 23/11/2026: tính 1 ngày làm việc.
Thứ Ba, 24/11/2026: không tính, nghỉ Ngày Văn hóa Việt Nam.
Từ thứ Tư, 25/11/2026 đến thứ Hai, 07/12/2026: tính 9 ngày làm việc, trừ thứ Bảy, Chủ nhật; cộng dồn 10 ngày làm việc.
Hẹn trả kết quả: 17:00 thứ Hai, 07/12/2026.`,
		},
		{
			"waiting for the resident",
			Policy{Unit: WorkingDay, Amount: 5},
			Ledger{{Kind: Start, At: at(t, "25/11/2026 10:20")}, {Kind: Pause, At: at(t, "26/11/2026 09:00"), PauseKind: WaitApplicant}},
			`
Thời hạn bắt đầu từ khi tiếp nhận hồ sơ đầy đủ, lúc 10:20 thứ Tư, 25/11/2026.
Thời hạn giải quyết: 5 ngày làm việc.
Từ thứ Tư, 25/11/2026 đến thứ Năm, 26/11/2026: tính 6 giờ 10 phút làm việc.
Thời hạn tạm dừng từ 09:00 thứ Năm, 26/11/2026: chờ Ông/Bà bổ sung.
Thời gian chờ không tính. Ngày hẹn trả mới được báo khi tính tiếp.`,
		},
		{
			"over Tết, with a supplement",
			Policy{Unit: WorkingDay, Amount: 5, DayRule: ByCivilDays},
			Ledger{{Kind: Start, At: at(t, "28/01/2027 10:20")}, {Kind: Pause, At: at(t, "29/01/2027 09:00"), PauseKind: WaitApplicant}, {Kind: Resume, At: at(t, "02/02/2027 09:00")}},
			`
Thời hạn bắt đầu từ khi tiếp nhận hồ sơ đầy đủ, lúc 10:20 thứ Năm, 28/01/2027.
Thời hạn giải quyết: 5 ngày làm việc.
Thứ Năm, 28/01/2027: ngày tiếp nhận, không tính.
Thứ Sáu, 29/01/2027: tính 1 ngày làm việc.
Từ thứ Bảy, 30/01/2027 đến Chủ nhật, 31/01/2027: không tính, nghỉ thứ Bảy, Chủ nhật.
Từ thứ Hai, 01/02/2027 đến thứ Ba, 02/02/2027: không tính, chờ Ông/Bà bổ sung.
Thứ Tư, 03/02/2027: tính 1 ngày làm việc; cộng dồn 2 ngày làm việc.
Từ thứ Năm, 04/02/2027 đến thứ Tư, 10/02/2027: không tính, nghỉ Tết Nguyên đán Đinh Mùi, nghỉ bù Tết Nguyên đán.
Từ thứ Năm, 11/02/2027 đến thứ Hai, 15/02/2027: tính 3 ngày làm việc, trừ thứ Bảy, Chủ nhật; cộng dồn 5 ngày làm việc.
Hẹn trả kết quả: 17:00 thứ Hai, 15/02/2027.`,
		},
		{"same day", SameDayPolicy(), Ledger{{Kind: Start, At: at(t, "23/11/2026 15:20")}}, `
Thời hạn bắt đầu từ khi tiếp nhận hồ sơ đầy đủ, lúc 15:20 thứ Hai, 23/11/2026.
Nhận từ 15:00 trở đi nên tính từ 07:30 thứ Tư, 25/11/2026.
Thời hạn giải quyết: trong ngày.
Thứ Ba, 24/11/2026: không tính, nghỉ Ngày Văn hóa Việt Nam.
Hẹn trả kết quả: 17:00 thứ Tư, 25/11/2026.`},
		{"calendar days rolled over", Policy{Unit: CalendarDay, Amount: 15}, Ledger{{Kind: Start, At: at(t, "10/04/2026 10:00")}}, `
Thời hạn bắt đầu từ khi tiếp nhận hồ sơ đầy đủ, lúc 10:00 thứ Sáu, 10/04/2026.
Thời hạn giải quyết: 15 ngày.
Thứ Sáu, 10/04/2026: ngày tiếp nhận, không tính.
Từ thứ Bảy, 11/04/2026 đến thứ Bảy, 25/04/2026: tính 15 ngày.
Từ Chủ nhật, 26/04/2026 đến thứ Hai, 27/04/2026: không tính, nghỉ Giỗ Tổ Hùng Vương, nghỉ bù Giỗ Tổ Hùng Vương.
Thứ Ba, 28/04/2026: ngày cuối rơi vào ngày nghỉ nên chuyển sang ngày làm việc này.
Hẹn trả kết quả: 17:00 thứ Ba, 28/04/2026.`},
		{"a swap day counts", Policy{Unit: WorkingDay, Amount: 1, DayRule: ByCivilDays}, Ledger{{Kind: Start, At: at(t, "21/08/2026 10:00")}}, `
Thời hạn bắt đầu từ khi tiếp nhận hồ sơ đầy đủ, lúc 10:00 thứ Sáu, 21/08/2026.
Thời hạn giải quyết: 1 ngày làm việc.
Thứ Sáu, 21/08/2026: ngày tiếp nhận, không tính.
Thứ Bảy, 22/08/2026: tính 1 ngày làm việc (Làm bù cho ngày 31/08/2026).
Hẹn trả kết quả: 17:00 thứ Bảy, 22/08/2026.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := sentencesOf(t, c.policy, c.ledger, false); got != strings.TrimPrefix(c.want, "\n") {
				t.Errorf("got\n%s\nwant%s", got, c.want)
			}
		})
	}
}

func TestExplanationForOfficerNamesBasisAndPeople(t *testing.T) {
	t.Parallel()
	p := Policy{Unit: WorkingDay, Amount: 5, LegalBasis: "QĐ 100/QĐ-UBND"}
	l := Ledger{
		{Kind: Start, At: at(t, "20/11/2026 10:20"), Actor: "Nguyễn Thị Hạnh", LegalBasis: "NĐ 118/2025/NĐ-CP Điều 17"},
		{Kind: Pause, At: at(t, "25/11/2026 09:00"), PauseKind: WaitAgency, LegalBasis: "Công văn 12/STP", Actor: "Đinh Văn Khoát"},
		{Kind: Resume, At: at(t, "30/11/2026 09:00")},
		{Kind: Extend, At: at(t, "30/11/2026 10:00"), Amount: 2, Reason: "cơ quan khác trả lời chậm"},
	}
	got := sentencesOf(t, p, l, true)
	for _, want := range []string{
		"Căn cứ: QĐ 100/QĐ-UBND.", "Căn cứ: NĐ 118/2025/NĐ-CP Điều 17.", "Căn cứ: Công văn 12/STP.", "Căn cứ: Nghị quyết 28/2026/QH16 Điều 2.",
		"Nguyễn Thị Hạnh", "(Đinh Văn Khoát)", "chờ ý kiến của cơ quan khác",
		"Gia hạn thêm 2 ngày làm việc, ghi ngày 30/11/2026, vì cơ quan khác trả lời chậm.",
		"Hẹn lần đầu: 10:20 thứ Hai, 30/11/2026.", "Hạn tính đúng hẹn: 10:20 thứ Năm, 03/12/2026", "phiên bản 1",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in\n%s", want, got)
		}
	}
	if plain := sentencesOf(t, p, l, false); strings.Contains(plain, "Căn cứ") || strings.Contains(plain, "Khoát") {
		t.Errorf("the resident reads legal references or staff labels:\n%s", plain)
	}
}

func TestExplanationStaysShortForLongTerms(t *testing.T) {
	t.Parallel()
	e, err := Explain(national(t), Policy{Unit: WorkingDay, Amount: 250}, Ledger{{Kind: Start, At: at(t, "05/01/2026 08:00")}}, at(t, "05/01/2026 08:00"))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(e.ForResident()); n > 22 {
		t.Errorf("%d sentences for a year:\n%s", n, strings.Join(e.ForResident(), "\n"))
	}
	if len(e.Rows) < 360 {
		t.Errorf("only %d dates accounted for", len(e.Rows))
	}
}

func TestYearWithoutHolidaysIsSaid(t *testing.T) {
	t.Parallel()
	got := sentencesOf(t, Policy{Unit: WorkingDay, Amount: 30}, Ledger{{Kind: Start, At: at(t, "15/12/2027 08:00")}}, false)
	if !strings.Contains(got, "Lịch nghỉ lễ năm 2028 chưa có, ngày hẹn có thể thay đổi.") {
		t.Error(got)
	}
}
