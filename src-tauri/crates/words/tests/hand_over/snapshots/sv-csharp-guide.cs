// Anropar Microsoft Defender for Endpoint i klientorganisationen för Contoso Hospital.
// Gjord av Consentry. Den innehåller varken hemlighet eller token och kan sparas med din övriga kod.
// Som i Microsofts guide, med dess gamla bibliotek ADAL. Stödet för ADAL upphörde 2023: använd MSAL.
// Behöver: dotnet add package Microsoft.IdentityModel.Clients.ActiveDirectory

using System;
using System.Net.Http;
using System.Net.Http.Headers;
using Microsoft.IdentityModel.Clients.ActiveDirectory;

const string appId = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
const string authority = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47";
const string wdatpResourceId = "https://api.securitycenter.microsoft.com";
const string call = "https://api.security.microsoft.com/api/alerts?$top=1";

// Klienthemligheten kommer från miljön och står aldrig i den här filen.
string? appSecret = Environment.GetEnvironmentVariable("CONSENTRY_CLIENT_SECRET");
if (string.IsNullOrWhiteSpace(appSecret))
{
    Console.Error.WriteLine("Sätt först miljövariabeln CONSENTRY_CLIENT_SECRET till klienthemligheten.");
    return 1;
}

// Hämta en token för just den här kundens klientorganisation.
AuthenticationContext auth = new AuthenticationContext(authority);
ClientCredential clientCredential = new ClientCredential(appId, appSecret);
AuthenticationResult authenticationResult = auth.AcquireTokenAsync(wdatpResourceId, clientCredential).GetAwaiter().GetResult();
string token = authenticationResult.AccessToken;

// Anropa API:et med den (Lista aviseringar).
var httpClient = new HttpClient();
var request = new HttpRequestMessage(HttpMethod.Get, call);
request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
var response = httpClient.SendAsync(request).GetAwaiter().GetResult();
Console.WriteLine(response.Content.ReadAsStringAsync().GetAwaiter().GetResult());
return response.IsSuccessStatusCode ? 0 : 1;
