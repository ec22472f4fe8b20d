package leak

import (
	"maps"
	"slices"

	"github.com/google/uuid"
)

// rule says which rows a verb reaches, in a word for the README and as code.
type rule struct {
	label string
	ok    func(f *facts, a who, r row) bool
}

// verbs of one kind of actor on one table; a missing rule is "none".
type verbs struct{ see, add, change, remove *rule }

// wall is one table with what each kind of actor may do.
type wall struct {
	name   string
	key    string // an expression that tells rows apart
	public bool   // reference: everybody reads, migrations write; no row-level security needed
	inner  bool   // machinery: no scope but the worker's River client touches it
	by     map[string]verbs
	why    string // of an entry that looks too wide
}

func is(label string, ok func(f *facts, a who, r row) bool) *rule { return &rule{label, ok} }

// The rules that several tables share.
var (
	all      = is("all", func(*facts, who, row) bool { return true })
	mine     = own("tenant_id")
	readable = is("reads", func(f *facts, a who, r row) bool { return f.reads(a.scope.Tenant, r.id("dossier_id")) })
	ofOwner  = is("own", func(f *facts, a who, r row) bool { return f.owns(a, r.id("dossier_id")) })
	asHolder = is("holder", func(f *facts, a who, r row) bool {
		return r.is("tenant_id", a.scope.Tenant) && f.holds(a.scope.Tenant, r.id("dossier_id"))
	})
	unsent    = is("competent holder, not sent", func(f *facts, a who, r row) bool { return r.text("state") != "sent" && asDecider.ok(f, a, r) })
	waitsHere = is("own, not sent", func(f *facts, a who, r row) bool { return r.text("state") != "sent" && mine.ok(f, a, r) })
	sentOwn   = is("own, sent", func(f *facts, a who, r row) bool { return r.text("state") == "sent" && ofOwner.ok(f, a, r) })
	ofHome    = is("its province", func(f *facts, a who, r row) bool { return f.inProvince(a.scope.Tenant, r.text("province_code")) })
	asDecider = is("competent holder", func(f *facts, a who, r row) bool {
		return r.is("tenant_id", a.scope.Tenant) && f.holds(a.scope.Tenant, r.id("dossier_id")) && f.dossiers[r.id("dossier_id")].is("competent_tenant", a.scope.Tenant)
	})
	unnumbered = is("holder, no number yet", func(f *facts, a who, r row) bool { return asHolder.ok(f, a, r) && r.null("ordinal") })
	ofMyProv   = is("province", func(f *facts, a who, r row) bool {
		return a.scope.Province != "" && r.text("province_code") == a.scope.Province
	})
	inMyProv = is("province", func(f *facts, a who, r row) bool {
		return a.scope.Province != "" && r.text("province_code") == a.scope.Province && f.inProvince(r.id("tenant_id"), a.scope.Province)
	})
	ofCentre = is("own centre's", func(f *facts, a who, r row) bool {
		return ofMyProv.ok(f, a, r) && f.tenants[r.id("tenant_id")].text("kind") == "province" && f.inProvince(r.id("tenant_id"), a.scope.Province)
	})
	ofOutage = is("own, its province's", func(f *facts, a who, r row) bool {
		return mine.ok(f, a, r) || r.null("tenant_id") && f.inProvince(a.scope.Tenant, r.text("province_code"))
	})
	ownDraft = is("own draft", func(f *facts, a who, r row) bool {
		return f.owns(a, r.id("dossier_id")) && f.state(r.id("dossier_id")) == "draft"
	})
	proposes     = is("own, proposed", func(f *facts, a who, r row) bool { return mine.ok(f, a, r) && r.text("state") == "proposed" })
	officeInProv = is("province", func(f *facts, a who, r row) bool {
		return a.scope.Province != "" && f.inProvince(r.id("tenant_id"), a.scope.Province)
	})
	ofSession = is("own session's", func(f *facts, a who, r row) bool {
		return mine.ok(f, a, r) && mine.ok(f, a, f.rows["old_session"][r.text("session_id")])
	})
	toHer     = is("own", func(f *facts, a who, r row) bool { return r.is("resident_id", a.scope.Resident) })
	everybody = map[string]verbs{identity: {see: all}, public: {see: all}, resident: {see: all}, helper: {see: all}, tenant: {see: all}, province: {see: all}, platform: {see: all}, workerFor: {see: all}}
)

// own: the column names the actor's tenant.
func own(col string) *rule {
	return is("own", func(f *facts, a who, r row) bool { return r.is(col, a.scope.Tenant) })
}

