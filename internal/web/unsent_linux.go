package web

import (
	"net"
	"syscall"
)

// maxUnsent is how much of its answers a connection keeps in the kernel beyond
// what is already on its way, in bytes.
const maxUnsent = 128 << 10

// tcpNotSentLowat is TCP_NOTSENT_LOWAT of linux/tcp.h, which syscall lacks.
const tcpNotSentLowat = 0x19

// boundUnsent keeps the kernel from taking more of an answer than that. Left alone
// it takes 4 MiB for every client who asks and does not read: a thousand of them
// cost 4 GiB of memory that is not even ours to count, and the processors all the
// time that it takes to fill it. What is on its way is not bounded, so a client
// who does read is served no slower.
//
// It is set on each connection, because those of a listener that also takes
// multipath TCP, as Go's do, do not inherit it. A kernel that has no such bound
// serves without it.
func boundUnsent(conn net.Conn) {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return // it is closed already, as the next read tells
	}
	_ = raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpNotSentLowat, maxUnsent)
	})
}
