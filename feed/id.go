package feed

import "github.com/google/uuid"

// entryNames is the name space of entry ids: version 5 of the name
// "feedd entry" under the nil UUID. A change would give every entry a new id.
var entryNames = uuid.NewSHA1(uuid.Nil, []byte("feedd entry"))

// EntryID returns the id of an entry by its name, a urn:uuid (RFC 9562 §5.5).
// The name is the article's text, so that building a store anew from the same
// files gives the same ids wherever they lie.
func EntryID(name string) string {
	return uuid.NewSHA1(entryNames, []byte(name)).URN()
}

// FeedID returns the id of a feed of the publication, a urn:uuid.
func FeedID(publication uuid.UUID, name string) string {
	return uuid.NewSHA1(publication, []byte("feed:"+name)).URN()
}
