package article

import (
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// A wireDay is a day as a dateline or a lead names it. The zero value names
// none.
type wireDay struct {
	year       int // 0 when the year is left out
	month, day int // 0 when only a weekday is named
	weekday    int // time.Weekday + 1; 0 when not named
}

func (d wireDay) named() bool { return d.month != 0 || d.weekday != 0 }

// monthNames are the words for each month: whole, genitive and shortened, in
// the languages that agencies file in. Full stops and marks do not count.
var monthNames = [12]string{
	`january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari janua leden ledna
	 styczeń stycznia tammikuuta ocak ianuarie ian jaanuar januára januar január sausio января январь янв січня січень січ يناير`,
	`february feb febr februar feber février fév févr febrero febbraio fevereiro fev februari únor února
	 luty lutego lut helmikuuta şubat februarie február februára février февраля февраль фев февр лютого лютий лют فبراير`,
	`march mar mars märz mrz mär marzo março maart mrt březen března marzec marca maaliskuuta mart
	 martie március marec марта март мар березня березень бер مارس`,
	`april apr avril avr abril abr aprile april duben dubna kwiecień kwietnia kwi huhtikuuta nisan
	 aprilie április apríla апреля апрель апр квітня квітень квіт أبريل ابريل`,
	`may mai mayo maggio mag maio mei maj maja května květen toukokuuta mayıs május mája мая май травня травень трав مايو`,
	`june jun juni juin junio giugno giu junho červen června czerwiec czerwca kesäkuuta haziran iunie
	 június júna июня июнь июн червня червень черв يونيو`,
	`july jul juli juillet juil julio luglio lug julho červenec července lipiec lipca heinäkuuta temmuz
	 iulie július júla июля июль июл липня липень лип يوليو`,
	`august aug août aout agosto ago augustus augusti srpen srpna sierpień sierpnia elokuuta ağustos
	 augusztus augusta августа август авг серпня серпень серп أغسطس اغسطس`,
	`september sept sep septembre septiembre setiembre settembre set setembro září wrzesień września
	 syyskuuta eylül eylul septembrie szeptember septembra сентября сентябрь сент сен вересня вересень вер سبتمبر`,
	`october oct oktober okt octobre octubre ottobre ott outubro out říjen října październik października
	 lokakuuta ekim octombrie október októbra октября октябрь окт жовтня жовтень жовт أكتوبر اكتوبر`,
	`november nov novembre noviembre novembro listopad listopadu listopada marraskuuta kasım noiembrie
	 novembra ноября ноябрь ноя нояб листопада листопад лист نوفمبر`,
	`december dec dez dezember décembre déc diciembre dic dicembre dezembro desember prosinec prosince
	 grudzień grudnia joulukuuta aralık decembrie december decembra декабря декабрь дек грудня грудень груд ديسمبر`,
}

var weekdayNames = [7]string{
	`sunday sun sonntag dimanche domingo domenica zondag söndag søndag niedziela neděle воскресенье неділя`,
	`monday mon montag lundi lunes lunedì segunda-feira maandag måndag mandag poniedziałek понедельник понеділок`,
	`tuesday tue tues dienstag mardi martes martedì terça-feira dinsdag tisdag tirsdag wtorek вторник вівторок`,
	`wednesday wed mittwoch mercredi miércoles mercoledì quarta-feira woensdag onsdag środa среда середа`,
	`thursday thu thur thurs donnerstag jeudi jueves giovedì quinta-feira donderdag torsdag czwartek четверг четвер`,
	`friday fri freitag vendredi viernes venerdì sexta-feira vrijdag fredag piątek пятница п'ятниця`,
	`saturday sat samstag sonnabend samedi sábado sabato zaterdag lördag lørdag sobota суббота субота`,
}

// calendar is the names of months and weekdays, folded, to their numbers.
type calendar struct{ months, weekdays map[string]int }

var calendarWords = sync.OnceValue(func() calendar {
	return calendar{months: numbered(monthNames[:], 1), weekdays: numbered(weekdayNames[:], 1)}
})

func numbered(lists []string, from int) map[string]int {
	m := map[string]int{}
	for i, list := range lists {
		for w := range strings.FieldsSeq(list) {
			m[foldName(w)] = i + from
		}
	}
	return m
}

// readDay reads the day that s begins with, as in "Jan. 3, 2026",
// "Saturday, 3 janvier", "2026-01-03". It returns how many bytes it took, 0
// if s begins with no day.
func readDay(s string) (wireDay, int) {
	weekday, n := readWeekday(s)
	rest := trimLead(s[n:], " ,.\u00a0")
	d, m := readMonthDay(rest)
	switch {
	case m > 0:
		d.weekday = weekday
		return d, len(s) - len(rest) + m
	case weekday > 0:
		return wireDay{weekday: weekday}, n
	}
	return wireDay{}, 0
}

func readWeekday(s string) (weekday, n int) {
	w, n := readName(s)
	if utf8.RuneCountInString(w) < 3 {
		return 0, 0
	}
	weekday = calendarWords().weekdays[foldName(w)]
	if weekday == 0 {
		return 0, 0
	}
	// A three-letter word is only a weekday when it says that it is short.
	if len(w) <= 3 && !strings.HasPrefix(s[n:], ".") && !strings.HasPrefix(s[n:], ",") {
		return 0, 0
	}
	return weekday, n
}

func readMonthDay(s string) (wireDay, int) {
	if s == "" {
		return wireDay{}, 0
	}
	if s[0] >= '0' && s[0] <= '9' {
		return readDayFirst(s)
	}
	return readMonthFirst(s)
}

// readMonthFirst reads "January 3", "Jan. 3rd, 2026".
func readMonthFirst(s string) (wireDay, int) {
	month, n := readMonth(s)
	if month == 0 {
		return wireDay{}, 0
	}
	rest := trimLead(s[n:], " .\u00a0")
	day, m := readNumber(rest, 2)
	if day < 1 || day > 31 || len(rest) == len(s[n:]) {
		return wireDay{}, 0
	}
	rest = skipOrdinal(rest[m:])
	year, rest := readYear(rest)
	return wireDay{year: year, month: month, day: day}, len(s) - len(rest)
}

// readDayFirst reads "3 January 2026", "3. Januar", "3 de enero de 2026",
// "2026-01-03", "2026. január 3.".
func readDayFirst(s string) (wireDay, int) {
	num, n := readNumber(s, 4)
	if num >= 1900 && num <= 2200 {
		return readYearFirst(s, num, n)
	}
	if num < 1 || num > 31 {
		return wireDay{}, 0
	}
	rest := skipOrdinal(s[n:])
	rest = trimLead(rest, " .º\u00a0")
	if len(rest) == len(s[n:]) {
		return wireDay{}, 0
	}
	rest = skipOf(rest)
	month, m := readMonth(rest)
	if month == 0 {
		return wireDay{}, 0
	}
	rest = strings.TrimPrefix(rest[m:], ".")
	year, rest := readYear(rest)
	return wireDay{year: year, month: month, day: num}, len(s) - len(rest)
}

func readYearFirst(s string, year, n int) (wireDay, int) {
	if t, err := time.Parse(time.DateOnly, s[:min(len(s), len(time.DateOnly))]); err == nil {
		return wireDay{year: year, month: int(t.Month()), day: t.Day()}, len(time.DateOnly)
	}
	rest := trimLead(s[n:], " .\u00a0")
	d, m := readMonthFirst(rest)
	if m == 0 || d.year != 0 {
		return wireDay{}, 0
	}
	d.year = year
	rest = strings.TrimPrefix(rest[m:], ".")
	return d, len(s) - len(rest)
}

func readMonth(s string) (month, n int) {
	w, n := readName(s)
	if len(w) < 3 {
		return 0, 0
	}
	return calendarWords().months[foldName(w)], n
}

// readName reads a word of letters, at most as long as a month's name.
func readName(s string) (string, int) {
	const longest = 40
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !(r == '-' && i > 0) && !(r == '\'' && i > 0) {
			return s[:i], i
		}
		if i > longest {
			return "", 0
		}
	}
	return s, len(s)
}

