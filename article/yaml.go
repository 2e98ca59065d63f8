package article

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readYAML reads YAML 1.2 without anchors, aliases and tags: they are ways to
// write what no article needs, and a small text with them can mean a huge one.
func readYAML(text string, line, depth int) ([]field, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(pad(text, line)), &doc); err != nil {
		return nil, yamlError(err, line)
	}
	if doc.Kind == 0 || doc.Content[0].ShortTag() == "!!null" {
		return nil, nil
	}
	v, err := fromYAML(doc.Content[0], depth)
	if err != nil {
		return nil, err
	}
	if v.table == nil {
		return nil, lineErrorf(line, "front matter is %s; want keys and values, as in title: …", v.sort())
	}
	return v.table, nil
}

// yamlError moves the line that the parser names to where it belongs.
func yamlError(err error, line int) error {
	reason := strings.TrimPrefix(err.Error(), "yaml: ")
	if number, rest, ok := strings.Cut(strings.TrimPrefix(reason, "line "), ": "); ok {
		if n, err := strconv.Atoi(number); err == nil {
			line, reason = n, rest
		}
	}
	return lineErrorf(line, "front matter: %s; %s", reason, yamlRemedy(reason))
}

func yamlRemedy(reason string) string {
	switch {
	case strings.Contains(reason, "mapping values"):
		return "put a value that holds a colon in quotes"
	case strings.Contains(reason, "cannot start any token"):
		return "put the value in quotes, and indent with spaces"
	case strings.Contains(reason, "depth"):
		return "make it simpler"
	}
	return "check the quotes, the brackets and the indentation"
}

func fromYAML(n *yaml.Node, depth int) (value, error) {
	switch {
	case depth == 0:
		return value{}, tooDeep(n.Line)
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return value{}, lineErrorf(n.Line, "front matter: anchors and aliases are not read; write the value out")
	case n.Style&yaml.TaggedStyle != 0:
		return value{}, lineErrorf(n.Line, "front matter: tags such as %.40s are not read; leave it out", n.Tag)
	}
	switch n.Kind {
	case yaml.MappingNode:
		return yamlTable(n, depth)
	case yaml.SequenceNode:
		return yamlList(n, depth)
	}
	if n.ShortTag() == "!!null" {
		return value{}, nil
	}
	return textValue(n.Value), nil
}

func tooDeep(line int) error {
	return lineErrorf(line, "front matter is nested too deeply; make it simpler")
}

func yamlList(n *yaml.Node, depth int) (value, error) {
	list := make([]value, 0, len(n.Content))
	for _, c := range n.Content {
		v, err := fromYAML(c, depth-1)
		if err != nil {
			return value{}, err
		}
		list = append(list, v)
	}
	return value{list: list}, nil
}

func yamlTable(n *yaml.Node, depth int) (value, error) {
	table := make([]field, 0, len(n.Content)/2)
	lines := map[string]int{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return value{}, lineErrorf(key.Line, "front matter: a key must be text")
		}
		if first, twice := lines[key.Value]; twice {
			return value{}, lineErrorf(key.Line, "front matter: %.40q is set twice; it is on line %d already", key.Value, first)
		}
		lines[key.Value] = key.Line
		v, err := fromYAML(n.Content[i+1], depth-1)
		if err != nil {
			return value{}, err
		}
		table = append(table, field{key.Value, key.Line, v})
	}
	return value{table: table}, nil
}
