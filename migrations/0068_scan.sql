-- +goose Up
-- +goose StatementBegin
-- What looking for malware in a file came to: off where the deployment has no scanner, waiting while it was away.
ALTER TABLE app.document ADD scan text NOT NULL DEFAULT 'off' CHECK (scan IN ('off', 'clean', 'waiting', 'infected'));
GRANT UPDATE (scan) ON app.document TO app_worker;
-- +goose StatementEnd
