package prove_test

import (
	"bufio"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"perfil/e2e/program"
)

// targets are the operations of both documents.
func targets(all map[string]contract) []*target {
	var found []*target
	for _, name := range slices.Sorted(maps.Keys(all)) {
		c := all[name]
		for path, item := range c.spec.Paths.Map() {
			for method, operation := range item.Operations() {
				t := &target{contract: c, id: operation.OperationID, method: method, path: path}
				t.protected = operation.Security != nil && len(*operation.Security) > 0
				if operation.RequestBody != nil {
					schema := operation.RequestBody.Value.Content["application/json"].Schema.Value
					t.properties, t.required = schema.Properties, schema.Required
				}
				found = append(found, t)
			}
		}
	}
	slices.SortFunc(found, func(a, b *target) int { return strings.Compare(a.method+a.path, b.method+b.path) })
	return found
}

// seed is that of this run: PERFIL_SEED, to repeat one, or the clock.
func seed(t *testing.T) uint64 {
	t.Helper()
	if given := os.Getenv("PERFIL_SEED"); given != "" {
		n, err := strconv.ParseUint(given, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return uint64(time.Now().UnixNano())
}

// A grinder sends garbage on one connection and opens another when that is closed.
type grinder struct {
	url  string
	conn *net.TCPConn
	in   *bufio.Reader
}

func (w *grinder) send(g *garbage) (answer, error) {
	for try := 0; ; try++ {
		if w.conn == nil {
			conn, err := dial(w.url)
			if err != nil {
				return answer{}, err
			}
			w.conn, w.in = conn, bufio.NewReader(conn)
		}
		_ = w.conn.SetDeadline(time.Now().Add(program.Patience))
		_, _ = w.conn.Write(g.raw) // an answer may be there all the same
		a, err := w.read(g.method)
		if err == nil && a.header.Get("Connection") != "close" {
			return a, nil
		}
		w.leave()
		if err == nil || try > 0 {
			return a, err
		}
	}
}

func (w *grinder) read(method string) (answer, error) {
	for {
		res, err := http.ReadResponse(w.in, &http.Request{Method: method})
		if err != nil {
			return answer{}, err
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode >= 200 {
			if res.Close {
				res.Header.Set("Connection", "close") // net/http takes it out
				err = nil                             // the end is cut off where we had not sent all
			}
			return answer{res.StatusCode, res.Header, body}, err
		}
	}
}

func (w *grinder) leave() {
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
}

// grinders is how many connections garbage comes through.
const grinders = 8

// Whatever is sent, no answer is one that the document does not tell of, nothing
// of the inside goes out, and nothing panics. What is sent is made from the
// documents that the server serves, and then spoiled: types, texts, nesting,
// encodings, headers, methods, paths, and tokens. Another run of the same garbage
// is had with PERFIL_SEED; what it meets depends on what the connections did
// before, so it finds what it found most of the time.
func TestGarbageIsAnsweredAsDocumented(t *testing.T) {
	t.Parallel()
	const proof = "garbage"
	folder, from, each := t.TempDir(), seed(t), choose(100, 10_000)
	t.Logf("PERFIL_SEED=%d", from)
	people := moveIn(t, folder, choose(200, 2000))
	server := start(t, folder, "PERFIL_JWT_SECRET="+crowdKey)
	judges := &court{contracts: contracts(t, server.URL), known: map[string]int{}}
	found := targets(judges.contracts)
	var mu sync.Mutex
	count := map[int]int{}
	var end sync.WaitGroup
	begun := time.Now()
	for first := range grinders {
		end.Go(func() {
			w := &grinder{url: server.URL}
			defer w.leave()
			for n := first; n < each*len(found) && !t.Failed(); n += grinders {
				m := mill{rand.New(rand.NewPCG(from, uint64(n))), people}
				g := m.request(found[n%len(found)])
				a, err := w.send(g)
				if err == nil {
					err = judges.judge(t.Context(), g, a)
				}
				if err == nil {
					err = undisturbed(a)
				}
				if err != nil {
					t.Errorf("%s %d: %v\n%.2000q\n%d %.2000s %v", g.target.id, n, err, g.raw, a.status, a.body, a.header)
				}
				mu.Lock()
				count[a.status]++
				mu.Unlock()
			}
		})
	}
	end.Wait()
	figure(t, proof, "requests of each operation, operations", "%d, %d, in %v", each, len(found), time.Since(begun).Round(time.Second))
	figure(t, proof, "answers by status", "%v", count)
	figure(t, proof, "kinds of answers", "%d", len(judges.known))
	figure(t, proof, "seed", "%d", from)
	if count[http.StatusOK] == 0 || count[http.StatusCreated] == 0 || count[http.StatusNoContent] == 0 {
		t.Errorf("none of it was good: %v", count)
	}
	heldWithin(t, server, proof, 512*mebibyte)
	endsWell(t, server)
}

// undisturbed says what is wrong with an answer that blames the server. The documents
// tell of 500, for what nobody has foreseen, and here all is foreseen; 503 asks to come
// again.
func undisturbed(a answer) error {
	if a.status < http.StatusInternalServerError || a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != "" {
		return nil
	}
	return errors.New("the server blames itself")
}
