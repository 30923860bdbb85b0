package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"perfil/internal/web"
)

func proxies(t testing.TB, list string) web.Proxies {
	t.Helper()
	p, err := web.ParseProxies(list)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheClientIsFoundBehindTrustedProxiesOnly(t *testing.T) {
	const trusted = "10.0.0.0/8, 127.0.0.1, fd00::/8, ::ffff:192.0.2.0/120"
	for name, c := range map[string]struct {
		trusted, peer string
		forwarded     []string
		want          string
	}{
		"nobody is trusted":             {"", "198.51.100.1:99", []string{"203.0.113.7"}, "198.51.100.1"},
		"peer is no proxy":              {trusted, "198.51.100.1:99", []string{"203.0.113.7"}, "198.51.100.1"},
		"peer is a proxy":               {trusted, "127.0.0.1:99", []string{"203.0.113.7"}, "203.0.113.7"},
		"the last entry counts":         {trusted, "127.0.0.1:99", []string{"1.1.1.1, 203.0.113.7"}, "203.0.113.7"},
		"the last line counts":          {trusted, "127.0.0.1:99", []string{"1.1.1.1", "203.0.113.7"}, "203.0.113.7"},
		"proxies of proxies are passed": {trusted, "127.0.0.1:99", []string{"1.1.1.1, 203.0.113.7, 10.1.2.3", "10.9.9.9"}, "203.0.113.7"},
		"all are proxies":               {trusted, "127.0.0.1:99", []string{"10.0.0.1, 10.0.0.2"}, "10.0.0.1"},
		"no header":                     {trusted, "127.0.0.1:99", nil, "127.0.0.1"},
		"empty header":                  {trusted, "127.0.0.1:99", []string{""}, "127.0.0.1"},
		"garbage names the proxy":       {trusted, "127.0.0.1:99", []string{"203.0.113.7, unknown, 10.0.0.2"}, "10.0.0.2"},
		"entry with a port":             {trusted, "127.0.0.1:99", []string{"203.0.113.7:4711"}, "203.0.113.7"},
		"entry in brackets":             {trusted, "127.0.0.1:99", []string{"[2001:db8::1]"}, "2001:db8::1"},
		"entry in brackets with a port": {trusted, "127.0.0.1:99", []string{"[2001:db8::1]:4711"}, "2001:db8::1"},
		"a zone is dropped":             {trusted, "127.0.0.1:99", []string{"fe80::1%x"}, "fe80::1"},
		"4in6 peer":                     {trusted, "[::ffff:10.0.0.1]:99", []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
		"4in6 prefix":                   {trusted, "192.0.2.9:99", []string{"203.0.113.7"}, "203.0.113.7"},
		"IPv6 proxy":                    {trusted, "[fd00::1]:99", []string{"2001:db8::1"}, "2001:db8::1"},
		"no IP peer":                    {trusted, "@", []string{"203.0.113.7"}, "invalid IP"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		for _, line := range c.forwarded {
			r.Header.Add("X-Forwarded-For", line)
		}
		if got := proxies(t, c.trusted).Client(r).String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestBadProxyListsAreRefused(t *testing.T) {
	for _, list := range []string{"x", "10.0.0.0/33", "0.0.0.0/0", "::/0", "10.0.0.1,, y", "fe80::%eth0/64", "::ffff:0.0.0.0/90", "1.2.3.4:80"} {
		if p, err := web.ParseProxies(list); err == nil {
			t.Errorf("%q became %v", list, p)
		}
	}
	if p, err := web.ParseProxies(" , "); err != nil || len(p) != 0 {
		t.Errorf("an empty list: %v, %v", p, err)
	}
}

func TestRateKeysJoinWhatOneCustomerHas(t *testing.T) {
	for addr, want := range map[string]string{
		"203.0.113.7":             "203.0.113.7",
		"::ffff:203.0.113.7":      "203.0.113.7",
		"2001:db8:1:2:3:4:5:6":    "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::1":    "2001:db8:1:2::/64",
		"2001:db8:1:3::":          "2001:db8:1:3::/64",
		"fe80::1%any-name-at-all": "fe80::/64",
	} {
		if got := web.RateKey(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
	if got := web.RateKey(netip.Addr{}); got != "invalid IP" {
		t.Errorf("no address: %s", got)
	}
}

// Whatever a client writes into the header, as long as a proxy appends the
// real address, the real address comes out.
func FuzzAForgedHeaderNeverHidesTheClient(f *testing.F) {
	for _, forged := range []string{"", "1.1.1.1", "10.0.0.1", ",,", "a\tb", "[::1]:x", "10.0.0.1, 10.0.0.2,", "::ffff:10.0.0.1"} {
		f.Add(forged)
	}
	trusted := proxies(f, "10.0.0.0/8,127.0.0.1/32")
	f.Fuzz(func(t *testing.T, forged string) {
		for _, lines := range [][]string{{forged + ",203.0.113.7"}, {forged, "203.0.113.7, 10.0.0.9"}} {
			r := &http.Request{RemoteAddr: "127.0.0.1:1", Header: http.Header{"X-Forwarded-For": lines}}
			if got := trusted.Client(r); got != netip.MustParseAddr("203.0.113.7") {
				t.Errorf("%q: %s", lines, got)
			}
		}
		r := &http.Request{RemoteAddr: "127.0.0.1:1", Header: http.Header{"X-Forwarded-For": {forged}}}
		if got := trusted.Client(r); !got.IsValid() || strings.Contains(got.String(), "%") {
			t.Errorf("%q alone: %s", forged, got)
		}
	})
}
