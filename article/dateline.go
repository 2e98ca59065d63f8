package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A dateline is the head of wire copy: where, when and by whom it was filed.
type dateline struct {
	text   string // as written, up to and with the dash
	length int    // bytes of the paragraph that it takes, white space with it
	city   string // as written
	region string // as written
	agency string // as named
	day    wireDay
}

const (
	datelineRunes = 90 // the longest head
	datelineWords = 8  // of one name
)

// parseDateline reads the dateline that a paragraph begins with:
//
//	PLACE[, Region][, Month D[, Year]] [(Agency)] DASH text
//
// The parts may come in other orders: an agency first, a second dash before
// a date. It is a dateline when there is evidence beside the capitals: an
// agency, a date, a region, a city of the gazetteer.
func parseDateline(s string) (dateline, bool) {
	if !opensName(s) {
		return dateline{}, false
	}
	p := datelineParser{s: s}
	if p.readLeadingAgency() {
		if d, ok := p.afterAgency(); ok {
			return d, true
		}
	}
	p = datelineParser{s: s}
	if !p.readDayGroup() && !p.readPlace() {
		return dateline{}, false
	}
	p.readGroups()
	return p.result()
}

// looksDated tells whether a paragraph opens with a name in capitals and a
// dash as a dateline does, with or without evidence that it is one.
func looksDated(s string) bool {
	if !opensName(s) {
		return false
	}
	p := datelineParser{s: s}
	if !p.readPlace() {
		return false
	}
	p.readGroups()
	city := p.d.city
	return p.sep.dash && isUpper(city) && !isLabel(city) && !isOrg(city) && strings.Count(city, " ") < 4 && p.startsSentence()
}

// opensName is the cheap test that most paragraphs fail or that costs little.
func opensName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError:
		return false
	case r == '(' || r == '\'' || r == '’' || r == '/':
		return true
	case unicode.IsLower(r):
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// A datelineParser is a cursor over the head of a paragraph.
type datelineParser struct {
	s   string
	pos int
	d   dateline

	sep        separator // what was last skipped
	afterName  bool      // the last group was an agency
	known      bool      // an agency of the gazetteer
	knownArea  bool      // a region of the gazetteer
	placeComma bool      // something other than a space follows the place
}

func (p *datelineParser) rest() string { return p.s[p.pos:] }

// afterAgency reads what follows "(ANSA)" at the very beginning: a place and
// a date, or the text already.
func (p *datelineParser) afterAgency() (dateline, bool) {
	p.skipSeparator()
	start := *p
	if p.readDayGroup() || p.readPlace() {
		p.readGroups()
		if p.sep.dash && p.evident() && p.startsSentence() {
			return p.finish(), true
		}
	}
	*p = start
	if !p.sep.dash || !p.known {
		return dateline{}, false
	}
	return p.finish(), true
}

// readGroups reads date, agency and region groups until one is none of them.
func (p *datelineParser) readGroups() {
	for range 8 {
		mark := *p
		p.skipSeparator()
		if p.d.city != "" && p.d.region == "" && p.d.day == (wireDay{}) && !p.afterName {
			p.placeComma = p.sep.any() || p.placeComma
		}
		if p.readGroup() {
			continue
		}
		if !p.sep.any() && !p.afterName {
			*p = mark
		}
		return
	}
}

func (p *datelineParser) readGroup() bool {
	switch {
	case p.readDayGroup():
		p.afterName = false
	case p.readAgency():
		p.afterName = true
	case p.sep.any() && p.readBareAgency():
		p.afterName = true
	case p.sep.comma && !p.sep.dash && p.readRegion():
		p.afterName = false
	default:
		return false
	}
	return true
}

func (p *datelineParser) result() (dateline, bool) {
	if !p.ended() || !p.evident() || !p.startsSentence() {
		return dateline{}, false
	}
	if utf8.RuneCountInString(strings.TrimRight(p.s[:p.pos], " -–—_")) > datelineRunes {
		return dateline{}, false
	}
	return p.finish(), true
}

// ended tells whether the head was closed: by a dash, or by an agency in its
// brackets, which some agencies put no dash after.
func (p *datelineParser) ended() bool {
	if p.sep.dash {
		return true
	}
	if p.sep.slash && p.known {
		return true
	}
	return p.afterName && p.known && (p.sep.stop || p.sep.colon || p.d.day.named()) && !p.sep.comma
}

func (p *datelineParser) finish() dateline {
	p.d.text = strings.TrimSpace(p.s[:p.pos])
	p.d.length = p.pos
	return p.d
}

// evident weighs what was read; a name in capitals before a dash is not
// enough.
func (p *datelineParser) evident() bool {
	city := p.d.city
	if city == "" {
		return p.known
	}
	if isLabel(city) {
		return false
	}
	if p.known {
		return true
	}
	if p.d.day.named() {
		return isUpper(city) || p.placeComma || world().isCity(city)
	}
	if p.knownArea {
		return placeLike(city)
	}
	// In small letters a city and a dash are as likely an item of a list.
	return world().isCity(city) && (isUpper(city) || !hasCase(city)) && p.tellsStory()
}

func hasCase(s string) bool { return strings.ToUpper(s) != strings.ToLower(s) }

