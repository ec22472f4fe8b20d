// Package deploy holds what an operator runs by hand once per installation,
// embedded so that the development supervisor and the tests run the very same
// text.
package deploy

import _ "embed"

// BootstrapSQL prepares one database for Một Cửa: roles, ownership, connect
// rights and extensions. It is plain SQL (no psql commands), may be run again
// at any time, and must be run by a superuser connected to that database.
//
//go:embed bootstrap.sql
var BootstrapSQL string
