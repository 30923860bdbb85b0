package config

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Values gives the text of a setting by its environment name. A setting that
// is empty is none.
type Values func(name string) (text string, ok bool)

// Environ gives the settings among the variables of a process, each NAME=VALUE
// as [os.Environ] lists them.
func Environ(variables []string) Values {
	set := make(map[string]string)
	for _, v := range variables {
		name, text, ok := strings.Cut(v, "=")
		if ok && text != "" && strings.HasPrefix(name, "PERFIL_") {
			set[name] = text
		}
	}
	return fromMap(set)
}

func fromMap(set map[string]string) Values {
	return func(name string) (string, bool) {
		text, ok := set[name]
		return text, ok
	}
}

// Or looks in v first and in next for what v has not.
func (v Values) Or(next Values) Values {
	return func(name string) (string, bool) {
		if text, ok := v(name); ok {
			return text, true
		}
		return next(name)
	}
}

// Option makes a kong parser fill every flag that has an env tag and is not on
// the command line from v. The process's own environment is not looked at: who
// runs a command says what it sees.
func (v Values) Option() kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		names := make(map[*kong.Value]string)
		return kong.PostBuild(func(k *kong.Kong) error {
			take(k.Model.Node, names)
			return v.resolver(names).Apply(k)
		}).Apply(k)
	})
}

// take removes the environment names from the flags, so that kong does not
// look them up by itself, and puts them into the help, with the default.
func take(node *kong.Node, names map[*kong.Value]string) {
	for _, flag := range node.Flags {
		if len(flag.Tag.Envs) == 0 {
			continue
		}
		names[flag.Value] = flag.Tag.Envs[0]
		flag.Help += " (" + flag.Tag.Envs[0]
		if flag.HasDefault {
			flag.Help += ", default " + flag.Default
		}
		flag.Help += ")"
		flag.Tag.Envs = nil
	}
	for _, child := range node.Children {
		take(child, names)
	}
}

func (v Values) resolver(names map[*kong.Value]string) kong.Option {
	return kong.Resolvers(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name, ok := names[flag.Value]
		if !ok {
			return nil, nil
		}
		text, ok := v(name)
		if !ok {
			return nil, nil
		}
		return text, tryParse(name, flag, text)
	}))
}

// tryParse finds out whether kong will be able to read the text, because its
// own message would name the flag, which the operator never wrote, and repeat
// the text, which may be secret.
func tryParse(name string, flag *kong.Flag, text string) error {
	scratch := reflect.New(flag.Target.Type()).Elem()
	scan := kong.ScanFromTokens(kong.Token{Value: text, Type: kong.FlagValueToken})
	err := flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, scratch)
	if err != nil {
		return &Error{text: fmt.Sprintf("%s: %v", name, err)}
	}
	return nil
}

// Names lists the environment names of all settings.
func Names() []string {
	var names []string
	for name := range settings(reflect.TypeFor[Config]()) {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// settings are the fields that have a name in the environment.
func settings(t reflect.Type) iter.Seq2[string, reflect.StructField] {
	return func(yield func(string, reflect.StructField) bool) {
		for field := range t.Fields() {
			if field.Anonymous {
				for name, inner := range settings(field.Type) {
					if !yield(name, inner) {
						return
					}
				}
			}
			if name := field.Tag.Get("env"); name != "" && !yield(name, field) {
				return
			}
		}
	}
}

// CheckArguments refuses secrets that were given as flags of a parsed command
// line, where the process list shows them.
func CheckArguments(parsed *kong.Context) error {
	for _, path := range parsed.Path {
		if path.Flag == nil || path.Resolved {
			continue
		}
		u, isURL := path.Flag.Target.Interface().(URL)
		if path.Flag.Tag.Has("secret") || isURL && u.hasPassword() {
			return errorf("--%s holds a secret, and everybody on this machine can read the arguments of a process: put it in the variable %s or in the file of --config",
				path.Flag.Name, envName(path.Flag.Name))
		}
	}
	return nil
}

// envName is the environment name of a flag; a test keeps all of them to this
// rule.
func envName(flag string) string {
	return "PERFIL_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
