package postgres

import (
	"net/url"
	"slices"
	"strings"
)

// parts cuts a database URL, whose list of hosts net/url does not take, into
// what stands before the hosts, the hosts, and the rest.
func parts(database string) (before, hosts, rest string) {
	begin := strings.Index(database, "://") + len("://")
	end := len(database)
	if i := strings.IndexAny(database[begin:], "/?#"); i >= 0 {
		end = begin + i
	}
	if i := strings.LastIndexByte(database[begin:end], '@'); i >= 0 {
		begin += i + 1
	}
	return database[:begin], database[begin:end], database[end:]
}

// withHosts is a database URL with other hosts. Those that parameters name, as a
// folder with a socket is named, would go before them.
func withHosts(database, hosts string) string {
	before, _, rest := parts(database)
	path, query, _ := strings.Cut(rest, "?")
	kept := slices.DeleteFunc(strings.Split(query, "&"), func(parameter string) bool {
		name, _, _ := strings.Cut(parameter, "=")
		return name == "host" || name == "port" || name == "hostaddr"
	})
	return before + hosts + path + "?" + strings.Join(kept, "&")
}

// isClear says whether it is certain which part of a URL is the password. It is
// not if there is an @ behind the hosts: then a password with a / or a ? in it
// may lie all over the place.
func isClear(database string) bool {
	_, _, rest := parts(database)
	return !strings.Contains(rest, "@")
}

// withoutSecrets removes what is secret in a URL from a text about it.
func withoutSecrets(text, database string) string {
	before, _, rest := parts(database)
	_, userinfo, _ := strings.Cut(before, "://")
	_, password, _ := strings.Cut(strings.TrimSuffix(userinfo, "@"), ":")
	secrets := []string{password}
	if plain, err := url.PathUnescape(password); err == nil {
		secrets = append(secrets, plain)
	}
	if _, query, ok := strings.Cut(rest, "?"); ok {
		values, _ := url.ParseQuery(query) // what can be read of it
		secrets = append(secrets, values.Get("password"), values.Get("sslpassword"))
	}
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "xxxxx")
		}
	}
	return text
}