// readNumber reads 1 to most digits that no further digit follows.
func readNumber(s string, most int) (value, n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		value = value*10 + int(s[n]-'0')
		n++
		if n > most {
			return 0, 0
		}
	}
	return value, n
}

// readYear reads ", 2026", " 2026", " de 2026", " 2026 р." and returns the rest.
func readYear(s string) (int, string) {
	rest := trimLead(s, " ,\u00a0")
	if len(rest) == len(s) {
		return 0, s
	}
	rest = skipOf(rest)
	year, n := readNumber(rest, 4)
	if n != 4 || year < 1900 || year > 2200 {
		return 0, s
	}
	rest = rest[n:]
	for _, mark := range []string{" г.", " року", " года", " р."} {
		rest = strings.TrimPrefix(rest, mark)
	}
	return year, rest
}

func skipOrdinal(s string) string {
	for _, mark := range []string{"st", "nd", "rd", "th", "er", "º", "°"} {
		rest, ok := strings.CutPrefix(s, mark)
		if ok && !startsWithLetter(rest) {
			return rest
		}
	}
	return s
}

func skipOf(s string) string {
	for _, of := range []string{"de ", "del ", "of "} {
		if rest, ok := strings.CutPrefix(s, of); ok {
			return rest
		}
	}
	return s
}

