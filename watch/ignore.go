package watch

import "strings"

// What editors, transfer programs and desktops name the files that are not
// meant for anyone; compared in lower case.
var (
	ignoredNames = []string{
		"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r",
		"$recycle.bin", "system volume information", "lost+found", "__macosx",
	}
	ignoredSuffixes = []string{
		"~", ".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download",
		".swp", ".swo", ".swx", "___jb_tmp___", "___jb_old___",
	}
)

// Ignored tells whether a path is never opened and never reported: it or one
// of its directories begins with a dot or bears the name of a temporary file.
func Ignored(path string) bool {
	if path == "." {
		return false
	}
	for name := range strings.SplitSeq(path, "/") {
		if ignoredName(name) {
			return true
		}
	}
	return false
}

func ignoredName(name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") {
		return true
	}
	if len(name) > 1 && name[0] == '#' && name[len(name)-1] == '#' {
		return true
	}
	lower := strings.ToLower(name)
	for _, n := range ignoredNames {
		if lower == n {
			return true
		}
	}
	for _, s := range ignoredSuffixes {
		if strings.HasSuffix(lower, s) {
			return true
		}
	}
	return false
}