// plus is m with other verbs for some kinds.
func plus(m map[string]verbs, more map[string]verbs) map[string]verbs {
	out := map[string]verbs{}
	for k, v := range m {
		out[k] = v
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

const byID = "id::text"

// tables is every table of the schema. A new one arrives with its line here.
var tables = []wall{
	// the dossier and what hangs from it
	{name: "dossier", key: byID, by: map[string]verbs{
		tenant: {
			see: is("reads", func(f *facts, a who, r row) bool { return f.reads(a.scope.Tenant, r.id("id")) }),
			add: is("received here", func(f *facts, a who, r row) bool {
				return r.is("receiving_tenant", a.scope.Tenant) && r.is("holder_tenant", a.scope.Tenant) && r.text("state") == "submitted" && r.text("filing") == "counter"
			}), change: holdsIt,
		},
		workerFor: {see: is("reads", func(f *facts, a who, r row) bool { return f.reads(a.scope.Tenant, r.id("id")) }), change: holdsIt},
		resident: {
			see: is("own", func(f *facts, a who, r row) bool { return f.owns(a, r.id("id")) }),
			add: is("own draft", func(f *facts, a who, r row) bool {
				return r.is("resident_id", a.scope.Resident) && r.text("state") == "draft" && r.text("filing") == "self"
			}), change: draftIt, remove: draftIt,
		},
		helper: {see: is("that draft", func(f *facts, a who, r row) bool { return f.owns(a, r.id("id")) }), change: is("that draft", draftIt.ok)},
	}},
	{name: "tenant_dossier", key: "tenant_id || ' ' || dossier_id", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}}},
	{name: "party", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: asHolder}, workerFor: {see: readable, add: asHolder},
		resident: {see: ofOwner, add: noTenant(ownDraft), remove: ownDraft}, helper: {see: ofOwner, add: noTenant(ownDraft), remove: ownDraft},
	}},
	{name: "clock_entry", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: asHolder}, workerFor: {see: readable, add: asHolder},
		resident: {see: ofOwner, add: is("own, moved by her", func(f *facts, a who, r row) bool {
			return r.null("tenant_id") && f.owns(a, r.id("dossier_id")) && slices.Contains([]string{"resume", "restart", "start", "stop"}, r.text("kind")) &&
				slices.Contains([]string{"submitted", "accepted", "processing", "stopped"}, f.state(r.id("dossier_id")))
		})}, helper: {see: ofOwner},
	}},
	{name: "task", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: asHolder, change: asHolder}, workerFor: {see: readable, add: asHolder, change: asHolder}, resident: {see: ofOwner}, helper: {see: ofOwner},
	}},
	{name: "supplement", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: asHolder, change: asHolder}, workerFor: {see: readable, change: asHolder}, resident: {see: ofOwner}, helper: {see: ofOwner},
	}},
	{name: "supplement_draft", key: byID, by: map[string]verbs{tenant: {see: mine, add: asHolder, change: is("holder, not sent", func(f *facts, a who, r row) bool {
		return asHolder.ok(f, a, r) && (r.text("state") == "draft" || r.text("state") == "proposed")
	})}}},
	{name: "financial_obligation", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: asDecider, change: asDecider}, workerFor: {see: readable}, resident: {see: ofOwner}, helper: {see: ofOwner},
	}},
	{name: "result", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: is("holder; corrections after it", func(f *facts, a who, r row) bool {
			return asHolder.ok(f, a, r) || afterIt.ok(f, a, r) && !r.null("replaces") && r.text("state") == "drafted"
		}), change: is("holder, competent after it", func(f *facts, a who, r row) bool { return asHolder.ok(f, a, r) || afterIt.ok(f, a, r) })},
		workerFor: {see: readable, add: cameBack, change: asHolder},
		resident:  {see: issued}, helper: {see: issued},
	}},
	{name: "result_revocation", key: byID, by: map[string]verbs{tenant: {see: mine, add: is("own, of what holds", func(f *facts, a who, r row) bool {
		return mine.ok(f, a, r) && r.text("state") == "asked" && slices.ContainsFunc(slices.Collect(maps.Values(f.rows["result"])), func(x row) bool {
			return x.id("id") == r.id("result_id") && x.id("dossier_id") == r.id("dossier_id") && x.is("tenant_id", a.scope.Tenant) && x.text("state") == "issued"
		})
	}), change: is("own, to decide it", func(f *facts, a who, r row) bool { return false })}}, why: "a request is changed only by deciding it: as it stands it may not be written"},
	{name: "document_signature", key: "document_id::text", by: map[string]verbs{
		tenant: {see: signedSeen}, workerFor: {see: signedSeen, add: is("own documents", func(f *facts, a who, r row) bool {
			d := f.docs[r.id("document_id")]
			return mine.ok(f, a, r) && d.is("tenant_id", a.scope.Tenant) && d.id("dossier_id") == r.id("dossier_id")
		})}, resident: {see: signedSeen}, helper: {see: signedSeen},
	}},
	{name: "register_book", key: byID, by: map[string]verbs{tenant: {see: mine}}},
	{name: "register_void", key: byID, by: map[string]verbs{tenant: {see: mine, add: is("own, of a number taken", func(f *facts, a who, r row) bool {
		return mine.ok(f, a, r) && (r.null("dossier_id") || f.dossiers[r.id("dossier_id")].is("competent_tenant", a.scope.Tenant)) && slices.ContainsFunc(slices.Collect(maps.Values(f.rows["register_counter"])), func(x row) bool {
			return x.is("tenant_id", a.scope.Tenant) && x.text("register") == r.text("register") && x.text("year") == r.text("year")
		})
	})}}},
	{name: "register_entry", key: byID, by: map[string]verbs{
		tenant: {see: mine, add: unnumbered, change: asHolder, remove: unnumbered},
	}, why: "the office's own book; a number once given is never taken back"},
	{name: "paper", key: byID, by: map[string]verbs{
		tenant:    {see: readable, add: paperIn, change: is("holder", func(f *facts, a who, r row) bool { return f.holds(a.scope.Tenant, r.id("dossier_id")) })},
		workerFor: {see: readable, add: paperIn, change: is("holder", func(f *facts, a who, r row) bool { return f.holds(a.scope.Tenant, r.id("dossier_id")) })},
		resident:  {see: ofOwner, add: paperOut, remove: paperBack}, helper: {see: ofOwner, add: paperOut, remove: paperBack},
	}},
	{name: "document", key: byID, by: map[string]verbs{
		tenant: {see: is("reads, or was sent it", (*facts).seesDocument), add: is("receiving, competent; own scans", func(f *facts, a who, r row) bool {
			return r.is("tenant_id", a.scope.Tenant) && (f.party(a.scope.Tenant, r.id("dossier_id")) || r.null("dossier_id") && r.text("purpose") == "batch" && r.null("parent_id") && !r.yes("visible_to_resident"))
		})},
		workerFor: {see: is("reads, or keeps it", (*facts).seesDocument), add: is("receiving, competent, previews", func(f *facts, a who, r row) bool {
			p := f.docs[r.id("parent_id")]
			return r.is("tenant_id", a.scope.Tenant) && (f.party(a.scope.Tenant, r.id("dossier_id")) || slices.Contains([]string{"preview", "searchable"}, r.text("purpose")) && p.is("tenant_id", a.scope.Tenant) && p.id("dossier_id") == r.id("dossier_id"))
		}), change: mine, remove: is("whole scans that are over", func(f *facts, a who, r row) bool {
			x, scan := f.rows["old_scan"][r.text("id")]
			return mine.ok(f, a, r) && r.null("dossier_id") && scan && !x.null("parted_at")
		})},
		resident: {see: is("own, shown to her", (*facts).seesDocument), add: upload, remove: uploadBack},
		helper:   {see: is("own, shown to her", (*facts).seesDocument), add: upload, remove: uploadBack},
	}},
	{name: "document_page", key: "document_id || ' ' || page", by: map[string]verbs{
		tenant: {see: ofDocument}, workerFor: {see: ofDocument, add: is("own document", func(f *facts, a who, r row) bool {
			d := f.docs[r.id("document_id")]
			return r.is("tenant_id", a.scope.Tenant) && d.is("tenant_id", a.scope.Tenant) && d.id("dossier_id") == r.id("dossier_id")
		})},
		resident: {see: ofDocument}, helper: {see: ofDocument},
	}},
	{name: "upload", key: byID, by: map[string]verbs{resident: sending, helper: sending, tenant: {see: deskSends, change: deskSends, remove: deskSends, add: deskSends}}, why: "files on their way"},
	{name: "upload_piece", key: "upload_id || ' ' || at", by: map[string]verbs{resident: {see: pieceSent, add: pieceSent}, helper: {see: pieceSent, add: pieceSent}, tenant: {see: deskPiece, add: deskPiece}}},
	{name: "document_access", key: byID, by: map[string]verbs{
		tenant: {see: mine, add: looked}, workerFor: {see: mine, add: looked},
		resident: {see: ofOwner, add: lookedHerself}, helper: {see: ofOwner, add: lookedHerself},
	}},
	{name: "document_kind", key: "document_id::text", by: understood(verbs{see: mine, add: guessed, change: unconfirmed})},
	{name: "document_field", key: "document_id || ' ' || name", by: understood(verbs{see: mine, add: guessed, remove: unconfirmed}), why: "what a person decided no job takes back"},
	{name: "vault_removed", key: "resident_id || ' ' || document_id", by: map[string]verbs{resident: {see: toHer, remove: toHer, add: is("own, what she sees", func(f *facts, a who, r row) bool {
		return toHer.ok(f, a, r) && f.seesDocument(a, f.docs[r.id("document_id")])
	})}, workerFor: {see: is("of own papers that were read", func(f *facts, a who, r row) bool {
		return slices.ContainsFunc(slices.Collect(maps.Values(f.rows["document_kind"])), func(x row) bool {
			return x.id("document_id") == r.id("document_id") && x.is("tenant_id", a.scope.Tenant)
		})
	})}}},
	{name: "vault_use", key: byID, by: map[string]verbs{resident: {see: toHer}, tenant: {see: readable}, workerFor: {see: mine}}, why: "the office that a copy went to reads its receipt"},
	{name: "handover", key: byID, by: map[string]verbs{tenant: {see: between}, workerFor: {see: between}, resident: {see: ofOwner}, helper: {see: ofOwner}}},
	{name: "handover_list", key: byID, by: map[string]verbs{tenant: {see: itsLists}, workerFor: {see: itsLists}}, why: "the receiver from the moment it is handed over"},
	{name: "handover_line", key: byID, by: map[string]verbs{tenant: {see: itsLists}, workerFor: {see: itsLists}}, why: "the receiver from the moment it is handed over; also of a dossier it refused since"},
	{name: "coordination", key: byID, by: map[string]verbs{tenant: {see: coordinates}, workerFor: {see: coordinates}}, why: "all that a province's centre knows of a dossier it decides about"},
	{name: "consultation", key: byID, by: map[string]verbs{
		tenant: {see: asksOrReads, add: question, change: goesOn}, workerFor: {see: asksOrReads, change: goesOn},
	}},
	{name: "office_unit", key: "tenant_id || key", by: map[string]verbs{
		tenant:   {see: mine, add: mine, change: mine},
		province: {see: is("province", func(f *facts, a who, r row) bool { return f.inProvince(r.id("tenant_id"), a.scope.Province) })},
	}},
	{name: "signing_key", key: byID, by: map[string]verbs{
		tenant: {see: mine, add: mine, change: is("own, in use", func(f *facts, a who, r row) bool { return r.text("state") == "active" && mine.ok(f, a, r) })},
	}},
	{name: "draft_confirmation", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: shows, change: shownGoesOn}, workerFor: {see: readable, add: shows, change: shownGoesOn}, resident: {see: ofOwner}, helper: {see: ofOwner},
	}},
	{name: "apology", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: asDecider, change: unsent}, workerFor: {see: readable, add: asDecider, change: waitsHere}, resident: {see: sentOwn}, helper: {see: sentOwn},
	}},
	{name: "reminder", key: byID, by: map[string]verbs{tenant: {see: mine, change: mine}, workerFor: {see: mine, add: is("own, read", func(f *facts, a who, r row) bool {
		return mine.ok(f, a, r) && f.reads(a.scope.Tenant, r.id("dossier_id"))
	}), change: mine, remove: mine}}},
	{name: "slip_issued", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: is("own, read", func(f *facts, a who, r row) bool {
			return mine.ok(f, a, r) && f.reads(a.scope.Tenant, r.id("dossier_id"))
		})},
		workerFor: {see: readable, add: is("own, read", func(f *facts, a who, r row) bool {
			return mine.ok(f, a, r) && f.reads(a.scope.Tenant, r.id("dossier_id"))
		}), change: is("own, not kept", func(f *facts, a who, r row) bool { return mine.ok(f, a, r) && r.text("document_id") == "" })}, resident: {see: ofOwner},
	}},
	{name: "province_reminder", key: "tenant_id || kind", by: map[string]verbs{workerFor: {see: mine, add: is("own, read", func(f *facts, a who, r row) bool {
		return mine.ok(f, a, r) && f.reads(a.scope.Tenant, r.id("dossier_id"))
	}), remove: mine}, province: {see: ofMyProv}}},
	{name: "reminder_setting", key: "province_code", by: map[string]verbs{tenant: {see: ofHome}, workerFor: {see: ofHome}, province: {see: ofMyProv, add: ofMyProv, change: ofMyProv, remove: ofMyProv}}},
	{name: "handover_setting", key: "province_code", by: map[string]verbs{tenant: {see: all}, workerFor: {see: all}, province: {see: ofMyProv, add: ofMyProv, change: ofMyProv, remove: ofMyProv}}, why: "times only; an office is measured by its own province's, also by a sender of another one"},
	{name: "reminder_rule", key: "province_code || kind || audience", by: map[string]verbs{tenant: {see: ofHome}, workerFor: {see: ofHome}, province: {see: ofMyProv, add: ofMyProv, change: ofMyProv, remove: ofMyProv}}},
	{name: "sector_case", key: "dossier_id::text", by: map[string]verbs{
		tenant: {see: readable, add: enters, change: undecided}, workerFor: {see: readable, change: undecided}, resident: {see: ofOwner}, helper: {see: ofOwner},
	}},
	{name: "status_outbox", key: byID, by: map[string]verbs{
		tenant:    {see: readable, change: is("own, dead", func(f *facts, a who, r row) bool { return r.text("state") == "dead" && mine.ok(f, a, r) })},
		workerFor: {see: readable, change: is("reads, waiting", func(f *facts, a who, r row) bool { return r.text("state") == "waiting" && readable.ok(f, a, r) })},
		province:  {see: ofMyProv, change: is("province, dead", func(f *facts, a who, r row) bool { return r.text("state") == "dead" && ofMyProv.ok(f, a, r) })},
		platform:  {see: all, change: is("dead", func(f *facts, a who, r row) bool { return r.text("state") == "dead" })},
	}, why: "province and operator read codes, counts and moments; not which dossier"},
	{name: "portal_filing", key: "code", by: map[string]verbs{tenant: {see: readable}, workerFor: {see: readable}}},
	{name: "portal_file", key: byID, by: map[string]verbs{tenant: {see: readable}, workerFor: {see: readable, change: mine}}},
	{name: "register_lookup", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: is("holder, unanswered", func(f *facts, a who, r row) bool { return r.text("verdict") == "" && asHolder.ok(f, a, r) }), change: is("own, unanswered", func(f *facts, a who, r row) bool {
			return r.text("verdict") == "" && mine.ok(f, a, r) && readable.ok(f, a, r)
		})},
		workerFor: {see: readable}, resident: {see: ofOwner}, helper: {see: ofOwner},
	}},
	{name: "consent", key: byID, by: map[string]verbs{
		tenant:   {see: mine},
		resident: {see: is("own", func(f *facts, a who, r row) bool { return r.is("resident_id", a.scope.Resident) })},
		helper: {see: is("that draft", func(f *facts, a who, r row) bool {
			return r.is("resident_id", a.scope.Resident) && r.is("dossier_id", a.scope.OnlyDossier)
		})},
	}},
	{name: "rating", key: "dossier_id::text", by: map[string]verbs{
		tenant: {see: mine}, workerFor: {see: mine}, helper: {see: ofOwner},
		resident: {see: ofOwner, add: is("own, decided", func(f *facts, a who, r row) bool {
			return f.owns(a, r.id("dossier_id")) && f.dossiers[r.id("dossier_id")].is("competent_tenant", r.id("tenant_id")) && slices.Contains([]string{"decided", "returned"}, f.state(r.id("dossier_id")))
		})},
	}},
	{name: "notice_undone", key: "dossier_id || event || act_at", by: map[string]verbs{
		tenant: {see: mine, add: is("reads, as itself", func(f *facts, a who, r row) bool {
			return r.is("tenant_id", a.scope.Tenant) && f.reads(a.scope.Tenant, r.id("dossier_id"))
		})}, workerFor: {see: mine},
	}},
	{name: "notice", key: byID, by: map[string]verbs{tenant: {see: mine, change: is("own, taken back", func(f *facts, a who, r row) bool { return mine.ok(f, a, r) && r.text("state") == "dropped" })}, workerFor: {see: mine, add: mine, change: mine}, resident: {see: toHer}}},
	{name: "notice_text", key: "province_code || template || channel || version", by: map[string]verbs{
		province:  {see: ofMyProv, add: ofMyProv},
		tenant:    {see: ofHome},
		workerFor: {see: is("of its province", func(f *facts, a who, r row) bool { return f.inProvince(a.scope.Tenant, r.text("province_code")) })},
	}},
	{name: "notice_preference", key: "resident_id::text", by: map[string]verbs{
		resident: {see: toHer, add: toHer, change: toHer},
		workerFor: {see: is("who has a dossier here", func(f *facts, a who, r row) bool {
			for id, d := range f.dossiers {
				if d.is("resident_id", r.id("resident_id")) && f.reads(a.scope.Tenant, id) {
					return true
				}
			}
			return false
		})},
	}},
	{name: "dossier_message", key: byID, by: map[string]verbs{
		tenant: {see: mine, add: is("reads, as itself", func(f *facts, a who, r row) bool {
			return r.is("tenant_id", a.scope.Tenant) && r.null("answer_by") && f.reads(a.scope.Tenant, r.id("dossier_id")) && len(r.list("document_ids")) == 0
		}), change: is("own, hers", func(f *facts, a who, r row) bool { return r.is("tenant_id", a.scope.Tenant) && !r.null("answer_by") })},
		workerFor: {see: mine},
		resident: {see: ofOwner, add: is("own, filed, as herself, its files", func(f *facts, a who, r row) bool {
			for _, id := range r.list("document_ids") {
				if x := f.docs[id]; x.text("purpose") != "message" || x.id("dossier_id") != r.id("dossier_id") {
					return false
				}
			}
			d := f.dossiers[r.id("dossier_id")]
			return f.owns(a, r.id("dossier_id")) && !r.null("answer_by") && r.is("author_id", a.scope.Resident) && d.is("competent_tenant", r.id("tenant_id")) && f.state(r.id("dossier_id")) != "draft"
		})},
	}},
	{name: "audit_entry", key: "subject || ' ' || subject_id || ' ' || seq", by: auditRules},
	{name: "audit_head", key: "subject || ' ' || subject_id", by: map[string]verbs{workerFor: {see: all}}, why: "digests only; the daily anchor covers them all"},
	{name: "audit_anchor", key: "day::text", by: map[string]verbs{workerFor: {see: all, add: all}}},

	// keeping
	{name: "retention_class", key: byID, by: plus(everybody, map[string]verbs{province: {see: all, add: ofMyProv, change: ofMyProv, remove: ofMyProv}})},
	{name: "legal_hold", key: byID, by: map[string]verbs{
		tenant: {see: readable, add: is("reads, as itself", func(f *facts, a who, r row) bool {
			return mine.ok(f, a, r) && r.null("lifted_at") && readable.ok(f, a, r)
		})},
		workerFor: {see: readable},
	}, why: "changed once, to lifted: a row that stays as it is may not be written"},
	{name: "destruction_list", key: byID, by: map[string]verbs{
		tenant:    {see: mine, add: proposes},
		workerFor: {see: mine},
	}, why: "changed once, to decided, and by the worker once, to done; that two people agreed is a check of the table"},
	{name: "destruction_item", key: "list_id || ' ' || dossier_id", by: map[string]verbs{
		tenant: {see: mine, add: is("own, decided here, ended", func(f *facts, a who, r row) bool {
			return proposes.ok(f, a, r) && f.rows["destruction_list"][r.text("list_id")].text("state") == "proposed" && !f.dossiers[r.id("dossier_id")].yes("is_open") && f.dossiers[r.id("dossier_id")].is("competent_tenant", a.scope.Tenant) && f.reads(a.scope.Tenant, r.id("dossier_id"))
		})},
		workerFor: {see: mine},
	}, why: "changed once, to left out"},
	{name: "destruction_proof", key: "list_id || ' ' || code", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}}},
	{name: "destruction_object", key: "object_key", by: map[string]verbs{workerFor: {see: mine, remove: mine}}},
	{name: "storage_usage", key: "tenant_id::text", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine, change: mine}, province: {see: officeInProv}, platform: {see: all}}, why: "counts"},
	{name: "storage_delta", key: byID, by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}, province: {see: officeInProv}, platform: {see: all}}, why: "counts"},
	{name: "storage_quota", key: "tenant_id::text", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}, province: {see: officeInProv, add: inMyProv, change: ofMyProv, remove: ofMyProv}, platform: {all, all, all, all}}},

	{name: "storage_limit", key: "province_code", by: map[string]verbs{tenant: {see: ofHome}, workerFor: {see: ofHome}, province: {see: ofMyProv}, platform: {all, all, all, all}}},

	// old paper: scans, and what waits to be confirmed
	{name: "old_session", key: byID, by: map[string]verbs{tenant: {see: mine, add: mine}, workerFor: {see: mine}}},
	{name: "old_scan", key: "document_id::text", by: map[string]verbs{tenant: {see: mine, add: is("own session's, own scan", func(f *facts, a who, r row) bool {
		d := f.docs[r.id("document_id")]
		return ofSession.ok(f, a, r) && d.null("dossier_id") && d.is("tenant_id", a.scope.Tenant)
	})}, workerFor: {see: mine, change: mine}}},
	{name: "old_paper", key: byID, by: map[string]verbs{
		tenant: {see: mine, change: is("own, waiting", func(f *facts, a who, r row) bool {
			return mine.ok(f, a, r) && r.text("state") == "confirmed"
		})},
		workerFor: {see: mine, add: is("own, parted", func(f *facts, a who, r row) bool {
			return ofSession.ok(f, a, r) && r.text("state") == "parted"
		})},
	}},

	{name: "old_claim", key: byID, by: map[string]verbs{tenant: {see: mine}, resident: {see: toHer}}, why: "written by a narrow function, changed once, to decided"},

	// figures and counters
	{name: "rollup", key: "tenant_id || ' ' || side || state || due_day", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}, province: {see: ofMyProv}}},
	{name: "rollup_pause", key: "tenant_id || ' ' || month || kind || lawful", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}, province: {see: ofMyProv}}},
	{name: "rollup_time", key: "concat(tenant_id, ' ', procedure_id, ' ', month, ' ', upto)", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}, province: {see: ofMyProv}}},
	{name: "time_figure", key: "concat(tenant_id, ' ', procedure_id, ' ', whole)", why: "published on the page of each procedure", by: map[string]verbs{
		public: {see: all}, resident: {see: all}, helper: {see: all}, tenant: {see: all}, workerFor: {see: all}, province: {see: all},
	}},
	{name: "rollup_credit", key: "tenant_id || ' ' || month || act || elsewhere", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}, province: {see: ofMyProv}}},
	{name: "rollup_supplement", key: "tenant_id || ' ' || month || kind || key", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}, province: {see: ofMyProv}}},
	{name: "rollup_month", key: "tenant_id || ' ' || month", by: map[string]verbs{tenant: {see: mine}, workerFor: {see: mine}, province: {see: ofMyProv}}},
	{name: "register_counter", key: "tenant_id || register || year", by: map[string]verbs{tenant: {see: mine}}},
	{name: "code_counter", key: "tenant_id || ' ' || day", by: map[string]verbs{}},
	{name: "job_run", key: "kind || tenant_id", by: map[string]verbs{workerFor: {see: mine, add: mine, change: mine}, platform: {see: all}}},
	{name: "river_job", key: byID, by: jobRules},

	// people and permissions
	{name: "resident", key: byID, by: map[string]verbs{
		identity: {see: all, add: all, change: all},
		resident: {see: herself, change: herself},
	}},
	{name: "staff", key: byID, by: map[string]verbs{
		identity: {see: all, add: all, change: all},
		tenant: {see: colleagues, change: own("home_tenant"), add: is("own", func(f *facts, a who, r row) bool {
			return r.is("home_tenant", a.scope.Tenant) && f.rightProvince(r, "home_tenant")
		})},
		workerFor: {see: colleagues},
		province:  {see: ofMyProv, add: homeInProv, change: ofMyProv},
		platform: {add: is("provincial", func(f *facts, a who, r row) bool {
			return slices.Contains([]string{"province", "platform"}, f.tenants[r.id("home_tenant")].text("kind")) && f.rightProvince(r, "home_tenant")
		})},
	}},
	{name: "staff_credential", key: "staff_id::text", by: map[string]verbs{identity: {all, all, all, all}}},
	{name: "staff_invite", key: "encode(token_hash, 'hex')", by: map[string]verbs{
		identity: {all, all, all, all},
		tenant: {add: is("own staff", func(f *facts, a who, r row) bool {
			return r.is("tenant_id", a.scope.Tenant) && f.staff[r.id("staff_id")].is("home_tenant", a.scope.Tenant)
		})},
		province: {add: is("province", func(f *facts, a who, r row) bool {
			return f.inProvince(r.id("tenant_id"), a.scope.Province) && f.inProvince(f.staff[r.id("staff_id")].id("home_tenant"), a.scope.Province)
		})},
		platform: {add: is("provincial", func(f *facts, a who, r row) bool {
			return f.tenants[r.id("tenant_id")].text("kind") == "province" && f.tenants[f.staff[r.id("staff_id")].id("home_tenant")].text("kind") == "province"
		})},
	}},
	{name: "session", key: byID, by: map[string]verbs{identity: {all, all, all, all}}},
	{name: "login_state", key: "encode(state_hash, 'hex')", by: map[string]verbs{identity: {all, all, all, all}}},
	{name: "phone_code", key: byID, by: map[string]verbs{identity: {all, all, all, all}}},
	{name: "role_grant", key: byID, by: map[string]verbs{
		identity: {all, all, all, all},
		tenant: {see: mine, remove: mine, add: is("own colleagues", func(f *facts, a who, r row) bool {
			return r.is("tenant_id", a.scope.Tenant) && f.colleague(a.scope.Tenant, r.id("staff_id")) && !slices.Contains([]string{"platform_operator", "provincial_admin", "procedure_controller"}, r.text("role")) && f.rightProvince(r, "tenant_id")
		})},
		workerFor: {see: mine},
		province: {see: ofMyProv, remove: ofMyProv, add: is("province", func(f *facts, a who, r row) bool {
			return f.inProvince(r.id("tenant_id"), a.scope.Province) && f.inProvince(f.staff[r.id("staff_id")].id("home_tenant"), a.scope.Province) && ofMyProv.ok(f, a, r) && r.text("role") != "platform_operator"
		})},
		platform: {add: is("provincial", func(f *facts, a who, r row) bool {
			return r.text("role") == "provincial_admin" && f.tenants[r.id("tenant_id")].text("kind") == "province" && f.tenants[f.staff[r.id("staff_id")].id("home_tenant")].text("kind") == "province" && f.rightProvince(r, "tenant_id")
		})},
	}},
	{name: "tenant_key", key: "tenant_id::text", by: map[string]verbs{}},
	{name: "simulated_message", key: byID, by: map[string]verbs{identity: {add: all}, workerFor: {add: all}, public: {see: all}}, why: "empty unless the SMS or mail partner is simulated, which production refuses"},

	// offices and settings: no personal data, everybody reads
	{name: "tenant", key: byID, by: plus(everybody, map[string]verbs{
		tenant:   {see: all, change: own("id")},
		province: {see: all, change: is("province", func(f *facts, a who, r row) bool { return ofMyProv.ok(f, a, r) && r.text("kind") != "province" })},
	})},
	{name: "province", key: "code", by: plus(everybody, map[string]verbs{platform: {see: all, change: all}})},
	{name: "calendar_version", key: byID, why: "names of who made them only to offices and provinces", by: plus(everybody, map[string]verbs{province: {see: all, add: inMyProv}, tenant: {see: all, add: is("own", func(f *facts, a who, r row) bool {
		return mine.ok(f, a, r) && f.inProvince(a.scope.Tenant, r.text("province_code"))
	})}})},
	{name: "calendar_change", key: byID, by: map[string]verbs{
		tenant: {see: mine, change: mine, remove: mine, add: is("own", func(f *facts, a who, r row) bool {
			return mine.ok(f, a, r) && f.inProvince(a.scope.Tenant, r.text("province_code"))
		})},
		province: {see: ofCentre, add: ofCentre, change: ofCentre, remove: ofCentre},
		workerFor: {see: is("own, its province's", func(f *facts, a who, r row) bool {
			return mine.ok(f, a, r) || f.centreOf(a.scope.Tenant, r.id("tenant_id"))
		})},
	}},
	{name: "outage", key: byID, by: map[string]verbs{
		tenant: {see: ofOutage, add: is("own", func(f *facts, a who, r row) bool {
			return mine.ok(f, a, r) && f.inProvince(a.scope.Tenant, r.text("province_code"))
		})},
		province:  {see: ofMyProv, add: is("all of its offices", func(f *facts, a who, r row) bool { return ofMyProv.ok(f, a, r) && r.id("tenant_id") == uuid.Nil })},
		workerFor: {see: ofOutage},
	}},
	{name: "outage_part", key: "concat(outage_id, ' ', tenant_id)", why: "counts", by: map[string]verbs{
		tenant: {see: mine},
		province: {see: is("of its outages", func(f *facts, a who, r row) bool {
			return ofMyProv.ok(f, a, f.rows["outage"][r.text("outage_id")])
		})},
		workerFor: {see: mine, change: mine, add: is("own", func(f *facts, a who, r row) bool {
			return mine.ok(f, a, r) && ofOutage.ok(f, a, f.rows["outage"][r.text("outage_id")])
		})},
	}},
	{name: "calendar_part", key: "concat(change_id, ' ', tenant_id, ' ', phase)", why: "counts; the list of dossiers is the office's own", by: map[string]verbs{
		tenant: {see: mine},
		province: {see: is("of its own changes", func(f *facts, a who, r row) bool {
			return ofCentre.ok(f, a, f.rows["calendar_change"][r.text("change_id")])
		})},
		workerFor: {see: mine, change: mine, add: is("own", func(f *facts, a who, r row) bool {
			c := f.rows["calendar_change"][r.text("change_id")]
			return mine.ok(f, a, r) && (mine.ok(f, a, c) || f.centreOf(a.scope.Tenant, c.id("tenant_id")))
		})},
	}},
	{name: "revision", key: byID, by: revisionRules},
	{name: "revision_snapshot", key: "revision_id || ' ' || version", by: map[string]verbs{
		province: {see: ofMyProv, remove: ofMyProv, add: snapshotOf(ofMyProv)},
		platform: {see: ofNation, remove: ofNation, add: snapshotOf(ofNation)},
	}},
	{name: "procedure_import", key: byID, by: map[string]verbs{province: {see: ofMyProv, add: ofMyProv, remove: ofMyProv}, platform: {see: ofNation, add: ofNation, remove: ofNation}}},
	{name: "revision_presence", key: "revision_id || ' ' || staff_id", by: map[string]verbs{
		province: {see: ofMyProv, change: ofMyProv, remove: ofMyProv, add: openOf(ofMyProv)},
		platform: {see: ofNation, change: ofNation, remove: ofNation, add: openOf(ofNation)},
	}},
	{name: "revision_trial", key: byID, by: map[string]verbs{province: {see: ofMyProv, add: is("province", func(f *facts, a who, r row) bool {
		return ofMyProv.ok(f, a, r) && f.rows["revision"][r.text("revision_id")].text("province_code") == a.scope.Province
	})}, platform: {see: ofNation, add: is("nation", func(f *facts, a who, r row) bool {
		return ofNation.ok(f, a, r) && f.rows["revision"][r.text("revision_id")].null("province_code")
	})}, workerFor: {see: is("province, nation", func(f *facts, a who, r row) bool {
		return a.scope.Tenant != uuid.Nil && (r.null("province_code") || f.inProvince(a.scope.Tenant, r.text("province_code")))
	})}}},
	{name: "revision_trial_part", key: "trial_id || ' ' || tenant_id", why: "counts; the ids of dossiers in it are the worker's alone", by: map[string]verbs{
		province: {see: is("province", func(f *facts, a who, r row) bool {
			return ofMyProv.ok(f, a, f.rows["revision_trial"][r.text("trial_id")])
		})},
		platform: {see: is("nation", func(f *facts, a who, r row) bool {
			return f.rows["revision_trial"][r.text("trial_id")].null("province_code")
		})},
		workerFor: {see: mine, change: mine, add: is("own", func(f *facts, a who, r row) bool {
			x := f.rows["revision_trial"][r.text("trial_id")]
			return mine.ok(f, a, r) && (x.null("province_code") || f.inProvince(a.scope.Tenant, x.text("province_code")))
		})},
	}},
	{name: "procedure_setting", key: byID, by: plus(everybody, map[string]verbs{province: {see: all, add: is("province", func(f *facts, a who, r row) bool {
		return ofMyProv.ok(f, a, r) && (r.null("tenant_id") || inMyProv.ok(f, a, r))
	}), change: ofMyProv, remove: ofMyProv}})},
	{name: "sample_picture", key: byID, by: plus(everybody, map[string]verbs{province: {see: all, add: ofMyProv}, platform: {see: all, add: ofNation}})},
	{name: "role_override", key: "province_code || role || object || action", by: plus(everybody, map[string]verbs{province: {see: all, add: ofMyProv, change: ofMyProv, remove: ofMyProv}})},
	{name: "slip_template", key: "province_code || ' ' || form || ' ' || version", by: map[string]verbs{public: {see: all}, province: {see: ofMyProv, add: ofMyProv}}, why: "what a province prints on its forms; who wrote it only the province sees"},
	{name: "role_permission", key: "role || ' ' || object || ' ' || action", public: true, by: everybody},
	{name: "procedure", key: byID, by: procedureRules},
	{name: "old_unit", key: "concat(old_code, tenant_id, coverage, old_name)", public: true, by: everybody},
	{name: "bank", key: "bin", public: true, by: everybody},
	{name: "id_province", key: "code", public: true, by: everybody},

	// machinery
	{name: "rate_bucket", key: "key", inner: true},
	{name: "reference_load", key: "name", inner: true},
	{name: "schema_version", key: byID, inner: true},
	{name: "river_migration", key: "concat(line, version)", inner: true},
	{name: "river_leader", key: "name", inner: true},
	{name: "river_queue", key: "name", inner: true},
	{name: "river_notification", key: byID, inner: true},
}

