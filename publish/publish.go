// Package publish turns the change log into documents and keeps the output
// tree:
//
//	index.html  rss.xml  atom.xml  feed.json   the main feed
//	articles/SLUG/index.html                   permalinks
//	feed.css                                   their style sheet
//
// A publication is a reader of the log with a cursor. It compiles what the
// revisions after the cursor touch, replaces the documents whose bytes
// changed, pages before the feeds that link to them, and only then moves the
// cursor: a death at any point repeats work that gives the same result.
//
// The bytes of a document follow from the log and the settings alone. A
// document that would be the same is not written again.
package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"feedd/feed"
	"feedd/page"
)

// Log is what publishing needs of the change log.
type Log interface {
	// Since returns the newest revision of every entry that changed after
	// cursor, in the order of the log, at most limit of them.
	Since(ctx context.Context, cursor feed.Seq, limit int) ([]feed.Revision, error)
	// Newest returns the n published entries with the newest updated, newest
	// first.
	Newest(ctx context.Context, n int) ([]feed.Entry, error)
	// LastWithdrawal returns when an entry was withdrawn last; zero if never.
	LastWithdrawal(ctx context.Context) (time.Time, error)
	// Cursor returns how far a reader has come; zero if it never ran.
	Cursor(ctx context.Context, reader string) (feed.Cursor, error)
	// SetCursor commits that, and with it what the ledger's PutDocuments
	// would: one commit for a publication.
	SetCursor(ctx context.Context, reader string, c feed.Cursor, replaced []feed.Document, removed []string) error
}

// Ledger is where publishing keeps the books of the output tree.
type Ledger interface {
	Documents(ctx context.Context, yield func(feed.Document) error) error
	Document(ctx context.Context, path string) (feed.Document, bool, error)
	PutDocuments(ctx context.Context, replaced []feed.Document, removed []string) error
}

// reader is the name of the publication's cursor.
const reader = "publish"

// batch is how many revisions are compiled at once: some megabytes of pages,
// made durable by one sync.
const batch = 1024

// Options are the settings of a publication.
type Options struct {
	Out         string    // the output directory
	Publication uuid.UUID // what the ids of the feeds are made from
	Site        feed.Site
	Title       string
	Language    string // BCP 47
	Author      string // of the feeds; the title if empty
	Items       int    // how many entries a feed has at most
	TTL         time.Duration
	Log         *slog.Logger
	Now         func() time.Time // time.Now if nil; for Modified alone

	// Progress is told how many entries of a publication are done. It may be
	// nil.
	Progress func(done int)
}

// A Publisher keeps one output tree. Publish must not be called twice at the
// same time; Document may be called at any time.
type Publisher struct {
	Options
	log     Log
	ledger  Ledger
	tree    atomic.Pointer[tree]
	pages   *page.Pages
	config  string                                    // fingerprint of the settings and the encoders
	feeds   atomic.Pointer[map[string]*feed.Document] // the documents of all feeds, of one state
	linked  []string                                  // the documents that the feeds of the last publication link to
	current bool                                      // whether feeds follow from the log up to the cursor
}

// New opens the output tree and loads the feeds that stand in it, so that they
// are served until the first publication. The error names the remedy.
func New(ctx context.Context, log Log, ledger Ledger, o Options) (*Publisher, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Progress == nil {
		o.Progress = func(int) {}
	}
	pages, err := page.New(o.Site, o.Title, o.Language)
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	t, err := openTree(o.Out)
	if err != nil {
		return nil, err
	}
	p := &Publisher{Options: o, log: log, ledger: ledger, pages: pages}
	p.tree.Store(t)
	p.feeds.Store(&map[string]*feed.Document{})
	if p.config, err = p.fingerprint(); err != nil {
		return nil, errors.Join(err, t.close())
	}
	if err := p.restore(ctx); err != nil {
		return nil, errors.Join(err, t.close())
	}
	return p, nil
}

// Close closes the output tree.
func (p *Publisher) Close() error { return p.tree.Load().close() }

