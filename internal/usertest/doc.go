// Package usertest lets a test do something as a user without rights. It owns how a
// thread becomes somebody else, and how a folder of a test gets within reach; what that
// user may and may not do is for the tests to say.
package usertest