// The life of a revision: published ones are everybody's, what is not yet is
// its own province's or the nation's, and what was published never changes.
var (
	ofNation = is("national", func(f *facts, a who, r row) bool { return r.null("province_code") })
	isOut    = is("published", func(f *facts, a who, r row) bool {
		return r.text("state") == "published" || r.text("state") == "retired"
	})
	isListed = is("published", func(f *facts, a who, r row) bool { return r.null("province_code") || !r.null("published_at") })
)

func both(label string, rules ...*rule) *rule {
	return is(label, func(f *facts, a who, r row) bool {
		for _, x := range rules {
			if !x.ok(f, a, r) {
				return false
			}
		}
		return true
	})
}

func either(label string, rules ...*rule) *rule {
	return is(label, func(f *facts, a who, r row) bool {
		return slices.ContainsFunc(rules, func(x *rule) bool { return x.ok(f, a, r) })
	})
}

func stateIn(states ...string) *rule {
	return is("", func(f *facts, a who, r row) bool { return slices.Contains(states, r.text("state")) })
}

// ownProcedure: a revision is of a national procedure or of one of its own province's.
var ownProcedure = is("", func(f *facts, a who, r row) bool {
	p := f.rows["procedure"][r.text("procedure_id")]
	return p != nil && (p.null("province_code") || p.text("province_code") == r.text("province_code"))
})

