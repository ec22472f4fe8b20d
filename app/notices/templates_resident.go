package notices

import (
	"fmt"

	"motcua/views/i18n"
)

// templates holds the words of every letter. Texts are written with their
// marks; fit takes them off for the SMS.
var templates = map[string]func(Facts) words{
	"dossier.filed": func(f Facts) words {
		by := dated("Trả lời việc tiếp nhận trước %s.", f.Due, when)
		return words{
			sms:     []string{spaced("Hồ sơ "+f.Code+" đã gửi đến.", by), spaced("Hồ sơ "+f.Code+" đã gửi đến.", dated("Trả lời trước %s.", f.Due, when))},
			subject: "Hồ sơ " + f.Code + " đã được gửi",
			what:    []string{"Hồ sơ của Ông/Bà đã được gửi đến " + f.Office + ". " + dated("Quầy một cửa sẽ trả lời việc tiếp nhận chậm nhất %s.", f.Due, i18n.Promise)},
			next:    []string{"Thời hạn giải quyết bắt đầu tính khi hồ sơ được tiếp nhận. Khi đó Ông/Bà sẽ nhận được ngày hẹn trả kết quả."},
		}
	},
	"dossier.received_at_counter": accepted,
	"dossier.accepted":            accepted,
	"dossier.handover_sent": func(f Facts) words {
		if f.Decides == "" {
			f.Decides = "cơ quan có thẩm quyền"
		}
		exp := dated("Dự kiến trả kết quả %s.", f.Expected, i18n.Date)
		return words{
			sms: []string{
				spaced("Đã nhận hồ sơ "+f.Code+", chuyển "+f.Decides+" giải quyết.", exp),
				spaced("Đã nhận hồ sơ " + f.Code + ", chuyển " + f.Decides + " giải quyết."),
				spaced("Đã nhận hồ sơ "+f.Code+", đang chuyển nơi giải quyết.", exp),
			},
			subject: "Đã nhận hồ sơ " + f.Code + " và chuyển nơi giải quyết",
			what:    []string{f.Office + " đã nhận hồ sơ của Ông/Bà và đang chuyển đến " + f.Decides + ", nơi có thẩm quyền giải quyết."},
			next:    []string{spaced(dated("Ngày trả kết quả dự kiến: %s.", f.Expected, i18n.DateLong), "Ngày hẹn chính thức sẽ được báo khi "+f.Decides+" nhận hồ sơ.")},
		}
	},
	"dossier.handover_received": func(f Facts) words {
		if f.Counter == "" {
			f.Counter = "cơ quan khác"
		}
		return words{
			sms:     []string{spaced("Đã tiếp nhận hồ sơ "+f.Code+" chuyển đến.", dated("Hẹn trả kết quả %s.", f.Due, when)), spaced("Đã tiếp nhận hồ sơ "+f.Code+".", dated("Hẹn trả %s.", f.Due, when))},
			subject: "Hồ sơ " + f.Code + " đã được tiếp nhận",
			what:    []string{spaced(f.Office+" đã tiếp nhận hồ sơ do "+f.Counter+" chuyển đến.", dated("Hẹn trả kết quả: %s.", f.Due, i18n.Promise))},
			next:    []string{"Kết quả được trả tại nơi Ông/Bà đã nộp hồ sơ, trừ khi Ông/Bà đã chọn cách khác."},
		}
	},
	"dossier.declined": func(f Facts) words {
		return words{
			sms:     []string{"Không tiếp nhận hồ sơ " + f.Code + ". Xem lý do và cách làm tiếp ở trang hồ sơ hoặc hỏi quầy một cửa.", "Không tiếp nhận hồ sơ " + f.Code + ". Xem lý do ở trang hồ sơ."},
			subject: "Hồ sơ " + f.Code + " không được tiếp nhận",
			what:    []string{f.Office + " không tiếp nhận hồ sơ của Ông/Bà. Lý do: " + ended(f.Reason)},
			next:    []string{"Việc Ông/Bà cần làm tiếp: " + ended(f.Remedy)},
		}
	},
	"dossier.supplement_asked": func(f Facts) words {
		n := max(len(f.Items), 1)
		return words{
			sms: []string{
				spaced(fmt.Sprintf("Hồ sơ %s cần bổ sung %d giấy tờ.", f.Code, n), dated("Gửi chậm nhất %s.", f.Closes, when), "Xem chi tiết ở trang hồ sơ."),
				spaced(fmt.Sprintf("Hồ sơ %s cần bổ sung %d giấy tờ.", f.Code, n), dated("Gửi chậm nhất %s.", f.Closes, i18n.Date)),
			},
			subject: "Hồ sơ " + f.Code + " cần bổ sung giấy tờ",
			what:    []string{fmt.Sprintf("Hồ sơ của Ông/Bà cần bổ sung %d giấy tờ:", n), list(f.Items), f.Message},
			next:    []string{spaced(dated("Ông/Bà gửi lại chậm nhất %s.", f.Closes, i18n.Promise), "Các giấy tờ khác đã đạt, không phải nộp lại.", lapses(f))},
		}
	},
	"dossier.supplement_answered": func(f Facts) words {
		return words{
			sms:     []string{spaced("Đã nhận giấy tờ bổ sung của hồ sơ "+f.Code+".", dated("Trả lời chậm nhất %s.", f.Due, when)), "Đã nhận giấy tờ bổ sung của hồ sơ " + f.Code + "."},
			subject: "Đã nhận giấy tờ bổ sung của hồ sơ " + f.Code,
			what:    []string{f.Office + " đã nhận giấy tờ bổ sung của Ông/Bà."},
			next:    []string{dated("Ông/Bà sẽ được trả lời chậm nhất %s.", f.Due, i18n.Promise)},
		}
	},
	"dossier.message_answered": messageAnswered,
	"dossier.own_papers_asked": ownPapersAsked,
	"resident.paper_ends":      paperEnds,
	"dossier.draft_shown":      draftShown,
	"dossier.term_extended":    termExtended,
	"dossier.payment_asked":    paymentAsked,
	"dossier.payment_recorded": paymentRecorded,
	"dossier.withdrawn": func(f Facts) words {
		return words{
			sms:     []string{"Hồ sơ " + f.Code + " đã được rút theo yêu cầu của Ông/Bà."},
			subject: "Hồ sơ " + f.Code + " đã được rút",
			what:    []string{"Hồ sơ đã được rút theo yêu cầu của Ông/Bà và không được giải quyết nữa."},
			next:    []string{"Nếu Ông/Bà không yêu cầu rút, hãy báo ngay cho quầy một cửa. Khi cần, Ông/Bà có thể nộp hồ sơ mới."},
		}
	},
	"dossier.withdrawal_requested": func(f Facts) words {
		return words{
			sms:     []string{"Đã nhận yêu cầu rút hồ sơ " + f.Code + ". Cán bộ xem xét và sẽ báo lại Ông/Bà."},
			subject: "Đã nhận yêu cầu rút hồ sơ " + f.Code,
			what:    []string{f.Office + " đã nhận yêu cầu rút hồ sơ của Ông/Bà và đang xem xét."},
			next:    []string{"Trong khi chờ, hồ sơ vẫn được giải quyết theo thời hạn đã hẹn. Nếu Ông/Bà không yêu cầu rút, hãy báo ngay cho quầy một cửa."},
		}
	},
	"dossier.withdrawal_refused": func(f Facts) words {
		return words{
			sms:     []string{spaced("Chưa rút được hồ sơ "+f.Code+", hồ sơ tiếp tục giải quyết.", dated("Hẹn trả kết quả %s.", f.Due, when)), "Chưa rút được hồ sơ " + f.Code + ", hồ sơ tiếp tục giải quyết."},
			subject: "Chưa đồng ý cho rút hồ sơ " + f.Code,
			what:    []string{f.Office + " chưa đồng ý cho rút hồ sơ. Lý do: " + ended(f.Reason)},
			next:    []string{spaced("Hồ sơ tiếp tục được giải quyết.", dated("Hẹn trả kết quả: %s.", f.Due, i18n.Promise))},
		}
	},
	"dossier.result_revoked": func(f Facts) words {
		return words{
			sms:     []string{"Kết quả hồ sơ " + f.Code + " đã bị thu hồi, không dùng được nữa. Xem lý do ở trang hồ sơ hoặc hỏi quầy một cửa.", "Kết quả hồ sơ " + f.Code + " đã bị thu hồi. Xem ở trang hồ sơ."},
			subject: "Kết quả hồ sơ " + f.Code + " đã bị thu hồi",
			what:    []string{spaced(f.Office+" đã thu hồi kết quả"+number(f)+" của hồ sơ này. Từ nay kết quả đó không dùng được.", reason(f))},
			next:    []string{"Nếu không đồng ý, Ông/Bà có quyền khiếu nại với " + f.Office + " theo Luật Khiếu nại. Quầy một cửa hướng dẫn cách làm."},
		}
	},
	"dossier.result_replaced": func(f Facts) words {
		return words{
			sms:     []string{"Kết quả hồ sơ " + f.Code + " có bản đính chính" + number(f) + " thay bản cũ. Mời Ông/Bà xem ở trang hồ sơ, đổi bản giấy ở quầy một cửa.", "Kết quả hồ sơ " + f.Code + " có bản đính chính thay bản cũ."},
			subject: "Kết quả hồ sơ " + f.Code + " có bản đính chính",
			what:    []string{spaced(f.Office+" đã phát hành bản đính chính"+number(f)+". Bản cũ không dùng được nữa.", "Chỗ sửa: "+ended(f.Reason))},
			next:    []string{"Mời Ông/Bà tải bản mới ở trang hồ sơ. Nếu đã nhận bản giấy, mang bản cũ đến quầy một cửa của " + place(f) + " để đổi."},
		}
	},
	"dossier.stopped":        stopped,
	"dossier.decided":        decided,
	"dossier.result_arrived": resultArrived,
	"dossier.returned": func(f Facts) words {
		if f.Post != "" {
			by := "Kết quả hồ sơ " + f.Code + " đã gửi qua " + f.Carrier + " ngày " + i18n.Date(f.At) + ", số bưu gửi " + f.Post + "."
			return words{
				sms:     []string{by + " Nếu 7 ngày chưa nhận được, hãy báo quầy một cửa.", by, "Kết quả hồ sơ " + f.Code + " đã gửi bưu điện, số bưu gửi " + f.Post + "."},
				subject: "Đã gửi kết quả hồ sơ " + f.Code + " qua " + f.Carrier,
				what:    []string{by},
				next:    []string{"Ông/Bà dùng số bưu gửi để hỏi " + f.Carrier + ". Nếu 7 ngày chưa nhận được, hãy báo cho quầy một cửa. Mời Ông/Bà đánh giá việc phục vụ ở trang hồ sơ."},
			}
		}
		taken := ""
		if f.TakenBy != "" {
			taken = "Người nhận: " + f.TakenBy + "."
		}
		return words{
			sms:     []string{"Đã trả kết quả hồ sơ " + f.Code + " ngày " + i18n.Date(f.At) + ". Nếu Ông/Bà chưa nhận, hãy báo quầy một cửa.", "Đã trả kết quả hồ sơ " + f.Code + " ngày " + i18n.Date(f.At) + "."},
			subject: "Đã trả kết quả hồ sơ " + f.Code,
			what:    []string{spaced("Kết quả hồ sơ đã được trả ngày "+i18n.Date(f.At)+".", taken)},
			next:    []string{"Nếu Ông/Bà chưa nhận được, hãy báo ngay cho quầy một cửa. Mời Ông/Bà đánh giá việc phục vụ ở trang hồ sơ."},
		}
	},
	"resident.supplement_closing": func(f Facts) words {
		return words{
			sms:     []string{spaced("Hồ sơ "+f.Code+" còn chờ giấy tờ bổ sung,", dated("hạn cuối %s.", f.Closes, when), "Quá hạn, hồ sơ dừng giải quyết."), spaced("Hồ sơ "+f.Code+" còn chờ bổ sung,", dated("hạn cuối %s.", f.Closes, when))},
			subject: "Sắp hết hạn bổ sung hồ sơ " + f.Code,
			what:    []string{spaced("Hồ sơ của Ông/Bà còn chờ giấy tờ bổ sung.", dated("Hạn cuối: %s.", f.Closes, i18n.Promise))},
			next:    []string{"Quá thời hạn này, hồ sơ sẽ dừng giải quyết và Ông/Bà phải nộp lại từ đầu. Nếu chưa chuẩn bị kịp, Ông/Bà gọi quầy một cửa để được hướng dẫn."},
		}
	},
	"resident.unclaimed": func(f Facts) words {
		return words{
			sms:     []string{"Kết quả hồ sơ " + f.Code + " có từ " + i18n.Date(f.Decided) + " đang chờ Ông/Bà. Mời mang căn cước đến quầy một cửa để nhận.", "Kết quả hồ sơ " + f.Code + " đang chờ Ông/Bà ở quầy một cửa."},
			subject: "Kết quả hồ sơ " + f.Code + " đang chờ Ông/Bà",
			what:    []string{"Kết quả hồ sơ có từ ngày " + i18n.Date(f.Decided) + " nhưng Ông/Bà chưa đến nhận."},
			next:    []string{"Mời Ông/Bà mang căn cước đến quầy một cửa của " + place(f) + " trong giờ làm việc."},
		}
	},
	"officer.supplement_answered": func(f Facts) words {
		return words{
			subject: "Người dân đã bổ sung hồ sơ " + f.Code,
			what:    []string{"Người dân đã gửi giấy tờ bổ sung. Thời gian chờ đã kết thúc, thời hạn đang tính."},
			next:    []string{dated("Việc cần xong trước %s.", f.Due, i18n.Promise)},
		}
	},
	"officer.withdrawal_requested": func(f Facts) words {
		return words{
			subject: "Người dân xin rút hồ sơ " + f.Code,
			what:    []string{spaced("Người dân yêu cầu rút hồ sơ.", reason(f))},
			next:    []string{"Đồng ý hoặc từ chối, có lý do. Trong khi chờ, thời hạn vẫn tính."},
		}
	},
}

