package workers_test

import (
	"motcua/app/documents"
	"motcua/app/notices"
	"motcua/app/people"
	"motcua/jobs/workers"
)

// What boot puts together fits.
var (
	_ workers.Documents = (*documents.Service)(nil)
	_ workers.Codes     = (*people.Service)(nil)
	_ people.CodeSender = notices.CodeSender{}
)
