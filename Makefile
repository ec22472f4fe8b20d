# Một Cửa. `make help` lists the commands.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export CGO_ENABLED := 0
# -trimpath: what was compiled in one folder serves a clone in another
export GOFLAGS += -buildvcs=false -trimpath
export GOTOOLCHAIN ?= local

ADDR ?= localhost:8080
DATA ?= .data
TEMPL := go tool templ

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS=$$'\t' read -r t d; do printf '  make %-12s %s\n' "$$t" "$$d"; done

# ---------------------------------------------------------------- what is built

.PHONY: setup-run setup-test app
setup-run:
	@deploy/setup.sh run
setup-test:
	@deploy/setup.sh test

app:
	@echo "building the application$$([ -e bin/motcua ] || echo ' (the first time takes a few minutes)')" >&2
	@go build -o bin/motcua ./app

# Servers that are run, never imported: each in a module of its own.
bin/minio: storage/dev/minio/go.mod storage/dev/minio/go.sum
	@echo "building the MinIO server (once; three to six minutes)"
	@cd storage/dev/minio && nice -n 5 go build -trimpath -tags kqueue -ldflags "-s -w" -o $(CURDIR)/$@.new github.com/minio/minio
	@mv $@.new $@ && touch $@

bin/versitygw: storage/dev/versitygw/go.mod storage/dev/versitygw/go.sum
	@echo "building the versitygw server (once; one to two minutes)"
	@cd storage/dev/versitygw && nice -n 5 go build -trimpath -ldflags "-s -w" -o $(CURDIR)/$@.new github.com/versity/versitygw/cmd/versitygw
	@mv $@.new $@ && touch $@

bin/staticcheck bin/gofumpt: storage/dev/tools/go.mod storage/dev/tools/go.sum
	@echo "building the linters (once; half a minute)"
	@cd storage/dev/tools && go build -o $(CURDIR)/bin/ honnef.co/go/tools/cmd/staticcheck mvdan.cc/gofumpt
	@touch bin/staticcheck bin/gofumpt

# With servers of one's own named there is nothing to build for them.
SERVERS := $(if $(and $(DATABASE_URL),$(S3_ENDPOINT)),,setup-run bin/minio)

# ---------------------------------------------------------------- running it

.PHONY: run
run: $(SERVERS) app ## the whole product with demo data on http://localhost:8080 (ADDR=host:port DATA=folder)
	@exec bin/motcua dev --addr '$(ADDR)' --data '$(DATA)'

.PHONY: dev
dev: setup-run bin/minio app ## like run, rebuilt and reloaded on every change of a page or a Go file
	@exec bin/motcua with-stack --data '$(DATA)' -- \
		$(TEMPL) generate --watch --proxy='http://$(ADDR)' --open-browser=false --cmd='go run ./app dev --addr $(ADDR)'

.PHONY: demo
demo: app ## drive one dossier through the pages of the deployment at ADDR, saying each step (JSON=1)
	@bin/motcua demo --url 'http://$(ADDR)' $(if $(JSON),--json)

.PHONY: routes
routes: app ## every route with the permission it asks for
	@bin/motcua routes

# ---------------------------------------------------------------- proving it

PKG ?= ./...

.PHONY: test
test: setup-test ## everything: generated code, vet, and all tests on servers of their own (PKG=./app/... ARGS='-run X' for a part)
	@$(MAKE) -j2 bin/minio app generated # each links alone: two at a time
	@echo "go vet and go test (some minutes)"
	@go list -f '{{if not (or .TestGoFiles .XTestGoFiles)}}{{.ImportPath}}{{end}}' $(PKG) | xargs -r go vet # go test vets the others
	@GOGC=400 bin/motcua with-stack -- go test -vet=all -p 3 -count=1 $(ARGS) $(PKG)

.PHONY: test-stores
test-stores: setup-run bin/minio bin/versitygw app ## the document store's tests against two S3 servers, MinIO and versitygw
	@echo "MinIO"
	@bin/motcua with-stack -- go test -count=1 ./storage/blob/...
	@echo "versitygw"
	@bin/motcua with-stack --minio bin/versitygw --versitygw -- go test -count=1 ./storage/blob/...

.PHONY: bench
bench: setup-run bin/minio app ## the application's speed as ratios to pgbench on a generated nation (BENCH_ROWS=300000, JSON=1); the database is kept
	@bin/motcua bench --data '$(DATA)' --rows $(or $(BENCH_ROWS),300000) $(if $(JSON),--json)

.PHONY: search-report
search-report: ## how often the catalogue's search finds what people mean, by kind of query, with the misses
	@go test -count=1 -v -run '^TestSearchReport$$' ./app/procedures | grep -v -e '^=== ' -e '_test.go:[0-9]*: $$' -e '^---' -e '^PASS' -e '^ok'

.PHONY: ocr-report
ocr-report: setup-test ## how well papers are read from poor scans: letters, fields, wrong values shown as sure, seconds a page
	@OCR_REPORT=1 go test -count=1 -v -run '^TestReport$$' ./app/reading | grep -v -e '^=== ' -e '^---' -e '^PASS' -e '^ok'

.PHONY: fmt
fmt: bin/gofumpt ## format all Go code as `make check` wants it
	@bin/gofumpt -w $$(git ls-files '*.go' | grep -v '_templ\.go$$')

.PHONY: check
check: bin/staticcheck bin/gofumpt generated ## the slower linters: format, vet, staticcheck
	@echo "gofumpt"; bad=$$(bin/gofumpt -l $$(git ls-files '*.go' | grep -v '_templ\.go$$')); [ -z "$$bad" ] || { echo "not formatted:"; echo "$$bad"; exit 1; }
	@echo "go vet"; go vet ./...
	@echo "staticcheck"; bin/staticcheck -checks inherit,-ST1005 ./... # ST1005 off: an error that a person reads is a sentence

.PHONY: generate
generate: ## make the Go code of the templ pages anew
	@$(TEMPL) generate -log-level error

# Generates beside the tree and compares. The file names inside depend on where
# one generates from and are left out of the comparison.
.PHONY: generated
generated:
	@echo "checking generated code"
	@mkdir -p bin; t=$$(mktemp -d bin/generated.XXXXXX); trap "rm -rf $$t" EXIT; \
	find . -name '*.templ' -not -path './.*' -not -path './bin/*' -exec cp --parents -t $$t {} +; \
	(cd $$t && printf 'module motcua\n' > go.mod && go tool -modfile=$(CURDIR)/go.mod templ generate -log-level error); \
	plain() { sed -E 's/FileName: `[^`]*`//' "$$1" 2>/dev/null; }; bad=; \
	for f in $$( (cd $$t && find . -name '*_templ.go'; cd $(CURDIR) && find . -name '*_templ.go' -not -path './.*' -not -path './bin/*') | sort -u ); do \
		cmp -s <(plain $$t/$$f) <(plain $$f) || bad="$$bad $$f"; done; \
	[ -z "$$bad" ] || { echo "stale generated code, run \`make generate\` and commit:"; printf '  %s\n' $$bad; exit 1; }

.PHONY: clean
clean: ## remove what was built (never the data)
	@rm -rf bin
