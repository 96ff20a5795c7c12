-- Asks the verifier about a request and leaves its answer in variables; haproxy.cfg decides by them.
-- Nothing is left where the verifier could not be asked: then nobody passes.

-- Where clients put their key; nothing else of the request goes to the verifier.
local key_headers = {
    "authorization", "x-api-key", "api-key", "x-goog-api-key", "private-token", "sec-websocket-protocol",
}

-- What comes back: name of the header, name of the variable.
local answers = {
    ["www-authenticate"] = "txn.tokendesk_challenge",
    ["retry-after"] = "txn.tokendesk_retry",
    ["ratelimit-policy"] = "txn.tokendesk_policy",
    ["ratelimit"] = "txn.tokendesk_limit",
    ["x-token-id"] = "txn.tokendesk_id",
    ["x-token-name"] = "txn.tokendesk_name",
    ["x-token-scopes"] = "txn.tokendesk_scopes",
}

core.register_action("tokendesk_verify", { "http-req" }, function(txn)
    local asked = txn.http:req_get_headers()
    local headers = {
        ["host"] = { txn.sf:req_hdr("host") },
        ["x-gateway-secret"] = { "@secret@" },
        ["x-request-id"] = { txn.sf:unique_id() },
        ["x-forwarded-method"] = { txn.sf:method() },
        ["x-forwarded-uri"] = { txn.sf:pathq() },
        ["x-forwarded-host"] = { txn.sf:req_hdr("host") },
        ["x-forwarded-for"] = { txn.sf:src() },
    }
    for _, name in ipairs(key_headers) do
        local lines = asked[name]
        if lines then
            headers[name] = {}
            for _, line in pairs(lines) do
                table.insert(headers[name], line)
            end
        end
    end
    local client = core.httpclient()
    local answer = client:get({ url = "http://@verifier@/v1/verify/forward", headers = headers, timeout = 2000 })
    local answer = client:get({ url = "http://verifier/v1/verify/forward", dst = "unix@@verifier_socket@", headers = headers, timeout = 2000 })
    if answer == nil or answer.status == nil or answer.status == 0 then
        return
    end
    for name, variable in pairs(answers) do
        local lines = answer.headers and answer.headers[name]
        if lines and lines[0] then
            txn:set_var(variable, lines[0])
        end
    end
    txn:set_var("txn.tokendesk_body", answer.body or "")
    txn:set_var("txn.tokendesk_status", tostring(answer.status))
end)
