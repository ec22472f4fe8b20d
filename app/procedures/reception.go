package procedures

import (
	"strings"
	"time"

	"motcua/app/procedures/revision"
	"motcua/tenants/registry"
)

// Act is what a counter may do with a request.
type Act string

// The acts.
const (
	ActReceive  Act = "receive"  // receive and decide here
	ActHandover Act = "handover" // receive here, hand over to the competent office
	ActHelp     Act = "help"     // help the consenting resident file online there
	ActRefuse   Act = "refuse"   // send to the right place, which Say names
)

// Reception is the answer of Decide.
type Reception struct {
	Act       Act
	Competent registry.Unit // who decides
	Say       string        // for the officer to read out, with the right place named
}

// Decide is the rule of who receives what (Decree 118/2025 article 14 as
// amended by 309/2026; DOMAIN.md d): a counter receives what its own office
// decides; what it does not decide it hands over when the procedure's list
// reaches that far, helps with when it is hộ tịch, and refuses otherwise,
// naming the right place. What its own province decides every commune's
// counter hands up (the centres of a province receive for each other, Decree
// 118/2025 article 14). boundary is Catalogue.NonBoundaryFor of the competent
// office's province.
func Decide(r *revision.Revision, boundary revision.Boundary, receiving, competent registry.Unit, now time.Time) Reception {
	if r.Competence == revision.Any && competent.Kind != registry.KindProvince {
		competent = receiving
	}
	out := Reception{Competent: competent}
	office := competent.Office()
	if w, ok := r.Ways[revision.Counter]; ok && w.Filed != revision.Here {
		out.Act = ActRefuse
		out.Say = "Thủ tục này không nộp tại quầy một cửa. Nơi nộp: " + w.Place + "."
		return out
	}
	if receiving.ID == competent.ID {
		if !r.Takes(revision.Counter) {
			out.Act, out.Say = ActHelp, "Thủ tục này chỉ nộp trực tuyến. Giúp Ông/Bà nộp tại đây."
			return out
		}
		out.Act, out.Say = ActReceive, "Tiếp nhận và giải quyết tại "+office+"."
		return out
	}
	live := competent.Live(now)
	switch {
	case r.HelpOnly && live && r.Takes(revision.Online):
		out.Act = ActHelp
		out.Say = "Thẩm quyền thuộc " + office + ". Giúp Ông/Bà nộp trực tuyến đến đó."
	case live && r.Takes(revision.Counter) && reaches(boundary, receiving, competent):
		out.Act = ActHandover
		out.Say = "Tiếp nhận tại đây, luân chuyển đến " + office + ". Thời hạn tính từ khi nơi đó nhận hồ sơ."
	default:
		out.Act = ActRefuse
		out.Say = "Hồ sơ này nộp tại " + strings.Join(place(competent), ", ") + "."
	}
	return out
}

func reaches(b revision.Boundary, from, to registry.Unit) bool {
	if to.Kind == registry.KindProvince && from.Province == to.Province {
		return true
	}
	return b == revision.BoundaryNation || b == revision.BoundaryProvince && from.Province == to.Province
}

// place names an office with where and how to reach it.
func place(u registry.Unit) []string {
	out := []string{u.Office()}
	if u.Kind == registry.KindCommune && u.ProvinceFull != "" {
		out = append(out, lowerFirst(u.ProvinceFull))
	}
	if u.Address != "" {
		out = append(out, "địa chỉ "+u.Address)
	}
	if u.Phone != "" {
		out = append(out, "điện thoại "+u.Phone)
	}
	return out
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}
