# Một Cửa. `make help` lists the commands.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export CGO_ENABLED := 0
export GOFLAGS += -buildvcs=false
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
	@echo "building the application (the first time takes a few minutes)"
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

# ---------------------------------------------------------------- proving it

.PHONY: test
test: setup-test bin/minio app generated ## everything: generated code, vet, and all tests on servers of their own
	@echo "go vet"
	@go vet ./...
	@bin/motcua with-stack -- go test -count=1 ./...

# Generates in place: stale code fails once and is then ready to be committed.
.PHONY: generated
generated:
	@sums() { find . -name '*_templ.go' -not -path './.*' -print0 | sort -z | xargs -0r sha256sum; }; \
	echo "checking generated code"; before=$$(sums); \
	$(TEMPL) generate -log-level error; \
	if [ "$$before" != "$$(sums)" ]; then echo "generated code was stale and has been made anew: commit these"; diff <(echo "$$before") <(sums) | sed -n 's/^> [0-9a-f]* */  /p'; exit 1; fi