func trimLead(s, cutset string) string { return strings.TrimLeft(s, cutset) }

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// todayWords say that the day after them is the day of writing.
var todayWords = wordSet(`today heute aujourd'hui hoy oggi hoje vandaag idag dziś dzisiaj
	сегодня сьогодні`)

// todayWindow is how far into the lead a day of writing is looked for.
const todayWindow = 1000

// dayOfToday finds "today, January 3, 2026" in a lead.
func dayOfToday(lead string) wireDay {
	lead = cutBytes(lead, todayWindow)
	for i := 0; i < len(lead); {
		r, size := utf8.DecodeRuneInString(lead[i:])
		if !unicode.IsLetter(r) {
			i += size
			continue
		}
		w, n := readWord(lead[i:])
		i += n
		if !todayWords[core(w)] {
			continue
		}
		rest := trimLead(lead[i:], " ,(–-\u00a0")
		for _, on := range []string{"on ", "the "} {
			rest = strings.TrimPrefix(rest, on)
		}
		if d, n := readDay(rest); n > 0 && d.month != 0 {
			return d
		}
	}
	return wireDay{}
}

// readWord reads letters and the apostrophes between them.
func readWord(s string) (string, int) {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' {
			return s[:i], i
		}
	}
	return s, len(s)
}

// cutBytes cuts s to at most n bytes without splitting a letter.
func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// resolve finds the day that d means to a reader at ref: the nearest one at
// or before ref, a day ahead allowed for the time zones. ok is false for a
// day that no calendar has.
func (d wireDay) resolve(ref time.Time) (day time.Time, ok bool) {
	latest := ref.UTC().AddDate(0, 0, 1)
	switch {
	case d.month == 0 && d.weekday == 0:
		return time.Time{}, false
	case d.month == 0:
		return lastWeekday(time.Weekday(d.weekday-1), latest), true
	case d.year != 0:
		return calendarDay(d.year, d.month, d.day)
	}
	// The 29th of February may be eight years back.
	for year := latest.Year(); year > latest.Year()-9; year-- {
		day, ok := calendarDay(year, d.month, d.day)
		if ok && !day.After(latest) {
			return day, true
		}
	}
	return time.Time{}, false
}

func calendarDay(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day
}

func lastWeekday(w time.Weekday, latest time.Time) time.Time {
	back := (int(latest.Weekday()) - int(w) + 7) % 7
	y, m, d := latest.AddDate(0, 0, -back).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
