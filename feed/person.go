package feed

import (
	"cmp"
	"regexp"
	"strings"
)

// mailbox is what every validator takes for an e-mail address: stricter than
// RFC 5322, so that a display name or a header never passes for one.
const mailbox = `[A-Za-z0-9_.+'-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9][A-Za-z0-9-]*`

var (
	address    = regexp.MustCompile(`^` + mailbox + `$`)
	mailFirst  = regexp.MustCompile(`^(` + mailbox + `) ?\((.*)\)$`)
	nameFirst  = regexp.MustCompile(`^(.*)<(` + mailbox + `)>$`)
	mailInName = regexp.MustCompile(`<` + mailbox + `>`)
)

// ParsePerson reads how authors are named in one line: "Name", "Name <mail>"
// and "mail (Name)". A person without a name is called by what stands before
// the @: readers take a whole address for a name apart.
func ParsePerson(text string) Person {
	text = line(text)
	if !strings.Contains(text, "@") {
		return Person{Name: text}
	}
	name, mail := text, ""
	if m := nameFirst.FindStringSubmatch(text); m != nil {
		name, mail = strings.Trim(strings.TrimSpace(m[1]), `"`), m[2]
	} else if m := mailFirst.FindStringSubmatch(text); m != nil {
		name, mail = m[3], m[1]
	} else if address.MatchString(text) {
		name, mail = "", text
	}
	local, _, _ := strings.Cut(mail, "@")
	return Person{Name: cmp.Or(line(name), local), Email: mail}
}

// people returns the persons as formats can name them: each with a name, and
// with an e-mail address and a URL only where they are valid.
func people(persons []Person) []Person {
	var out []Person
	for _, p := range persons {
		if p = formal(p); p.Name != "" {
			out = append(out, p)
		}
	}
	return out
}

// formal returns one of the [people]. Its name holds no address in angle
// brackets: validators object to that.
func formal(p Person) Person {
	named := ParsePerson(p.Name)
	email, url := line(p.Email), webURL(p.URL)
	if !address.MatchString(email) {
		email = named.Email
	}
	// A space, for the text around an address may be one together.
	name := line(mailInName.ReplaceAllString(named.Name, " "))
	local, _, _ := strings.Cut(email, "@")
	return Person{Name: cmp.Or(name, local, url), Email: email, URL: url}
}

// authorsOf returns the authors of an entry, those of the feed when it names
// none: most readers do not inherit them, as RFC 4287 §4.2.1 has it, and every
// format shall give the same byline.
func authorsOf(e *Entry, f *Feed) []Person {
	if p := people(e.Authors); len(p) > 0 {
		return p
	}
	return publishers(f)
}

// publishers returns the authors of a feed; its own title when it names none,
// for an atom:feed must have one (RFC 4287 §4.1.1).
func publishers(f *Feed) []Person {
	if p := people(f.Authors); len(p) > 0 {
		return p
	}
	return people([]Person{{Name: feedTitle(f)}})
}
