-- +goose Up
-- +goose StatementBegin
-- A change of the calendar moves, with promises, the time of open steps and the windows of residents who were asked for more. What
-- such a term was given by is kept when it is first moved: minutes (days) on the calendar of that version. NULL: what its dates come to.
ALTER TABLE app.task ADD minutes int, ADD calendar bigint;
ALTER TABLE app.supplement ADD days int, ADD calendar bigint;
ALTER TABLE app.calendar_part ADD steps int NOT NULL DEFAULT 0, ADD windows int NOT NULL DEFAULT 0, ADD intakes int NOT NULL DEFAULT 0;
GRANT SELECT (steps, windows, intakes) ON app.calendar_part TO app_province;
CREATE INDEX dossier_held ON app.dossier (holder_tenant, id) WHERE is_open;
DROP INDEX app.dossier_running;
-- +goose StatementEnd
