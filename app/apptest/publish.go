package apptest

import (
	"context"
	_ "embed"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"motcua/app/procedures/revision"
	"motcua/migrations"
)

// Rich is a procedure whose form asks with everything a form can: repeated
// groups, calculated answers, a paper inside the form, addresses that decide
// the office, questions asked before; RichCode is its code once published.
//
//go:embed testdata/rich.json
var Rich string

// RichCode is the code of Rich.
const RichCode = "9.000001"

// Routed is a procedure that the answers send to the commune of an address, to
// any commune of its province, to a unit, or up to the provincial centre;
// RoutedCode is its code once published.
//
//go:embed testdata/routed.json
var Routed string

// RoutedCode is the code of Routed.
const RoutedCode = "9.000002"

// Publish puts a procedure of the test's own into the catalogue, offered by
// every commune. data is a revision as JSON.
func (w *World) Publish(code, name, data string) {
	w.T.Helper()
	w.publish(code, name, data, nil)
}

// PublishIn does the same with a procedure of a province's own.
func (w *World) PublishIn(province, code, name, data string) {
	w.T.Helper()
	w.publish(code, name, data, &province)
}

func (w *World) publish(code, name, data string, province *string) {
	w.T.Helper()
	var r revision.Revision
	if err := json.Unmarshal([]byte(data), &r); err != nil {
		w.T.Fatal(err)
	}
	if err := r.Validate(); err != nil {
		w.T.Fatal(err)
	}
	b, err := json.Marshal(r)
	if err != nil {
		w.T.Fatal(err)
	}
	db, err := pgx.Connect(w.T.Context(), w.DB.SuperURL)
	if err != nil {
		w.T.Fatal(err)
	}
	defer db.Close(context.Background())
	id := migrations.ProcedureID(code)
	if _, err := db.Exec(w.T.Context(), `INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text, rank, province_code, published_at) VALUES ($1, $2, $3, $3, 'Thử nghiệm', 'Cấp xã', app.fold($3), 1000, $4, now()) ON CONFLICT DO NOTHING`, id, code, name, province); err != nil {
		w.T.Fatal(err)
	}
	if _, err := db.Exec(w.T.Context(), `INSERT INTO app.revision (id, procedure_id, province_code, no, state, published_from, data)
		VALUES (gen_random_uuid(), $1, $3, (SELECT coalesce(max(no), 0) + 1 FROM app.revision WHERE procedure_id = $1), 'published', now() - interval '1 hour', $2)`, id, string(b), province); err != nil {
		w.T.Fatal(err)
	}
	w.Catalogue.Invalidate()
}
