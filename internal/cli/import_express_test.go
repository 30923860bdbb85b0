package cli_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"perfil/internal/migrate/djangotest"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/sqlstore/pgtest"
)

const jwtSecret = "the JWT_SECRET of the Express application"

// nodeHash is "SecurePass123!", hashed by npm's bcrypt.
const nodeHash = "$2b$04$Y9oBsrUnsAf.Zr45SCghMOeGz9cD2MtIhjaKB3fsmZOaaS6Ieev9q"

// newExpress is the database of an Express application with an admin and a user.
func newExpress(t *testing.T) string {
	t.Helper()
	url := pgtest.Database(t)
	migratetest.SQL(t, url, `
		CREATE TABLE role (role_id serial PRIMARY KEY, role_name varchar(50), description text, status varchar(20));
		CREATE TABLE users (user_id serial PRIMARY KEY, name varchar(100), email varchar(150) UNIQUE, password varchar(255),
			role_id integer, status varchar(20), registration_date timestamp, last_session timestamp);
		INSERT INTO role (role_name) VALUES ('admin'), ('user'), ('operator');
		INSERT INTO users (name, email, password, role_id, status, registration_date) VALUES
			('Ada Root', 'ada@express.example', '`+nodeHash+`', 1, 'active', '2026-02-13 10:00:00'),
			('María José García', 'maria@express.example', '`+nodeHash+`', 2, 'active', '2026-02-13 10:00:00')`)
	return url
}

// expressToken is one as the application issues it.
func expressToken(id int, email string) string {
	now := time.Now().Unix()
	part := base64.RawURLEncoding.EncodeToString
	signed := part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		part(fmt.Appendf(nil, `{"user_id":%d,"email":%q,"role_id":2,"name":"x","iat":%d,"exp":%d}`, id, email, now-60, now+3600))
	mac := hmac.New(sha256.New, []byte(jwtSecret))
	mac.Write([]byte(signed))
	return signed + "." + part(mac.Sum(nil))
}

func TestAnExpressApplicationMovesInAndNobodyNotices(t *testing.T) {
	source, m := newExpress(t), newMachine(t)
	m.env = append(m.env, "PERFIL_JWT_SECRET="+jwtSecret, "PERFIL_RATE_LIMIT=off")
	m.run("import", "express", source, "--time-zone", "America/Bogota").done().says("2 accounts imported", "without a zone are read as America/Bogota (--time-zone")
	s := m.serve()
	code, body := s.ask("GET", "/api/auth/profile", expressToken(2, "maria@express.example"), "")
	want := `"user":{"user_id":2,"name":"María José García","email":"maria@express.example","role_id":2,"role_name":"user","status":"active","registration_date":"2026-02-13T15:00:00.000Z","last_session":null}`
	if code != 200 || !strings.Contains(body, want) {
		t.Errorf("%d %s", code, body)
	}
	if code, body := s.ask("POST", "/api/auth/login", "", `{"email":"ada@express.example","password":"SecurePass123!"}`); code != 200 {
		t.Errorf("%d %s", code, body)
	}
	s.end()
	m.run("export", "express", "-").done().says("account 1: only bcrypt is known there, no password hash of argon2id", "(2, 'María José García', 'maria@express.example', '"+nodeHash+"', 2, 'active'")
}

// Both systems have users 1 and 2; each token goes on for the right person.
func TestBothApplicationsMoveIntoOneServer(t *testing.T) {
	was, source, m := newFormer(t), newExpress(t), newMachine(t)
	m.env = append(m.env, "PERFIL_JWT_SECRET="+djangotest.Secret, "PERFIL_FORMER_SECRETS=express="+m.file("secret", jwtSecret), "PERFIL_RATE_LIMIT=off")
	m.run("import", "django", was.source).done()
	m.run("import", "express", source).says("id 1 is taken by the account of", "nothing was imported")
	m.run("import", "express", source, "--id-offset", "1000").done().says("2 accounts imported")
	m.run("import", "express", source, "--id-offset", "1000").done().says("2 unchanged", "without a zone are read as UTC (--time-zone")
	s := m.serve()
	if code, body := s.ask("GET", "/api/auth/profile", expressToken(2, "maria@express.example"), ""); code != 200 || !strings.Contains(body, `"user_id":1002,"name":"María José García"`) {
		t.Errorf("%d %s", code, body)
	}
	who := was.Called(t, "pbkdf2_sha1")
	if code, body := s.ask("POST", "/api/profile/", who.Access, ""); who.ID != 2 || code != 200 || !strings.Contains(body, `"id":2,"username":"pbkdf2_sha1"`) {
		t.Errorf("%d %s", code, body)
	}
}
