# make          builds bin/perfil
# make test     everything that must be green, on a fresh machine too
# make check    the fast part of it: formatting, vet, staticcheck
# make fuzz     every fuzz target for FUZZTIME each
# make vuln     known vulnerabilities (needs the network)

FUZZTIME ?= 30s
TOOL := go tool -modfile=tools/go.mod

.PHONY: build test check fuzz vuln fmt

build:
	CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o bin/perfil ./cmd/perfil

test: check
	go test -race -timeout 20m ./...

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted, run make fmt:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	$(TOOL) staticcheck ./...
	go mod verify

fmt:
	gofmt -w $$(git ls-files '*.go')

fuzz:
	FUZZTIME=$(FUZZTIME) scripts/fuzz

vuln:
	$(TOOL) govulncheck ./...
