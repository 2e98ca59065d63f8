package feed

// A Format is one of the forms that every feed is published in.
type Format struct {
	Name   string // for people: "RSS"
	File   string // the document's name in the feed's directory
	Type   string // Content-Type, with the charset of the XML declaration
	Encode func(*Feed, Site) ([]byte, error)
}

// Formats are all the forms of a feed, in the order they are offered to
// readers.
var Formats = []Format{
	{"RSS", "rss.xml", "application/rss+xml; charset=utf-8", RSS},
	{"Atom", "atom.xml", "application/atom+xml; charset=utf-8", Atom},
	{"JSON Feed", "feed.json", "application/feed+json; charset=utf-8", JSON},
}

// Path returns where a document of the feed stands in the output tree.
func (f *Feed) Path(file string) string {
	if f.Name == "" {
		return file
	}
	return f.Name + "/" + file
}
