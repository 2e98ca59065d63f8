package page

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestContrast holds text against its background in both colour schemes and
// in print (WCAG 2.2 §1.4.3: at least 4.5).
func TestContrast(t *testing.T) {
	low := lowContrasts(t, string(Stylesheet()))
	if len(low) > 0 {
		t.Errorf("too little contrast: %q", low)
	}
}

// TestContrastIsSeen is its control: a grey that is too light.
func TestContrastIsSeen(t *testing.T) {
	css := strings.Replace(string(Stylesheet()), "--quiet: #5d5952", "--quiet: #8d8982", 1)
	if low := lowContrasts(t, css); len(low) != 2 {
		t.Errorf("got %q, want the quiet text on paper and on tint", low)
	}
}

func TestStylesheetAsksNobody(t *testing.T) {
	for _, word := range []string{"url(", "@import", "http:", "https:"} {
		if strings.Contains(string(Stylesheet()), word) {
			t.Errorf("the style sheet has %q", word)
		}
	}
}

var colour = regexp.MustCompile(`--(\w+): #([0-9a-f]{6}|[0-9a-f]{3});`)

func lowContrasts(t *testing.T, css string) (low []string) {
	t.Helper()
	schemes := strings.Split(css, ":root {")[1:]
	if len(schemes) != 3 {
		t.Fatalf("got %d colour schemes, want light, dark and print", len(schemes))
	}
	for _, scheme := range schemes {
		colours := map[string]float64{}
		for _, m := range colour.FindAllStringSubmatch(scheme[:strings.IndexByte(scheme, '}')], -1) {
			colours[m[1]] = luminance(m[2])
		}
		if len(colours) != 7 {
			t.Fatalf("got %d colours, want 7", len(colours))
		}
		for _, text := range []string{"ink", "quiet", "link", "visited"} {
			for _, ground := range []string{"paper", "tint"} {
				if contrast(colours[text], colours[ground]) < 4.5 {
					low = append(low, text+" on "+ground)
				}
			}
		}
	}
	return low
}

func contrast(a, b float64) float64 {
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(hex string) float64 {
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
