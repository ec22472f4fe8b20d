package boot

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"motcua/app/exchange"
	"motcua/tenants"
)

// Lag is how the exchange with the national portal stands over all offices, for
// metrics and doctor: counts and a moment.
func (a *App) Lag(ctx context.Context) (exchange.Lag, error) {
	list, err := a.Exchange.ByOffice(tenants.With(ctx, tenants.Platform(tenants.System)))
	return exchange.Sum(list), err
}

// exchangeGauge exposes it; what cannot be read is left out, never zero.
type exchangeGauge struct{ a *App }

var (
	exchangeStatuses = prometheus.NewDesc("motcua_exchange_statuses", "Statuses that the national portal has not taken.", []string{"state"}, nil)
	exchangeLag      = prometheus.NewDesc("motcua_exchange_lag_seconds", "Age of the status that has waited longest for the national portal.", nil, nil)
)

// Describe implements prometheus.Collector.
func (g exchangeGauge) Describe(c chan<- *prometheus.Desc) { c <- exchangeStatuses; c <- exchangeLag }

// Collect implements prometheus.Collector.
func (g exchangeGauge) Collect(c chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	x, err := g.a.Lag(ctx)
	if err != nil {
		return
	}
	age := 0.0
	if x.Oldest != nil {
		age = max(g.a.Now().Sub(*x.Oldest).Seconds(), 0)
	}
	c <- prometheus.MustNewConstMetric(exchangeStatuses, prometheus.GaugeValue, float64(x.Waiting), "waiting")
	c <- prometheus.MustNewConstMetric(exchangeStatuses, prometheus.GaugeValue, float64(x.Dead), "dead")
	c <- prometheus.MustNewConstMetric(exchangeLag, prometheus.GaugeValue, age)
}
