package article

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads one file. What it returns is complete but for the id and the
// slug, which the store allocates; an error is always an [*Error].
//
// The extension chooses the format: Markdown, HTML, or plain text, which holds
// wire copy. A plain text that opens with YAML front matter, and a Markdown
// file that has neither front matter nor headings but a dateline, are what
// they look like rather than what they are called.
func Parse(f File, o Options) ([]Article, error) {
	return guarded(f, o, parse)
}

// guarded reads a file with parsers that others wrote: should one of them
// panic, the file is rejected and the others are still read.
func guarded(f File, o Options, parse func(File, Options) ([]Article, error)) (list []Article, err error) {
	defer func() {
		if r := recover(); r != nil {
			list, err = nil, fault(f, 0, "its parser gave up: %v; simplify the markup", r)
		}
	}()
	return parse(f, o)
}

func parse(f File, o Options) ([]Article, error) {
	o.Limits = o.Limits.withDefaults()
	if len(f.Data) > o.Limits.FileBytes {
		return nil, fault(f, 0, "file has %d bytes; the limit is %d; split it", len(f.Data), o.Limits.FileBytes)
	}
	text, err := decode(f.Data)
	if err != nil {
		return nil, fault(f, 0, "%v", err)
	}
	if !hasWords(text) {
		return nil, fault(f, 0, "empty: there are no words in it")
	}
	return dispatch(f, o, text)
}

func dispatch(f File, o Options, text string) ([]Article, error) {
	switch strings.ToLower(path.Ext(f.Path)) {
	case ".md", ".markdown", ".mdown":
		if looksLikeWire(text) {
			if list, ok := parseWire(text, f, o); ok {
				return list, nil
			}
		}
		return parseWritten(f, o, text, readMarkdown)
	case ".html", ".htm", ".xhtml":
		return parseWritten(f, o, text, readHTML)
	}
	if opensWithYAML(text) {
		return parseWritten(f, o, text, readMarkdown)
	}
	return parsePlain(text, f, o)
}

// looksLikeWire tells whether a Markdown file has nothing that a writer of
// Markdown would give an article: no metadata and no heading.
func looksLikeWire(text string) bool {
	first, rest, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	if isFence(first) || isHeaderLine(first) || strings.HasPrefix(first, "{") {
		return false
	}
	for line := first; ; line, rest, _ = strings.Cut(rest, "\n") {
		if strings.HasPrefix(line, "#") || isUnderline(line) {
			return false
		}
		if rest == "" {
			return true
		}
	}
}

// isUnderline tells whether a line makes the one above it a heading.
func isUnderline(line string) bool {
	line = strings.TrimRight(line, " \t")
	return line != "" && (strings.Trim(line, "=") == "" || strings.Trim(line, "-") == "")
}

// parseWire reads the text as wire copy if a dateline opens it.
func parseWire(text string, f File, o Options) ([]Article, bool) {
	list, err := parsePlain(text, f, o)
	ok := err == nil && len(list) > 0 && list[0].Entry.Dateline != ""
	return list, ok
}

func (l Limits) withDefaults() Limits {
	or := func(n *int, def int) {
		if *n <= 0 {
			*n = def
		}
	}
	or(&l.FileBytes, 4<<20)
	or(&l.FrontMatterBytes, 64<<10)
	or(&l.TitleRunes, 500)
	or(&l.Tags, 64)
	or(&l.Nesting, 100)
	return l
}

// fault returns the error for a place in a file. Line 0 means all of it.
func fault(f File, line int, format string, args ...any) error {
	return &Error{Path: f.Path, Line: line, Reason: fmt.Sprintf(format, args...)}
}

// A lineError is a fault found where the file's name is not known.
type lineError struct {
	line   int
	reason string
}

func (e *lineError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.reason) }

func lineErrorf(line int, format string, args ...any) error {
	return &lineError{line, fmt.Sprintf(format, args...)}
}

// inFile gives an error its place in a file.
func inFile(f File, err error) error {
	if e, ok := errors.AsType[*lineError](err); ok {
		return fault(f, e.line, "%s", e.reason)
	}
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	return fault(f, 0, "%v", err)
}

func hasWords(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// foldSpace makes one line of a text: its words with single spaces between.
func foldSpace(s string) string {
	if isFolded(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

func isFolded(s string) bool {
	space := true // before the text
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c == ' ' && space || c >= utf8.RuneSelf && startsWithSpace(s[i:]) {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

func startsWithSpace(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}
