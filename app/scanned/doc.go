// Package scanned writes scanned pages as one PDF/A-1b: each page is its picture,
// with the recognised words lying invisibly on it, so that the file is searched
// and copied from like any other. Pages go out as they come, so that a file of
// three hundred takes no more memory than one of three.
//
// It is written here and not by ocrmypdf or Tesseract, because the pages were
// straightened and recognised once already (app/reading), and both would do it
// again. glyphless.ttf is Tesseract's (VENDOR.md).
package scanned
