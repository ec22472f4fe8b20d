package arch

// room is one package, or with a trailing /… also those below it.
type room struct {
	path string
	may  string // packages of ours, or sets in capitals
}

// sets name what many rooms may use.
var sets = map[string]string{
	"LEAVES":   "app/fault app/fold app/exif app/child app/rest app/deadlines tenants jobs/args app/procedures/revision app/procedures/rules",
	"GROUND":   "LEAVES storage/pg storage/blob tenants/registry app/audit app/authz",
	"DOMAIN":   "GROUND app/antivirus app/reading app/reading/meaning app/people app/people/simvneid app/documents app/notices app/slips app/signing app/keys app/checking app/certifying app/procedures app/procedures/national app/procedures/exchange app/procedures/picture app/dossiers app/issuing app/results app/sectors app/exchange app/reports app/governing app/keeping app/oldpapers",
	"VIEWS":    "views/assets views/i18n views/layout views/ui views/questions",
	"PAGES":    "app/web app/web/questions app/web/pieces app/web/builder app/web/calendar app/web/resident app/web/console app/web/province app/web/platform app/web/deadletters app/web/simulated app/web/partners",
	"EVERYONE": "DOMAIN VIEWS PAGES views/resident views/console views/province views/platform views/builder views/calendar views/deadletters views/mail views/print app/config app/boot jobs jobs/workers migrations storage/dev deploy",
}

// rooms is the whole house. A package that is not here fails the test, and so
// does an import that its line does not name.
var rooms = []room{
	// leaves: no room of ours above them can pull them along
	{"tenants", ""},
	{"app/fault", ""},
	{"app/fold", ""},
	{"app/deadlines", ""},
	{"app/config", ""},
	{"app/procedures/rules", "app/fold"},
	{"app/procedures/revision", "app/fold app/deadlines app/procedures/rules"},
	{"jobs/args", "tenants"},
	{"app/exif", ""},
	{"app/child", ""},
	{"app/rest", ""},
	{"app/antivirus", ""}, // one question to one daemon
	{"app/reading/meaning", "app/fold app/procedures/revision"},         // pure: words in, fields out
	{"app/reading", "app/fault app/exif app/child app/reading/meaning"}, // runs the tools; no database
	{"deploy", ""},
	// storage
	{"storage/pg", "app/fault tenants"},
	{"storage/blob", "app/fault storage/pg tenants"}, // the keys of tenants lie in PostgreSQL
	{"storage/dev", "deploy"},
	{"storage/pgtest", "deploy migrations"},
	{"migrations", "app/procedures/national app/procedures/revision app/procedures/exchange app/audit tenants"}, // turns the embedded catalogue, and imports into it, into rows
	// domain, from the bottom up
	{"app/audit", "LEAVES storage/pg"},
	{"app/authz", "LEAVES storage/pg app/audit"},
	{"tenants/registry", "LEAVES storage/pg"},
	{"app/keeping", "LEAVES storage/pg app/audit"},
	{"app/oldpapers", "LEAVES storage/pg app/audit app/documents app/people app/reading/meaning"},
	{"app/people", "LEAVES storage/pg app/audit app/authz"},
	{"app/people/simvneid", ""},
	{"app/procedures/national", "app/procedures/revision app/procedures/rules"},
	{"app/procedures/picture", "app/procedures/revision"},
	{"app/procedures/exchange", "app/procedures/national app/procedures/revision app/fold"}, // files in and out; no database
	{"app/procedures", "LEAVES storage/pg tenants/registry app/audit app/procedures/national app/procedures/exchange"},
	{"app/scanned", "app/slips"}, // borrows the colour profile and the metadata of an archived file
	{"app/documents", "LEAVES storage/pg storage/blob app/audit app/reading app/reading/meaning app/scanned"},
	{"app/notices", "LEAVES app/audit storage/pg views/i18n views/mail"},
	{"app/slips/font", ""},
	{"app/slips", "LEAVES storage/pg app/audit views/i18n views/ui app/slips/font"},
	{"app/signing/pdffile", ""}, // signatures know no database, so that a command and a child process can check them
	{"app/signing/cms", ""},
	{"app/signing", "app/fault app/slips/font app/signing/cms app/signing/pdffile"},
	{"app/keys", "LEAVES storage/pg app/audit app/signing"},
	{"app/dossiers", "LEAVES storage/pg tenants/registry app/audit app/reading/meaning app/documents app/notices app/slips app/procedures app/people"},
	{"app/checking", "LEAVES storage/pg storage/blob app/documents app/dossiers app/signing"},
	{"app/certifying", "LEAVES tenants/registry app/documents app/dossiers app/keys app/reading app/signing app/slips"},
	{"app/sectors", "LEAVES app/documents app/dossiers"},
	{"app/exchange", "GROUND app/documents app/dossiers app/notices app/people app/procedures migrations"}, // migrations: the id of the operator's office
	{"app/issuing", "GROUND app/documents app/dossiers app/procedures app/slips views/i18n"},
	{"app/results", "GROUND app/documents app/dossiers app/keys app/signing app/slips views/i18n"},
	{"app/reports", "GROUND app/dossiers"},
	{"app/governing", "GROUND app/dossiers app/documents app/notices app/people app/procedures app/reports migrations"}, // migrations: the ids that reference data gives to offices
	// jobs
	{"jobs", "LEAVES storage/pg"},
	{"jobs/workers", "DOMAIN jobs"},
	// web
	{"app/web", "LEAVES storage/pg app/authz VIEWS"},
	{"app/web/questions", "DOMAIN VIEWS"}, // draws forms for those who ask
	{"app/web/pieces", "DOMAIN app/web"},  // one protocol for all who send files
	{"app/web/resident", "DOMAIN VIEWS app/web app/web/pieces app/web/questions views/resident"},
	{"app/web/console", "DOMAIN VIEWS app/web app/web/calendar app/web/pieces app/web/questions views/console app/web/resident views/resident"}, // an officer who helps works on the resident's own pages
	{"app/web/builder", "DOMAIN VIEWS app/web app/web/questions views/builder"},                                                                 // mounted by those who write procedures
	{"app/web/calendar", "DOMAIN VIEWS app/web views/calendar"},                                                                                 // mounted by those who keep days and hours
	{"app/web/deadletters", "DOMAIN VIEWS app/web views/deadletters"},                                                                           // mounted by those who answer for the exchange
	{"app/web/province", "DOMAIN VIEWS app/web app/web/builder app/web/calendar app/web/deadletters views/province"},
	{"app/web/platform", "DOMAIN VIEWS app/web app/web/builder app/web/deadletters views/platform"},
	{"app/web/simulated", "DOMAIN VIEWS app/web"},
	{"app/web/partners", "DOMAIN app/web"}, // no pages: machines report here
	// views: models of their own, nothing of ours but each other
	{"views", ""},
	{"views/assets", ""},
	{"views/i18n", ""},
	{"views/ui", "views/i18n views/assets"},
	{"views/layout", "views/i18n views/assets views/ui"},
	{"views/questions", "VIEWS"},
	{"views/resident", "VIEWS"},
	{"views/console", "VIEWS"},
	{"views/builder", "VIEWS"},
	{"views/calendar", "VIEWS"},
	{"views/deadletters", "VIEWS"},
	{"views/province", "VIEWS"},
	{"views/platform", "VIEWS"},
	{"views/mail", "VIEWS"},
	{"views/print", "VIEWS"},
	// the top
	{"app/boot", "EVERYONE app/demo"},
	{"app/demo", "DOMAIN migrations app/slips/font"},
	{"app/walk", ""}, // drives the pages from outside, over HTTP
	{"app/bench", "app/scanned app/slips/font EVERYONE"},
	{"app", "EVERYONE app/demo app/walk app/bench"},
	// tests' own
	{"app/apptest", "EVERYONE app/demo app/walk storage/pgtest app/apptest/look app/apptest/browser"},
	{"app/apptest/arch", ""},
	{"app/apptest/axe", ""},
	{"app/apptest/browser", "app/apptest/axe app/apptest/look views/assets"},
	{"app/apptest/leak", ""},
	{"app/apptest/look", "app/apptest/axe views/assets"},
}

