// Anropar Microsoft Defender for Endpoint i klientorganisationen för Contoso Hospital.
// Gjord av Consentry. Den innehåller varken hemlighet eller token och kan sparas med din övriga kod.
// Behöver: dotnet add package Microsoft.Identity.Client

using System;
using System.Net.Http;
using System.Net.Http.Headers;
using Microsoft.Identity.Client;

const string appId = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
const string authority = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47";
const string scope = "https://api.securitycenter.microsoft.com/.default";
const string call = "https://api.security.microsoft.com/api/alerts?$top=1";

// Klienthemligheten kommer från miljön och står aldrig i den här filen.
string? secret = Environment.GetEnvironmentVariable("CONSENTRY_CLIENT_SECRET");
if (string.IsNullOrWhiteSpace(secret))
{
    Console.Error.WriteLine("Sätt först miljövariabeln CONSENTRY_CLIENT_SECRET till klienthemligheten.");
    return 1;
}

// Hämta en token för just den här kundens klientorganisation.
IConfidentialClientApplication app = ConfidentialClientApplicationBuilder
    .Create(appId)
    .WithClientSecret(secret)
    .WithAuthority(authority)
    .Build();
AuthenticationResult result = await app.AcquireTokenForClient(new[] { scope }).ExecuteAsync();

// Anropa API:et med den (Lista aviseringar).
using var http = new HttpClient();
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", result.AccessToken);
using HttpResponseMessage response = await http.GetAsync(call);
Console.WriteLine(await response.Content.ReadAsStringAsync());
return response.IsSuccessStatusCode ? 0 : 1;
