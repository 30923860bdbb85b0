-- Whether an address is held for the account that had it before is asked with
-- every new account, so it must be found without reading all letters and tickets.

-- +goose Up
CREATE INDEX tickets_by_held_email ON tickets (email) WHERE purpose = 'undo-email';
CREATE INDEX jobs_by_held_email ON jobs (email) WHERE kind = 'email-changed-mail';
