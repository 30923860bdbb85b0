package web

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"testing"
	"time"
)

// slogs are the handlers whose lines are written by hand.
func slogs(out *bytes.Buffer, json bool) slog.Handler {
	if json {
		return slog.NewJSONHandler(out, nil)
	}
	return slog.NewTextHandler(out, nil)
}

// compare has a line written both ways.
func compare(t *testing.T, e *Event, at time.Time, took time.Duration) {
	t.Helper()
	for _, json := range []bool{false, true} {
		var byHand, bySlog bytes.Buffer
		if !NewLines(&byHand, json).write(e, at, took) {
			continue
		}
		line := slog.NewRecord(at, slog.LevelInfo, "request", 0)
		line.AddAttrs(e.appendAttrs(nil, took, false)...)
		if err := slogs(&bySlog, json).Handle(context.Background(), line); err != nil {
			t.Fatal(err)
		}
		if byHand.String() != bySlog.String() {
			t.Errorf("by hand %s\nby slog %s", &byHand, &bySlog)
		}
	}
}

func FuzzALineIsTheOneThatSlogWouldWrite(f *testing.F) {
	f.Add("GET", "/api/auth/profile", "express", "192.0.2.1", 200, int64(415), int64(7), int64(1234567), int64(1764000000123456789))
	f.Add("POST", "/api/profile/", "django", "2001:db8::1", 401, int64(0), int64(0), int64(1), int64(0))
	f.Add("GET", "/a%2Fb~c", "", "", 404, int64(-1), int64(-5), int64(-1500), int64(1764000000120000000))
	f.Add("PUT", "/a=b", "site", "::ffff:192.0.2.1", 301, int64(1), int64(1), int64(time.Hour), int64(1764000000999999999))
	f.Add("G T", `/"`, `d"`, "fe80::1%eth0", 0, int64(1), int64(1), int64(0), int64(1))
	f.Add("", "", "\x00", "x", 499, int64(1), int64(1), int64(0), int64(1))
	f.Fuzz(func(t *testing.T, method, path, contract, client string, status int, size, account, took, at int64) {
		addr, _ := netip.ParseAddr(client)
		e := &Event{id: "0123456789abcdef01234567", method: method, path: path, contract: contract, client: plain(addr),
			status: status, bytes: size, account: account}
		for _, zone := range []*time.Location{time.UTC, time.FixedZone("", -3*3600-1800)} {
			compare(t, e, time.Unix(0, at).In(zone), time.Duration(took))
		}
	})
}

func TestWhatNeedsQuotesOrHasACauseIsLeftToSlog(t *testing.T) {
	plain := Event{id: "1", method: "GET", path: "/", contract: "django"}
	for name, spoil := range map[string]func(*Event){
		"a line break": func(e *Event) { e.path = "/\nlevel=ERROR" },
		"a quote":      func(e *Event) { e.method = `G"` },
		"no method":    func(e *Event) { e.method = "" },
		"a contract":   func(e *Event) { e.contract = "a b" },
		"a cause":      func(e *Event) { e.err = errors.New("disk") },
	} {
		var out bytes.Buffer
		e := plain
		if spoil(&e); NewLines(&out, true).write(&e, time.Now(), 0) || out.Len() > 0 {
			t.Errorf("%s: %s", name, &out)
		}
	}
	var out bytes.Buffer
	if !NewLines(&out, true).write(&plain, time.Now(), 0) {
		t.Error("an ordinary line was not written")
	}
}
