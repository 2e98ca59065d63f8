package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"feedd/store"
)

// binary returns a path under which the test binary is feedd.
func binary(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "feedd")
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestKill drops files while feedd is killed again and again, at random times:
// no acknowledged file is lost, and none is published twice.
func TestKill(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	c := testConfig(t, "--schedule", "@every 1s", "--settle", "10ms", "--addr", freeAddr(t), "--items", "1000")
	feedd := binary(t)
	args := []string{"--seeds", c.Seeds, "--out", c.Out, "--store", c.Store, "--schedule", c.Schedule,
		"--settle", "10ms", "--addr", c.Addr, "--items", "1000"}
	r := rand.New(rand.NewPCG(1, 2))
	var dropped []string
	acknowledged := map[string]bool{}
	for round := range rounds {
		var log bytes.Buffer
		cmd := exec.CommandContext(t.Context(), feedd, append([]string{"serve"}, args...)...)
		cmd.Stdout, cmd.Stderr = &log, &log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		end := time.Now().Add(time.Duration(100+r.IntN(1500)) * time.Millisecond)
		for i := 0; time.Now().Before(end); i++ {
			dropped = append(dropped, drop(t, c.Seeds, fmt.Sprintf("%d-%d", round, i)))
			time.Sleep(time.Duration(r.IntN(30)) * time.Millisecond)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		if strings.Contains(log.String(), "ERROR") {
			t.Errorf("round %d: %s", round, log.String())
		}
		for path := range stampsOf(t, c.Store) {
			acknowledged[path] = true
		}
	}
	if out, err := exec.CommandContext(t.Context(), feedd, append([]string{"build"}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Logf("%d files dropped, %d acknowledged before a kill", len(dropped), len(acknowledged))
	if len(acknowledged) == 0 {
		t.Error("nothing was acknowledged before a kill: the test proves nothing")
	}
	stamps := stampsOf(t, c.Store)
	for path := range acknowledged {
		if _, ok := stamps[path]; !ok {
			t.Errorf("%s was acknowledged and is lost", path)
		}
	}
	if faults := faultsOf(t, c, dropped); len(faults) > 0 {
		t.Error(strings.Join(faults, "\n"))
	}
	// The controls: the same comparison sees a lost and a doubled article.
	if faults := faultsOf(t, c, append(dropped, "never-dropped")); len(faults) == 0 {
		t.Error("control: a lost article is not seen")
	}
	if faults := faultsOf(t, c, dropped[1:]); len(faults) == 0 {
		t.Error("control: an article too many is not seen")
	}
}

// drop writes a file under its final name, slowly enough to be seen half
// written, and returns the title of its article.
func drop(t *testing.T, dir, name string) string {
	t.Helper()
	title := "Article " + name
	f, err := os.Create(filepath.Join(dir, name+".md"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, part := range []string{"# " + title + "\n\n", "The text of " + name + ", first half, ", "and second half.\n"} {
		if _, err := io.WriteString(f, part); err != nil {
			t.Fatal(err)
		}
	}
	return title
}

func stampsOf(t *testing.T, path string) map[string]store.Stamp {
	t.Helper()
	stamps := map[string]store.Stamp{}
	s, err := store.OpenReader(t.Context(), path)
	if os.IsNotExist(err) || err != nil && strings.Contains(err.Error(), "no such table") {
		return stamps // killed before it was made
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Stamps(t.Context(), func(path string, st store.Stamp) { stamps[path] = st }); err != nil {
		t.Fatal(err)
	}
	return stamps
}

// faultsOf holds what is published against the titles that were dropped.
func faultsOf(t *testing.T, c *config, titles []string) (faults []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(c.Out, "feed.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Items []struct{ ID, Title, URL, Content_HTML string }
	}
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, item := range f.Items {
		seen[item.Title]++
		if !strings.Contains(item.Content_HTML, "second half.") {
			faults = append(faults, "torn: "+item.Title)
		}
		page := filepath.Join(c.Out, strings.TrimPrefix(item.URL, c.site.URL("")), "index.html")
		if _, err := os.Stat(page); err != nil {
			faults = append(faults, "without a page: "+item.Title)
		}
	}
	for _, title := range titles {
		if seen[title] != 1 {
			faults = append(faults, fmt.Sprintf("published %d times: %s", seen[title], title))
		}
		delete(seen, title)
	}
	for title := range seen {
		faults = append(faults, "never dropped: "+title)
	}
	s, err := store.OpenReader(context.Background(), c.Store)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	totals, err := s.Totals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if totals.Revisions != len(f.Items) {
		faults = append(faults, fmt.Sprintf("%d revisions for %d entries", totals.Revisions, len(f.Items)))
	}
	return faults
}
