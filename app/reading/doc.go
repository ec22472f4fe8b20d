// Package reading turns paper into words: photographs, scans and PDFs into pages
// of recognised words with their places and confidences. What the words mean is
// package meaning's affair.
//
// Recognition is Tesseract's and PDFs are drawn by poppler, both as child
// processes with bounds on time and memory, because the files come from
// strangers. Pictures are decoded here, after a look at their size. A page is
// always straightened first: one degree askew breaks the order of the lines.
//
// Reading goes by ranges of pages (Reader.Pages), so that a job may do ten at a
// time and go on after a crash where it was. Nothing is written but a temporary
// folder, and the file itself is never changed.
package reading
