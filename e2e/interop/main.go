// Command interop stands in for the Go side of Cluster API's runtime hooks, with upstream's own types: it reads JSON
// lines from stdin and writes one verdict a line to stdout.
//
//	interop decode            {"hook":"BeforeClusterCreate","answer":"{…}"}
//	interop call URL CA.pem   {"hook":"BeforeClusterCreate","handler":"gate","request":{…}}
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// Line is what is asked in one line.
type Line struct {
	Hook    string          `json:"hook"`
	Answer  string          `json:"answer,omitempty"`
	Handler string          `json:"handler,omitempty"`
	Request json.RawMessage `json:"request,omitempty"`
}

// Verdict is what is answered to it.
type Verdict struct {
	Hook string `json:"hook"`
	OK   bool   `json:"ok"`
	// Error says what upstream's types, or its rules for calls, refused.
	Error string `json:"error,omitempty"`
	// Canonical is the answer as upstream itself would have written it.
	Canonical string `json:"canonical,omitempty"`
	// Answer is the body as it came over the wire.
	Answer   string `json:"answer,omitempty"`
	Protocol string `json:"protocol,omitempty"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	judge, err := judgeFor(args)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 32<<20)
	verdicts := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var line Line
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return fmt.Errorf("a line of stdin is not what is expected: %w", err)
		}
		if err := verdicts.Encode(judge(line)); err != nil {
			return err
		}
	}
	return lines.Err()
}

func judgeFor(args []string) (func(Line) Verdict, error) {
	switch {
	case len(args) == 1 && args[0] == "decode":
		return func(line Line) Verdict { return judgeAnswer(line.Hook, []byte(line.Answer)) }, nil
	case len(args) == 3 && args[0] == "call":
		caller, err := newCaller(args[1], args[2])
		if err != nil {
			return nil, err
		}
		return caller.judge, nil
	default:
		return nil, fmt.Errorf("usage: interop decode | interop call URL CA.pem")
	}
}
