// Calls Microsoft Defender for Endpoint in the tenant of Contoso Hospital.
// Made by Consentry. It holds no secret and no token, so it can be kept with your other code.
// As in Microsoft's guide, with its old library ADAL. Microsoft ended support for ADAL in 2023: use MSAL.
// Needs: dotnet add package Microsoft.IdentityModel.Clients.ActiveDirectory

using System;
using System.Net.Http;
using System.Net.Http.Headers;
using Microsoft.IdentityModel.Clients.ActiveDirectory;

const string appId = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
const string authority = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47";
const string wdatpResourceId = "https://api.securitycenter.microsoft.com";
const string call = "https://api.security.microsoft.com/api/alerts?$top=1";

// The client secret comes from the environment and never stands in this file.
string? appSecret = Environment.GetEnvironmentVariable("CONSENTRY_CLIENT_SECRET");
if (string.IsNullOrWhiteSpace(appSecret))
{
    Console.Error.WriteLine("Set the environment variable CONSENTRY_CLIENT_SECRET to the client secret first.");
    return 1;
}

// Get a token for exactly this customer's tenant.
AuthenticationContext auth = new AuthenticationContext(authority);
ClientCredential clientCredential = new ClientCredential(appId, appSecret);
AuthenticationResult authenticationResult = auth.AcquireTokenAsync(wdatpResourceId, clientCredential).GetAwaiter().GetResult();
string token = authenticationResult.AccessToken;

// Call the API with it (List alerts).
var httpClient = new HttpClient();
var request = new HttpRequestMessage(HttpMethod.Get, call);
request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
var response = httpClient.SendAsync(request).GetAwaiter().GetResult();
Console.WriteLine(response.Content.ReadAsStringAsync().GetAwaiter().GetResult());
return response.IsSuccessStatusCode ? 0 : 1;
