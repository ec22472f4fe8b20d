package procedures

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"motcua/app/procedures/national"
	"motcua/migrations"
)

func shipped(t testing.TB) *National {
	t.Helper()
	list, err := national.Build(migrations.Data())
	if err != nil {
		t.Fatal(err)
	}
	return NewNational(list)
}

// What people type and the procedure that must be among the first three.
var queries = []struct{ q, code string }{
	{"xác nhận tình trạng hôn nhân", "1.004873"},
	{"doc than", "1.004873"},
	{"giay doc than", "1.004873"},
	{"giấy độc thân", "1.004873"},
	{"xac nhan doc than", "1.004873"},
	{"xin giấy xác nhận độc thân", "1.004873"},
	{"giaays ddoocj thaan", "1.004873"},
	{"tinh trang hon nhan", "1.004873"},
	{"xac nhan hon nhan", "1.004873"},
	{norm.NFD.String("giấy xác nhận tình trạng hôn nhân"), "1.004873"},
	{"chua ket hon", "1.004873"},
	{"giay xac nhan chua co vo", "1.004873"},
	{"tinh trangj hoon nhaan", "1.004873"},
	{"docthan", ""},
	{"giay doc thann", "1.004873"},
	{"hon nhan", "1.004873"},
	{"khai sinh", "1.001193"},
	{"khai sinhf", "1.001193"},
	{"giay khai sinh", "1.001193"},
	{"làm giấy khai sinh cho con", "1.001193"},
	{"khai sinh cho chau", "1.001193"},
	{"dang ky khai sinh", "1.001193"},
	{"ddawng kys khai sinh", "1.001193"},
	{"kahi sinh", "1.001193"},
	{"em be moi sinh", "1.001193"},
	{"KHAI SINH", "1.001193"},
	{"giấy khai sinh mất", "2.000635"},
	{"mat giay khai sinh", "2.000635"},
	{"trich luc khai sinh", "2.000635"},
	{"trích lục hộ tịch", "2.000635"},
	{"ban sao giay khai sinh", "2.000635"},
	{"sao y khai sinh", "2.000635"},
	{"trich luc", "2.000635"},
	{"lam lai giay khai sinh", "1.004884"},
	{"dang ky lai khai sinh", "1.004884"},
	{"kết hôn", "1.000894"},
	{"dang ky ket hon", "1.000894"},
	{"giay ket hon", "1.000894"},
	{"keets hoon", "1.000894"},
	{"lay vo", "1.000894"},
	{"hon thu", "1.000894"},
	{"ket hon voi nguoi nuoc ngoai", "2.000806"},
	{"lay chong tay", "2.000806"},
	{"khai tử", "1.000656"},
	{"khai tu", "1.000656"},
	{"giay chung tu", "1.000656"},
	{"bao tu", "1.000656"},
	{"nguoi than qua doi", "1.000656"},
	{"sao y", "2.000815"},
	{"sao y ban chinh", "2.000815"},
	{"cong chung giay to", "2.000815"},
	{"photo công chứng", "2.000815"},
	{"chung thuc ban sao", "2.000815"},
	{"công chứng căn cước", "2.000815"},
	{"cong chung bang cap", "2.000815"},
	{"chứng thực chữ ký", "2.000884"},
	{"so yeu ly lich", "2.000884"},
	{"xac nhan so yeu ly lich", "2.000884"},
	{"giay uy quyen", "2.000884"},
	{"hop dong mua ban dat", "2.001035"},
	{"chung thuc hop dong", "2.001035"},
	{"di chuc", "2.001019"},
	{"lap di chuc", "2.001019"},
	{"chia thua ke", "2.001406"},
	{"tu choi nhan di san", "2.001016"},
	{"sổ đỏ", "1.013978"},
	{"so do", "1.013978"},
	{"lam so do", "1.013978"},
	{"làm sổ đỏ lần đầu", "1.013978"},
	{"ddaats ddai laanf ddaauf", "1.013978"},
	{"bia do", "1.013978"},
	{"giay chung nhan quyen su dung dat", "1.013978"},
	{"sai tên trên sổ đỏ", "1.012796"},
	{"len tho cu", "1.013949"},
	{"chuyen muc dich su dung dat", "1.013949"},
	{"tranh chap dat", "1.012812"},
	{"hang xom lan dat", "1.012812"},
	{"hien dat lam duong", "1.013979"},
	{"xay nha", "1.013225"},
	{"giấy phép xây dựng", "1.013225"},
	{"xin phep xay nha", "1.013225"},
	{"giay phep xay dung het han", "1.013227"},
	{"sua nha", "1.013229"},
	{"quy hoach", "1.014159"},
	{"chat cay", "1.002693"},
	{"hộ kinh doanh", "1.001612"},
	{"mo cua hang", "1.001612"},
	{"giay phep kinh doanh", "1.001612"},
	{"dang ky kinh doanh", "1.001612"},
	{"mở quán", "1.001612"},
	{"tam ngung kinh doanh", "1.001570"},
	{"giai the ho kinh doanh", "1.001266"},
	{"mat giay phep kinh doanh", "2.000575"},
	{"hưu trí xã hội", "1.014027"},
	{"tro cap nguoi gia", "1.014027"},
	{"tiền người cao tuổi", "1.014027"},
	{"mai tang", "1.001731"},
	{"tro cap khuyet tat", "1.001776"},
	{"giay khuyet tat", "1.001699"},
	{"ho ngheo", "1.011607"},
	{"hộ cận nghèo", "1.011607"},
	{"thoat ngheo", "1.011608"},
	{"con liệt sĩ", "1.010833"},
	{"tho cung liet si", "1.010803"},
	{"nhap ho khau", "1.004222"},
	{"hộ khẩu", "1.004222"},
	{"tam tru", "1.004194"},
	{"tách hộ", "1.010038"},
	{"tam vang", "1.003677"},
	{"xac nhan cu tru", "1.010041"},
	{"ct07", "1.010041"},
	{"vneid", "3.000228"},
	{"nghia vu quan su", "1.013133"},
	{"di bo doi", "1.013133"},
	{"con nuoi", "2.001263"},
	{"giam ho", "1.004837"},
	{"doi ten", "1.004859"},
	{"cai chinh ho tich", "1.004859"},
	{"sai tên trong giấy khai sinh", "1.004859"},
	{"nhan cha cho con", "1.001022"},
	{"the bhyt tre em", "2.000986"},
	{"lien thong khai sinh", "2.000986"},
	{"gieng khoan", "1.001662"},
	{"nha o xa hoi", "1.014632"},
	{"xin chứng nhận chưa vợ", "1.004873"},
	{"giay to doc thân đi vay ngân hàng", "1.004873"},
	{"làm khai sinh cho bé", "1.001193"},
	{"con tôi mới đẻ làm giấy gì", "1.001193"},
	{"mất giấy khai sinh làm lại ở đâu", "2.000635"},
	{"trích lục kết hôn", "2.000635"},
	{"bìa đỏ nhà tôi sai tên", "1.012796"},
	{"chuyển nhượng đất", "2.001035"},
	{"ông tôi mất", "1.000656"},
	{"báo tử cho ông", "1.000656"},
	{"trợ cấp 75 tuổi", "1.014027"},
	{"người già 80 tuổi", "1.014027"},
	{"bảo hiểm y tế cho con", "2.000986"},
	{"đổi tên con", "1.004859"},
	{"sửa năm sinh", "1.004859"},
	{"chuyển khẩu", "1.004222"},
	{"mở tiệm tạp hóa", "1.001612"},
	{"mo quan ca phe", "1.001612"},
	{"dong cua hang", "1.001266"},
	{"xây nhà cấp 4", "1.013225"},
	{"xaay nhaf", "1.013225"},
	{"bán đất", "2.001035"},
	{"thừa kế", "2.001406"},
	{"nvqs", "1.013133"},
	{"tam tru sinh vien", "1.004194"},
	{"xac nhan noi cu tru", "1.010041"},
	{"xác nhận hai số chứng minh là một", "2.002516"},
	{"giam ho chau mo coi", "1.004837"},
	{"dat lua trong cay an qua", "1.008004"},
	{"kết hôn người trung quốc", "2.000806"},
	{"sao giấy khai sinh", "2.000635"},
	{"ban sao bang tot nghiep", "2.000908"},
	{"sơ yếu lí lịch", "2.000884"},
	{"tâm thần", "1.001699"},
	{"nhap khau cho con", "1.004222"},
	{"1.004873", "1.004873"},
	{"1004873", "1.004873"},
	{"2.000815", "2.000815"},
}

