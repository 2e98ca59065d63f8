package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
	"golang.org/x/net/idna"
	"golang.org/x/text/language"

	"feedd/article"
	"feedd/feed"
	"feedd/publish"
)

// A config is the settings of one run. Each is a flag, a variable FEEDD_… and
// a key of the configuration file.
type config struct {
	File string // the configuration file; not a setting itself

	Seeds    string
	Out      string
	Store    string
	BaseURL  string
	Addr     string
	Schedule string
	Title    string
	Language string
	Author   string
	Items    int
	Settle   time.Duration
	Rescan   time.Duration
	OnDelete string
	Grace    time.Duration

	schedule *publish.Schedule
	site     feed.Site
	base     string
}

const defaultFile = "feedd.yaml"

func (c *config) register(f *pflag.FlagSet) {
	f.StringVar(&c.File, "config", defaultFile, "configuration `file`; the default one may be missing")
	f.StringVar(&c.Seeds, "seeds", "seeds", "`directory` that articles are dropped into")
	f.StringVar(&c.Out, "out", "feeds", "`directory` that is published into")
	f.StringVar(&c.Store, "store", "feedd.db", "database `file`")
	f.StringVar(&c.BaseURL, "base-url", "", "`URL` that readers reach the output at (default from addr)")
	f.StringVar(&c.Addr, "addr", "127.0.0.1:8080", "`address` to serve at")
	f.StringVar(&c.Schedule, "schedule", "@every 10s", "when to publish, as `cron`: five fields, @hourly, @every 10s; UTC unless CRON_TZ=")
	f.StringVar(&c.Title, "title", "News", "`title` of the publication")
	f.StringVar(&c.Language, "language", "en", "`language` of articles that do not tell, as in en or pt-BR")
	f.StringVar(&c.Author, "author", "", "`name` of the author of articles that have none (default the title)")
	f.IntVar(&c.Items, "items", 50, "entries in a feed at most")
	f.DurationVar(&c.Settle, "settle", 500*time.Millisecond, "how long a file must stand still before it is read")
	f.DurationVar(&c.Rescan, "rescan", time.Minute, "time between complete comparisons of the directory")
	f.StringVar(&c.OnDelete, "on-delete", "withdraw", "what becomes of the entries of a deleted file: withdraw or keep")
	f.DurationVar(&c.Grace, "grace", 2*time.Second, "how long a file must be missing to count as deleted")
}

// load completes the settings from the environment and the configuration
// file, and checks them.
func (c *config) load(flags *pflag.FlagSet) error {
	fromFile, err := readConfigFile(c.File, flags.Changed("config"), flags)
	if err != nil {
		return err
	}
	flags.VisitAll(func(f *pflag.Flag) {
		if err != nil || f.Changed {
			return
		}
		variable := "FEEDD_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value := os.Getenv(variable); value != "" && isSetting(f.Name) {
			err = set(f, variable, value)
			return
		}
		if value, ok := fromFile[f.Name]; ok {
			err = set(f, fmt.Sprintf("%s:%d: %s", c.File, value.Line, f.Name), value.Value)
		}
	})
	if err != nil {
		return err
	}
	return c.check()
}

// set sets a flag to what was read from where.
func set(f *pflag.Flag, where, value string) error {
	if f.Value.Set(value) == nil {
		return nil
	}
	want := "a text"
	switch f.Value.Type() {
	case "int":
		want = "a whole number"
	case "duration":
		want = "a duration such as 500ms or 2s"
	}
	return fmt.Errorf("%s: cannot read %q; want %s", where, value, want)
}

// isSetting tells the settings from the flags of one command.
func isSetting(name string) bool {
	switch name {
	case "config", "help", "json", "version":
		return false
	}
	return true
}

// readConfigFile returns the scalar of each key. A file that nobody named may
// be missing.
func readConfigFile(name string, named bool, flags *pflag.FlagSet) (map[string]*yaml.Node, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, yamlError(name, err)
	}
	if len(doc.Content) == 0 {
		return nil, nil // empty, or comments only
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: want keys and values, as in `title: News`", name, top.Line)
	}
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(top.Content); i += 2 {
		key, value := top.Content[i], top.Content[i+1]
		if err := checkKey(key, value, values, flags); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, key.Line, err)
		}
		values[key.Value] = value
	}
	return values, nil
}

// yamlError puts the line where all our messages have it.
func yamlError(name string, err error) error {
	var line int
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if _, e := fmt.Sscanf(text, "line %d:", &line); e != nil {
		return fmt.Errorf("%s: %s", name, text)
	}
	_, reason, _ := strings.Cut(text, ": ")
	return fmt.Errorf("%s:%d: %s", name, line, reason)
}

