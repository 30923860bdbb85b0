package web

import "net"

// GuardedListener makes connections that a client cannot abuse as far as that is
// settled below HTTP. They keep little of an answer that the client does not read,
// see boundUnsent. Their deadlines cost little, see lazyConn. And they remember whether a head spoke of the end of its body in
// two ways: net/http believes one of the two headers, throws the other away and
// tells nobody, so whoever wants to know has to look at the bytes. [OneFraming] is
// who asks.
func GuardedListener(l net.Listener) net.Listener { return guardedListener{l} }

type guardedListener struct{ net.Listener }

func (l guardedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	boundUnsent(conn)
	return &framedConn{Conn: newLazyConn(conn)}, nil
}
