package meaning

import "strings"

// people lists how labels say who they are about.
var people = func() []spelling {
	var out []spelling
	add := func(who who, list string) {
		for _, s := range strings.Split(list, "\n") {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, spelling{words: plainWords(s), who: who})
			}
		}
	}
	add(mother, "mẹ\nngười mẹ\nbà mẹ\nsản phụ\nmẹ trẻ\nmẹ cháu\nmẹ đẻ")
	add(father, "cha\nngười cha\nbố\nngười bố\ncha trẻ\ncha đẻ\nbố đẻ")
	add(child, "con\ntrẻ\ncháu\ntrẻ em\ncháu bé\nngười được khai sinh\ntrẻ sơ sinh\nngười con")
	add(requester, "người yêu cầu\nngười đề nghị\nngười đi khai\nngười khai\nngười đi đăng ký\nngười đăng ký\nngười nộp\nngười nộp hồ sơ\nngười làm đơn\nngười viết đơn")
	add(head, "chủ hộ")
	add(deceased, "người chết\nngười đã chết\nngười mất\nngười đã mất\nngười quá cố\nngười tử vong\nnạn nhân\nngười được khai tử\nngười được báo tử")
	add(owner, "chủ hộ kinh doanh\nchủ hộ KD\nngười thành lập hộ kinh doanh\nchủ cơ sở")
	add(wife, "vợ\nbên nữ\nngười vợ")
	add(husband, "chồng\nbên nam\nngười chồng")
	add(self, "ông\nbà\nông bà\nông hoặc bà\nanh\nchị\nanh chị")
	add(other, "người đỡ đẻ\nngười làm chứng\nngười giám hộ\nngười ký\nngười báo tử\nngười thực hiện\nngười tiếp nhận\nngười được ủy quyền\nngười ủy quyền\nthủ trưởng\ngiám đốc\nchủ sở hữu\nchủ nhà\nbên cho thuê\nbên thuê\nngười cho thuê\nngười thuê\nngười bán\nngười mua\nbên A\nbên B")
	return out
}()

// pointers end the sentences after which the paper speaks of its main person.
var pointers = titles("dưới đây", "sau đây", "có tên sau", "như sau")

// headings begin the lines that say whom the next ones are about.
var headings = titles("Phần khai về", "Phần khai của", "Phần khai", "Thông tin về", "Thông tin của", "Thông tin", "Phần thông tin", "Phần thông tin về", "Phần ghi về", "Phần")
