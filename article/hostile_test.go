package article

import (
	"flag"
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What any file may cost, however it was made.
const (
	maxCost = 2 * time.Second // of one core
	maxHeap = 256 << 20
)

// hostile are texts that a parser somewhere below takes more than linear time
// or memory for, each as a function of its length.
var hostile = map[string]func(n int) string{
	"a.md links":            repeat("[a]("),
	"a.md links in text":    repeat("a [a](b \"c "),
	"a.md links over lines": repeat("[a](b 'c\n"),
	"a.md brackets":         repeat("["),
	"a.md closing":          repeat("]"),
	"a.md images":           repeat("![[]()"),
	"a.md references":       repeat("[a][b]"),
	"a.md pairs of brackets": func(n int) string {
		return strings.Repeat("[", n/2) + "a" + strings.Repeat("]", n/2)
	},
	"a.md nested links": func(n int) string {
		return strings.Repeat("[", n/5) + "a" + strings.Repeat("](b)", n/5)
	},
	"a.md emphasis":       repeat("*a_"),
	"a.md emphasis open":  repeat("*a "),
	"a.md emphasis close": func(n int) string { return strings.Repeat("*a_ ", n/8) + strings.Repeat("b_ ", n/6) },
	"a.md emphasis nested": func(n int) string {
		return strings.Repeat("*a ", n/6) + strings.Repeat("b* ", n/6)
	},
	"a.md emphasis in lines": repeat("*a_\n"),
	"a.md emphasis pairs":    repeat("*a* "),
	"a.md strike":            repeat("~~a ~b "),
	"a.md quotations":        repeat("> "),
	"a.md quotation lines": func(n int) string {
		return strings.Repeat(strings.Repeat("> ", 99)+"a\n", n/200)
	},
	"a.md lists": repeat("- "),
	"a.md list steps": growing(func(i int) string {
		return strings.Repeat("  ", i%90) + "- a\n"
	}),
	"a.md list items":  repeat("- a\n"),
	"a.md mixed lists": repeat("- a\n1. b\n* c\n"),
	"a.md quoted list": repeat("> - 1. "),
	"a.md headings":    repeat("# a\n"),
	"a.md underlines":  repeat("a\n-\n"),
	"a.md lines":       repeat("a\n"),
	"a.md breaks":      repeat("a  \n"),
	"a.md blank lines": repeat("a\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"),
	"a.md code spans":  growing(func(i int) string { return strings.Repeat("`", i%3000) + " a " }),
	"a.md ticks":       repeat("` a `` b "),
	"a.md fences":      repeat("```\na\n"),
	"a.md table wide": func(n int) string {
		return "|" + strings.Repeat("a|", n/8) + "\n|" + strings.Repeat("-|", n/8) + "\n" + strings.Repeat("|\n", n/4)
	},
	"a.md tables":        repeat("a|b\n-|-\nc|d\n\n"),
	"a.md table escapes": func(n int) string { return "a|b\n-|-\n" + strings.Repeat("`\\|", n/3) },
	"a.md table rules":   repeat("-|-\n"),
	"a.md footnotes": growing(func(i int) string {
		return fmt.Sprintf("b[^%d]\n\n[^%d]: a\n\n", i, i)
	}),
	"a.md footnotes back":  func(n int) string { return reversedNotes(n) },
	"a.md one footnote":    func(n int) string { return "[^1]: a\n\n" + strings.Repeat("[^1]", n/4) },
	"a.md definitions":     growing(func(i int) string { return fmt.Sprintf("[%d]: a\n", i) }),
	"a.md open titles":     repeat("[a]: b '\n"),
	"a.md open definition": repeat("[a]:\n"),
	"a.md long definition": func(n int) string {
		return "[a]: /" + strings.Repeat("x", n/2) + "\n\n" + strings.Repeat("[a] ", n/8)
	},
	"a.md tags":            repeat("a <a b='"),
	"a.md comments":        repeat("a <!-- "),
	"a.md instructions":    repeat("a <? "),
	"a.md cdata":           repeat("a <![CDATA["),
	"a.md html blocks":     repeat("<div>\n\n"),
	"a.md html spans":      repeat("<b>a "),
	"a.md addresses":       repeat("a@b.c "),
	"a.md bare links":      repeat("www.a.bc "),
	"a.md bare link":       func(n int) string { return "http://a.bc/" + strings.Repeat(")", n) },
	"a.md references ;":    func(n int) string { return "http://a.bc/" + strings.Repeat("&a;", n/3) },
	"a.md entities":        repeat("&#x41;"),
	"a.md backslashes":     repeat("\\"),
	"a.md spaces":          func(n int) string { return "a" + strings.Repeat(" ", n) + "b" },
	"a.md tabs":            repeat("\t- a\n"),
	"a.md combining":       func(n int) string { return "a" + strings.Repeat("\u0301", n/2) },
	"a.md combining mixed": func(n int) string { return "a" + strings.Repeat("\u0316\u0301", n/4) },
	"a.md isolates":        func(n int) string { return "a" + strings.Repeat("\u2067", n/6) + strings.Repeat("\u202c", n/6) },
	"a.md words":           repeat("word "),
	"a.md long word":       repeat("w"),
	"a.md front matter":    func(n int) string { return "---\n" + strings.Repeat("a: b\n", n/5) + "---\n" },
	"a.md yaml brackets":   func(n int) string { return "---\na: " + strings.Repeat("[", 60_000) + "\n---\nb" },
	"a.md yaml dashes":     func(n int) string { return "---\n" + strings.Repeat("- ", 30_000) + "\n---\nb" },
	"a.md yaml comments":   func(n int) string { return "---\na:\n" + strings.Repeat("# x\n- b\n", 8_000) + "\n---\nb" },
	"a.md toml dots":       func(n int) string { return "+++\n" + strings.Repeat("a.", 30_000) + "a=1\n+++\nb" },
	"a.md toml spaced dots": func(n int) string {
		return "+++\n" + strings.Repeat("a . ", 15_000) + "a=1\n+++\nb"
	},
	"a.md toml quoted dots": func(n int) string { return "+++\n" + strings.Repeat(`"=".`, 15_000) + "a=1\n+++\nb" },
	"a.md toml tables":      func(n int) string { return "+++\n[" + strings.Repeat("a.", 30_000) + "a]\n+++\nb" },
	"a.md toml keys": func(n int) string {
		return "+++\n" + growing(func(i int) string { return fmt.Sprintf("k%d=1\n", i) })(60_000) + "+++\nb"
	},
	"a.md toml inline":   func(n int) string { return "+++\na=" + strings.Repeat("{a=", 20_000) + "\n+++\nb" },
	"a.md json brackets": func(n int) string { return `{"a":` + strings.Repeat("[", 60_000) },
	"a.md json keys": func(n int) string {
		return "{" + growing(func(i int) string { return fmt.Sprintf("\"k%d\":1,\n", i) })(60_000) + "\"z\":1}\nb"
	},
	"a.md tags in metadata": func(n int) string { return "---\ntags: [" + strings.Repeat("a,b1,", 12_000) + "]\n---\nb" },
	"a.md header":           func(n int) string { return "Title: a\n" + strings.Repeat(" b\n", n/3) },
	"a.html nested":         repeat("<div>"),
	"a.html formatting":     growing(func(i int) string { return fmt.Sprintf("<b id=%d>", i) }),
	"a.html reopened": func(n int) string {
		return growing(func(i int) string { return fmt.Sprintf("<b id=%d>", i) })(4000) + strings.Repeat("<p>a", n/4)
	},
	"a.html misnested":  repeat("<a><b><i></a><p>"),
	"a.html tables":     repeat("<table><td>"),
	"a.html table text": repeat("<table>a"),
	"a.html cells":      func(n int) string { return "<table>" + strings.Repeat("<tr><td>", n/8) },
	"a.html attributes": func(n int) string {
		return "<p " + growing(func(i int) string { return fmt.Sprintf("a%d ", i) })(n) + ">a"
	},
	"a.html same attributes":  func(n int) string { return "<p " + strings.Repeat("a=b ", n/4) + ">a" },
	"a.html comments":         repeat("<!--a"),
	"a.html bogus":            repeat("</"),
	"a.html entities":         repeat("&amp"),
	"a.html articles":         repeat("<article>a</article>"),
	"a.html nested articles":  repeat("<article>a"),
	"a.html metas":            repeat("<meta name=keywords content=zzz>"),
	"a.html headings":         repeat("<h1>a</h1>"),
	"a.html open headings":    repeat("<h1>"),
	"a.html scripts":          repeat("<script>a</script>"),
	"a.html unknown elements": repeat("<x>a</x>"),
	"a.html unknown nested":   func(n int) string { return strings.Repeat("<x>", 400) + strings.Repeat("<p>a</p>", n/9) },
	"a.html svg":              repeat("<svg><p>a"),
	"a.html select":           repeat("<select><option>a"),
	"a.html frames":           repeat("<frameset>a"),
	"a.html templates":        repeat("<template>a"),
	"a.html srcset":           func(n int) string { return `a<img src=a srcset="` + strings.Repeat("https://a.b/c 1x,", n/17) + `">` },
	"a.html url":              func(n int) string { return `a<a href="` + strings.Repeat("é", n/2) + `">b</a>` },
	"a.html url dots":         func(n int) string { return `a<a href="` + strings.Repeat("../", n/3) + `">b</a>` },
	"a.html host":             func(n int) string { return `a<a href="http://` + strings.Repeat("é.", n/3) + `">b</a>` },
	"a.html title":            func(n int) string { return `<title>` + strings.Repeat("é ", n/3) + `</title>b` },
	"a.html text":             repeat("word "),
	"a.html nulls":            repeat("&#0;"),
}

func repeat(s string) func(int) string {
	return func(n int) string { return strings.Repeat(s, n/len(s)) }
}

func growing(f func(i int) string) func(int) string {
	return func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(f(i))
		}
		return b.String()[:n]
	}
}

