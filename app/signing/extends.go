package signing

import (
	"bytes"
	"context"

	"motcua/app/fault"
	"motcua/app/signing/pdffile"
)

// Extends tells whether a file is another one with nothing but signatures (and
// evidence for them) after it: what a person was shown is what was signed,
// whatever program they signed with.
//
// Faults: Invalid with a sentence that says what is wrong: another document,
// something besides signatures, no signature, or one that does not hold.
func (c *Checker) Extends(ctx context.Context, submitted, file []byte) (Report, error) {
	refuse := func(key, text string) (Report, error) {
		return Report{}, fault.New(fault.Invalid, "signing."+key, text)
	}
	if !bytes.HasPrefix(file, submitted) {
		return refuse("another_document", "Tệp này không phải văn bản đã trình ký. Tải đúng bản đã trình về, ký trên bản đó (không in ra, không lưu lại bằng phần mềm khác), rồi tải lên.")
	}
	was, err := c.Verify(ctx, submitted)
	if err != nil {
		return Report{}, err
	}
	report, err := c.Verify(ctx, file)
	if err != nil {
		return Report{}, err
	}
	if len(report.Signatures) <= len(was.Signatures) {
		return refuse("not_signed", "Tệp này chưa có chữ ký số mới. Ký số lên văn bản rồi tải lên.")
	}
	for _, f := range report.Signatures {
		if f.Verdict == Invalid || !f.Intact {
			return refuse("does_not_hold", "Chữ ký số của “"+f.Signer+"” không hợp lệ: "+f.Reason)
		}
	}
	if err := onlySigned(submitted, file); err != nil {
		return refuse("changed", "Ngoài chữ ký số, văn bản đã bị thay đổi so với bản đã trình: "+inWords(err))
	}
	return report, nil
}

// onlySigned compares what the two files show.
func onlySigned(submitted, file []byte) (err error) {
	old, err := pdffile.Open(submitted)
	if err != nil {
		return err
	}
	now, err := pdffile.Open(file)
	if err != nil {
		return err
	}
	_, err = laterChanges(old, now)
	return err
}
