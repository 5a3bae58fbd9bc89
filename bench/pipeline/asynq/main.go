// Asynq's producer and server for bench:pipeline. It reads commands from standard input, one JSON object a line, and
// answers each by a line.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
)

type payload struct {
	Gate   string  `json:"gate,omitempty"`
	Notes  string  `json:"notes,omitempty"`
	SentAt float64 `json:"sentAt,omitempty"`
}

type command struct {
	Count    int     `json:"count"`
	InFlight int     `json:"inFlight"`
	Payload  payload `json:"payload"`
}

type answer struct {
	Seconds     float64   `json:"seconds"`
	LatenciesMs []float64 `json:"latenciesMs"`
}

// Milliseconds by the clock that the server shares with the producer.
func now() float64 { return float64(time.Now().UnixMicro()) / 1000 }

func run(_ context.Context, task *asynq.Task) error {
	var given payload
	if err := json.Unmarshal(task.Payload(), &given); err != nil {
		return err
	}
	if given.Notes != "" {
		waited := now() - given.SentAt
		file, err := os.OpenFile(given.Notes, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		defer file.Close()
		if _, err := fmt.Fprintln(file, waited); err != nil {
			return err
		}
	}
	for given.Gate != "" {
		if _, err := os.Stat(given.Gate); err == nil {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

func serve(redis asynq.RedisClientOpt, concurrency int) *asynq.Server {
	server := asynq.NewServer(redis, asynq.Config{Concurrency: concurrency, LogLevel: asynq.ErrorLevel})
	if err := server.Start(asynq.HandlerFunc(run)); err != nil {
		panic(err)
	}
	return server
}

func enqueue(client *asynq.Client, given command) answer {
	latencies := make([]float64, given.Count)
	var next atomic.Int64
	var lanes sync.WaitGroup
	started := time.Now()
	for range given.InFlight {
		lanes.Go(func() {
			for {
				index := next.Add(1) - 1
				if index >= int64(given.Count) {
					return
				}
				before := time.Now()
				body := given.Payload
				if body.Notes != "" {
					body.SentAt = now()
				}
				encoded, err := json.Marshal(body)
				if err != nil {
					panic(err)
				}
				if _, err := client.Enqueue(asynq.NewTask("noop", encoded)); err != nil {
					panic(err)
				}
				latencies[index] = float64(time.Since(before).Microseconds()) / 1000
			}
		})
	}
	lanes.Wait()
	return answer{Seconds: time.Since(started).Seconds(), LatenciesMs: latencies}
}

func main() {
	var concurrency int
	if _, err := fmt.Sscan(os.Args[3], &concurrency); err != nil {
		panic(err)
	}
	redis := asynq.RedisClientOpt{Addr: os.Args[2]}
	out := json.NewEncoder(os.Stdout)
	var server *asynq.Server
	var client *asynq.Client
	if os.Args[1] == "server" {
		server = serve(redis, concurrency)
	} else {
		client = asynq.NewClient(redis)
	}
	fmt.Println(`"ready"`)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var given command
		if err := json.Unmarshal(lines.Bytes(), &given); err != nil {
			panic(err)
		}
		if err := out.Encode(enqueue(client, given)); err != nil {
			panic(err)
		}
	}
	if server != nil {
		server.Shutdown()
	}
}
