package config

import "time"

// Place says where the accounts are kept. Every command needs it.
type Place struct {
	DataDir     string `help:"Folder of the database, the key and the avatars." env:"PERFIL_DATA_DIR" default:"./perfil-data" placeholder:"DIR" group:"Place"`
	DatabaseURL URL    `name:"database-url" help:"PostgreSQL database to use instead of the one in the folder." env:"PERFIL_DATABASE_URL" placeholder:"URL" group:"Place"`
	Avatars     URL    `help:"Where avatars are kept: a folder or an s3:// URL. By default in the data folder." env:"PERFIL_AVATARS" placeholder:"DIR|URL" group:"Place"`
}

// Config is every setting of a server. The zero value is not usable: it is
// filled by a kong parser that was made with [Values.Option].
type Config struct {
	Place `embed:""`

	Addr           string `help:"Where to listen. Port 0 is any free one." env:"PERFIL_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" group:"Network"`
	MetricsAddr    string `help:"Serve /metrics here and not with the rest." env:"PERFIL_METRICS_ADDR" placeholder:"HOST:PORT" group:"Network"`
	MetricsToken   Secret `name:"metrics-token" hidden:"" secret:"" help:"Who shows this bearer token sees /metrics from anywhere." env:"PERFIL_METRICS_TOKEN"`
	PublicURL      URL    `name:"public-url" help:"Address under which people reach this server, for links in mails." env:"PERFIL_PUBLIC_URL" placeholder:"URL" group:"Network"`
	CORSOrigins    string `name:"cors-origins" help:"Web origins whose pages may call the APIs, separated by commas." env:"PERFIL_CORS_ORIGINS" placeholder:"LIST" group:"Network"`
	TrustedProxies string `help:"Addresses and networks whose X-Forwarded-For is believed, separated by commas." env:"PERFIL_TRUSTED_PROXIES" placeholder:"LIST" group:"Network"`

	Contracts       []string `help:"Contracts to serve, separated by commas." env:"PERFIL_CONTRACTS" default:"django,express" placeholder:"LIST" group:"Contracts"`
	DjangoLanguage  string   `help:"Language of the django contract: en or es." env:"PERFIL_DJANGO_LANGUAGE" default:"en" placeholder:"LANGUAGE" group:"Contracts"`
	ExpressLanguage string   `help:"Language of the express contract: es or en." env:"PERFIL_EXPRESS_LANGUAGE" default:"es" placeholder:"LANGUAGE" group:"Contracts"`
	RateLimit       Switch   `help:"Count attempts per client address: on or off." env:"PERFIL_RATE_LIMIT" default:"on" placeholder:"on|off" group:"Contracts"`

	JWTSecret        Secret `name:"jwt-secret" hidden:"" secret:"" help:"Key that signs tokens, at least 32 bytes." env:"PERFIL_JWT_SECRET"`
	JWTSecretFile    string `name:"jwt-secret-file" help:"File with the key that signs tokens, a secret or a private key in PEM (Ed25519, P-256 or RSA); by default one is made in the folder. The secret itself may stand in the variable PERFIL_JWT_SECRET." env:"PERFIL_JWT_SECRET_FILE" placeholder:"FILE" group:"Tokens"`
	AllowShortSecret Switch `help:"Take a key of less than 32 bytes, brought along from another system." env:"PERFIL_ALLOW_SHORT_SECRET" default:"off" placeholder:"on|off" group:"Tokens"`

	MountedSecrets Switch `help:"Take files with secrets that others may read, as container runtimes mount them. Those below /run/secrets are taken anyway." env:"PERFIL_MOUNTED_SECRETS" default:"off" placeholder:"on|off" group:"Tokens"`

	FormerSecrets []string `help:"Files with the keys of systems that moved in with other ids, each under the name that import --as gave, as NAME=FILE, separated by commas." env:"PERFIL_FORMER_SECRETS" placeholder:"LIST" group:"Tokens"`

	AccessLifetime  time.Duration `help:"How long the two tokens of the django contract are good." env:"PERFIL_ACCESS_LIFETIME" default:"24h" placeholder:"TIME" group:"Tokens"`
	TokenLifetime   time.Duration `help:"How long the token of the express contract is good." env:"PERFIL_TOKEN_LIFETIME" default:"24h" placeholder:"TIME" group:"Tokens"`
	SessionLifetime time.Duration `help:"How long a session may last from its sign-in, however often it is refreshed. 0s: as long as it is used." env:"PERFIL_SESSION_LIFETIME" default:"0s" placeholder:"TIME" group:"Tokens"`
	RefreshGrace    time.Duration `help:"For how long a refresh token that was just used gets the same answer again. 0s: its second use ends the session." env:"PERFIL_REFRESH_GRACE" default:"0s" placeholder:"TIME" group:"Tokens"`

	Mail               URL    `help:"How mail is sent: an smtp:// or smtps:// URL, or log to print it." env:"PERFIL_MAIL" placeholder:"log|URL" group:"Mail"`
	MailFrom           string `help:"Sender of mail." env:"PERFIL_MAIL_FROM" placeholder:"ADDRESS" group:"Mail"`
	ConfirmEmail       string `help:"Whether a new account gets a letter to confirm its address: off, on, or required, which keeps it inactive until then." env:"PERFIL_CONFIRM_EMAIL" default:"off" placeholder:"off|on|required" group:"Mail"`
	ConfirmEmailChange Switch `help:"Change an e-mail address only after the new one was confirmed: on or off." env:"PERFIL_CONFIRM_EMAIL_CHANGE" default:"off" placeholder:"on|off" group:"Mail"`

	Cache Bytes `help:"Memory for accounts that were read lately, such as 64MiB. 0 is none." env:"PERFIL_CACHE" default:"64MiB" placeholder:"SIZE" group:"Storage"`

	BackupDir            URL           `help:"Make backups by itself and keep them there: a folder or an s3:// URL." env:"PERFIL_BACKUP_DIR" placeholder:"DIR|URL" group:"Backup"`
	BackupEvery          time.Duration `help:"Time between two backups." env:"PERFIL_BACKUP_EVERY" default:"24h" placeholder:"TIME" group:"Backup"`
	BackupKeep           int           `help:"How many of them are kept." env:"PERFIL_BACKUP_KEEP" default:"7" placeholder:"NUMBER" group:"Backup"`
	BackupPassphraseFile string        `help:"File with the passphrase that backups are encrypted with." env:"PERFIL_BACKUP_PASSPHRASE_FILE" placeholder:"FILE" group:"Backup"`

	LogFormat string `help:"Form of log lines: text or json." env:"PERFIL_LOG_FORMAT" default:"text" placeholder:"text|json" group:"Log"`
	LogLevel  string `help:"Least level that is logged: debug, info, warn or error." env:"PERFIL_LOG_LEVEL" default:"info" placeholder:"LEVEL" group:"Log"`
}
