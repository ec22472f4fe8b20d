// Package slips makes the printed forms M01 to M07 (TT 03/2025/TT-VPCP, Phụ lục
// I) and the books kept by the counter.
//
// Make is a pure function from what is known of a dossier (Data) and a
// province's wording (Template) to what stands on the paper (Slip). Two
// renderers draw a Slip: PDF here, HTML in the pages. The facts that the law
// asks for are rows that no template can take away; a template words what
// stands around them. What was issued is kept as it was by app/issuing.
package slips
