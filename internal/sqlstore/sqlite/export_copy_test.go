package sqlite

import "context"

// CopyInSteps is CopyTo that asks after so many pages whether anybody still waits.
func CopyInSteps(ctx context.Context, e *Engine, path string, pages int32) error {
	return e.copyTo(ctx, path, pages)
}
