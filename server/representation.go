package server

import (
	"net/http"
	"strconv"
	"sync"

	"feedd/feed"
)

// A representation is one version of a document in one content coding
// (RFC 9110 §3.2): what is the same in every answer that carries it. It is
// made once and kept; nobody changes it.
type representation struct {
	etag        string
	contentType string
	body        []byte // nil where it is the document's own

	// What every answer has, a 304 too (RFC 9110 §15.4.5), and what goes with
	// a body.
	metadata, content []field
}

// A field is a header field as http.Header has it.
type field struct {
	name  string // canonical
	value []string
}

func set(h http.Header, fields []field) {
	for i := range fields {
		h[fields[i].name] = fields[i].value
	}
}

// representation returns the document as it is sent, with gzip or without.
func (s *Server) representation(doc *feed.Document, contentType string, zip bool) *representation {
	key := version{doc.Path, doc.ETag, doc.Modified.Unix(), zip}
	if rep := s.kept.get(key); rep != nil {
		return rep
	}
	rep := &representation{etag: entityTag(doc.ETag, zip), contentType: contentType}
	length := len(doc.Body)
	if zip {
		rep.body = s.zipper.compress(doc.Body)
		length = len(rep.body)
	}
	rep.metadata = s.metadataFields(doc, rep)
	rep.content = contentFields(rep, length)
	s.kept.put(key, rep)
	return rep
}

func (s *Server) metadataFields(doc *feed.Document, rep *representation) []field {
	fields := []field{
		{"Etag", []string{rep.etag}},
		{"Last-Modified", []string{doc.Modified.UTC().Format(http.TimeFormat)}},
	}
	switch {
	case isFeed(doc.Path) && isXML(rep.contentType):
		fields = append(fields, field{"Vary", []string{"Accept-Encoding, Sec-Fetch-Dest"}})
	case compressible(rep.contentType):
		fields = append(fields, field{"Vary", []string{"Accept-Encoding"}})
	}
	if !isFeed(doc.Path) {
		return fields
	}
	return append(fields,
		field{"Link", []string{"<" + s.site.URL(doc.Path) + `>; rel="self"`}},
		field{"Access-Control-Allow-Origin", []string{"*"}},
		field{"Access-Control-Expose-Headers", []string{"ETag, Link"}},
	)
}

func contentFields(rep *representation, length int) []field {
	fields := []field{
		{"Content-Type", []string{rep.contentType}},
		{"Content-Length", []string{strconv.Itoa(length)}},
	}
	if rep.body != nil {
		fields = append(fields, field{"Content-Encoding", []string{"gzip"}})
	}
	if isPage(rep.contentType) {
		fields = append(fields,
			field{"Content-Security-Policy", []string{pagePolicy}},
			field{"Referrer-Policy", []string{"strict-origin-when-cross-origin"}},
		)
	}
	return fields
}

// entityTag quotes a document's validator. Each content coding has its own:
// they are different bytes (RFC 9110 §8.8.3.3).
func entityTag(validator string, zip bool) string {
	if zip {
		return `"` + validator + `-gzip"`
	}
	return `"` + validator + `"`
}

// A version names a representation. The same bytes can come back later: the
// ETag alone would not tell when.
type version struct {
	path, etag string
	modified   int64
	zip        bool
}

// fieldBytes is about what the fields of a representation occupy.
const fieldBytes = 1 << 10

// A cache keeps representations. It has two generations: when the young one
// is full it becomes the old one, and what nobody asked for since then is
// dropped.
type cache struct {
	mu         sync.Mutex
	limit      int // bytes of a generation
	size       int // bytes of the young generation
	young, old map[version]*representation
}

// newCache returns a cache of about limit bytes.
func newCache(limit int) *cache {
	return &cache{limit: limit / 2, young: map[version]*representation{}}
}

func (c *cache) get(v version) *representation {
	c.mu.Lock()
	defer c.mu.Unlock()
	if rep := c.young[v]; rep != nil {
		return rep
	}
	rep := c.old[v]
	if rep != nil {
		c.add(v, rep)
	}
	return rep
}

// put keeps a representation. Two requests for a new version may both have
// made it; they are the same.
func (c *cache) put(v version, rep *representation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.young[v] == nil {
		c.add(v, rep)
	}
}

func (c *cache) add(v version, rep *representation) {
	cost := fieldBytes + len(rep.body)
	if cost > c.limit {
		return
	}
	if c.size+cost > c.limit {
		c.young, c.old, c.size = map[version]*representation{}, c.young, 0
	}
	c.young[v] = rep
	c.size += cost
}
