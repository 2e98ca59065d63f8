//go:build unix

package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"
)

// lockFile holds path locked until the result is closed or the process ends.
func lockFile(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	for range 10 {
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			break
		}
		time.Sleep(20 * time.Millisecond) // it may be Running that looks
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		owner := ownerOf(f)
		f.Close()
		return nil, fmt.Errorf("in use by another feedd (process %s); stop it, or name another store", owner)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	// The process number is for the message above; the lock does not need it.
	if err := f.Truncate(0); err == nil {
		fmt.Fprintln(f, os.Getpid())
	}
	return f, nil
}

// Running tells whether a process has the store at path open for writing, and
// its number.
func Running(path string) (process string, ok bool) {
	f, err := os.Open(path + ".lock")
	if err != nil {
		return "", false
	}
	defer f.Close()
	if !errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB), syscall.EWOULDBLOCK) {
		return "", false
	}
	return ownerOf(f), true
}

func ownerOf(f *os.File) string {
	owner, _ := io.ReadAll(io.LimitReader(f, 32)) // it serves a message only
	return strings.TrimSpace(string(owner))
}
