// Calls Microsoft Defender for Endpoint in the tenant of Contoso Hospital.
// Made by Consentry. It holds no secret and no token, so it can be kept with your other code.

using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;

const string appId = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
const string resource = "https://api.securitycenter.microsoft.com";
const string tokenAddress = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/token";
const string call = "https://api.security.microsoft.com/api/alerts?$top=1";

// The client secret comes from the environment and never stands in this file.
string? secret = Environment.GetEnvironmentVariable("CONSENTRY_CLIENT_SECRET");
if (string.IsNullOrWhiteSpace(secret))
{
    Console.Error.WriteLine("Set the environment variable CONSENTRY_CLIENT_SECRET to the client secret first.");
    return 1;
}

// Get a token for exactly this customer's tenant.
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

// Call the API with it (List alerts).
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
using HttpResponseMessage response = await http.GetAsync(call);
Console.WriteLine(await response.Content.ReadAsStringAsync());
return response.IsSuccessStatusCode ? 0 : 1;
