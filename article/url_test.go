package article

import (
	"net/url"
	"strings"
	"testing"

	"feedd/feed"
)

var urlTests = []struct{ in, want string }{
	{"https://x.example/a?b=c#d", "https://x.example/a?b=c#d"},
	{"HTTPS://X.Example", "https://x.example"},
	{"http://x.example:8080/", "http://x.example:8080/"},
	{"https://x.example/a b/č?q=č&r=<>", "https://x.example/a%20b/%C4%8D?q=%C4%8D&r=%3C%3E"},
	{"https://x.example/100%", "https://x.example/100%25"},
	{"https://x.example/a%20b", "https://x.example/a%20b"},
	{"https://čaj.example/", "https://xn--aj-dma.example/"},
	{"https://[2001:db8::1]/a", "https://[2001:db8::1]/a"},
	{"https:x.example", "https://x.example"},
	{`https:\\x.example\a`, "https://x.example/a"},
	{" \n https://x.exa\nmple/ ", "https://x.example/"},
	{"//x.example/a", "https://x.example/a"},
	{`/\x.example/a`, "https://x.example/a"},
	{"/a/b.png", "feedd-site:/a/b.png"},
	{"/", "feedd-site:/"},
	{"/../../a", "feedd-site:/a"},
	{"a/b.png", "feedd-entry:a/b.png"},
	{"./a.png", "feedd-entry:a.png"},
	{"../a.png", "feedd-site:/articles/a.png"},
	{"../../img/a.png", "feedd-site:/img/a.png"},
	{"../../../../a.png", "feedd-site:/a.png"},
	{"../", "feedd-site:/articles/"},
	{".", "feedd-entry:"},
	{"?a=b", "feedd-entry:?a=b"},
	{"#part", "feedd-entry:#at-part"},
	{"#part two", "feedd-entry:#at-part%20two"},
	{"a.html#b#c", "feedd-entry:a.html#b%23c"},
	{"mailto:ana@x.example", "mailto:ana@x.example"},
	{"tel:+123", "tel:+123"},
	{"feedd-entry:a.png", "feedd-entry:a.png"},
	{"feedd-site:/a.png", "feedd-site:/a.png"},
	{"a.html#", "feedd-entry:a.html"},
	{"2026:report", ""},
	{"", ""},
	{"#", ""},
	{"https://", ""},
	{"https:///", ""},
	{"https://user@x.example/", ""},
	{"https://x.example:port/", ""},
	{"https://x y/", ""},
	{"https://x_y.example/a", "https://x_y.example/a"},
	{"https://x.example.:443/", "https://x.example.:443/"},
	{"https://x.example:65535", "https://x.example:65535"},
	{"https://x.example:65536/", ""},
	{"http://x..example/", ""},
	{"http://./", ""},
	{"http://xn--.example/", ""},
	{"http://" + strings.Repeat("x", 64) + ".example/", ""},
	{"http://" + strings.Repeat("x.", 124) + "example/", ""},
	{"http://" + strings.Repeat("č", 20000) + "/", ""},
	{"http://::1/", ""},
	{"http://[1.2.3.4]/", ""},
	{"http://[::1]x/", ""},
	{"javascript:alert(1)", ""},
	{"JaVa\tScript:alert(1)", ""},
	{"\x01javascript:alert(1)", ""},
	{"vbscript:a", ""},
	{"data:text/html,a", ""},
	{"file:///etc/hosts", ""},
	{"ftp://x.example/", ""},
	{"feedd-entry:javascript:alert(1)", "feedd-entry:javascript%3Aalert(1)"},
	{"blob:https://x.example/1", ""},
}

func TestRewriteURL(t *testing.T) {
	for _, tt := range urlTests {
		got, ok := rewriteURL(tt.in)
		if !ok {
			got = ""
		}
		if got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

// checkURL is what every published URL is: absolute or a reference, ASCII,
// parseable, and the same when it is rewritten again.
func checkURL(ref string) string {
	if again, ok := rewriteURL(ref); !ok || again != ref {
		return "becomes " + again + " when it is rewritten again"
	}
	if u, err := url.Parse(ref); err != nil {
		return err.Error()
	} else if u.String() != ref {
		return "is written " + u.String() + " by net/url"
	}
	for _, prefix := range []string{"http://", "https://", "mailto:", "tel:", feed.EntryRef, feed.SiteRef} {
		if rest, ok := strings.CutPrefix(ref, prefix); ok && strings.Trim(rest, urlCharacters) == "" {
			return ""
		}
	}
	return "is not a URL that may be published"
}

const urlCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&()*+,;=%"

func FuzzRewriteURL(f *testing.F) {
	for _, tt := range urlTests {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if ref, ok := rewriteURL(in); ok {
			if problem := checkURL(ref); problem != "" {
				t.Errorf("%q: got %q, which %s", in, ref, problem)
			}
		}
	})
}
