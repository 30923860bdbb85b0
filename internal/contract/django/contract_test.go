package django_test

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/contract/contracttest"
	"perfil/internal/contract/django"
)

// underTest is this contract as the tests put it in front of a service.
func underTest() contracttest.Contract {
	return contracttest.Contract{
		New: func(s *account.Service, language string) http.Handler {
			return django.New(django.Config{Accounts: s, Language: django.Language(language)})
		},
		Internal:   func(language string) http.HandlerFunc { return django.Internal(django.Language(language)) },
		OpenAPI:    django.OpenAPI(),
		NumericIDs: true,
	}
}
