package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"motcua/app/procedures/revision"
)

// idcardCmd reads what a scanner typed for the code on an identity card, one
// card per line: the text itself, or {"payload":"…"}.
type idcardCmd struct {
	JSON bool `help:"Answer with one JSON object per line."`
}

type cardAnswer struct {
	Valid     bool    `json:"valid"`
	ID        string  `json:"id,omitempty"`
	OldID     *string `json:"old_id"`
	FullName  string  `json:"full_name,omitempty"`
	BirthDate string  `json:"birth_date,omitempty"`
	Gender    string  `json:"gender,omitempty"`
	Address   string  `json:"address,omitempty"`
	IssueDate string  `json:"issue_date,omitempty"`
	Reason    string  `json:"reason,omitempty"` // why not, and what to do
	Error     string  `json:"error,omitempty"`  // the same, by the name it had first
}

func (c *idcardCmd) Run(context.Context) error {
	n, bad := 0, 0
	err := eachLine(os.Stdin, func(line string) error {
		n++
		text, err := cardText(line)
		if err != nil {
			return err
		}
		card, fault := revision.ParseIDCard(text)
		if fault != nil {
			bad++
			fmt.Fprintf(os.Stderr, "card %d: %s\n", n, fault) // what to do, nothing of the card
		}
		if !c.JSON {
			if fault == nil {
				fmt.Printf("%s\n%s\n%s\n%s\n%s\n\n", card.ID, card.FullName, card.BirthDate, card.Gender, card.Address)
			}
			return nil
		}
		a := cardAnswer{Valid: fault == nil, ID: card.ID, FullName: card.FullName, BirthDate: card.BirthDate, Gender: card.Gender, Address: card.Address, IssueDate: card.IssueDate}
		if card.OldID != "" {
			a.OldID = &card.OldID
		}
		if fault != nil {
			a.Reason, a.Error = fault.Error(), fault.Error()
		}
		return encode(os.Stdout, a)
	})
	if err == nil && bad > 0 {
		return exitCode(1)
	}
	return err
}

// cardText takes the line itself, a JSON string, or the payload of an object.
func cardText(line string) (string, error) {
	switch {
	case strings.HasPrefix(line, `"`):
		var s string
		err := json.Unmarshal([]byte(line), &s)
		return s, err
	case strings.HasPrefix(line, "{"):
		var in struct {
			Payload string `json:"payload"`
			Text    string `json:"text"`
		}
		if json.Unmarshal([]byte(line), &in) != nil {
			return "", errors.New("not a JSON object with a payload")
		}
		return in.Payload + in.Text, nil
	}
	return line, nil
}
