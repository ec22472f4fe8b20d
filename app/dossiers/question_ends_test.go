package dossiers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/migrations"
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

// Several offices are asked at once; the step is over when the last has
// answered, or when somebody says why the work goes on without.
func TestSeveralAreAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(strings.NewReplacer("SILENCE", "wait", "PAUSES", ``).Replace(asking), nil)
	daoXa := migrations.TenantID("08662")
	lam, hai, tham := b.officer(b.KimBoi, "Lâm"), b.officer(b.HoaBinh, "Hải"), b.officer(daoXa, "Thắm")
	ask := func() (dossiers.Ref, map[uuid.UUID]uuid.UUID) {
		t.Helper()
		r := b.accepted(b.KimBoi)
		must(t, b.Assign(lam, r, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
		must(t, b.FinishStep(lam, r, "", ""))
		if err := b.AskConsultation(lam, r, dossiers.AskConsultation{To: b.HoaBinh, More: []uuid.UUID{b.KimBoi}, Question: "?"}); !fault.Is(err, fault.Invalid) {
			t.Error("asks itself too", err)
		}
		must(t, b.AskConsultation(lam, r, dossiers.AskConsultation{To: b.HoaBinh, More: []uuid.UUID{daoXa, b.HoaBinh}, Question: "Có cư trú không?"}))
		qs, err := b.Consultations(lam, r.ID)
		must(t, err)
		out := map[uuid.UUID]uuid.UUID{}
		for _, q := range qs {
			out[q.To] = q.ID
		}
		if len(qs) != 2 || len(out) != 2 {
			t.Fatal(qs)
		}
		return r, out
	}
	r, q := ask()
	if err := b.SkipConsultation(lam, r, "", "Không chờ"); !fault.Is(err, fault.Conflict) {
		t.Error("goes on although they have time", err)
	}
	must(t, b.AnswerConsultation(hai, q[b.HoaBinh], dossiers.VerdictAgree, ""))
	must(t, b.TakeAnswer(b.worker(b.KimBoi), q[b.HoaBinh]))
	if got := b.open(r.ID, b.KimBoi); got != "ask:Lâm" {
		t.Fatal("went on before the last answer: ", got)
	}
	must(t, b.AnswerConsultation(tham, q[daoXa], dossiers.VerdictAgree, ""))
	must(t, b.TakeAnswer(b.worker(b.KimBoi), q[daoXa]))
	if got := b.open(r.ID, b.KimBoi); got != "draft:Lâm" {
		t.Fatal(got)
	}

	r, q = ask()
	must(t, b.AnswerConsultation(hai, q[b.HoaBinh], dossiers.VerdictAgree, ""))
	must(t, b.TakeAnswer(b.worker(b.KimBoi), q[b.HoaBinh]))
	b.later(10 * 24 * time.Hour)
	if err := b.SkipConsultation(lam, r, "", " "); !fault.Is(err, fault.Invalid) {
		t.Error("no reason", err)
	}
	must(t, b.SkipConsultation(lam, r, "", "Quá hạn, người dân cam đoan"))
	if got := b.open(r.ID, b.KimBoi); got != "draft:Lâm" {
		t.Fatal(got)
	}
	a, err := b.Asked(tham)
	if err != nil || len(a.Open) != 0 || len(a.Closed) != 1 {
		t.Errorf("%+v %v", a, err)
	}
}
