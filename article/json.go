package article

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// opensObject tells a JSON object from a text that begins with a brace, such
// as a template's.
func opensObject(text string) bool {
	next := strings.TrimLeft(text[1:], " \t\n")
	return next != "" && (next[0] == '"' || next[0] == '}')
}

// cutJSON takes a JSON object (RFC 8259) off the top of a text.
func cutJSON(text string, line int, l Limits) ([]field, string, int, error) {
	head := text[:min(len(text), l.FrontMatterBytes+1)]
	r := newJSONReader(head, line)
	fields, err := r.object(l.Nesting)
	end := int(r.dec.InputOffset())
	switch {
	case err != nil && len(head) > l.FrontMatterBytes && isCut(err):
		return nil, "", 0, tooLong(line, l)
	case err != nil:
		return nil, "", 0, r.fault(err)
	}
	rest, body, _ := strings.Cut(text[end:], "\n")
	bodyLine := line + strings.Count(text[:end], "\n") + 1
	if strings.TrimSpace(rest) != "" {
		return nil, "", 0, lineErrorf(bodyLine-1, "front matter: text after the closing brace; put it on a line of its own")
	}
	return fields, body, bodyLine, nil
}

func isCut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "unexpected end")
}

// readJSON reads JSON between fences.
func readJSON(text string, line, depth int) ([]field, error) {
	r := newJSONReader(text, line)
	fields, err := r.object(depth)
	if err != nil {
		return nil, r.fault(err)
	}
	if strings.TrimSpace(text[r.dec.InputOffset():]) != "" {
		return nil, lineErrorf(r.line(), "front matter: text after the closing brace; take it out")
	}
	return fields, nil
}

// A jsonReader reads JSON token by token: that keeps the lines, and nothing
// is built before its depth is known.
type jsonReader struct {
	text  string
	first int // line of the text in the file
	dec   *json.Decoder

	counted, at int // lines counted up to an offset
}

func newJSONReader(text string, line int) *jsonReader {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	return &jsonReader{text: text, first: line, dec: dec}
}

func (r *jsonReader) line() int { return r.lineAt(int(r.dec.InputOffset())) }

func (r *jsonReader) lineAt(offset int) int {
	offset = min(offset, len(r.text))
	if offset < r.at {
		r.counted, r.at = 0, 0
	}
	r.counted += strings.Count(r.text[r.at:offset], "\n")
	r.at = offset
	return r.first + r.counted
}

func (r *jsonReader) fault(err error) error {
	if _, ok := errors.AsType[*lineError](err); ok {
		return err
	}
	line := r.line()
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		line = r.lineAt(int(e.Offset))
	}
	if isCut(err) {
		return lineErrorf(r.first, "front matter is not closed; add a line of } after it")
	}
	return lineErrorf(line, "front matter: %v; check the quotes and the commas", err)
}

func (r *jsonReader) object(depth int) ([]field, error) {
	v, err := r.value(depth)
	if err == nil && v.table == nil {
		err = lineErrorf(r.first, "front matter is %s; want keys and values", v.sort())
	}
	return v.table, err
}

func (r *jsonReader) value(depth int) (value, error) {
	token, err := r.dec.Token()
	if err != nil {
		return value{}, err
	}
	if depth == 0 {
		return value{}, tooDeep(r.line())
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '[' {
			return r.listValue(depth)
		}
		return r.tableValue(depth)
	case nil:
		return value{}, nil
	default:
		return textValue(fmt.Sprint(token)), nil
	}
}

func (r *jsonReader) listValue(depth int) (value, error) {
	list := []value{}
	for r.dec.More() {
		v, err := r.value(depth - 1)
		if err != nil {
			return value{}, err
		}
		list = append(list, v)
	}
	_, err := r.dec.Token()
	return value{list: list}, err
}

func (r *jsonReader) tableValue(depth int) (value, error) {
	table := []field{}
	seen := map[string]int{}
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return value{}, err
		}
		key, line := token.(string), r.line()
		if first, twice := seen[key]; twice {
			return value{}, lineErrorf(line, "front matter: %.40q is set twice; it is on line %d already", key, first)
		}
		seen[key] = line
		v, err := r.value(depth - 1)
		if err != nil {
			return value{}, err
		}
		table = append(table, field{key, line, v})
	}
	_, err := r.dec.Token()
	return value{table: table}, err
}
