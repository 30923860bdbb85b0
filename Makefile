# make          builds bin/perfil
# make test     everything that must be green, on a fresh machine too
# make check    the fast part of it: formatting, vet, staticcheck
# make bench    the server beside a floor, a quarter of an hour for each of two engines; see bench/README.md
# make prove    the promises, tried hard: kills, power cuts, floods; twenty minutes
# make freeze   VERSION=x.y.z: what that release leaves for the tests; docs/upgrading.md
# make fuzz     every fuzz target for FUZZTIME each
# make vuln     known vulnerabilities (needs the network)
# make ci       what a machine with network runs for every change: test and vuln
# make release  programs, bills of materials and digests, in dist/; docs/releasing.md
# make reproduce  makes the release twice and compares the bytes

FUZZTIME ?= 30s
TOOL := go tool -modfile=tools/go.mod

# The tests run real programs and say so loudly when one is missing. Here none
# may be.
REQUIRED := PERFIL_TEST_POSTGRES=required PERFIL_TEST_MARIADB=required PERFIL_TEST_CHROMIUM=required PERFIL_TEST_DJANGO=required PERFIL_TEST_STRACE=required

.PHONY: build test check bench prove freeze fuzz vuln ci release reproduce fmt

build:
	CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o bin/perfil ./cmd/perfil

test: check
	scripts/install-test-deps
	$(REQUIRED) go test -race -timeout 30m ./...
	cd tools && go test ./...

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted, run make fmt:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go mod verify
	go vet ./...
	$(TOOL) staticcheck ./...
	cd tools && go mod verify && go vet ./... && go tool staticcheck ./...

fmt:
	gofmt -w $$(git ls-files '*.go')

bench:
	go run ./bench

prove:
	scripts/prove

freeze:
	PERFIL_TEST_POSTGRES=required go test -count=1 -run '^TestFreeze$$' ./internal/sqlstore -args -freeze=$(VERSION)

fuzz:
	FUZZTIME=$(FUZZTIME) scripts/fuzz

vuln:
	$(TOOL) govulncheck ./...
	cd tools && go tool govulncheck ./...

ci: test vuln

release:
	scripts/release

reproduce:
	scripts/reproduce
