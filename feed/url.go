package feed

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
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
	host := Host(u.Hostname(), u.Port())
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

// Host returns a host, which is an address or a DNS name in any script, and a
// port, if any, as URLs have them: ASCII, lower case, an IPv6 address in
// brackets. It returns "" for what nobody can reach.
func Host(name, port string) string {
	host := dnsName(name)
	if strings.Contains(name, ":") {
		host = ipv6(name)
	}
	if host == "" || port == "" {
		return host
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return ""
	}
	return host + ":" + port
}

func ipv6(name string) string {
	addr, err := netip.ParseAddr(name)
	if err != nil || addr.Zone() != "" {
		return ""
	}
	return "[" + strings.ToLower(name) + "]"
}

// dnsName returns a name as it is looked up (RFC 5891). One that is ASCII
// stays as it is: registered names hold to no rule but that of [isDNSName].
func dnsName(name string) string {
	name = strings.ToLower(name)
	if isDNSName(name) {
		return name
	}
	if len(name) > 4*maxName { // the encoding takes more than linear time
		return ""
	}
	name, err := idna.Lookup.ToASCII(name)
	if err != nil || !isDNSName(name) {
		return ""
	}
	return name
}

// maxName is how long a name may be, without the final dot.
const maxName = 253

// isDNSName tells names that the DNS can hold (RFC 1035 §2.3.4). The final dot
// of a complete name is allowed. Underscores are no part of host names, and in
// use all the same.
func isDNSName(name string) bool {
	name = strings.TrimSuffix(name, ".")
	for label := range strings.SplitSeq(name, ".") {
		// "xn--" alone encodes an empty label (RFC 3492).
		if label == "" || label == "xn--" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return len(name) <= maxName
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
