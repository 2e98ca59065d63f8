package article

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// readTOML reads TOML 1.0.
func readTOML(text string, line, depth int) ([]field, error) {
	if n := deepKey(text, depth); n > 0 {
		return nil, tooDeep(line + n - 1)
	}
	var doc map[string]any
	if err := toml.Unmarshal([]byte(text), &doc); err != nil {
		return nil, tomlError(err, line)
	}
	lines := tomlLines(text, line)
	fields := make([]field, 0, len(doc))
	for _, key := range sortedKeys(doc) {
		at := cmp.Or(lines[key], line)
		v, err := fromAny(doc[key], at, depth-1)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field{key, at, v})
	}
	slices.SortStableFunc(fields, func(a, b field) int { return a.line - b.line })
	return fields, nil
}

// deepKey returns the line of the first dotted key with more parts than depth,
// from 1, or 0. Dots in strings count too: nobody writes that many.
func deepKey(text string, depth int) int {
	n := 0
	for line := range strings.Lines(text) {
		n++
		key, _, _ := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		if strings.Count(key, ".") > depth && !strings.ContainsAny(key, " \t") {
			return n
		}
	}
	return 0
}

func tomlError(err error, line int) error {
	reason := strings.TrimPrefix(err.Error(), "toml: ")
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, _ := e.Position()
		line += row - 1
	}
	return lineErrorf(line, "front matter: %s; check the quotes and the brackets", reason)
}

// tomlLines finds where each key and table of the top level is set.
func tomlLines(text string, line int) map[string]int {
	lines := map[string]int{}
	top := true
	for l := range strings.Lines(text) {
		l = strings.TrimSpace(l)
		key, _, isKey := strings.Cut(l, "=")
		switch {
		case strings.HasPrefix(l, "["):
			top = false
			key = strings.Trim(l, "[]")
		case !top || !isKey:
			key = ""
		}
		key, _, _ = strings.Cut(strings.TrimSpace(key), ".")
		key = strings.Trim(key, `"'`)
		if _, seen := lines[key]; key != "" && !seen {
			lines[key] = line
		}
		line++
	}
	return lines
}

// fromAny makes a value of what the TOML parser gives.
func fromAny(v any, line, depth int) (value, error) {
	if depth == 0 {
		return value{}, tooDeep(line)
	}
	switch v := v.(type) {
	case map[string]any:
		table := make([]field, 0, len(v))
		for _, key := range sortedKeys(v) {
			inner, err := fromAny(v[key], line, depth-1)
			if err != nil {
				return value{}, err
			}
			table = append(table, field{key, line, inner})
		}
		return value{table: table}, nil
	case []any:
		list := make([]value, 0, len(v))
		for _, e := range v {
			inner, err := fromAny(e, line, depth-1)
			if err != nil {
				return value{}, err
			}
			list = append(list, inner)
		}
		return value{list: list}, nil
	case time.Time:
		return textValue(v.Format(time.RFC3339Nano)), nil
	}
	return textValue(fmt.Sprint(v)), nil
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
