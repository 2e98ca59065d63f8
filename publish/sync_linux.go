package publish

import (
	"os"

	"golang.org/x/sys/unix"
)

const canSyncAll = true

// syncFS makes everything that was written to the file system of f durable.
// Since Linux 5.8 it reports write errors as fsync does.
func syncFS(f *os.File) error { return unix.Syncfs(int(f.Fd())) }
