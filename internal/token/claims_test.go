package token_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"perfil/internal/token"
)

func TestClaimsThatDoNotHoldAreRefused(t *testing.T) {
	r := ring(t)
	for name, body := range map[string]string{
		"no exp":                  payload("-exp"),
		"exp text":                payload(`"exp":"soon"`),
		"exp digits as text":      payload(`"exp":"1999999999"`),
		"exp null":                payload(`"exp":null`),
		"exp true":                payload(`"exp":true`),
		"exp array":               payload(`"exp":[1999999999]`),
		"exp negative":            payload(`"exp":-1`),
		"exp past all calendars":  payload(`"exp":253402300800`),
		"exp past all integers":   payload(`"exp":99999999999999999999`),
		"exp past all floats":     payload(`"exp":1e999`),
		"exp twice":               `{"exp":1,` + payload()[1:],
		"exp twice, once escaped": `{"\u0065xp":1,` + payload()[1:],
		"nbf in the future":       payload(`"nbf":1780315201`),
		"nbf text":                payload(`"nbf":"0"`),
		"nbf null":                payload(`"nbf":null`),
		"iat text":                payload(`"iat":"then"`),
		"iat null":                payload(`"iat":null`),
		"user_id missing":         payload("-user_id"),
		"user_id null":            payload(`"user_id":null`),
		"user_id word":            payload(`"user_id":"abc"`),
		"user_id empty":           payload(`"user_id":""`),
		"user_id list":            payload(`"user_id":[42]`),
		"user_id object":          payload(`"user_id":{"id":42}`),
		"user_id true":            payload(`"user_id":true`),
		"user_id zero":            payload(`"user_id":0`),
		"user_id zero as text":    payload(`"user_id":"0"`),
		"user_id negative":        payload(`"user_id":-42`),
		"user_id fraction":        payload(`"user_id":42.5`),
		"user_id point zero":      payload(`"user_id":42.0`),
		"user_id exponent":        payload(`"user_id":4.2e1`),
		"user_id huge":            payload(`"user_id":1000000000000000000000000000000`),
		"user_id above int64":     payload(`"user_id":9223372036854775808`),
		"user_id leading zero":    payload(`"user_id":"042"`),
		"user_id plus":            payload(`"user_id":"+42"`),
		"user_id blank":           payload(`"user_id":" 42"`),
		"user_id hexadecimal":     payload(`"user_id":"0x2a"`),
		"user_id underscore":      payload(`"user_id":"4_2"`),
		"user_id Arabic digits":   payload(`"user_id":"٤٢"`),
		"user_id in capitals":     payload("-user_id", `"USER_ID":42`),
		"user_id twice":           `{"user_id":42,` + payload()[1:],
		"sid number":              payload(`"sid":1`),
		"sid null":                payload(`"sid":null`),
		"sid empty":               payload(`"sid":""`),
		"jti number":              payload(`"jti":1`),
		"payload array":           `[1]`,
		"payload text":            `"juan"`,
		"payload number":          `42`,
		"payload null":            `null`,
		"payload empty":           ``,
		"payload blank":           ` `,
		"payload empty object":    `{}`,
		"payload broken":          payload() + "}",
		"payload two objects":     payload() + payload(),
		"payload not UTF-8":       payload("\"x\":\"\xc3\""),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.VerifyAccess(mint(plainHeader, body), now)
			wantPlainRefusal(t, err)
		})
	}
}

func TestATokenOfAnotherTypeIsNoAccessToken(t *testing.T) {
	r := ring(t)
	for _, change := range []string{
		`"token_type":"refresh"`, `"token_type":"Access"`, `"token_type":"access "`, `"token_type":""`,
		`"token_type":1`, `"token_type":null`, `"token_type":["access"]`, `"token_type":{}`,
		`"purpose":"password_reset"`, `"purpose":"access"`, `"purpose":""`, `"purpose":null`, `"purpose":false`, `"purpose":0`,
		`"\u0070urpose":"verify"`,
	} {
		_, err := r.VerifyAccess(mint(plainHeader, payload(change)), now)
		if wantError(t, err, token.ErrWrongType); t.Failed() {
			t.Fatal(change)
		}
	}
}

