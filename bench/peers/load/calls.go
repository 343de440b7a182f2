package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

type load struct {
	client *http.Client
	url    string
	body   []byte
}

// closedLoop makes count calls, each worker its next one when the last was answered.
func (l *load) closedLoop(count, workers int) ([]time.Duration, error) {
	return l.spread(count, workers, func(int) {})
}

// openLoop begins calls at fixed times, so that a slow answer delays no other call and hides nothing.
func (l *load) openLoop(count, rate int) ([]time.Duration, error) {
	started := time.Now()
	return l.spread(count, count, func(index int) {
		time.Sleep(time.Until(started.Add(time.Duration(index) * time.Second / time.Duration(rate))))
	})
}

func (l *load) spread(count, workers int, wait func(index int)) ([]time.Duration, error) {
	took := make([]time.Duration, count)
	failures := make(chan error, workers)
	var workersDone sync.WaitGroup
	for worker := range workers {
		workersDone.Go(func() {
			for index := worker; index < count; index += workers {
				wait(index)
				began := time.Now()
				if err := l.call(); err != nil {
					failures <- err
					return
				}
				took[index] = time.Since(began)
			}
		})
	}
	workersDone.Wait()
	close(failures)
	return took, <-failures
}

func (l *load) call() error {
	response, err := l.client.Post(l.url, "application/json", bytes.NewReader(l.body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte(`"status":"Success"`)) {
		return fmt.Errorf("answer %d: %.300s", response.StatusCode, answer)
	}
	return nil
}

type summary struct {
	CallsPerSecond float64 `json:"callsPerSecond"`
	P50Ms          float64 `json:"p50Ms"`
	P99Ms          float64 `json:"p99Ms"`
}

func summarise(took []time.Duration, total time.Duration) summary {
	slices.Sort(took)
	at := func(part float64) float64 {
		return float64(took[min(len(took)-1, int(part*float64(len(took))))].Microseconds()) / 1000
	}
	return summary{CallsPerSecond: float64(len(took)) / total.Seconds(), P50Ms: at(0.5), P99Ms: at(0.99)}
}
