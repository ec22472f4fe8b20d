// Package meaning understands recognised words: what kind of paper a page is and
// which fields it holds. Pure: words in, fields out.
package meaning
