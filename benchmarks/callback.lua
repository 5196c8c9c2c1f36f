-- Sends the requests of a file, each once: lines of a length, then as many bytes.
local requests, count = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  while true do
    local length = file:read("*n", "*l")
    if not length then break end
    requests[#requests + 1] = file:read(length)
  end
  file:close()
end

function request()
  count = count + 1
  if count > #requests then wrk.thread:stop() end
  return requests[(count - 1) % #requests + 1]
end

function done(summary, latency)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, bad,
    latency:percentile(50), latency:percentile(99)))
end
