package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// ETag is the entity tag of one version of one resource (RFC 9110, section
// 8.8.3), quotes included, for example "42-7".
func ETag(id, version int64) string {
	var room [48]byte
	tag := append(room[:0], '"')
	tag = strconv.AppendInt(tag, id, 10)
	tag = append(tag, '-')
	tag = strconv.AppendInt(tag, version, 10)
	tag = append(tag, '"')
	return string(tag)
}

// IfMatch is the If-Match header of a request to change the resource with this
// id: nil without one, else what says whether the version that is there now may
// be changed. That is so if one of the tags is the version's, or for "*". What
// cannot be read matches nothing, so that a broken condition never lets a change
// through.
//
// Unlike RFC 9110, section 13.1.1, a weak tag (W/"42-7") counts as the strong
// one with the same text. We never give out weak ones; a proxy that compresses
// an answer makes them of ours, and the tag names a version of the data, which
// compression does not alter. Told apart, every client behind such a proxy
// would get 412 for ever.
func IfMatch(r *http.Request, id int64) func(version int64) bool {
	lines := r.Header["If-Match"]
	if len(lines) == 0 {
		return nil
	}
	return func(version int64) bool {
		etag := ETag(id, version)
		return slices.ContainsFunc(lines, func(line string) bool { return matches(line, etag) })
	}
}

// matches reads one line: "*" or a list of entity tags, inside of which a
// comma may stand.
func matches(line, etag string) bool {
	line = strings.Trim(line, " \t")
	if line == "*" {
		return true
	}
	for {
		line = strings.TrimLeft(line, " \t,")
		line = strings.TrimPrefix(line, "W/")
		if line == "" || line[0] != '"' {
			return false
		}
		end := strings.IndexByte(line[1:], '"')
		if end < 0 {
			return false
		}
		if line[:end+2] == etag {
			return true
		}
		line = strings.TrimLeft(line[end+2:], " \t")
		if line == "" || line[0] != ',' {
			return false
		}
	}
}
