//go:build unix

package watch

import (
	"io/fs"
	"syscall"
)

// openFlags keep open(2) from waiting for the other end of a pipe. os.Root
// adds O_NOFOLLOW itself.
const openFlags = syscall.O_NONBLOCK

// dirFlags make open(2) refuse what is not a directory.
const dirFlags = syscall.O_NONBLOCK | syscall.O_DIRECTORY

func linksOf(fi fs.FileInfo) uint64 {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Nlink)
	}
	return 1
}
