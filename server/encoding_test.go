package server

import (
	"strings"
	"testing"
)

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"":                                    false,
		"gzip":                                true,
		"GZIP":                                true,
		"x-gzip":                              true,
		"gzip, deflate, br, zstd":             true,
		"br;q=1.0, gzip;q=0.8, *;q=0.1":       true,
		"deflate":                             false,
		"identity":                            false,
		"*":                                   true,
		"*;q=0":                               false,
		"gzip;q=0":                            false,
		"gzip;q=0.000":                        false,
		"gzip;q=0, *":                         false,
		"gzip ; q=0.5":                        true,
		"gzip;Q=0.5":                          true,
		"gzip;q=0.001":                        true,
		"identity;q=1, gzip;q=0.5":            false,
		"identity;q=0.5, gzip;q=0.5":          true,
		"identity;q=0, gzip;q=0.1":            true,
		"gzip;q=1.001":                        false,
		"gzip;q=2":                            false,
		"gzip;q=":                             false,
		"gzip;q=0.1234":                       false,
		"gzip;q=-1":                           false,
		"gzip;q=0.x":                          false,
		"gzipped":                             false,
		", ,gzip":                             true,
		"compress;q=0.5, gzip;q=1.0":          true,
		"gzip;level=9":                        false,
		strings.Repeat("br;q=0.1,", 1000):     false,
		strings.Repeat("br,", 1000) + "gzip ": true,
	} {
		if got := acceptsGzip([]string{header}); got != want {
			t.Errorf("Accept-Encoding: %.60s: got %t, want %t", header, got, want)
		}
	}
	if acceptsGzip(nil) {
		t.Error("without the header: got gzip")
	}
	if !acceptsGzip([]string{"br", "gzip"}) {
		t.Error("in a second line: gzip is not seen")
	}
}

func FuzzAcceptsGzip(f *testing.F) {
	f.Add("gzip;q=0.5, *;q=0", "identity")
	f.Fuzz(func(t *testing.T, a, b string) {
		split, joined := acceptsGzip([]string{a, b}), acceptsGzip([]string{a + "," + b})
		if split != joined {
			t.Errorf("%q and %q: %t in two lines, %t in one", a, b, split, joined)
		}
		if acceptsGzip([]string{a}) && !strings.Contains(strings.ToLower(a), "gzip") && !strings.Contains(a, "*") {
			t.Errorf("%q does not name gzip", a)
		}
	})
}
