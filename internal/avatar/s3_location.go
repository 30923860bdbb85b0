package avatar

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/s3utils"
)

// location is an S3 URL taken apart.
type location struct {
	host, bucket, prefix, region string

	tls    bool
	key    string
	secret secret
}

// secret is the secret half of the credentials.
type secret string

// hide returns an error with the text of err alone, or without it when it has the
// secret in it. The client is not known to do that, but its errors repeat what
// servers say. The chain is cut, because a time limit of this store must not look
// like one of the caller's.
func (s secret) hide(err error) error {
	if s != "" && strings.Contains(err.Error(), string(s)) {
		return errors.New("the error shows the secret and is withheld")
	}
	return errors.New(err.Error())
}

// parseLocation takes a URL apart. Errors name the part that is wrong and never
// show it: who mistypes such a URL mistypes it with the secret in it, and the
// error goes to a log.
func parseLocation(text string) (location, error) {
	parsed, err := url.Parse(text)
	if err != nil {
		return location{}, locationError("not a URL; key and secret must be percent-encoded")
	}
	if parsed.Scheme != "s3" || parsed.Host == "" {
		return location{}, locationError("want s3://host/bucket")
	}
	at := location{host: parsed.Host}
	bucket, prefix, _ := strings.Cut(strings.TrimPrefix(parsed.Path, "/"), "/")
	if s3utils.CheckValidBucketNameStrict(bucket) != nil {
		return location{}, locationError("no bucket, or not the name of one")
	}
	at.bucket = bucket
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		at.prefix = prefix + "/"
	}
	if at.key, at.secret, err = userOf(parsed); err != nil {
		return location{}, err
	}
	at.region, at.tls, err = optionsOf(parsed)
	return at, err
}

func userOf(parsed *url.URL) (string, secret, error) {
	if parsed.User == nil {
		return "", "", nil
	}
	password, _ := parsed.User.Password()
	if parsed.User.Username() == "" || password == "" {
		return "", "", locationError("want both a key and a secret, or neither")
	}
	return parsed.User.Username(), secret(password), nil
}

func optionsOf(parsed *url.URL) (region string, tls bool, err error) {
	options, err := url.ParseQuery(parsed.RawQuery)
	if err != nil || parsed.Fragment != "" {
		return "", false, locationError("broken options after the bucket")
	}
	tls = true
	for name, values := range options {
		switch {
		case name == "region" && len(values) == 1:
			region = values[0]
		case name == "tls" && len(values) == 1 && (values[0] == "on" || values[0] == "off"):
			tls = values[0] == "on"
		default:
			return "", false, locationError("options are region=NAME and tls=on or off")
		}
	}
	return region, tls, nil
}

func locationError(problem string) error {
	return fmt.Errorf("the location of the image store: %s", problem)
}

// credentials are those of the URL, or else the first that are found. The role of
// the machine comes last: asking for it on a machine without one takes a second.
func (l location) credentials() *credentials.Credentials {
	if l.key != "" {
		return credentials.NewStaticV4(l.key, string(l.secret), "")
	}
	return credentials.NewChainCredentials([]credentials.Provider{
		&credentials.EnvAWS{},
		&credentials.FileAWSCredentials{},
		&credentials.IAM{Client: &http.Client{Timeout: dialTime}},
	})
}
