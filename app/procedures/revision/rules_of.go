package revision

import (
	"motcua/app/procedures/rules"
)

// Prepare compiles the rules of a form and its schema. Reading a revision from
// JSON does it; whoever builds or changes one in Go calls it again.
func (f *Form) Prepare() {
	k := f.kinds()
	env, err := rules.NewEnv(k.vars)
	f.each(func(_ string, r *Rule, want rules.Type) { r.prepareOr(env, err, k, want) })
	f.doc = newDocument(*f)
}

// Prepare compiles all rules; see Form.Prepare.
func (r *Revision) Prepare() {
	r.Form.Prepare()
	k := r.Form.kinds()
	env, err := rules.NewEnv(k.vars)
	r.each(func(_ string, x *Rule, want rules.Type) { x.prepareOr(env, err, k, want) })
}

func (r *Rule) prepareOr(env *rules.Env, err error, k kinds, want rules.Type) {
	if err != nil {
		r.fault = &rules.Fault{Line: 1, Column: 1, Say: "Có câu hỏi trùng tên với biến của hệ thống"}
		return
	}
	r.prepare(env, k, want)
}

// each visits the rules of the form with their places.
func (f *Form) each(fn func(place string, r *Rule, want rules.Type)) {
	visit := func(place string, r *Rule, want rules.Type) {
		if r != nil {
			fn(place, r, want)
		}
	}
	for _, s := range f.Sections {
		visit("form."+s.Key+".show_if", s.ShowIf, rules.YesNo)
		for _, q := range s.Fields {
			visit("form."+q.Name+".show_if", q.ShowIf, rules.YesNo)
			visit("form."+q.Name+".expr", q.Expr, q.ruleType())
			for _, sub := range q.Fields {
				visit("form."+q.Name+"."+sub.Name+".show_if", sub.ShowIf, rules.YesNo)
			}
		}
	}
	for i := range f.Checks {
		visit("checks."+f.Checks[i].At, f.Checks[i].Rule, rules.YesNo)
	}
}

// each visits the rules beside the form's.
func (r *Revision) each(fn func(place string, x *Rule, want rules.Type)) {
	visit := func(place string, x *Rule, want rules.Type) {
		if x != nil {
			fn(place, x, want)
		}
	}
	for _, e := range r.Eligibility {
		visit("eligibility."+e.Key, e.Rule, rules.YesNo)
	}
	for _, c := range r.Cases {
		visit("cases."+c.Key, c.When, rules.YesNo)
	}
	for _, c := range r.Components {
		visit("components."+c.Key, c.When, rules.YesNo)
	}
	for _, f := range r.Fees {
		visit("fees."+f.Key+".amount", f.Amount, rules.Number)
		visit("fees."+f.Key+".when", f.When, rules.YesNo)
	}
	for ch, w := range r.Ways {
		for _, t := range w.Terms {
			visit("ways."+string(ch)+".terms", t.When, rules.YesNo)
		}
	}
	for _, v := range r.Clock.Variants {
		visit("clock.variants", v.When, rules.YesNo)
	}
	for _, x := range r.Routing {
		visit("routing", x.When, rules.YesNo)
	}
	for _, s := range r.Steps {
		visit("steps."+s.Key+".when", s.When, rules.YesNo)
		for _, n := range s.Next {
			visit("steps."+s.Key+".next."+n.To, n.When, rules.YesNo)
		}
	}
}

// Rules lists every rule of the revision with its place and the type it gives.
func (r *Revision) Rules(fn func(place string, x *Rule, want rules.Type)) {
	r.Form.each(fn)
	r.each(fn)
}
