// Package server puts the contracts and the pages together into one HTTP
// server: what is mounted where (routes.go, one page), whether it is alive and ready, its
// metrics, and how it stops without cutting anybody off.
//
// It does not own what a contract answers (packages below contract), what a
// page shows (package site), the mechanics of a request (package web), or where settings, listeners and the
// account core come from (package cli).
package server