var revisionRules = func() map[string]verbs {
	m := map[string]verbs{}
	for k := range everybody {
		m[k] = verbs{see: isOut}
	}
	open := stateIn("draft", "in_review")
	m[province] = verbs{
		see: either("published, own", isOut, ofMyProv), add: both("own draft", ofMyProv, stateIn("draft"), ownProcedure),
		change: both("own, not ended", ofMyProv, stateIn("draft", "in_review", "published")), remove: both("own draft", ofMyProv, open),
	}
	m[platform] = verbs{
		see: either("published, national", isOut, ofNation), add: both("national draft", ofNation, stateIn("draft")),
		change: both("national, not ended", ofNation, stateIn("draft", "in_review", "published")), remove: both("national draft", ofNation, open),
	}
	return m
}()

var procedureRules = func() map[string]verbs {
	m := map[string]verbs{}
	for k := range everybody {
		m[k] = verbs{see: isListed}
	}
	m[province] = verbs{see: either("published, own", isListed, ofMyProv), add: ofMyProv, change: ofMyProv, remove: both("own, unpublished", ofMyProv, is("", func(f *facts, a who, r row) bool { return r.null("published_at") }))}
	m[platform] = verbs{see: isListed, add: ofNation, change: ofNation, remove: both("national, no version", ofNation, is("", func(f *facts, a who, r row) bool {
		for _, v := range f.rows["revision"] {
			if v.text("procedure_id") == r.text("id") {
				return false
			}
		}
		return true
	}))}
	return m
}()

