package resident

import (
	"motcua/app/checking"
	"motcua/app/signing"
)

// brokenSignatures says, before she files, which files carry a digital signature
// that does not hold: the office would ask for them again.
func (p *DraftPages) brokenSignatures(d *draft) ([]string, error) {
	looked, err := p.Checking.Of(d.ctx, d.ID)
	if err != nil || len(looked) == 0 {
		return nil, err
	}
	var out []string
	for _, x := range d.papers {
		if x.Document == nil || x.State == "replaced" {
			continue
		}
		l := looked[*x.Document]
		name := x.Title
		if x.FileName != nil && *x.FileName != "" {
			name = *x.FileName
		}
		switch l.Verdict {
		case string(signing.Invalid):
			why := ""
			for _, s := range l.Found {
				if s.Verdict == signing.Invalid {
					why = " " + s.Reason
					break
				}
			}
			out = append(out, "Chữ ký số trong tệp “"+name+"” không hợp lệ."+why+" Ông/Bà nên gửi lại bản gốc đã nhận, không in, quét hay sửa.")
		case checking.Unreadable:
			out = append(out, "Tệp “"+name+"” không đọc được để kiểm tra chữ ký số. "+l.Fault)
		}
	}
	return out, nil
}
