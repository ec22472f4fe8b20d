package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestIDCardAnswersOneLineACard(t *testing.T) { // its input and output are the process's: not parallel
	name := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(name, []byte("017187998428|113456789|Hoàng Bích Đào|11121987|Nữ|Xóm 5, xã Đào Xá, Phú Thọ|12052021\nkhông phải thẻ\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	real := os.Stdin
	os.Stdin = in
	defer func() { os.Stdin = real }()
	lines, err := said(t, (&idcardCmd{JSON: true}).Run)
	if !errors.Is(err, exitCode(1)) || len(lines) != 2 {
		t.Fatalf("%v %v", lines, err)
	}
	if a := lines[0]; a["valid"] != true || a["id"] != "017187998428" || a["old_id"] != "113456789" || a["birth_date"] != "1987-12-11" || a["gender"] != "Nữ" || a["issue_date"] != "2021-05-12" || a["reason"] != nil {
		t.Errorf("%v", a)
	}
	if a := lines[1]; a["valid"] != false || a["reason"] == nil || a["id"] != nil {
		t.Errorf("%v", a)
	}
}
