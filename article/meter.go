package article

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// The Markdown parser takes time and memory that grow with the square of what
// some texts hold: brackets that nothing closes, runs of emphasis, nested
// quotations, wide tables. A parse cannot be stopped from outside, so each of
// its steps is wrapped to count what it costs. Once a limit is passed the
// steps do nothing any more, the rest of the text is read as plain lines, and
// the result is thrown away.
//
// Counting where the parser works, and not in a scan before it, is exact: what
// is in code or raw HTML costs nothing and counts for nothing.

// A budget is what a parse may cost.
type budget struct {
	lines   int
	nodes   int // blocks and inline elements: some 300 bytes each
	cells   int // of tables
	steps   int // bytes looked at and comparisons made, beyond one pass
	escapes int // pipes escaped in tables
	resumes int // lines, times the blocks that are open on each
	nesting int
}

// markdownBudget keeps a parse below a second and 200 MiB.
var markdownBudget = budget{lines: 150_000, nodes: 200_000, cells: 50_000, steps: 100_000_000, escapes: 1_000, resumes: 1_500_000}

var meterKey = parser.NewContextKey()

// A meter counts the cost of one parse.
type meter struct {
	budget // what is left

	notes int // footnotes defined

	block ast.Node // that is being parsed
	marks int      // delimiters and brackets seen in it

	at     int // offset where a limit was passed
	reason string
}

func meterOf(pc parser.Context) *meter { return pc.Get(meterKey).(*meter) }

func (m *meter) spent() bool { return m.reason != "" }

func (m *meter) stop(at int, reason string) {
	if !m.spent() {
		m.at, m.reason = at, reason
	}
}

func (m *meter) addNode(at int) {
	if m.nodes--; m.nodes < 0 {
		m.stop(at, "there is too much markup up to here; split the article")
	}
}

func (m *meter) addSteps(at, n int) {
	if m.steps -= n; m.steps < 0 {
		m.stop(at, "too many brackets or marks of emphasis in one paragraph; escape them with a backslash, or put them in code")
	}
}

// A meteredInline is an inline parser that stops when its meter is spent.
type meteredInline struct{ parser.InlineParser }

func (p meteredInline) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	m := meterOf(pc)
	if m.spent() {
		return nil
	}
	line, segment := block.PeekLine()
	n := p.InlineParser.Parse(parent, block, pc)
	if n != nil {
		m.addNode(segment.Start)
	}
	m.charge(p.InlineParser, parent, line[0], segment.Start, n)
	return n
}

// CloseBlock passes on to the parsers that want to know.
func (p meteredInline) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

// charge adds up what a step cost beyond the text it consumed. A bracket or
// delimiter may be compared with each before it in the block; a search that
// found nothing looked at the rest of the block.
func (m *meter) charge(p parser.InlineParser, parent ast.Node, c byte, at int, n ast.Node) {
	switch c {
	case '*', '_', '~', '[', ']', '!':
		if m.block != parent {
			m.block, m.marks = parent, 0
		}
		if n != nil || c == ']' {
			m.marks++
			m.addSteps(at, m.marks)
		}
	case '`', '<':
	default:
		return
	}
	if _, isText := n.(*ast.Text); n == nil || isText {
		m.addSteps(at, m.rest(parent, c, at))
	}
	if _, ok := n.(*east.FootnoteLink); ok {
		m.addSteps(at, m.notes)
	}
}

// rest is how much of the block a failed search looked at.
func (m *meter) rest(parent ast.Node, c byte, at int) int {
	if c != ']' && c != '`' && c != '<' {
		return 0
	}
	lines := parent.Lines()
	if lines == nil || lines.Len() == 0 {
		return 0
	}
	return lines.At(lines.Len()-1).Stop - at
}

// A meteredBlock is a block parser that opens nothing when its meter is spent
// or the nesting too deep.
type meteredBlock struct{ parser.BlockParser }

func (p meteredBlock) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	m := meterOf(pc)
	if m.spent() {
		return nil, parser.NoChildren
	}
	n, state := p.BlockParser.Open(parent, reader, pc)
	if n == nil {
		return n, state
	}
	at := blockStart(reader)
	m.addNode(at)
	switch n.(type) {
	case *ast.Blockquote, *ast.ListItem:
		m.nest(at, pc)
	case *east.Footnote:
		m.notes++
		m.addSteps(at, m.notes) // they are sorted in the end
		m.nest(at, pc)
	}
	return n, state
}

// Continue counts: the parser keeps a note of each line for each open block.
func (p meteredBlock) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	m := meterOf(pc)
	if m.resumes--; m.resumes < 0 {
		m.stop(blockStart(reader), "too many lines in nested lists or quotations; make it simpler")
	}
	if m.spent() {
		return parser.Close
	}
	return p.BlockParser.Continue(node, reader, pc)
}

func blockStart(reader text.Reader) int {
	_, segment := reader.Position()
	return segment.Start
}

func (m *meter) nest(at int, pc parser.Context) {
	open := pc.OpenedBlocks()
	if len(open) < m.nesting {
		return
	}
	depth := 1
	for _, b := range open {
		if b.Node.Kind() != ast.KindList {
			depth++
		}
	}
	if depth > m.nesting {
		m.stop(at, "lists or quotations are nested too deeply; make it simpler")
	}
}

// A meteredParagraph looks at a paragraph before it becomes link definitions
// or a table.
type meteredParagraph struct{ parser.ParagraphTransformer }

func (p meteredParagraph) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	m := meterOf(pc)
	if m.spent() {
		return
	}
	m.addParagraph(node.Lines(), reader.Source())
	if !m.spent() {
		p.ParagraphTransformer.Transform(node, reader, pc)
	}
}

// addParagraph counts what a paragraph may become: the cells of a table, as
// many in each row as its widest line has pipes, and link definitions, each of
// which moves the lines after it.
func (m *meter) addParagraph(lines *text.Segments, source []byte) {
	defs := 0
	for i := range lines.Len() {
		s := lines.At(i)
		line := s.Value(source)
		if bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte("[")) {
			defs++
		}
		if i > 0 && isTableRule(line) {
			m.addTable(lines, i, bytes.Count(line, []byte("|"))+1, source)
			break
		}
	}
	if defs > 0 {
		m.addSteps(lines.At(0).Start, defs*lines.Len())
	}
}

func isTableRule(line []byte) bool {
	return len(bytes.Trim(line, " \t\n|:-")) == 0 && bytes.ContainsAny(line, "|:") && bytes.IndexByte(line, '-') >= 0
}

func (m *meter) addTable(lines *text.Segments, rule, columns int, source []byte) {
	at := lines.At(rule).Start
	if m.cells -= columns * (lines.Len() - rule); m.cells < 0 {
		m.stop(at, "table has too many cells; make it smaller")
	}
	for i := range lines.Len() {
		s := lines.At(i)
		m.escapes -= bytes.Count(s.Value(source), []byte(`\|`))
	}
	if m.escapes < 0 {
		m.stop(at, `too many escaped pipes in tables; write &#124; for "\|"`)
	}
}