// snapshotOf: of a draft of the same line.
func snapshotOf(line *rule) *rule {
	return is(line.label+" draft", func(f *facts, a who, r row) bool {
		v := f.rows["revision"][r.text("revision_id")]
		return line.ok(f, a, r) && v != nil && v.text("state") == "draft" && v.text("province_code") == r.text("province_code")
	})
}

// openOf: of a revision of the same line that can still be changed.
func openOf(line *rule) *rule {
	return is(line.label+", still open", func(f *facts, a who, r row) bool {
		v := f.rows["revision"][r.text("revision_id")]
		return line.ok(f, a, r) && v != nil && (v.text("state") == "draft" || v.text("state") == "in_review") && v.text("province_code") == r.text("province_code")
	})
}

func table(name string) *wall {
	for i := range tables {
		if tables[i].name == name {
			return &tables[i]
		}
	}
	return nil
}

var (
	holdsIt    = is("holder", func(f *facts, a who, r row) bool { return f.holds(a.scope.Tenant, r.id("id")) })
	draftIt    = is("own draft", func(f *facts, a who, r row) bool { return f.owns(a, r.id("id")) && r.text("state") == "draft" })
	signedSeen = is("with its document", func(f *facts, a who, r row) bool { return f.seesDocument(a, f.docs[r.id("document_id")]) })
	issued     = is("own, once issued", func(f *facts, a who, r row) bool {
		return f.owns(a, r.id("dossier_id")) && slices.Contains([]string{"issued", "revoked", "replaced"}, r.text("state"))
	})
	afterIt = is("competent, ended", func(f *facts, a who, r row) bool {
		d := f.dossiers[r.id("dossier_id")]
		return r.is("tenant_id", a.scope.Tenant) && d.is("competent_tenant", a.scope.Tenant) && (d.text("state") == "decided" || d.text("state") == "returned")
	})
	herself = is("herself", func(f *facts, a who, r row) bool { return r.is("id", a.scope.Resident) })
	between = is("sent, got or decided", func(f *facts, a who, r row) bool {
		return r.is("from_tenant", a.scope.Tenant) || r.is("to_tenant", a.scope.Tenant) || r.is("decided_by", a.scope.Tenant)
	})
	itsLists = is("sender; receiver, handed over", func(f *facts, a who, r row) bool {
		return r.is("from_tenant", a.scope.Tenant) || r.is("to_tenant", a.scope.Tenant) && !r.null("handed_at")
	})
	coordinates = is("received it, or decides", func(f *facts, a who, r row) bool {
		return r.is("tenant_id", a.scope.Tenant) || r.is("raised_to", a.scope.Tenant)
	})
	asks = is("asked or answers", func(f *facts, a who, r row) bool {
		return r.is("tenant_id", a.scope.Tenant) || r.is("to_tenant", a.scope.Tenant)
	})
	asksOrReads = is("asked, answers or reads", func(f *facts, a who, r row) bool { return asks.ok(f, a, r) || readable.ok(f, a, r) })
	question    = is("holder, its papers", func(f *facts, a who, r row) bool {
		docs, _ := r["document_ids"].([]any)
		for _, d := range docs {
			s, _ := d.(string)
			if id, err := uuid.Parse(s); err != nil || f.docs[id].id("dossier_id") != r.id("dossier_id") {
				return false
			}
		}
		return asHolder.ok(f, a, r) && r.text("state") == "open" && r.null("answered_at") && r.null("taken_at")
	})
	// who asked closes what it asked, and never makes an open question an answered one
	goesOn = is("asked, closed", func(f *facts, a who, r row) bool {
		return r.is("tenant_id", a.scope.Tenant) && r.null("taken_at") && (r.text("state") == "cancelled" || r.text("state") == "lapsed" || r.text("state") == "answered" && !r.null("answered_at"))
	})
	shows = is("competent holder, open", func(f *facts, a who, r row) bool {
		return asDecider.ok(f, a, r) && r.text("state") == "open" && r.null("answered_at") && r.null("taken_at")
	})
	shownGoesOn = is("competent holder, closed", func(f *facts, a who, r row) bool {
		return asDecider.ok(f, a, r) && r.null("taken_at") && (r.text("state") == "cancelled" || r.text("state") == "lapsed" || slices.Contains([]string{"confirmed", "change_asked"}, r.text("state")) && !r.null("answered_at"))
	})
	enters    = is("competent holder, open", func(f *facts, a who, r row) bool { return asDecider.ok(f, a, r) && r.text("state") != "decided" })
	undecided = is("competent holder, open", func(f *facts, a who, r row) bool { return asDecider.ok(f, a, r) && r.text("state") != "decided" })
	// the worker writes only what a sector system decided that the dossier lies in
	cameBack = is("came back from where it lies", func(f *facts, a who, r row) bool {
		c := f.sector[r.id("dossier_id")]
		return asHolder.ok(f, a, r) && r.text("state") == "issued" && r.text("sector") != "" && c.is("tenant_id", r.id("tenant_id")) && c.text("system") == r.text("sector") && c.text("state") == "open"
	})
	colleagues = is("colleagues", func(f *facts, a who, r row) bool { return f.colleague(a.scope.Tenant, r.id("id")) })
	homeInProv = is("province", func(f *facts, a who, r row) bool {
		return f.inProvince(r.id("home_tenant"), a.scope.Province) && ofMyProv.ok(f, a, r)
	})
	paperIn = is("holder, receiving", func(f *facts, a who, r row) bool {
		return r.is("tenant_id", a.scope.Tenant) && f.addsPapers(a.scope.Tenant, r.id("dossier_id")) && f.attachable(a, r)
	})
	paperOut = is("own draft or answer", func(f *facts, a who, r row) bool {
		st := f.state(r.id("dossier_id"))
		return r.null("tenant_id") && r.text("state") == "pending" && r.null("checked_by") && f.owns(a, r.id("dossier_id")) && (st == "draft" || st == "awaiting_supplement" && f.marked(r)) && f.attachable(a, r)
	})
	paperBack = is("own draft or answer", func(f *facts, a who, r row) bool {
		d := f.dossiers[r.id("dossier_id")]
		return r.null("tenant_id") && r.text("state") == "pending" && f.owns(a, r.id("dossier_id")) &&
			(d.text("state") == "draft" || d.text("state") == "awaiting_supplement" && r.num("round") == d.num("supplement_rounds"))
	})
	onItsWay = is("own draft or answer", func(f *facts, a who, r row) bool {
		d := f.dossiers[r.id("dossier_id")]
		return r.null("staff_id") && f.owns(a, r.id("dossier_id")) && (d.text("state") == "draft" || d.text("state") == "awaiting_supplement")
	})
	deskSends = is("own officers', where papers may be added", func(f *facts, a who, r row) bool {
		return !r.null("staff_id") && r.is("tenant_id", a.scope.Tenant) && f.addsPapers(a.scope.Tenant, r.id("dossier_id"))
	})
	deskPiece = is("own officers', where papers may be added", func(f *facts, a who, r row) bool { return deskSends.ok(f, a, f.rows["upload"][r.text("upload_id")]) })
	sending   = verbs{see: onItsWay, change: onItsWay, remove: onItsWay, add: is("own draft or answer", func(f *facts, a who, r row) bool {
		return onItsWay.ok(f, a, r) && f.dossiers[r.id("dossier_id")].is("competent_tenant", r.id("tenant_id"))
	})}
	pieceSent = is("own draft or answer", func(f *facts, a who, r row) bool { return onItsWay.ok(f, a, f.rows["upload"][r.text("upload_id")]) })
	upload    = is("own draft or answer", func(f *facts, a who, r row) bool {
		st := f.state(r.id("dossier_id"))
		return (r.text("purpose") == "paper" && (st == "draft" || st == "awaiting_supplement") || r.text("purpose") == "message" && a.kind == resident && st != "draft") && r.null("parent_id") && f.owns(a, r.id("dossier_id")) && f.dossiers[r.id("dossier_id")].is("competent_tenant", r.id("tenant_id"))
	})
	uploadBack = is("own draft", func(f *facts, a who, r row) bool {
		return r.text("purpose") == "paper" && r.text("created_by_kind") != "staff" && f.owns(a, r.id("dossier_id")) && f.state(r.id("dossier_id")) == "draft"
	})
	ofDocument = is("of what it sees", func(f *facts, a who, r row) bool { return f.seesDocument(a, f.docs[r.id("document_id")]) })
	saysHere   = is("holder", func(f *facts, a who, r row) bool {
		d := f.docs[r.id("document_id")]
		return asHolder.ok(f, a, r) && ofDocument.ok(f, a, r) && d.id("dossier_id") == r.id("dossier_id")
	})
	saysHolder = is("holder", func(f *facts, a who, r row) bool {
		return f.holds(a.scope.Tenant, r.id("dossier_id")) && ofDocument.ok(f, a, r)
	})
	guessed = is("own, unconfirmed, of what it keeps", func(f *facts, a who, r row) bool {
		d := f.docs[r.id("document_id")]
		return unconfirmed.ok(f, a, r) && d.is("tenant_id", a.scope.Tenant) && d.id("dossier_id") == r.id("dossier_id")
	})
	unconfirmed = is("own, unconfirmed", func(f *facts, a who, r row) bool { return mine.ok(f, a, r) && r.text("state") == "proposed" })
	looked      = is("what it sees", func(f *facts, a who, r row) bool {
		d, ok := f.docs[r.id("document_id")]
		return ok && r.is("tenant_id", a.scope.Tenant) && d.id("dossier_id") == r.id("dossier_id") && f.seesDocument(a, d) && (a.kind == tenant || !r.null("dossier_id"))
	})
	lookedHerself = is("what she sees", func(f *facts, a who, r row) bool {
		d, ok := f.docs[r.id("document_id")]
		return ok && r.null("tenant_id") && d.id("dossier_id") == r.id("dossier_id") && f.owns(a, r.id("dossier_id")) && f.seesDocument(a, d)
	})
)

