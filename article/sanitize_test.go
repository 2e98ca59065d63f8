package article

import (
	"fmt"
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
)

// attacks are the ways known to make a browser run what a text holds: those of
// the OWASP cheat sheet, of mutation XSS, and of DOM clobbering.
var attacks = []string{
	`<script>alert(1)</script>`,
	`<SCRIPT SRC=//x.example/a.js></SCRIPT>`,
	`<scr<script>ipt>alert(1)</scr</script>ipt>`,
	`<img src=x onerror=alert(1)>`,
	`<img src="javascript:alert(1)">`,
	`<img src=x:y onerror="alert(1)" alt=a>`,
	`<img """><script>alert(1)</script>">`,
	`<img src=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>`,
	"<img src=\"jav\tascript:alert(1)\">",
	"<a href=\"java\x00script:alert(1)\">a</a>",
	`<a href="&#14; javascript:alert(1)">a</a>`,
	`<a href="javascript&colon;alert(1)">a</a>`,
	`<a href="JaVaScRiPt:alert(1)">a</a>`,
	`<a href="data:text/html;base64,PHNjcmlwdD4=">a</a>`,
	`<a href="vbscript:a">a</a>`,
	`<a href='//x.example' onclick=alert(1) style="position:fixed">a</a>`,
	`<a href="https://x.example" target=_blank ping="//x.example">a</a>`,
	`<body onload=alert(1)>a`,
	`<svg onload=alert(1)>`,
	`<svg><script>alert(1)</script></svg>`,
	`<svg><a xlink:href="javascript:alert(1)"><text>a</text></a></svg>`,
	`<svg><animate attributeName=href values=javascript:alert(1) /></svg>`,
	`<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
	`<math href="javascript:alert(1)">a</math>`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
	`<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
	`<p><style><!--</style><img src=x onerror=alert(1)>--></style>`,
	`<xmp><img src=x onerror=alert(1)></xmp>`,
	`<plaintext><img src=x onerror=alert(1)>`,
	`<textarea><img src=x onerror=alert(1)></textarea>`,
	`<title><img src=x onerror=alert(1)></title>`,
	`<template><img src=x onerror=alert(1)></template>`,
	`<iframe src="javascript:alert(1)"></iframe>`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
	`<object data="javascript:alert(1)"></object>`,
	`<embed src="//x.example/a.swf">`,
	`<link rel=stylesheet href="//x.example/a.css">`,
	`<meta http-equiv=refresh content="0;url=javascript:alert(1)">`,
	`<base href="//x.example/">`,
	`<form action="javascript:alert(1)"><input type=submit></form>`,
	`<button formaction="javascript:alert(1)">a</button>`,
	`<input type=text autofocus onfocus=alert(1)>`,
	`<input type=image src="javascript:alert(1)">`,
	`<video src="javascript:alert(1)" poster="javascript:alert(1)" autoplay><source onerror=alert(1) src=x></video>`,
	`<audio src=a onloadstart=alert(1)>`,
	`<details open ontoggle=alert(1)>a</details>`,
	`<img srcset="javascript:alert(1) 1x, a 2x" src=a>`,
	`<img srcset="https://x.example/a 1x, javascript:alert(1) 2x" src=a>`,
	`<div style="background:url(javascript:alert(1))">a</div>`,
	`<div style="width:expression(alert(1))">a</div>`,
	`<style>@import '//x.example/a.css';</style>`,
	`<table background="javascript:alert(1)"><td background="javascript:alert(1)">a`,
	`<a id=defaultView name=location href=#>a</a>`,
	`<img name=getElementById src=a>`,
	`<form id=document><input name=cookie></form>`,
	`<p id=main class="admin hidden" data-action=delete>a</p>`,
	`<!--[if gte IE 4]><script>alert(1)</script><![endif]-->`,
	`<!--><img src=x onerror=alert(1)>-->`,
	`<![CDATA[<script>alert(1)</script>]]>`,
	`<?xml version="1.0"?><script>alert(1)</script>`,
	`<a href="x" title='"><img src=x onerror=alert(1)>'>a</a>`,
	"<a href=`javascript:alert(1)`>a</a>",
	`<p title="a` + "`" + `onmouseover=alert(1)">a</p>`,
	`<marquee onstart=alert(1)>a</marquee>`,
	`<isindex action=javascript:alert(1) type=image>`,
	`<portal src="javascript:alert(1)"></portal>`,
	`<a><table><td><a href=b>c</a></td></table></a>`,
	`<table><tr><td><p>a<table><p>b</table></table>`,
	`<b><p>a</b>b</p>`,
	`<select><option><img src=x onerror=alert(1)></select>`,
	`<p>&#1;&#x80;&#xFFFE;&#xD800;&#x202E;a&#8233;</p>`,
	"<p>\u0338a</p>",
	`&lt;script&gt;alert(1)&lt;/script&gt;`,
	`<b a="=&quot;feedd-entry:">a</b>`,
	`<p title='="feedd-site:/'>="feedd-entry:</p>`,
}

