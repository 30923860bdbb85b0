package express_test

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/contract/contracttest"
	"perfil/internal/contract/express"
)

// underTest is this contract as the tests put it in front of a service.
func underTest() contracttest.Contract {
	return contracttest.Contract{
		New: func(s *account.Service, language string) http.Handler {
			return express.New(express.Config{Accounts: s, Language: express.Language(language)})
		},
		Internal: func(language string) http.HandlerFunc { return express.Internal(express.Language(language)) },
		OpenAPI:  express.OpenAPI(),
	}
}