func accepted(f Facts) words {
	return words{
		sms: []string{
			spaced("Đã tiếp nhận hồ sơ "+f.Code+" ("+f.Procedure+").", dated("Hẹn trả kết quả %s.", f.Due, when)),
			spaced("Đã tiếp nhận hồ sơ "+f.Code+".", dated("Hẹn trả kết quả %s.", f.Due, when)),
		},
		subject: "Hồ sơ " + f.Code + " đã được tiếp nhận",
		what:    []string{spaced(f.Office+" đã tiếp nhận hồ sơ của Ông/Bà.", dated("Hẹn trả kết quả: %s.", f.Due, i18n.Promise))},
		next:    []string{"Ông/Bà xem ai đang giữ hồ sơ và ngày hẹn được tính thế nào ở trang hồ sơ."},
	}
}

func stopped(f Facts) words {
	switch f.EndedBy {
	case "supplement_lapsed":
		return words{
			sms:     []string{"Hồ sơ " + f.Code + " đã dừng giải quyết vì hết hạn bổ sung giấy tờ. Ông/Bà có thể nộp hồ sơ mới.", "Hồ sơ " + f.Code + " đã dừng giải quyết vì hết hạn bổ sung."},
			subject: "Hồ sơ " + f.Code + " đã dừng giải quyết",
			what:    []string{"Hồ sơ đã dừng giải quyết vì hết thời hạn bổ sung mà " + f.Office + " chưa nhận được giấy tờ."},
			next:    []string{"Khi đủ giấy tờ, Ông/Bà có thể nộp hồ sơ mới. Thông tin đã điền được giữ để dùng lại."},
		}
	case "withdrawn":
		return words{
			sms:     []string{"Đã đồng ý cho rút hồ sơ " + f.Code + ". Hồ sơ dừng giải quyết."},
			subject: "Hồ sơ " + f.Code + " đã được rút",
			what:    []string{f.Office + " đã đồng ý cho rút hồ sơ. Hồ sơ dừng giải quyết."},
			next:    []string{"Khi cần, Ông/Bà có thể nộp hồ sơ mới."},
		}
	}
	return words{
		sms:     []string{"Hồ sơ " + f.Code + " đã dừng giải quyết. Xem lý do ở trang hồ sơ hoặc hỏi quầy một cửa.", "Hồ sơ " + f.Code + " đã dừng giải quyết."},
		subject: "Hồ sơ " + f.Code + " đã dừng giải quyết",
		what:    []string{spaced(f.Office+" đã dừng giải quyết hồ sơ.", reason(f))},
		next:    []string{"Nếu không đồng ý, Ông/Bà có quyền khiếu nại với " + f.Office + " theo Luật Khiếu nại."},
	}
}

