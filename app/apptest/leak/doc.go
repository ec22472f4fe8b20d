// Package leak proves the walls of DESIGN.md section 4: every table × every
// scope × every verb, the narrow functions, the states, the job table and one
// connection passed from hand to hand.
//
// What each scope may see is written a second time here, as rules in Go over
// rows that a superuser reads (tables_test.go), and compared with what the
// database shows. Each check is a function that returns what is wrong, so that
// mutants_test.go can break a policy on purpose and see it noticed. A table
// that is not in the list fails: it arrives together with its line.
package leak
