// Package results takes a result from its draft to the file that is issued.
//
// The handler writes the free parts; what the dossier knows (names, dates,
// numbers) is drawn from it and cannot be mistyped. The letter (slips.Letter) is
// drawn as PDF/A when it is submitted, and from then on it is that file, byte by
// byte, that is reviewed and signed: first by the person, then, with number and
// date, by the office (NĐ 30/2020/NĐ-CP). Signing happens outside of database
// transactions: read, sign, store, then one transaction that checks that
// nothing changed meanwhile; what was signed in vain is discarded.
//
// An office without keys signs the submitted file elsewhere and brings it back;
// it is taken if it is that file with signatures after it and nothing else.
package results