// allowed are the attributes that sanitised HTML may have, in the words of a
// test: not those of the policy.
var allowedAttributes = setOf(strings.Fields(`href cite src srcset poster id class role title lang dir alt width height
	controls loop muted type media sizes checked disabled open datetime start value reversed span colspan rowspan align scope`))

var forbiddenElements = strings.Fields(`script style iframe object embed applet svg math form button textarea select
	link meta base template noscript title xmp plaintext`)

// checkContent says what is wrong with HTML that is to be published, "" if
// nothing is.
func checkContent(content string) string {
	var open []string
	z := html.NewTokenizer(strings.NewReader(content))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				return fmt.Sprintf("leaves %v open", open)
			}
			return checkText(content)
		case html.StartTagToken:
			token := z.Token()
			if problem := checkToken(token); problem != "" {
				return problem
			}
			if !isVoid[token.Data] {
				open = append(open, token.Data)
			}
		case html.SelfClosingTagToken:
			if problem := checkToken(z.Token()); problem != "" {
				return problem
			}
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || open[len(open)-1] != name {
				return fmt.Sprintf("closes %s within %v", name, open)
			}
			open = open[:len(open)-1]
		case html.CommentToken, html.DoctypeToken:
			return "has a comment or a doctype"
		}
	}
}

var isVoid = setOf([]string{"br", "hr", "img", "input", "wbr", "col", "source"})

func checkToken(token html.Token) string {
	if !isElement[token.Data] {
		return "has the element " + token.Data
	}
	for _, name := range forbiddenElements {
		if token.Data == name {
			return "has the element " + name
		}
	}
	if token.Data == "input" && !strings.Contains(token.String(), `type="checkbox"`) {
		return "has an input that is no checkbox"
	}
	for _, a := range token.Attr {
		switch {
		case !allowedAttributes[a.Key]:
			return "has the attribute " + a.Key
		case a.Key == "id" && !strings.HasPrefix(a.Val, anchor):
			return "has the id " + a.Val
		case a.Key == "srcset":
			for candidate := range strings.SplitSeq(a.Val, ", ") {
				ref, _, _ := strings.Cut(candidate, " ")
				if problem := checkURL(ref); problem != "" {
					return fmt.Sprintf("has the URL %q in a srcset, which %s", ref, problem)
				}
			}
		case a.Key == "href" || a.Key == "src" || a.Key == "cite" || a.Key == "poster":
			if problem := checkURL(a.Val); problem != "" {
				return fmt.Sprintf("has the URL %q, which %s", a.Val, problem)
			}
		}
	}
	return ""
}

// checkText looks for characters that no feed may have, as references too, and
// for a marker of the site where the encoder must not see one.
func checkText(content string) string {
	for _, s := range []string{content, html.UnescapeString(content)} {
		if clean(s) != s {
			return "has control characters"
		}
	}
	return ""
}

// checkSettled says what is wrong when HTML is sanitised once more.
func checkSettled(content string) string {
	again, err := sanitize(content, Limits{}.withDefaults())
	if err != nil {
		return err.Error()
	}
	// The renderers write some characters and empty elements in other ways.
	if same := reparse(content); again != same {
		return fmt.Sprintf("becomes %q when it is sanitised again, not %q", again, same)
	}
	return ""
}

func reparse(content string) string {
	nodes, err := parseFragment(content)
	if err != nil {
		return err.Error()
	}
	root := &html.Node{Type: html.ElementNode, Data: "div"}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	return render(root)
}

