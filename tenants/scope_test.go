package tenants_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"motcua/tenants"
)

func TestFromRefusesIncompleteScopes(t *testing.T) {
	t.Parallel()
	for _, s := range []tenants.Scope{
		{},
		{Kind: "boss"},
		{Kind: tenants.KindTenant},
		{Kind: tenants.KindWorker},
		{Kind: tenants.KindResident},
		{Kind: tenants.KindProvince},
	} {
		if _, err := tenants.From(tenants.With(context.Background(), s)); err == nil {
			t.Errorf("scope %+v was accepted", s)
		}
	}
	if _, err := tenants.From(context.Background()); err == nil {
		t.Error("a context without a scope was accepted")
	}
	ok := tenants.Worker(uuid.New())
	if got, err := tenants.From(tenants.With(context.Background(), ok)); err != nil || got != ok {
		t.Errorf("got %+v, %v", got, err)
	}
}