func decided(f Facts) words {
	w := words{subject: "Hồ sơ " + f.Code + " đã có kết quả", what: []string{"Hồ sơ của Ông/Bà đã có kết quả" + number(f) + "."}}
	head := "Hồ sơ " + f.Code + " đã có kết quả"
	if f.Refused {
		w.subject, head = "Hồ sơ "+f.Code+" không được chấp thuận", "Hồ sơ "+f.Code+" không được chấp thuận"
		w.what = []string{
			spaced(f.Office+" không chấp thuận yêu cầu trong hồ sơ, theo văn bản trả lời"+number(f)+".", reason(f)),
			"Nếu không đồng ý, Ông/Bà có quyền khiếu nại với " + f.Office + " hoặc khởi kiện theo quy định của pháp luật.",
		}
	}
	switch {
	case f.Return == "electronic":
		w.sms = []string{head + ". Mời Ông/Bà đăng nhập trang hồ sơ để xem và tải về.", head + ". Xem ở trang hồ sơ."}
		w.next = []string{"Mời Ông/Bà đăng nhập và mở trang hồ sơ để xem, tải về. Kết quả cũng được lưu trong mục Giấy tờ của tôi."}
	case f.Return == "post":
		w.sms = []string{head + " và sẽ được gửi qua bưu điện.", head + "."}
		w.next = []string{"Kết quả sẽ được gửi qua bưu điện đến địa chỉ Ông/Bà đã chọn."}
	case f.Counter != "":
		w.sms = []string{head + ", đang chuyển về " + f.Counter + ". Khi tới nơi Ông/Bà sẽ được báo.", head + ", đang chuyển về nơi nộp. Khi tới nơi sẽ báo."}
		w.next = []string{"Bản giấy đang được chuyển về " + f.Counter + ", nơi Ông/Bà đã nộp hồ sơ. Khi tới nơi, Ông/Bà sẽ được báo."}
	default:
		w.sms = []string{head + ". Mời Ông/Bà mang căn cước đến quầy một cửa trong giờ hành chính.", head + ". Mời Ông/Bà mang căn cước đến quầy một cửa.", head + ". Mời đến quầy một cửa."}
		w.next = []string{"Mời Ông/Bà mang căn cước đến quầy một cửa của " + place(f) + " trong giờ hành chính."}
	}
	return w
}

func resultArrived(f Facts) words {
	return words{
		sms:     []string{"Kết quả hồ sơ " + f.Code + " đã về quầy. Mời Ông/Bà mang căn cước đến nhận trong giờ hành chính.", "Kết quả hồ sơ " + f.Code + " đã về quầy. Mời Ông/Bà đến nhận."},
		subject: "Kết quả hồ sơ " + f.Code + " đã về quầy một cửa",
		what:    []string{"Kết quả hồ sơ đã về quầy một cửa của " + place(f) + "."},
		next:    []string{"Mời Ông/Bà mang căn cước đến nhận trong giờ hành chính."},
	}
}

// place is where a paper is fetched.
func place(f Facts) string {
	if f.Counter != "" {
		return f.Counter
	}
	return f.Office
}

func reason(f Facts) string {
	if f.Reason == "" {
		return ""
	}
	return "Lý do: " + ended(f.Reason)
}

func number(f Facts) string {
	if f.Number == "" {
		return ""
	}
	return ", số " + f.Number
}
