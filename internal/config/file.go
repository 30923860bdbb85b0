package config

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
)

// ReadFile reads the file of --config, see Parse.
func ReadFile(name string) (Values, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, errorf("the file of --config cannot be read: %v", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	values, err := Parse(f)
	if err != nil {
		return nil, errorf("%s, %v", name, err)
	}
	if !values.holdSecret() {
		return values, nil
	}
	var mounted Switch
	if text, ok := values("PERFIL_MOUNTED_SECRETS"); ok {
		_ = mounted.UnmarshalText([]byte(text)) // who parses the settings says what is wrong
	}
	if err := checkMode(f, mounted.On()); err != nil {
		return nil, errorf("the file of --config: %v", err)
	}
	return values, nil
}

// holdSecret says whether a setting is a secret or has a password in it.
func (v Values) holdSecret() bool {
	for name, field := range settings(reflect.TypeFor[Config]()) {
		_, isSecret := field.Tag.Lookup("secret")
		text, ok := v(name)
		if ok && (isSecret || URL{text}.hasPassword()) {
			return true
		}
	}
	return false
}

// Parse reads settings, one NAME=VALUE on a line with the names of the
// environment, as systemd and container runtimes read them too. Empty lines and
// lines that begin with # are skipped; a value may stand in quotes, which only
// keep spaces at its ends. Nothing is expanded.
//
// A name that is no setting is an error, because a misspelt PERFIL_RATE_LIMIT
// would otherwise silently do nothing. Errors name the line and never its
// value.
func Parse(r io.Reader) (Values, error) {
	known := Names()
	set := make(map[string]string)
	lines := bufio.NewScanner(r)
	n := 1
	for ; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, text, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		switch _, twice := set[name]; {
		case !ok:
			return nil, fmt.Errorf("line %d: write it as NAME=VALUE", n)
		case !slices.Contains(known, name):
			return nil, fmt.Errorf("line %d: there is no setting %.40q; the names are those in perfil serve --help", n, name)
		case twice:
			return nil, fmt.Errorf("line %d: %s is set a second time", n, name)
		}
		set[name] = unquote(strings.TrimSpace(text))
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n, err)
	}
	for name, text := range set {
		if text == "" {
			delete(set, name)
		}
	}
	return fromMap(set), nil
}

func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}
