package dev

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// secrets are made once per folder and never shown.
type secrets struct {
	SuperPassword, AppPassword, MigratePassword string
	S3Access, S3Secret, S3KMSKey                string
}

func (s *Stack) masterKeyFile() string { return filepath.Join(s.o.Dir, "master.key") }

// loadSecrets reads secrets.json and master.key, or makes them in an empty
// folder. Data without its secrets is refused: a new master key would make
// every stored document unreadable for good.
func (s *Stack) loadSecrets() error {
	file := filepath.Join(s.o.Dir, "secrets.json")
	b, err := os.ReadFile(file)
	if err == nil {
		if err := json.Unmarshal(b, &s.sec); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if k, err := os.ReadFile(s.masterKeyFile()); err != nil || len(k) != 32 {
			return fmt.Errorf("%s is missing or damaged: put it back from a backup, or remove %s to start empty", s.masterKeyFile(), s.o.Dir)
		}
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, d := range []string{"pg", "s3"} {
		if _, err := os.Stat(filepath.Join(s.o.Dir, d)); err == nil {
			return fmt.Errorf("%s has data but no secrets.json: put it back from a backup, or remove the folder to start empty", s.o.Dir)
		}
	}
	s.sec = secrets{
		SuperPassword: random(16), AppPassword: random(16), MigratePassword: random(16),
		S3Access: "mc" + random(8), S3Secret: random(20),
	}
	key := make([]byte, 64)
	rand.Read(key)
	s.sec.S3KMSKey = "dev:" + base64.StdEncoding.EncodeToString(key[:32])
	if b, err = json.MarshalIndent(s.sec, "", "\t"); err != nil {
		return err
	}
	// the key first: secrets.json says that both are there
	if err := writeFile(s.masterKeyFile(), key[32:]); err != nil {
		return err
	}
	return writeFile(file, b)
}

func random(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// writeFile writes all or nothing, readable by the owner only.
func writeFile(path string, b []byte) error {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
