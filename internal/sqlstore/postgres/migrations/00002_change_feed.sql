-- Tells every node which accounts changed, so that none serves from memory what
-- is not true any more (package postgres, feed.go). What nobody can have in
-- memory is not told: a new account, a new session. That matters, because
-- PostgreSQL lets transactions that notify commit only one after another.

-- +goose Up

-- +goose StatementBegin
CREATE FUNCTION perfil_tell_changes(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- A payload has less than 8000 bytes: 390 ids of 19 digits and a comma fit. Beyond
    -- ten payloads it is cheaper to forget everything.
    IF cardinality(ids) > 3900 THEN
        PERFORM pg_notify('perfil_changes', 'all');
        RETURN;
    END IF;
    FOR begin_at IN 1 .. cardinality(ids) BY 390 LOOP
        PERFORM pg_notify('perfil_changes', array_to_string(ids[begin_at : begin_at + 389], ','));
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION perfil_accounts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM perfil_tell_changes(ARRAY(SELECT id FROM changed LIMIT 3901));
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- For tables whose rows belong to an account.
-- +goose StatementBegin
CREATE FUNCTION perfil_belongings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM perfil_tell_changes(ARRAY(SELECT DISTINCT account_id FROM changed LIMIT 3901));
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION perfil_all_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('perfil_changes', 'all');
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER perfil_feed_updated AFTER UPDATE ON accounts
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION perfil_accounts_changed();
CREATE TRIGGER perfil_feed_deleted AFTER DELETE ON accounts
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION perfil_accounts_changed();
CREATE TRIGGER perfil_feed_truncated AFTER TRUNCATE ON accounts
    FOR EACH STATEMENT EXECUTE FUNCTION perfil_all_changed();

-- An updated session keeps its id and only lives longer, so that what is in
-- memory stays true.
CREATE TRIGGER perfil_feed_deleted AFTER DELETE ON sessions
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION perfil_belongings_changed();
CREATE TRIGGER perfil_feed_truncated AFTER TRUNCATE ON sessions
    FOR EACH STATEMENT EXECUTE FUNCTION perfil_all_changed();

CREATE TRIGGER perfil_feed_inserted AFTER INSERT ON spent_tokens
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION perfil_belongings_changed();
