package console

import (
	"net/http"

	"motcua/app/web"
)

// The largest bodies: one file, and a counter's whole set of scans.
const (
	oneFile   = 26 << 20
	manyFiles = 160 << 20
)

// Routes is the commune's part of the table: door and permission on each line
// (migrations/data/permissions.csv says who holds which).
func (p *Pages) Routes() []web.Route {
	get, post := http.MethodGet, http.MethodPost
	staff := func(method, path, object, action string, do web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Door: web.Staff, Object: object, Action: action, Do: do}
	}
	large := func(r web.Route, n int64) web.Route { r.Body = n; return r }
	list := []web.Route{
		{Method: get, Path: "/cb/dang-nhap", Door: web.Public, Do: p.SignIn},
		{Method: post, Path: "/cb/dang-nhap", Door: web.Public, Do: p.GiveName},
		{Method: get, Path: "/cb/ma-xac-thuc", Door: web.Public, Do: p.AskCode},
		{Method: post, Path: "/cb/ma-xac-thuc", Door: web.Public, Do: p.GiveCode},
		{Method: get, Path: "/cb/thiet-lap-ma", Door: web.Public, Do: p.Enrol},
		{Method: post, Path: "/cb/thiet-lap-ma", Door: web.Public, Do: p.ConfirmEnrol},
		{Method: get, Path: "/cb/kich-hoat/:token", Door: web.Public, Do: p.Activate},
		{Method: post, Path: "/cb/kich-hoat/:token", Door: web.Public, Do: p.SetPassword},
		{Method: post, Path: "/cb/dang-xuat", Door: web.Public, Do: p.SignOut},
		{Method: get, Path: "/cb/noi-lam-viec", Door: web.Signed, Do: p.Workplaces},
		{Method: post, Path: "/cb/noi-lam-viec", Door: web.Signed, Do: p.ChooseWorkplace},
		{Method: get, Path: "/cb/tai-khoan", Door: web.Signed, Do: p.Account},
		{Method: get, Path: "/cb/tai-khoan/mat-khau", Door: web.Signed, Do: p.AskPassword},
		{Method: post, Path: "/cb/tai-khoan/mat-khau", Door: web.Signed, Do: p.ChangePassword},
		{Method: post, Path: "/cb/tai-khoan/thiet-bi/:id/ket-thuc", Door: web.Signed, Do: p.EndDevice},
		{Method: post, Path: "/cb/tai-khoan/thiet-bi-khac", Door: web.Signed, Do: p.EndOthers},

		// every role of a commune may see the list of procedures, so this is everybody's home
		staff(get, "/cb", "procedure", "list", p.Today),
		staff(get, "/cb/ho-so", "dossier", "list", p.Worklist),
		staff(get, "/cb/tim", "dossier", "list", p.Search),
		staff(get, "/cb/ho-so/:id", "dossier", "read", p.Dossier),
		staff(get, "/cb/tin-nhan", "dossier", "read", p.Questions),
		staff(get, "/cb/ho-so/:id/tin-nhan", "dossier", "read", p.Words),
		staff(post, "/cb/ho-so/:id/tin-nhan", "dossier", "ask_supplement", p.AnswerWords),
		staff(get, "/cb/ho-so/:id/giay-hen", "dossier", "read", p.Slip),
		staff(get, "/cb/ho-so/:id/phieu/:mau", "dossier", "read", p.SlipOf),
		staff(get, "/cb/tep/:id", "dossier", "read", p.File),
		staff(get, "/cb/tep/:id/trang/:trang", "dossier", "read", p.PagePicture),

		staff(post, "/cb/ho-so/:id/tiep-nhan", "dossier", "accept", p.Accept),
		staff(get, "/cb/ho-so/:id/tu-choi", "dossier", "decline", p.AskDecline),
		staff(post, "/cb/ho-so/:id/tu-choi", "dossier", "decline", p.Decline),
		staff(get, "/cb/ho-so/:id/bo-sung", "dossier", "ask_supplement", p.AskSupplement),
		staff(post, "/cb/ho-so/:id/bo-sung", "dossier", "ask_supplement", p.Supplement),
		staff(get, "/cb/ho-so/:id/nghia-vu", "dossier", "ask_payment", p.AskPayment),
		staff(post, "/cb/ho-so/:id/nghia-vu", "dossier", "ask_payment", p.Payment),
		staff(get, "/cb/ho-so/:id/da-nop", "dossier", "record_payment", p.AskReceipt),
		large(staff(post, "/cb/ho-so/:id/da-nop", "dossier", "record_payment", p.RecordPayment), oneFile),
		staff(post, "/cb/ho-so/:id/nhan", "dossier", "receive_handover", p.ReceiveHandover),
		staff(get, "/cb/ho-so/:id/tra-lai-noi-gui", "dossier", "refuse_handover", p.AskRefuse),
		staff(post, "/cb/ho-so/:id/tra-lai-noi-gui", "dossier", "refuse_handover", p.RefuseHandover),
		staff(post, "/cb/ho-so/:id/da-biet", "dossier", "read", p.Acknowledge),
		staff(get, "/cb/xin-loi", "dossier", "list", p.Apologies),
		staff(get, "/cb/ho-so/:id/hen-lai", "dossier", "extend", p.AskExtend),
		staff(post, "/cb/ho-so/:id/hen-lai", "dossier", "extend", p.Extend),
		staff(get, "/cb/ho-so/:id/de-nghi-hen-lai", "dossier", "draft_result", p.AskPropose),
		staff(post, "/cb/ho-so/:id/de-nghi-hen-lai", "dossier", "draft_result", p.Propose),
		staff(get, "/cb/ho-so/:id/phien-ban", "dossier", "rebase", p.AskRebase),
		staff(post, "/cb/ho-so/:id/phien-ban", "dossier", "rebase", p.Rebase),
		staff(get, "/cb/ho-so/:id/phan-cong", "dossier", "assign", p.AskAssign),
		staff(post, "/cb/ho-so/:id/phan-cong", "dossier", "assign", p.Assign),
		staff(post, "/cb/ho-so/:id/nhan-viec", "dossier", "take", p.Take),
		staff(get, "/cb/ho-so/:id/tra-cuu", "dossier", "verify", p.AskLookup),
		staff(post, "/cb/ho-so/:id/tra-cuu", "dossier", "verify", p.Lookup),
		staff(get, exchangePath, "exchange", "read", p.ExchangeState),
		staff(post, exchangePath+"/:id/gui-lai", "exchange", "resend", p.ResendStatus),
		staff(post, exchangePath+"/:id/bo-qua", "exchange", "resend", p.SkipStatus),
		staff(post, "/cb/ho-so/:id/kiem-tra", "dossier", "verify", p.Verify),
		staff(get, "/cb/ho-so/:id/them-giay-to", "dossier", "verify", p.AskPaper),
		large(staff(post, "/cb/ho-so/:id/them-giay-to", "dossier", "verify", p.AddPaper), oneFile),
		staff(get, "/cb/ho-so/:id/du-thao", "dossier", "draft_result", p.AskDraft),
		staff(post, "/cb/ho-so/:id/du-thao", "dossier", "draft_result", p.Draft),
		staff(get, "/cb/ho-so/:id/ky-nhay", "dossier", "initial", p.AskInitial),
		staff(post, "/cb/ho-so/:id/ky-nhay", "dossier", "initial", p.Initial),
		staff(get, "/cb/ho-so/:id/ky-duyet", "dossier", "approve", p.AskApprove),
		staff(post, "/cb/ho-so/:id/ky-duyet", "dossier", "approve", p.Approve),
		staff(get, "/cb/ho-so/:id/xong-buoc", "dossier", "finish_step", p.AskFinishStep),
		staff(post, "/cb/ho-so/:id/xong-buoc", "dossier", "finish_step", p.FinishStep),
		staff(get, "/cb/ho-so/:id/xin-y-kien", "dossier", "consult", p.AskConsult),
		staff(post, "/cb/ho-so/:id/xin-y-kien", "dossier", "consult", p.Consult),
		staff(get, "/cb/ho-so/:id/bo-qua-y-kien", "dossier", "consult", p.AskSkipConsult),
		staff(post, "/cb/ho-so/:id/bo-qua-y-kien", "dossier", "consult", p.SkipConsult),
		staff(post, "/cb/ho-so/:id/thu-hoi-y-kien", "dossier", "consult", p.Recall),
		staff(get, "/cb/ho-so/:id/tra-du-thao", "dossier", "send_back", p.AskSendBack),
		staff(post, "/cb/ho-so/:id/tra-du-thao", "dossier", "send_back", p.SendBack),
		staff(post, "/cb/ho-so/:id/cap-so", "dossier", "number", p.Number),
		staff(get, "/cb/ho-so/:id/phat-hanh", "dossier", "issue", p.AskIssue),
		large(staff(post, "/cb/ho-so/:id/phat-hanh", "dossier", "issue", p.Issue), oneFile),
		staff(post, "/cb/ho-so/:id/chuyen-he-thong", "dossier", "sector", p.HandToSector),
		staff(get, "/cb/ho-so/:id/so-he-thong", "dossier", "sector", p.AskSectorNumber),
		staff(post, "/cb/ho-so/:id/so-he-thong", "dossier", "sector", p.SectorNumber),
		staff(get, "/cb/ho-so/:id/trang-thai-he-thong", "dossier", "sector", p.AskSectorStatus),
		staff(post, "/cb/ho-so/:id/trang-thai-he-thong", "dossier", "sector", p.SectorStatus),
		staff(get, "/cb/ho-so/:id/ket-qua-he-thong", "dossier", "sector", p.AskSectorResult),
		large(staff(post, "/cb/ho-so/:id/ket-qua-he-thong", "dossier", "sector", p.SectorResult), oneFile),
		staff(post, "/cb/ho-so/:id/chuyen-ket-qua", "dossier", "hand_back", p.HandBack),
		staff(post, "/cb/ho-so/:id/nhan-ket-qua", "dossier", "hand_back", p.ConfirmHandBack),
		staff(get, "/cb/ho-so/:id/tra-ket-qua", "dossier", "return", p.AskReturn),
		staff(post, "/cb/ho-so/:id/tra-ket-qua", "dossier", "return", p.Return),
		staff(get, "/cb/ho-so/:id/dung", "dossier", "stop", p.AskStop),
		staff(post, "/cb/ho-so/:id/dung", "dossier", "stop", p.Stop),
		staff(get, "/cb/ho-so/:id/rut", "dossier", "decide_withdrawal", p.AskWithdrawal),
		staff(post, "/cb/ho-so/:id/rut", "dossier", "decide_withdrawal", p.DecideWithdrawal),

		staff(get, "/cb/lam-ngay", "dossier", "receive", p.Lane),
		staff(post, "/cb/lam-ngay", "dossier", "receive", p.LaneReceive),
		staff(get, "/cb/lam-ngay/cho-ky", "dossier", "approve", p.LaneSigning),
		staff(post, "/cb/lam-ngay/cho-ky", "dossier", "approve", p.LaneSign),
		staff(get, "/cb/lam-ngay/:id", "dossier", "read", p.LaneOne),
		staff(post, "/cb/lam-ngay/:id/tra-quay", "dossier", "send_back", p.LaneSendBack),
		staff(post, "/cb/lam-ngay/:id/trinh-lai", "dossier", "receive", p.LaneCorrect),
		staff(post, "/cb/lam-ngay/:id/tra", "dossier", "return", p.LaneReturn),
		staff(get, "/cb/so-chung-thuc", "dossier", "read", p.Register),
		staff(get, "/cb/thoi-gian", "procedure", "list", p.RealTimes),
		staff(get, "/cb/so-theo-doi", "dossier", "read", p.FollowBook),
		staff(get, "/cb/so-phieu", "dossier", "read", p.SlipRegister),

		staff(get, "/cb/tiep-nhan", "dossier", "receive", p.Intake),
		large(staff(post, "/cb/tiep-nhan", "dossier", "receive", p.Receive), manyFiles),
		staff(get, "/cb/giup", "help", "start", p.Help),
		large(staff(post, "/cb/giup", "help", "start", p.StartHelp), manyFiles), // the counter's form may bring its files along

		staff(get, "/cb/ban-giao", "dossier", "hand_over_papers", p.Papers),
		staff(post, "/cb/ban-giao", "dossier", "hand_over_papers", p.MakeList),
		staff(get, "/cb/ban-giao/:id", "dossier", "hand_over_papers", p.PaperList),
		staff(get, "/cb/ban-giao/:id/phieu", "dossier", "hand_over_papers", p.PaperListSlip),
		staff(post, "/cb/ban-giao/:id/giao", "dossier", "hand_over_papers", p.HandOverList),
		staff(post, "/cb/ban-giao/:id/huy", "dossier", "hand_over_papers", p.CancelList),
		staff(post, "/cb/ban-giao/:id/nhan", "dossier", "hand_over_papers", p.ReceiveList),
		staff(get, "/cb/dieu-phoi", "dossier", "coordinate", p.Coordinations),
		staff(get, "/cb/dieu-phoi/:id", "dossier", "coordinate", p.Coordination),
		staff(post, "/cb/dieu-phoi/:id/gui-tiep", "dossier", "coordinate", p.SendOn),
		staff(post, "/cb/dieu-phoi/:id/gui-lai", "dossier", "coordinate", p.SendAgain),
		staff(post, "/cb/dieu-phoi/:id/trinh", "dossier", "coordinate", p.RaiseCoordination),
		staff(post, "/cb/dieu-phoi/:id/quyet-dinh", "dossier", "coordinate", p.DecideCoordination),

		staff(get, "/cb/xin-y-kien", "dossier", "answer_consultation", p.Consultations),
		staff(get, "/cb/xin-y-kien/:id", "dossier", "answer_consultation", p.Consultation),
		staff(post, "/cb/xin-y-kien/:id", "dossier", "answer_consultation", p.Answer),
		staff(post, "/cb/xin-y-kien/:id/da-biet", "dossier", "answer_consultation", p.NoteClosed),

		staff(get, "/cb/nhan-su", "people", "list", p.ListPeople),
		staff(get, "/cb/nhan-su/moi", "people", "manage", p.AskInvite),
		staff(post, "/cb/nhan-su/moi", "people", "manage", p.Invite),
		staff(get, "/cb/nhan-su/:id", "people", "list", p.Member),
		staff(post, "/cb/nhan-su/:id/giao-vai-tro", "people", "grant", p.Grant),
		staff(post, "/cb/nhan-su/:id/thu-vai-tro", "people", "grant", p.Revoke),
		staff(post, "/cb/nhan-su/:id/don-vi", "people", "manage", p.SetUnit),
		staff(post, "/cb/nhan-su/:id/khoa", "people", "manage", p.Disable),
		staff(post, "/cb/nhan-su/:id/mo", "people", "manage", p.Enable),
		staff(post, "/cb/nhan-su/:id/moi-lai", "people", "manage", p.Reinvite),
		staff(get, "/cb/phong-ban", "people", "list", p.Units),
		staff(post, "/cb/phong-ban", "unit", "manage", p.CreateUnit),
		staff(get, "/cb/phong-ban/:phong", "people", "list", p.Unit),
		staff(post, "/cb/phong-ban/:phong", "unit", "manage", p.RenameUnit),
		staff(post, "/cb/phong-ban/:phong/dong", "unit", "manage", p.CloseUnit),
		staff(post, "/cb/phong-ban/:phong/mo", "unit", "manage", p.ReopenUnit),
		staff(get, "/cb/don-vi", "tenant", "read", p.OfficeDetails),
		staff(post, "/cb/don-vi", "tenant", "manage", p.ChangeOffice),
		staff(get, "/cb/lich-su", "history", "read", p.SettingsHistory),
	}
	return append(append(list, p.calendar().Routes()...), p.helpedDrafts()...)
}
