package server_test

import (
	"bytes"
	"testing"
	"time"

	"perfil/bench/crowd"
	"perfil/bench/load"
	"perfil/bench/traffic"
	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/server"
)

// BenchmarkTraffic is the whole server under the load that it is built for:
// profile reads and updates through both contracts, of more people than its
// memory holds. With -cpuprofile it gives what the compiler could go by
// (go build -pgo).
func BenchmarkTraffic(b *testing.B) {
	var c server.Config
	r := start(b, func(made *server.Config) { c = *made })
	const people = 2000
	var file bytes.Buffer
	must(b, crowd.WriteJSONL(&file, people, "!"))
	_, err := migrate.Import(b.Context(), c.Accounts, account.Operator("test"), migrate.NewJSONL(&file), migrate.Options{})
	must(b, err)
	for _, contract := range []traffic.Contract{traffic.Django, traffic.Express} {
		b.Run(contract.String(), func(b *testing.B) {
			setting := traffic.Setting{Contract: contract, Clients: 16, Accounts: people, Secret: secret, Now: time.Now()}
			b.ResetTimer()
			var requests int64
			for requests < int64(b.N) {
				done, err := load.Run(b.Context(), load.Plan{Addr: r.address, Scripts: traffic.Mixed(setting), For: 100 * time.Millisecond})
				must(b, err)
				requests += done.Requests
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(requests), "ns/request")
		})
	}
}
