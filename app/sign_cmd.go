package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"motcua/app/signing"
)

// signCmd signs one PDF: PAdES B-T with a timestamp authority, B-B without.
type signCmd struct {
	File string `arg:"" type:"existingfile" help:"The PDF to sign; it stays as it is."`
	Out  string `required:"" type:"path" help:"Where the signed PDF goes."`

	P12        string `name:"p12" type:"existingfile" xor:"key" help:"Key file, PKCS#12 (.p12, .pfx)."`
	Module     string `type:"existingfile" xor:"key" help:"A maker's PKCS#11 library, for a key in a device; needs opensc."`
	Token      string `help:"Label of the device's token."`
	Key        string `help:"Label of the device's key and certificate."`
	Remote     string `xor:"key" help:"Address of a provider of remote signing (Cloud Signature Consortium API v2)."`
	Credential string `help:"The provider's name for the key."`
	Simulated  string `type:"path" help:"File of a simulated authority, made if missing: it stamps, and without another key it issues a simulated certificate."`
	// Secrets come by file or environment; arguments are seen by everybody on the machine.
	PasswordFile string `type:"existingfile" help:"File with the password, PIN or access token; otherwise the environment's MOTCUA_SIGN_PASSWORD."`

	TSA string `name:"tsa" help:"Address of an RFC 3161 timestamp authority, or mo-phong for a simulated one."`

	Name     string  `help:"Who signs, if not as the certificate says."`
	Reason   string  `help:"Why."`
	Location string  `help:"Where."`
	Visible  bool    `help:"Show a block on the page: who, which office, when."`
	Office   string  `help:"The block's office."`
	Page     int     `help:"The block's page from 1; 0 is the last one."`
	X        float64 `name:"x" help:"Millimetres from the page's left; without x and y: bottom right."`
	Y        float64 `name:"y" help:"Millimetres from the page's top."`
	Width    float64 `help:"Millimetres, 70 if 0."`
	Height   float64 `help:"Millimetres, 24 if 0."`
	Picture  string  `type:"existingfile" help:"PNG or JPEG beside the block's text."`

	JSON bool `help:"Answer with a JSON object."`
}

func (c *signCmd) Run(ctx context.Context) error {
	if err := c.sign(ctx); err != nil {
		return errors.New(sentence(err))
	}
	return nil
}

func (c *signCmd) sign(ctx context.Context) error {
	pdf, err := readUpTo(c.File, largestFile)
	if err != nil {
		return err
	}
	s := &signing.Signer{Now: time.Now}
	if err := c.open(ctx, s); err != nil {
		return err
	}
	o := signing.Options{Name: c.Name, Reason: c.Reason, Location: c.Location}
	if c.Visible {
		o.Visible = &signing.Block{Page: c.Page, X: c.X, Y: c.Y, Width: c.Width, Height: c.Height, Office: c.Office}
		if c.Picture != "" {
			if o.Visible.Picture, err = readUpTo(c.Picture, 5<<20); err != nil {
				return err
			}
		}
	}
	signed, err := s.Sign(ctx, pdf, o)
	if err != nil {
		return err
	}
	if err := replaceFile(c.Out, signed); err != nil {
		return err
	}
	level := signing.LevelBB
	if s.Stamps != nil {
		level = signing.LevelBT
	}
	if c.JSON {
		sum := sha256.Sum256(signed)
		return encode(os.Stdout, map[string]string{"file": c.Out, "signer": s.Identity.Certificate.Subject.CommonName, "level": level, "sha256": hex.EncodeToString(sum[:])})
	}
	_, err = fmt.Printf("%s: %s, %s\n", c.Out, s.Identity.Certificate.Subject.CommonName, level)
	return err
}

// open finds the key and whoever stamps.
func (c *signCmd) open(ctx context.Context, s *signing.Signer) error {
	secret, err := c.secret()
	if err != nil {
		return err
	}
	var pretend *signing.Simulated
	if c.Simulated != "" {
		if pretend, err = simulatedAuthority(c.Simulated); err != nil {
			return err
		}
	}
	switch {
	case c.P12 != "":
		file, err := readUpTo(c.P12, 1<<20)
		if err != nil {
			return err
		}
		s.Identity, err = signing.OpenP12(file, secret)
		if err != nil {
			return err
		}
	case c.Module != "":
		if s.Identity, err = signing.OpenDevice(ctx, signing.Device{Module: c.Module, Token: c.Token, Key: c.Key, PIN: secret}); err != nil {
			return err
		}
	case c.Remote != "":
		if s.Identity, err = signing.OpenRemote(ctx, signing.Remote{URL: c.Remote, Token: secret, Credential: c.Credential}); err != nil {
			return err
		}
	case pretend != nil && (c.Name != "" || c.Office != ""):
		if s.Identity, err = pretend.Issue(c.Name, c.Office, time.Now()); err != nil {
			return err
		}
	default:
		return errors.New("which key? --p12, --module, --remote, or --simulated with --name or --office")
	}
	switch {
	case c.TSA == "mo-phong" && pretend == nil:
		if pretend, err = signing.NewSimulated(time.Now()); err != nil {
			return err
		}
		fallthrough
	case (c.TSA == "" || c.TSA == "mo-phong") && pretend != nil:
		s.Stamps = pretend.Stamps(time.Now)
	case c.TSA != "":
		s.Stamps = signing.Authority{URL: c.TSA}
	}
	return nil
}

func (c *signCmd) secret() (string, error) {
	if c.PasswordFile == "" {
		return os.Getenv("MOTCUA_SIGN_PASSWORD"), nil
	}
	b, err := readUpTo(c.PasswordFile, 64<<10)
	return strings.TrimRight(string(b), "\r\n"), err
}

// simulatedAuthority reads the authority, or makes it.
func simulatedAuthority(file string) (*signing.Simulated, error) {
	b, err := readUpTo(file, 64<<10)
	if err == nil {
		return signing.ParseSimulated(b, time.Now())
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	s, err := signing.NewSimulated(time.Now())
	if err != nil {
		return nil, err
	}
	text, err := s.PEM()
	if err != nil {
		return nil, err
	}
	return s, replaceFile(file, text)
}

// largestFile is what the commands read into memory.
const largestFile = 256 << 20

func readUpTo(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s is larger than %d MB", name, most>>20)
	}
	return b, err
}

// replaceFile writes a file whole or not at all, readable by its owner.
func replaceFile(name string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".motcua-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // it may be gone already
	}
	return err
}
