package documents

// SeparatorCode is what the square code on a separating sheet says.
const SeparatorCode = "MOTCUA:TACH"
