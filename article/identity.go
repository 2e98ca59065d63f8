package article

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
)

// idSpace is the name space of ids made from what an author calls one.
var idSpace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("feedd:explicit-id"))

// entryID makes an atom:id (RFC 4287 §4.2.6) of what an author calls one: a
// URI that is one stays, a bare UUID becomes a URN, and any other name has
// always the same UUID.
func entryID(s string) string {
	switch {
	case s == "":
		return ""
	case isUUID(s):
		return "urn:uuid:" + strings.ToLower(s)
	case len(s) > 9 && strings.EqualFold(s[:9], "urn:uuid:") && isUUID(s[9:]):
		return strings.ToLower(s)
	case tagURI.MatchString(s) || isCanonicalURL(s):
		return s
	}
	return "urn:uuid:" + uuid.NewSHA1(idSpace, []byte(s)).String()
}

func isUUID(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }

// tagURI is the form of a tag URI (RFC 4151 §2.1).
var tagURI = regexp.MustCompile(`^tag:[a-z0-9.@_-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*$`)

// isCanonicalURL tells whether a URL can be written in no other way
// (RFC 4287 §4.2.6.1).
func isCanonicalURL(s string) bool {
	ref, ok := absoluteURL(s)
	if !ok || ref != s {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Path != "" && u.User == nil && u.String() == s
}

const maxSlug = 80

// slugOf makes a slug of an author's wish: lower case, letters without their
// marks, digits, single hyphens.
func slugOf(s string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r):
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			hyphen = false
			b.WriteRune(r)
		default:
			hyphen = true
		}
		if b.Len() >= maxSlug {
			break
		}
	}
	return b.String()
}
