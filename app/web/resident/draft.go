package resident

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/questions"
	"motcua/tenants/registry"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// DraftPages are the pages on which one draft is filled in and filed: tasks,
// questions, papers, who it is for, how to receive the result, check, sent.
//
// They are the resident's own under /hs ([Pages.Routes] mounts them). The
// console mounts the same handlers for an officer who helps:
//
//	help := &resident.DraftPages{
//		Pages: pages, Base: "/cb/giup", Helped: true, LeaveTo: "/cb",
//		Scope: func(c *web.Ctx, draft uuid.UUID) (context.Context, error) {
//			s, err := pages.Dossiers.HelpedScope(c.Context(), draft)
//			return c.In(s), err
//		},
//		Shell: func(c *web.Ctx, title string) view.Shell { … the console's frame, Dense: true },
//	}
//	help.Routes(web.Staff, "help", "edit", "file")
//
// After filing the helper sees code and office only, at Base/{id}/da-gui.
type DraftPages struct {
	*Pages
	// Base is the path above the draft's id: "/hs", "/cb/giup".
	Base string
	// Scope gives the context in which this draft may be edited; nil is the request's own.
	// Fault: NotFound for anybody else's draft.
	Scope func(c *web.Ctx, draft uuid.UUID) (context.Context, error)
	// Shell draws the frame; nil is the portal's. Helping is filled in here.
	Shell func(c *web.Ctx, title string) view.Shell
	// Helped: an officer works on somebody else's draft. No sign-in is asked
	// for, the draft is not deleted, and what follows the filing is not shown.
	Helped bool
	// Statement is what is read to the resident when the draft goes to another office than she agreed to.
	Statement func(c *web.Ctx, name, number, procedure string, at registry.Unit) string
	// LeaveTo is where a helper goes on afterwards.
	LeaveTo string
}

// errFiled says that the draft was filed meanwhile.
var errFiled = errors.New("already filed")

// Keys under which the portal keeps its own answers in a draft. The form's
// questions never begin with an underscore.
const (
	keyFor     = "_for"              // self, child, parent, relative, authorised
	keyByName  = "_by_name"          // who files, when for somebody else
	keyByID    = "_by_id"            //
	keyByPhone = "_by_phone"         //
	keyPost    = dossiers.AnswerPost // where the result is posted to
	keySeen    = "_seen"             // keys of the sections that were answered, joined by commas
	keyPickup  = "_pickup"           // the way of receiving was chosen
)

// draft is one draft with everything its pages need.
type draft struct {
	dossiers.Dossier
	ctx     context.Context
	proc    Procedure
	form    revision.Form // of the revision, with the communes that addresses name
	unit    registry.Unit
	place   registry.Unit // the commune that was chosen; unit itself unless the province decides
	papers  []dossiers.Paper
	profile people.Profile
	base    string // "/hs/{id}"
}

// open reads the draft of the address inside its scope. Faults: NotFound;
// errFiled when it is no draft any more.
func (p *DraftPages) open(c *web.Ctx) (*draft, error) {
	id, err := c.ID("id")
	if err != nil {
		return nil, dossiers.NotFound()
	}
	ctx, err := p.scope(c, id)
	if err != nil {
		return nil, err
	}
	d := &draft{ctx: ctx, base: p.Base + "/" + id.String()}
	if d.Dossier, err = p.Dossiers.ByID(ctx, id); err != nil {
		return nil, err
	}
	if d.State != dossiers.Draft {
		return d, errFiled
	}
	if d.Answers == nil {
		d.Answers = map[string]string{}
	}
	pub := c.PublicContext()
	if d.proc, err = p.byRevision(pub, d.Revision); err != nil {
		return nil, err
	}
	d.form = d.proc.Revision.FormIn(questions.PlacesIn(pub, p.Units))
	if d.unit, err = p.Units.ByID(pub, d.Competent); err != nil {
		return nil, err
	}
	d.place = d.unit
	if code := d.Answers[dossiers.AnswerCommune]; code != "" && d.unit.Kind != registry.KindCommune {
		if d.place, err = p.Units.ByCode(pub, code); err != nil {
			return nil, err
		}
	}
	if d.papers, err = p.Dossiers.Papers(ctx, id); err != nil {
		return nil, err
	}
	if p.Helped {
		d.profile = cardProfile(d.Resident, d.Answers)
		return d, nil
	}
	d.profile, err = p.People.Profile(ctx)
	return d, err
}

