// «purpose»
// «no-secret»
// «needs»: dotnet add package Microsoft.Identity.Client

using System;
using System.Net.Http;
using System.Net.Http.Headers;
using Microsoft.Identity.Client;

const string appId = «app»;
const string authority = «authority»;
const string scope = «scope»;
const string call = «call»;

// «from-environment»
string? secret = Environment.GetEnvironmentVariable("CONSENTRY_CLIENT_SECRET");
if (string.IsNullOrWhiteSpace(secret))
{
    Console.Error.WriteLine(«missing»);
    return 1;
}

// «get-token»
IConfidentialClientApplication app = ConfidentialClientApplicationBuilder
    .Create(appId)
    .WithClientSecret(secret)
    .WithAuthority(authority)
    .Build();
AuthenticationResult result = await app.AcquireTokenForClient(new[] { scope }).ExecuteAsync();

// «call-api»
using var http = new HttpClient();
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", result.AccessToken);
using HttpResponseMessage response = await http.GetAsync(call);
Console.WriteLine(await response.Content.ReadAsStringAsync());
return response.IsSuccessStatusCode ? 0 : 1;
