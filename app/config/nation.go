package config

import (
	"errors"
	"fmt"
	"strings"
)

// simulateNation makes the simulated portal and registers the default of a demo.
func (c *Config) simulateNation() {
	if c.NationalPortal == "" {
		c.NationalPortal = Simulator
	}
	if c.Registers == "" {
		c.Registers = Simulator
	}
	if c.NationalPortal == Simulator && c.NationalPortalSecret == "" {
		c.NationalPortalSecret = "mo-phong-mo-phong-mo-phong-mo-phong" // known to everybody, as demo accounts are
	}
}

// checkNation lists what is wrong with the link to the nation's systems.
func (c *Config) checkNation() (bad []error) {
	for _, x := range []struct{ name, value, secret string }{{"NATIONAL_PORTAL", c.NationalPortal, c.NationalPortalSecret}, {"REGISTERS", c.Registers, c.RegistersSecret}} {
		switch {
		case x.value == "" || x.value == "none":
		case x.value == Simulator && !c.Demo:
			bad = append(bad, fmt.Errorf("%s=mo-phong is the simulator; it is for DEMO=true only", x.name))
		case x.value == Simulator:
		case !strings.HasPrefix(x.value, "https://") && !strings.HasPrefix(x.value, "http://localhost") && !strings.HasPrefix(x.value, "http://127.0.0.1"):
			bad = append(bad, fmt.Errorf("%s is none, an https address or, with DEMO=true, mo-phong", x.name))
		case len(x.secret) < 32:
			bad = append(bad, fmt.Errorf("%s_SECRET must have at least 32 characters", x.name))
		}
	}
	if c.PortalRefusedCode != 3 && c.PortalRefusedCode != 8 && c.PortalRefusedCode != 9 {
		bad = append(bad, errors.New("PORTAL_REFUSED_CODE is 9, 3 or 8"))
	}
	return bad
}
