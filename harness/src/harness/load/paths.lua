-- wrk: asks for the paths of a file in turn, and prints one line of JSON at the end.
local requests, position = {}, 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
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