func TestSanitizeAttacks(t *testing.T) {
	for _, attack := range attacks {
		for _, in := range []string{attack, "<p>" + attack + "</p>", "<table><td>" + attack, "<ul><li>" + attack} {
			got, err := sanitize(in, Limits{}.withDefaults())
			if err != nil {
				t.Errorf("%q: %v", in, err)
				continue
			}
			if problem := checkContent(got) + checkSettled(got); problem != "" {
				t.Errorf("%q: got %q, which %s", in, got, problem)
			}
		}
	}
}

// TestSanitizeControl holds the checks of these tests against a policy that
// lets too much through, as bluemonday's own for what users write does.
func TestSanitizeControl(t *testing.T) {
	lax := bluemonday.UGCPolicy().AllowAttrs("onerror").Globally().AllowElements("svg")
	for _, in := range []string{
		`<img src=x onerror=alert(1)>`,
		`<svg></svg>`,
		`<p id=main>a</p>`,
		`<a href="relative.html">a</a>`,
		`<p>a<b>b`,
		`<p>&#1;</p>`,
	} {
		if got := lax.Sanitize(in); checkContent(got) == "" {
			t.Errorf("%q: got %q, and nothing is found wrong with it", in, got)
		}
	}
	for _, in := range []string{`<script>a</script>`, `<a href="javascript:a">a</a>`, `</p>`, `<!--a-->`, `<input type="text">`} {
		if checkContent(in) == "" {
			t.Errorf("nothing is found wrong with %q", in)
		}
	}
	if checkSettled("<p>a<p>b") != "" {
		t.Error("a paragraph after a paragraph is settled when it is read")
	}
	if checkSettled(`<p onclick="a">b</p>`) == "" || checkSettled("<p><svg></svg>a</p>") == "" {
		t.Error("what the sanitiser takes out is said to be settled")
	}
}

