package article

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// A linkRenderer writes links and images whose URLs are ready.
type linkRenderer struct{}

func (r linkRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindLink, r.link)
	reg.Register(ast.KindImage, r.image)
}

func (linkRenderer) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, err := w.WriteString("</a>")
		return ast.WalkContinue, err
	}
	n := node.(*ast.Link)
	writeAttribute(w, `<a href="`, n.Destination)
	if len(n.Title) > 0 {
		writeAttribute(w, `" title="`, n.Title)
	}
	_, err := w.WriteString(`">`)
	return ast.WalkContinue, err
}

func (linkRenderer) image(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	writeAttribute(w, `<img src="`, n.Destination)
	writeAttribute(w, `" alt="`, []byte(plainText(n, src)))
	if len(n.Title) > 0 {
		writeAttribute(w, `" title="`, n.Title)
	}
	_, err := w.WriteString(`">`)
	return ast.WalkSkipChildren, err
}

func writeAttribute(w util.BufWriter, name string, value []byte) {
	_, _ = w.WriteString(name) // the error is that of the last write
	_, _ = w.WriteString(html.EscapeString(string(value)))
}

// headingIDs names the anchors of headings by their text, and numbers those
// that say the same.
type headingIDs struct{ seen map[string]int }

func (h *headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	if h.seen == nil {
		h.seen = map[string]int{}
	}
	id := anchor + headingSlug(value)
	h.seen[id]++
	if n := h.seen[id]; n > 1 {
		id += "--" + strconv.Itoa(n)
	}
	return []byte(id)
}

func (h *headingIDs) Put([]byte) {}

const maxHeadingSlug = 60

func headingSlug(value []byte) string {
	var b strings.Builder
	hyphen := false
	for len(value) > 0 && b.Len() < maxHeadingSlug {
		r, n := utf8.DecodeRune(value)
		value = value[n:]
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			hyphen = b.Len() > 0
			continue
		}
		if hyphen {
			b.WriteByte('-')
			hyphen = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

// A limited buffer takes no more than its limit, and tells so in the end: the
// renderers look at no error before that.
type limited struct {
	buf   bytes.Buffer
	limit int
	full  bool
}

var errLimit = errors.New("output is longer than the limit")

func (b *limited) room(n int) bool {
	b.full = b.full || b.buf.Len()+n > b.limit
	return !b.full
}

func (b *limited) Write(p []byte) (int, error) {
	if b.room(len(p)) {
		b.buf.Write(p)
	}
	return len(p), nil
}

func (b *limited) WriteString(s string) (int, error) {
	if b.room(len(s)) {
		b.buf.WriteString(s)
	}
	return len(s), nil
}

func (b *limited) WriteByte(c byte) error {
	if b.room(1) {
		b.buf.WriteByte(c)
	}
	return nil
}

func (b *limited) WriteRune(r rune) (int, error) {
	if b.room(utf8.UTFMax) {
		return b.buf.WriteRune(r)
	}
	return utf8.RuneLen(r), nil
}

func (b *limited) Available() int { return b.limit - b.buf.Len() }
func (b *limited) Buffered() int  { return 0 }

func (b *limited) Flush() error {
	if b.full {
		return errLimit
	}
	return nil
}