// understood is who may say what a document says; w is the job's part.
func understood(w verbs) map[string]verbs {
	return map[string]verbs{tenant: {see: ofDocument, add: saysHere, change: saysHolder}, resident: {see: ofDocument}, helper: {see: ofDocument}, workerFor: w}
}

// marked: the paper answers a component of the open request, in its round.
func (f *facts) marked(r row) bool {
	for _, s := range f.rows["supplement"] {
		items, _ := s["items"].([]any)
		if s.id("dossier_id") != r.id("dossier_id") || s.text("state") != "open" || s.num("round") != r.num("round") {
			continue
		}
		for _, it := range items {
			if m, ok := it.(map[string]any); ok && m["component"] == r.text("component") {
				return true
			}
		}
	}
	return false
}

// list is a column of ids.
func (r row) list(col string) (out []uuid.UUID) {
	all, _ := r[col].([]any)
	for _, v := range all {
		s, _ := v.(string)
		id, _ := uuid.Parse(s)
		out = append(out, id)
	}
	return out
}

// attachable: a paper names no file, or one of the same dossier that the actor sees.
func (f *facts) attachable(a who, r row) bool {
	d, ok := f.docs[r.id("document_id")]
	return r.null("document_id") || ok && d.id("dossier_id") == r.id("dossier_id") && f.seesDocument(a, d)
}

