package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"feedd/feed"
	"feedd/publish"
	"feedd/store"
)

func newStatus(c *config) *cobra.Command {
	var asJSON bool
	var limit int
	cmd := &cobra.Command{
		Use:     "status",
		Short:   "Show what became of the files, the feeds, and the next run",
		Long:    `status reads the store, also while feedd serve is running.`,
		Example: "  feedd status\n  feedd status --json | jq '.rejected_files[].file'",
		Args:    usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			st, err := readStatus(cmd.Context(), c, limit)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), st)
			}
			st.print(cmd.OutOrStdout(), c)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the status as JSON")
	cmd.Flags().IntVar(&limit, "limit", 20, "receipts at most")
	return cmd
}

// A status is what status prints.
type status struct {
	store.Totals
	Running  string       `json:"running,omitempty"` // the number of the process that serves or builds
	Feeds    []feedStatus `json:"feeds"`
	Schedule string       `json:"schedule"`
	Next     *time.Time   `json:"next"` // the next slot; null if nothing is running

	site     feed.Site
	Rejected []store.Receipt `json:"rejected_files"`
	Receipts []store.Receipt `json:"receipts"` // newest first
}

// A feedStatus is one document of a feed.
type feedStatus struct {
	URL      string    `json:"url"`
	Modified time.Time `json:"modified"`
	Size     int64     `json:"size"` // bytes
}

func readStatus(ctx context.Context, c *config, limit int) (*status, error) {
	s, err := store.OpenReader(ctx, c.Store)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &hintError{fmt.Errorf("status: there is no store at %q", c.Store), "run feedd serve or feedd build first, or name it with --store"}
	}
	if err != nil {
		return nil, err
	}
	defer s.Close()
	st := &status{Feeds: []feedStatus{}}
	if err := st.readSettings(ctx, s, c); err != nil {
		return nil, err
	}
	if st.Totals, err = s.Totals(ctx); err != nil {
		return nil, err
	}
	if st.Rejected, err = s.Rejected(ctx, limit); err != nil {
		return nil, err
	}
	if st.Receipts, err = s.Receipts(ctx, limit); err != nil {
		return nil, err
	}
	st.Rejected, st.Receipts = orNone(st.Rejected), orNone(st.Receipts)
	for _, f := range feed.Formats {
		d, ok, err := s.Document(ctx, f.File)
		if err != nil {
			return nil, err
		}
		if ok {
			st.Feeds = append(st.Feeds, feedStatus{st.site.URL(d.Path), d.Modified, d.Size})
		}
	}
	return st, nil
}

// readSettings reads where and when the output is published, which the settings
// of this command need not tell.
func (st *status) readSettings(ctx context.Context, s *store.Store, c *config) error {
	base, spec, err := s.Settings(ctx)
	if err != nil || base == "" {
		st.site, st.Schedule = c.site, c.Schedule
		return err
	}
	u, err := url.Parse(base)
	if err != nil {
		return err
	}
	schedule, err := publish.ParseSchedule(spec)
	if err != nil {
		return err
	}
	st.site, st.Schedule = feed.NewSite(u), spec
	var running bool
	if st.Running, running = store.Running(c.Store); running {
		next := schedule.Next(time.Now())
		st.Next = &next
	}
	return nil
}

func (st *status) print(w io.Writer, c *config) {
	fmt.Fprintf(w, "%s, %s, %d rejected\n", count(st.Files, "file"), count(st.Entries, "entry"), st.Totals.Rejected)
	if st.Next == nil {
		fmt.Fprintln(w, "feedd is not running; the next feedd serve or feedd build publishes")
	} else {
		fmt.Fprintf(w, "running as process %s; next run %s (%s)\n", st.Running, st.Next.Format(time.DateTime+" MST"), st.Schedule)
	}
	for _, f := range st.Feeds {
		fmt.Fprintf(w, "feed %s, %d bytes, replaced %s\n", f.URL, f.Size, f.Modified.Format(time.DateTime+" MST"))
	}
	if len(st.Rejected) > 0 {
		fmt.Fprintln(w, "\nrejected:")
		for _, r := range st.Rejected {
			fmt.Fprintf(w, "  %s: %s\n", at(shownIn(c.Seeds, r.File), r.Failure.Line), r.Failure.Reason)
		}
	}
	if len(st.Receipts) > 0 {
		fmt.Fprintln(w, "\nread last:")
	}
	for _, r := range st.Receipts {
		st.printReceipt(w, c, r)
	}
}

func (st *status) printReceipt(w io.Writer, c *config, r store.Receipt) {
	if r.Failure != nil {
		return // told above
	}
	name := shownIn(c.Seeds, r.File)
	fmt.Fprintf(w, "  %s  %s\n", r.At.Format(time.DateTime), name)
	for _, e := range r.Entries {
		fmt.Fprintf(w, "    %-9s  %s\n", e.Action, cmp.Or(e.Title, e.ID))
		if e.Slug != "" && e.Action != store.ActionWithdrawn {
			fmt.Fprintf(w, "               %s\n", st.site.URL(feed.PagePath(e.Slug)))
		}
	}
	for _, warning := range r.Warnings {
		fmt.Fprintf(w, "    warning: %s: %s\n", at(name, warning.Line), warning.Text)
	}
}
