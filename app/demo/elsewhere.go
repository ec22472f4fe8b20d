package demo

import (
	"context"
	"slices"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/migrations"
	"motcua/tenants"
)

// theCentre is the only provincial centre of this world with people of its own.
const theCentre = "25"

// askElsewhere asks the provincial centre, or another of the four large offices
// where the applicant lived before; a workflow that does not ask goes on.
func (d *play) askElsewhere(ctx context.Context, q revision.Request) error {
	ctx, ref := d.officer(ctx, d.o, d.o.handler), dossiers.Ref{ID: d.id}
	to := migrations.TenantID(offices[d.w.r.IntN(4)].code)
	for to == d.o.id {
		to = migrations.TenantID(offices[d.w.r.IntN(4)].code)
	}
	if q.To == revision.AskProvince {
		if d.o.province != theCentre {
			return ignoreMoved(d.svc.SkipConsultation(ctx, ref, "", "Đã có ý kiến bằng văn bản giấy kèm hồ sơ."))
		}
		to = migrations.TenantID(migrations.ProvinceTenantCode(theCentre))
	}
	return ignoreMoved(d.svc.AskConsultation(ctx, ref, dossiers.AskConsultation{To: to, Question: q.Title + "."}))
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
	x, by, answer := asked[i], "phutho.trungtam.thuly", "Đồng ý, có văn bản kèm theo."
	for _, o := range offices {
		if migrations.TenantID(o.code) == x.To {
			by, answer = o.prefix+".thuly", "Không có thông tin kết hôn trong sổ hộ tịch."
		}
	}
	err = d.svc.AnswerConsultation(d.w.as(ctx, x.To, d.w.staff[by]), x.ID, dossiers.VerdictAgree, answer)
	if err != nil {
		return ignoreMoved(err)
	}
	return d.svc.TakeAnswer(tenants.With(ctx, tenants.Worker(d.o.id)), x.ID)
}
