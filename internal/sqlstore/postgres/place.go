package postgres

import (
	"net"
	"slices"
	"strconv"
	"strings"
)

// Place names the database of a URL in a way that may be shown and kept: its
// hosts and its name, without user, password and parameters.
func Place(database string) (string, error) {
	config, err := parse(database)
	if err != nil {
		return "", err
	}
	c := config.ConnConfig
	hosts := []string{address(c.Host, c.Port)}
	for _, f := range c.Fallbacks {
		if next := address(f.Host, f.Port); !slices.Contains(hosts, next) {
			hosts = append(hosts, next)
		}
	}
	return "postgres://" + strings.Join(hosts, ",") + "/" + c.Database, nil
}

func address(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.FormatUint(uint64(port), 10))
}
