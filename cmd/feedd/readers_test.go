package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"feedd/server"
)

// tool returns the path of a program that a test needs beside Go. Without it
// the test is skipped; where CI is set, it fails.
func tool(t *testing.T, name, install string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: %s", name, install)
	}
	t.Skipf("needs %s: %s", name, install)
	return ""
}

// published builds the samples and returns the output directory.
func published(t *testing.T, args ...string) *config {
	t.Helper()
	c := testConfig(t, args...)
	if err := os.CopyFS(filepath.Join(c.Seeds, "samples"), os.DirFS("../../seeds")); err != nil {
		t.Fatal(err)
	}
	if _, err := build(t.Context(), c, io.Discard); err != nil {
		t.Fatal(err)
	}
	return c
}

func titlesOf(t *testing.T, c *config) (titles []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(c.Out, "feed.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f struct{ Items []struct{ Title string } }
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	for _, item := range f.Items {
		titles = append(titles, item.Title)
	}
	return titles
}

const feedparserScript = `
import feedparser, json, sys
f = feedparser.parse(sys.argv[1])
print(json.dumps({"bozo": bool(f.bozo), "titles": [e.title for e in f.entries], "ids": [e.id for e in f.entries],
	"dated": all(e.get("published_parsed") for e in f.entries)}))
`

func TestFeedparser(t *testing.T) {
	python := tool(t, "/usr/bin/python3", "apt-get install python3-feedparser")
	if exec.Command(python, "-c", "import feedparser").Run() != nil {
		python = tool(t, "python3-feedparser", "apt-get install python3-feedparser")
	}
	c := published(t)
	want := titlesOf(t, c)
	for _, name := range []string{"rss.xml", "atom.xml"} {
		out, err := exec.CommandContext(t.Context(), python, "-c", feedparserScript, filepath.Join(c.Out, name)).Output()
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Bozo, Dated bool
			Titles, IDs []string
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(err)
		}
		slices.Sort(got.IDs)
		if got.Bozo || !got.Dated || len(slices.Compact(got.IDs)) != len(want) || !slices.Equal(got.Titles, want) {
			t.Errorf("%s: got %+v, want titles %q", name, got, want)
		}
	}
}

func TestNewsboat(t *testing.T) {
	newsboat := tool(t, "newsboat", "apt-get install newsboat")
	addr := freeAddr(t)
	c := published(t, "--addr", addr)
	_, pub := openAll(t, c)
	srv := httptest.NewUnstartedServer(server.New(server.Options{Documents: pub, Site: c.site, Log: slog.New(slog.DiscardHandler)}))
	srv.Start()
	defer srv.Close()
	want := count(len(titlesOf(t, c)), "unread article")
	for _, name := range []string{"rss.xml", "atom.xml"} {
		home := t.TempDir()
		urls := filepath.Join(home, "urls")
		if err := os.WriteFile(urls, []byte(srv.URL+"/"+name+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), newsboat, "-u", urls, "-c", filepath.Join(home, "cache.db"), "-C", os.DevNull,
			"-x", "reload", "print-unread")
		cmd.Env = append(os.Environ(), "HOME="+home)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), want) {
			t.Errorf("%s: got %q, %v, want %s", name, out, err, want)
		}
	}
}
