package cli

import (
	"context"
	"fmt"
	"io"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

type exportJSONL struct {
	place
	File string `arg:"" help:"The file, readable by its owner only, or - for the standard output."`
}

func (c *exportJSONL) front(_ context.Context, d *desk, back func(streams) error) error {
	p := d.progress(-1, "exporting")
	defer p.end()
	diagnostics := p.before(d.err)
	if c.File == "-" {
		return back(streams{out: d.out, err: diagnostics})
	}
	return migrate.WriteFile(c.File, func(w io.Writer) error {
		return back(streams{out: p.to(w), err: diagnostics})
	})
}

func (c *exportJSONL) back(ctx context.Context, svc *account.Service, s streams) error {
	n, err := migrate.ExportJSONL(ctx, svc, operator(), s.out, nil)
	if err != nil {
		return fmt.Errorf("the export is not complete: %w", err)
	}
	_, err = fmt.Fprintf(s.err, "%s exported\n", accounts(n))
	return err
}
