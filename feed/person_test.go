package feed

import (
	"slices"
	"testing"
)

func TestParsePerson(t *testing.T) {
	tests := []struct {
		in   string
		want Person
	}{
		{"Ada Quill", Person{Name: "Ada Quill"}},
		{"Ada Quill <ada@news.example>", Person{Name: "Ada Quill", Email: "ada@news.example"}},
		{`"Quill, Ada" <ada@news.example>`, Person{Name: "Quill, Ada", Email: "ada@news.example"}},
		{"ada@news.example (Ada Quill)", Person{Name: "Ada Quill", Email: "ada@news.example"}},
		{"ada@news.example (Ada (Berlin))", Person{Name: "Ada (Berlin)", Email: "ada@news.example"}},
		{" ada@news.example\n", Person{Name: "ada", Email: "ada@news.example"}},
		{"<ada@news.example>", Person{Name: "ada", Email: "ada@news.example"}},
		{"ada@news.example ()", Person{Name: "ada", Email: "ada@news.example"}},
		{"Ada (Berlin)", Person{Name: "Ada (Berlin)"}},
		{"Ada <ada at news>", Person{Name: "Ada <ada at news>"}},
		{"Ada @ the Quay", Person{Name: "Ada @ the Quay"}},
		{"", Person{}},
	}
	for _, tt := range tests {
		if got := ParsePerson(tt.in); got != tt.want {
			t.Errorf("%q: got %+v, want %+v", tt.in, got, tt.want)
		}
	}
}

func TestPeople(t *testing.T) {
	tests := []struct {
		name string
		in   Person
		want []Person
	}{
		{"address in the name", Person{Name: "Desk <desk@news.example>"}, []Person{{Name: "Desk", Email: "desk@news.example"}}},
		{"two addresses", Person{Name: "Desk <desk@news.example>", Email: "ada@news.example"}, []Person{{Name: "Desk", Email: "ada@news.example"}}},
		{"address amid the name", Person{Name: "Desk<desk@news.example>night"}, []Person{{Name: "Desk night"}}},
		{"address within an address", Person{Name: "Desk <a<b@news.example>@news.example> night"}, []Person{{Name: "Desk <a @news.example> night"}}},
		{"address only", Person{Email: "only@news.example"}, []Person{{Name: "only", Email: "only@news.example"}}},
		{"URL only", Person{URL: "https://ada.example"}, []Person{{Name: "https://ada.example/", URL: "https://ada.example/"}}},
		{"nothing", Person{Name: " ", Email: "x"}, nil},
	}
	for _, tt := range tests {
		if got := people([]Person{tt.in}); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// A language is named by a language code, which a tag for private use has not.
func TestLanguage(t *testing.T) {
	for in, want := range map[string]string{"en": "en", "zh-Hant": "zh-Hant", "en-x-quay": "en-x-quay", "x-klingon": "", "i-default": "", "english!": ""} {
		if got := language(in); got != want {
			t.Errorf("language(%q) = %q, want %q", in, got, want)
		}
	}
}
