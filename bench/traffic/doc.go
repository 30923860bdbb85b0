// Package traffic is what clients of the two contracts ask a server: the
// load.Scripts of the scenarios that are measured.
//
// The people are package crowd's, sending and measuring is package load's. A
// script that hears an answer which it did not ask for ends the measurement.
package traffic
