package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"perfil/internal/config"
)

// configVariable is the one that is no setting of a server.
const configVariable = "PERFIL_CONFIG"

// grammar is everything that can be typed.
type grammar struct {
	ConfigFile string `name:"config" help:"File with settings, NAME=VALUE on a line, under the names of the variables." env:"PERFIL_CONFIG" placeholder:"FILE"`

	Serve serveCommand `cmd:"" help:"Serve the contracts."`
	User  struct {
		Create   userCreate   `cmd:"" help:"Make an account."`
		List     userList     `cmd:"" help:"List accounts, the newest first."`
		Show     userShow     `cmd:"" help:"Show an account."`
		Set      userSet      `cmd:"" help:"Change an account."`
		Password userPassword `cmd:"" help:"Set a new password and end the sessions of an account."`
		Delete   userDelete   `cmd:"" help:"Delete an account for good."`
	} `cmd:"" help:"Look after accounts."`
	Import struct {
		JSONL   importJSONL   `cmd:"" name:"jsonl" help:"Bring in a file with an account per line: all of them or none."`
		Django  importDjango  `cmd:"" help:"Bring in the users of a Django application from its database, or what changed there since."`
		Express importExpress `cmd:"" help:"Bring in the users of an Express application from its database, or what changed there since."`
	} `cmd:"" help:"Bring accounts in."`
	Export struct {
		JSONL   exportJSONL   `cmd:"" name:"jsonl" help:"Write all accounts, with the hashes of their passwords, an account per line."`
		Django  exportDjango  `cmd:"" help:"Write all accounts as a file of SQL for the users of a Django application."`
		Express exportExpress `cmd:"" help:"Write all accounts as a file of SQL for the users of an Express application."`
	} `cmd:"" help:"Take accounts out."`
	Move    moveCommand    `cmd:"" help:"Move everything to a database of another kind, or to another place."`
	Compare compareCommand `cmd:"" help:"Send the same requests to a former backend and to Perfil, and say where the answers differ."`
	Backup  backupCommand  `cmd:"" help:"Write the database, the key and the avatars into one file, also beside a running server."`
	Restore restoreCommand `cmd:"" help:"Make a data folder of a backup."`
	Doctor  doctorCommand  `cmd:"" help:"Say whether a data folder or a backup is whole, and what to do if not."`
	Audit   auditCommand   `cmd:"" help:"Show who did what, the newest first."`
	Version versionCommand `cmd:"" help:"Show the version."`
}

const description = "A self-hosted server of accounts and profiles. Each setting is a flag of serve, " +
	"a variable, or a line in the file of --config, in this order."

// parse reads a command line, with settings from values and from the file of
// --config. It returns the selected command, or nil when what was asked for,
// the help, is already done.
func parse(args []string, values config.Values, stdout, stderr io.Writer) (target any, err error) {
	target, file, err := parseWith(args, values, stdout, stderr)
	if file == "" {
		return target, err
	}
	// The first reading was to find the file: what it lacked may stand there.
	more, err := config.ReadFile(file)
	if err != nil {
		return nil, err
	}
	target, _, err = parseWith(args, values.Or(more), stdout, stderr)
	return target, err
}

// helped ends kong's reading of a command line after it showed the help. kong
// wants to end the process at this point and goes on if it cannot.
type helped struct{}

func parseWith(args []string, values config.Values, stdout, stderr io.Writer) (target any, file string, err error) {
	var g grammar
	k, err := kong.New(&g, kong.Name("perfil"), kong.Description(description), values.Option(),
		kong.Writers(stdout, stderr), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(int) { panic(helped{}) }))
	if err != nil {
		return nil, "", fmt.Errorf("the grammar of the command line is wrong: %w", err)
	}
	defer func() {
		if value := recover(); value == (helped{}) {
			target, file, err = nil, "", nil
		} else if value != nil {
			panic(value)
		}
	}()
	parsed, err := k.Parse(args)
	if err == nil {
		err = config.CheckArguments(parsed)
	}
	if err != nil {
		return nil, g.ConfigFile, asUsage(err)
	}
	return parsed.Selected().Target.Addr().Interface(), g.ConfigFile, nil
}

func asUsage(err error) error {
	var setting *config.Error
	var usage *usageError
	switch {
	case errors.As(err, &setting):
		return setting
	case errors.As(err, &usage):
		return usage
	}
	return usagef("%v; perfil --help shows what there is", err)
}
