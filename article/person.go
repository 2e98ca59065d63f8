package article

import (
	"regexp"
	"slices"
	"strings"

	"feedd/feed"
)

// addAuthors takes a name, names with semicolons between them, an object, or a
// list of names and objects.
func (m *metadata) addAuthors(f field) {
	values := f.list
	switch {
	case f.table != nil:
		values = []value{f.value}
	case f.text != nil:
		for _, name := range m.texts(f, ";") {
			values = append(values, textValue(name))
		}
	}
	for _, v := range values {
		p := m.person(f, v)
		same := func(have feed.Person) bool { return have.Name == p.Name }
		if p.Name != "" && !slices.ContainsFunc(m.authors, same) && len(m.authors) < maxTags {
			m.authors = append(m.authors, p)
		}
	}
}

func (m *metadata) person(f field, v value) feed.Person {
	switch {
	case v.text != nil:
		return personOf(foldSpace(*v.text))
	case v.table == nil:
		m.warn(f.line, "%s: want names, got %s among them; it is left out", f.key, v.sort())
		return feed.Person{}
	}
	var p feed.Person
	for _, inner := range v.table {
		inner.line = f.line
		switch strings.ToLower(inner.key) {
		case "name":
			p.Name = m.line(inner)
		case "email", "mail":
			p.Email = emailOf(m.line(inner))
		case "url", "uri", "website", "link":
			p.URL, _ = absoluteURL(m.line(inner))
		}
	}
	return p
}

// personOf reads "Name", "Name <mail>" and "mail (Name)".
func personOf(s string) feed.Person {
	if name, rest, ok := strings.Cut(s, "<"); ok && strings.HasSuffix(rest, ">") {
		if mail := emailOf(strings.TrimSuffix(rest, ">")); mail != "" && strings.TrimSpace(name) != "" {
			return feed.Person{Name: strings.Trim(strings.TrimSpace(name), `"`), Email: mail}
		}
	}
	if mail, rest, ok := strings.Cut(s, " ("); ok && strings.HasSuffix(rest, ")") && emailOf(mail) != "" {
		return feed.Person{Name: strings.TrimSuffix(rest, ")"), Email: mail}
	}
	return feed.Person{Name: s}
}

var emailForm = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

// emailOf returns an address if RSS and Atom can hold it (RFC 4287 §3.2.3).
func emailOf(s string) string {
	if s = strings.TrimSpace(s); len(s) <= 254 && emailForm.MatchString(s) {
		return s
	}
	return ""
}
