// Package compare sends the same requests to a former backend and to Perfil and
// says where the answers differ, so that an operator knows before the switch
// what the clients will notice.
//
// What differs on purpose, because it was a hole or said too little, is told
// apart from what nobody expects (expected.go); both are told. It knows nothing
// of accounts: it sees what a client sees.
package compare
