package meaning

import "strings"

// who a field is about. What a paper is mainly about is self; which person that
// is, the kind of paper says (kinds.go).
type who string

const (
	nobody    who = "" // the paper itself, or not said
	self      who = "self"
	speaker   who = "i" // "Tôi là": who speaks
	child     who = "child"
	mother    who = "mother"
	father    who = "father"
	requester who = "requester"
	head      who = "head"
	deceased  who = "deceased"
	owner     who = "owner"
	wife      who = "wife"
	husband   who = "husband"
	other     who = "other" // somebody whose fields nobody asks for: midwife, witness, officer
)

// attribute is what a field says.
type attribute string

const (
	name        attribute = "name"
	birth       attribute = "birth" // date, year or moment
	death       attribute = "death"
	gender      attribute = "gender"
	id          attribute = "id"
	issued      attribute = "id_issued"
	issuer      attribute = "id_issuer"
	ethnicity   attribute = "ethnicity"
	nationality attribute = "nationality"
	residence   attribute = "residence"
	hometown    attribute = "hometown"
	birthPlace  attribute = "birth_place"
	deathPlace  attribute = "death_place"
	phone       attribute = "phone"
	email       attribute = "email"
	relation    attribute = "relation"
	cause       attribute = "cause"
	job         attribute = "occupation"

	number    attribute = "number"
	book      attribute = "book"
	addressee attribute = "addressee"
	inWords   attribute = "in_words"
	copies    attribute = "copies"
	status    attribute = "status"
	purpose   attribute = "purpose"
	request   attribute = "request"
	business  attribute = "business_name"
	premises  attribute = "business_address"
	industry  attribute = "industry"
	capitalAt attribute = "capital_vnd"
	start     attribute = "start_date"
	amount    attribute = "amount_vnd"
	paperDate attribute = "date"
	place     attribute = "place"
	taxCode   attribute = "tax_code"
	below     attribute = "below" // "người dưới đây": what follows is about self
	unknown   attribute = "unknown"
)

// personal attributes belong to whoever was named last.
var personal = map[attribute]bool{
	name: true, birth: true, death: true, gender: true, id: true, issued: true, issuer: true, ethnicity: true, nationality: true,
	residence: true, hometown: true, birthPlace: true, deathPlace: true, phone: true, email: true, relation: true, job: true, taxCode: true,
}

// spelling is one way to write a label.
type spelling struct {
	words []string
	what  attribute
	who   who
	sure  bool // stands for itself without a colon, in the middle of a line too
	tail  bool // who it is about may follow: "của chủ hộ", "người mẹ"
}

