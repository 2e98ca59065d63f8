package article

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what comes out into testdata")

// TestGolden reads the article in each archive and compares what comes out
// with the JSON beside it.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/written/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in, want := archive.Files[0], &archive.Files[1]
			got := golden(t, File{Path: in.Name, Data: in.Data, ModTime: testSeen, Seen: testSeen})
			if got == string(want.Data) {
				return
			}
			if !*update {
				t.Errorf("got\n%s\nwant\n%s", got, want.Data)
				return
			}
			want.Data = []byte(got)
			if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func golden(t *testing.T, f File) string {
	list, err := Parse(f, Options{Language: "en"})
	if err != nil {
		return err.Error() + "\n"
	}
	for _, a := range list {
		if problem := checkContent(a.Entry.Content) + checkSettled(a.Entry.Content); problem != "" {
			t.Errorf("got %q, which %s", a.Entry.Content, problem)
		}
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(list); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
