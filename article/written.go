package article

import (
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"feedd/feed"
)

// A page is what a reader of one format finds in the body of a file.
type page struct {
	title   string // of the heading that opens the text; it is not in content
	line    int    // of that heading in the file
	content string // sanitised HTML
	fields  []field
	lang    string // that the page is marked with
}

// A pageReader reads the body of a written article, which begins at a line of
// the file. title is the one that the metadata gives.
type pageReader func(body string, line int, title string, l Limits) (page, error)

// parseWritten reads an article that somebody wrote for publication, with
// metadata or a heading of its own.
func parseWritten(f File, o Options, text string, read pageReader) ([]Article, error) {
	fields, body, line, err := cutFrontMatter(text, o.Limits)
	if err != nil {
		return nil, inFile(f, err)
	}
	m, err := readMetadata(fields, o.Limits)
	if err != nil {
		return nil, inFile(f, err)
	}
	p, err := read(body, line, m.title, o.Limits)
	if err != nil {
		return nil, inFile(f, err)
	}
	if len(p.fields) > 0 {
		if m, err = readMetadata(append(fields, p.fields...), o.Limits); err != nil {
			return nil, inFile(f, err)
		}
	}
	a, err := assemble(f, o, m, p)
	if err != nil {
		return nil, inFile(f, err)
	}
	return []Article{a}, nil
}

// assemble makes an article of its metadata and its page.
func assemble(f File, o Options, m *metadata, p page) (Article, error) {
	blocks := blocksOf(p.content)
	a := Article{Line: 1, IDLine: m.idLine, Draft: m.draft, Text: textKey(joinBlocks(blocks)), Warnings: m.warnings}
	a.Entry = feed.Entry{
		ID:         m.id,
		Slug:       m.slug,
		Content:    p.content,
		Authors:    m.authors,
		Categories: m.tags,
		Place:      m.place,
		Rights:     m.rights,
		Link:       m.link,
		Image:      m.image,
	}
	if a.Text == "" && m.summary == "" && m.link == "" && !hasMedia(p.content) {
		return Article{}, lineErrorf(0, "empty: there are no words below its title")
	}
	setSummary(&a, m, blocks)
	if err := setTitle(&a, m, p, blocks, o.Limits); err != nil {
		return Article{}, err
	}
	if a.Text == "" { // an id must come from something
		a.Text = textKey(a.Entry.Title + " " + a.Entry.Summary)
	}
	if a.Text == "" {
		return Article{}, lineErrorf(0, "empty: there are no words in it")
	}
	setLanguage(&a, m, p, blocks, o)
	setDates(&a, m, f)
	return a, nil
}

func hasMedia(content string) bool {
	return strings.Contains(content, "<img") || strings.Contains(content, "<video") || strings.Contains(content, "<audio")
}

func setSummary(a *Article, m *metadata, blocks []block) {
	if a.Entry.Summary = m.summary; m.summary == "" {
		a.Entry.Summary = foldSpace(summaryOf(paragraphs(blocks)))
	}
}

// setTitle takes the title of the metadata, the heading above the text, a
// first line that looks like a title, or makes one from the lead.
func setTitle(a *Article, m *metadata, p page, blocks []block, l Limits) error {
	e := &a.Entry
	switch {
	case m.title != "":
		e.Title, e.TitleSource = m.title, feed.TitleGiven
	case p.title != "":
		e.Title, e.TitleSource = p.title, feed.TitleGiven
	case len(blocks) > 0 && isTitleLine(blocks[0]):
		e.Title, e.TitleSource = blocks[0].text, feed.TitleFirstLine
	default:
		e.Title, e.TitleSource = foldSpace(headlineOf(lead(blocks, m.summary))), feed.TitleLead
	}
	if e.Title == "" {
		return lineErrorf(0, "no title, and no words to make one from; add one, as in title: …")
	}
	if n := utf8.RuneCountInString(e.Title); n > l.TitleRunes {
		line := p.line
		if m.title != "" {
			line = m.titleLine
		}
		return lineErrorf(line, "title: has %d characters; the limit is %d; move the rest into the text", n, l.TitleRunes)
	}
	return nil
}

// isTitleLine tells a first line that stands for a title: a heading, or words
// without a full stop that are short enough.
func isTitleLine(b block) bool {
	if b.isHeading() {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(b.text)
	return b.isRunning() && utf8.RuneCountInString(b.text) <= 120 && !strings.ContainsRune(".!?:;,…", last)
}

// lead returns the first paragraph that a headline can be made from.
func lead(blocks []block, summary string) string {
	for _, text := range append(paragraphs(blocks), summary) {
		if hasWords(text) {
			return text
		}
	}
	return joinBlocks(blocks)
}

// languageSample is as much of a text as telling its language needs, in bytes.
const languageSample = 1200

func setLanguage(a *Article, m *metadata, p page, blocks []block, o Options) {
	if a.Entry.Language = m.language; m.language != "" {
		return
	}
	fallback := o.Language
	if p.lang != "" {
		a.Entry.Language = p.lang
		return
	}
	var b strings.Builder
	for _, text := range paragraphs(blocks) {
		if b.Len() >= languageSample {
			break
		}
		b.WriteString(cutBytes(text, languageSample-b.Len()) + "\n")
	}
	a.Entry.Language = languageOf(b.String(), fallback)
}

// setDates decides when the article was published. Nothing but the metadata
// can put that after the moment the file was first seen: such an article
// waits.
func setDates(a *Article, m *metadata, f File) {
	e := &a.Entry
	e.Published, e.DateSource = publishedOf(a, m, f)
	if m.publish.line > 0 && m.publish.After(f.Seen) && m.publish.After(e.Published) {
		e.Published = m.publish.Time
	}
	if e.Published.After(f.Seen) {
		a.Embargo = e.Published
	}
	if m.expires.line > 0 {
		a.Expires = m.expires.Time
	}
	e.Published = e.Published.Truncate(time.Second)
	e.Updated = e.Published
	switch {
	case m.updated.line == 0:
	case m.updated.After(f.Seen) && a.Embargo.IsZero():
		a.Warnings = append(a.Warnings, Warning{m.updated.line, "the date of the last change is in the future; it is left out"})
	case m.updated.After(e.Published):
		e.Updated = m.updated.Time
	}
}

func publishedOf(a *Article, m *metadata, f File) (time.Time, string) {
	day, slug, named := dayInName(f.Path)
	if named && a.Entry.Slug == "" {
		a.Entry.Slug = slugOf(slug)
	}
	mod := f.ModTime.UTC()
	switch {
	case m.date.line > 0:
		return m.date.Time, feed.DateHeader
	case m.publish.line > 0:
		return m.publish.Time, feed.DateHeader
	case named:
		return day, feed.DateHeader
	case mod.Year() >= 1990 && !mod.After(f.Seen):
		return mod, feed.DateMTime
	}
	return f.Seen.UTC(), feed.DateFirstSeen
}

var jekyllName = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)-(.+)$`)

// dayInName reads the file name of a Jekyll post: 2026-01-03-slug.md.
func dayInName(name string) (day time.Time, slug string, ok bool) {
	base := path.Base(name)
	m := jekyllName.FindStringSubmatch(strings.TrimSuffix(base, path.Ext(base)))
	if m == nil {
		return time.Time{}, "", false
	}
	day, _, err := parseDate(m[1])
	return day, m[2], err == nil
}
