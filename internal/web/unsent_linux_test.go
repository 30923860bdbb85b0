package web_test

import (
	"net"
	"testing"
	"time"

	"perfil/internal/web"
)

// taken is how much of an endless answer the kernel takes for a client who reads
// nothing.
func taken(t *testing.T, guard func(net.Listener) net.Listener) (total int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener = guard(listener)
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_ = client.(*net.TCPConn).SetReadBuffer(4096)
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
	for piece := make([]byte, 4096); ; {
		n, err := conn.Write(piece)
		total += n
		if err != nil || total > 64<<20 {
			return total
		}
	}
}

func TestAClientWhoDoesNotReadCostsLittle(t *testing.T) {
	bounded, free := taken(t, web.GuardedListener), taken(t, func(l net.Listener) net.Listener { return l })
	t.Logf("%d KiB, and %d without the bound", bounded>>10, free>>10)
	if bounded > 1<<20 {
		t.Errorf("the kernel takes %d bytes", bounded)
	}
}
