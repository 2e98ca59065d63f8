package article

import (
	"slices"
	"strings"
)

// A field is one key of an article's metadata, whatever it was written in.
type field struct {
	key  string
	line int // in the file
	value
}

// A value is a text, a list or a table; none of them when it was left empty.
type value struct {
	text  *string
	list  []value
	table []field
}

func textValue(s string) value { return value{text: &s} }

func (v value) isEmpty() bool {
	return v.list == nil && v.table == nil && (v.text == nil || strings.TrimSpace(*v.text) == "")
}

// sort names what a value is, for messages.
func (v value) sort() string {
	switch {
	case v.list != nil:
		return "a list"
	case v.table != nil:
		return "a table"
	}
	return "text"
}

// A dialect is a form of front matter: what opens and closes it, and how it
// is read.
type dialect struct {
	name  string
	close []string
	read  func(text string, line, depth int) ([]field, error)
}

var (
	yamlDialect = dialect{"YAML", []string{"---", "..."}, readYAML}
	tomlDialect = dialect{"TOML", []string{"+++"}, readTOML}
	fences      = map[string]dialect{
		"---":     yamlDialect,
		"---yaml": yamlDialect,
		"---yml":  yamlDialect,
		"---toml": {"TOML", []string{"---"}, readTOML},
		"---json": {"JSON", []string{"---"}, readJSON},
		"+++":     tomlDialect,
	}
)

func fence(line string) string {
	return strings.ReplaceAll(strings.TrimRight(line, " \t"), "--- ", "---")
}

func isFence(line string) bool { _, ok := fences[fence(line)]; return ok }

// cutFrontMatter takes the metadata off the top of a text: YAML between lines
// of ---, TOML between lines of +++, a JSON object, or "Key: value" lines as
// in MultiMarkdown. bodyLine is where in the file the rest begins.
func cutFrontMatter(text string, l Limits) (fields []field, body string, bodyLine int, err error) {
	body = strings.TrimLeft(text, "\n")
	line := 1 + len(text) - len(body)
	first, rest, _ := strings.Cut(body, "\n")
	switch d, fenced := fences[fence(first)]; {
	case fenced && !isThematicBreak(first, rest):
		return cutFenced(d, rest, line, l)
	case strings.HasPrefix(first, "{") && opensObject(body):
		return cutJSON(body, line, l)
	case isHeaderLine(first):
		return cutHeader(body, line, l)
	}
	return nil, body, line, nil
}

// isThematicBreak tells a thematic break from a fence: a line of --- that a
// blank line follows, and no key after that.
func isThematicBreak(first, rest string) bool {
	if strings.TrimRight(first, " \t") != "---" || rest != "" && rest[0] != '\n' {
		return false
	}
	next, _, _ := strings.Cut(strings.TrimLeft(rest, "\n"), "\n")
	return !isKeyLine(next)
}

// opensWithYAML tells whether a plain text has front matter, closed and with a
// key, and not just a line that divides wire copy.
func opensWithYAML(text string) bool {
	first, rest, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	next, _, _ := strings.Cut(rest, "\n")
	if strings.TrimRight(first, " \t") != "---" || !isKeyLine(next) {
		return false
	}
	_, _, _, closed := cutAtFence(rest, yamlDialect.close)
	return closed
}

// isKeyLine tells whether a line is "key: value" as YAML writes it.
func isKeyLine(line string) bool {
	key, value, found := strings.Cut(line, ":")
	return found && key != "" && len(key) <= 64 && !strings.ContainsAny(key, " \t") && (value == "" || value[0] == ' ')
}

func cutFenced(d dialect, rest string, line int, l Limits) ([]field, string, int, error) {
	inside, body, lines, closed := cutAtFence(rest, d.close)
	switch {
	case !closed:
		return nil, "", 0, lineErrorf(line, "front matter is not closed; add a line of %s after it", d.close[0])
	case len(inside) > l.FrontMatterBytes:
		return nil, "", 0, tooLong(line, l)
	}
	fields, err := d.read(inside, line+1, l.Nesting)
	return fields, body, line + 1 + lines, err
}

func tooLong(line int, l Limits) error {
	return lineErrorf(line, "front matter is longer than %d bytes; shorten it", l.FrontMatterBytes)
}

// cutAtFence splits a text at the first line that is one of the fences. lines
// counts those before the rest.
func cutAtFence(text string, fences []string) (inside, body string, lines int, found bool) {
	at := 0
	for line := range strings.Lines(text) {
		lines++
		if slices.Contains(fences, strings.TrimRight(line, " \t\n")) {
			return text[:at], text[at+len(line):], lines, true
		}
		at += len(line)
	}
	return "", "", 0, false
}

// pad makes a parser count lines from that of the file: it sees as many empty
// ones first.
func pad(text string, line int) string { return strings.Repeat("\n", line-1) + text }

// isHeaderLine tells whether a line is metadata without a fence. Only the keys
// of such headers are known as that: any other line may well be text.
func isHeaderLine(line string) bool {
	if !isKeyLine(line) {
		return false
	}
	key, _, _ := strings.Cut(line, ":")
	switch strings.ToLower(key) {
	case "title", "date", "author", "authors", "tags", "category", "slug", "summary", "modified", "status", "lang":
		return true
	}
	return false
}

// cutHeader reads "Key: value" lines up to the first blank one; what is
// indented continues the value above it.
func cutHeader(text string, line int, l Limits) ([]field, string, int, error) {
	var fields []field
	at := 0
	for raw := range strings.Lines(text) {
		content := strings.TrimSpace(raw)
		switch {
		case content == "":
			return fields, text[at+len(raw):], line + 1, nil
		case at > l.FrontMatterBytes:
			return nil, "", 0, tooLong(line, l)
		case raw[0] == ' ' || raw[0] == '\t':
			if last := len(fields) - 1; last >= 0 {
				fields[last].value = textValue(*fields[last].text + " " + content)
			}
		case !isKeyLine(strings.TrimRight(raw, "\n")):
			return fields, text[at:], line, nil
		default:
			key, v, _ := strings.Cut(content, ":")
			fields = append(fields, field{key, line, textValue(strings.TrimSpace(v))})
		}
		at += len(raw)
		line++
	}
	return fields, "", line, nil
}

// lineOf returns the line of the first occurrence of s, from 1; 0 if there is
// none.
func lineOf(text, s string) int {
	i := strings.Index(text, s)
	if s == "" || i < 0 {
		return 0
	}
	return 1 + strings.Count(text[:i], "\n")
}
