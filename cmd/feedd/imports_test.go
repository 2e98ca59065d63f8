package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed is which of our packages each of them may import: the flow goes one
// way, and only this command joins its steps.
var allowed = map[string][]string{
	"cmd/feedd": {"article", "feed", "page", "publish", "server", "store", "watch"},
	"watch":     {},
	"article":   {"feed"},
	"feed":      {},
	"store":     {"feed"},
	"publish":   {"feed", "page"},
	"page":      {"feed"},
	"server":    {"feed", "page"},

	"internal/corpus": {}, // of the tests alone
}

func TestImports(t *testing.T) {
	found := imports(t, filepath.Join("..", ".."))
	for folder, imported := range found {
		if bad := refused(folder, imported); len(bad) > 0 {
			t.Errorf("%s must not import %q", folder, bad)
		}
	}
	for folder := range allowed {
		if _, ok := found[folder]; !ok {
			t.Errorf("there is no package in %s", folder)
		}
	}
	if bad := refused("feed", []string{"store"}); len(bad) == 0 {
		t.Error("control: feed may import store")
	}
}

// refused returns which of the imports the table does not allow.
func refused(folder string, imported []string) (bad []string) {
	may, ok := allowed[folder]
	for _, name := range imported {
		if !ok || !slices.Contains(may, name) {
			bad = append(bad, name)
		}
	}
	if !ok {
		bad = append(bad, "(not in the table)")
	}
	return bad
}

// imports returns which of our packages the packages below root import, tests
// left out.
func imports(t *testing.T, root string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != root && d.Name() != "..") {
			return filepath.SkipDir
		}
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		folder = filepath.ToSlash(folder)
		if found[folder] == nil {
			found[folder] = []string{}
		}
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if name, ours := strings.CutPrefix(path, "feedd/"); ours {
				found[folder] = append(found[folder], name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
