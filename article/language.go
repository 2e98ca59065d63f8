package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
)

const (
	statisticRunes = 200 // fewer tell nothing
	languageBytes  = 1500
)

// languageOf finds out the language of a text: by its script where one
// language has that alone, by letters that only one has, statistically on
// enough text and only when that is reliable. Otherwise it is the fallback.
func languageOf(text, fallback string) string {
	text = cutBytes(text, languageBytes)
	script := mainScript(text)
	if script != nil && script.language != "" {
		return preferFallback(script.language, fallback)
	}
	if script != nil {
		if lang := script.byLetters(text); lang != "" {
			return preferFallback(lang, fallback)
		}
	}
	fallback = script.fallback(fallback)
	if utf8.RuneCountInString(text) < statisticRunes || readsLike(text, fallback) {
		return fallback
	}
	info := whatlanggo.Detect(text)
	if code := info.Lang.Iso6391(); code != "" && info.IsReliable() {
		return preferFallback(code, fallback)
	}
	return fallback
}

// preferFallback keeps the region that the configured language may have.
func preferFallback(code, fallback string) string {
	base, _, _ := strings.Cut(strings.ToLower(fallback), "-")
	if base == code {
		return fallback
	}
	return code
}

// A script tells the language where it can: alone, or by its letters.
type script struct {
	table    *unicode.RangeTable
	language string
	letters  []letterHint
	writes   []string // the languages of a script that English is none of, the commonest first
}

// fallback returns the configured language if the script writes that, else
// the commonest one of the script.
func (s *script) fallback(configured string) string {
	base, _, _ := strings.Cut(strings.ToLower(configured), "-")
	if s == nil || len(s.writes) == 0 || slices.Contains(s.writes, base) {
		return configured
	}
	return s.writes[0]
}

// A letterHint tells a language by letters that the others of its script do
// not have; a letter of without speaks against it.
type letterHint struct{ lang, with, without string }

var scripts = []script{
	{table: unicode.Latin},
	{table: unicode.Cyrillic, letters: []letterHint{
		{"be", "ўЎ", "иїщИЇЩ"}, {"kk", "әңғұқһ", "їє"}, {"sr", "ђћ", "ыэ"}, {"mk", "ѓќѕ", "ыэ"},
		{"uk", "іїєґІЇЄҐ", "ыэё"}, {"ru", "ыэёЫЭЁ", "їєґў"},
	}},
	{table: unicode.Arabic, letters: []letterHint{
		{"ur", "ٹڈڑںے", ""}, {"ps", "ټډړښځڅ", ""}, {"fa", "پچژگی", "ةي"}, {"ar", "ةىيك", "پچژگ"},
	}},
	{table: unicode.Han, language: "zh"},
	{table: unicode.Hiragana, language: "ja"},
	{table: unicode.Katakana, language: "ja"},
	{table: unicode.Hangul, language: "ko"},
	{table: unicode.Greek, language: "el"},
	{table: unicode.Hebrew, letters: []letterHint{{"yi", "ײױװ", ""}, {"he", "אבגדהוזחטיכלמנסעפצקרשת", ""}}},
	{table: unicode.Devanagari, writes: []string{"hi", "mr", "ne", "sa", "mai", "bho"}},
	{table: unicode.Thai, language: "th"},
	{table: unicode.Georgian, language: "ka"},
	{table: unicode.Armenian, language: "hy"},
	{table: unicode.Bengali, language: "bn"},
	{table: unicode.Tamil, language: "ta"},
	{table: unicode.Telugu, language: "te"},
	{table: unicode.Kannada, language: "kn"},
	{table: unicode.Malayalam, language: "ml"},
	{table: unicode.Gujarati, language: "gu"},
	{table: unicode.Gurmukhi, language: "pa"},
	{table: unicode.Oriya, language: "or"},
	{table: unicode.Sinhala, language: "si"},
	{table: unicode.Khmer, language: "km"},
	{table: unicode.Myanmar, language: "my"},
	{table: unicode.Lao, language: "lo"},
	{table: unicode.Tibetan, language: "bo"},
	{table: unicode.Ethiopic},
}

// mainScript returns the script of most letters, nil if there is none. Japanese is known by its kana, however many Han characters it has.
func mainScript(text string) *script {
	counts := make([]int, len(scripts))
	letters, recent := 0, 0
	for _, r := range text {
		if r < 0x80 {
			if 'a' <= r|0x20 && r|0x20 <= 'z' {
				counts[0]++
				letters++
			}
			continue
		}
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		recent = scriptOf(r, recent)
		counts[recent]++
	}
	const han, hiragana, katakana = 3, 4, 5
	if kana := counts[hiragana] + counts[katakana]; kana*10 > counts[han] && counts[han]+kana > letters/2 {
		return &scripts[hiragana]
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	if counts[best]*2 <= letters {
		return nil
	}
	return &scripts[best]
}

// scriptOf returns the index of a letter's script; that of the letter before
// is tried first. What is in none counts as Latin.
func scriptOf(r rune, recent int) int {
	if unicode.Is(scripts[recent].table, r) {
		return recent
	}
	for i := range scripts {
		if unicode.Is(scripts[i].table, r) {
			return i
		}
	}
	return 0
}

// byLetters returns the first language that the letters of the text speak
// for. A name brings one or two letters of a neighbour with it; they do not
// count.
func (s *script) byLetters(text string) string {
	for _, hint := range s.letters {
		with, without := 0, 0
		for _, r := range text {
			switch {
			case r < 0x80:
			case strings.ContainsRune(hint.with, r):
				with++
			case strings.ContainsRune(hint.without, r):
				without++
			}
		}
		if with > 2 && with > 4*without {
			return hint.lang
		}
	}
	return ""
}

// readsLike tells whether a text is so full of a language's own small words
// that it needs no statistics. It is what most texts are spared by.
func readsLike(text, language string) bool {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	own := commonWords[base]
	if own == nil {
		return false
	}
	hits, all := 0, 0
	for w := range strings.FieldsSeq(cutBytes(text, 800)) {
		all++
		if own[w] {
			hits++
		}
	}
	return hits*5 >= all
}

// commonWords are small words that the neighbours of a language do not have.
var commonWords = map[string]map[string]bool{
	"en": wordSet(`the of and to for that with was were is are has have had said from by on it this which will would been their who they he she not but`),
	"de": wordSet(`der die das und den dem des ein eine einen einem einer ist sich nicht mit auf für von zu zum zur im auch nach bei aus dass wie über wurde werden hat haben sind`),
	"fr": wordSet(`le les des et du une dans pour qui est sur au aux avec ce cette ont été par pas sont plus ses leur`),
	"es": wordSet(`el los las y del una por con que se su sus para fue al lo ha han más como pero este esta`),
	"it": wordSet(`il di che della del per gli una con sono nel alla dei delle ha non è anche dal dalla`),
}
