package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/password"
)

// samplePasswords proves that the hashes of a source verify: each e-mail of the
// sample must be there, and its password must fit. Of rows with one e-mail the first
// that can be taken counts, because that one comes. The passwords stay in this
// process.
func (c *importing) samplePasswords(ctx context.Context, d *desk, source migrate.Source) error {
	if c.PasswordSample == "" {
		return nil
	}
	sample, err := readSample(c.PasswordSample)
	if err != nil {
		return err
	}
	hashes, o := map[string]password.Hash{}, migrate.MergeOptions{IDOffset: account.ID(c.IDOffset), Renumber: c.Renumber}
	err = source.Each(ctx, func(e migrate.Entry) error {
		email := account.NormalizeEmail(e.Account.Email)
		_, wanted := sample[email]
		if _, found := hashes[email]; wanted && !found && o.CanTake(e) {
			hashes[email] = e.Account.PasswordHash
		}
		return nil
	})
	if err != nil {
		return err
	}
	failed, err := c.verifySample(ctx, d, sample, hashes)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(d.out, "%d of %d sampled passwords fit their hashes\n", len(sample)-failed, len(sample))
	if failed > 0 {
		return errors.New("nothing was imported, because sampled passwords do not fit")
	}
	return nil
}

func (*importing) verifySample(ctx context.Context, d *desk, sample map[string]string, hashes map[string]password.Hash) (failed int, err error) {
	hasher := password.New(password.Config{})
	emails := make([]string, 0, len(sample))
	for email := range sample {
		emails = append(emails, email)
	}
	slices.Sort(emails)
	for _, email := range emails {
		hash, found := hashes[email]
		why := "is not in the source, or in a row that cannot be taken"
		if found {
			ok, err := hasher.Verify(ctx, hash, sample[email])
			if err != nil {
				return 0, err
			}
			if ok {
				continue
			}
			form, _ := password.Recognize(hash)
			why = "does not fit its hash (" + form.String() + ")"
		}
		failed++
		_, _ = fmt.Fprintf(d.err, "%s: the password %s\n", printable(email), why)
	}
	return failed, nil
}

// maxSample bounds the lines of a sample: to verify more takes hours.
const maxSample = 10_000

// readSample reads lines of an e-mail and a password.
func readSample(name string) (map[string]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("--password-sample: the sample of passwords cannot be read: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	r := csv.NewReader(io.LimitReader(f, 16<<20))
	r.FieldsPerRecord = 2
	sample := map[string]string{}
	for {
		line, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return sample, nil
		case err != nil:
			return nil, fmt.Errorf("the sample of passwords must be lines of an e-mail and a password, separated by a comma: %w", err)
		case len(sample) == maxSample:
			return nil, fmt.Errorf("the sample of passwords has more than %d lines", maxSample)
		}
		sample[account.NormalizeEmail(line[0])] = line[1]
	}
}
