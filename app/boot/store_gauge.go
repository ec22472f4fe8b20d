package boot

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"motcua/tenants"
)

// storeGauge exposes what the offices' files take and which are missing, as of
// the last sweeps; what cannot be read is left out, never zero.
type storeGauge struct{ a *App }

var (
	storeBytes   = prometheus.NewDesc("motcua_stored_bytes", "Bytes of all stored files.", nil, nil)
	storeMissing = prometheus.NewDesc("motcua_documents_missing", "Documents whose file the store does not have.", nil, nil)
)

// Describe implements prometheus.Collector.
func (g storeGauge) Describe(c chan<- *prometheus.Desc) { c <- storeBytes; c <- storeMissing }

// Collect implements prometheus.Collector.
func (g storeGauge) Collect(c chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	t, err := g.a.Keeping.Totals(tenants.With(ctx, tenants.Platform(tenants.System)))
	if err != nil {
		return
	}
	c <- prometheus.MustNewConstMetric(storeBytes, prometheus.GaugeValue, float64(t.Bytes))
	c <- prometheus.MustNewConstMetric(storeMissing, prometheus.GaugeValue, float64(t.Missing))
}
