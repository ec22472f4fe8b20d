package web

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type requestMetrics struct{ h *prometheus.HistogramVec }

// Requests is registered by the boot package on the metrics address of its own.
var Requests = requestMetrics{prometheus.NewHistogramVec(prometheus.HistogramOpts{
	Name: "motcua_request_seconds", Help: "Duration of requests by route pattern.",
	Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
}, []string{"method", "route", "status"})}

// Collector gives the metric to a registry.
func (m requestMetrics) Collector() prometheus.Collector { return m.h }

func (m requestMetrics) observe(method, route string, status int, took time.Duration) {
	m.h.WithLabelValues(method, route, strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
}