func reversedNotes(n int) string {
	var refs, defs strings.Builder
	for i := n / 20; i > 0; i-- {
		fmt.Fprintf(&refs, "[^%d]", i)
	}
	for i := 1; defs.Len() < n/2; i++ {
		fmt.Fprintf(&defs, "[^%d]: a\n\n", i)
	}
	return refs.String() + "\n\n" + defs.String()
}

var full = flag.Bool("full", false, "test with files as large as they may be")

// TestHostile guards the time and the memory that one file may take.
func TestHostile(t *testing.T) {
	sizes := []int{256 << 10}
	switch {
	case *full:
		sizes = []int{64 << 10, 512 << 10, 1400 << 10, 4 << 20}
	case testing.Short() || raceEnabled:
		sizes = []int{32 << 10}
	}
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, n := range sizes {
				data := []byte(text(n))
				f := File{Path: strings.Fields(name)[0], Data: data[:min(len(data), 4<<20)], Seen: testSeen}
				took, heap, out := costOf(f)
				if out > 20*len(f.Data)+64<<10 {
					t.Errorf("%d bytes: got %d bytes of content", len(f.Data), out)
				}
				if raceEnabled {
					continue
				}
				t.Logf("%d bytes: took %v and %d MiB", len(f.Data), took, heap>>20)
				if took > maxCost || heap > maxHeap {
					t.Errorf("%d bytes: took %v and %d MiB", len(f.Data), took, heap>>20)
				}
			}
		})
	}
}

