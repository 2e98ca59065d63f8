// Command feedd publishes the articles dropped into a directory as RSS 2.0,
// Atom 1.0 and JSON Feed 1.1.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal kills
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// Exit statuses.
const (
	statusDone   = 0
	statusFailed = 1
	statusUsage  = 2
)

// memoryGoal is where the garbage collector begins to work harder, in bytes.
// It is no limit; GOMEMLIMIT says another.
const memoryGoal = 128 << 20

// run runs one command and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
	root := newRoot(stdout, stderr)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return statusDone
	}
	var told *toldError
	if errors.As(err, &told) {
		return statusFailed
	}
	fmt.Fprintln(stderr, "feedd:", err)
	var hint *hintError
	if errors.As(err, &hint) {
		fmt.Fprintln(stderr, "feedd: hint:", hint.hint)
	}
	var usage *usageError
	switch {
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "feedd: hint: see feedd %s--help\n", usage.command)
		return statusUsage
	case strings.HasPrefix(err.Error(), "unknown command"): // cobra has no type for it
		fmt.Fprintln(stderr, "feedd: hint: see feedd --help")
		return statusUsage
	}
	return statusFailed
}

// A usageError is a command line that cannot be understood.
type usageError struct {
	command string // with a space behind it, or empty
	err     error
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// A hintError is an error with the remedy on a line of its own.
type hintError struct {
	err  error
	hint string
}

func (e *hintError) Error() string { return e.err.Error() }
func (e *hintError) Unwrap() error { return e.err }

// A toldError ends a command that has told already what is wrong.
type toldError struct{ err error }

func (e *toldError) Error() string { return e.err.Error() }
