package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// newRoot returns the command line.
func newRoot(stdout, stderr io.Writer) *cobra.Command {
	c := &config{}
	root := &cobra.Command{
		Use:   "feedd",
		Short: "Publish dropped article files as RSS, Atom and JSON Feed",
		Long: `feedd watches a directory for article files (raw wire copy, Markdown, HTML)
and publishes them as RSS 2.0, Atom 1.0 and JSON Feed 1.1.

Every setting is a flag, a variable (FEEDD_BASE_URL for --base-url) and a key
in feedd.yaml (base-url); the flag wins over the variable over the file.`,
		Example:       "  feedd serve                # publish what is dropped into seeds/\n  feedd check draft.md       # what would be published",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{commandName(cmd), err}
	})
	c.register(root.PersistentFlags())
	registerCompletions(root)
	root.AddCommand(
		takesDir(c, configured(c, newServe(c))),
		takesDir(c, configured(c, newBuild(c))),
		configured(c, newCheck(c)),
		configured(c, newStatus(c)),
		newVersion(),
	)
	return root
}

// commandName is the command without the program's name, and with a space
// behind it.
func commandName(cmd *cobra.Command) string {
	_, name, ok := strings.Cut(cmd.CommandPath(), " ")
	if !ok {
		return ""
	}
	return name + " "
}

// configured makes a command load the settings first.
func configured(c *config, cmd *cobra.Command) *cobra.Command {
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if err := c.load(cmd.Flags()); err != nil {
			return &usageError{commandName(cmd), err}
		}
		return nil
	}
	return cmd
}

// usage makes an argument check's error one of usage.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &usageError{commandName(cmd), err}
		}
		return nil
	}
}

func registerCompletions(root *cobra.Command) {
	words := func(list ...string) cobra.CompletionFunc {
		return cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp)
	}
	for name, complete := range map[string]cobra.CompletionFunc{
		"on-delete": words("withdraw", "keep"),
		"schedule":  words("@every 10s", "@every 1m", "@hourly", "*/5 * * * *"),
		"out":       completeDirs,
		"seeds":     completeDirs,
	} {
		// It fails only for a flag that does not exist, which a test would see.
		_ = root.RegisterFlagCompletionFunc(name, complete)
	}
}

func completeDirs(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// takesDir makes the one positional argument of a command the seed directory.
func takesDir(c *config, cmd *cobra.Command) *cobra.Command {
	cmd.Args = usage(cobra.MaximumNArgs(1))
	cmd.ValidArgsFunction = completeDirs
	runE := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			c.Seeds = args[0]
		}
		if err := c.checkPaths(); err != nil {
			return err
		}
		return runE(cmd, args)
	}
	return cmd
}

// printJSON writes v, indented, on lines of its own.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// count writes "1 file", "2 files".
func count(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case strings.HasSuffix(what, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(what, "y"))
	}
	return fmt.Sprintf("%d %ss", n, what)
}
