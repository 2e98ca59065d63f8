package article

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var (
	//go:embed cities.txt
	citiesText string
	//go:embed regions.txt
	regionsText string
	//go:embed agencies.txt
	agenciesText string
)

// A gazetteer is what the parser of datelines knows of the world: names that
// are evidence. Keys are folded by foldName.
type gazetteer struct {
	cities   map[string]city
	regions  map[string]bool
	agencies map[string]bool
	exact    map[string]bool   // agencies to the letter, for where no bracket marks them
	casing   map[string]string // casingKey → the spelling of running text
}

type city struct {
	ambiguous bool // also a common word or given name
}

var world = sync.OnceValue(loadGazetteer)

func loadGazetteer() *gazetteer {
	g := &gazetteer{
		cities:   map[string]city{},
		regions:  map[string]bool{},
		agencies: map[string]bool{},
		exact:    map[string]bool{},
		casing:   map[string]string{},
	}
	for name := range names(citiesText) {
		plain, ambiguous := strings.CutSuffix(name, "*")
		g.cities[foldName(plain)] = city{ambiguous: ambiguous}
		g.casing[casingKey(plain)] = plain
	}
	for name := range names(regionsText) {
		g.regions[foldName(name)] = true
		g.casing[casingKey(name)] = name
	}
	for name := range names(agenciesText) {
		g.agencies[foldName(name)] = true
		g.exact[name] = true
	}
	return g
}

// casingKey is a name in small letters. The dotted capital of Turkish, which
// would become the small letter of any other i, is kept where it comes first.
func casingKey(name string) string {
	low := strings.ToLower(name)
	if strings.HasPrefix(name, "İ") {
		return "İ" + strings.TrimPrefix(low, "i")
	}
	return low
}

// names yields the entries of a list, comments left out.
func names(list string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(list) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for name := range strings.SplitSeq(line, ";") {
				name = strings.TrimSpace(name)
				if name != "" && !yield(name) {
					return
				}
			}
		}
	}
}

