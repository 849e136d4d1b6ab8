-- Requests of one method: wrk -s wrk.lua URL -- PATH BODY
-- Digits 000000 in the body are replaced by a running number. All requests are made beforehand, so that the client
-- spends its time on the network.
local requests = {}
local at = 0

function init(args)
   local path, body = args[1], args[2]
   local headers = { ["Content-Type"] = "application/json" }
   for number = 1, 1000 do
      local numbered = body:gsub("000000", string.format("%06d", number))
      requests[number] = wrk.format("POST", path, headers, numbered)
   end
end

function request()
   at = at % #requests + 1
   return requests[at]
end

function done(summary)
   local e = summary.errors
   local errors = e.connect + e.read + e.write + e.status + e.timeout
   print(string.format("measured: %d %d %d", summary.requests, summary.duration, errors))
end