// restore compares the tree with the books. What is not as it was left gets
// an empty ETag, and so is written again: what is in the books is feedd's.
// Lost documents of feeds are served from the log until then.
func (p *Publisher) restore(ctx context.Context) error {
	t := p.tree.Load()
	var lost []feed.Document
	feedsLost := false
	found := map[string]*feed.Document{}
	err := p.ledger.Documents(ctx, func(d feed.Document) error {
		whole := t.matches(d)
		if whole && !isPage(d.Path) {
			doc, err := t.read(d.Path)
			whole = err == nil && doc.ETag == d.ETag
			found[d.Path] = doc
		}
		if !whole {
			lost = append(lost, feed.Document{Path: d.Path, Modified: d.Modified})
			feedsLost = feedsLost || !isPage(d.Path)
		}
		return nil
	})
	if err != nil || len(lost) == 0 {
		p.feeds.Store(&found)
		return err
	}
	p.current = false
	p.Log.Info("output changed by another hand", "documents", len(lost), "path", lost[0].Path)
	// From the beginning of the log; what still stands is not written again.
	if err := p.log.SetCursor(ctx, reader, feed.Cursor{}, lost, nil); err != nil {
		return err
	}
	if !feedsLost {
		p.feeds.Store(&found)
		return nil
	}
	docs, err := p.compileFeeds(ctx)
	if err != nil {
		return err
	}
	for _, d := range docs {
		d.Modified = p.Now().UTC().Truncate(time.Second)
	}
	p.serve(docs)
	return nil
}

// checkTree finds out whether the output directory is still the one that was
// opened, the feeds stand in it as they were left, and so do the pages that they
// link to; if not, it begins anew.
func (p *Publisher) checkTree(ctx context.Context) error {
	t := p.tree.Load()
	if t.isAt(p.Out) {
		for name, d := range *p.feeds.Load() {
			book, known, err := p.ledger.Document(ctx, name)
			if err != nil {
				return err
			}
			if known && book.ETag == d.ETag && !t.matches(book) {
				return p.restore(ctx)
			}
		}
		if slices.ContainsFunc(p.linked, func(name string) bool { return !t.has(name) }) {
			return p.restore(ctx)
		}
		return nil
	}
	next, err := openTree(p.Out)
	if err != nil {
		return err
	}
	p.Log.Warn("output directory was replaced; publishing all of it again", "path", p.Out)
	p.tree.Store(next)
	// A request may be reading from the old one: it is closed with the process.
	return p.restore(ctx)
}

// isPage tells the permalinks, which are served from the disk, from the
// documents of the feeds, which are served of one state.
func isPage(name string) bool {
	slug, ok := strings.CutPrefix(name, "articles/")
	slug, file, _ := strings.Cut(slug, "/")
	return ok && slug != "" && file == "index.html"
}

// Document returns what is published at a path of the output tree. The error
// Is fs.ErrNotExist if nothing is.
func (p *Publisher) Document(name string) (*feed.Document, error) {
	if d := (*p.feeds.Load())[name]; d != nil {
		return d, nil
	}
	if !isPage(name) {
		return nil, fmt.Errorf("document %q: %w", name, fs.ErrNotExist)
	}
	return p.tree.Load().read(name)
}

// A Report tells what a publication did.
type Report struct {
	Entries  int           `json:"entries"`  // touched by the revisions since the last one
	Replaced []string      `json:"replaced"` // the feeds' documents whose bytes changed
	Pages    int           `json:"pages"`    // replaced or removed
	Took     time.Duration `json:"took"`
}

// Publish brings the output tree up to the end of the log.
func (p *Publisher) Publish(ctx context.Context) (Report, error) {
	start := time.Now()
	report, err := p.publish(ctx)
	report.Took = time.Since(start)
	if err != nil {
		return report, fmt.Errorf("publish: %w", err)
	}
	return report, nil
}

func (p *Publisher) publish(ctx context.Context) (report Report, err error) {
	if err := p.checkTree(ctx); err != nil {
		return report, err
	}
	cursor, err := p.log.Cursor(ctx, reader)
	if err != nil {
		return report, err
	}
	if cursor.Config != p.config {
		cursor.Seq, p.current = 0, false
	}
	rest := remainder{end: cursor.Seq, withdrawn: map[string]bool{}}
	if err := p.publishPages(ctx, &rest, &report); err != nil {
		return report, err
	}
	if rest.end == cursor.Seq && p.current {
		return report, nil
	}
	feeds, err := p.compileCurrentFeeds(ctx, &rest, &report)
	if err != nil {
		return report, err
	}
	// Pages first: no feed links to one that is not there.
	changed, books, err := p.install(ctx, append(rest.pages, feeds...))
	if err != nil {
		return report, err
	}
	p.serve(feeds)
	report.count(changed)
	// Removed ones last, for the same reason.
	removed, err := p.removePages(ctx, rest.withdrawn)
	if err != nil {
		return report, err
	}
	report.Pages += len(removed)
	if err := p.log.SetCursor(ctx, reader, feed.Cursor{Seq: rest.end, Config: p.config}, books, removed); err != nil {
		return report, err
	}
	p.current = true
	return report, nil
}

