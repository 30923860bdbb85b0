// Package durable owns how a name gets onto the disk for good: that of a new folder,
// and that of a file that is there whole or not at all. The system promises neither
// before the folder above was forced to the disk, however safe the bytes are.
//
// What is written, who may read it and when it is removed again is the business of
// whoever calls.
package durable
