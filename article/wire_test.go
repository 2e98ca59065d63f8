package article

import (
	"fmt"
	"html"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"feedd/feed"
)

var wireSeen = time.Date(2026, 1, 8, 10, 0, 0, 0, time.UTC)

func wireFile() File {
	return File{Path: "a.txt", ModTime: wireSeen.Add(-time.Hour), Seen: wireSeen}
}

func mustPlain(t *testing.T, text string) []Article {
	t.Helper()
	list, err := parsePlain(text, wireFile(), Options{Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// copies are files as desks send them. title and words of each article.
var copies = []struct {
	name string
	text string
	want []string // of each article: "title source|title|dateline|authors|paragraphs"
}{
	{
		"two articles, a paragraph a line",
		"KYIV, Ukraine – The bridge opened on Monday.\nIt had been closed for a year.\n\nPARIS, France – The market closed on Monday.\n",
		[]string{
			"lead|The bridge opened on Monday|KYIV, Ukraine –||2",
			"lead|The market closed on Monday|PARIS, France –||1",
		},
	},
	{
		"paragraphs between blank lines",
		"KYIV, Ukraine – The bridge opened on Monday.\n\nIt had been closed for a year.\n\nNobody was hurt.\n",
		[]string{"lead|The bridge opened on Monday|KYIV, Ukraine –||3"},
	},
	{
		"hard-wrapped, paragraphs indented, end mark",
		"BRIDGE TO OPEN AFTER A YEAR\n    By Jane Doe, Reuters\n    ST. PAUL, Minn., March 6 - The bridge over the upper river will\nopen on Monday after a year of repairs that cost more than the\ncity had planned, the mayor said.\n    He said the toll would stay at two dollars for cars and five\ndollars for trucks.\n Reuter\n",
		[]string{"given|BRIDGE TO OPEN AFTER A YEAR|ST. PAUL, Minn., March 6 -|Jane Doe|2"},
	},
	{
		"hard-wrapped inside the dateline",
		"The bridge is open\n\nLLANDRINDOD WELLS, Wales, January 3\n(Reuters) - The bridge over the upper river was opened on Monday\nafter a year of repairs that cost more than the city had\nplanned, the mayor said.\n",
		[]string{"given|The bridge is open|LLANDRINDOD WELLS, Wales, January 3 (Reuters) -||1"},
	},
	{
		"hard-wrapped after a weak dateline",
		"PARIS – The bridge over the upper river was opened on Monday after\na year of repairs that cost more than the city had planned, the\nmayor said.\n\nThe toll stays at two euros for cars and at five euros for the\ntrucks that cross it at night.\n",
		[]string{"lead|The bridge over the upper river was opened on Monday after a year of repairs|PARIS –||2"},
	},
	{
		"hyphens at line ends stay",
		"PARIS – The fair in the streets and the old harbour of Aix-\nen-Provence was opened on Monday after a year of repairs that\ncost more than the city had planned, the mayor said.\n",
		[]string{"lead|The fair in the streets and the old harbour of Aix-en-Provence was opened on Monday after a year of repairs|PARIS –||1"},
	},
	{
		"divided by rules",
		"---\nKYIV, Ukraine – The bridge opened.\n---\n\nThe market\n\nIt closed on Monday.\n\n***\n\nPARIS – The tower was painted.\n\n###\n",
		[]string{
			"lead|The bridge opened|KYIV, Ukraine –||1",
			"first-line|The market|||1",
			"lead|The tower was painted|PARIS –||1",
		},
	},
	{
		"divided by end marks",
		"The bridge opened on Monday.\n-30-\nThe market closed on Monday.\nENDS\nThe tower was painted on Monday.\n(END)\nThe lake froze on Monday. Enditem\n",
		[]string{
			"lead|The bridge opened on Monday|||1",
			"lead|The market closed on Monday|||1",
			"lead|The tower was painted on Monday|||1",
			"lead|The lake froze on Monday|||1",
		},
	},
	{
		"headlines between articles",
		"BRIDGE OPENS\n\nKYIV, Ukraine – The bridge opened on Monday.\n\nMARKET CLOSES\nBy JOHN ROE and Jane Doe\n\nPARIS, France – The market closed on Monday.\n\nTower gets new coat of paint\nPARIS – The tower was painted on Monday.\n",
		[]string{
			"given|BRIDGE OPENS|KYIV, Ukraine –||1",
			"given|MARKET CLOSES|PARIS, France –|John Roe, Jane Doe|1",
			"given|Tower gets new coat of paint|PARIS –||1",
		},
	},
	{
		"a cut-off paragraph is no headline of the next article",
		"KYIV, Ukraine – The bridge opened on Monday.\n\nThe mayor said the toll would stay at\n\nPARIS, France – The market closed on Monday.\n",
		[]string{
			"lead|The bridge opened on Monday|KYIV, Ukraine –||2",
			"lead|The market closed on Monday|PARIS, France –||1",
		},
	},
	{
		"credits stay in the content and are not the lead",
		"(Adds quote)\n\nLONDON, Jan 3 (Reuters) - The bridge opened on Monday.\n\nEditor's note: tolls are in pounds.\n\n(Reporting by Jane Doe; editing by John Roe)\n",
		[]string{"lead|The bridge opened on Monday|LONDON, Jan 3 (Reuters) -||4"},
	},
	{
		"notes after an end mark belong to the article",
		"LONDON, Jan 3, 2026 /PRNewswire/ -- The bridge opened on Monday.\n\nENDS\n\nNotes to editors: tolls are in pounds.\n\nContact: Jane Doe, jane@example.org\n",
		[]string{"lead|The bridge opened on Monday|LONDON, Jan 3, 2026 /PRNewswire/ --||3"},
	},
	{
		"release with headline and deck",
		"FOR IMMEDIATE RELEASE\n\nNorthway opens bridge\nThe toll stays the same\n\nAUSTIN, Texas, Jan. 3, 2026 /PRNewswire/ -- The bridge opened on Monday.\n",
		[]string{"given|Northway opens bridge|AUSTIN, Texas, Jan. 3, 2026 /PRNewswire/ --||3"},
	},
	{
		"slug, byline with its agency, sections",
		"BC-Bridge-Opens\n\nOld bridge opens to cars\n\nBy JANE DOE\nAssociated Press\n\nSPRINGFIELD, Ill. (AP) — The bridge opened on Monday.\n\n___\n\nAssociated Press writer John Roe contributed to this report.\n",
		[]string{"given|Old bridge opens to cars|SPRINGFIELD, Ill. (AP) —|Jane Doe|3"},
	},
	{
		"briefs without a dateline, figures",
		"NORTHWAY INC <NWY> 4TH QTR NET\n    Shr 34 cts vs 1.19 dlrs\n    Net 807,000 vs 2,858,000\n Reuter\n\nSOUTHWAY INC <SWY> SETS PAYOUT\n    Qtly div 10 cts vs 10 cts prior\n    Pay April 3\n Reuter\n",
		[]string{"first-line|NORTHWAY INC <NWY> 4TH QTR NET|||2", "first-line|SOUTHWAY INC <SWY> SETS PAYOUT|||2"},
	},
	{
		"header",
		"Title: The bridge\nDate: 2026-01-05\nTags: bridges, tolls\nAuthor: Jane Doe\n\nKYIV, Ukraine – The bridge opened on Monday.\n",
		[]string{"given|The bridge|KYIV, Ukraine –|Jane Doe|1"},
	},
	{
		"a colon is no header",
		"Note: the bridge is closed.\n\nIt opens on Monday.\n",
		[]string{"lead|Note: the bridge is closed|||2"},
	},
	{
		"plain text with a title",
		"The bridge\nBy Jane Doe\n\nIt opened on Monday.\nIt had been closed for a year.\n",
		[]string{"first-line|The bridge||Jane Doe|2"},
	},
	{
		"plain text, hard-wrapped, without a title",
		"The bridge over the upper river was opened on Monday after a\nyear of repairs that cost more than the city had planned, the\nmayor said.\n",
		[]string{"lead|The bridge over the upper river was opened on Monday after a year of repairs|||1"},
	},
	{
		"plain text of one line",
		"The bridge is closed",
		[]string{"lead|The bridge is closed|||1"},
	},
	{
		"a dateline and nothing else is text",
		"KYIV, Jan 3 (AFP) –\n",
		[]string{"lead|KYIV, Jan 3 (AFP) –|||1"},
	},
	{
		"a dateline on a line of its own",
		"KYIV, Jan 3 (AFP) –\nThe bridge opened on Monday.\n",
		[]string{"lead|The bridge opened on Monday|KYIV, Jan 3 (AFP) –||1"},
	},
	{
		"page mark",
		"KYIV, Ukraine – The bridge opened on Monday.\n\n-more-\n\nIt had been closed for a year.\n",
		[]string{"lead|The bridge opened on Monday|KYIV, Ukraine –||2"},
	},
	{
		"underlined title",
		"The bridge\n----------\n\nIt opened on Monday.\n",
		[]string{"first-line|The bridge|||1"},
	},
	{
		"the prose before a dateline is an article",
		"The bridge opened on Monday.\n\nKYIV, Ukraine – The market closed on Monday.\n",
		[]string{
			"lead|The bridge opened on Monday|||1",
			"lead|The market closed on Monday|KYIV, Ukraine –||1",
		},
	},
	{
		"a headline that ends in a particle",
		"KELLBROOK, England – The market opened on Monday.\n\nMayor of Kellbrook steps down\n\nKELLBROOK, England – The mayor resigned on Monday.\n",
		[]string{
			"lead|The market opened on Monday|KELLBROOK, England –||1",
			"given|Mayor of Kellbrook steps down|KELLBROOK, England –||1",
		},
	},
	{
		"desk header with a note to editors",
		"BC-EU--Fish Quotas,2nd Ld-Writethru,400\nMinisters agree on quotas\nEds: UPDATES with quotes.\nBy JAN EXAMPLE\nAssociated Press\n\nBRUSSELS (AP) — Ministers agreed on Monday.\n",
		[]string{"given|Ministers agree on quotas|BRUSSELS (AP) —|Jan Example|3"},
	},
	{
		"German desk header",
		"bdt0123 4 pl 210 dpa 0456\n\nEnergie/Europa/\nMinister einigen sich =\n\nBrüssel (dpa) - Die Minister haben sich geeinigt.\n",
		[]string{"given|Minister einigen sich|Brüssel (dpa) -||3"},
	},
	{
		"the name of a section above the headline",
		"WORLD BRIEFS\n\nMinisters agree on quotas\n\nBRUSSELS (AP) — Ministers agreed on Monday.\n",
		[]string{"given|Ministers agree on quotas|BRUSSELS (AP) —||2"},
	},
	{
		"a note to editors is no headline",
		"ATTENTION EDITORS: this story is free\n\nBRUSSELS (AP) — Ministers agreed on Monday.\n",
		[]string{"lead|Ministers agreed on Monday|BRUSSELS (AP) —||2"},
	},
	{
		"a list of towns",
		"Ten cities to visit\n\nLisbon – For its trams, which climb the hills of the old town from early morning until late at night.\n\nVienna – For its coffee houses, where a guest may sit all day over one cup and the newspapers of the world.\n",
		[]string{"first-line|Ten cities to visit|||2"},
	},
	{
		"no blank line above an agency's dateline",
		"LONDON, Jan. 3 (Reuters) - The bridge opened.\nPARIS, Jan. 3 (Reuters) - The market closed.\n",
		[]string{
			"lead|The bridge opened|LONDON, Jan. 3 (Reuters) -||1",
			"lead|The market closed|PARIS, Jan. 3 (Reuters) -||1",
		},
	},
	{
		"agencies sign off",
		"TOKYO (Kyodo) - The bridge opened.\n==Kyodo\n\nTOKYO (Kyodo) - The market closed.\nEnd Item\n\nKUALA LUMPUR (Bernama) - The fair opened.\n-- BERNAMA\n",
		[]string{
			"lead|The bridge opened|TOKYO (Kyodo) -||1",
			"lead|The market closed|TOKYO (Kyodo) -||1",
			"lead|The fair opened|KUALA LUMPUR (Bernama) -||1",
		},
	},
	{
		"spaced asterisks between the sections of one article",
		"LONDON (AP) — The fair opened on Monday.\n\n* * *\n\nIt rained all day, and nobody came.\n\n* * *\n\nBridge closed\n\nPARIS (AP) — The bridge was closed on Monday.\n",
		[]string{
			"lead|The fair opened on Monday|LONDON (AP) —||2",
			"given|Bridge closed|PARIS (AP) —||1",
		},
	},
}

func TestPlain(t *testing.T) {
	for _, c := range copies {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, a := range mustPlain(t, c.text) {
				got = append(got, outline(a))
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func outline(a Article) string {
	e := a.Entry
	var names []string
	for _, p := range e.Authors {
		names = append(names, p.Name)
	}
	return fmt.Sprintf("%s|%s|%s|%s|%d", e.TitleSource, e.Title, e.Dateline, strings.Join(names, ", "), strings.Count(e.Content, "<p>"))
}

func TestPlainFields(t *testing.T) {
	text := "\nTitle: The bridge\nTags: bridges, Tolls, bridges\nRights: free\n\nKYIV, Ukraine, Jan. 3, 2026 (AFP) – The bridge opened on Monday. It <had> been closed & guarded.\nNobody was\n"
	a := mustPlain(t, text)[0]
	e := a.Entry
	want := feed.Entry{
		Title: "The bridge", TitleSource: feed.TitleGiven,
		Summary:   "The bridge opened on Monday. It <had> been closed & guarded.",
		Content:   "<p>The bridge opened on Monday. It &lt;had&gt; been closed &amp; guarded.</p>\n<p>Nobody was</p>",
		Published: time.Date(2026, 1, 3, 12, 0, 0, 0, time.UTC), DateSource: feed.DateDateline,
		Updated:    time.Date(2026, 1, 3, 12, 0, 0, 0, time.UTC),
		Categories: []string{"bridges", "Tolls"}, Language: "en", Rights: "free",
		Place: feed.Place{City: "Kyiv", Region: "Ukraine"}, Dateline: "KYIV, Ukraine, Jan. 3, 2026 (AFP) –", Agency: "AFP",
		Truncated: true,
	}
	if !reflect.DeepEqual(e, want) {
		t.Errorf("got  %+v\nwant %+v", e, want)
	}
	if a.Line != 6 || !a.Wire {
		t.Errorf("line %d, wire %v; want 6, true", a.Line, a.Wire)
	}
	if want := "the bridge opened on monday it had been closed guarded nobody was"; a.Text != want {
		t.Errorf("text %q, want %q", a.Text, want)
	}
	if len(a.Warnings) != 1 || a.Warnings[0].Line != 7 {
		t.Errorf("warnings %v, want one for line 7", a.Warnings)
	}
}

func TestPlainWire(t *testing.T) {
	for text, want := range map[string]bool{
		"KYIV, Ukraine – The bridge opened.":                 true,
		"Headline\nKYIV, Ukraine – The bridge opened.":       true,
		"The bridge opened on Monday. It had been closed.":   true,
		"The bridge\n\nIt opened on Monday.":                 false,
		"Title: The bridge\n\nIt opened on Monday.":          false,
		"Date: 2026-01-03\n\nIt opened on Monday at noon.\n": true,
	} {
		if got := mustPlain(t, text)[0].Wire; got != want {
			t.Errorf("%q: wire %v, want %v", text, got, want)
		}
	}
}

func TestPlainErrors(t *testing.T) {
	for text, want := range map[string]string{
		"\nTitle: A\nDate: yesterday\n\nText here.":               "a.txt:3: ",
		"Title: " + strings.Repeat("x", 501) + "\n\nText here.":   "a.txt:1: title: ",
		"Title: The bridge\nTags: bridges\n":                      "a.txt: empty",
		strings.Repeat("The bridge opened.\n---\n", maxStories+1): "a.txt:20001: more than",
		strings.Repeat("\n", maxLines+1) + "a":                    "a.txt: more than",
	} {
		_, err := parsePlain(text, wireFile(), Options{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.40q: got %v, want %s…", text, err, want)
		}
	}
}

// Every word of the copy is in exactly one part: dateline, headline, byline,
// text. The control leaves a word out and has to be caught.
func TestPlainKeepsEveryWord(t *testing.T) {
	for _, c := range copies {
		if lost := lostWords(c.text, readStories(c.text)); lost != "" {
			t.Errorf("%s: %s", c.name, lost)
		}
		stories := readStories(c.text)
		last := stories[len(stories)-1].blocks
		line := &last[len(last)-1][0].text
		*line = strings.TrimLeft((*line)[1:], " ")
		if _, n := readWord(*line); n > 0 {
			*line = (*line)[n:]
		}
		if lostWords(c.text, stories) == "" {
			t.Errorf("%s: a lost word is not noticed", c.name)
		}
	}
}

// lostWords compares the words of a text with those of its parts, both in
// order. It returns what differs.
func lostWords(text string, stories []story) string {
	var got []string
	add := func(s string) { got = append(got, strings.Fields(textKey(s))...) }
	for i := range stories {
		for _, f := range stories[i].fields {
			add(f.key + " " + *f.text)
		}
		for _, l := range stories[i].head {
			add(l.text)
		}
		c := readCopy(&story{blocks: stories[i].blocks, dated: stories[i].dated})
		add(c.dateline.text)
		for _, p := range c.body {
			add(p.text)
		}
	}
	return wordsDiffer(strings.Fields(textKey(text)), got)
}

// wordsDiffer compares words in order. Only those of end marks and page marks
// may be left out.
func wordsDiffer(want, got []string) string {
	i := 0
	for _, w := range want {
		switch {
		case i < len(got) && got[i] == w:
			i++
		case endMarks[w] || pageWords[w]:
		default:
			return fmt.Sprintf("want %q, got %q", w, got[i:min(i+5, len(got))])
		}
	}
	if i < len(got) {
		return fmt.Sprintf("invented %q", got[i:])
	}
	return ""
}

var pageWords = wordSet("more to come follow follows mf continued item kyodo bernama")

func TestPlainTruncated(t *testing.T) {
	for text, want := range map[string]bool{
		"KYIV, Ukraine – The bridge opened on Monday.":                             false,
		"KYIV, Ukraine – The bridge opened on Monday.\nIt had been":                true,
		"KYIV, Ukraine – The bridge opened on Monday.\nIt had been closed":         true,
		"KYIV, Ukraine – The bridge opened on Monday.\nIt had been closed...":      true,
		"KYIV, Ukraine – The bridge opened on Monday.\nIt was shut by Gen.":        true,
		"KYIV, Ukraine – The bridge opened.\n“It is open,” said the mayor of U.S.": false,
		"KYIV, Ukraine – The bridge opened.\n“It is open.”":                        false,
		"KYIV, Ukraine – The bridge opened.\n(Reporting by Jane Doe)":              false,
		"KYIV, Ukraine – The bridge is now\n\n(Reporting by Jane Doe)":             true,
		"KYIV, Ukraine – The bridge opened.\n\nCars 20\nTrucks 30":                 false,
		"KYIV, Ukraine – The bridge opened.\n\nMore at https://example.org/bridge": false,
		"Quito (EFE).- El puente abrió. Faltan dos municipios. EFE":                false,
		"NEW DELHI (PTI) The bridge opened on Monday. PTI ABC DEF":                 false,
		"PARIS (AFP) – The bridge opened.\n\nabc/def/ghi":                          false,
		"Berlin (dpa) - Die Brücke ist blockiert. (Schluss) abc/def":               false,
		"LONDON (Reuters) - It opened. (Reporting by J. Roe; Editing by K. Doe)":   false,
		"LONDON (Reuters) - It opened.\n\nMore follows":                            false,
		"LONDON (Reuters) - It opened. It was":                                     true,
		"КИЇВ – Міст відкрили у понеділок.\nЙого було":                             true,
		"北京 — 桥在星期一开通了。":                                                           false,
	} {
		if got := mustPlain(t, text)[0].Entry.Truncated; got != want {
			t.Errorf("%q: truncated %v, want %v", text, got, want)
		}
	}
}

func TestPlainDates(t *testing.T) {
	seen := time.Date(2026, 1, 8, 10, 0, 0, 0, time.UTC)
	mtime := time.Date(2026, 1, 6, 9, 30, 0, 0, time.UTC)
	noon := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name, text string
		mtime      time.Time
		want       time.Time
		source     string
		embargo    bool
	}{
		{"dateline with a year", "PARIS, Jan. 3, 2026 – The bridge opened.", mtime, noon(2026, 1, 3), feed.DateDateline, false},
		{"that of the file's own day", "PARIS, Jan. 6, 2026 – The bridge opened.", mtime, mtime, feed.DateDateline, false},
		{"dateline without a year", "PARIS, Dec. 30 – The bridge opened.", mtime, noon(2025, 12, 30), feed.DateDateline, false},
		{"a day ahead of the file", "PARIS, Jan. 7 – The bridge opened.", mtime, noon(2026, 1, 7), feed.DateDateline, false},
		{"two days ahead is last year's", "PARIS, Jan. 8 – The bridge opened.", mtime, noon(2025, 1, 8), feed.DateDateline, false},
		{"the 29th of February", "PARIS, Feb. 29 – The bridge opened.", mtime, noon(2024, 2, 29), feed.DateDateline, false},
		{"a weekday", "PARIS, Saturday – The bridge opened.", mtime, noon(2026, 1, 3), feed.DateDateline, false},
		{"today in the lead", "PARIS, France – The bridge opened today, January 3, 2026, at noon.", mtime, noon(2026, 1, 3), feed.DateText, false},
		{"today in brackets", "PARIS, France – The bridge opened today (Saturday, January 3, 2026) at noon.", mtime, noon(2026, 1, 3), feed.DateText, false},
		{"another day in the lead", "PARIS, France – The bridge opened on January 3, 2026.", mtime, mtime, feed.DateMTime, false},
		{"a year in the text beats none in the dateline", "PARIS, Jan. 4 – The bridge opened today, January 3, 2026.", mtime, noon(2026, 1, 3), feed.DateText, false},
		{"header", "Date: 2026-01-02\n\nPARIS, France – The bridge opened.", mtime, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), feed.DateHeader, false},
		{"header with a time", "Date: 2026-01-02T07:00:00+01:00\n\nThe bridge\n\nIt opened.", mtime, time.Date(2026, 1, 2, 6, 0, 0, 0, time.UTC), feed.DateHeader, false},
		{"dateline beats header", "Date: 2026-01-02\n\nPARIS, Jan. 3, 2026 – The bridge opened.", mtime, noon(2026, 1, 3), feed.DateDateline, false},
		{"embargo", "Date: 2026-01-09T06:00:00Z\n\nPARIS, Jan. 7 – The bridge opened.", mtime, time.Date(2026, 1, 9, 6, 0, 0, 0, time.UTC), feed.DateHeader, true},
		{"a header of today is none", "Date: 2026-01-08\n\nThe bridge opened today at noon.", mtime, time.Date(2026, 1, 8, 0, 0, 0, 0, time.UTC), feed.DateHeader, false},
		{"a header of tomorrow is one", "Date: 2026-01-09\n\nThe bridge opened today at noon.", mtime, time.Date(2026, 1, 9, 0, 0, 0, 0, time.UTC), feed.DateHeader, true},
		{"dateline in the future", "PARIS, Jan. 3, 2027 – The bridge opened.", mtime, seen, feed.DateDateline, false},
		{"file time", "The bridge opened at noon on Monday.", mtime, mtime, feed.DateMTime, false},
		{"file time implausible", "The bridge opened at noon on Monday.", time.Unix(0, 0), seen, feed.DateFirstSeen, false},
		{"file time in the future", "The bridge opened at noon on Monday.", seen.Add(time.Hour), seen, feed.DateFirstSeen, false},
		{"file time a little ahead", "The bridge opened at noon on Monday.", seen.Add(time.Minute), seen, feed.DateMTime, false},
		{"no such day", "PARIS, Feb. 31, 2025 – The bridge opened.", mtime, mtime, feed.DateMTime, false},
	} {
		list, err := parsePlain(c.text, File{Path: "a.txt", ModTime: c.mtime, Seen: seen}, Options{})
		if err != nil {
			t.Fatal(c.name, err)
		}
		a := list[0]
		if !a.Entry.Published.Equal(c.want) || a.Entry.DateSource != c.source {
			t.Errorf("%s: %v from %s, want %v from %s", c.name, a.Entry.Published, a.Entry.DateSource, c.want, c.source)
		}
		if embargoed := a.Embargo.Equal(c.want); embargoed != c.embargo {
			t.Errorf("%s: embargo %v", c.name, a.Embargo)
		}
		if !a.Entry.Updated.Equal(a.Entry.Published) {
			t.Errorf("%s: updated %v, published %v", c.name, a.Entry.Updated, a.Entry.Published)
		}
	}
}

func TestPlainTimesAreDistinct(t *testing.T) {
	text := strings.Repeat("The bridge opened on Monday.\n---\n", 50) + "PARIS, Jan. 3, 2026 – It opened.\n\nPARIS, Jan. 3, 2026 – It shut.\n"
	list := mustPlain(t, text)
	for i := 1; i < len(list); i++ {
		before, e := list[i-1].Entry, list[i].Entry
		if !e.Updated.Before(before.Updated) || e.Updated.Unix() == before.Updated.Unix() {
			t.Fatalf("article %d: %v is not before %v", i, e.Updated, before.Updated)
		}
	}
	if got, want := list[3].Entry.Published, wireFile().ModTime.Add(-3*time.Second); !got.Equal(want) {
		t.Errorf("article 3: %v, want %v", got, want)
	}
	alone := mustPlain(t, "The bridge opened.\n---\nPARIS, Jan. 3, 2026 – It shut.\n")
	if got, want := alone[1].Entry.Published, time.Date(2026, 1, 3, 12, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("a time of its own: %v, want %v", got, want)
	}
}

func TestPlainDayOfHeader(t *testing.T) {
	texts := "PARIS, France – It opened.\n\nOSLO, Norway – It closed.\n\nBERN, Switzerland – It burned.\n"
	for i, a := range mustPlain(t, "Date: 2026-01-05\n\n"+texts) {
		if want := time.Date(2026, 1, 5, 0, 0, 2-i, 0, time.UTC); !a.Entry.Published.Equal(want) {
			t.Errorf("article %d: %v, want %v", i, a.Entry.Published, want)
		}
	}
	for i, a := range mustPlain(t, "Date: 2026-01-09\n\n"+texts) {
		if want := time.Date(2026, 1, 9, 0, 0, 2-i, 0, time.UTC); !a.Embargo.Equal(want) || len(a.Warnings) > 0 {
			t.Errorf("article %d: embargo %v, want %v, warnings %v", i, a.Embargo, want, a.Warnings)
		}
	}
}

func TestPlainLookalikes(t *testing.T) {
	text := "LONDON, Jan. 3 (Reuters) - It opened.\n\nKELLBROOK – The market burned on Monday.\nOSLO, Norway – The port was shut.\nNATO – The alliance met.\n"
	list := mustPlain(t, text)
	var got []int
	for _, w := range list[0].Warnings {
		got = append(got, w.Line)
	}
	if want := []int{3, 4}; len(list) != 1 || !reflect.DeepEqual(got, want) {
		t.Errorf("%d articles, warnings %v; want 1, for lines %v", len(list), list[0].Warnings, want)
	}
}

func TestSummary(t *testing.T) {
	long := "The bridge " + strings.Repeat("over the upper river ", 20) + "opened."
	for _, c := range []struct{ in, want string }{
		{"The bridge opened. It had been shut.", "The bridge opened. It had been shut."},
		{"The bridge opened.|It had been shut.|(Reporting by Jane Doe)", "The bridge opened. It had been shut."},
		{"(Adds quote)|The bridge opened. It had been", "The bridge opened."},
		{"The U.S. bridge of St. Louis opened, Mr. Smith said. " + long, "The U.S. bridge of St. Louis opened, Mr. Smith said."},
		{long + " It had been shut.", long},
		{"The", "The"},
		{"The\u00a0bridge opened.", "The bridge opened."},
		{"", ""},
	} {
		if got := summaryOf(strings.Split(c.in, "|")); got != c.want {
			t.Errorf("%q:\n got  %q\n want %q", c.in, got, c.want)
		}
	}
	if got := summaryOf([]string{strings.Repeat("word ", 1000)}); utf8.RuneCountInString(got) > sentenceRunes || !strings.HasSuffix(got, "word…") {
		t.Errorf("a sentence without end: %q", got)
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []string{
		"The U.S. government met.| It agreed.",
		"He lives in the U.S.| The house is old.",
		"Mr. Smith met Gen. A. B. Jones on Jan. 3 in St. Paul, Minn.| They agreed.",
		"J. R. Smith spoke at 5 p.m. on Monday.| Nobody came.",
		"Northway Inc. bought Southway Corp. of Denver.| Nobody minded.",
		"It cost 3.5 million.| It was late.",
		"Am 3. Januar tagte der Rat.| Er stimmte zu.",
		"“Stop!” he said.| “Now.”",
		"Is it open?| It is.",
		"The rate rose to 5.| The bank said so.",
		"桥开了。|市长来了。",
		"Міст відкрили у 2025 р.| Він зачинений.",
	} {
		want := strings.Split(c, "|")
		for i := range want {
			want[i] = strings.TrimSpace(want[i])
		}
		if got := splitSentences(strings.ReplaceAll(c, "|", ""), 10); !reflect.DeepEqual(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	german := "Die Brücke über den oberen Fluss ist am Montag nach einem Jahr wieder für den Verkehr freigegeben worden. Der Bürgermeister sagte, die Arbeiten hätten mehr gekostet, als die Stadt geplant habe, und die Maut werde vorerst nicht erhöht."
	for _, c := range []struct{ text, fallback, want string }{
		{german, "en", "de"},
		{german, "de-AT", "de-AT"},
		{german[:100], "en", "en"},
		{"The bridge opened on Monday.", "fr", "fr"},
		{"Міст відкрили у понеділок, повідомили в міській раді.", "en", "uk"},
		{"Мост открыли в понедельник, сообщили в мэрии города, и движение по нему было сразу разрешено, это заметили все.", "en", "ru"},
		{"橋は月曜日に開通した。", "en", "ja"},
		{"桥在星期一开通了。", "en", "zh"},
		{"पुल सोमवार को खुला।", "en", "hi"},
		{"पूल सोमवारी उघडला.", "mr", "mr"},
		{"다리가 월요일에 개통되었다.", "en", "ko"},
		{"Η γέφυρα άνοιξε τη Δευτέρα.", "en", "el"},
		{"افتتح الجسر يوم الاثنين في المدينة القديمة بحضور رئيس البلدية.", "en", "ar"},
		{"", "en-GB", "en-GB"},
		{"12345", "en", "en"},
	} {
		if got := languageOf(c.text, c.fallback); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestByline(t *testing.T) {
	for in, want := range map[string]string{
		"By Jane Doe":                          "Jane Doe",
		"BY JANE DOE":                          "Jane Doe",
		"By Jane Doe and John Roe":             "Jane Doe, John Roe",
		"By Jane Doe, John Roe and Ann Lee":    "Jane Doe, John Roe, Ann Lee",
		"By Jane Doe, Reuters":                 "Jane Doe",
		"By JANE DOE, Associated Press Writer": "Jane Doe",
		"By Jane Doe in Kyiv":                  "Jane Doe",
		"By The Associated Press":              "The Associated Press",
		"By Ursula von der Leyen":              "Ursula von der Leyen",
		"Von Erika Muster":                     "Erika Muster",
		"Par Jeanne Dupont":                    "Jeanne Dupont",
		"By midnight the river had risen":      "",
		"By Monday":                            "",
		"By the river":                         "",
		"Jane Doe":                             "",
	} {
		var names []string
		people, _ := parseByline(in)
		for _, p := range people {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestTextKey(t *testing.T) {
	for in, want := range map[string]string{
		" The  U.S.–led “plan”,\n№ 5 ": "the u s led plan 5",
		"Crans-Montana":                "crans montana",
		"ÉTÉ":                          "été",
		"":                             "",
		"—":                            "",
	} {
		if got := textKey(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	for _, c := range copies {
		f.Add(c.text)
	}
	for _, c := range datelineCases {
		f.Add(strings.Replace(c.lead, "|", "", 1))
	}
	for _, l := range leads {
		f.Add(l)
	}
	f.Fuzz(func(t *testing.T, data string) {
		text, err := decode([]byte(data))
		if err != nil || !hasWords(text) || len(text) > 1<<16 {
			return
		}
		list, err := parsePlain(text, wireFile(), Options{Language: "en"})
		again, _ := parsePlain(text, wireFile(), Options{Language: "en"})
		if !reflect.DeepEqual(list, again) {
			t.Fatal("two readings differ")
		}
		if err != nil {
			return
		}
		if lost := lostWords(text, readStories(text)); lost != "" {
			t.Fatal(lost)
		}
		for _, a := range list {
			checkArticle(t, a)
		}
	})
}

func checkArticle(t *testing.T, a Article) {
	t.Helper()
	e := a.Entry
	for _, s := range []string{e.Title, e.Summary, e.Content, e.Dateline, e.Agency, e.Place.City, e.Place.Region, a.Text} {
		if !utf8.ValidString(s) {
			t.Fatalf("not UTF-8: %q", s)
		}
	}
	if e.TitleSource == feed.TitleLead && utf8.RuneCountInString(e.Title) > headlineRunes {
		t.Fatalf("headline of %d characters: %q", utf8.RuneCountInString(e.Title), e.Title)
	}
	if strings.Contains(e.Title, "\n") || e.Title == "" || a.Text == "" || a.Line < 1 {
		t.Fatalf("title %q, text %q, line %d", e.Title, a.Text, a.Line)
	}
	plain := html.UnescapeString(strings.NewReplacer("<p>", "", "</p>", "").Replace(e.Content))
	if textKey(plain) != a.Text {
		t.Fatalf("content %q has other words than %q", plain, a.Text)
	}
	if e.Published.After(wireSeen) && a.Embargo.IsZero() {
		t.Fatalf("published in the future: %v", e.Published)
	}
}

var benchCopy = "KYIV, Ukraine – The bridge over the upper river, which had been shut for a year, was opened on Monday by the mayor, Ivan Petrenko, who said the repairs had cost more than the city had planned and that the toll would stay the same.\n" +
	strings.Repeat("The river has risen twice since the spring, and the engineers of the U.S. firm that built the bridge said on Monday that they would look at its pillars again before the winter. \"Nobody needs to worry,\" one of them said.\n", 9) + "\n"

func BenchmarkPlain(b *testing.B) {
	text := strings.Repeat(benchCopy, 100)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := parsePlain(text, wireFile(), Options{Language: "en"}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(100*b.N)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkPlainHostile reads 4 MiB that are made to be slow.
func BenchmarkPlainHostile(b *testing.B) {
	const size = 4 << 20
	for name, unit := range map[string]string{
		"one paragraph":  "The bridge, the U.S. one, opened. ",
		"one sentence":   "word, ",
		"one word":       "x",
		"lines":          "a few words here and there\n",
		"blocks":         "a few words here, and then a blank line\n\n",
		"wrapped":        "The bridge over the upper river, which had been shut for a year\n",
		"datelines":      "KYIV (AP) - A market in the town\n\n",
		"near datelines": "KYIV, KYIV, KYIV, KYIV – a market in the\n\n",
		"commas":         "A, ",
		"brackets":       "(((",
		"quotes":         "\"",
		"headlines":      "KYIV MARKET SHUT FOR A YEAR AND MORE\n\n",
		"rules":          "A market in the town\n---\n",
		"full stops":     "U.S. ",
		"dashes":         "– ",
		"marks":          "a\u0301",
		"headers":        "Title: a market in the town\n",
		"spaces":         "  a\t",
	} {
		b.Run(name, func(b *testing.B) {
			text := strings.Repeat(unit, size/len(unit))
			b.SetBytes(size)
			for b.Loop() {
				_, _ = parsePlain(text, wireFile(), Options{Language: "en"})
			}
		})
	}
}
