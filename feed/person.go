package feed

import (
	"cmp"
	"regexp"
	"strings"
)

// address is what every validator takes for an e-mail address: stricter than
// RFC 5322, so that a display name or a header never passes for one.
var address = regexp.MustCompile(`^[A-Za-z0-9_.+'-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9][A-Za-z0-9-]*$`)

// people returns the persons as formats can name them: each with a name, and
// with an e-mail address and a URL only where they are valid.
func people(persons []Person) []Person {
	var out []Person
	for _, p := range persons {
		email, url := line(p.Email), webURL(p.URL)
		if !address.MatchString(email) {
			email = ""
		}
		// Readers take an address for a name apart; what stands before the @
		// is left whole.
		local, _, _ := strings.Cut(email, "@")
		name := cmp.Or(line(p.Name), local, url)
		if name != "" {
			out = append(out, Person{Name: name, Email: email, URL: url})
		}
	}
	return out
}

// publishers returns the authors of a feed; its own title when it names none,
// for an atom:feed must have one (RFC 4287 §4.1.1).
func publishers(f *Feed) []Person {
	if p := people(f.Authors); len(p) > 0 {
		return p
	}
	return people([]Person{{Name: feedTitle(f)}})
}