// placeLike tells whether a name before a region is one that a place may
// have, and not an organisation, a country or the start of a sentence.
func placeLike(city string) bool {
	if isOrg(city) {
		return false
	}
	if world().isCity(city) {
		return true
	}
	return isUpper(city) || strings.Count(city, " ") <= 3 && !isFunctionWord(firstWord(city))
}

// tellsStory tells whether a whole sentence follows. A city and a dash alone
// may as well be a headline, such as "Paris – City of Light".
func (p *datelineParser) tellsStory() bool {
	rest := p.rest()
	return len(rest) > 80 || endsSentence(rest)
}

// startsSentence tells whether the text goes on as a sentence begins.
// Behind an agency it may begin with anything.
func (p *datelineParser) startsSentence() bool {
	rest := strings.TrimLeft(p.rest(), " \t\u00a0\"'“”„«»‘’‚<[({¿¡*#$€£¥@…")
	if rest == "" {
		return p.known || p.d.day.named() || p.knownArea
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if !unicode.IsLower(r) {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || p.known
	}
	return p.known || hasInnerCapital(rest)
}

// hasInnerCapital recognises names that begin small: iPhone, eBay, al-Qaida.
func hasInnerCapital(s string) bool {
	w := firstWord(s)
	return w != strings.ToLower(w)
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// labels are words that stand before a dash or a date and are no place.
var labels = wordSet(`breaking update updated updates exclusive analysis opinion correction
	corrected corrects refile wrapup wrap factbox timeline explainer insight interview
	feature live watch video photos photo gallery editor's editors editors' editorial note notes urgent alert
	advisory flash bulletin published posted modified question answer q a today yesterday
	tomorrow tonight preview review recap scoreboard summary headline headlines briefs brief
	column commentary comment obituary letter letters release embargoed warning attention
	caution reminder clarification sources source figure table chart graphic chapter part
	section step day week month year round group game match season episode volume issue
	january february march april may june july august september october november december
	eilmeldung korrektur urgente urgent срочно терміново оновлено
	monday tuesday wednesday thursday friday saturday sunday`)

// orgs are names in capitals that may stand before a country and a dash.
var orgs = wordSet(`NATO EU UN UNO US USA UK UAE WHO IMF OPEC OPEC+ IAEA OSCE UNESCO UNICEF UNHCR
	WTO ICC ICJ FIFA UEFA IOC NASA ESA CIA FBI FED ECB BBC CNN BRICS ASEAN AU IDF IRA PLO
	HAMAS GOP NBA NFL MLB NHL ФИФА НАТО ООН ЕС ЄС США`)

func isOrg(name string) bool { return orgs[strings.ReplaceAll(strings.ToUpper(name), ".", "")] }

func isLabel(city string) bool {
	w := strings.ToLower(strings.TrimRight(firstWord(city), ".:"))
	return labels[strings.ReplaceAll(w, "’", "'")] || utf8.RuneCountInString(city) < 2
}

// readDayGroup reads a date.
func (p *datelineParser) readDayGroup() bool {
	if p.d.day.month != 0 {
		return false
	}
	day, n := readDay(p.rest())
	if n == 0 || p.d.city == "" && !p.known && day.month == 0 {
		return false
	}
	if startsWithLetter(p.s[p.pos+n:]) {
		return false
	}
	p.d.day = day
	p.pos += n
	return true
}

// readPlace reads the city, or several with slashes.
func (p *datelineParser) readPlace() bool {
	name, n := readPlaceName(p.rest(), false)
	if n == 0 {
		return false
	}
	p.d.city = name
	p.pos += n
	return true
}

func (p *datelineParser) readRegion() bool {
	name, n := readPlaceName(p.rest(), true)
	if n == 0 {
		return false
	}
	p.knownArea = p.knownArea || world().isRegion(name)
	if p.d.region == "" {
		p.d.region = name
	} else {
		p.d.region += ", " + name
	}
	p.pos += n
	return true
}

// readLeadingAgency reads an agency in brackets that opens the paragraph.
func (p *datelineParser) readLeadingAgency() bool {
	if !strings.HasPrefix(p.s, "(") || !p.readAgency() {
		return false
	}
	return p.known
}

// readAgency reads what brackets or slashes enclose: an agency most often,
// but a region or a date as well.
func (p *datelineParser) readAgency() bool {
	s := p.rest()
	if s == "" || p.d.agency != "" && p.known {
		return false
	}
	inner, n := bracketed(s)
	if n == 0 {
		return false
	}
	if !p.readBracketed(inner) {
		return false
	}
	p.pos += n
	return true
}

func (p *datelineParser) readBracketed(inner string) bool {
	name, date := splitBracket(inner)
	if day, n := readDay(date); n > 0 && n == len(date) {
		p.d.day = day
	} else {
		name = inner
	}
	switch {
	case name == "":
		return date != ""
	case world().isAgency(name):
		p.d.agency, p.known = name, true
	case p.d.city != "" && world().isRegion(name):
		p.d.region, p.knownArea = name, true
	case p.d.city == "" || !agencyLike(name):
		return false
	default:
		p.d.agency = name
	}
	return true
}
