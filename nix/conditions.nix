# The tunables, from the file that the harness reads too.
builtins.fromTOML (builtins.readFile ../conditions.toml)
