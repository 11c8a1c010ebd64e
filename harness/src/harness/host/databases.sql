-- Roles and databases of both services, as PostgreSQL's superuser, as often as wanted.
-- A role is named after the unit's user, which peer authentication compares.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I LOGIN', 'django-' || service)
FROM unnest(ARRAY['naive', 'optimized']) AS service
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'django-' || service) \gexec

-- Prometheus' exporter, as Debian's package and NixOS name its user.
SELECT format('CREATE ROLE %I LOGIN IN ROLE pg_monitor', name)
FROM unnest(ARRAY['prometheus', 'postgres-exporter']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SELECT format(
  'CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''',
  service, 'django-' || service)
FROM unnest(ARRAY['naive', 'optimized']) AS service
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = service) \gexec

REVOKE CONNECT ON DATABASE naive, optimized FROM PUBLIC;

\connect naive
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
CREATE EXTENSION IF NOT EXISTS pg_prewarm;

\connect optimized
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
CREATE EXTENSION IF NOT EXISTS pg_prewarm;
