package web

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"motcua/app/fault"
)

func requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		b := make([]byte, 8)
		_, _ = rand.Read(b) // never fails
		c.Response().Header().Set("X-Request-Id", hex.EncodeToString(b))
		return next(c)
	}
}

// logRequests writes one line per request: the route's pattern, never the path
// or the query, which may name a dossier.
func logRequests(d Deps) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			begun := time.Now()
			err := next(c)
			if err != nil {
				c.Error(err)
			}
			took := time.Since(begun)
			Requests.observe(c.Request().Method, c.Path(), c.Response().Status, took)
			d.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request", slog.String("request_id", c.Response().Header().Get("X-Request-Id")),
				slog.String("method", c.Request().Method), slog.String("route", c.Path()), slog.Int("status", c.Response().Status),
				slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int64("bytes", c.Response().Size))
			return nil
		}
	}
}

func recoverPanics(d Deps) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) (err error) {
			defer func() {
				if r := recover(); r != nil {
					if r == http.ErrAbortHandler {
						panic(r)
					}
					d.Log.Error("panic", "request_id", c.Response().Header().Get("X-Request-Id"), "route", c.Path(), "what", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
					err = fault.New(fault.Internal, "panic")
				}
			}()
			return next(c)
		}
	}
}

// secureHeaders: nothing inline, nothing from elsewhere, nobody frames us.
func secureHeaders(d Deps) echo.MiddlewareFunc {
	csp := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; frame-src 'self'; object-src 'none'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'self'; form-action " +
		strings.Join(append([]string{"'self'"}, d.FormAction...), " ")
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("Content-Security-Policy", csp)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=()")
			if d.Secure {
				h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
			}
			return next(c)
		}
	}
}

// crossOrigin refuses writes that another site started. A write that carries a
// session cookie must say where it comes from: a browser always does.
func crossOrigin(p *http.CrossOriginProtection) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := p.Check(c.Request()); err != nil {
				return fault.New(fault.Forbidden, "origin.foreign").Wrap(err)
			}
			rq := c.Request()
			if rq.Method != http.MethodGet && rq.Method != http.MethodHead && len(rq.Cookies()) > 0 && rq.Header.Get("Origin") == "" && rq.Header.Get("Sec-Fetch-Site") == "" {
				return fault.New(fault.Forbidden, "origin.missing")
			}
			return next(c)
		}
	}
}
