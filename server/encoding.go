package server

import (
	"bytes"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// minGzip is the size in bytes from which compression pays: a smaller
// document fits into one packet anyway.
const minGzip = 1024

// compressible tells whether documents of the type are text.
func compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || isXML(contentType) ||
		strings.Contains(contentType, "json") || strings.HasPrefix(contentType, "image/svg")
}

// acceptsGzip reads Accept-Encoding (RFC 9110 §12.5.3): whether gzip is
// acceptable, and not less welcome than no coding at all. Without the header
// anything would be, but whoever does not ask for gzip may not expect it.
func acceptsGzip(lines []string) bool {
	gzip, identity, other := -1, -1, -1 // weights in thousandths, -1 if not named
	for _, line := range lines {
		for member := range strings.SplitSeq(line, ",") {
			coding, params, _ := strings.Cut(member, ";")
			switch coding = strings.ToLower(strings.TrimSpace(coding)); coding {
			case "gzip", "x-gzip":
				gzip = max(gzip, weight(params))
			case "identity":
				identity = weight(params)
			case "*":
				other = weight(params)
			}
		}
	}
	if gzip < 0 {
		gzip = other
	}
	return gzip > 0 && gzip >= identity
}

// weight reads the parameter q (RFC 9110 §12.4.2), in thousandths: 1000 if
// there is none, 0 if it cannot be read.
func weight(params string) int {
	params = strings.TrimSpace(params)
	if params == "" {
		return 1000
	}
	if len(params) < 3 || params[0]|0x20 != 'q' || params[1] != '=' {
		return 0
	}
	whole, fraction, _ := strings.Cut(params[2:], ".")
	if whole != "0" && whole != "1" || len(fraction) > 3 {
		return 0
	}
	n := int(whole[0] - '0')
	for i := range 3 {
		digit := byte('0')
		if i < len(fraction) {
			digit = fraction[i]
		}
		if digit < '0' || digit > '9' {
			return 0
		}
		n = 10*n + int(digit-'0')
	}
	if n > 1000 {
		return 0
	}
	return n
}

// zipper compresses. Its writers are large and used again.
type zipper struct{ writers sync.Pool }

func newZipper() *zipper {
	return &zipper{sync.Pool{New: func() any { return gzip.NewWriter(nil) }}}
}

func (z *zipper) compress(body []byte) []byte {
	var b bytes.Buffer
	w := z.writers.Get().(*gzip.Writer)
	defer z.writers.Put(w)
	w.Reset(&b)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	return bytes.Clone(b.Bytes())
}
