package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"feedd/feed"
	"feedd/publish"
	"feedd/server"
	"feedd/store"
	"feedd/watch"
)

func newServe(c *config) *cobra.Command {
	return &cobra.Command{
		Use:   "serve [DIR]",
		Short: "Watch a directory, publish on the schedule, serve over HTTP",
		Long: `serve reads the articles in the seed directory, publishes them, serves the
feeds over HTTP, and goes on with whatever is dropped, changed or removed until
it is interrupted.`,
		Example: "  feedd serve\n  feedd serve articles --title \"Harbour News\" --schedule \"*/5 * * * *\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			return serve(cmd.Context(), c, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
}

// A daemon is what serve runs: one goroutine takes files, one publishes.
type daemon struct {
	config *config
	intake *intake
	pub    *publish.Publisher
	store  *store.Store
	log    *slog.Logger
	stdout io.Writer
	stderr io.Writer

	compared chan struct{} // closed when the first comparison is done
	started  chan struct{} // closed when all that it found was taken
	taken    chan struct{} // told when files were taken: another due time may be next
	next     atomic.Int64  // the next slot of the schedule, nanoseconds since 1970

	notTaken, notPublished trouble

	// Belong to the goroutine that takes files.
	bar  progress
	full sync.Once

	start sync.Once
	mu    sync.Mutex
	first tally // what was taken before started was closed
}

// A trouble is why something does not work at the moment.
type trouble struct{ reason atomic.Pointer[string] }

func (t *trouble) set(reason string) { t.reason.Store(&reason) }
func (t *trouble) clear()            { t.reason.Store(nil) }

func (t *trouble) err() error {
	if reason := t.reason.Load(); reason != nil {
		return errors.New(*reason)
	}
	return nil
}

func serve(ctx context.Context, c *config, stdout, stderr io.Writer) error {
	log := newLogger(stderr, slog.LevelInfo)
	ln, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	defer ln.Close()
	if err := c.listening(ln.Addr()); err != nil {
		return err
	}
	s, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	pub, err := newPublisher(ctx, c, s, log)
	if err != nil {
		return err
	}
	defer pub.Close()
	d := &daemon{
		config: c, intake: newIntake(c, s, log), pub: pub, store: s, log: log, stdout: stdout, stderr: stderr,
		compared: make(chan struct{}), started: make(chan struct{}), taken: make(chan struct{}, 1),
	}
	d.notPublished.set("the first publication is under way")
	srv := server.New(server.Options{Documents: pub, Site: c.site, Next: d.nextSlot, Ready: d.ready, Log: log})
	fmt.Fprintf(stdout, "feedd: serving at %s, reading %s\n", c.site.URL(""), c.Seeds)

	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return srv.Serve(ctx, ln) })
	g.Go(func() error { return d.watch(ctx) })
	g.Go(func() error { return d.publish(ctx) })
	err = g.Wait()
	if err == nil {
		fmt.Fprintln(stdout, "feedd: stopped")
	}
	return err
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &hintError{fmt.Errorf("serve at %s: the port is taken, perhaps by another feedd", addr),
			"stop that program, or choose another port: --addr 127.0.0.1:8081"}
	case errors.Is(err, syscall.EACCES):
		return nil, &hintError{fmt.Errorf("serve at %s: not permitted", addr),
			"ports below 1024 are the administrator's; choose another: --addr 127.0.0.1:8080"}
	case err != nil:
		return nil, &hintError{fmt.Errorf("serve at %s: %w", addr, err), "name an address of this machine: --addr 127.0.0.1:8080"}
	}
	return ln, nil
}

// ready tells why the daemon cannot do all it should.
func (d *daemon) ready() error {
	if !isClosed(d.started) {
		return errors.New("still reading the seed directory for the first time")
	}
	if err := cmp.Or(d.notTaken.err(), d.notPublished.err()); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := d.store.Ready(ctx); err != nil {
		return fmt.Errorf("the store cannot be written to: %w", err)
	}
	return nil
}

func (d *daemon) nextSlot() time.Time { return time.Unix(0, d.next.Load()).UTC() }

// watchAgain is how long to wait after taking files has failed.
const watchAgain = 5 * time.Second

// watch takes files until ctx ends. After an error nothing was acknowledged:
// it compares the whole directory again.
func (d *daemon) watch(ctx context.Context) error {
	for {
		err := d.watchOnce(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, store.ErrNotDurable) {
			return err
		}
		d.notTaken.set(err.Error())
		d.log.Error("files not taken", "err", err, "next", watchAgain)
		if !sleep(ctx, watchAgain) {
			return nil
		}
	}
}

func (d *daemon) watchOnce(ctx context.Context) error {
	known, err := d.intake.known(ctx)
	if err != nil {
		return err
	}
	c := d.config
	w, err := watch.New(c.Seeds, known, watch.Options{
		// Zero would mean the default.
		Settle: cmp.Or(c.Settle, -1), Rescan: c.Rescan, Grace: cmp.Or(c.Grace, -1), Log: d.log,
	})
	if err != nil {
		return err
	}
	return w.Run(ctx, func(ctx context.Context, b watch.Batch) error { return d.take(ctx, b, w) })
}

