// Package keys is what a person and an office sign with: where their key is,
// its certificate, and how it is opened for one signature or for forty.
//
// A key is a PKCS#12 file, sealed under its office's key in the database; or it
// stays with a provider of remote signing (chữ ký số từ xa) or in a PKCS#11
// device, and only its name is kept. A person has one key per office, an office
// one of its own (NĐ 30/2020/NĐ-CP: the person signs, then văn thư with the
// office's). Whoever wants to be asked for the password or PIN at each signature
// is; it is used and forgotten.
//
// A certificate has to carry the name of whoever registers it, and to lead to
// the roots that this deployment believes. In demo mode a simulated authority
// gives everybody a key at first use; all of these say "mô phỏng".
package keys