// foldName makes spellings of one name alike: no case, no marks, no full
// stops, one kind of apostrophe, a space for a hyphen.
func foldName(s string) string {
	if !isASCII(s) {
		s = norm.NFD.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == '.' || unicode.Is(unicode.Mn, r):
		case r == '-' || r == '\u00a0':
			b.WriteByte(' ')
		case r == '’' || r == '‘' || r == 'ʻ' || r == '`':
			b.WriteByte('\'')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.TrimSpace(b.String())
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// isCity tells whether a place needs no region. Of LONDON/PARIS each part
// has to be known.
func (g *gazetteer) isCity(place string) bool {
	for part := range strings.SplitSeq(place, "/") {
		c, ok := g.cities[foldName(part)]
		if !ok || c.ambiguous && !isUpper(part) {
			return false
		}
	}
	return true
}

// isRegion tells whether s is a country, a state or the like. Short codes
// are words as well (in, or, me), so their letters have to be capitals.
func (g *gazetteer) isRegion(s string) bool {
	name := foldName(s)
	name = strings.TrimPrefix(name, "occupied ")
	if len(name) == 2 && !isUpper(s) && !strings.HasSuffix(s, ".") {
		return false
	}
	if g.regions[name] {
		return true
	}
	for _, kind := range regionKinds {
		if strings.HasSuffix(name, " "+kind) {
			return true
		}
	}
	for _, part := range regionParts {
		if rest, ok := strings.CutPrefix(name, part+" "); ok && g.regions[rest] {
			return true
		}
	}
	return false
}

// regionKinds end the name of a region that is in no list.
var regionKinds = []string{
	"province", "county", "region", "oblast", "prefecture", "state", "district",
	"island", "islands", "territory", "peninsula", "republic", "governorate",
	"municipality", "parish",
}

// regionParts begin the name of a part of a known region.
var regionParts = []string{
	"northern", "southern", "eastern", "western", "central", "north", "south",
	"east", "west", "northwest", "northeast", "northwestern", "northeastern",
	"southwestern", "southeastern", "upper", "the", "republic of",
}

// isAgency tells whether the text between the brackets of a dateline names
// an agency: alone, or with others or a desk, as in dpa/bb, Reuters Health.
func (g *gazetteer) isAgency(s string) bool {
	name := foldName(s)
	if g.agencies[name] {
		return true
	}
	if first, _, ok := strings.Cut(name, "/"); ok && g.agencies[strings.TrimSpace(first)] {
		return true
	}
	first, rest, ok := strings.Cut(name, " ")
	return ok && g.agencies[first] && strings.Count(rest, " ") <= 1 && g.exact[strings.Fields(s)[0]]
}

// isUpper tells whether s has capitals and no small letters.
func isUpper(s string) bool {
	upper := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		upper = upper || unicode.IsUpper(r) || unicode.IsTitle(r)
	}
	return upper
}

// particles are the parts of place names that stay small within the name.
var particles = wordSet(`da de do dos das del della delle dei di du des la le les lo
	en sur sous aux au of the and am an der den dem im in bei ob on upon under
	y e al el van von zu zur zum à by next es ash as ad ed na над на`)

// elided are the particles that lose their vowel before the next one.
var elided = map[string]bool{"d": true, "l": true}

// acronyms keep their capitals in title case.
var acronyms = wordSet(`US USA UK UAE UN DC DRC PNG NSW EU DR CAR USSR`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// regionWords are the words of a region's name that are written small.
var regionWords = wordSet(strings.Join(regionKinds, " ") + " " + strings.Join(regionParts, " ") + " occupied")

// titlePlace shows a place that a dateline writes in capitals as running
// text does: Rio de Janeiro, McAllen, N'Djamena. Words that are not in
// capitals stay as written.
func titlePlace(s string) string {
	parts := strings.Split(s, "/")
	for i, part := range parts {
		parts[i] = titleName(part)
	}
	return strings.Join(parts, "/")
}

func titleName(s string) string {
	if isUpper(s) {
		if known, ok := world().casing[casingKey(strings.ReplaceAll(s, "’", "'"))]; ok {
			return known
		}
	}
	words := strings.Split(s, " ")
	for i, w := range words {
		words[i] = titleCompound(w, i == 0)
	}
	return strings.Join(words, " ")
}

// titleCompound takes the parts of AIX-EN-PROVENCE one by one.
func titleCompound(w string, first bool) string {
	parts := strings.Split(w, "-")
	for i, p := range parts {
		parts[i] = titleWord(p, first && i == 0)
	}
	return strings.Join(parts, "-")
}

func titleWord(w string, first bool) string {
	if w == "" || acronyms[w] || isInitials(w) || isPostalCode(w) {
		return w
	}
	if !isUpper(w) {
		return lowerTail(w)
	}
	low := lowerWord(w)
	if !first && particles[low] {
		return low
	}
	if i := strings.IndexAny(low, "'’"); i >= 0 {
		return titleApostrophe(low, i, first)
	}
	if rest, ok := strings.CutPrefix(low, "mc"); ok && len(rest) > 2 {
		return "Mc" + upperFirst(rest)
	}
	return upperFirst(low)
}

// titleApostrophe tells N'Djamena, L'Aquila and O'Fallon from Cox's and
// Coeur d'Alene; i is where the apostrophe stands.
func titleApostrophe(low string, i int, first bool) string {
	head := low[:i]
	mark, tail := splitRune(low[i:])
	if head == "" && strings.HasPrefix(tail, "s-") || tail == "s" || tail == "" {
		return upperFirst(head) + mark + tail
	}
	if len(head) > 2 {
		return upperFirst(head) + mark + tail
	}
	if !first && elided[head] {
		return head + mark + upperFirst(tail)
	}
	return upperFirst(head) + mark + upperFirst(tail)
}

func splitRune(s string) (first, rest string) {
	for i := range s {
		if i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// isInitials recognises U.S., N.Y. and D.C., which are not words.
func isInitials(w string) bool {
	return len(w) > 2 && strings.Count(w, ".") >= 2 && isUpper(w) && len(w) <= 3*strings.Count(w, ".")
}

func isPostalCode(w string) bool {
	return len(w) == 2 && isUpper(w) && world().isRegion(w) && !particles[strings.ToLower(w)]
}

// lowerTail makes McALLEN and DeKALB McAllen and DeKalb.
func lowerTail(w string) string {
	runes := []rune(w)
	i := len(runes)
	for i > 0 && unicode.IsUpper(runes[i-1]) {
		i--
	}
	if len(runes)-i < 3 || i == 0 {
		return w
	}
	return string(runes[:i+1]) + lowerWord(string(runes[i+1:]))
}

// lowerWord lowers a word. Greek has a sigma of its own for the end.
func lowerWord(w string) string {
	low := strings.ToLower(strings.ReplaceAll(w, "İ", "i"))
	if body, ok := strings.CutSuffix(low, "σ"); ok && body != "" {
		return body + "ς"
	}
	return low
}

func upperFirst(s string) string {
	first, rest := splitRune(s)
	return strings.ToTitle(first) + rest
}
