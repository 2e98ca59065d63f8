package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strconv"
	"syscall"

	"feedd/publish"
	"feedd/store"
)

// newPublisher opens the output tree.
func newPublisher(ctx context.Context, c *config, s *store.Store, log *slog.Logger) (*publish.Publisher, error) {
	id, err := s.Publication(ctx, c.site.URL(""), c.Schedule)
	if err != nil {
		return nil, err
	}
	p, err := publish.New(ctx, s, s, publish.Options{
		Out: c.Out, Publication: id, Site: c.site, Title: c.Title, Language: c.Language, Author: c.Author,
		Items: c.Items, TTL: c.schedule.TTL(), Log: log,
	})
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, fs.ErrExist) {
		return nil, &hintError{err, fmt.Sprintf("make %s a directory that feedd may write to, or name another with --out", c.Out)}
	}
	return p, err
}

// shownIn is how messages name a file below dir: on one line whatever is in
// the name.
func shownIn(dir, name string) string {
	shown := path.Join(dir, name)
	if quoted := strconv.Quote(shown); quoted != `"`+shown+`"` {
		return quoted
	}
	return shown
}

// at names a line of a file; 0 is the whole file.
func at(name string, line int) string {
	if line == 0 {
		return name
	}
	return fmt.Sprintf("%s:%d", name, line)
}
