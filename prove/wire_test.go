package prove_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"perfil/e2e/program"
)

func contains(body []byte, text string) bool { return bytes.Contains(body, []byte(text)) }

// dial opens a connection that no client library stands before.
func dial(url string) (*net.TCPConn, error) {
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(url, "http://"), program.Patience)
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), nil
}

// outlast is longer than any phase of a connection may take: the server ends each
// after a minute at most, and then a slow machine has to get round to it.
const outlast = 4 * program.Patience

// converse sends bytes, says that this was all, and gives every answer that comes
// until the server closes the connection.
func converse(t *testing.T, url string, sent io.Reader) []answer {
	t.Helper()
	conn, err := dial(url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // it is over
	_ = conn.SetDeadline(time.Now().Add(outlast))
	go func() {
		_, _ = io.Copy(conn, sent) // the server may stop reading half-way
		_ = conn.CloseWrite()
	}()
	return answersOn(t, conn)
}

// answersOn reads answers until the connection is closed. An answer that is not
// HTTP is no clean one.
func answersOn(t *testing.T, conn io.Reader) []answer {
	t.Helper()
	var all []answer
	for in := bufio.NewReader(conn); ; {
		if _, err := in.Peek(1); err != nil {
			if isTimeout(err) {
				t.Errorf("the server keeps the connection after %d answers", len(all))
			}
			return all
		}
		a, err := readAnswer(in)
		if err != nil {
			t.Errorf("after %d answers: %v", len(all), err)
			return all
		}
		if a.status >= 200 {
			all = append(all, a)
		}
	}
}

func readAnswer(in *bufio.Reader) (answer, error) {
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, body}, err
}

func isTimeout(err error) bool {
	wait, ok := err.(net.Error) //nolint:errorlint // what a connection returns is not wrapped
	return ok && wait.Timeout()
}
