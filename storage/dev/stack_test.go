package dev

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// The test program is also the supervisor that the tests kill.
func TestMain(m *testing.M) {
	if dir := os.Getenv("DEV_TEST_SUPERVISE"); dir != "" {
		s, err := Start(context.Background(), Options{Dir: dir, MinioBin: minioBin(), Restart: true, SharedBuffers: "32MB"})
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		p := s.PIDs()
		fmt.Println("up", p["postgres"], p["s3"])
		select {} // until killed
	}
	os.Exit(m.Run())
}

func minioBin() string {
	b, _ := filepath.Abs("../../bin/minio")
	return b
}

func start(t *testing.T, o Options) *Stack {
	t.Helper()
	if _, err := os.Stat(minioBin()); err != nil {
		t.Fatal("bin/minio is not built: run `make test`")
	}
	o.MinioBin, o.SharedBuffers, o.Logf = minioBin(), "32MB", t.Logf
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	return s
}

// openDir is a folder that the postgres user may enter, unlike t.TempDir.
func openDir(t *testing.T) string {
	t.Helper()
	d, err := os.MkdirTemp("/var/tmp", "motcua-dev-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(d) })
	if err := os.Chmod(d, 0o711); err != nil {
		t.Fatal(err)
	}
	return d
}

func env(s *Stack, name string) string {
	for _, kv := range s.Env() {
		if k, v, _ := strings.Cut(kv, "="); k == name {
			return v
		}
	}
	return ""
}

func one[T any](t *testing.T, url, sql string) T {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	var v T
	if err := c.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func exec1(t *testing.T, url, sql string) error {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		return err
	}
	defer c.Close(context.Background())
	_, err = c.Exec(t.Context(), sql)
	return err
}

func s3(t *testing.T, s *Stack) *minio.Client {
	t.Helper()
	c, err := minio.New(strings.TrimPrefix(env(s, "S3_ENDPOINT"), "http://"), &minio.Options{
		Creds: credentials.NewStaticV4(env(s, "S3_ACCESS_KEY"), env(s, "S3_SECRET_KEY"), ""),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func gone(t *testing.T, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		for range 600 {
			if startTime(pid) == "" {
				pid = 0
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if pid != 0 {
			t.Errorf("process %d still runs", pid)
		}
	}
}

func TestRestartKeepsDataAndSecrets(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	s := start(t, Options{Dir: dir})
	owner := env(s, "MIGRATE_DATABASE_URL")
	if err := exec1(t, owner, `SET ROLE app_owner; CREATE SCHEMA app; CREATE TABLE app.word(w text); INSERT INTO app.word VALUES ('Công văn')`); err != nil {
		t.Fatal(err)
	}
	if err := s3(t, s).MakeBucket(t.Context(), "kept", minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	key, _ := os.ReadFile(env(s, "MASTER_KEY_FILE"))
	if len(key) != 32 {
		t.Fatalf("master key has %d bytes", len(key))
	}
	if fi, _ := os.Stat(env(s, "MASTER_KEY_FILE")); fi.Mode().Perm() != 0o600 {
		t.Errorf("master key is %v", fi.Mode())
	}
	if _, err := Start(t.Context(), Options{Dir: dir, MinioBin: minioBin()}); err == nil || !strings.Contains(err.Error(), "in use by process") {
		t.Errorf("a second instance on the same folder: %v", err)
	}
	pids := s.PIDs()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	gone(t, pids["postgres"], pids["s3"])

	s = start(t, Options{Dir: dir})
	if got := one[string](t, env(s, "SUPER_DATABASE_URL"), `SELECT w FROM app.word`); got != "Công văn" {
		t.Errorf("got %q", got)
	}
	if ok, err := s3(t, s).BucketExists(t.Context(), "kept"); err != nil || !ok {
		t.Errorf("bucket kept: %v, %v", ok, err)
	}
	again, _ := os.ReadFile(env(s, "MASTER_KEY_FILE"))
	if string(again) != string(key) {
		t.Error("the master key changed")
	}
	s.Stop()

	os.Remove(filepath.Join(dir, "master.key"))
	if _, err := Start(t.Context(), Options{Dir: dir, MinioBin: minioBin()}); err == nil || !strings.Contains(err.Error(), "master.key is missing") {
		t.Errorf("data without its key: %v", err)
	}
}

// kill -9 of the supervisor, then of each server: what was acknowledged stays.
func TestKill(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	runtime.LockOSThread() // or Pdeathsig may strike when a thread of ours ends
	defer runtime.UnlockOSThread()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DEV_TEST_SUPERVISE="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pg, mc int
	line, _ := bufio.NewReader(out).ReadString('\n')
	if _, err := fmt.Sscanf(line, "up %d %d\n", &pg, &mc); err != nil {
		t.Fatalf("the supervisor says %q: %v", line, err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	// at once: the new start waits for the old servers to end
	s := start(t, Options{Dir: dir, Restart: true})
	gone(t, pg, mc)

	super := env(s, "SUPER_DATABASE_URL")
	if err := exec1(t, super, `CREATE TABLE kept(n int); INSERT INTO kept VALUES (1)`); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "s3"} {
		old := s.PIDs()[name]
		syscall.Kill(old, syscall.SIGKILL)
		deadline := time.Now().Add(40 * time.Second)
		for s.PIDs()[name] == old || exec1(t, super, `SELECT 1`) != nil {
			if time.Now().After(deadline) {
				t.Fatalf("%s did not come back", name)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	if n := one[int](t, super, `SELECT n FROM kept`); n != 1 {
		t.Errorf("got %d", n)
	}
	deadline := time.Now().Add(20 * time.Second)
	for {
		if _, err = s3(t, s).ListBuckets(t.Context()); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func TestDeathIsReported(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Ephemeral: true})
	dir := s.Dir()
	syscall.Kill(s.PIDs()["s3"], syscall.SIGKILL)
	select {
	case name := <-s.Died():
		if name != "s3" {
			t.Errorf("%s died", name)
		}
	case <-time.After(20 * time.Second):
		t.Error("nobody was told")
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s was left behind", dir)
	}
}

// A checkout that root's server user cannot enter, at the end of a long path.
func TestClosedAndLongFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openDir(t), strings.Repeat("x", 90), "closed")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	os.Chmod(filepath.Dir(dir), 0o700)
	s := start(t, Options{Dir: dir})
	t.Cleanup(func() { os.RemoveAll(s.pgDir) })
	if one[int](t, env(s, "SUPER_DATABASE_URL"), `SELECT 1`) != 1 {
		t.Error("does not answer")
	}
}

func TestBootstrap(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Ephemeral: true})
	super, app, migrate := env(s, "SUPER_DATABASE_URL"), env(s, "DATABASE_URL"), env(s, "MIGRATE_DATABASE_URL")
	if err := s.bootstrap(t.Context()); err != nil {
		t.Fatalf("a second time: %v", err)
	}
	if n := one[int](t, super, `SELECT count(*)::int FROM pg_roles WHERE (rolname LIKE 'app\_%' OR rolname LIKE 'motcua\_%')
		AND NOT rolsuper AND NOT rolbypassrls AND NOT rolinherit AND NOT rolcreaterole AND NOT rolcreatedb`); n != 12 {
		t.Errorf("%d of 12 roles are as they should be", n)
	}
	for _, r := range []string{"identity", "public", "resident", "tenant", "province", "platform", "worker"} {
		if err := exec1(t, app, `SET ROLE app_`+r); err != nil {
			t.Errorf("app_%s: %v", r, err)
		}
	}
	for url, bad := range map[string][]string{
		app: {
			`SET ROLE app_owner`, `SET ROLE app_search`, `SET ROLE app_act`, `SET ROLE motcua_migrate`, `CREATE SCHEMA x`, `CREATE TABLE public.x()`,
			`CREATE TEMP TABLE x()`, `SET ROLE app_tenant; CREATE TABLE public.x()`, `ALTER ROLE app_tenant BYPASSRLS`,
		},
		migrate: {`CREATE TABLE public.x()`, `SET ROLE app_tenant`, `SET ROLE postgres`, `ALTER ROLE app_tenant BYPASSRLS`},
	} {
		for _, sql := range bad {
			if err := exec1(t, url, sql); err == nil {
				t.Errorf("%s was allowed", sql)
			}
		}
	}
	if err := exec1(t, migrate, `CREATE SCHEMA app AUTHORIZATION app_owner; SET ROLE app_owner; CREATE TABLE app.t(n int);
		CREATE FUNCTION app.f() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1';
		GRANT CREATE ON SCHEMA app TO app_search; ALTER FUNCTION app.f() OWNER TO app_search; REVOKE CREATE ON SCHEMA app FROM app_search`); err != nil {
		t.Errorf("the migration login cannot do its work: %v", err)
	}
	if got := one[string](t, app, `SELECT unaccent('Đào Xá')`); got != "Dao Xa" {
		t.Errorf("unaccent gives %q", got)
	}
	if err := exec1(t, strings.Replace(app, "/motcua?", "/motcua?user=nobody&", 1), `SELECT 1`); err == nil {
		t.Error("a stranger was let in")
	}
}
