/*
Command motcua is Một Cửa: one deployment in which every commune of Vietnam is a
tenant, residents file administrative dossiers from anywhere, and officers
receive, process, sign and return them.

# Words

Code, tables, routes, logs and tests use the word on the left; screens use the
Vietnamese. Words in brackets are the ones we avoid.

	tenant             a commune, a provincial department (sở) or a province that
	                   holds dossiers: xã, phường; sở; tỉnh      [org, agency, client]
	dossier            one request under one procedure: hồ sơ    [case, application, ticket]
	party              applicant: whose matter it is (persons, or an organisation with
	                   its tax code): chủ hồ sơ; submitter: who files it, in own right
	                   or authorised: người nộp                  [user, customer]
	procedure          an administrative procedure: thủ tục (hành chính)
	                                                             [service, template]
	revision           one published, immutable version of a procedure
	component          one paper the procedure asks for: giấy tờ, thành phần hồ sơ
	                                                             [attachment]
	document           one file held in storage with its digest and its history:
	                   tệp, bản điện tử                          [blob, upload]
	result             what the office issues, a signed document with a number:
	                   kết quả                                   [output]
	receiving tenant   who took the dossier in: nơi tiếp nhận
	competent tenant   who decides it: cơ quan có thẩm quyền     [owner]
	supporting tenant  who only helped to file it: nơi hỗ trợ
	consulted tenant   who is asked for an opinion or a check: cơ quan phối hợp
	holder             the tenant that may act on it now: đang giữ hồ sơ
	                                                             [assignee]
	handover           the two-step passing (sent, received) of a dossier to the
	                   competent tenant: luân chuyển             [transfer, forward]
	clock              the working time that counts: thời hạn    [SLA, ETA]
	promise            the date told to the resident: ngày hẹn trả
	pause              time that does not count, with its legal kind: tạm dừng
	supplement         a request for more or better papers, all faults in one letter:
	                   yêu cầu bổ sung                           [rejection, ping]
	slip               a printed or PDF form M01 to M07: giấy hẹn, phiếu
	                                                             [receipt, that is money]
	charge             what is owed: phí, lệ phí
	payment            what came: thanh toán
	receipt            the e-receipt: biên lai                   [invoice]
	vault              the resident's own store of results and reusable papers:
	                   Giấy tờ của tôi (kho dữ liệu điện tử)     [drive]
	resident           the person: người dân                     [user]
	officer            staff: cán bộ                             [agent]
	helper             a volunteer or relative who files for somebody: người giúp
	step               a stage of a revision's workflow: bước    [node]
	task               that stage on one dossier with its own time: việc
	                                                             [activity]
	queue ticket       a number drawn at the door: số thứ tự     [booking]
	counter            a desk that calls numbers: quầy
	readiness          whether a commune can go live (xanh, vàng, đỏ): phủ xanh
	                                                             [health]

Identifiers are UUIDv7 inside. Outside stands the dossier code, built from a
template per province, by default {unit}-{yyMMdd}-{seq:4} with the receiving
unit's code and a sequence per day.

# Rooms

Imports run one way: main, boot, then web and jobs/workers, then the domain
packages, then storage, jobs/args, tenants and fault. A test refuses any other
arrow.
*/
package main
