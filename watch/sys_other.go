//go:build !unix

package watch

import "io/fs"

const (
	openFlags = 0
	dirFlags  = 0
)

func versionOf(fi fs.FileInfo) version {
	return version{size: fi.Size(), mtime: fi.ModTime().UnixNano()}
}

// linksOf is not told by os.Stat here.
func linksOf(fs.FileInfo) uint64 { return 1 }
