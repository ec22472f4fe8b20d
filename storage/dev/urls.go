package dev

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// URLs are the addresses of the running servers, for a program that starts
// them for itself; Env gives the same to a child.
type URLs struct {
	App, Migrate, Super                  string // PostgreSQL, by login
	S3Endpoint, S3AccessKey, S3SecretKey string
	MasterKeyFile                        string
}

// URLs of the running servers.
func (s *Stack) URLs() URLs {
	return URLs{
		App: s.dsn("motcua_app", s.sec.AppPassword, database), Migrate: s.dsn("motcua_migrate", s.sec.MigratePassword, database), Super: s.dsn(superuser, s.sec.SuperPassword, database),
		S3Endpoint: "http://" + s.s3Addr, S3AccessKey: s.sec.S3Access, S3SecretKey: s.sec.S3Secret, MasterKeyFile: s.masterKeyFile(),
	}
}

// Program is the path of one of PostgreSQL's own programs.
func Program(name string) (string, error) {
	bin, err := binDir()
	if err != nil {
		return "", err
	}
	p := filepath.Join(bin, name)
	if _, err := os.Stat(p); err != nil {
		return "", fmt.Errorf("%s is missing beside the server: %w", name, err)
	}
	return p, nil
}

// Discard removes a data folder for good, also the part of it that lives
// elsewhere (see placePostgres). No stack may be running on it.
func Discard(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	id := fmt.Sprintf("motcua-%x", sha256.Sum256([]byte(abs)))[:23]
	return errors.Join(os.RemoveAll(filepath.Join("/var/lib", id)), os.RemoveAll(filepath.Join("/var/tmp", id)), os.RemoveAll(abs))
}
