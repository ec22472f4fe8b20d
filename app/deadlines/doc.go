// Package deadlines is the legal clock: what date a resident is told, why it is that date,
// and what moves it. It is a leaf: no database, no time.Now, standard library only.
//
// A clock is a ledger of entries (start, pause, resume, restart, extend, stop). Compute reads the
// ledger, the policy of the procedure's revision and the calendar of the competent office, and gives
// the promise; Explain gives the same answer day by day, in words. Both depend on nothing else, so a
// stored promise can always be reproduced.
//
// # How time is counted
//
// Moments are converted to +07:00 and cut to the minute. A minute is open when the office works in it.
//
// Effective start: a start or restart at or after Policy.AfterHour, on a day with opening hours, counts
// from the opening of the next open day; otherwise from the first open minute at or after it.
//
//   - working_hour: Amount × 60 open minutes from the effective start.
//   - working_day, DayRule hours (the default): Amount × Calendar.DayMinutes open minutes from the
//     effective start. DayMinutes is by default what an ordinary day is open, so N working days end at
//     the same position of the clock N working days later, and the working time between start and
//     promise equals the allotment exactly. This is how the systems in use count.
//   - working_day, DayRule civil: closing time of the Nth open day after the event's own date; that day
//     itself does not count (Civil Code 2015, articles 147 and 148). A pause moves it on by the open
//     days after the pause's date up to and including the resume's date.
//   - same_day: closing time of the effective start's date: received by 15:00 means today, later means
//     the next working day (Decree 23/2015 article 7 and its successors). Same as a civil term of 0 days.
//   - calendar_day, month: N days after the event's date, or the same day number N months after (or that
//     month's last day). A pause moves it on by resume date − pause date. A closed day moves to the next
//     open one; closing time.
//
// Counting in minutes, the promise is the moment the last minute is used up: 17:00, not 07:30 of the next
// day. A promise is never outside the hours in which somebody works.
//
// A pause that begins at or after the promise never moves it. While a pause that began earlier is open
// there is no promise. A restart forgets everything before it, extensions too. An extension counts as if
// it had been in the allotment since the last start. A stop closes an open pause and ends the counting.
//
// # First promise, promise, lawful due
//
// First is what the resident was told first. Due is what holds now. LawfulDue is the measure for figures:
// the allotment plus the pauses and restarts that name a legal basis; extensions and apologies never
// improve it, and neither does a pause without a basis.
//
// Faults are *Error values with a Key (for messages) and a Vietnamese sentence (Say).
package deadlines
