package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"feedd/article"
	"feedd/feed"
	"feedd/store"
	"feedd/watch"
)

func newCheck(c *config) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check [PATH… | -]",
		Short: "Parse only: what would be published",
		Long: `check reads files, or all files of directories, and tells what would be
published. It touches neither the store nor the output. Without a path it reads
the seed directory, with - the standard input. It exits with 1 if a file is
rejected.`,
		Example: "  feedd check draft.md\n  feedd check --json seeds | jq '.entries[].title'",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{c.Seeds}
			}
			k := &checker{config: c, stdin: cmd.InOrStdin(), log: newLogger(cmd.ErrOrStderr(), slog.LevelWarn)}
			return k.check(cmd.Context(), args, asJSON, cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an object a line for each file")
	return cmd
}

// A checker reads files and prints what they say.
type checker struct {
	config *config
	stdin  io.Reader
	print  func(checkedFile) error
	log    *slog.Logger

	files, entries, rejected int
}

// A checkedFile is the line of check --json.
type checkedFile struct {
	File    string         `json:"file"`
	Error   *store.Failure `json:"error"`
	Entries []checkedEntry `json:"entries"`
}

// A checkedEntry is one entry as it would be published.
type checkedEntry struct {
	ID          string            `json:"id"`
	Title       string            `json:"title"`
	TitleSource string            `json:"title_source"`
	Place       string            `json:"place"`
	Agency      string            `json:"agency"`
	Dateline    string            `json:"dateline"`
	Published   time.Time         `json:"published"`
	DateSource  string            `json:"date_source"`
	Updated     time.Time         `json:"updated"`
	Language    string            `json:"language"`
	Authors     []feed.Person     `json:"authors"`
	Tags        []string          `json:"tags"`
	Summary     string            `json:"summary"`
	ContentHTML string            `json:"content_html"`
	Truncated   bool              `json:"truncated"`
	Hold        string            `json:"hold,omitempty"` // why it would not be published now
	Warnings    []article.Warning `json:"warnings"`
	Line        int               `json:"line"`
}

func (k *checker) check(ctx context.Context, paths []string, asJSON bool, stdout io.Writer) error {
	out := bufio.NewWriter(stdout)
	k.print = func(f checkedFile) error { return printChecked(out, f) }
	if asJSON {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		k.print = func(f checkedFile) error { return e.Encode(f) }
	}
	for _, path := range paths {
		if err := k.path(ctx, path); err != nil {
			return errors.Join(err, out.Flush())
		}
	}
	if !asJSON {
		fmt.Fprintf(out, "%s, %s", count(k.files, "file"), count(k.entries, "entry"))
		if k.rejected > 0 {
			fmt.Fprintf(out, ", %d rejected", k.rejected)
		}
		fmt.Fprintln(out)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if k.rejected > 0 {
		return &toldError{fmt.Errorf("%s rejected", count(k.rejected, "file"))}
	}
	return nil
}

func (k *checker) path(ctx context.Context, path string) error {
	if path == "-" {
		data, err := io.ReadAll(io.LimitReader(k.stdin, maxFile+1))
		if err != nil {
			return fmt.Errorf("check: read standard input: %w", err)
		}
		return k.tell("-", k.parse("-", data, time.Now()))
	}
	info, err := os.Stat(path)
	if err != nil {
		return &hintError{fmt.Errorf("check: %w", err), "name a file or a directory: feedd check draft.md"}
	}
	if !info.IsDir() {
		dir, name := filepath.Split(path)
		return k.tree(dir, []watch.Change{{Path: name}})
	}
	batch, err := watch.Scan(ctx, path, nil, watch.Options{Log: k.log})
	if err != nil {
		return err
	}
	return k.tree(path, batch.Changes)
}

// tree reads files of one directory.
func (k *checker) tree(dir string, changes []watch.Change) error {
	root, err := os.OpenRoot(cmp.Or(dir, "."))
	if err != nil {
		return err
	}
	defer root.Close()
	for _, c := range changes {
		if err := k.tell(filepath.Join(dir, c.Path), k.read(root, c)); err != nil {
			return err
		}
	}
	return nil
}

// tell counts and prints one file.
func (k *checker) tell(name string, f checkedFile) error {
	f.File = name
	k.files++
	k.entries += len(f.Entries)
	if f.Error != nil {
		k.rejected++
	}
	return k.print(f)
}

func (k *checker) read(root *os.Root, c watch.Change) checkedFile {
	err := c.Err
	var data []byte
	var stamp watch.Stamp
	if err == nil {
		data, stamp, err = watch.Read(root, c.Path, maxFile+1)
	}
	if err != nil {
		return checkedFile{Error: &store.Failure{Reason: err.Error()}, Entries: []checkedEntry{}}
	}
	return k.parse(c.Path, data, stamp.ModTime)
}

func (k *checker) parse(path string, data []byte, modified time.Time) checkedFile {
	out := checkedFile{Entries: []checkedEntry{}}
	now := time.Now().UTC()
	file := article.File{Path: path, Data: data, ModTime: modified, Seen: now}
	articles, err := article.Parse(file, k.config.articleOptions())
	if err != nil {
		out.Error = failureOf(err)
		return out
	}
	for i := range articles {
		out.Entries = append(out.Entries, k.entry(&articles[i], now))
	}
	return out
}

func (k *checker) entry(a *article.Article, now time.Time) checkedEntry {
	held, _ := incoming(a, now)
	e := a.Entry
	e.ID = store.NewID(&held)
	e.Slug = store.Slug(&e)
	return checkedEntry{
		ID: e.ID, Title: e.Title, TitleSource: e.TitleSource, Place: e.Place.String(), Agency: e.Agency,
		Dateline: e.Dateline, Published: e.Published, DateSource: e.DateSource, Updated: e.Updated,
		Language: e.Language, Authors: orNone(e.Authors), Tags: orNone(e.Categories), Summary: e.Summary,
		ContentHTML: k.config.site.Content(&e), Truncated: e.Truncated, Hold: held.Hold,
		Warnings: orNone(a.Warnings), Line: a.Line,
	}
}

// orNone makes nil the empty list that scripts expect.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func printChecked(w io.Writer, f checkedFile) error {
	name := shownIn("", f.File)
	if f.Error != nil {
		_, err := fmt.Fprintf(w, "%s: rejected: %s\n", at(name, f.Error.Line), f.Error.Reason)
		return err
	}
	fmt.Fprintf(w, "%s: %s\n", name, count(len(f.Entries), "entry"))
	for _, e := range f.Entries {
		facts := []string{e.Published.Format("2006-01-02 15:04") + " (" + e.DateSource + ")"}
		for _, fact := range []string{e.Place, e.Agency, e.Language, strings.Join(e.Tags, ", "), e.Hold} {
			if fact != "" {
				facts = append(facts, fact)
			}
		}
		fmt.Fprintf(w, "  %s\n    %s\n", e.Title, strings.Join(facts, " · "))
		for _, warning := range e.Warnings {
			fmt.Fprintf(w, "    warning: %s: %s\n", at(name, warning.Line), warning.Text)
		}
	}
	return nil
}
