package feed

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the documents that the encoders give into testdata")

// A sample is the feed of a test, and where it is served.
type sample struct {
	Base string
	Feed
}

func (x *sample) site(t testing.TB) Site {
	t.Helper()
	return site(t, x.Base)
}

func site(t testing.TB, base string) Site {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	return NewSite(u)
}

func readSample(t testing.TB, data []byte) *sample {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	x := new(sample)
	if err := d.Decode(x); err != nil {
		t.Fatal(err)
	}
	return x
}

func archives(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no samples in testdata: %v", err)
	}
	return names
}

func file(a *txtar.Archive, name string) *txtar.File {
	i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
	if i < 0 {
		a.Files = append(a.Files, txtar.File{Name: name})
		i = len(a.Files) - 1
	}
	return &a.Files[i]
}

// Each archive in testdata has a feed and the documents that it must give.
func TestDocuments(t *testing.T) {
	for _, name := range archives(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			x := readSample(t, file(a, "input.json").Data)
			for _, format := range Formats {
				compare(t, x, format, file(a, format.File))
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func compare(t *testing.T, x *sample, format Format, golden *txtar.File) {
	t.Helper()
	got, err := format.Encode(&x.Feed, x.site(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range check(format.File, got) {
		t.Errorf("%s: %s", format.File, problem)
	}
	if *update {
		golden.Data = got
		return
	}
	if !bytes.Equal(got, golden.Data) {
		t.Errorf("%s differs from what testdata has (-update rewrites it); got:\n%s", format.File, got)
	}
}