func TestFindRanksTheRightOneInTheFirstThree(t *testing.T) {
	t.Parallel()
	n := shipped(t)
	wrong := 0
	for _, c := range queries {
		hits := n.Find(c.q)
		ok := c.code == ""
		var got []string
		for i, h := range hits {
			ok = ok || i < 3 && h.Code == c.code
			if i < 5 {
				got = append(got, h.Code+" "+h.PlainName)
			}
		}
		if !ok {
			wrong++
			t.Errorf("%q: %s is not in the first three: %s", c.q, c.code, strings.Join(got, " | "))
		}
	}
	t.Logf("%d of %d queries right", len(queries)-wrong, len(queries))
}

func TestFindOfNothingAndNonsense(t *testing.T) {
	t.Parallel()
	n := shipped(t)
	for _, q := range []string{"", " ", "🎉🎉", "<script>alert(1)</script>", strings.Repeat("khai sinh ", 3000), "\xff\x00"} {
		_ = n.Find(q)
	}
	if h := n.Find("qwrtp zxcvb"); len(h) != 0 {
		t.Errorf("nonsense found %s", h[0].PlainName)
	}
}

func BenchmarkFind(b *testing.B) {
	n := shipped(b)
	for b.Loop() {
		n.Find("xin giay xac nhan tinh trang hon nhan")
	}
}
