// «purpose»
// «no-secret»

using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;

const string appId = «app»;
const string resource = «resource»;
const string tokenAddress = «token-v1»;
const string call = «call»;

// «from-environment»
string? secret = Environment.GetEnvironmentVariable("CONSENTRY_CLIENT_SECRET");
if (string.IsNullOrWhiteSpace(secret))
{
    Console.Error.WriteLine(«missing»);
    return 1;
}

// «get-token»
using var http = new HttpClient();
using var form = new FormUrlEncodedContent(new Dictionary<string, string>
{
    ["grant_type"] = "client_credentials",
    ["client_id"] = appId,
    ["client_secret"] = secret,
    ["resource"] = resource,
});
using HttpResponseMessage answer = await http.PostAsync(tokenAddress, form);
string body = await answer.Content.ReadAsStringAsync();
if (!answer.IsSuccessStatusCode)
{
    Console.Error.WriteLine(body);
    return 1;
}
using JsonDocument document = JsonDocument.Parse(body);
string? token = document.RootElement.GetProperty("access_token").GetString();

// «call-api»
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
using HttpResponseMessage response = await http.GetAsync(call);
Console.WriteLine(await response.Content.ReadAsStringAsync());
return response.IsSuccessStatusCode ? 0 : 1;
