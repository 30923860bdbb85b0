package main

import (
	"context"
	"fmt"
)

// takeTurns lets the subjects work one after the other, A B A B, so that what
// else happens on the machine meets all of them. It returns the samples of each
// subject, round by round.
func takeTurns(ctx context.Context, subjects []subject, o *options, tell func(round int)) ([][]sample, error) {
	all := make([][]sample, len(subjects))
	for _, s := range subjects {
		if _, err := s.turn(ctx, o.warmUp); err != nil {
			return nil, fmt.Errorf("%s, warming up: %w", s.who(), err)
		}
	}
	for round := range o.rounds {
		tell(round + 1)
		for i, s := range subjects {
			got, err := s.turn(ctx, o.time)
			if err != nil {
				return nil, fmt.Errorf("%s, round %d: %w", s.who(), round+1, err)
			}
			all[i] = append(all[i], got)
		}
	}
	return all, nil
}
