package feed

import (
	"strings"
	"testing"
)

func TestSiteURL(t *testing.T) {
	tests := []struct{ name, base, path, want string }{
		{"no path", "https://news.example", "rss.xml", "https://news.example/rss.xml"},
		{"trailing slash", "https://news.example/", "rss.xml", "https://news.example/rss.xml"},
		{"several slashes", "https://news.example/a//", "rss.xml", "https://news.example/a/rss.xml"},
		{"home page", "https://news.example", "", "https://news.example/"},
		{"path", "https://news.example/daily", "tags/sea/", "https://news.example/daily/tags/sea/"},
		{"port", "http://127.0.0.1:8080", "feed.json", "http://127.0.0.1:8080/feed.json"},
		{"IPv6", "http://[::1]:8080/", "feed.json", "http://[::1]:8080/feed.json"},
		{"IDN host", "https://Übersee.example", "atom.xml", "https://xn--bersee-2ya.example/atom.xml"},
		{"upper case", "HTTPS://News.Example/Daily", "", "https://news.example/Daily/"},
		{"letters in the path", "https://news.example/täglich", "", "https://news.example/t%C3%A4glich/"},
		{"encoded slash in the path", "https://news.example/a%2Fb", "", "https://news.example/a%2Fb/"},
		{"user, query and fragment are no part", "https://ada:secret@news.example/a?b=c#d", "x", "https://news.example/a/x"},
		{"output path is a path", "https://news.example", "tags/a?b#c d/ä[1]/", "https://news.example/tags/a%3Fb%23c%20d/%C3%A4%5B1%5D/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := site(t, tt.base).URL(tt.path); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestSiteContent(t *testing.T) {
	tests := []struct{ name, base, content, want string }{
		{"entry", "https://news.example", `<a href="feedd-entry:#fn1">`, `<a href="https://news.example/articles/bells/#fn1">`},
		{"site", "https://news.example/d/", `<img src="feedd-site:/media/a.png">`, `<img src="https://news.example/d/media/a.png">`},
		{"bare markers", "https://news.example", `<a href="feedd-entry:"><a href="feedd-site:/">`, `<a href="https://news.example/articles/bells/"><a href="https://news.example/">`},
		{"several in one attribute", "https://news.example", `<img alt="" srcset="feedd-site:/a 1x,feedd-entry:b 2x, https://x.example/c 3x">`, `<img alt="" srcset="https://news.example/a 1x,https://news.example/articles/bells/b 2x, https://x.example/c 3x">`},
		{"base escaped for HTML", "https://news.example/a&copy", `<a href="feedd-site:/">`, `<a href="https://news.example/a&amp;copy/">`},
		{"text is left alone", "https://news.example", `<p>feedd-entry: and href=&#34;feedd-site:/</p>`, `<p>feedd-entry: and href=&#34;feedd-site:/</p>`},
		{"absolute", "https://news.example", `<a href="https://x.example/">`, `<a href="https://x.example/">`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := site(t, tt.base).Content(&Entry{Slug: "bells", Content: tt.content})
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestSiteResolve(t *testing.T) {
	s, e := site(t, "https://news.example/d"), &Entry{Slug: "bells"}
	for ref, want := range map[string]string{
		"feedd-entry:a.png":  "https://news.example/d/articles/bells/a.png",
		"feedd-site:/a.png":  "https://news.example/d/a.png",
		"https://x.example/": "https://x.example/",
		"":                   "",
	} {
		if got := s.Resolve(e, ref); got != want {
			t.Errorf("Resolve(%q) = %q, want %q", ref, got, want)
		}
	}
}

func TestWebURL(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"as it is", "https://a.example/b;c=1?d=e&f#g", "https://a.example/b;c=1?d=e&f#g"},
		{"no path", "https://a.example", "https://a.example/"},
		{"query and no path", "https://a.example?b", "https://a.example/?b"},
		{"IDN", "https://Bücher.Example:8080/ü", "https://xn--bcher-kva.example:8080/%C3%BC"},
		{"IDN, encoded", "https://b%C3%BCcher.example/", "https://xn--bcher-kva.example/"},
		{"right to left", "https://דוגמה.example/שלום", "https://xn--6dbbec0c.example/%D7%A9%D7%9C%D7%95%D7%9D"},
		{"spaces and quotes", ` https://a.example/a b"c'd `, "https://a.example/a%20b%22c%27d"},
		{"encoded stays", "https://a.example/a%2Fb%20c", "https://a.example/a%2Fb%20c"},
		{"stray percent", "https://a.example/100%?50%a%zz", "https://a.example/100%25?50%25a%25zz"},
		{"query", "https://a.example/?q=ä|b [c]", "https://a.example/?q=%C3%A4%7Cb%20%5Bc%5D"},
		{"fragment", "https://a.example/#ä b", "https://a.example/#%C3%A4%20b"},
		{"address", "http://[2001:DB8::1]/", "http://[2001:db8::1]/"},
		{"underscore", "https://_dmarc.x_y.example/", "https://_dmarc.x_y.example/"},
		{"hyphens that IDNA refuses", "https://r3---sn.example/", "https://r3---sn.example/"},
		{"final dot", "https://a.example./", "https://a.example./"},
		{"empty label", "http://a..b/", ""},
		{"empty label in punycode", "http://xn--.example/", ""},
		{"empty label, ideographic stops", "http://ä。。example/", ""},
		{"dot alone", "http://./", ""},
		{"long label", "http://" + strings.Repeat("a", 64) + ".example/", ""},
		{"longest label", "http://" + strings.Repeat("a", 63) + ".example/", "http://" + strings.Repeat("a", 63) + ".example/"},
		{"long name", "http://" + strings.Repeat("a.", 124) + "example/", ""},
		{"last port", "http://a.example:65535/", "http://a.example:65535/"},
		{"port too high", "http://a.example:65536/", ""},
		{"port of seven digits", "http://a.example:9999999/", ""},
		{"zone", "http://[fe80::1%25eth0]/", ""},
		{"user", "https://ada@a.example/", "https://ada@a.example/"},
		{"controls", "https://a.example/\x00b\nc", "https://a.example/b%20c"},
		{"relative", "/a", ""},
		{"no scheme", "//a.example/", ""},
		{"no host", "https:///a", ""},
		{"bad host", "https://a b/", ""},
		{"quote in host", `https://a"b/`, ""},
		{"script", "javascript:alert(1)", ""},
		{"script, hidden", "java\x00script:alert(1)", ""},
		{"data", "data:text/html,x", ""},
		{"marker", "feedd-site:/a", ""},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := webURL(tt.in); got != tt.want {
				t.Errorf("webURL(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if got := webURL(tt.want); got != tt.want {
				t.Errorf("a second time: %q, want %q", got, tt.want)
			}
		})
	}
}
