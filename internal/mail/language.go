package mail

import (
	"slices"
	"strconv"
	"time"
)

// Language is a language that letters are written in.
type Language string

// The languages.
const (
	English Language = "en"
	Spanish Language = "es"
)

// Languages are all of them.
func Languages() []Language { return []Language{English, Spanish} }

func (l Language) orEnglish() Language {
	if slices.Contains(Languages(), l) {
		return l
	}
	return English
}

// units are the words for one and for several.
type units struct{ minute, minutes, hour, hours, day, days string }

func (l Language) units() units {
	if l == Spanish {
		return units{"minuto", "minutos", "hora", "horas", "día", "días"}
	}
	return units{"minute", "minutes", "hour", "hours", "day", "days"}
}

// lasting is a time span in words, rounded down to minutes and given in the
// largest unit that makes it whole: "1 hour", "90 minutes", "7 days".
func (l Language) lasting(d time.Duration) string {
	const perHour, perDay = 60, 24 * 60
	u := l.units()
	switch n := max(1, int(d/time.Minute)); {
	case n%perDay == 0:
		return counted(n/perDay, u.day, u.days)
	case n%perHour == 0:
		return counted(n/perHour, u.hour, u.hours)
	default:
		return counted(n, u.minute, u.minutes)
	}
}

func counted(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + several
}