// alone are outside packages that live in a few rooms only, and why.
var alone = []struct{ path, rooms, why string }{
	{"github.com/casbin/casbin", "app/authz", "one place answers who may do what"},
	{"github.com/minio/minio-go", "storage/blob storage/dev", "documents meet S3 in one place; everybody else has a store"},
	{"github.com/minio/sio", "storage/blob", "encryption in one place"},
	{"github.com/tink-crypto/tink-go", "storage/blob app/people", "keys in one place, sealed second factors in another"},
	{"github.com/jackc/pgx/v5/pgxpool", "storage/pg migrations jobs", "whoever holds a pool stands outside the walls"},
	{"github.com/jackc/pgx/v5/stdlib", "migrations", "whoever holds a pool stands outside the walls"},
	{"github.com/jackc/pgx/v5/pgxpool/tracelog", "", "statements carry personal data"},
	{"database/sql", "migrations", "pgx it is"},
	{"github.com/labstack/echo", "app/web app/boot", "HTTP ends at the pages"},
	{"github.com/a-h/templ", "VIEWS views/resident views/console views/province views/platform views/builder views/calendar views/deadletters views/mail views/print PAGES", "HTML is made by views"},
	{"github.com/riverqueue/river/riverdriver", "jobs migrations", "one client works the queues"},
	{"github.com/pressly/goose", "migrations", "one place migrates"},
	{"github.com/chromedp/", "app/apptest app/apptest/look app/apptest/axe app/apptest/browser", "browsers are for tests"},
	{"testing", "storage/pgtest app/apptest app/apptest/look app/apptest/axe app/apptest/browser", "the product does not import its tests"},
	{"html/template", "app/people/simvneid", "templ it is; the simulated partner is not ours to look like us"},
	{"text/template", "", "templ it is"},
	{"math/rand", "", "crypto/rand, or a seeded math/rand/v2 where it shows"},
	{"unsafe", "", "no"},
	{"C", "", "CGO_ENABLED=0"},
	{"plugin", "", "no"},
}
