// Calls Microsoft Defender for Endpoint in the tenant of Contoso Hospital.
// Made by Consentry. It holds no secret and no token, so it can be kept with your other code.
// Needs: dotnet add package Microsoft.Identity.Client

using System;
using System.Net.Http;
using System.Net.Http.Headers;
using Microsoft.Identity.Client;

const string appId = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
const string authority = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47";
const string scope = "https://api.securitycenter.microsoft.com/.default";
const string call = "https://api.security.microsoft.com/api/alerts?$top=1";

// The client secret comes from the environment and never stands in this file.
string? secret = Environment.GetEnvironmentVariable("CONSENTRY_CLIENT_SECRET");
if (string.IsNullOrWhiteSpace(secret))
{
    Console.Error.WriteLine("Set the environment variable CONSENTRY_CLIENT_SECRET to the client secret first.");
    return 1;
}

// Get a token for exactly this customer's tenant.
IConfidentialClientApplication app = ConfidentialClientApplicationBuilder
    .Create(appId)
    .WithClientSecret(secret)
    .WithAuthority(authority)
    .Build();
AuthenticationResult result = await app.AcquireTokenForClient(new[] { scope }).ExecuteAsync();

// Call the API with it (List alerts).
using var http = new HttpClient();
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", result.AccessToken);
using HttpResponseMessage response = await http.GetAsync(call);
Console.WriteLine(await response.Content.ReadAsStringAsync());
return response.IsSuccessStatusCode ? 0 : 1;