func noTenant(x *rule) *rule {
	return is(x.label, func(f *facts, a who, r row) bool { return r.null("tenant_id") && x.ok(f, a, r) })
}

var auditRules = map[string]verbs{
	tenant: {see: auditOfTenant, add: auditByTenant}, workerFor: {see: auditOfTenant, add: auditByTenant},
	resident: {see: auditOfOwn, add: auditBySelf}, helper: {see: auditOfOwn, add: auditByHelper},
	identity: {add: is("accounts", func(f *facts, a who, r row) bool {
		return r.text("subject") == "account" || r.text("subject") == "resident"
	})},
	province: {see: auditOfProv, add: auditOfProv},
	platform: {see: auditOfNation, add: auditOfNation},
}

var (
	auditOfTenant = is("reads, own acts", func(f *facts, a who, r row) bool {
		if r.text("subject") == "dossier" {
			return f.reads(a.scope.Tenant, r.id("subject_id"))
		}
		return r.is("tenant_id", a.scope.Tenant)
	})
	auditByTenant = is("own acts", func(f *facts, a who, r row) bool {
		p := r.text("province_code")
		return r.is("tenant_id", a.scope.Tenant) && (r.text("subject") != "dossier" || f.reads(a.scope.Tenant, r.id("subject_id"))) && (p == "" || f.inProvince(a.scope.Tenant, p))
	})
	auditOfOwn = is("own, public part", func(f *facts, a who, r row) bool {
		return r.text("subject") == "dossier" && r.yes("public") && f.owns(a, r.id("subject_id"))
	})
	auditBySelf = is("own acts", func(f *facts, a who, r row) bool {
		return r.null("tenant_id") && (r.text("subject") == "dossier" && (r.text("actor_kind") == "resident" || r.text("actor_kind") == "helper") && f.owns(a, r.id("subject_id")) ||
			r.text("subject") == "resident" && r.is("subject_id", a.scope.Resident))
	})
	// she files, and stops seeing the dossier before she writes that she filed it
	auditByHelper = is("that draft", func(f *facts, a who, r row) bool {
		return r.null("tenant_id") && r.text("subject") == "dossier" && (r.text("actor_kind") == "resident" || r.text("actor_kind") == "helper") && r.is("subject_id", a.scope.OnlyDossier) &&
			f.dossiers[a.scope.OnlyDossier].is("resident_id", a.scope.Resident)
	})
	auditOfNation = is("provinces, national law", func(f *facts, a who, r row) bool {
		return r.text("subject") == "province" || (r.text("subject") == "revision" || r.text("subject") == "procedure") && r.null("province_code")
	})
	auditOfProv = is("province, no dossier", func(f *facts, a who, r row) bool { return r.text("subject") != "dossier" && ofMyProv.ok(f, a, r) })
)

