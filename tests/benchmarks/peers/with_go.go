// Go's net/http with pgx: rows as typed values, or the JSON that PostgreSQL made of them.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

const pageSize = 20

var (
	//go:embed customer.sql
	typedSQL string
	//go:embed customer_json.sql
	jsonSQL string
)

type decimal struct{ pgtype.Numeric }

// MarshalJSON writes a string, as the contract has it.
func (d decimal) MarshalJSON() ([]byte, error) {
	digits, err := d.Numeric.MarshalJSON()
	return fmt.Appendf(nil, "%q", digits), err
}

type city struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Country string `json:"country"`
}

type company struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Industry string `json:"industry"`
}

type customer struct {
	ID         int64       `json:"id"`
	FirstName  string      `json:"first_name"`
	LastName   string      `json:"last_name"`
	Email      string      `json:"email"`
	Phone      string      `json:"phone"`
	NationalID string      `json:"national_id"`
	BirthDate  pgtype.Date `json:"birth_date"`
	IsActive   bool        `json:"is_active"`
	Balance    decimal     `json:"balance"`
	CreatedAt  time.Time   `json:"created_at"`
	UpdatedAt  time.Time   `json:"updated_at"`
	City       city        `json:"city"`
	Company    company     `json:"company"`
}

// row is a customer, typed or as JSON, and the id that the next page follows.
type row[T any] struct {
	id    int64
	shown T
}

type page[T any] struct {
	Next    *string `json:"next"`
	Results []T     `json:"results"`
}

func scanTyped(from pgx.CollectableRow) (row[customer], error) {
	var c customer
	err := from.Scan(&c.ID, &c.FirstName, &c.LastName, &c.Email, &c.Phone, &c.NationalID,
		&c.BirthDate, &c.IsActive, &c.Balance, &c.CreatedAt, &c.UpdatedAt,
		&c.City.ID, &c.City.Name, &c.City.Country,
		&c.Company.ID, &c.Company.Name, &c.Company.Industry)
	return row[customer]{c.ID, c}, err
}

func scanJSON(from pgx.CollectableRow) (row[json.RawMessage], error) {
	var r row[json.RawMessage]
	err := from.Scan(&r.id, &r.shown)
	return r, err
}

// store reads customers as T by two statements.
type store[T any] struct {
	pool         *pgxpool.Pool
	page, detail string
	scan         pgx.RowToFunc[row[T]]
}

func (s store[T]) list(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if err != nil && r.URL.Query().Has("after") {
		respond(w, http.StatusBadRequest, map[string]string{"detail": err.Error()})
		return
	}
	found, err := s.query(r.Context(), s.page, after)
	if err != nil {
		fail(w, err)
		return
	}
	answer := page[T]{Results: make([]T, len(found))}
	for i, each := range found {
		answer.Results[i] = each.shown
	}
	if len(found) == pageSize {
		next := fmt.Sprintf("/customers?after=%d", found[pageSize-1].id)
		answer.Next = &next
	}
	respond(w, http.StatusOK, answer)
}

func (s store[T]) get(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	found, err := s.query(r.Context(), s.detail, id)
	switch {
	case err != nil:
		fail(w, err)
	case len(found) == 0:
		http.NotFound(w, r)
	default:
		respond(w, http.StatusOK, found[0].shown)
	}
}

func (s store[T]) query(ctx context.Context, sql string, argument int64) ([]row[T], error) {
	rows, err := s.pool.Query(ctx, sql, argument)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, s.scan)
}

func (s store[T]) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /customers", s.list)
	mux.HandleFunc("GET /customers/{id}", s.get)
	return mux
}

func respond(w http.ResponseWriter, status int, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

func fail(w http.ResponseWriter, err error) {
	log.Print(err)
	http.Error(w, "Internal Server Error", http.StatusInternalServerError)
}

// connect opens as many connections as all workers of the optimized service have.
func connect(ctx context.Context) (*pgxpool.Pool, error) {
	workers, err := strconv.Atoi(os.Getenv("WEB_CONCURRENCY"))
	if err != nil {
		return nil, err
	}
	each, err := strconv.Atoi(os.Getenv("DATABASE_CONNECTIONS"))
	if err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(fmt.Sprintf("host=%s user=%s dbname=%s pool_max_conns=%d",
		os.Getenv("DATABASE_HOST"), os.Getenv("DATABASE_USER"), os.Getenv("DATABASE_NAME"), workers*each))
	if err != nil {
		return nil, err
	}
	config.AfterConnect = func(_ context.Context, connection *pgx.Conn) error {
		codec := &pgtype.TimestamptzCodec{ScanLocation: time.UTC}
		connection.TypeMap().RegisterType(
			&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: codec})
		return nil
	}
	return pgxpool.NewWithConfig(ctx, config)
}

func listen(descriptor uint, address string) (net.Listener, error) {
	if descriptor > 0 {
		return net.FileListener(os.NewFile(uintptr(descriptor), "listener"))
	}
	return net.Listen("tcp", address)
}

func main() {
	descriptor := flag.Uint("fd", 0, "the listening socket, instead of an address")
	address := flag.String("address", "127.0.0.1:8000", "where to listen")
	rows := flag.String("rows", "typed", "typed, or json: as PostgreSQL makes it")
	flag.Parse()

	pool, err := connect(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	after := fmt.Sprintf(" WHERE customer.id > $1 ORDER BY customer.id LIMIT %d", pageSize)
	byID := " WHERE customer.id = $1"
	var handler http.Handler
	switch *rows {
	case "typed":
		handler = store[customer]{pool, typedSQL + after, typedSQL + byID, scanTyped}.routes()
	case "json":
		rendered := "SELECT id, row_to_json(customer) FROM (%s) AS customer"
		list, detail := fmt.Sprintf(rendered, jsonSQL+after), fmt.Sprintf(rendered, jsonSQL+byID)
		handler = store[json.RawMessage]{pool, list, detail, scanJSON}.routes()
	default:
		log.Fatalf("-rows=%s: typed or json", *rows)
	}
	listener, err := listen(*descriptor, *address)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, handler))
}
