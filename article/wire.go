package article

import (
	"slices"
	"strings"
	"unicode/utf8"

	"feedd/feed"
)

const (
	maxStories = 10_000  // articles in one file
	maxLines   = 200_000 // lines in one file; no copy is made of shorter ones
)

// parsePlain reads wire copy or plain text. The text is decoded and clean;
// its lines are numbered as in the file.
func parsePlain(text string, f File, o Options) ([]Article, error) {
	o.Limits = o.Limits.withDefaults()
	if strings.Count(text, "\n") > maxLines {
		return nil, fault(f, 0, "more than %d lines; split the file", maxLines)
	}
	stories := readStories(text)
	if len(stories) == 0 {
		return nil, fault(f, 0, "empty: there are no words below its header")
	}
	if len(stories) > maxStories {
		return nil, fault(f, stories[maxStories].line(), "more than %d articles in one file; split it", maxStories)
	}
	list := make([]Article, len(stories))
	days := newClock(f)
	var common *wireHeader
	for i := range stories {
		h, err := readWireHeader(stories[i].fields, common, o.Limits)
		if err != nil {
			return nil, inFile(f, err)
		}
		if i == 0 {
			common = h.shared()
		}
		c := readCopy(&stories[i])
		if list[i], err = c.article(h, o); err != nil {
			return nil, inFile(f, err)
		}
		days.date(&list[i], h, c)
		list[i].Warnings = append(list[i].Warnings, stories[i].lookalikes()...)
	}
	days.tellApart(list)
	return list, nil
}

// A wireHeader is the metadata above an article, or that of the file.
type wireHeader struct {
	*metadata
}

func readWireHeader(fields []field, common *wireHeader, l Limits) (*wireHeader, error) {
	if len(fields) == 0 && common != nil {
		return common, nil
	}
	for i := range fields {
		fields[i].key = headerKey(fields[i].key)
	}
	m, err := readMetadata(fields, l)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		if _, known := rankOf(f.key); !known {
			m.warn(f.line, "%s: no such key; it is left out", f.key)
		}
	}
	h := &wireHeader{metadata: m}
	if n := utf8.RuneCountInString(m.title); n > l.TitleRunes {
		return nil, lineErrorf(m.titleLine, "title: has %d characters; the limit is %d; move the rest into the text", n, l.TitleRunes)
	}
	return h, nil
}

// shared is what a header at the top of a file tells of its other articles.
func (h *wireHeader) shared() *wireHeader {
	m := &metadata{
		language: h.language, rights: h.rights, draft: h.draft,
		date: h.date, publish: h.publish, expires: h.expires,
		authors: h.authors, tags: h.tags,
	}
	return &wireHeader{metadata: m}
}

// A wireCopy is the parts of one article.
type wireCopy struct {
	line     int
	dated    bool
	title    string // the headline above the text, if any
	authors  []feed.Person
	notes    []string // what else stands above the text
	dateline dateline
	body     []paragraph
}

// readCopy takes a story apart. All its words are in one of the parts.
func readCopy(s *story) *wireCopy {
	c := &wireCopy{line: s.line(), dated: s.dated}
	c.readHead(s.head)
	c.body = unwrap(s.blocks)
	if s.dated {
		c.cutDateline()
	}
	if last := len(c.body) - 1; last >= 0 {
		c.body[last].text = cutEndMark(c.body[last].text)
	}
	if !c.hasWords() {
		// A headline or a dateline with nothing below it is text.
		return &wireCopy{line: s.line(), body: unwrap(s.allBlocks())}
	}
	return c
}

func (c *wireCopy) hasWords() bool {
	for _, p := range c.body {
		if hasWords(p.text) {
			return true
		}
	}
	return false
}

// readHead sorts the lines above the text: headline, bylines, notes.
func (c *wireCopy) readHead(lines []wireLine) {
	from, title := titleBlock(lines), -1
	for i, l := range lines {
		people, isByline := parseByline(l.text)
		switch {
		case isCredit(l.text) || isSlug(l.text):
			c.notes = append(c.notes, l.text)
		case len(c.authors) > 0 && world().isAgency(l.text):
			// Whom the writers belong to; the entry names them alone.
		case isByline:
			c.authors = append(c.authors, people...)
		case i < from:
			c.notes = append(c.notes, l.text)
		case c.title == "":
			c.title, title = l.text, i
		case title == i-1 && wrapsHeadline(lines[i-1], l):
			c.title, title = c.title+" "+l.text, i
		default:
			c.notes = append(c.notes, l.text)
		}
	}
	c.title = strings.TrimSuffix(c.title, " =") // as German desks end it
}

// titleBlock returns where the block begins that holds the headline: of those
// between blank lines the last one without byline and note, since the name of
// a column or a section stands above the headline. 0 if there is none.
func titleBlock(lines []wireLine) int {
	start, end := len(lines), len(lines)
	for start > 0 {
		start--
		if start > 0 && !lines[start].gap {
			continue
		}
		if !slices.ContainsFunc(lines[start:end], isNoHeadline) {
			return start
		}
		end = start
	}
	return 0
}

