package feed

import "regexp"

// mediaType is type/subtype with the tokens of RFC 9110 §5.6.2 and, if any,
// simple parameters.
var mediaType = regexp.MustCompile(`^[\w!#$%&'*+.^|~-]+/[\w!#$%&'*+.^|~-]+(; ?[\w.-]+=[\w.-]+)*$`)

// media returns the enclosures of an entry as formats can name them: absolute
// URLs, a media type always, no negative length. One without a usable URL is
// left out.
func media(e *Entry, s Site) []Enclosure {
	var out []Enclosure
	for _, m := range e.Enclosures {
		m.URL = webURL(s.Resolve(e, m.URL))
		if m.URL == "" {
			continue
		}
		if !mediaType.MatchString(m.Type) {
			m.Type = "application/octet-stream"
		}
		m.Length = max(m.Length, 0)
		m.Title = line(m.Title)
		out = append(out, m)
	}
	return out
}
