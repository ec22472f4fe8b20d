// Package ui is the visual language as templ components: functions of small structs, nothing else.
//
// It imports nothing of ours and knows no domain: a page turns its dossier into these structs. Every component works
// without JavaScript; what the script adds is asked for with data-* attributes (views/assets/app.js). There are no
// style attributes and no inline scripts, because the content security policy is default-src 'self'.
//
// Conventions:
//
//   - Every input embeds [Field]. The id is [ID](Name), so that an [ErrorSummary] can link to it.
//   - A wrong value stays in the field; Error is one sentence that says what to do.
//   - Required is the rule; only optional fields are marked. There are no asterisks and no HTML validation.
//   - Tones of chips: [OK] on time, [Soon] within a working day, [Late], [Waiting] for the resident, [Done], [Draft].
//   - Text is Vietnamese, "Ông/Bà" to residents; the formatters are in views/i18n.
package ui
