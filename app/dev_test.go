package main

import (
	"strings"
	"testing"
)

func TestExternalServersAllOrNone(t *testing.T) {
	all := []string{"DATABASE_URL", "MIGRATE_DATABASE_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "MASTER_KEY_FILE"}
	set := func(names ...string) {
		for _, k := range all {
			t.Setenv(k, "")
		}
		for _, k := range names {
			t.Setenv(k, "x")
		}
	}
	set()
	if ext, err := externalServers(); ext || err != nil {
		t.Errorf("nothing set: %v, %v", ext, err)
	}
	set(all...)
	if ext, err := externalServers(); !ext || err != nil {
		t.Errorf("all set: %v, %v", ext, err)
	}
	for _, k := range []string{"DATABASE_URL", "S3_ENDPOINT"} {
		set(k)
		_, err := externalServers()
		for _, other := range all {
			if other != k && (err == nil || !strings.Contains(err.Error(), other)) {
				t.Errorf("only %s set: the error does not name %s: %v", k, other, err)
			}
		}
	}
}
