package boot

import (
	"fmt"

	"motcua/app/antivirus"
	"motcua/app/documents"
)

// guardDocuments puts a child process and the scanner for malware before the store.
func (a *App) guardDocuments() error {
	var scanner documents.Scanner
	if a.Config.Clamd != "" {
		c, err := antivirus.New(a.Config.Clamd)
		if err != nil {
			return fmt.Errorf("CLAMD: %w", err)
		}
		scanner = c
	}
	a.Documents.Guard(a.Config.Inspector, scanner)
	return nil
}
