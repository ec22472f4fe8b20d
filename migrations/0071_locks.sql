-- +goose Up
-- +goose StatementBegin
-- An issued file is stored first, then a transaction decides, then a job puts the lock on: what was stored in vain can be thrown away.
ALTER TABLE app.document ADD COLUMN unlocked_since timestamptz;         -- issued, and the store's lock is not on yet; NULL: locked, or nothing to lock
CREATE INDEX document_unlocked ON app.document (tenant_id) WHERE unlocked_since IS NOT NULL;
GRANT UPDATE (unlocked_since) ON app.document TO app_worker;
-- +goose StatementEnd