// rounds bounds how often feeds are compiled again because more was committed
// meanwhile; then the next publication has to see to it.
const rounds = 100

// compileCurrentFeeds compiles the feeds, and the pages of what was committed
// while it did: a feed must not link to a page that is not there.
func (p *Publisher) compileCurrentFeeds(ctx context.Context, rest *remainder, report *Report) ([]*feed.Document, error) {
	for range rounds {
		feeds, err := p.compileFeeds(ctx)
		if err != nil {
			return nil, err
		}
		end := rest.end
		if err := p.publishPages(ctx, rest, report); err != nil {
			return nil, err
		}
		if rest.end == end {
			return feeds, nil
		}
	}
	return nil, errors.New("entries come faster than feeds can be compiled")
}

// count counts what was replaced.
func (r *Report) count(changed []*feed.Document) {
	for _, d := range changed {
		if isPage(d.Path) {
			r.Pages++
		} else {
			r.Replaced = append(r.Replaced, d.Path)
		}
	}
}

// A remainder is what publishPages leaves to be done with the feeds.
type remainder struct {
	end       feed.Seq         // of the log
	pages     []*feed.Document // fewer than a batch
	withdrawn map[string]bool  // by the path of the page: whether it has to go
}

// publishPages compiles the pages of the entries that changed after rest.end,
// and replaces them batch by batch but for the last one.
func (p *Publisher) publishPages(ctx context.Context, rest *remainder, report *Report) error {
	for {
		revs, err := p.log.Since(ctx, rest.end, batch)
		if err != nil || len(revs) == 0 {
			return err
		}
		changed, books, err := p.install(ctx, rest.pages)
		if err != nil {
			return err
		}
		if len(books) > 0 {
			err = p.ledger.PutDocuments(ctx, books, nil)
		}
		if err != nil {
			return err
		}
		report.count(changed)
		if rest.pages, err = p.compilePages(revs); err != nil {
			return err
		}
		for i := range revs {
			rest.withdrawn[pageOf(&revs[i].Entry)] = revs[i].Kind == feed.Withdrawn
		}
		report.Entries += len(revs)
		p.Progress(len(revs))
		rest.end = revs[len(revs)-1].Seq
	}
}