// TestHostileControl takes the budget away: then the same text must cost much
// more, or TestHostile shows nothing.
func TestHostileControl(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("takes seconds")
	}
	free := budget{lines: 1 << 40, nodes: 1 << 40, cells: 1 << 40, steps: 1 << 60, escapes: 1 << 40, resumes: 1 << 40, nesting: 1 << 40}
	text := []byte(hostile["a.md links"](96 << 10))
	start := cpuTime()
	if _, err := parseMarkdown(text, 1, free); err != nil {
		t.Fatal(err)
	}
	without := cpuTime() - start
	start = cpuTime()
	if _, err := parseMarkdown(text, 1, testBudget()); err == nil {
		t.Error("got no error within the budget")
	}
	if with := cpuTime() - start; without < 4*with {
		t.Errorf("took %v without a budget, %v with one", without, with)
	}
}

// costOf parses a file and returns the processor time, the largest heap, and
// the length of the content.
func costOf(f File) (took time.Duration, heap uint64, out int) {
	runtime.GC()
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		for {
			most = max(most, heapBytes())
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	start := cpuTime()
	list, _ := Parse(f, Options{Language: "en"})
	took = cpuTime() - start
	close(stop)
	for _, a := range list {
		out += len(a.Entry.Content)
	}
	return took, <-peak, out
}

func heapBytes() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// cpuTime is what the process has used: other load does not count.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
