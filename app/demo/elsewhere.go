package demo

import (
	"context"
	"slices"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/migrations"
	"motcua/tenants"
)

// askElsewhere asks another of the four large offices, where the applicant
// lived before; a workflow that does not ask goes on.
func (d *play) askElsewhere(ctx context.Context) error {
	to := migrations.TenantID(offices[d.w.r.IntN(4)].code)
	for to == d.o.id {
		to = migrations.TenantID(offices[d.w.r.IntN(4)].code)
	}
	return ignoreMoved(d.svc.AskConsultation(d.officer(ctx, d.o, d.o.handler), dossiers.Ref{ID: d.id}, dossiers.AskConsultation{
		To: to, Question: "Đề nghị xác minh tình trạng hôn nhân của người yêu cầu trong thời gian cư trú tại địa bàn.",
	}))
}

// answerElsewhere is that office's word, which one in six forgets: the dossier waits for it.
func (d *play) answerElsewhere(ctx context.Context) error {
	asked, err := d.svc.Consultations(d.officer(ctx, d.o, d.o.handler), d.id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(asked, func(x dossiers.Consultation) bool { return x.State == "open" })
	if i < 0 {
		return nil // nobody was asked
	}
	if d.w.r.IntN(6) == 0 {
		return fault.New(fault.Conflict, "demo.forgotten", "Nơi được hỏi chưa trả lời.")
	}
	x := asked[i]
	at := slices.IndexFunc(offices, func(o struct{ prefix, code, place, short string }) bool { return migrations.TenantID(o.code) == x.To })
	err = d.svc.AnswerConsultation(d.w.as(ctx, x.To, d.w.staff[offices[at].prefix+".thuly"]), x.ID, dossiers.VerdictAgree, "Không có thông tin kết hôn trong sổ hộ tịch.")
	if err != nil {
		return ignoreMoved(err)
	}
	return d.svc.TakeAnswer(tenants.With(ctx, tenants.Worker(d.o.id)), x.ID)
}
