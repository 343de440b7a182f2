package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	runtimecatalog "sigs.k8s.io/cluster-api/api/runtime/catalog"
)

const timeout = 10 * time.Second

// caller sends requests as the core manager does: over a transport with the same defaults (so HTTP/2 where it is
// offered), without headers of its own, with a time-out in the query, following no redirect. The core's client itself is
// in an internal package.
type caller struct {
	url    string
	client *http.Client
}

func newCaller(url, authorityFile string) (*caller, error) {
	pem, err := os.ReadFile(authorityFile)
	if err != nil {
		return nil, err
	}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("there is no certificate in %s", authorityFile)
	}
	transport := utilnet.SetTransportDefaults(&http.Transport{TLSClientConfig: &tls.Config{RootCAs: authorities}})
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &caller{url: strings.TrimSuffix(url, "/"), client: &http.Client{Transport: transport, CheckRedirect: refuse}}, nil
}

func (c *caller) judge(line Line) Verdict {
	body, protocol, err := c.call(line)
	if err != nil {
		return Verdict{Hook: line.Hook, Error: err.Error(), Answer: string(body), Protocol: protocol}
	}
	verdict := judgeAnswer(line.Hook, body)
	verdict.Protocol = protocol
	return verdict
}

func (c *caller) call(line Line) (body []byte, protocol string, err error) {
	request, err := catalog.NewRequest(hookOf(line.Hook))
	if err != nil {
		return nil, "", err
	}
	if err := decodeRequest(line.Request, request); err != nil {
		return nil, "", err
	}
	encoded, err := encodeRequest(line.Hook, request)
	if err != nil {
		return nil, "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	path := runtimecatalog.GVHToPath(hookOf(line.Hook), line.Handler)
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+path+"?timeout="+timeout.String(), bytes.NewReader(encoded))
	if err != nil {
		return nil, "", err
	}
	response, err := c.client.Do(post)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status code %d, not 200", response.StatusCode)
	}
	return body, response.Proto, err
}
