//go:build !unix

package store

import (
	"io"
	"os"
)

// lockFile holds path open. Elsewhere than on Unix the database's own locks
// alone keep two writers apart.
func lockFile(path string) (io.Closer, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
}

// Running cannot be told here.
func Running(string) (process string, ok bool) { return "", false }
