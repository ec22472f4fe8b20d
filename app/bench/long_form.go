package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/migrations"
	"motcua/tenants"
)

// longCode is the bench's own procedure; longQuestions what its form asks.
const (
	longCode      = "9.000200"
	longQuestions = 200
)

// longForm is a form of 200 questions on ten pages: every type that is common,
// conditions on earlier pages, a repeated group and a calculated answer on each.
func longForm() revision.Revision {
	rule := func(cel string) *revision.Rule { return &revision.Rule{CEL: cel} }
	r := revision.Revision{
		Decision: "bench", Summary: "Đo", Who: "Đo", Competence: revision.Any, CompetenceText: "mọi xã, phường", NonBoundary: revision.BoundaryNone, Clock: revision.DefaultClock(),
		Ways:       map[revision.Channel]revision.Way{revision.Online: {Filed: revision.Here, Terms: []revision.Term{{Amount: 5, Unit: revision.WorkingDays}}}},
		Components: []revision.Component{{Key: "anh", Title: "Ảnh", Kind: revision.Submit, Required: true}},
		Results:    []revision.Result{{Title: "Kết quả", Outcome: revision.Granted}},
		Steps:      []revision.Step{{Key: "appraise", Title: "Thẩm định", Role: "handler", Hours: 40}},
	}
	kinds := []revision.Type{revision.Text, revision.Number, revision.YesNo, revision.Date, revision.Choice, revision.LongText, revision.Money, revision.Name, revision.Phone, revision.PartialDate}
	options := []revision.Option{{Value: "a", Text: "Loại một"}, {Value: "b", Text: "Loại hai"}, {Value: "c", Text: "Loại ba"}}
	for page := range 10 {
		s := revision.Section{Key: fmt.Sprintf("s%d", page), Title: fmt.Sprintf("Phần %d", page+1)}
		n := longQuestions/10 - 5 // the group asks four, the calculated one is one more
		if page == 0 {
			s.Fields = append(s.Fields, revision.Field{Name: revision.Applicant, Label: "Người yêu cầu", Type: revision.Person, Required: true, Parts: []string{"full_name", "birth_date", "gender", "id_number", "address"}})
			n -= 5
		}
		for i := range n {
			f := revision.Field{Name: fmt.Sprintf("q%d_%d", page, i), Label: fmt.Sprintf("Câu hỏi số %d của phần này", i+1), Type: kinds[i%len(kinds)], Max: 1000}
			switch f.Type {
			case revision.Choice:
				f.Options = options
			case revision.Money:
				f.Max = 0
			}
			if page > 0 && i%3 == 0 {
				f.ShowIf = rule(fmt.Sprintf("q%d_2 || q%d_4 == \"a\" || q%d_1 > 3", page-1, page-1, page-1))
			}
			s.Fields = append(s.Fields, f)
		}
		group := fmt.Sprintf("g%d", page)
		s.Fields = append(s.Fields,
			revision.Field{Name: group, Label: "Người trong hộ", Item: "Người", Type: revision.Group, MinItems: 3, MaxItems: 6, Fields: []revision.Field{
				{Name: "name", Label: "Họ tên", Type: revision.Name}, {Name: "born", Label: "Ngày sinh", Type: revision.PartialDate}, {Name: "income", Label: "Thu nhập", Type: revision.Money}, {Name: "kind", Label: "Quan hệ", Type: revision.Choice, Options: options},
			}},
			revision.Field{Name: fmt.Sprintf("c%d", page), Label: "Số người", Type: revision.Calc, Expr: rule(group + ".size() + 1")})
		r.Form.Sections = append(r.Form.Sections, s)
	}
	r.Prepare()
	return r
}

// longDraft puts the procedure into the catalogue, once, and begins a draft of
// it with every question answered.
func (b *bench) longDraft(ctx context.Context, f *filer) error {
	r := longForm()
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	proc, rev := migrations.ProcedureID(longCode), uuid.NewSHA1(migrations.ProcedureID(longCode), data)
	if _, err := b.super.Exec(ctx, `INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text, rank) VALUES ($1, $2, 'Đo', 'Đo', 'Đo', 'Cấp xã', 'do', 9999) ON CONFLICT DO NOTHING`, proc, longCode); err != nil {
		return err
	}
	if _, err := b.super.Exec(ctx, `INSERT INTO app.revision (id, procedure_id, no, state, published_from, data)
		VALUES ($1, $2, (SELECT coalesce(max(no), 0) + 1 FROM app.revision WHERE procedure_id = $2), 'published', $4, $3) ON CONFLICT DO NOTHING`, rev, proc, string(data), b.app.Now().Add(-time.Hour)); err != nil {
		return err
	}
	b.app.Catalogue.Invalidate()
	b.seen.Catalogue.Invalidate()
	now := b.app.Now().In(time.FixedZone("+07", 7*3600))
	answers := revision.Filler{Today: now, Skip: func(revision.Field) bool { return false }}.Fill(r.Form)
	answers["_for"] = "self"
	me := tenants.With(ctx, tenants.Resident(f.resident, tenants.Actor{Kind: "resident", ID: f.resident, Name: "Bùi Thị Sen"}))
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	if err := b.app.Dossiers.StartDraft(me, dossiers.NewDraft{ID: id, Procedure: proc, Revision: rev, Competent: f.tenant}); err != nil {
		return err
	}
	b.world.long = "/hs/" + id.String() + "/phan/6"
	b.world.paper = "/hs/" + id.String() + "/giay/anh/tep"
	return b.app.Dossiers.SaveAnswers(me, id, answers)
}
