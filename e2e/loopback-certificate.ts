/** For servers on 127.0.0.1, valid until 2126, its own authority and trusted by nobody else: no test then needs openssl or time. */
export const loopbackCertificate = `-----BEGIN CERTIFICATE-----
MIIBwzCCAWigAwIBAgIUMw3BTTYHEonz3SBb4eMf06yiZ3IwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRbG9vcGJhY2std2ViaG9va3MwIBcNMjYxMTIxMDczMzA4WhgP
MjEyNjEwMjgwNzMzMDhaMBwxGjAYBgNVBAMMEWxvb3BiYWNrLXdlYmhvb2tzMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEd/W2Kj9CzsGTYJJTp3umMLauRwzp7GWl
nMxrG4f7zlhOj5iLpmffw2FRqSyKfGoZkNOYLwyYqyKw3ARaDV+G3qOBhTCBgjAd
BgNVHQ4EFgQUQAPAL56RRYEiuJRk+TEwLqMmYXgwHwYDVR0jBBgwFoAUQAPAL56R
RYEiuJRk+TEwLqMmYXgwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAAB
gglsb2NhbGhvc3QwEwYDVR0lBAwwCgYIKwYBBQUHAwEwCgYIKoZIzj0EAwIDSQAw
RgIhAOfULhe2hCysSMs2Rg38WDQQgfWEQjvCi2+3+w11xVAdAiEAqnYFIZArtM9b
vOlQDi5+aFrwWg8cZkbizqcYrB3gn+g=
-----END CERTIFICATE-----
`;

export const loopbackKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkXrCx6G26oSKo18+
DlRCaWDvC/pc13kB90iqcxbc+FmhRANCAAR39bYqP0LOwZNgklOne6Ywtq5HDOns
ZaWczGsbh/vOWE6PmIumZ9/DYVGpLIp8ahmQ05gvDJirIrDcBFoNX4be
-----END PRIVATE KEY-----
`;
