package console_test

import (
	"github.com/PuerkitoBio/goquery"

	"motcua/app/demo"
)

type goquerySelection = goquery.Selection

const demoPassword = demo.Password
