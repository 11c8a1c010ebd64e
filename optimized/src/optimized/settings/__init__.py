"""Settings: `production` is what the units run, `development` the default of manage.py."""
