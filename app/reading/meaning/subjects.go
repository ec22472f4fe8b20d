package meaning

// assign says for each label whom it is about. A label that names the person
// settles it; others are about whoever was named last; a second name without a
// person is what the paper is mainly about.
func assign(fs []found) {
	about, named, headed := self, false, false
	for n := range fs {
		f := &fs[n]
		switch {
		case f.what == below:
			about, named, headed = f.who, false, true
		case f.what == name && f.who == nobody:
			if named && !headed {
				about = self
			}
			f.who, named, headed = about, true, false
		case f.what == name || f.what == death || f.what == birth && f.who == child:
			if f.who != about {
				about, headed = f.who, false
			}
			named = named || f.what == name
		case !personal[f.what]:
		case f.who == nobody:
			f.who = about
		}
	}
}
