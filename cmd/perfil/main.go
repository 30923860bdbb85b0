// Command perfil is a self-hosted server of accounts and profiles, and the tool
// to look after it. Package cli says what it can do.
package main

import (
	"context"
	"os"

	"perfil/internal/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}
