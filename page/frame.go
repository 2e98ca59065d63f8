package page

import (
	"html/template"
	"strings"

	"feedd/feed"
)

// articleRoot is the relative URL of the publication's root from an entry's
// page, which stands two levels deep (see feed.PagePath). Pages link to each
// other relatively, so that a copy of the tree works anywhere.
const articleRoot = "../../"

// A frame is what a feed's pages have in common. It is made once, because
// executing a template costs some microseconds for each action.
type frame struct {
	Links    template.HTML // autodiscovery and style sheet
	Masthead template.HTML
	Foot     template.HTML // to the end of the page
}

// newFrame returns the frame of pages that offer the feed f and see the root
// of the publication at the relative URL root.
func (p *Pages) newFrame(f *feed.Feed, root string) (frame, error) {
	links, err := p.execute("links", map[string]any{"Alternates": p.alternates(f), "Root": root})
	if err != nil {
		return frame{}, err
	}
	masthead, err := p.execute("masthead", map[string]any{"Root": root, "Site": p.title})
	if err != nil {
		return frame{}, err
	}
	foot, err := p.execute("foot", footLinks(root+f.Path("")))
	if err != nil {
		return frame{}, err
	}
	return frame{template.HTML(links), template.HTML(masthead), template.HTML(foot)}, nil
}

// An alternate is a link element by which a browser or reader finds a feed.
type alternate struct {
	Type       template.HTMLAttr
	Title, URL string
}

func (p *Pages) alternates(f *feed.Feed) []alternate {
	links := make([]alternate, len(feed.Formats))
	for i, format := range feed.Formats {
		mediaType, _, _ := strings.Cut(format.Type, ";")
		links[i] = alternate{
			// The escaper would write the + as a reference, which is right
			// but missed by whoever looks for feeds with a pattern.
			Type:  attr("type", mediaType),
			Title: f.Title + " (" + format.Name + ")",
			URL:   p.site.URL(f.Path(format.File)),
		}
	}
	return links
}

// A footLink offers a feed to people.
type footLink struct{ Name, URL string }

func footLinks(dir string) []footLink {
	links := make([]footLink, len(feed.Formats))
	for i, format := range feed.Formats {
		links[i] = footLink{format.Name, dir + format.File}
	}
	return links
}
