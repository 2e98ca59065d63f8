package watch

// A writerState is what a lease tells of a file.
type writerState int

const (
	writersUnknown writerState = iota // the system cannot tell
	writersNone
	writersFound
)
