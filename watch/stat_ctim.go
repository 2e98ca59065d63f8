//go:build linux || dragonfly || openbsd || solaris || illumos || aix

package watch

import (
	"io/fs"
	"syscall"
)

func versionOf(fi fs.FileInfo) version {
	v := version{size: fi.Size(), mtime: fi.ModTime().UnixNano()}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		v.ctime, v.ino = int64(st.Ctim.Sec)*1e9+int64(st.Ctim.Nsec), uint64(st.Ino)
	}
	return v
}
