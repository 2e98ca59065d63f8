package article

import (
	"cmp"
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
		return feed.ParsePerson(foldSpace(*v.text))
	case v.table == nil:
		m.warn(f.line, "%s: want names, got %s among them; it is left out", f.key, v.sort())
		return feed.Person{}
	}
	return m.personOf(f, v.table)
}

// personOf reads an object. One that gives an address alone is called by that.
func (m *metadata) personOf(f field, table []field) feed.Person {
	var p, mail feed.Person
	for _, inner := range table {
		inner.line = f.line
		switch strings.ToLower(inner.key) {
		case "name":
			p.Name = m.line(inner)
		case "email", "mail":
			mail = feed.ParsePerson(m.line(inner))
		case "url", "uri", "website", "link":
			p.URL = m.absolute(inner)
		}
	}
	if p.Email = mail.Email; p.Email != "" {
		p.Name = cmp.Or(p.Name, mail.Name)
	}
	if p.Name == "" {
		m.warn(f.line, "%s: want a name; a person without is left out", f.key)
	}
	return p
}
