package keeping

import "fmt"

// YearsText is how long, in words.
func YearsText(years *int) string {
	if years == nil {
		return "vĩnh viễn"
	}
	return fmt.Sprintf("%d năm", *years)
}

// FromText is from when, in words.
func FromText(from string) string {
	switch from {
	case FromDecided:
		return "ngày ký kết quả"
	case FromYearEnd:
		return "hết năm hồ sơ kết thúc"
	}
	return "ngày hồ sơ kết thúc"
}

// BytesText is a size as people read it.
func BytesText(n int64) string {
	switch {
	case n >= 1<<30:
		return comma(float64(n)/(1<<30)) + " GB"
	case n >= 1<<20:
		return comma(float64(n)/(1<<20)) + " MB"
	}
	return comma(float64(n)/(1<<10)) + " KB"
}

func comma(f float64) string {
	b := []byte(fmt.Sprintf("%.1f", f))
	b[len(b)-2] = ','
	return string(b)
}

// ProvinceRoomText is how much of what a province may take together is used.
func ProvinceRoomText(p ProvinceUsage) string {
	if p.Quota <= 0 {
		return BytesText(p.Bytes) + ", không giới hạn"
	}
	s := fmt.Sprintf("%s trên %s (%d%%)", BytesText(p.Bytes), BytesText(p.Quota), p.Percent())
	switch {
	case p.Full():
		return s + ". Đã hết: mọi đơn vị tạm dừng số hóa theo đợt, hồ sơ của người dân vẫn được nhận."
	case p.Percent() >= WarnPercent:
		return s + ". Sắp hết."
	}
	return s
}

// RoomText is how much of the quota is used, with what follows from it.
func RoomText(u Usage) string {
	if u.Quota <= 0 {
		return BytesText(u.Bytes) + ", không giới hạn"
	}
	s := fmt.Sprintf("%s trên %s (%d%%)", BytesText(u.Bytes), BytesText(u.Quota), u.Percent())
	switch {
	case u.Full():
		return s + ". Đã hết: tạm dừng số hóa theo đợt, hồ sơ của người dân vẫn được nhận."
	case u.Percent() >= WarnPercent:
		return s + ". Sắp hết: đề nghị quản trị tỉnh tăng dung lượng."
	}
	return s
}
