package revision

import (
	"bytes"
	"encoding/json"

	"motcua/app/procedures/rules"
)

// Tree is the revision as editors take it apart: as in JSON, the form compact
// (sections and checks, without the schema that is made of them).
func (r *Revision) Tree() (map[string]any, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	tree, err := readTree(b)
	if err != nil {
		return nil, err
	}
	if b, err = json.Marshal(layoutJSON{r.Form.Sections, r.Form.Checks}); err != nil {
		return nil, err
	}
	if tree["form"], err = readTree(b); err != nil {
		return nil, err
	}
	return tree, nil
}

func readTree(b []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var out map[string]any
	return out, d.Decode(&out)
}

// Try compiles a rule that is being written over the revision's questions;
// Fault and CaseFaults tell what is wrong with it.
func (r *Revision) Try(x *Rule, want rules.Type) {
	k := r.Form.kinds()
	env, err := rules.NewEnv(k.vars)
	x.prepareOr(env, err, k, want)
}

// Variables are the names that rules may use, with their types: the questions
// of the form. rules.System stand beside them.
func (f Form) Variables() rules.Vars { return f.kinds().vars }
