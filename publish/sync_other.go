//go:build !linux

package publish

import "os"

const canSyncAll = false

func syncFS(f *os.File) error { return f.Sync() }