func TestOnlyARefreshTokenIsOne(t *testing.T) {
	r := ring(t)
	facts, err := r.VerifyRefresh(mint(plainHeader, payload(`"token_type":"refresh"`)), now)
	if check(t, err); facts.Account != 42 {
		t.Error("account", facts.Account)
	}
	for _, changes := range [][]string{
		{}, {"-token_type"}, {`"token_type":null`}, {`"token_type":1`}, {`"token_type":"REFRESH"`},
		{`"token_type":"refresh"`, `"purpose":"x"`},
	} {
		_, err := r.VerifyRefresh(mint(plainHeader, payload(changes...)), now)
		if wantError(t, err, token.ErrWrongType); t.Failed() {
			t.Fatal(changes)
		}
	}
}

func TestATokenEndsAtTheVeryInstantOfExp(t *testing.T) {
	r := ring(t)
	raw := mint(plainHeader, payload(fmt.Sprintf(`"exp":%d`, now.Unix())))
	if _, err := r.VerifyAccess(raw, now.Add(-time.Nanosecond)); err != nil {
		t.Error("refused before its time:", err)
	}
	_, err := r.VerifyAccess(raw, now)
	wantError(t, err, token.ErrExpired)
	_, err = r.VerifyAccess(raw, now.Add(time.Hour))
	wantError(t, err, token.ErrExpired)
}

func TestAForgedTokenIsNotCalledExpired(t *testing.T) {
	_, err := ring(t, hmacKey(t, "stranger")).VerifyAccess(mint(plainHeader, payload(`"exp":1`)), now)
	wantPlainRefusal(t, err)
}

func TestAnExpiredTokenOfTheWrongTypeIsExpired(t *testing.T) {
	_, err := ring(t).VerifyRefresh(mint(plainHeader, payload(`"exp":1`)), now)
	if errors.Is(err, token.ErrWrongType) {
		t.Error("got", err)
	}
	wantError(t, err, token.ErrExpired)
}

func TestTheCallerSeesWhetherThereIsAnIat(t *testing.T) {
	r := ring(t)
	with, err := r.VerifyAccess(mint(plainHeader, payload(`"iat":0`)), now)
	if check(t, err); !with.HasIssuedAt || with.IssuedAt.Unix() != 0 {
		t.Errorf("with iat 0: %v %v", with.HasIssuedAt, with.IssuedAt)
	}
	without, err := r.VerifyAccess(mint(plainHeader, payload("-iat")), now)
	if check(t, err); without.HasIssuedAt || !without.IssuedAt.IsZero() {
		t.Errorf("without iat: %v %v", without.HasIssuedAt, without.IssuedAt)
	}
}

func TestTheLargestAccountNumberFits(t *testing.T) {
	for _, id := range []string{`9223372036854775807`, `"9223372036854775807"`} {
		facts, err := ring(t).VerifyAccess(mint(plainHeader, payload(`"user_id":`+id)), now)
		if check(t, err); facts.Account != 1<<63-1 {
			t.Error(id, "is read as", facts.Account)
		}
	}
}

func TestARefusalSaysNothingOfTheToken(t *testing.T) {
	const telltale = "telltale"
	r := ring(t)
	for _, raw := range []string{
		telltale, mint(`{"alg":"telltale"}`, payload()), mint(plainHeader, payload(`"user_id":"telltale"`)),
		mint(plainHeader, payload(`"exp":"telltale"`)), mint(plainHeader, payload(`"token_type":"telltale"`)),
	} {
		if err := verifyErr(r, raw); err == nil || len(err.Error()) > 80 || strings.Contains(err.Error(), telltale) {
			t.Errorf("refusal %q", err)
		}
	}
}
