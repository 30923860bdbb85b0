// Package proc reads from Linux's /proc what processes and the whole machine
// have used: processor time and memory. See proc(5).
//
// It does not own what is made of the figures. On other systems its functions
// fail.
package proc
