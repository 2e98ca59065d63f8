package article

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"feedd/feed"
)

// metadata is what an author tells about an article, whatever tool the file
// was written for.
type metadata struct {
	title, summary, slug, language, image, link, id, rights string

	date, updated, publish, expires moment

	authors []feed.Person
	tags    []string
	place   feed.Place
	draft   bool

	titleLine, idLine int
	warnings          []Warning
}

// A moment is a date with the line it is told on; line 0 when it is not.
type moment struct {
	time.Time
	line int
}

// A target is what a key is about. Several keys mean the same: which one
// counts when an article has more of them is the order of the lists below.
type target int

const (
	toTitle target = iota
	toSummary
	toDate
	toUpdated
	toDraft
	toStatus
	toPublish
	toExpires
	toSlug
	toLanguage
	toImage
	toLink
	toID
	toRights
	toPlace
	toAuthors
	toTags
	toNested
)

// The keys of Hugo, Jekyll, Zola, Eleventy and Pelican, and those of the meta
// elements that pages have; lower case, without "-" and "_".
var keysOf = [...][]string{
	toTitle:    {"title"},
	toSummary:  {"summary", "description", "excerpt"},
	toDate:     {"date", "published", "pubdate", "datepublished", "created"},
	toUpdated:  {"lastmod", "updated", "modified", "lastmodified", "lastmodifiedat", "datemodified"},
	toDraft:    {"draft"},
	toStatus:   {"status"},
	toPublish:  {"publishdate"},
	toExpires:  {"expirydate", "expires", "unpublishdate"},
	toSlug:     {"slug"},
	toLanguage: {"language", "lang", "locale"},
	toImage:    {"image", "cover", "featuredimage", "featureimage", "thumbnail", "images"},
	toLink:     {"canonical", "canonicalurl", "externallink", "externalurl", "link"},
	toID:       {"id", "guid", "uuid"},
	toRights:   {"rights", "copyright"},
	toPlace:    {"place", "location"},
	toAuthors:  {"author", "authors", "byline"},
	toTags:     {"tags", "tag", "categories", "category", "keywords"},
	toNested:   {"taxonomies", "extra", "params"},
}

type rank struct {
	to    target
	order int
}

var ranks = func() map[string]rank {
	m := map[string]rank{}
	for to, keys := range keysOf {
		for order, key := range keys {
			m[key] = rank{target(to), order}
		}
	}
	return m
}()

var plainKey = strings.NewReplacer("-", "", "_", "", " ", "")

func rankOf(key string) (rank, bool) {
	if r, ok := ranks[key]; ok {
		return r, true
	}
	r, ok := ranks[plainKey.Replace(strings.ToLower(key))]
	return r, ok
}

// readMetadata reads the known keys. Other tools have many more: those are
// none of our business and pass in silence.
func readMetadata(fields []field, l Limits) (*metadata, error) {
	m := &metadata{}
	var best [toNested]struct {
		field
		order int
	}
	var lists []field
	eachField(fields, func(f field, r rank, depth int) {
		f.value = cleanValue(f.value)
		order := r.order + 100*depth
		switch {
		case f.isEmpty():
		case r.to == toTags || r.to == toAuthors:
			lists = append(lists, f)
		case best[r.to].line == 0 || order < best[r.to].order:
			best[r.to].field, best[r.to].order = f, order
		}
	})
	for to, f := range best {
		if f.line == 0 {
			continue
		}
		if err := m.set(target(to), f.field); err != nil {
			return nil, err
		}
	}
	m.setLists(lists, l)
	slices.SortStableFunc(m.warnings, func(a, b Warning) int { return a.Line - b.Line })
	return m, nil
}

// eachField calls f with the fields that are known, and with those in the
// tables that Zola and Hugo keep some of them in.
func eachField(fields []field, f func(field, rank, int)) {
	visit := func(fields []field, depth int) {
		for _, fd := range fields {
			if r, ok := rankOf(fd.key); ok && r.to != toNested {
				f(fd, r, depth)
			}
		}
	}
	visit(fields, 0)
	for _, fd := range fields {
		if r, ok := rankOf(fd.key); ok && r.to == toNested {
			visit(fd.table, 1+r.order)
		}
	}
}

// cleanValue cleans the texts in a value: escapes may have put anything there.
func cleanValue(v value) value {
	if v.text != nil {
		v.text = new(normal(*v.text))
	}
	for i, e := range v.list {
		v.list[i] = cleanValue(e)
	}
	for i, f := range v.table {
		v.table[i].value = cleanValue(f.value)
	}
	return v
}

func (m *metadata) warn(line int, format string, args ...any) {
	m.warnings = append(m.warnings, Warning{Line: line, Text: fmt.Sprintf(format, args...)})
}

func (m *metadata) set(to target, f field) error {
	switch to {
	case toTitle:
		m.title, m.titleLine = m.line(f), f.line
	case toSummary:
		m.summary = m.line(f)
	case toDate:
		return m.setDate(&m.date, f)
	case toPublish:
		return m.setDate(&m.publish, f)
	case toUpdated:
		m.tryDate(&m.updated, f)
	case toExpires:
		m.tryDate(&m.expires, f)
	case toDraft:
		m.setDraft(f)
	case toStatus:
		m.draft = m.draft || strings.EqualFold(m.line(f), "draft") || strings.EqualFold(m.line(f), "hidden")
	case toSlug:
		m.slug = slugOf(m.line(f))
	case toLanguage:
		m.setLanguage(f)
	case toImage:
		m.setImage(f)
	case toLink:
		m.link = m.absolute(f)
	case toID:
		m.id, m.idLine = entryID(m.line(f)), f.line
	case toRights:
		m.rights = m.line(f)
	case toPlace:
		m.setPlace(f)
	}
	return nil
}

