-- wrk: asks for the paths of a file in turn, the warm-up from the first on and the measurement from
-- the middle on, and prints one line of JSON at the end.
local requests, position = {}, 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  position = math.floor(#requests * tonumber(arguments[2]))
end

function request()
  position = position % #requests + 1
  return requests[position]
end

function done(summary)
  local failed = summary.errors
  local line = '{"requests": %d, "seconds": %.6f, "statuses": %d, "broken": %d}\n'
  io.write("\n" .. line:format(
    summary.requests, summary.duration / 1e6,
    failed.status, failed.connect + failed.read + failed.write + failed.timeout))
end
