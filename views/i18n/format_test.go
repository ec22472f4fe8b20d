package i18n

import (
	"strings"
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 9, 8, 3, 5, 0, 0, time.UTC)     // 10:05 in Vietnam
	late := time.Date(2026, 2, 1, 18, 30, 0, 0, time.UTC) // already the 2nd in Vietnam
	for got, want := range map[string]string{
		Date(at): "08/09/2026", Time(at): "10:05", DateTime(at): "10:05, 08/09/2026", DateLong(at): "thứ Ba, 08/09/2026",
		Promise(at): "10:05 thứ Ba, 08/09/2026", LegalDate(at): "ngày 08 tháng 9 năm 2026", LegalDate(late): "ngày 02 tháng 02 năm 2026",
		Date(late): "02/02/2026", Weekday(late): "thứ Hai", Date(time.Time{}): "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		Number(0): "0", Number(999): "999", Number(1000): "1.000", Number(-1234567): "-1.234.567", Money(1234567): "1.234.567\u00a0đ",
		Percent(971, 1000): "97,1%", Percent(0, 5): "0,0%", Percent(1, 0): "không có số liệu", Phone("0912345678"): "0912\u00a0345\u00a0678", Phone("+84"): "+84",
		MaskID("017384004821"): "••••\u00a0••••\u00a04821", MaskPhone("0912345678"): "••••\u00a0•••\u00a0678", MaskID("12"): "•••• ••••",
		Size(10): "1\u00a0KB", Size(346_000): "346\u00a0KB", Size(2_136_000): "2,1\u00a0MB",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, Zone)
	soon := func(due time.Time) time.Time { return due.Add(-24 * time.Hour) }
	for due, want := range map[time.Time]string{
		now.Add(-30 * time.Hour): "Quá hạn 1 ngày qua", now.Add(-5 * time.Minute): "Quá hạn 5 phút qua", now.Add(4 * time.Hour): "Còn 4 giờ sap", now.Add(50 * time.Hour): "Còn 2 ngày ok", {}: " ",
	} {
		text, tone := Due(now, due, soon(due))
		if got := text + " " + tone; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestEveryStateHasItsWords: officers, residents and the national portal name the same states.
func TestEveryStateHasItsWords(t *testing.T) {
	t.Parallel()
	for state := range states {
		if residentStates[state] == "" {
			t.Errorf("%s has no words for residents", state)
		}
		code, _ := NationalState(state)
		if (code == "") != (state == "draft") {
			t.Errorf("%s: national code %q", state, code)
		}
		if !strings.Contains(" ok sap qua bs xong nhap ", " "+StateTone(state)+" ") {
			t.Errorf("%s: tone %q", state, StateTone(state))
		}
	}
	if StateLabel("unheard") != "unheard" || RoleLabel("clerk") != "Văn thư" {
		t.Error("labels")
	}
}
