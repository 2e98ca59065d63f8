package server

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPath bounds a path in bytes. The longest of the tree has a file name of
// 255 and a few directories.
const maxPath = 1024

// cleanPath returns the path in the output tree that a URL names, without the
// base URL's prefix: "" or ending in a slash for a directory. A path that
// means something else to another program is not ok: dot segments and dot
// files, empty segments, backslashes, drive letters, encoded slashes, what is
// encoded twice, and what cannot be printed.
func cleanPath(u *url.URL, prefix string) (name string, ok bool) {
	if len(u.Path) > maxPath || hasEncodedSlash(u.RawPath) {
		return "", false
	}
	name, ok = strings.CutPrefix(u.Path, prefix)
	if !ok {
		name, ok = strings.CutPrefix(u.Path, "/")
	}
	if !ok || !printable(name) || !segments(name) {
		return "", false
	}
	return name, true
}

// hasEncodedSlash tells whether a slash was written as %2F, which Path no
// longer shows.
func hasEncodedSlash(rawPath string) bool {
	return strings.Contains(rawPath, "%2f") || strings.Contains(rawPath, "%2F")
}

func printable(name string) bool {
	for _, r := range name {
		switch {
		case r == '\\' || r == ':' || r == '%' || r == utf8.RuneError:
			return false
		case !unicode.IsGraphic(r) || unicode.IsSpace(r):
			return false
		}
	}
	return true
}

// segments tells whether each segment is a name; only the last may be empty.
func segments(name string) bool {
	for name != "" {
		segment, rest, _ := strings.Cut(name, "/")
		if segment == "" || segment[0] == '.' {
			return false
		}
		name = rest
	}
	return true
}
