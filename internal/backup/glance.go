package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
)

// leastBytes is less than any archive has: four members with their headers, and the
// two empty blocks of the end.
const leastBytes = (4*2 + 2) * 512

// glance says whether something can be a backup, see canBeBackup. What was found to be
// one is not looked at again until it is written over.
func (s *Series) glance(ctx context.Context, stored Stored) (bool, error) {
	if s.seen[stored] {
		return true, nil
	}
	good, err := canBeBackup(ctx, s.place, stored)
	if good {
		s.seen[stored] = true
	}
	return good, err
}

// canBeBackup says whether what has the name of a backup can be one. It looks at the length
// and the first bytes, because to read all that are kept each time would cost more than
// they are worth: an empty file and one that something else was written over are found;
// of one that is not encrypted also that its database is cut off. Only Read finds all.
// That nothing was found out is an error.
func canBeBackup(ctx context.Context, place Place, s Stored) (bool, error) {
	if s.Bytes < leastBytes {
		return false, nil
	}
	file, err := place.Open(ctx, s.Name)
	if errors.Is(err, ErrAbsent) {
		return false, nil // it has gone since it was listed
	}
	if err != nil {
		return false, err
	}
	defer file.Close() //nolint:errcheck // only read
	begin := make([]byte, leastBytes)
	if _, err := io.ReadFull(patient{ctx, file}, begin); err != nil {
		return false, err
	}
	if strings.HasSuffix(s.Name, sealedEnd) {
		return bytes.HasPrefix(begin, []byte(sealed)), nil
	}
	head, ok := headOf(begin)
	return ok && head.Database < s.Bytes, nil
}

// headOf reads the first member of an archive of which this is the beginning.
func headOf(begin []byte) (Head, bool) {
	members := tar.NewReader(bytes.NewReader(begin))
	first, err := members.Next()
	if err != nil || !isHead(first) {
		return Head{}, false
	}
	text, err := io.ReadAll(members)
	if err != nil {
		return Head{}, false
	}
	return parseHead(text)
}