// line returns the value of a field that is one line of plain text.
func (m *metadata) line(f field) string {
	if f.text == nil {
		m.warn(f.line, "%s: want text, got %s; it is left out", f.key, f.sort())
		return ""
	}
	return foldSpace(*f.text)
}

// setDate reads a date that decides when the article is published. Guessing
// here could break an embargo, so what cannot be read rejects the article.
func (m *metadata) setDate(to *moment, f field) error {
	if f.text == nil {
		return lineErrorf(f.line, "%s: got %s; %v", f.key, f.sort(), errDate)
	}
	if b, ok := parseBool(*f.text); ok && strings.EqualFold(f.key, "published") {
		m.draft = m.draft || !b // Jekyll
		return nil
	}
	t, _, err := parseDate(*f.text)
	if err != nil {
		return lineErrorf(f.line, "%s: cannot read %s; %v", f.key, quoted(*f.text), err)
	}
	*to = moment{t, f.line}
	return nil
}

// quoted is a value as a message shows it.
func quoted(s string) string {
	s = foldSpace(s)
	if utf8.RuneCountInString(s) > 60 {
		s = string([]rune(s)[:60]) + "…"
	}
	return `"` + s + `"`
}

func (m *metadata) tryDate(to *moment, f field) {
	var read moment
	if err := m.setDate(&read, f); err != nil {
		m.warn(f.line, "%s; it is left out", err.(*lineError).reason)
	}
	*to = read
}

func parseBool(s string) (b, ok bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "yes", "on", "1":
		return true, true
	case "false", "no", "off", "0":
		return false, true
	}
	return false, false
}

// setDraft keeps an article back when it is not clear whether it is a draft.
func (m *metadata) setDraft(f field) {
	b, ok := false, false
	if f.text != nil {
		b, ok = parseBool(*f.text)
	}
	if !ok {
		m.warn(f.line, "%s: want true or false; the article is kept back as a draft", f.key)
	}
	m.draft = m.draft || b || !ok
}

func (m *metadata) setLanguage(f field) {
	s := m.line(f)
	if m.language = languageTag(s); m.language == "" {
		m.warn(f.line, "%s: cannot read %s; want a code such as en or pt-BR", f.key, quoted(s))
	}
}

// setImage takes a URL, the first of several, or one of an object.
func (m *metadata) setImage(f field) {
	v := f.value
	if len(v.list) > 0 {
		v = v.list[0]
	}
	for _, inner := range v.table {
		switch strings.ToLower(inner.key) {
		case "image", "src", "url", "path", "file":
			v = inner.value
		}
	}
	if v.text == nil {
		m.warn(f.line, "%s: want a URL, got %s; it is left out", f.key, v.sort())
		return
	}
	ref, ok := rewriteURL(*v.text)
	if !ok || strings.HasPrefix(ref, "mailto:") || strings.HasPrefix(ref, "tel:") {
		m.warn(f.line, "%s: cannot use %s; want the URL of an image", f.key, quoted(*v.text))
		return
	}
	m.image = ref
}

// absolute returns the value of a field that is an absolute URL.
func (m *metadata) absolute(f field) string {
	s := m.line(f)
	link, ok := absoluteURL(s)
	if !ok {
		m.warn(f.line, "%s: cannot use %s; want an absolute URL", f.key, quoted(s))
		return ""
	}
	return link
}

// absoluteURL returns an http or https URL as it is published.
func absoluteURL(s string) (string, bool) {
	ref, ok := rewriteURL(s)
	return ref, ok && (strings.HasPrefix(ref, "http://") || strings.HasPrefix(ref, "https://"))
}

func (m *metadata) setPlace(f field) {
	if f.table == nil {
		city, region, _ := strings.Cut(m.line(f), ",")
		m.place = feed.Place{City: strings.TrimSpace(city), Region: strings.TrimSpace(region)}
		return
	}
	for _, inner := range f.table {
		switch strings.ToLower(inner.key) {
		case "city", "name":
			m.place.City = m.line(inner)
		case "region", "state", "country":
			m.place.Region = m.line(inner)
		}
	}
}

func (m *metadata) setLists(fields []field, l Limits) {
	for _, f := range fields {
		if r, _ := rankOf(f.key); r.to == toAuthors {
			m.addAuthors(f)
			continue
		}
		m.addTags(f)
	}
	if len(m.tags) > l.Tags {
		m.warn(fields[0].line, "tags: there are %d; the first %d are kept", len(m.tags), l.Tags)
		m.tags = m.tags[:l.Tags]
	}
}

// addTags takes a list, or a text with commas between the tags.
func (m *metadata) addTags(f field) {
	for _, tag := range m.texts(f, ",") {
		same := func(have string) bool { return strings.EqualFold(have, tag) }
		if tag != "" && !slices.ContainsFunc(m.tags, same) && len(m.tags) <= maxTags {
			m.tags = append(m.tags, tag)
		}
	}
}

// maxTags is where counting ends: each tag is compared with those before it.
const maxTags = 1000

// texts returns the texts of a list, or the parts of a text.
func (m *metadata) texts(f field, sep string) []string {
	if f.text != nil {
		parts := strings.Split(*f.text, sep)
		for i := range parts {
			parts[i] = foldSpace(parts[i])
		}
		return parts
	}
	if f.table != nil {
		m.warn(f.line, "%s: want a list of texts, got a table; it is left out", f.key)
		return nil
	}
	var texts []string
	for _, v := range f.list {
		if v.list != nil || v.table != nil {
			m.warn(f.line, "%s: want texts, got %s among them; it is left out", f.key, v.sort())
			continue
		}
		if v.text != nil {
			texts = append(texts, foldSpace(*v.text))
		}
	}
	return texts
}
