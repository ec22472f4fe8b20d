// Package pdffile reads the bones of a PDF strictly and appends to it.
//
// A signature vouches for bytes, a reader shows objects; what matters is that
// both mean the same. So this reader never repairs: the header stands at byte
// 0, the last startxref is right, each object is where its table says and
// carries its own number. A file that only a repairing viewer can open is
// refused, because two viewers would mend it into two documents. It also keeps
// what other readers throw away and the checks need: where a string stood,
// whether a key stood twice, and each revision of the file on its own.
//
// It decodes nothing but cross-reference and object streams, within a budget,
// so that a page's pictures cost nothing and a bomb in them is never opened.
package pdffile
