package web

import (
	"bufio"
	"bytes"
	"net/textproto"
	"testing"
)

// Whatever net/http's own parser takes for a head with both headers is found, in
// whichever pieces it comes and whatever was sent before it.
func FuzzTwoFramingsAreNeverMissed(f *testing.F) {
	for _, head := range []string{
		"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"POST / HTTP/1.1\ntransfer-encoding:chunked\nX: y\nCONTENT-LENGTH: 3\n\n",
		"POST / HTTP/1.1\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length:\r\n\t3\r\n\r\n",
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n \r\nContent-Length: 3\r\n\r\n",
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\r\nContent-Length: 3\r\n\r\n",
		"POST / HTTP/1.1\r\nTransfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\n",
	} {
		f.Add([]byte(head), []byte("GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx"), uint8(7))
	}
	f.Fuzz(func(t *testing.T, head, before []byte, piece uint8) {
		in := textproto.NewReader(bufio.NewReader(bytes.NewReader(head)))
		if _, err := in.ReadLine(); err != nil {
			return
		}
		header, err := in.ReadMIMEHeader()
		if err != nil || header["Content-Length"] == nil || header["Transfer-Encoding"] == nil {
			return
		}
		var s headScan
		var found uint32
		all := append(bytes.Clone(before), head...)
		for len(all) > 0 {
			n := min(len(all), int(piece)+1)
			found |= s.scan(all[:n])
			all = all[n:]
		}
		if found != sawTwoFrames {
			t.Errorf("%q after %q in pieces of %d: %b", head, before, int(piece)+1, found)
		}
	})
}
