package article

import (
	"path"
	"strings"

	"feedd/feed"
)

// anchor is what every id in an article begins with: a page that shows the
// article keeps its own ids, and nothing in the article can take the place of
// one.
const anchor = "at-"

// rewriteURL returns a URL of an article as it is published: absolute and
// ASCII (RFC 3986, with host names as in RFC 5891), or behind [feed.EntryRef]
// or [feed.SiteRef]. It refuses what is not a link to something a reader can
// open, scripts before all. What it has returned it returns again unchanged.
func rewriteURL(raw string) (string, bool) {
	s := strings.Trim(dropBreaks.Replace(raw), " \u00a0\u3000")
	scheme, rest := splitScheme(s)
	switch scheme {
	case "http", "https":
		return webURL(scheme, rest)
	case "mailto", "tel":
		return scheme + ":" + escapeURL(rest), rest != ""
	case "feedd-entry":
		if rest == "" {
			return feed.EntryRef, true
		}
		return relativeURL(rest)
	case "feedd-site":
		return relativeURL("/" + strings.TrimLeft(rest, `/\`))
	case "":
		return relativeURL(s)
	}
	return "", false
}

// dropBreaks takes out what browsers do before they read a URL (WHATWG URL
// §4.1).
var dropBreaks = strings.NewReplacer("\t", "", "\n", "", "\r", "")

// splitScheme splits a URL at the colon after its scheme, if it has one
// (RFC 3986 §3.1). A colon that anything else stands before is left to be
// escaped.
func splitScheme(s string) (scheme, rest string) {
	i := strings.IndexAny(s, ":/?#")
	if i < 1 || s[i] != ':' {
		return "", s
	}
	for j, c := range []byte(s[:i]) {
		alpha := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !alpha && (j == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.')) {
			return "?", s
		}
	}
	return strings.ToLower(s[:i]), s[i+1:]
}

// webURL returns an http or https URL with a host that is one.
func webURL(scheme, rest string) (string, bool) {
	rest = strings.TrimLeft(rest, `/\`)
	end := strings.IndexAny(rest, `/\?#`)
	if end < 0 {
		end = len(rest)
	}
	host, ok := hostOf(rest[:end])
	if !ok {
		return "", false
	}
	rest = rest[end:]
	if strings.HasPrefix(rest, `\`) {
		rest = "/" + rest[1:]
	}
	return scheme + "://" + host + escapeURL(rest), true
}

// hostOf returns the authority of a URL in ASCII. One with user information
// is refused: it serves to show a reader another host than the one opened.
func hostOf(s string) (string, bool) {
	name, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") {
		name, port = s[:i], s[i+1:]
	}
	// Only an IPv6 address stands in brackets, and it must.
	bracketed := strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]")
	if bracketed != strings.Contains(name, ":") {
		return "", false
	}
	if bracketed {
		name = name[1 : len(name)-1]
	}
	host := feed.Host(name, port)
	return host, host != ""
}

// relativeURL resolves a URL without a scheme as far as that can be done
// before it is known where the publication is served.
func relativeURL(s string) (string, bool) {
	switch {
	case s == "":
		return "", false
	case s[0] == '#':
		return feed.EntryRef + "#" + fragment(s[1:]), len(s) > 1
	case s[0] == '?':
		return feed.EntryRef + escapeURL(s), true
	case len(s) > 1 && strings.ContainsRune(`/\`, rune(s[0])) && strings.ContainsRune(`/\`, rune(s[1])):
		return webURL("https", s)
	case s[0] == '/' || s[0] == '\\':
		return feed.SiteRef + escapeURL(cleanPath(strings.TrimLeft(s, `/\`))), true
	}
	return belowEntry(s)
}

// belowEntry resolves a path that begins at the entry's page, "../" included.
func belowEntry(s string) (string, bool) {
	const slug = "*" // stands for any
	end := strings.IndexAny(s, "?#")
	if end < 0 {
		end = len(s)
	}
	dir, file := strings.ReplaceAll(s[:end], `\`, "/"), s[end:]
	full := path.Join("/"+feed.PagePath(slug), dir)
	if strings.HasSuffix(dir, "/") || strings.HasSuffix(dir, "/.") || strings.HasSuffix(dir, "/..") || dir == "." || dir == ".." {
		full += "/"
	}
	rest, below := strings.CutPrefix(full, "/"+feed.PagePath(slug))
	if rest == "" && file != "" {
		return relativeURL(file)
	}
	if below {
		return feed.EntryRef + escapeURL(noScheme(rest)+file), true
	}
	return feed.SiteRef + escapeURL(strings.TrimLeft(full, "/")+file), true
}

// noScheme hides the colons that a URL would have its scheme before
// (RFC 3986 §4.2).
func noScheme(s string) string {
	first, rest, more := strings.Cut(s, "/")
	first = strings.ReplaceAll(first, ":", "%3A")
	if more {
		first += "/"
	}
	return first + rest
}

// cleanPath resolves the dot segments of a path that begins at the root
// (RFC 3986 §5.2.4).
func cleanPath(s string) string {
	end := strings.IndexAny(s, "?#")
	if end < 0 {
		end = len(s)
	}
	dir := s[:end]
	clean := strings.TrimPrefix(path.Clean("/"+dir), "/")
	if clean != "" && (strings.HasSuffix(dir, "/") || strings.HasSuffix(dir, "/.") || strings.HasSuffix(dir, "/..")) {
		clean += "/"
	}
	return clean + s[end:]
}

// fragment returns what a link within the article leads to.
func fragment(s string) string {
	if !strings.HasPrefix(s, anchor) {
		s = anchor + s
	}
	return escapeURL(strings.ReplaceAll(s, "#", "%23"))
}

// escapeURL percent-encodes what a URL cannot hold (RFC 3986 §2), and a
// percent sign that encodes nothing. Of several "#" the first remains, none at
// the end.
func escapeURL(s string) string {
	const hex = "0123456789ABCDEF"
	s = strings.TrimRight(s, "#")
	var b strings.Builder
	b.Grow(len(s))
	hash := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		ok := isURLByte[c]
		switch {
		case c == '%':
			ok = i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2])
		case c == '#':
			ok = !hash
			hash = true
		}
		if ok {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// isURLByte marks what may stand in a path, a query and a fragment alike. The
// single quote is left out: it would end an attribute that a careless template
// puts the URL in.
var isURLByte = func() (t [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&()*+,;=:@/?") {
		t[c] = true
	}
	return t
}()
