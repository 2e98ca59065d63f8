package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"path"
	"time"
)

// A Document is the bytes of a feed or page in one format, as they stand in
// the output tree and are served.
type Document struct {
	Path string // in the output tree, slashes, no leading one: "rss.xml"
	Body []byte
	Size int64 // of Body in bytes, also where Body is not held

	// ETag is a strong validator of Body, without quotes (RFC 9110 §8.8.3).
	// It follows from the bytes alone, so that every node sends the same.
	ETag string

	// Modified is when the document was last replaced: UTC, whole seconds,
	// and later than that of every other version of this document.
	Modified time.Time
}

// ETag returns the strong validator of a document's bytes.
func ETag(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:12])
}

// MediaType returns the Content-Type of a document by its path in the output
// tree.
func MediaType(name string) string {
	for _, f := range Formats {
		if path.Base(name) == f.File {
			return f.Type
		}
	}
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".xml":
		return "application/xml; charset=utf-8"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}
