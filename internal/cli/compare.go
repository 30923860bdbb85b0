package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"perfil/internal/migrate"
	"perfil/internal/migrate/compare"
)

type compareCommand struct {
	Old          string `help:"Address of the former backend." required:"" placeholder:"URL"`
	New          string `help:"Address of Perfil. It should run with --rate-limit off meanwhile, or answers 429 soon." required:"" placeholder:"URL"`
	Contract     string `help:"Which requests are sent: django or express." enum:"django,express" default:"django" placeholder:"CONTRACT"`
	Requests     string `help:"File with the requests to send instead, one as JSON on a line." placeholder:"FILE"`
	Email        string `help:"Sign in as this user, who must be on both sides, and compare what they see." placeholder:"ADDRESS"`
	PasswordFile string `help:"File with the password of that user." placeholder:"FILE"`
	Write        bool   `help:"Also make an account on both sides and change it; where its owner can delete it, it goes again."`
	Report       string `help:"Write all results to this file, as JSON." placeholder:"FILE"`
}

// Validate looks at what belongs together. kong calls it.
func (c *compareCommand) Validate() error {
	if (c.Email == "") != (c.PasswordFile == "") {
		return usagef("--email and --password-file belong together")
	}
	return nil
}

func (c *compareCommand) run(ctx context.Context, d *desk) error {
	requests, err := c.requests()
	if err != nil {
		return err
	}
	values, err := c.values()
	if err != nil {
		return err
	}
	var results []compare.Result
	unexpected, expected, failed := 0, 0, 0
	err = compare.Run(ctx, compare.Options{Old: c.Old, New: c.New, Values: values}, requests, func(r compare.Result) error {
		results = append(results, r)
		unexpected += r.Unexpected()
		expected += len(r.Differences) - r.Unexpected()
		if r.Failure != "" {
			failed++
		}
		return showResult(d.out, &r)
	})
	if c.Report != "" {
		err = errors.Join(err, migrate.WriteFile(c.Report, func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetIndent("", " ")
			return e.Encode(results)
		}))
	}
	if errors.Is(err, compare.ErrNoValue) {
		return fmt.Errorf("%w; --email and --password-file give ${email} and ${password}, what an answer has is kept with \"save\"", err)
	}
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(d.out, "%d requests, %d differences that nobody expects, %d that are meant\n", len(results), unexpected, expected)
	if failed > 0 {
		return fmt.Errorf("%d of %d requests prove nothing, because a side failed; see FAILED above", failed, len(results))
	}
	if unexpected > 0 {
		return exit(exitRefused)
	}
	return nil
}

func (c *compareCommand) requests() ([]compare.Request, error) {
	if c.Requests == "" {
		return compare.Sets(c.Contract, c.Email != "", c.Write)
	}
	f, err := os.Open(c.Requests)
	if err != nil {
		return nil, fmt.Errorf("--requests: the requests cannot be read: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	requests, err := compare.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Requests, err)
	}
	return requests, nil
}

// values are what ${email}, ${password} and ${unique} stand for.
func (c *compareCommand) values() (map[string]string, error) {
	var random [5]byte
	_, _ = rand.Read(random[:]) // never fails, see crypto/rand
	values := map[string]string{"unique": hex.EncodeToString(random[:])}
	if c.Email == "" {
		return values, nil
	}
	f, err := os.Open(c.PasswordFile)
	if err != nil {
		return nil, fmt.Errorf("--password-file: the password cannot be read: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	values["email"] = c.Email
	if values["password"], err = readPassword(f); err != nil {
		return nil, fmt.Errorf("--password-file: %w", err)
	}
	return values, nil
}

func showResult(w io.Writer, r *compare.Result) error {
	word := "same     "
	if len(r.Differences) > 0 {
		word = "expected "
	}
	if r.Unexpected() > 0 {
		word = "DIFFERENT"
	}
	if r.Failure != "" {
		word = "FAILED   "
	}
	if _, err := fmt.Fprintf(w, "%s %s (%s %s)\n", word, printable(r.Name), r.Method, printable(r.Path)); err != nil {
		return err
	}
	if r.Failure != "" {
		if _, err := fmt.Fprintf(w, "    %s\n", r.Failure); err != nil {
			return err
		}
	}
	for _, d := range r.Differences {
		why := ""
		if d.Expected != "" {
			why = " (" + d.Expected + ")"
		}
		if _, err := fmt.Fprintf(w, "    %s: %s -> %s%s\n", printable(d.Where), orNothing(d.Old), orNothing(d.New), why); err != nil {
			return err
		}
	}
	return nil
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return printable(strings.ReplaceAll(s, "\n", " "))
}
