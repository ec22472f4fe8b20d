// Package signing signs PDFs and says what the signatures in a PDF are worth.
//
// A signature made here is PAdES baseline B-T (ETSI EN 319 142-1): an
// incremental revision with SubFilter ETSI.CAdES.detached, the
// signing-certificate-v2 attribute, no signing time inside (the PDF's /M says
// it), and an RFC 3161 timestamp; without a timestamp authority it is B-B. The
// person signs first, then the office (NĐ 30/2020/NĐ-CP), each in a revision of
// its own that leaves every byte before it alone.
//
// Checking is strict: what a file shows must be what was signed. A signature
// holds only if its byte range leaves out exactly its own hexadecimal string and
// ends where a revision ends, and if everything that came later is another
// signature or evidence for one. Verify says the verdict in Vietnamese and never
// invents what it could not learn: no roots, no answer about revocation.
//
// # Why no library does it whole
//
// digitorus/pdfsign, the usual choice, writes adbe.pkcs7.detached with a
// signing-time attribute, which is not PAdES baseline; the work that mends it
// needs a newer Go than ours. pdfcpu, which is in the build for other reasons,
// checks but does not sign, and mends broken files while it reads, which is
// what shadow attacks live on. So PDF bones (pdffile) and the making of CMS
// (cms) are our own small packages, pdfcpu's pkcs7 does parsing and arithmetic
// of checking, sslmate's go-pkcs12 opens key files, x/crypto asks about
// revocation, and poppler's pdfsig and qpdf must agree in the tests with every
// file made here.
//
// # Keys
//
// An Identity has a crypto.Signer, so the key may be in a PKCS#12 file (OpenP12),
// in a device (OpenDevice, PKCS#11) or with a provider (OpenRemote). Whatever is
// simulated says "mô phỏng" in the subject of its certificate.
//
// Nothing here knows a database, a tenant or a dossier, and nothing is logged.
package signing
