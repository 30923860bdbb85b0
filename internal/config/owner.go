package config

import (
	"os"
	"syscall"
)

// owner is the user whose file it is, -1 if that cannot be told.
func owner(info os.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid)
	}
	return -1
}
