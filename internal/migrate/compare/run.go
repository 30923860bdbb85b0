package compare

import (
	"context"
	"fmt"
	"time"
)

// Result is what came of one request.
type Result struct {
	Name        string       `json:"name"`
	Method      string       `json:"method"`
	Path        string       `json:"path"`
	Differences []Difference `json:"differences"`
}

// Unexpected counts the differences that nobody expects.
func (r *Result) Unexpected() int {
	n := 0
	for _, d := range r.Differences {
		if d.Expected == "" {
			n++
		}
	}
	return n
}

// Run sends the requests one after the other, each to both sides, and calls told
// for each. The error is for a side that cannot be asked, or that did not answer
// as what follows needs; differences are none.
func Run(ctx context.Context, o Options, requests []Request, told func(Result) error) error {
	older, err := newSide(o.Old, o)
	if err != nil {
		return err
	}
	newer, err := newSide(o.New, o)
	if err != nil {
		return err
	}
	for i := range requests {
		q := &requests[i]
		was, err := older.ask(ctx, q)
		if err != nil {
			return err
		}
		is, err := newer.ask(ctx, q)
		if err != nil {
			return err
		}
		r := Result{Name: q.Name, Method: q.Method, Path: q.Path, Differences: differ(&was, &is, older.saved, newer.saved, time.Now())}
		judge(q, &was, &is, r.Differences)
		if err := told(r); err != nil {
			return err
		}
		if q.Status != 0 && was.status != q.Status {
			return fmt.Errorf("%s: the old backend answers %d and not %d, so what follows cannot be compared", q.Name, was.status, q.Status)
		}
	}
	return nil
}
