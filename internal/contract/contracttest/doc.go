// Package contracttest is what the tests of a wire contract stand on: a whole
// account service on a real database whose clock only moves when told to, people
// to sign in as, golden exchanges kept in text files, and a store that fails at
// every step of every operation.
//
// It knows no contract. Each one hands in its handler as a Contract, so what is
// tested here is tested alike for all. What a Store promises is the business of
// account/storetest.
package contracttest