// spellings lists labels as they are printed; marks, case and punctuation do not
// count. The sign * marks those that are too short or too common to be believed
// without a colon.
var spellings = func() []spelling {
	var out []spelling
	add := func(what attribute, who who, tail bool, list string) {
		for _, s := range strings.Split(list, "\n") {
			if s = strings.TrimSpace(s); s != "" {
				plain := strings.TrimPrefix(s, "*")
				out = append(out, spelling{plainWords(plain), what, who, plain == s, tail})
			}
		}
	}
	add(name, nobody, true, `
		Họ chữ đệm tên
		Họ chữ đệm và tên
		Họ tên đệm và tên
		Họ tên chữ đệm
		Họ và tên
		Họ tên
		Họ và tên khai sinh
		Họ chữ đệm và tên khai sinh
		Họ chữ đệm tên khai sinh
		*Tên`)
	add(name, child, false, `
		Dự định đặt tên con là
		Dự kiến đặt tên con là
		Dự định đặt tên cho con là
		Dự kiến đặt tên cho con là
		Dự định đặt tên
		Dự kiến đặt tên
		Tên dự định đặt cho con
		Tên dự kiến đặt cho con
		Đặt tên con là
		Tên con dự định đặt`)
	add(name, speaker, false, `
		Tôi là
		*Tôi tên là
		*Tên tôi là
		*Chúng tôi là
		Tôi tên`)
	add(birth, nobody, true, `
		Ngày tháng năm sinh
		Ngày sinh
		Sinh ngày
		Sinh năm
		Năm sinh
		Ngày tháng năm sinh ghi bằng số
		Ngày giờ sinh
		Giờ sinh
		*Sinh vào lúc
		*Sinh lúc
		*Thời gian sinh
		*Thời điểm sinh`)
	add(birth, child, false, `
		Đã sinh con vào lúc
		Đã sinh con lúc
		Đã sinh con ngày
		Đã sinh con vào hồi
		Sinh con vào lúc
		Sinh con lúc
		Sinh cháu vào lúc
		Đã sinh con hồi`)
	add(death, deceased, false, `
		Đã chết vào lúc
		Đã chết lúc
		Đã chết vào hồi
		Đã chết ngày
		Chết vào lúc
		Chết lúc
		*Chết ngày
		Đã tử vong vào lúc
		Tử vong vào lúc
		Tử vong lúc
		Từ trần lúc
		Đã từ trần vào lúc
		Đã mất vào lúc
		Thời điểm tử vong
		Thời gian tử vong
		Thời gian chết
		Thời điểm chết
		Giờ chết
		Ngày chết
		Ngày mất
		Ngày tháng năm chết
		Ngày tháng năm tử vong`)
	add(gender, nobody, true, `
		Giới tính
		*Giới
		*Nam nữ
		*Phái`)
	add(id, nobody, true, `
		Số định danh
		Số định danh cá nhân
		Mã số định danh
		Mã số định danh cá nhân
		Mã định danh
		Số ĐDCN
		Số CCCD
		Số CMND
		Số CC
		Số CCCD CMND
		Số CMND CCCD
		Số CCCD CC
		Số CC CCCD
		CCCD số
		CMND số
		*CCCD
		*CMND
		*CCCD CMND
		*CMND CCCD
		Số căn cước
		Số căn cước công dân
		Số thẻ căn cước
		Số thẻ căn cước công dân
		Căn cước công dân số
		Thẻ căn cước số
		Thẻ căn cước công dân số
		Căn cước số
		*Căn cước
		*Căn cước công dân
		*Thẻ căn cước
		Số giấy tờ tùy thân
		Giấy tờ tùy thân
		Số định danh cá nhân CCCD
		Số định danh cá nhân CMND
		Số định danh cá nhân hoặc CMND`)
	add(issued, nobody, false, `
		*Ngày cấp
		*Cấp ngày`)
	add(issuer, nobody, false, `
		*Nơi cấp
		*Cơ quan cấp`)
	add(ethnicity, nobody, true, `Dân tộc`)
	add(nationality, nobody, true, `Quốc tịch`)
	add(residence, nobody, true, `
		Nơi cư trú
		Nơi cư trú cuối cùng
		Nơi thường trú
		Nơi thường trú cuối cùng
		Nơi đăng ký thường trú
		Nơi thường trú tạm trú
		Nơi ở hiện tại
		Nơi ở hiện nay
		Chỗ ở hiện tại
		Chỗ ở hiện nay
		Hộ khẩu thường trú
		Địa chỉ thường trú
		Địa chỉ cư trú
		Địa chỉ liên hệ
		Nơi tạm trú
		*Thường trú
		*Thường trú tại
		*Cư trú tại
		*Nơi ở
		*Địa chỉ`)
	add(hometown, nobody, true, `
		Quê quán
		Nguyên quán`)
	add(birthPlace, nobody, true, `Nơi sinh`)
	add(deathPlace, deceased, false, `
		Nơi chết
		Nơi tử vong
		*Chết tại
		*Đã chết tại`)
	add(phone, nobody, true, `
		Số điện thoại
		Số điện thoại liên hệ
		Điện thoại liên hệ
		Điện thoại liên lạc
		Số điện thoại di động
		*Điện thoại
		*SĐT
		*ĐT
		*Di động`)
	add(email, nobody, true, `
		Email
		Thư điện tử
		Địa chỉ email
		Hộp thư điện tử`)
	add(relation, nobody, false, `
		Mối quan hệ với chủ hộ
		Quan hệ với chủ hộ
		Mối quan hệ
		Quan hệ với người được khai sinh
		Quan hệ với người chết
		Quan hệ với người đã chết
		Quan hệ với người được cấp
		*Quan hệ`)
	add(job, nobody, true, `
		Nghề nghiệp
		Nghề nghiệp nơi làm việc`)
	add(cause, deceased, false, `
		Nguyên nhân chết
		Nguyên nhân tử vong
		*Nguyên nhân`)
	add(taxCode, nobody, true, `
		Mã số thuế
		*MST`)

	add(number, nobody, false, `
		*Số
		*Số hiệu
		*Số giấy
		*Số văn bản`)
	add(book, nobody, false, `
		*Quyển số
		*Quyển`)
	add(addressee, nobody, false, `
		*Kính gửi
		*Kính gởi`)
	add(inWords, nobody, false, `
		*Ghi bằng chữ
		*Viết bằng chữ
		*Bằng chữ
		*Ngày tháng năm sinh ghi bằng chữ
		*Ngày tháng năm sinh bằng chữ
		*Số tiền bằng chữ
		*Số tiền viết bằng chữ`)
	add(copies, nobody, false, `
		*Số lượng
		*Số lượng bản sao
		*Số bản
		*Số bản sao
		*Số bản sao đề nghị cấp
		*Số bản sao yêu cầu cấp`)
	add(status, nobody, false, `
		*Tình trạng hôn nhân
		*Tình trạng hôn nhân hiện tại
		*Tình trạng hôn nhân hiện nay`)
	add(purpose, nobody, false, `
		*Mục đích
		*Mục đích sử dụng
		*Mục đích sử dụng giấy
		*Mục đích cấp
		*Mục đích sử dụng Giấy xác nhận tình trạng hôn nhân
		*Mục đích yêu cầu cấp Giấy xác nhận tình trạng hôn nhân
		*Sử dụng vào mục đích
		*Để sử dụng vào việc`)
	add(request, nobody, false, `
		*Nội dung đề nghị
		*Nội dung yêu cầu
		*Nội dung đề nghị giải quyết
		*Đề nghị giải quyết`)
	add(business, nobody, false, `
		*Tên hộ kinh doanh
		*Tên hộ kinh doanh viết bằng tiếng Việt
		*Tên hộ kinh doanh ghi bằng chữ in hoa
		*Tên cơ sở
		*Tên cơ sở kinh doanh`)
	add(premises, nobody, false, `
		*Trụ sở
		*Địa chỉ trụ sở
		*Trụ sở hộ kinh doanh
		*Địa chỉ trụ sở hộ kinh doanh
		*Địa chỉ kinh doanh
		*Địa điểm kinh doanh`)
	add(industry, nobody, false, `
		*Ngành nghề
		*Ngành nghề kinh doanh
		*Ngành nghề kinh doanh chính
		*Mã ngành
		*Mã ngành nghề`)
	add(capitalAt, nobody, false, `
		*Vốn kinh doanh
		*Số vốn kinh doanh
		*Vốn đăng ký
		*Tổng số vốn
		*Vốn đầu tư`)
	add(start, nobody, false, `
		*Ngày bắt đầu
		*Ngày bắt đầu hoạt động
		*Ngày bắt đầu kinh doanh
		*Thời điểm bắt đầu hoạt động
		*Thời điểm đăng ký bắt đầu hoạt động
		*Bắt đầu hoạt động từ ngày`)
	add(amount, nobody, false, `
		*Số tiền
		*Tổng số tiền
		*Tổng cộng
		*Thành tiền
		*Giá trị
		*Giá trị hợp đồng
		*Lệ phí
		*Phí`)
	add(place, nobody, false, `
		*Tại
		*Làm tại`)
	add(paperDate, nobody, false, `
		*Ngày ký
		*Ngày lập
		*Ngày ban hành
		*Ngày đăng ký`)
	return out
}()
