// «purpose»
// «no-secret»
// «guide-csharp»
// «needs»: dotnet add package Microsoft.IdentityModel.Clients.ActiveDirectory

using System;
using System.Net.Http;
using System.Net.Http.Headers;
using Microsoft.IdentityModel.Clients.ActiveDirectory;

const string appId = «app»;
const string authority = «authority»;
const string wdatpResourceId = «resource»;
const string call = «call»;

// «from-environment»
string? appSecret = Environment.GetEnvironmentVariable("CONSENTRY_CLIENT_SECRET");
if (string.IsNullOrWhiteSpace(appSecret))
{
    Console.Error.WriteLine(«missing»);
    return 1;
}

// «get-token»
AuthenticationContext auth = new AuthenticationContext(authority);
ClientCredential clientCredential = new ClientCredential(appId, appSecret);
AuthenticationResult authenticationResult = auth.AcquireTokenAsync(wdatpResourceId, clientCredential).GetAwaiter().GetResult();
string token = authenticationResult.AccessToken;

// «call-api»
var httpClient = new HttpClient();
var request = new HttpRequestMessage(HttpMethod.Get, call);
request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
var response = httpClient.SendAsync(request).GetAwaiter().GetResult();
Console.WriteLine(response.Content.ReadAsStringAsync().GetAwaiter().GetResult());
return response.IsSuccessStatusCode ? 0 : 1;
