-- What only a superuser can do, once per installation. By hand:
--
--   createdb motcua
--   psql -d motcua -v ON_ERROR_STOP=1 -1 -f deploy/bootstrap.sql
--   psql -d motcua -c '\password motcua_app' -c '\password motcua_migrate'
--
-- Everything after this (schema, tables, policies) is done by `motcua migrate`
-- as motcua_migrate, which is no superuser. Running this file again changes
-- nothing.

-- 1. Roles. They belong to the cluster, so they may exist already.
--
-- app_owner owns every object and is reached only by motcua_migrate.
-- The scope roles own nothing and cannot bypass row-level security; each pool
-- of the application enters exactly one of them with SET ROLE.
-- app_search and app_act own the few definer functions that look somebody up
-- and that act across tenants.
DO $$
DECLARE
	r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['app_owner', 'app_identity', 'app_public', 'app_resident', 'app_tenant',
		'app_province', 'app_platform', 'app_worker', 'app_search', 'app_act'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
			EXECUTE format('CREATE ROLE %I', r);
		END IF;
		EXECUTE format('ALTER ROLE %I NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', r);
	END LOOP;
	FOREACH r IN ARRAY ARRAY['motcua_app', 'motcua_migrate'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
			EXECUTE format('CREATE ROLE %I', r);
		END IF;
		EXECUTE format('ALTER ROLE %I LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', r);
		EXECUTE format('ALTER ROLE %I SET search_path = app, public', r);
	END LOOP;
END $$;

-- NOINHERIT on both sides: a login has nothing until it says SET ROLE, and
-- then it has that one role's rights only.
GRANT app_identity, app_public, app_resident, app_tenant, app_province, app_platform, app_worker TO motcua_app;
GRANT app_owner TO motcua_migrate;
-- so that a migration may hand a definer function over to them
GRANT app_search, app_act TO app_owner;

-- 2. This database: owned by app_owner, open to the two logins only.
DO $$
BEGIN
	EXECUTE format('ALTER DATABASE %I OWNER TO app_owner', current_database());
	EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO motcua_app, motcua_migrate', current_database());
	EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO motcua_migrate', current_database());
END $$;

-- 3. Extensions live in public, where nobody of ours may create anything.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO motcua_app, motcua_migrate, app_owner, app_identity, app_public, app_resident,
	app_tenant, app_province, app_platform, app_worker, app_search, app_act;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA public;
