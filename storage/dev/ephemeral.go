package dev

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

const (
	ephemeralPrefix = "motcua-test-"
	enoughMemory    = 2 << 30 // bytes free in /dev/shm before tests may live there
)

// ephemeralDir makes a folder for one test run, in memory when there is enough
// of it and disk is not asked for, and clears away what killed runs left behind.
func ephemeralDir(disk bool) (string, error) {
	parent := "/var/tmp"
	var fs syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &fs); err == nil && !disk && int64(fs.Bavail)*fs.Bsize >= enoughMemory && writable("/dev/shm") {
		parent = "/dev/shm"
	}
	for _, p := range []string{"/dev/shm", "/var/tmp"} {
		sweep(p)
	}
	dir, err := os.MkdirTemp(parent, ephemeralPrefix)
	if err != nil {
		return "", fmt.Errorf("folder for the test servers: %w", err)
	}
	return dir, os.Chmod(dir, 0o711)
}

func writable(dir string) bool {
	d, err := os.MkdirTemp(dir, ephemeralPrefix+"probe-")
	if err != nil {
		return false
	}
	return os.Remove(d) == nil
}

// sweep removes our own folders whose lock nobody holds. A folder without a
// lock file is just being made by another run.
func sweep(parent string) {
	old, _ := filepath.Glob(filepath.Join(parent, ephemeralPrefix+"*"))
	for _, dir := range old {
		f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			os.RemoveAll(dir)
		}
		f.Close()
	}
}
