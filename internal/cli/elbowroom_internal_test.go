package cli

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

func TestThereIsRoomForOthersWhileAPasswordIsHashed(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	synctest.Test(t, func(t *testing.T) {
		r := &elbowRoom{}
		for range 3 {
			r.around(func() {
				r.around(func() {
					if now := runtime.GOMAXPROCS(0); now != 2*before {
						t.Errorf("%d places, want %d", now, 2*before)
					}
				})
			})
			time.Sleep(roomFor / 2)
			if now := runtime.GOMAXPROCS(0); now != 2*before {
				t.Errorf("the room is gone while sign-ins go on: %d places", now)
			}
		}
		time.Sleep(roomFor)
		if now := runtime.GOMAXPROCS(0); now != before {
			t.Errorf("%d places stay, want %d", now, before)
		}
	})
}

func TestAGOMAXPROCSOfTheOperatorStays(t *testing.T) {
	t.Setenv("GOMAXPROCS", "3")
	before := runtime.GOMAXPROCS(0)
	newElbowRoom().around(func() {
		if now := runtime.GOMAXPROCS(0); now != before {
			t.Errorf("%d places, want %d", now, before)
		}
	})
}
