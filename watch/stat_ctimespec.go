//go:build darwin || ios || freebsd || netbsd

package watch

import (
	"io/fs"
	"syscall"
)

func versionOf(fi fs.FileInfo) version {
	v := version{size: fi.Size(), mtime: fi.ModTime().UnixNano()}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		v.ctime, v.ino = int64(st.Ctimespec.Sec)*1e9+int64(st.Ctimespec.Nsec), uint64(st.Ino)
	}
	return v
}
