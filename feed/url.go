package feed

import (
	"net"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// webURL returns an absolute http or https URL as RFC 3986 has it: ASCII, the
// host in lower case and punycode, the rest percent-encoded where it must be,
// never an empty path. It returns "" for anything else.
func webURL(ref string) string {
	u, err := url.Parse(escapePercent(line(ref)))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host := asciiHost(u)
	if host == "" {
		return ""
	}
	if u.User != nil {
		host = u.User.String() + "@" + host
	}
	rest := u.EscapedPath()
	if rest == "" {
		rest = "/"
	}
	if u.RawQuery != "" {
		rest += "?" + u.RawQuery
	}
	if f := u.EscapedFragment(); f != "" {
		rest += "#" + f
	}
	return u.Scheme + "://" + host + percent(rest)
}

// asciiHost returns the host and port of a URL, "" when no DNS name or address
// can be made of it.
func asciiHost(u *url.URL) string {
	name := u.Hostname()
	if net.ParseIP(name) == nil {
		var err error
		if name, err = idna.Lookup.ToASCII(name); err != nil || name == "" {
			return ""
		}
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if port := u.Port(); port != "" {
		name += ":" + port
	}
	return name
}

// percent encodes the bytes that a URL's path, query and fragment cannot hold.
func percent(s string) string {
	if strings.IndexFunc(s, outsideURL) < 0 {
		return s
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		if outsideURL(rune(c)) {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// percentSign is a percent sign with what may be its two digits.
var percentSign = regexp.MustCompile(`%[0-9A-Fa-f]{0,2}`)

// escapePercent encodes the percent signs that encode nothing, as in "100%".
func escapePercent(s string) string {
	return percentSign.ReplaceAllStringFunc(s, func(m string) string {
		if len(m) == 3 {
			return m
		}
		return "%25" + m[1:]
	})
}

func outsideURL(r rune) bool {
	return r <= ' ' || r >= 0x7F || strings.ContainsRune("\"<>[]\\^`{|}", r)
}
