package migrate_test

import (
	"context"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

func BenchmarkReadAndJudgeALine(b *testing.B) {
	text := strings.Repeat(line()+"\n", 1000)
	b.SetBytes(int64(len(text) / 1000))
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
