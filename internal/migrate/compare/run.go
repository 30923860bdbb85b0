package compare

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Result is what came of one request.
type Result struct {
	Name        string       `json:"name"`
	Method      string       `json:"method"`
	Path        string       `json:"path"`
	Differences []Difference `json:"differences"`
	// Failure says why the answers prove nothing: a side that fails, or a request
	// that could not be sent. "" where they do.
	Failure string `json:"failure,omitempty"`
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
// as what follows needs, and ErrNoValue, before anything is sent; differences and
// failures are none.
func Run(ctx context.Context, o Options, requests []Request, told func(Result) error) error {
	if err := fillable(requests, o.Values); err != nil {
		return err
	}
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
		r, status, err := both(ctx, older, newer, q)
		if err != nil {
			return err
		}
		if err := told(r); err != nil {
			return err
		}
		if q.Status != 0 && status != q.Status {
			return fmt.Errorf("%s: the old backend answers %d and not %d, so what follows cannot be compared", q.Name, status, q.Status)
		}
	}
	return nil
}

// both sends one request to both sides. status is that of the old one, 0 where
// nothing was sent.
func both(ctx context.Context, older, newer *side, q *Request) (r Result, status int, err error) {
	r = Result{Name: q.Name, Method: q.Method, Path: q.Path}
	if name := q.missing(older.saved); name != "" {
		r.Failure = "not sent, for no answer of the old backend gave ${" + name + "}"
		return r, 0, nil
	}
	if name := q.missing(newer.saved); name != "" {
		r.Failure = "not sent, for no answer of the new backend gave ${" + name + "}"
		return r, 0, nil
	}
	was, err := older.ask(ctx, q)
	if err != nil {
		return r, 0, err
	}
	is, err := newer.ask(ctx, q)
	if err != nil {
		return r, 0, err
	}
	r.Differences = differ(&was, &is, older.saved, newer.saved, time.Now())
	if r.Failure = failure(q, was.status, is.status); r.Failure == "" {
		judge(q, &was, &is, r.Differences)
	}
	return r, was.status, nil
}

// failure says which side fails. What stands in front of a backend that is down
// answers as well, and two that are down answer alike.
func failure(q *Request, was, is int) string {
	switch {
	case was >= http.StatusInternalServerError && (!q.Crashes || was != http.StatusInternalServerError):
		return fmt.Sprintf("the old backend answers %d", was)
	case is >= http.StatusInternalServerError:
		return fmt.Sprintf("the new backend answers %d", is)
	default:
		return ""
	}
}
