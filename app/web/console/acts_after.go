package console

import (
	"motcua/app/dossiers"
)

// afterActs lists what r may do to the result of an ended dossier: revoke it,
// or put another in its place.
func afterActs(f *dossiers.Full, r reader) []act {
	if f.Competent != r.tenant || f.State != dossiers.Decided && f.State != dossiers.Returned {
		return nil
	}
	var out []act
	add := func(ok bool, a act) {
		if ok {
			out = append(out, a)
		}
	}
	holds := f.Issued()
	if x := f.InCorrection(); x != nil {
		unsigned := x.State == "drafted" || x.State == "initialled"
		add(unsigned && x.DraftedBy != r.staff && r.may("approve"), act{slug: "ky-duyet", text: "Ký duyệt bản đính chính", page: true})
		add(unsigned && r.may("approve") && r.may("send_back"), act{slug: "tra-du-thao", text: "Trả bản đính chính", page: true})
		add(x.State == "approved" && r.may("number"), act{slug: "cap-so", text: "Cấp số bản đính chính", tell: "Bản đính chính lấy số tiếp theo trong sổ. Số cũ giữ nguyên."})
		add(x.State == "numbered" && holds != nil && r.may("issue"), act{slug: "phat-hanh", text: "Phát hành bản đính chính", page: true})
		add(x.State == "numbered" && r.may("number"), act{slug: "huy-so", text: "Hủy số đã cấp", page: true, danger: true})
	}
	if holds == nil {
		return out
	}
	asked := f.AskedRevocation()
	add(asked != nil && asked.AskedBy != r.staff && r.may("revoke"), act{slug: "quyet-thu-hoi", text: "Quyết định thu hồi kết quả", page: true, danger: true})
	add(f.MayCorrect(holds) && r.may("draft_result"), act{slug: "dinh-chinh", text: "Soạn bản đính chính", page: true})
	add(asked == nil && r.may("ask_revoke"), act{slug: "thu-hoi", text: "Đề nghị thu hồi kết quả", page: true, danger: true})
	return out
}
