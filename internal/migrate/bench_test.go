package migrate_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// crowd is the text of n accounts with the sizes that real ones have. As among
// real ones, the order of names is not that of ids: an index that grows only at
// its end would be too easy.
func crowd(n int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		name := fmt.Sprintf("%08x", uint32(i)*2654435761)
		fmt.Fprintf(&b, `{"id":%d,"username":"person_%s","email":"%s.garcia@example.com","first_name":"María","last_name":"García %d",`+
			`"phone":"%010d","role":"user","status":"active","password_hash":"%s","created_at":"2024-01-15T10:30:%02dZ",`+
			`"last_login_at":"2024-03-10T14:20:00.123Z"}`+"\n", i, name, name, i, i, djangoHash, i%60)
	}
	return b.String()
}

func BenchmarkReadAndJudgeALine(b *testing.B) {
	const lines = 1000
	text := crowd(lines)
	b.SetBytes(int64(len(text) / lines))
	b.ReportAllocs()
	for n := 0; n < b.N; {
		err := migrate.NewJSONL(strings.NewReader(text)).Each(context.Background(), func(e migrate.Entry) error {
			n++
			_, err := account.JudgeImport(e.Account)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteALine(b *testing.B) {
	a := read(b, line())[0].Account
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if out, err = migrate.AppendJSONL(out[:0], &a); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkImportInto100kOnSQLite(b *testing.B) {
	const accounts = 100_000
	text := crowd(accounts)
	for b.Loop() {
		b.StopTimer()
		p := newPlace(b)
		b.StartTimer()
		_, err := migrate.Import(context.Background(), p.Service, p.operator, migrate.NewJSONL(strings.NewReader(text)), migrate.Options{})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(accounts*float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
}

func BenchmarkExportOf100kFromSQLite(b *testing.B) {
	const accounts = 100_000
	p := newPlace(b)
	p.mustImport(b, crowd(accounts))
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		n, err := migrate.ExportJSONL(context.Background(), p.Service, p.operator, io.Writer(&out), nil)
		if err != nil || n != accounts {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(accounts*float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
}
