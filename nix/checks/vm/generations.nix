# What an operator changes from one generation to the next.
{
  nginx.nginx.settings.worker_connections = 2048;
  services = {
    naive.workers = 3;
    optimized = {
      workers = 3;
      optimizations = "none";
      environment.CACHE_TTL_SECONDS = 60;
    };
  };
}
