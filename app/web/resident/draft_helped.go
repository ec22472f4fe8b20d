package resident

import (
	"github.com/google/uuid"

	"motcua/app/people"
)

// keyCard begins the answers under which a helped draft keeps what the officer
// read from the person's card. The account behind the number is not shown to
// a helper: whether it was known, and what is on it, is nobody's to learn by
// typing twelve digits.
const keyCard = "_card_"

var cardParts = []string{"full_name", "birth_date", "gender", "id_number", "phone", "address"}

// CardAnswers are what an officer who helps keeps of the person's card, by the
// names forms are prefilled with.
func CardAnswers(card map[string]string) map[string]string {
	out := map[string]string{}
	for _, k := range cardParts {
		out[keyCard+k] = card[k]
	}
	return out
}

// cardProfile is the profile a helper works with: the card she has seen.
func cardProfile(owner uuid.UUID, answers map[string]string) people.Profile {
	a := func(k string) string { return answers[keyCard+k] }
	return people.Profile{ID: owner, IDNumber: a("id_number"), FullName: a("full_name"), Birth: a("birth_date"), Gender: a("gender"), Phone: a("phone"), Address: a("address"), Level: 2}
}
