package dossiers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
)

// asked is a dossier whose question to Hòa Bình does not stop the clock.
func (b *bundle) asked(silence string) (dossiers.Ref, dossiers.Consultation) {
	b.t.Helper()
	b.under(strings.NewReplacer("SILENCE", silence, "PAUSES", ``).Replace(asking), nil)
	r := b.accepted(b.KimBoi)
	lam := b.officer(b.KimBoi, "Lâm")
	must(b.t, b.Assign(lam, r, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	must(b.t, b.FinishStep(lam, r, "", ""))
	must(b.t, b.AskConsultation(lam, r, dossiers.AskConsultation{To: b.HoaBinh, Question: "Có cư trú không?"}))
	qs, err := b.Consultations(lam, r.ID)
	must(b.t, err)
	return r, qs[0]
}

func TestAQuestionEndsWithItsDossier(t *testing.T) {
	t.Parallel()
	supplement := dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "to_khai", Reason: "blurred"}}}
	for name, c := range map[string]struct {
		end  func(*testing.T, *bundle, dossiers.Ref)
		want string
	}{
		"withdrawn while papers are asked for": {func(t *testing.T, b *bundle, r dossiers.Ref) {
			must(t, b.AskSupplement(b.officer(b.KimBoi, "Lâm"), r, supplement))
			must(t, b.Withdraw(b.resident(), r, "Đổi ý"))
		}, "rút hồ sơ"},
		"withdrawal granted": {func(t *testing.T, b *bundle, r dossiers.Ref) {
			must(t, b.Withdraw(b.resident(), r, "Đổi ý"))
			must(t, b.DecideWithdrawal(b.officer(b.KimBoi, "Lâm"), r, true, ""))
		}, "rút hồ sơ"},
		"papers never came": {func(t *testing.T, b *bundle, r dossiers.Ref) {
			must(t, b.AskSupplement(b.officer(b.KimBoi, "Lâm"), r, supplement))
			b.later(30 * 24 * time.Hour)
			must(t, b.LapseSupplement(b.worker(b.KimBoi), r.ID))
		}, "hết hạn bổ sung"},
		"stopped": {func(t *testing.T, b *bundle, r dossiers.Ref) {
			must(t, b.Stop(b.officer(b.KimBoi, "Lâm"), r, "Người dân đã mất"))
		}, "dừng giải quyết"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			r, q := b.asked("consent")
			hai := b.officer(b.HoaBinh, "Hải")
			c.end(t, b, r)
			b.later(20 * 24 * time.Hour)
			must(t, b.TakeAnswer(b.worker(b.KimBoi), q.ID)) // the job of silence finds nothing to do
			a, err := b.Asked(hai)
			must(t, err)
			if len(a.Open) != 0 || len(a.Closed) != 1 || !strings.Contains(a.Closed[0].WhyClosed(), c.want) || a.Closed[0].ClosedAt == nil {
				t.Fatalf("%+v", a)
			}
			if err := b.AnswerConsultation(hai, q.ID, dossiers.VerdictAgree, ""); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.As(err).Text, c.want) {
				t.Error("answered, or not told why:", err)
			}
			// somebody there takes note, once, and nobody else can
			if n, err := b.AskedCount(hai); n != 1 || err != nil {
				t.Error(n, err)
			}
			if err := b.NoteClosed(b.officer(b.KimBoi, "Lâm"), q.ID); !fault.Is(err, fault.NotFound) {
				t.Error("the asker takes note for the asked", err)
			}
			must(t, b.NoteClosed(hai, q.ID))
			if err := b.NoteClosed(hai, q.ID); !fault.Is(err, fault.NotFound) {
				t.Error("noted twice", err)
			}
			if a, err = b.Asked(hai); err != nil || len(a.Closed) != 0 || len(a.Done) != 1 || a.Done[0].ToldName != "Hải" {
				t.Errorf("%+v %v", a, err)
			}
			if f, err := b.Open(b.officer(b.KimBoi, "Lâm"), r.ID); err != nil || f.State != dossiers.Stopped {
				t.Error(f.State, err)
			}
		})
	}
}

// Whatever decides a dossier, no question stays open behind it.
func TestAQuestionEndsWithTheDecision(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r, q := b.asked("wait")
	lam, hai := b.officer(b.KimBoi, "Lâm"), b.officer(b.HoaBinh, "Hải")
	b.super(`UPDATE app.dossier SET state = 'decided', outcome = 'refused', decided_at = now(), version = version + 1 WHERE id = $1`, r.ID)
	if err := b.AnswerConsultation(hai, q.ID, dossiers.VerdictAgree, ""); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.As(err).Text, "đã có kết quả") {
		t.Error(err)
	}
	qs, err := b.Consultations(lam, r.ID)
	if err != nil || qs[0].State != "cancelled" || qs[0].ClosedReason != dossiers.ClosedDecided || qs[0].TakenAt == nil {
		t.Errorf("%+v %v", qs, err)
	}
}

// An answer that came and was not taken yet stays an answer when the dossier ends.
func TestAnAnswerOutlivesItsDossier(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r, q := b.asked("wait")
	must(t, b.AnswerConsultation(b.officer(b.HoaBinh, "Hải"), q.ID, dossiers.VerdictInformation, "Có cư trú"))
	must(t, b.Stop(b.officer(b.KimBoi, "Lâm"), r, "Người dân đã mất"))
	must(t, b.TakeAnswer(b.worker(b.KimBoi), q.ID))
	qs, err := b.Consultations(b.officer(b.KimBoi, "Lâm"), r.ID)
	if err != nil || qs[0].State != "answered" || qs[0].Answer != "Có cư trú" || qs[0].TakenAt == nil {
		t.Errorf("%+v %v", qs, err)
	}
}
