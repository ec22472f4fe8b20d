// Package cms makes and checks the two signed messages of a PDF signature: the
// CAdES signature (RFC 5652, ETSI EN 319 122-1) and the RFC 3161 timestamp.
//
// Making is ours, some 200 lines of encoding/asn1, because no library at hand
// makes what PAdES baseline asks for: no signing-time attribute, a
// signing-certificate-v2 attribute, a timestamp over the signature's value, and
// a key that may lie in a device or behind the network. Parsing and the
// arithmetic of checking are pdfcpu's pkcs7, which is well kept, takes BER as
// well as DER and is in the build already.
package cms