// compilePages compiles the pages of the entries that are not withdrawn.
func (p *Publisher) compilePages(revs []feed.Revision) ([]*feed.Document, error) {
	docs := make([]*feed.Document, len(revs))
	g := new(errgroup.Group)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range revs {
		if revs[i].Kind == feed.Withdrawn {
			continue
		}
		g.Go(func() (err error) {
			docs[i], err = p.compilePage(&revs[i].Entry)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(docs, func(d *feed.Document) bool { return d == nil }), nil
}

func (p *Publisher) compilePage(e *feed.Entry) (*feed.Document, error) {
	body, err := p.pages.Article(e)
	if err != nil {
		return nil, fmt.Errorf("compile page of %s: %w", e.ID, err)
	}
	return newDocument(pageOf(e), body), nil
}

// pageOf is the path of the document of an entry's page.
func pageOf(e *feed.Entry) string { return feed.PagePath(e.Slug) + "index.html" }

func newDocument(path string, body []byte) *feed.Document {
	return &feed.Document{Path: path, Body: body, Size: int64(len(body)), ETag: feed.ETag(body)}
}

// compileFeeds compiles the documents of all feeds and their style sheet.
func (p *Publisher) compileFeeds(ctx context.Context) ([]*feed.Document, error) {
	f, err := p.mainFeed(ctx)
	if err != nil {
		return nil, err
	}
	p.linked = p.linked[:0]
	for i := range f.Entries {
		p.linked = append(p.linked, pageOf(&f.Entries[i]))
	}
	docs, err := p.compileFeed(f)
	if err != nil {
		return nil, err
	}
	return append([]*feed.Document{newDocument("feed.css", page.Stylesheet())}, docs...), nil
}

// serve has the documents of the feeds served, all at once.
func (p *Publisher) serve(docs []*feed.Document) {
	next := maps.Clone(*p.feeds.Load())
	for _, d := range docs {
		if old := next[d.Path]; old == nil || old.ETag != d.ETag {
			next[d.Path] = d
		}
	}
	p.feeds.Store(&next)
}

func (p *Publisher) mainFeed(ctx context.Context) (*feed.Feed, error) {
	entries, err := p.log.Newest(ctx, p.Items)
	if err != nil {
		return nil, err
	}
	withdrawn, err := p.log.LastWithdrawal(ctx)
	if err != nil {
		return nil, err
	}
	f := p.emptyFeed()
	f.Entries = entries
	if withdrawn.After(f.Updated) {
		f.Updated = withdrawn
	}
	for i := range entries {
		if entries[i].Updated.After(f.Updated) {
			f.Updated = entries[i].Updated
		}
	}
	return f, nil
}

func (p *Publisher) emptyFeed() *feed.Feed {
	author := p.Author
	if author == "" {
		author = p.Title
	}
	return &feed.Feed{
		ID:          feed.FeedID(p.Publication, ""),
		Title:       p.Title,
		Description: "The latest articles of " + p.Title,
		Language:    p.Language,
		Authors:     []feed.Person{{Name: author}},
		Updated:     beginning,
		TTL:         p.TTL,
	}
}

// beginning is the updated time of a feed that never had an entry: the
// element is required, and the clock must not enter a document.
var beginning = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// compileFeed compiles the documents of one feed, the page last: it names the
// others.
func (p *Publisher) compileFeed(f *feed.Feed) ([]*feed.Document, error) {
	var docs []*feed.Document
	for _, format := range feed.Formats {
		body, err := format.Encode(f, p.Site)
		if err != nil {
			return nil, fmt.Errorf("compile %s: %w", f.Path(format.File), err)
		}
		docs = append(docs, newDocument(f.Path(format.File), body))
	}
	body, err := p.pages.Index(f)
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", f.Path("index.html"), err)
	}
	return append(docs, newDocument(f.Path("index.html"), body)), nil
}

// install replaces the documents whose bytes changed, and returns them and what
// to put into the books. It sets Modified of all of them. Where a foreign file stands,
// that is left alone and told; the document is served all the same.
func (p *Publisher) install(ctx context.Context, docs []*feed.Document) (changed []*feed.Document, books []feed.Document, err error) {
	for _, d := range docs {
		was, known, err := p.ledger.Document(ctx, d.Path)
		if err != nil {
			return nil, nil, err
		}
		if known && was.ETag == d.ETag {
			d.Modified = was.Modified
			continue
		}
		d.Modified = p.Now().UTC().Truncate(time.Second)
		if known && !d.Modified.After(was.Modified) {
			d.Modified = was.Modified.Add(time.Second)
		}
		same := false
		if !known {
			same, err = p.tree.Load().adopt(d)
		}
		if errors.Is(err, ErrForeign) {
			p.Log.Error("document not replaced", "path", path.Join(p.Out, d.Path), "err", err)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if !same {
			changed = append(changed, d)
		}
		books = append(books, feed.Document{Path: d.Path, ETag: d.ETag, Size: d.Size, Modified: d.Modified})
	}
	return changed, books, p.tree.Load().replace(ctx, changed)
}

// removePages removes the pages of withdrawn entries, those that are in the
// books, and returns their paths.
func (p *Publisher) removePages(ctx context.Context, withdrawn map[string]bool) ([]string, error) {
	var known []string
	for name, gone := range withdrawn {
		if !gone {
			continue
		}
		_, ok, err := p.ledger.Document(ctx, name)
		if err != nil {
			return nil, err
		}
		if ok {
			known = append(known, name)
		}
	}
	return known, p.tree.Load().remove(known)
}

// fingerprint tells settings and versions of the encoders apart by what they
// make of one entry.
func (p *Publisher) fingerprint() (string, error) {
	e := feed.Entry{
		ID: feed.EntryID("probe"), Slug: "probe", Title: "Probe & <probe>", Summary: "Probe.",
		Content:   `<p><a href="` + feed.EntryRef + `#probe">probe</a></p>`,
		Published: beginning, Updated: beginning, Categories: []string{"probe"},
		Authors: []feed.Person{{Name: "Probe", Email: "probe@example.org"}},
		Place:   feed.Place{City: "Probe", Region: "Probe"}, Truncated: true,
		Enclosures: []feed.Enclosure{{URL: feed.EntryRef + "probe.mp3", Type: "audio/mpeg", Length: 1}},
	}
	f := p.emptyFeed()
	f.Entries = []feed.Entry{e}
	docs, err := p.compileFeed(f)
	if err != nil {
		return "", err
	}
	article, err := p.compilePage(&e)
	if err != nil {
		return "", err
	}
	var all strings.Builder
	fmt.Fprintf(&all, "%d %s %s", p.Items, article.ETag, feed.ETag(page.Stylesheet()))
	for _, d := range docs {
		all.WriteString(" " + d.ETag)
	}
	return feed.ETag([]byte(all.String())), nil
}
