package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"feedd/publish"
	"feedd/watch"
)

func newBuild(c *config) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "build [DIR]",
		Short: "Read, publish once and exit",
		Long: `build reads what is new, changed or gone in the seed directory, publishes and
exits. A second build with nothing changed writes nothing.`,
		Example: "  feedd build\n  feedd build articles --out public --base-url https://news.example.org/",
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := build(cmd.Context(), c, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), r)
			}
			r.print(cmd.OutOrStdout(), c)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was done as JSON")
	return cmd
}

// A buildReport tells what a build did.
type buildReport struct {
	tally
	publish.Report
	Took time.Duration `json:"took"`
}

func (r *buildReport) print(w io.Writer, c *config) {
	fmt.Fprintf(w, "feedd: read %s from %s: %d new, %d updated, %d withdrawn", count(r.Files, "changed file"), c.Seeds, r.Created, r.Updated, r.Withdrawn)
	if r.Rejected > 0 {
		fmt.Fprintf(w, ", %s rejected (see feedd status)", count(r.Rejected, "file"))
	}
	if r.Refused > 0 {
		fmt.Fprintf(w, ", %s refused (see feedd status)", count(r.Refused, "article"))
	}
	fmt.Fprintln(w)
	if len(r.Replaced)+r.Pages == 0 {
		fmt.Fprintf(w, "feedd: %s is up to date\n", c.Out)
		return
	}
	fmt.Fprintf(w, "feedd: wrote %s and %s into %s in %v\n",
		count(len(r.Replaced), "document"), count(r.Pages, "page"), c.Out, r.Took.Round(time.Millisecond))
}

func build(ctx context.Context, c *config, stderr io.Writer) (*buildReport, error) {
	start := time.Now()
	log := newLogger(stderr, slog.LevelWarn)
	s, err := openStore(ctx, c)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	pub, err := newPublisher(ctx, c, s, log)
	if err != nil {
		return nil, err
	}
	defer pub.Close()
	in := newIntake(c, s, log)

	r := &buildReport{}
	if r.tally, err = readAll(ctx, c, in, stderr); err != nil {
		return nil, err
	}
	bar := newProgress(stderr, "publishing", r.Created+r.Updated+r.Withdrawn)
	pub.Progress = bar.add
	r.Report, err = pub.Publish(ctx)
	bar.done()
	r.Took = time.Since(start)
	return r, err
}

// readAll takes every difference between the seed directory and the store.
func readAll(ctx context.Context, c *config, in *intake, stderr io.Writer) (tally, error) {
	known, err := in.known(ctx)
	if err != nil {
		return tally{}, err
	}
	batch, err := watch.Scan(ctx, c.Seeds, known, watch.Options{Log: in.log})
	if err != nil {
		return tally{}, err
	}
	bar := newProgress(stderr, "reading", len(batch.Changes))
	again := func(paths ...string) {
		in.log.Warn("being written by another program; run again when that is done", "path", in.shown(paths[0]))
	}
	total, err := in.take(ctx, batch.Changes, telling{progress: bar.add, again: again})
	bar.done()
	if err != nil {
		return total, err
	}
	due, _, err := in.takeDue(ctx)
	total.merge(due)
	return total, err
}
