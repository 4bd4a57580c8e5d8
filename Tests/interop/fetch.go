// A program without a C library: it resolves names and dials by itself.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sort"
	"strings"
)

const url = "https://api.example.org/"

func tell(name, word string) { fmt.Fprintf(os.Stderr, "%s\t%s\n", name, strings.TrimSpace(word)) }

func fetch(network string) string {
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		},
	}}
	response, err := client.Get(url)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return string(body)
}

// lookUp asks a resolver that it has by heart.
func lookUp(name string) string {
	resolver := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, "8.8.8.8:53")
	}}
	addresses, err := resolver.LookupHost(context.Background(), name)
	var fault *net.DNSError
	if errors.As(err, &fault) {
		return fault.Err
	}
	sort.Strings(addresses)
	return strings.Join(addresses, " ")
}

func main() {
	tell("tcp4", fetch("tcp4"))
	tell("tcp6", fetch("tcp6"))
	tell("resolver 8.8.8.8", lookUp("api.example.org"))
	tell("another name", lookUp("www.example.com"))
}
