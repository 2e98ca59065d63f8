package watch

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// writersOf tells whether anyone has f open for writing, or mapped so. A read
// lease (fcntl(2), F_SETLEASE) is granted only if not. It is given back at
// once: a program that opens the file meanwhile would have to wait.
func writersOf(f *os.File) writerState {
	conn, err := f.SyscallConn()
	if err != nil {
		return writersUnknown
	}
	state := writersUnknown // not our file, or a file system without leases
	control := func(fd uintptr) {
		_, err := unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK)
		switch {
		case err == nil:
			state = writersNone
			unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK) // closing f does the same
		case errors.Is(err, unix.EAGAIN):
			state = writersFound
		}
	}
	if err := conn.Control(control); err != nil {
		return writersUnknown
	}
	return state
}