func TestSanitizeKeeps(t *testing.T) {
	tests := []struct{ in, want string }{
		{`<p>a <b>b</b> &amp; <i>c</i></p>`, `<p>a <b>b</b> &amp; <i>c</i></p>`},
		{`<p>a<p>b`, `<p>a</p><p>b</p>`},
		{`<a href="/b">a</a>`, `<a href="feedd-site:/b">a</a>`},
		{`<a href="b#c">a</a>`, `<a href="feedd-entry:b#c">a</a>`},
		{`<a href="#c">a</a><p id="c">d</p>`, `<a href="feedd-entry:#at-c">a</a><p id="at-c">d</p>`},
		{`<a name="c">a</a>`, `<a id="at-c">a</a>`},
		{`<a>a</a>`, `a`},
		{`<a href="javascript:b">a</a>`, `a`},
		{`<img src="a.png" width=10 onload=b>`, `<img src="feedd-entry:a.png" width="10" alt=""/>`},
		{`<img src="a" srcset="https://x.example/a 1x, https://x.example/b 2x">`, `<img src="feedd-entry:a" srcset="https://x.example/a 1x, https://x.example/b 2x" alt=""/>`},
		{`<img src="a" srcset="b 2x,/c?d,e 3x, https://x.example/w_1,h_2/f">`, `<img src="feedd-entry:a" srcset="feedd-entry:b 2x, feedd-site:/c?d,e 3x, https://x.example/w_1,h_2/f" alt=""/>`},
		{`<img src="a" srcset="b, c 2x">`, `<img src="feedd-entry:a" srcset="feedd-entry:b, feedd-entry:c 2x" alt=""/>`},
		{`<img src="a" srcset="b 2x, javascript:c 3x">`, `<img src="feedd-entry:a" alt=""/>`},
		{`<img src="a" srcset="b 2z">`, `<img src="feedd-entry:a" alt=""/>`},
		{`<img src="a" srcset=" , ">`, `<img src="feedd-entry:a" alt=""/>`},
		{`<picture><source/><source src=a><source srcset="b 2x" media="(width > 9em)"><img src=c></picture>`, `<picture><source srcset="feedd-entry:b 2x"/><img src="feedd-entry:c" alt=""/></picture>`},
		{`<picture><source srcset="a b c"><img src=d></picture>`, `<picture><img src="feedd-entry:d" alt=""/></picture>`},
		{`<picture><source srcset=a><img src="javascript:b"></picture>`, ``},
		{`<video><source/></video><audio></audio>`, ``},
		{`<video><source src="javascript:a"><p>b</p></video>`, `<p>b</p>`},
		{`<video><source src=a.mp4 type=video/mp4><source srcset=b></video>`, `<video controls=""><source src="feedd-entry:a.mp4" type="video/mp4"/></video>`},
		{`<p>a<source src=b></p>`, `<p>a</p>`},
		{`<a id=b>c</a><p id=b>d</p><a id=b>e</a><a name=b href=f>g</a>`, `<a id="at-b">c</a><p>d</p>e<a href="feedd-entry:f">g</a>`},
		{`<li>a</li><li value=2>b</li>`, `<div>a</div><div>b</div>`},
		{`<dt>a</dt><dd>b</dd><figcaption>c</figcaption>`, `<div>a</div><div>b</div><div>c</div>`},
		{`<div><dd>a</dd><li>b</li></div>`, `<div><div>a</div><div>b</div></div>`},
		{`<dl><div><dt>a</dt><dd>b</dd></div></dl><ol><li value="2">c</li></ol>`, `<dl><div><dt>a</dt><dd>b</dd></div></dl><ol><li value="2">c</li></ol>`},
		{`<h2> </h2><h3><a id=b></a></h3><h4><img src=c></h4><h5><script>d</script></h5>`, ` <a id="at-b"></a><h4><img src="feedd-entry:c" alt=""/></h4>`},
		{`<figure><img src="https://x.example/a.png" alt="b"><figcaption>c</figcaption></figure>`, `<figure><img src="https://x.example/a.png" alt="b"/><figcaption>c</figcaption></figure>`},
		{`<video src="a.mp4" autoplay></video>`, `<video src="feedd-entry:a.mp4" controls=""></video>`},
		{`<details open><summary>a</summary>b</details>`, `<details open=""><summary>a</summary>b</details>`},
		{`<input type=checkbox checked>a<input type=text>`, `<input type="checkbox" checked="" disabled=""/>a`},
		{`<font color=red>a</font><center>b</center>`, `ab`},
		{`<x-y><p>a</p></x-y>`, `<p>a</p>`},
		{`<p>a<object><p>b</p></object>c</p>`, `<p>ac</p>`},
		{`<blockquote cite="https://x.example/a">b</blockquote>`, `<blockquote cite="https://x.example/a">b</blockquote>`},
		{`<pre><code class="language-go">a &lt; b</code></pre>`, `<pre><code class="language-go">a &lt; b</code></pre>`},
		{`<p class="admin">a</p>`, `<p>a</p>`},
		{`<table><tr><td colspan=2 align=right style="a:b">c</table>`, `<table><tbody><tr><td colspan="2" align="right">c</td></tr></tbody></table>`},
		{"<pre>\n\na</pre>", "<pre>\n\na</pre>"},
		{`<p lang="fr" dir="ltr" title=" a  b ">c</p>`, `<p lang="fr" dir="ltr" title="a b">c</p>`},
		{"<p>e\u0301&#x301;</p>", "<p>é\u0301</p>"},
	}
	for _, tt := range tests {
		got, err := sanitize(tt.in, Limits{}.withDefaults())
		if err != nil || got != tt.want {
			t.Errorf("%q: got %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestBlocks(t *testing.T) {
	tests := []struct{ in, want string }{
		{`<h2>a</h2><p>b <em>c</em>d<br/>e</p>`, "h2:a p:b cd e"},
		{`<ul><li><p>a</p><p>b</p></li></ul><p>c</p>`, "li:a li:b p:c"},
		{`<blockquote><p>a</p></blockquote>b`, "p:a p:b"},
		{`<p>a<sup id="at-fnref:1"><a href="#" class="footnote-ref" role="doc-noteref">1</a></sup> b</p>`, "p:a b"},
		{`<table><tr><td>a</td><td>b</td></tr></table>`, "table:a table:b"},
		{`<p>a &lt;b&gt; &amp;amp;</p>`, "p:a <b> &amp;"},
		{`a`, "p:a"},
		{``, ""},
	}
	for _, tt := range tests {
		var got []string
		for _, b := range blocksOf(tt.in) {
			got = append(got, b.tag+":"+b.text)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, s, tt.want)
		}
	}
}

func FuzzSanitize(f *testing.F) {
	for _, s := range attacks {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		in = normal(strings.ToValidUTF8(in, ""))
		got, err := sanitize(in, Limits{}.withDefaults())
		if err != nil {
			return
		}
		if problem := checkContent(got) + checkSettled(got); problem != "" {
			t.Errorf("%q: got %q, which %s", in, got, problem)
		}
	})
}
