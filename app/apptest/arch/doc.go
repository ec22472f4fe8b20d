// Package arch proves that imports run one way (DESIGN.md section 3): a table
// of rooms with what each may use, and the few outside packages that live in one
// room alone. Its test reads the source files itself, from go.mod's folder down,
// so it needs no build and go's test cache sees every file it looked at; and it
// is fed wrong sources, to be seen refusing them.
package arch
