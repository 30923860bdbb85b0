package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks whose word about the address of a client is taken.
// The zero value trusts nobody.
type Proxies []netip.Prefix

// ParseProxies reads a comma-separated list of prefixes ("10.0.0.0/8",
// "fd00::/8") and single addresses. A prefix of length 0 is refused: it would
// let everyone choose the address that limits and logs see.
func ParseProxies(list string) (Proxies, error) {
	var proxies Proxies
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		prefix, err := parsePrefix(item)
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q: %w", item, err)
		}
		proxies = append(proxies, prefix)
	}
	return proxies, nil
}

func parsePrefix(s string) (netip.Prefix, error) {
	if !strings.Contains(s, "/") {
		addr, err := netip.ParseAddr(s)
		if err != nil {
			return netip.Prefix{}, err
		}
		addr = plain(addr)
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	if prefix.Addr().Is4In6() {
		// Addresses are compared in their short form, so this one has to be
		// brought into it or it would silently match nothing.
		prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
	}
	if prefix.Bits() <= 0 {
		return netip.Prefix{}, fmt.Errorf("the prefix trusts every address")
	}
	return prefix.Masked(), nil
}

// Client is the address the request comes from: the peer's, unless the peer is
// a trusted proxy. Then X-Forwarded-For is read from its end, where the
// nearest proxy wrote, up to the first address that is no trusted proxy;
// entries before that one are the client's own invention. Where an entry is no
// address, the proxy that passed it on is named. The result is invalid when
// the peer has no IP address, as on a Unix socket.
func (p Proxies) Client(r *http.Request) netip.Addr {
	client := Peer(r)
	lines := r.Header["X-Forwarded-For"]
	for i := len(lines) - 1; i >= 0; i-- {
		for rest, more := lines[i], true; more; {
			if !p.Trusts(client) {
				return client
			}
			var entry string
			rest, entry, more = cutLast(rest)
			hop, ok := parseHop(entry)
			if !ok {
				return client
			}
			client = hop
		}
	}
	return client
}

// Trusts says whether an address is one of the proxies.
func (p Proxies) Trusts(addr netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// Peer is the address at the other end of the connection, whoever that speaks for.
// It is invalid when that has no IP address.
func Peer(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return plain(ap.Addr())
}

// cutLast splits off the last entry of a comma-separated list.
func cutLast(list string) (rest, last string, more bool) {
	if i := strings.LastIndexByte(list, ','); i >= 0 {
		return list[:i], list[i+1:], true
	}
	return "", list, false
}

// parseHop reads an entry of X-Forwarded-For: an address, with a port as some
// balancers write it, or in brackets.
func parseHop(entry string) (netip.Addr, bool) {
	entry = strings.Trim(entry, " \t")
	if addr, err := netip.ParseAddr(entry); err == nil {
		return plain(addr), true
	}
	if ap, err := netip.ParseAddrPort(entry); err == nil {
		return plain(ap.Addr()), true
	}
	if len(entry) > 2 && entry[0] == '[' && entry[len(entry)-1] == ']' {
		addr, err := netip.ParseAddr(entry[1 : len(entry)-1])
		return plain(addr), err == nil
	}
	return netip.Addr{}, false
}

// plain makes equal addresses equal: 4in6 becomes IPv4 and a zone, which a
// client could vary at will, is dropped.
func plain(addr netip.Addr) netip.Addr { return addr.Unmap().WithZone("") }

// RateKey names the holder of an address for a counter: an IPv4 address whole,
// an IPv6 address by its /64, because one customer has all of that and would
// otherwise have 2^64 tries.
func RateKey(addr netip.Addr) string {
	addr = plain(addr)
	if !addr.Is6() {
		return addr.String()
	}
	prefix, _ := addr.Prefix(64) // fails only for lengths that do not exist
	return prefix.String()
}