func (p *DraftPages) scope(c *web.Ctx, id uuid.UUID) (context.Context, error) {
	if p.Scope == nil {
		return c.Context(), nil
	}
	return p.Scope(c, id)
}

// page opens the draft and leads to the confirmation when it is filed already.
func (p *DraftPages) page(do func(*web.Ctx, *draft) error) web.Handler {
	return func(c *web.Ctx) error {
		d, err := p.open(c)
		if errors.Is(err, errFiled) {
			if c.Request().Header.Get("X-Autosave") != "" {
				return fault.New(fault.Conflict, "dossier.already_filed", "Hồ sơ này đã được nộp nên không sửa được nữa.")
			}
			return c.Go(d.base + "/da-gui")
		}
		if fault.Is(err, fault.NotFound) && p.filedByHelper(c) {
			return c.Go(p.Base + "/" + c.Param("id") + "/da-gui")
		}
		if err != nil {
			return err
		}
		err = do(c, d)
		if fault.HasKey(err, "dossier.already_filed") && c.Request().Method == http.MethodPost && c.Part() == "" && c.Request().Header.Get("X-Autosave") == "" {
			return c.Go(d.base + "/da-gui")
		}
		return err
	}
}

// filedByHelper tells whether a form was sent about a draft that this office
// helped to file meanwhile: the second of two clicks.
func (p *DraftPages) filedByHelper(c *web.Ctx) bool {
	if !p.Helped || c.Request().Method != http.MethodPost || c.Part() != "" || c.Request().Header.Get("X-Autosave") != "" {
		return false
	}
	id, err := c.ID("id")
	if err != nil {
		return false
	}
	_, err = p.Dossiers.Listed(c.Context(), id)
	return err == nil
}

// shell is the frame of a draft's page.
func (p *DraftPages) shell(c *web.Ctx, d *draft, title string, problems ...ui.Problem) view.Shell {
	var s view.Shell
	if p.Shell != nil {
		s = p.Shell(c, title)
		s.LeaveTo = p.LeaveTo
		s.Helping = orText(d.profile.FullName, orText(d.Answers["applicant_full_name"], "người dân"))
	} else {
		s = p.frame(c, title)
		p.office(&s, d.unit)
	}
	s.NoIndex, s.Problems = true, problems
	return s
}

// forSelf tells whether whoever files is whose matter it is; so it is until somebody says otherwise.
func (d *draft) forSelf() bool { return d.Answers[keyFor] == "" || d.Answers[keyFor] == "self" }

// known are the answers with what the profile knows of somebody who files for herself.
func (d *draft) known() map[string]string {
	out := map[string]string{}
	if d.forSelf() {
		for k, v := range d.form.Prefilled(map[string]string{
			"full_name": d.profile.FullName, "birth_date": d.profile.Birth, "gender": d.profile.Gender, "id_number": d.profile.IDNumber,
			"phone": d.profile.Phone, "email": d.profile.Email, "address": d.profile.Address,
		}) {
			out[k] = v
		}
	}
	for k, v := range d.Answers {
		if v != "" {
			out[k] = v
		}
	}
	return out
}

func (d *draft) seen(section string) bool {
	for _, s := range strings.Split(d.Answers[keySeen], ",") {
		if s == section {
			return true
		}
	}
	return false
}

// withSeen is the list of answered sections with one more.
func (d *draft) withSeen(section string) string {
	if d.seen(section) {
		return d.Answers[keySeen]
	}
	if d.Answers[keySeen] == "" {
		return section
	}
	return d.Answers[keySeen] + "," + section
}

// toHandIn are the papers that these answers call for and that no officer can read elsewhere.
func (d *draft) toHandIn() []revision.Component {
	return slices.DeleteFunc(d.proc.Revision.ToHandIn(d.proc.Revision.CaseOf(d.Answers), d.Answers), func(x revision.Component) bool { return x.Pull != "" })
}

// pulled are those that officers read in a register instead.
func (d *draft) pulled() []revision.Component {
	return slices.DeleteFunc(d.proc.Revision.ToHandIn(d.proc.Revision.CaseOf(d.Answers), d.Answers), func(x revision.Component) bool { return x.Pull == "" })
}

// of are the papers sent for a component.
func of(papers []dossiers.Paper, component string) []dossiers.Paper {
	var out []dossiers.Paper
	for _, x := range papers {
		if x.Component == component && x.Document != nil {
			out = append(out, x)
		}
	}
	return out
}