func (d *daemon) take(ctx context.Context, b watch.Batch, w *watch.Watcher) error {
	if b.RootGone {
		const gone = "the seed directory is gone; its entries stay published until it is back"
		d.notTaken.set(gone)
		d.log.Error(gone, "path", d.config.Seeds)
		return nil
	}
	starting := !isClosed(d.started)
	how := telling{progress: func(int) {}, again: w.Reread}
	if starting {
		if d.bar.bar == nil && len(b.Changes) >= barFrom {
			d.bar = newProgress(d.stderr, "reading", unknownTotal)
		}
		how.level, how.progress = slog.LevelDebug, d.bar.add
	}
	t, err := d.intake.take(ctx, b.Changes, how)
	if err != nil {
		return err
	}
	if starting {
		d.mu.Lock()
		d.first.merge(t)
		d.mu.Unlock()
	}
	if b.Full {
		d.notTaken.clear()
		d.full.Do(func() { close(d.compared) })
	}
	if starting && b.Settled && isClosed(d.compared) {
		d.bar.done()
		d.start.Do(func() { close(d.started) })
	}
	select {
	case d.taken <- struct{}{}:
	default:
	}
	return nil
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// waitForStart waits until what stood in the seed directory was taken. A file
// that is still being written does not hold up the others.
func (d *daemon) waitForStart(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-d.compared:
	}
	timer := time.NewTimer(d.config.Settle + 2*time.Second)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-d.started:
	case <-timer.C:
		d.start.Do(func() { close(d.started) })
	}
	return true
}

// longestWait bounds how late a change of the machine's clock is noticed.
const longestWait = 30 * time.Second

// publish publishes at each slot of the schedule, and at the very moment when
// an embargo ends or an entry expires. Publications never overlap.
func (d *daemon) publish(ctx context.Context) error {
	d.schedule(time.Now())
	if !d.waitForStart(ctx) {
		return nil
	}
	due, err := d.release(ctx)
	if err == nil {
		err = d.publishNow(ctx)
	}
	if err != nil {
		return err
	}
	slot := d.schedule(time.Now())
	d.greet(ctx, slot)
	for {
		now := time.Now().Round(0) // the clock on the wall
		switch {
		case !due.IsZero() && !now.Before(due):
			if due, err = d.release(ctx); err == nil {
				err = d.publishNow(ctx)
			}
		case !now.Before(slot):
			err = d.publishNow(ctx)
			slot = d.schedule(time.Now())
		default:
			if next := d.config.schedule.Next(now); next.Before(slot) {
				slot = d.schedule(now) // the clock was set back
			}
			due, err = d.wait(ctx, slot, due)
		}
		if err != nil || ctx.Err() != nil {
			return err
		}
	}
}

// wait waits until something may be due, and returns the next due time.
func (d *daemon) wait(ctx context.Context, slot, due time.Time) (time.Time, error) {
	until := min(time.Until(slot), longestWait)
	if !due.IsZero() {
		until = min(until, time.Until(due))
	}
	timer := time.NewTimer(until)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-d.taken:
		return d.release(ctx)
	}
	return due, nil
}

// schedule returns the next slot and tells the server.
func (d *daemon) schedule(after time.Time) time.Time {
	slot := d.config.schedule.Next(after)
	d.next.Store(slot.UnixNano())
	return slot
}

// release takes the files whose embargo or expiry has come, and returns when
// the next one does.
func (d *daemon) release(ctx context.Context) (time.Time, error) {
	_, next, err := d.intake.takeDue(ctx)
	if errors.Is(err, store.ErrNotDurable) {
		return next, err
	}
	if err != nil && ctx.Err() == nil {
		d.log.Error("due files not taken", "err", err, "next", watchAgain)
		return time.Now().Add(watchAgain), nil
	}
	return next, nil
}

// publishNow publishes once. An error is told and the next slot tries again,
// unless nothing that follows could be relied on.
func (d *daemon) publishNow(ctx context.Context) error {
	r, err := d.pub.Publish(ctx)
	if ctx.Err() != nil {
		return nil
	}
	if errors.Is(err, publish.ErrNotDurable) || errors.Is(err, store.ErrNotDurable) {
		return err
	}
	if err != nil {
		d.notPublished.set(err.Error())
		d.log.Error("not published; what was published before is still served", "err", err)
		return nil
	}
	d.notPublished.clear()
	if len(r.Replaced)+r.Pages > 0 {
		d.log.Info("published", "entries", r.Entries, "pages", r.Pages, "feed", strings.Join(r.Replaced, " "), "took", r.Took.Round(time.Microsecond))
	}
	return nil
}

// greet tells in plain words what was read and where the feeds are.
func (d *daemon) greet(ctx context.Context, slot time.Time) {
	c := d.config
	totals, err := d.store.Totals(ctx)
	if err != nil {
		d.log.Error("totals not counted", "err", err)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	fmt.Fprintf(d.stdout, "feedd: read %s from %s; %s hold %s", count(d.first.Files, "changed file"), c.Seeds,
		count(totals.Files, "file"), count(totals.Entries, "entry"))
	if totals.Rejected > 0 {
		fmt.Fprintf(d.stdout, ", %s rejected (see feedd status)", count(totals.Rejected, "file"))
	}
	fmt.Fprintln(d.stdout)
	for _, f := range feed.Formats {
		fmt.Fprintf(d.stdout, "feedd: %-9s  %s\n", f.Name, c.site.URL(f.File))
	}
	fmt.Fprintf(d.stdout, "feedd: next publication at %s (%s); drop files into %s\n", slot.Format("15:04:05 MST"), c.Schedule, c.Seeds)
}

// sleep waits, and tells whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
