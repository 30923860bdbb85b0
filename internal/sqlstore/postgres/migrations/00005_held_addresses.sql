-- Whether an address is held for the account that had it before is asked with
-- every new account, so it must be found without reading all letters and tickets.
-- Both indexes are small: they hold what people changed within a week.

-- +goose Up
CREATE INDEX tickets_by_held_email ON tickets (email COLLATE "C") WHERE purpose = 'undo-email';
CREATE INDEX jobs_by_held_email ON jobs (email COLLATE "C") WHERE kind = 'email-changed-mail';