func checkKey(key, value *yaml.Node, before map[string]*yaml.Node, flags *pflag.FlagSet) error {
	if !isSetting(key.Value) || flags.Lookup(key.Value) == nil {
		return fmt.Errorf("unknown key %q; the keys are %s", key.Value, strings.Join(settingNames(flags), ", "))
	}
	if first, ok := before[key.Value]; ok {
		return fmt.Errorf("key %q stands in line %d already", key.Value, first.Line)
	}
	if value.Kind != yaml.ScalarNode || value.Tag == "!!null" {
		return fmt.Errorf("%s: want one value", key.Value)
	}
	return nil
}

func settingNames(flags *pflag.FlagSet) []string {
	var names []string
	flags.VisitAll(func(f *pflag.Flag) {
		if isSetting(f.Name) {
			names = append(names, f.Name)
		}
	})
	return names
}

// check checks the settings and derives what follows from them.
func (c *config) check() (err error) {
	if c.schedule, err = publish.ParseSchedule(c.Schedule); err != nil {
		return err
	}
	if err := c.checkAddresses(); err != nil {
		return err
	}
	tag, err := language.Parse(c.Language)
	if _, confidence := tag.Base(); err != nil || confidence == language.No {
		return fmt.Errorf("language: cannot read %q; want a tag such as en or pt-BR", c.Language)
	}
	c.Language = tag.String()
	if strings.TrimSpace(c.Title) == "" {
		return errors.New("title: is empty; feeds must have one")
	}
	if c.Items < 1 || c.Items > 1000 {
		return fmt.Errorf("items: want 1 to 1000, got %d", c.Items)
	}
	if c.OnDelete != "withdraw" && c.OnDelete != "keep" {
		return fmt.Errorf("on-delete: want withdraw or keep, got %q", c.OnDelete)
	}
	for _, d := range []struct {
		name  string
		value time.Duration
		least time.Duration
	}{{"settle", c.Settle, 0}, {"grace", c.Grace, 0}, {"rescan", c.Rescan, time.Second}} {
		if d.value < d.least {
			return fmt.Errorf("%s: want %v or more, got %v", d.name, d.least, d.value)
		}
	}
	return nil
}

func (c *config) checkAddresses() error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("addr: cannot read %q; want host:port, such as 127.0.0.1:8080", c.Addr)
	}
	c.base = c.BaseURL
	if c.base == "" {
		c.base = "http://" + net.JoinHostPort(readersHost(host), port) + "/"
	}
	u, err := url.Parse(c.base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("base-url: cannot read %q; want an address such as https://news.example.org/", c.base)
	}
	// Feeds hold ASCII URLs only.
	if ascii, err := idna.Lookup.ToASCII(u.Hostname()); err == nil && ascii != u.Hostname() {
		u.Host = strings.Replace(u.Host, u.Hostname(), ascii, 1)
	}
	c.site = feed.NewSite(u)
	return nil
}

// listening takes the port over that was found where 0 or a name was asked for.
func (c *config) listening(at net.Addr) error {
	host, asked, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(at.String())
	if err != nil || port == asked {
		return err
	}
	c.Addr = net.JoinHostPort(host, port)
	return c.checkAddresses()
}

// readersHost is how a reader on this machine names a listening address.
func readersHost(host string) string {
	if host == "" {
		return "127.0.0.1"
	}
	ip := net.ParseIP(host)
	switch {
	case ip == nil || !ip.IsUnspecified():
		return host
	case ip.To4() != nil:
		return "127.0.0.1"
	}
	return "::1"
}

// checkPaths refuses to publish into the directory that is read.
func (c *config) checkPaths() error {
	info, err := os.Stat(c.Seeds)
	if err != nil || !info.IsDir() {
		return &hintError{fmt.Errorf("seeds: %q is not a directory", c.Seeds),
			fmt.Sprintf("mkdir %s, or name another: feedd serve DIR", c.Seeds)}
	}
	for _, p := range []struct{ name, path string }{{"out", c.Out}, {"store", c.Store}} {
		if inside(p.path, c.Seeds) {
			return fmt.Errorf("%s: %q lies in the seed directory %q, and would be read as articles; name one outside", p.name, p.path, c.Seeds)
		}
	}
	return nil
}

// inside tells whether path is dir or lies below it.
func inside(path, dir string) bool {
	rel, err := filepath.Rel(resolved(dir), resolved(path))
	return err == nil && filepath.IsLocal(rel)
}

// resolved is the absolute path without symbolic links, as far as it exists.
func resolved(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real
	}
	parent := filepath.Dir(abs)
	if parent == abs {
		return abs
	}
	return filepath.Join(resolved(parent), filepath.Base(abs))
}

func (c *config) articleOptions() article.Options {
	return article.Options{Language: c.Language}
}
