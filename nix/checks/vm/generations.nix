# What an operator changes from one generation to the next, one by one and at once.
{ lib }:
let
  changes = {
    setting = {
      naive.environment.GUNICORN_CMD_ARGS = "--backlog=1024";
      optimized.environment.CACHE_TTL_SECONDS = 60;
    };
    workers = {
      naive.workers = 3;
      optimized.workers = 3;
    };
    optimizations.optimized.optimizations = "none";
    nginx.nginx.settings.worker_connections = 1000;
    postgresql.postgresql.settings.max_connections = 90;
  };
in
changes // { everything = lib.mkMerge (lib.attrValues changes); }
