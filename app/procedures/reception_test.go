package procedures_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/procedures"
	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
	"motcua/migrations"
	"motcua/tenants/registry"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	live := now.AddDate(0, -1, 0)
	unit := func(kind, name, province, full string) registry.Unit {
		return registry.Unit{ID: uuid.New(), Kind: registry.KindCommune, Name: name, UnitKind: kind, FullName: name, Province: province, ProvinceFull: full, LiveFrom: &live, Address: "Khu 1"}
	}
	kimBoi := unit("xã", "Kim Bôi", "25", "Tỉnh Phú Thọ")
	hoaBinh := unit("phường", "Hòa Bình", "25", "Tỉnh Phú Thọ")
	goVap := unit("phường", "Gò Vấp", "79", "Thành phố Hồ Chí Minh")
	centre := unit("", "Trung tâm Phục vụ hành chính công tỉnh Phú Thọ", "25", "Tỉnh Phú Thọ")
	centre.Kind = registry.KindProvince
	notLive := kimBoi
	notLive.ID, notLive.LiveFrom = uuid.New(), nil

	list, err := national.Build(migrations.Data())
	if err != nil {
		t.Fatal(err)
	}
	revs := map[string]*revision.Revision{}
	for i := range list {
		revs[list[i].Code] = &list[i].Revision
	}
	for _, c := range []struct {
		name      string
		code      string
		boundary  revision.Boundary // "" the revision's
		from, to  registry.Unit
		want      procedures.Act
		competent registry.Unit
		says      string
	}{
		{"marriage paper at its own commune", "1.004873", "", kimBoi, kimBoi, procedures.ActReceive, kimBoi, "xã Kim Bôi"},
		{"marriage paper elsewhere is helped with", "1.004873", "", hoaBinh, kimBoi, procedures.ActHelp, kimBoi, "xã Kim Bôi"},
		{"also two provinces away", "1.004873", "", goVap, kimBoi, procedures.ActHelp, kimBoi, "xã Kim Bôi"},
		{"land within the province is handed over", "1.013978", "", hoaBinh, kimBoi, procedures.ActHandover, kimBoi, "luân chuyển đến UBND xã Kim Bôi"},
		{"land from another province is refused", "1.013978", "", goVap, kimBoi, procedures.ActRefuse, kimBoi, "UBND xã Kim Bôi, tỉnh Phú Thọ"},
		{"unless the list reaches the nation", "1.013978", revision.BoundaryNation, goVap, kimBoi, procedures.ActHandover, kimBoi, "xã Kim Bôi"},
		{"land off the list is refused", "1.013978", revision.BoundaryNone, hoaBinh, kimBoi, procedures.ActRefuse, kimBoi, "UBND xã Kim Bôi"},
		{"building permits are on no list", "1.013225", "", hoaBinh, kimBoi, procedures.ActRefuse, kimBoi, "UBND xã Kim Bôi"},
		{"what the province decides a commune of it hands up, on no list either", "1.013225", "", kimBoi, centre, procedures.ActHandover, centre, "luân chuyển đến Trung tâm"},
		{"the centre decides it at its own counter", "1.013225", "", centre, centre, procedures.ActReceive, centre, "giải quyết tại Trung tâm"},
		{"another province's counter names the centre", "1.013225", "", goVap, centre, procedures.ActRefuse, centre, "Trung tâm Phục vụ hành chính công tỉnh Phú Thọ"},
		{"hộ tịch is helped with, up too", "1.004873", "", kimBoi, centre, procedures.ActHelp, centre, "Trung tâm"},
		{"without territory, yet the province's", "2.000815", "", kimBoi, centre, procedures.ActHandover, centre, "Trung tâm"},
		{"business is handed over", "1.001612", "", hoaBinh, kimBoi, procedures.ActHandover, kimBoi, "xã Kim Bôi"},
		{"certified copies know no territory", "2.000815", "", goVap, kimBoi, procedures.ActReceive, goVap, "phường Gò Vấp"},
		{"an office that does not work here yet is named", "1.013978", "", hoaBinh, notLive, procedures.ActRefuse, notLive, "UBND xã Kim Bôi"},
		{"residence belongs to the police", "1.004222", "", kimBoi, kimBoi, procedures.ActRefuse, kimBoi, "Công an cấp xã"},
	} {
		r := revs[c.code]
		b := c.boundary
		if b == "" {
			b = r.NonBoundary
		}
		got := procedures.Decide(r, b, c.from, c.to, now)
		if got.Act != c.want || got.Competent.ID != c.competent.ID || !strings.Contains(got.Say, c.says) {
			t.Errorf("%s: %s at %s, %q", c.name, got.Act, got.Competent.Name, got.Say)
		}
	}
}