// isNoHeadline recognises what stands above copy beside its headline.
func isNoHeadline(l wireLine) bool {
	_, isByline := parseByline(l.text)
	return isByline || isCredit(l.text) || isSlug(l.text) || world().isAgency(l.text)
}

// wrapsHeadline tells whether a headline in capitals goes on in the next
// line.
func wrapsHeadline(l, next wireLine) bool {
	return !next.gap && isUpper(l.text) && isUpper(next.text) && len(l.text)+len(next.text) < 2*headRunes
}

// cutDateline takes the dateline off the first paragraph.
func (c *wireCopy) cutDateline() {
	d, ok := parseDateline(c.body[0].text)
	if !ok && len(c.body) > 1 {
		// It was wrapped where nothing else is.
		c.body[1] = paragraph{c.body[0].text + " " + c.body[1].text, c.body[0].line}
		c.body = c.body[1:]
		d, ok = parseDateline(c.body[0].text)
	}
	if !ok {
		c.dated = false
		return
	}
	c.dateline = d
	c.body[0].text = c.body[0].text[d.length:]
	if c.body[0].text == "" {
		c.body = c.body[1:]
	}
}

// lead returns the first paragraph with words, if possible one that is not
// about the making of the copy.
func (c *wireCopy) lead() string {
	credit := ""
	for _, p := range c.body {
		switch {
		case !hasWords(p.text):
		case !isCredit(p.text):
			return p.text
		case credit == "":
			credit = p.text
		}
	}
	return credit
}

func (c *wireCopy) article(h *wireHeader, o Options) (Article, error) {
	a := Article{Line: c.line, Wire: c.dated, Draft: h.draft}
	a.Warnings = append(a.Warnings, h.warnings...)
	texts := c.texts()
	e := &a.Entry
	e.ID, e.Slug, e.Link, e.Image, e.Rights = h.id, h.slug, h.link, h.image, h.rights
	a.IDLine = h.idLine
	e.Categories = h.tags
	c.setTitle(&a, h)
	c.setAuthors(e, h)
	c.setPlace(e, h)
	if e.Summary = h.summary; e.Summary == "" {
		e.Summary = summaryOf(texts)
	}
	if e.Language = h.language; e.Language == "" {
		e.Language = languageOf(sample(texts), o.Language)
	}
	if e.Truncated = isTruncated(texts); e.Truncated {
		a.warn(c.body[len(c.body)-1].line, "the copy stops in the middle of a sentence")
	}
	if len(c.notes) > 0 {
		texts = append(append([]string(nil), c.notes...), texts...)
	}
	e.Content = paragraphsHTML(texts)
	a.Text = textKeyOf(texts)
	return a, nil
}

func textKeyOf(texts []string) string {
	size := 0
	for _, t := range texts {
		size += len(t) + 1
	}
	key := make([]byte, 0, size)
	for _, t := range texts {
		key = appendTextKey(key, t)
	}
	return string(key)
}

func (a *Article) warn(line int, text string) {
	a.Warnings = append(a.Warnings, Warning{Line: line, Text: text})
}

func (c *wireCopy) texts() []string {
	texts := make([]string, len(c.body))
	for i, p := range c.body {
		texts[i] = p.text
	}
	return texts
}

// sample is as much of a text as telling its language needs.
func sample(texts []string) string {
	n := 0
	for i, t := range texts {
		if n += len(t); n > languageBytes {
			return strings.Join(texts[:i+1], "\n")
		}
	}
	return strings.Join(texts, "\n")
}

// setTitle takes the title of the header, the headline above the text, or
// makes one from the lead. A headline that the header overrules stays in the
// text.
func (c *wireCopy) setTitle(a *Article, h *wireHeader) {
	e := &a.Entry
	switch {
	case h.title != "":
		e.Title, e.TitleSource = h.title, feed.TitleGiven
		if c.title != "" && textKey(c.title) != textKey(h.title) {
			c.notes = append([]string{c.title}, c.notes...)
		}
	case c.title != "" && c.dated:
		e.Title, e.TitleSource = c.title, feed.TitleGiven
	case c.title != "":
		e.Title, e.TitleSource = c.title, feed.TitleFirstLine
	default:
		e.Title, e.TitleSource = headlineOf(c.lead()), feed.TitleLead
		a.Wire = true
	}
}

func (c *wireCopy) setAuthors(e *feed.Entry, h *wireHeader) {
	switch {
	case len(h.authors) > 0:
		e.Authors = h.authors
	case len(c.authors) > 0:
		e.Authors = c.authors
	}
}

func (c *wireCopy) setPlace(e *feed.Entry, h *wireHeader) {
	d := c.dateline
	e.Dateline, e.Agency, e.Place = d.text, d.agency, h.place
	if d.city != "" {
		e.Place = feed.Place{City: titlePlace(d.city), Region: titleRegion(d.region)}
	}
}

// titleRegion keeps the commas of NY, UNITED STATES.
func titleRegion(s string) string {
	parts := strings.Split(s, ", ")
	for i, p := range parts {
		parts[i] = titlePlace(p)
	}
	return strings.Join(parts, ", ")
}