var jobRules = map[string]verbs{
	workerFor: {all, all, all, all},
	identity:  {see: sendsCode, add: sendsCode, change: sendsCode},
	tenant:    {see: jobOfTenant, add: jobOfTenant, change: jobOfTenant},
	resident:  {see: jobOfOwner, add: jobOfOwner, change: jobOfOwner},
	helper:    {see: jobOfHelper, add: jobOfHelper, change: jobOfHelper},
	province:  {see: triesDraft, add: triesDraft, change: triesDraft},
	platform:  {see: triesAny, add: triesAny, change: triesAny},
}

// sendsAgain: what a whole office could not tell the national portal; it names no dossier.
func sendsAgain(r row) bool {
	return r.text("kind") == "push_status" && arg(r, "dossier_id") == uuid.Nil
}

func arg(r row, name string) uuid.UUID {
	m, _ := r["args"].(map[string]any)
	return row(m).id(name)
}

var (
	sendsCode  = is("sign-in codes", func(f *facts, a who, r row) bool { return r.text("kind") == "send_code" })
	triesDraft = is("trials, calendars, statuses again", func(f *facts, a who, r row) bool {
		return (r.text("kind") == "try_revision" || r.text("kind") == "recompute_calendar" || r.text("kind") == "pause_outage" || sendsAgain(r)) && f.inProvince(arg(r, "tenant_id"), a.scope.Province)
	})
	triesAny    = is("trials, statuses again", func(f *facts, a who, r row) bool { return r.text("kind") == "try_revision" || sendsAgain(r) })
	jobOfTenant = is("own", func(f *facts, a who, r row) bool {
		return a.scope.Tenant != uuid.Nil && arg(r, "tenant_id") == a.scope.Tenant && arg(r, "resident_id") == uuid.Nil
	})
	jobOfOwner = is("own", func(f *facts, a who, r row) bool {
		return a.scope.Resident != uuid.Nil && arg(r, "resident_id") == a.scope.Resident
	})
	jobOfHelper = is("that draft", func(f *facts, a who, r row) bool {
		if !jobOfOwner.ok(f, a, r) {
			return false
		}
		if d := arg(r, "dossier_id"); d != uuid.Nil {
			return d == a.scope.OnlyDossier
		}
		if d := arg(r, "document_id"); d != uuid.Nil {
			return f.seesDocument(a, f.docs[d])
		}
		return r.text("kind") == "delete_blob"
	})
)
