package server_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// The second request is written by a stranger into the body of the first, which a
// proxy in front took to end later. It must not be answered as one of its own.
func TestARequestHiddenInABodyIsNotAnswered(t *testing.T) {
	r := start(t, nil)
	conn, err := net.Dial("tcp", r.address)
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	hidden := "DELETE /api/profile/1/delete/ HTTP/1.1\r\nHost: x\r\nX: "
	_, err = io.WriteString(conn, "POST /api/sign-in/ HTTP/1.1\r\nHost: x\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"+hidden+"\r\n\r\n")
	must(t, err)
	all, err := io.ReadAll(conn)
	if err != nil && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
	if !bytes.HasPrefix(all, []byte("HTTP/1.1 400 ")) || bytes.Count(all, []byte("HTTP/1.")) != 1 {
		t.Errorf("%s", all)
	}
	if log := r.log.String(); !strings.Contains(log, "path=/api/sign-in/ status=400") || strings.Contains(log, "delete") {
		t.Errorf("log %s", log)
	}
}
