// Package documents is what people hand in and what the office issues: whether a
// file may be taken (policy), how it is stored and opened, and what is made of it
// (pages, preview, text).
//
// The original is never changed, EXIF and all, because it may be evidence; what
// is shown is a picture made from it that carries nothing else. Every view of a
// document leaves a row that the resident it is about can read.
package documents
