package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"feedd/feed"
)

const (
	// Of two unrelated articles of one place and day hardly one word pair in
	// twenty is shared; of a correction that changes two fifths of the words,
	// one in five still is.
	alike = 0.2
	// In one file less is enough, since the path is evidence too; not so of
	// short texts, which share pairs by chance.
	alikeInFile      = 0.1
	alikeInFileShort = 0.25
	// How far the dates of an article and its correction may be apart.
	correctionSpan = 48 * time.Hour
	// How many articles of one place and time are compared at most.
	maxCandidates = 500
)

// A state is the current state of an entry, as matching needs it.
type state struct {
	id                 string
	seq                feed.Seq
	slug               string
	published, updated int64
	live               bool
	source             string
	fingerprint
	read []byte // only of entries that a file holds: what it said last
}

const stateColumns = `e.id, e.seq, e.slug, e.published, e.updated, e.live, e.source, e.wire, e.place,
	e.text_hash, e.text_len, e.head_hash, e.lead_hash, e.sketch`

func (st *state) dest() []any {
	return []any{&st.id, &st.seq, &st.slug, &st.published, &st.updated, &st.live, &st.source, &st.wire, &st.place,
		&st.text, &st.length, &st.head, &st.lead, &st.sketch}
}

// states returns the entries that a query finds.
func (p *putter) states(query string, args ...any) (out []*state, err error) {
	stmt, err := p.stmt(query)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(p.ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		st := &state{}
		if err := rows.Scan(st.dest()...); err != nil {
			return nil, err
		}
		out = append(out, st)
	}
	return out, rows.Err()
}

// heldBy returns the entries that a file holds, by id.
func (p *putter) heldBy(path string) (map[string]*state, error) {
	stmt, err := p.stmt(`SELECT ` + stateColumns + `, h.read_hash
		FROM holding h JOIN entry e ON e.id = h.entry WHERE h.path = $1`)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(p.ctx, path)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	held := map[string]*state{}
	for rows.Next() {
		st := &state{}
		if err := rows.Scan(append(st.dest(), &st.read)...); err != nil {
			return nil, err
		}
		held[st.id] = st
	}
	return held, rows.Err()
}

func sortedStates(m map[string]*state) []*state {
	out := make([]*state, 0, len(m))
	for _, st := range m {
		out = append(out, st)
	}
	slices.SortFunc(out, func(a, b *state) int { return cmp.Compare(a.seq, b.seq) })
	return out
}

// pair finds for each article of a known file the entry that it is the new
// version of: by text, never by position, so that an article put in front
// moves nothing.
func (f *fileReading) pair() {
	left := sortedStates(f.held)
	take := func(a *reading, st *state, because string) {
		a.prior, a.because = st, because
		left = slices.DeleteFunc(left, func(o *state) bool { return o == st })
	}
	for _, a := range f.articles {
		if i := slices.IndexFunc(left, func(st *state) bool { return bytes.Equal(st.text, a.print.text) }); i >= 0 {
			take(a, left[i], "")
		}
	}
	for _, a := range f.articles {
		if a.prior != nil {
			continue
		}
		if st, because := likest(a, left); st != nil {
			take(a, st, because)
		}
	}
	// The only article of a file that a person writes is the same one however
	// much of it was written anew. A wire file that holds quite another text
	// is another article under a name that was used before.
	if len(f.articles) == 1 && len(f.held) == 1 && f.articles[0].prior == nil && !f.articles[0].Wire {
		take(f.articles[0], left[0], "the article of this file was rewritten")
	}
}

// likest returns the entry that the article resembles most, nil if none
// enough.
func likest(a *reading, from []*state) (best *state, because string) {
	score := 0.0
	for _, st := range from {
		if extends(a.Text, st, minPrefixInFile) {
			return st, "the article was completed"
		}
		if len(a.print.lead) > 0 && bytes.Equal(st.lead, a.print.lead) {
			return st, "the same lead, place and day"
		}
		if r := resemblance(st.sketch, a.print.sketch, minSketchInFile); r > score && r >= enoughInFile(a, st) {
			best, score = st, r
		}
	}
	if best == nil {
		return nil, ""
	}
	return best, fmt.Sprintf("%.0f %% of the text in this file is as before", 100*score)
}

