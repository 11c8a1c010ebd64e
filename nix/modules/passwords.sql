-- For services on other hosts: the socket's peer authentication ends with the machine.
\set ON_ERROR_STOP on
\set password `cat "$CREDENTIALS_DIRECTORY/database_password"`
ALTER ROLE "django-naive" PASSWORD :'password';
ALTER ROLE "django-optimized" PASSWORD :'password';
