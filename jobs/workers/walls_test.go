package workers_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"

	"motcua/jobs/args"
	"motcua/tenants"
)

// A scoped role inserts, sees and touches the jobs that name it, and no others.
func TestJobsStandBehindTheWalls(t *testing.T) {
	w := setup(t)
	other := uuid.New()
	own := func(tenant uuid.UUID, resident *uuid.UUID) args.Ref {
		return args.Ref{TenantID: tenant, ResidentID: resident}
	}
	note := func(r args.Ref) river.JobArgs {
		return args.NotifyDossier{Ref: r, DossierID: uuid.New(), Event: "dossier.filed", Version: 1}
	}
	kb, hb := w.officer(w.kimBoi, "lam"), w.officer(w.hoaBinh, "hoa")
	identity, public := tenants.With(t.Context(), tenants.Identity()), tenants.With(t.Context(), tenants.Public())
	province := tenants.With(t.Context(), tenants.Province("25", tenants.Actor{}))
	for _, c := range []struct {
		name string
		ctx  context.Context
		job  river.JobArgs
		ok   bool
	}{
		{"tenant, own", kb, note(own(w.kimBoi, nil)), true},
		{"tenant, own again", kb, note(own(w.kimBoi, nil)), true},
		{"tenant, foreign", kb, note(own(w.hoaBinh, nil)), false},
		{"tenant, none", kb, note(own(uuid.Nil, nil)), false},
		{"tenant, in a resident's name", kb, note(own(w.hoaBinh, &w.resident)), false},
		{"tenant, without a tenant in the arguments", kb, args.SweepAll{}, false},
		{"other tenant, own", hb, note(own(w.hoaBinh, nil)), true},
		{"resident, own", w.asResident(), note(own(w.kimBoi, &w.resident)), true},
		{"resident, another's", w.asResident(), note(own(w.kimBoi, &other)), false},
		{"resident, no resident", w.asResident(), note(own(w.kimBoi, nil)), false},
		{"identity, a code", identity, args.SendCode{CodeID: uuid.New()}, true},
		{"identity, anything else", identity, note(own(w.kimBoi, nil)), false},
		{"public", public, note(own(w.kimBoi, nil)), false},
		{"province", province, note(own(w.kimBoi, nil)), false},
		{"province, a trial in its own office", province, args.TryRevision{Ref: own(w.kimBoi, nil), TrialID: uuid.New()}, true},
		{"province, a trial in another's", tenants.With(t.Context(), tenants.Province("79", tenants.Actor{})), args.TryRevision{Ref: own(w.kimBoi, nil), TrialID: uuid.New()}, false},
		{"worker", w.worker(w.kimBoi), note(own(w.kimBoi, nil)), true},
	} {
		before := w.count(`SELECT count(*) FROM app.river_job`)
		err := w.db.Tx(c.ctx, func(tx pgx.Tx) error { return w.ins.Insert(t.Context(), tx, c.job) })
		if (err == nil) != c.ok || w.count(`SELECT count(*) FROM app.river_job`)-before != map[bool]int{true: 1}[c.ok] {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// unique jobs of two tenants do not meet, one tenant's do
	for range 2 {
		for _, x := range []uuid.UUID{w.kimBoi, w.hoaBinh} {
			must(t, w.db.Tx(w.worker(x), func(tx pgx.Tx) error { return w.ins.Insert(t.Context(), tx, args.SweepTenant{Ref: own(x, nil)}) }))
		}
	}
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'sweep_tenant'`); n != 2 {
		t.Errorf("%d sweeps for two tenants", n)
	}
	all := w.count(`SELECT count(*) FROM app.river_job`)
	for _, c := range []struct {
		name string
		ctx  context.Context
		mine string
		may  bool // has the table at all
	}{
		{"tenant", kb, `args ->> 'resident_id' IS NULL AND args ->> 'tenant_id' = '` + w.kimBoi.String() + `'`, true}, // a resident's upload to a draft is no officer's to see
		{"resident", w.asResident(), `args ->> 'resident_id' = '` + w.resident.String() + `'`, true},
		{"identity", identity, `kind = 'send_code'`, true},
		{"worker", w.worker(w.kimBoi), `true`, true},
		{"public", public, `false`, false},
		{"province", province, `kind = 'try_revision' AND args ->> 'tenant_id' IN (SELECT id::text FROM app.tenant WHERE province_code = '25')`, true}, // the trials of its drafts
		{"platform", tenants.With(t.Context(), tenants.Platform(tenants.Actor{})), `kind = 'try_revision'`, true},
	} {
		var seen, touched int64
		err := w.db.Tx(c.ctx, func(tx pgx.Tx) error {
			if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM app.river_job`).Scan(&seen); err != nil {
				return err
			}
			var tag pgconn.CommandTag
			tag, err := tx.Exec(t.Context(), `UPDATE app.river_job SET kind = kind`)
			touched = tag.RowsAffected()
			return err
		})
		want := int64(w.count(`SELECT count(*) FROM app.river_job WHERE ` + c.mine))
		if (err == nil) != c.may || c.may && (seen != want || touched != want || want == 0) {
			t.Errorf("%s sees %d, touches %d of %d (of %d): %v", c.name, seen, touched, want, all, err)
		}
		if c.name != "worker" {
			for _, sql := range []string{`DELETE FROM app.river_job`, `UPDATE app.river_job SET args = '{}'`, `UPDATE app.river_job SET state = 'cancelled'`, `SELECT * FROM app.river_queue`, `SELECT * FROM app.river_leader`} {
				if err := w.db.Tx(c.ctx, func(tx pgx.Tx) error { _, err := tx.Exec(t.Context(), sql); return err }); err == nil {
					t.Errorf("%s may %s", c.name, sql)
				}
			}
		}
	}
	// one connection, tenant work, then another tenant: nothing is left over
	if w.count(`SELECT count(*) FROM app.river_job`) != all {
		t.Error("jobs were lost")
	}
}