// enoughInFile is how much two texts of one file must share to be versions of
// one article.
func enoughInFile(a *reading, st *state) float64 {
	if min(len(a.print.sketch), len(st.sketch)) < 4*minSketch {
		return alikeInFileShort
	}
	return alikeInFile
}

// identify finds the entry that an article is a version of; nil if it is new.
// The order is one of falling evidence; the first that finds one decides.
func (p *putter) identify(f *fileReading, a *reading) (*state, error) {
	if a.Entry.ID != "" {
		return p.byID(a.Entry.ID)
	}
	if st, err := p.sameContent(f, a); st != nil || err != nil {
		return st, err
	}
	if a.prior != nil {
		return p.byID(a.prior.id) // again: another article of the batch may have changed it
	}
	if !a.Wire {
		return nil, nil
	}
	return p.sameStory(f, a)
}

func (p *putter) byID(id string) (*state, error) {
	return first(p.states(`SELECT `+stateColumns+` FROM entry e WHERE e.id = $1`, id))
}

func first(found []*state, err error) (*state, error) {
	if len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// sameContent finds an entry of the same text, and of the same title where
// either was given one: a file renamed, moved or copied. The file's own entry
// comes first, then those that are published.
func (p *putter) sameContent(f *fileReading, a *reading) (*state, error) {
	found, err := p.states(`SELECT `+stateColumns+` FROM entry e WHERE e.text_hash = $1
		ORDER BY e.live DESC, e.seq LIMIT $2`, a.print.text, maxCandidates)
	if err != nil {
		return nil, err
	}
	if own := slices.IndexFunc(found, func(st *state) bool { return a.prior != nil && st.id == a.prior.id }); own >= 0 {
		return found[own], nil
	}
	for _, st := range found {
		same, err := p.sameTitle(st, a)
		if same || err != nil {
			a.because = "the same text"
			return st, err
		}
	}
	return nil, nil
}

// sameTitle tells whether two articles of the same text are one: written ones
// by their title, wire copy by its place and the day that it names.
func (p *putter) sameTitle(st *state, a *reading) (bool, error) {
	body, err := p.lastBody(st)
	if err != nil {
		return false, err
	}
	var old feed.Entry
	if err := json.Unmarshal(body, &old); err != nil {
		return false, err
	}
	if !a.Wire || !st.wire {
		return old.Title == a.Entry.Title, nil
	}
	apart := old.Published.Sub(a.Entry.Published).Abs()
	return st.place == a.print.place && (apart <= correctionSpan || !namesDay(&old) || !namesDay(&a.Entry)), nil
}

// namesDay tells whether the copy itself says of which day it is.
func namesDay(e *feed.Entry) bool {
	return e.DateSource == feed.DateDateline || e.DateSource == feed.DateText || e.DateSource == feed.DateHeader
}

// sameStory finds the entry that a wire article from a new file corrects or
// completes.
func (p *putter) sameStory(f *fileReading, a *reading) (*state, error) {
	found, err := p.states(`SELECT `+stateColumns+` FROM entry e
		WHERE e.head_hash = $1 AND e.wire = 1 AND e.live = 1 ORDER BY e.seq DESC LIMIT $2`, a.print.head, maxCandidates)
	if err != nil {
		return nil, err
	}
	for _, st := range found {
		switch {
		case f.claimed[st.id] || st.place != a.print.place:
		case extends(a.Text, st, minPrefix):
			a.because = "completes the article in " + st.source
			return st, nil
		case len(a.print.lead) > 0 && bytes.Equal(st.lead, a.print.lead):
			a.because = "the same lead, place and day as in " + st.source
			a.older, err = p.isCutOff(a, st)
			return st, err
		}
	}
	if a.print.place == "" {
		return nil, nil
	}
	return p.correction(f, a)
}

// isCutOff tells whether the article is a shorter version, cut off, of an entry
// that is complete.
func (p *putter) isCutOff(a *reading, st *state) (bool, error) {
	if !a.Entry.Truncated || a.print.length >= st.length {
		return false, nil
	}
	body, err := p.lastBody(st)
	if err != nil {
		return false, err
	}
	var old struct{ Truncated bool }
	return json.Unmarshal(body, &old) == nil && !old.Truncated, nil
}

// correction finds the most similar wire article of the same place within two
// days.
func (p *putter) correction(f *fileReading, a *reading) (*state, error) {
	at, span := a.Entry.Published.UnixMilli(), correctionSpan.Milliseconds()
	found, err := p.states(`SELECT `+stateColumns+` FROM entry e
		WHERE e.place = $1 AND e.published BETWEEN $2 AND $3 AND e.wire = 1 AND e.live = 1
		ORDER BY e.published DESC LIMIT $4`, a.print.place, at-span, at+span, maxCandidates)
	if err != nil {
		return nil, err
	}
	var best *state
	score := 0.0
	for _, st := range found {
		r := resemblance(st.sketch, a.print.sketch, minSketch)
		if r <= score || r < alike || f.claimed[st.id] {
			continue
		}
		other, err := p.ofAnotherDay(a, st)
		if err != nil {
			return nil, err
		}
		if !other {
			best, score = st, r
		}
	}
	if best != nil {
		a.because = fmt.Sprintf("%.0f %% of the text, the place and the time are those of the article in %s", 100*score, best.source)
	}
	return best, nil
}

// ofAnotherDay tells whether an article and an entry both say of which day they
// are, and it is not the same: daily reports are written to a pattern, and no
// likeness makes one of them a correction of another.
func (p *putter) ofAnotherDay(a *reading, st *state) (bool, error) {
	const day = 24 * 60 * 60 * 1000
	if !namesDay(&a.Entry) || a.Entry.Published.UnixMilli()/day == st.published/day {
		return false, nil
	}
	body, err := p.lastBody(st)
	if err != nil {
		return false, err
	}
	var old feed.Entry
	err = json.Unmarshal(body, &old)
	return namesDay(&old), err
}

func (p *putter) hasOtherHolder(id, path string) (bool, error) {
	var other string
	return p.get([]any{&other}, `SELECT path FROM holding WHERE entry = $1 AND path <> $2 LIMIT 1`, id, path)
}

// newID allocates the id of a new entry. It is the text's, so that a store
// built anew gives the same; only where another article has the same text
// does the title enter it.
func (p *putter) newID(a *reading) (string, error) {
	if a.given {
		return a.Entry.ID, nil
	}
	name := a.name()
	for n := 1; ; n++ {
		id := feed.EntryID(name)
		st, err := p.byID(id)
		if err != nil || st == nil {
			return id, err
		}
		name = fmt.Sprintf("%s\n%s\n%d", a.Text, a.Entry.Title, n)
	}
}

// newSlug allocates a permalink. One that is taken gets a suffix that follows
// from the id; the first is never moved.
func (p *putter) newSlug(e *feed.Entry) (string, error) {
	want := Slug(e)
	slug := want
	for digits := 4; ; digits *= 2 {
		var owner string
		taken, err := p.get([]any{&owner}, `SELECT id FROM entry WHERE slug = $1`, slug)
		if err != nil || !taken {
			return slug, err
		}
		if digits > 32 {
			return "", fmt.Errorf("permalink %q is taken", want)
		}
		slug = want + "-" + shortID(e.ID, digits)
	}
}

// distinct returns the first millisecond from t on that no other entry was
// updated in: readers order entries by it, and no two may be equal.
func (p *putter) distinct(t time.Time) (time.Time, error) {
	start := t.UnixMilli()
	at := max(start, p.next[start])
	stmt, err := p.stmt(`SELECT updated FROM entry WHERE updated >= $1 ORDER BY updated`)
	if err != nil {
		return time.Time{}, err
	}
	rows, err := stmt.QueryContext(p.ctx, at)
	if err != nil {
		return time.Time{}, err
	}
	defer rows.Close()
	for rows.Next() {
		var taken int64
		if err := rows.Scan(&taken); err != nil {
			return time.Time{}, err
		}
		if taken > at {
			break
		}
		at++
	}
	p.next[start] = at + 1
	return time.UnixMilli(at).UTC(), rows.Err()
}

// lastBody returns the entry's newest version that has a text: of a withdrawn
// one, the version before.
func (p *putter) lastBody(st *state) ([]byte, error) {
	var body []byte
	found, err := p.get([]any{&body}, `SELECT body FROM revision WHERE entry = $1 AND kind <> 'withdrawn'
		ORDER BY seq DESC LIMIT 1`, st.id)
	if err == nil && !found {
		err = fmt.Errorf("there is no revision of %s with a text", st.id)
	}
	return body, err
}
