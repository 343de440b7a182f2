// Command load calls one hook of an extension over TLS and prints a JSON summary of how long the answers took.
// It is a process of its own, so that neither extension shares its processor time with what measures it.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run() error {
	url := flag.String("url", "", "address of the handler")
	authority := flag.String("ca", "", "file with the extension's certificate authority")
	bodyFile := flag.String("body", "", "file with the request")
	count := flag.Int("count", 1000, "calls that are measured")
	warmUp := flag.Int("warm-up", 0, "calls before them, as fast as they are answered")
	connections := flag.Int("connections", 1, "connections, each with one call at a time")
	rate := flag.Int("rate", 0, "calls a second, begun whether or not earlier ones were answered; 0 is as fast as possible")
	flag.Parse()
	body, err := os.ReadFile(*bodyFile)
	if err != nil {
		return err
	}
	client, err := newClient(*authority, *connections)
	if err != nil {
		return err
	}
	load := &load{client: client, url: *url, body: body}
	if _, err := load.closedLoop(*warmUp, *connections); err != nil {
		return err
	}
	started := time.Now()
	var took []time.Duration
	if *rate > 0 {
		took, err = load.openLoop(*count, *rate)
	} else {
		took, err = load.closedLoop(*count, *connections)
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(summarise(took, time.Since(started)))
}

// newClient keeps at most so many connections, alive, over HTTP/1.1.
func newClient(authority string, connections int) (*http.Client, error) {
	pem, err := os.ReadFile(authority)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("there is no certificate in %s", authority)
	}
	transport := &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: roots},
		MaxConnsPerHost:     connections,
		MaxIdleConnsPerHost: connections,
	}
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}, nil
}
