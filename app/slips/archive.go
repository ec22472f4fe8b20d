package slips

import "time"

// Profile is the colour profile that an archived PDF (PDF/A) carries: sRGB.
func Profile() []byte { return srgb }

// Metadata is the XMP of an archived PDF (PDF/A-1b) with this title, made at this moment.
func Metadata(title string, at time.Time) []byte { return xmp(title, at) }
