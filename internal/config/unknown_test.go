package config_test

import (
	"slices"
	"testing"

	"perfil/internal/config"
)

func TestAMisspeltVariableIsNoticed(t *testing.T) {
	got := config.UnknownIn([]string{
		"HOME=/root", "PERFIL_ADDR=:80", "PERFIL_RATELIMIT=off", "PERFIL_JWT_SECRTE=x", "PERFIL_LOG_LEVELS=info",
		"PERFIL_SOMETHING_ELSE=1", "PERFIL_CONFIG=f", "PERFIL_EMPTY=", "perfil_addr=x",
	}, "PERFIL_CONFIG")
	want := []config.Unknown{
		{"PERFIL_RATELIMIT", "PERFIL_RATE_LIMIT"}, {"PERFIL_JWT_SECRTE", "PERFIL_JWT_SECRET"},
		{"PERFIL_LOG_LEVELS", "PERFIL_LOG_LEVEL"}, {"PERFIL_SOMETHING_ELSE", ""},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
