package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"perfil/internal/backup"
)

const (
	auto   = "perfil-auto-aaaa-"
	future = auto + "20360101T000000Z.tar"
)

// inFolder gives a place and how to put something into it past all checks.
func inFolder(t *testing.T) (place backup.Place, put func(name string, data []byte)) {
	t.Helper()
	folder := t.TempDir()
	place, err := backup.At(folder)
	must(t, err)
	return place, func(name string, data []byte) {
		must(t, os.WriteFile(filepath.Join(folder, name), data, 0o600))
	}
}

// A clock that was wrong for a day made a backup of 2036. Until then it was the last
// one at each start, and stood before those of yesterday.
func TestABackupOfTheFutureIsNotTheNewest(t *testing.T) {
	place, put := inFolder(t)
	put(future, archive(t, whole))
	s := made(t, place, "aaaa", nil, 2, 3)
	n, err := s.Newest(t.Context(), noon.Add(2*time.Hour))
	if err != nil || !n.Found || !n.At.Equal(noon.Add(time.Hour)) || !slices.Equal(n.Future, []string{future}) {
		t.Errorf("%+v, %v", n, err)
	}
	if got := names(t, place); !slices.Contains(got, future) {
		t.Errorf("it is removed while there is room for it: %v", got)
	}
	if _, _, err := s.Add(t.Context(), noon.Add(2*time.Hour), 3, writes(t)); err != nil {
		t.Fatal(err)
	}
	want := []string{auto + "20261122T120000Z.tar", auto + "20261122T130000Z.tar", auto + "20261122T140000Z.tar"}
	if got := names(t, place); !slices.Equal(got, want) {
		t.Errorf("there is %v, want %v", got, want)
	}
}

func TestClocksMayBeALittleApart(t *testing.T) {
	place, _ := inFolder(t)
	s := made(t, place, "aaaa", nil, 1, 3)
	if n, err := s.Newest(t.Context(), noon.Add(-time.Minute)); err != nil || !n.Found || len(n.Future) > 0 {
		t.Errorf("%+v, %v", n, err)
	}
}

func TestAStartPassesOverABackupOfTheFuture(t *testing.T) {
	place, put := inFolder(t)
	put(future, archive(t, whole))
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s, attempts := scheduled(t, place, 6*time.Hour, &log, fine)
		began := time.Now()
		during(t, s, time.Hour)
		if len(attempts) != 1 || s.LastSuccess() != float64(began.Unix()) {
			t.Errorf("%d in an hour, and the last of %v", len(attempts), s.LastSuccess())
		}
		if strings.Count(log.String(), future) != 1 || !strings.Contains(log.String(), "look at the clock") {
			t.Error(log.String())
		}
	})
}

// Of four good backups and two empty ones a server that was to keep three kept one good.
func TestWhatCannotBeABackupPushesNoneOut(t *testing.T) {
	good := archive(t, whole)
	for name, c := range map[string]struct {
		end  string
		data []byte
	}{
		"empty":                   {".tar", nil},
		"short":                   {".tar", good[:4096]},
		"zeros":                   {".tar", make([]byte, len(good))},
		"cut off":                 {".tar", archiveOfMuch(t)[:64<<10]},
		"empty, encrypted":        {".tar.age", nil},
		"not what its name says":  {".tar.age", good},
		"another tar, of a kind":  {".tar", append(bytes.Repeat([]byte("x"), 512), good...)},
		"a head without a format": {".tar", append(forged(t, headOf("{}")), make([]byte, 8192)...)},
	} {
		t.Run(name, func(t *testing.T) {
			place, put := inFolder(t)
			s := made(t, place, "aaaa", nil, 4, 4)
			bad := []string{auto + "20261122T154000Z" + c.end, auto + "20261122T155000Z" + c.end}
			put(bad[0], c.data)
			put(bad[1], c.data)
			n, err := s.Newest(t.Context(), noon.Add(4*time.Hour))
			if err != nil || !n.At.Equal(noon.Add(3*time.Hour)) || !slices.Equal(n.Damaged, []string{bad[1], bad[0]}) {
				t.Errorf("%+v, %v", n, err)
			}
			_, _, err = s.Add(t.Context(), noon.Add(4*time.Hour), 3, writes(t))
			must(t, err)
			want := []string{auto + "20261122T140000Z.tar", auto + "20261122T150000Z.tar", bad[0], bad[1], auto + "20261122T160000Z.tar"}
			if got := names(t, place); !slices.Equal(got, want) {
				t.Errorf("there is %v, want %v", got, want)
			}
			made := noon.Add(5 * time.Hour)
			for range 2 {
				_, _, err = s.Add(t.Context(), made, 3, writes(t))
				must(t, err)
				made = made.Add(time.Hour)
			}
			if got := names(t, place); len(got) != 3 || slices.Contains(got, bad[0]) {
				t.Errorf("they did not go with those of their age: %v", got)
			}
		})
	}
}

// archiveOfMuch writes one whose database is longer than what is looked at.
func archiveOfMuch(t *testing.T) []byte {
	t.Helper()
	return archive(t, func(c *backup.Contents) {
		_, err := c.Database.Seek(0, io.SeekStart)
		must(t, err)
		must(t, os.WriteFile(c.Database.Name(), bytes.Repeat([]byte("page"), 64<<10), 0o600))
	})
}

func TestAnEncryptedBackupCounts(t *testing.T) {
	place, _ := inFolder(t)
	s := made(t, place, "aaaa", passphrase(t, words), 2, 2)
	if n, err := s.Newest(t.Context(), noon.Add(time.Hour)); err != nil || !n.At.Equal(noon.Add(time.Hour)) || len(n.Damaged) > 0 {
		t.Errorf("%+v, %v", n, err)
	}
	if got := names(t, place); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

func TestAnEmptyFileDelaysNoBackup(t *testing.T) {
	place, put := inFolder(t)
	synctest.Test(t, func(t *testing.T) {
		empty := auto + time.Now().UTC().Format("20060102T150405Z") + ".tar"
		put(empty, nil)
		time.Sleep(time.Minute)
		var log bytes.Buffer
		s, attempts := scheduled(t, place, 6*time.Hour, &log, fine)
		during(t, s, time.Second)
		if len(attempts) != 1 || !strings.Contains(log.String(), empty) || !strings.Contains(log.String(), "do not count") {
			t.Errorf("%d attempts\n%s", len(attempts), &log)
		}
	})
}

// blind is a place that lets nobody read.
type blind struct{ backup.Place }

func (blind) Open(context.Context, string) (io.ReadCloser, error) {
	return nil, os.ErrPermission
}

func TestWhereNothingMayBeReadNamesAreBelieved(t *testing.T) {
	place, _ := inFolder(t)
	made(t, place, "aaaa", nil, 2, 2)
	n, err := backup.NewSeries(blind{place}, "aaaa", nil).Newest(t.Context(), noon.Add(time.Hour))
	if err != nil || !n.At.Equal(noon.Add(time.Hour)) {
		t.Errorf("%+v, %v", n, err)
	}
}

// failing is a place on a disk that cannot read what has these names, nor remove it.
type failing struct {
	backup.Place
	names []string
}

var errDisk = errors.New("input/output error")

func (f failing) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if slices.Contains(f.names, name) {
		return nil, errDisk
	}
	return f.Place.Open(ctx, name)
}

func (f failing) Remove(ctx context.Context, name string) error {
	if slices.Contains(f.names, name) {
		return errDisk
	}
	return f.Place.Remove(ctx, name)
}

// A disk that could not read the last backup put the next one off by a whole period, and
// the log said nothing.
func TestABackupThatADiskCannotReadIsNotTheLastOne(t *testing.T) {
	place, _ := inFolder(t)
	synctest.Test(t, func(t *testing.T) {
		s := backup.NewSeries(place, "aaaa", nil)
		bad, _, err := s.Add(t.Context(), time.Now(), 3, writes(t))
		must(t, err)
		time.Sleep(time.Minute)
		var log bytes.Buffer
		again, attempts := scheduled(t, failing{place, []string{bad}}, 6*time.Hour, &log, fine)
		during(t, again, time.Second)
		if len(attempts) != 1 || !strings.Contains(log.String(), "cannot be read and do not count") || !strings.Contains(log.String(), bad) {
			t.Errorf("%d attempts\n%s", len(attempts), &log)
		}
	})
	made(t, place, "bbbb", nil, 2, 2)
	bad := "perfil-auto-bbbb-20261122T130000Z.tar"
	n, err := backup.NewSeries(failing{place, []string{bad}}, "bbbb", nil).Newest(t.Context(), noon.Add(time.Hour))
	if err != nil || !n.Found || !n.At.Equal(noon) || !errors.Is(n.Unread, errDisk) || len(n.Damaged) > 0 {
		t.Errorf("%+v, %v", n, err)
	}
}

// One that could not be opened kept all older ones, until the disk was full.
func TestWhatCannotBeReadOrRemovedKeepsNoOthers(t *testing.T) {
	place, _ := inFolder(t)
	made(t, place, "aaaa", nil, 6, 6)
	bad := []string{auto + "20261122T120000Z.tar", auto + "20261122T160000Z.tar"} // the oldest, and one of the last
	_, told, err := backup.NewSeries(failing{place, bad}, "aaaa", nil).Add(t.Context(), noon.Add(6*time.Hour), 2, writes(t))
	if !errors.Is(err, backup.ErrKept) || !errors.Is(err, errDisk) || told.Format == "" || !strings.Contains(err.Error(), bad[1]+": input/output error (and 1 more)") {
		t.Errorf("%+v, %v", told, err)
	}
	want := []string{bad[0], bad[1], auto + "20261122T170000Z.tar", auto + "20261122T180000Z.tar"}
	if got := names(t, place); !slices.Equal(got, want) {
		t.Errorf("there is %v, want %v", got, want)
	}
}

func TestABackupThatIsWrittenOverIsLookedAtAgain(t *testing.T) {
	place, put := inFolder(t)
	s := made(t, place, "aaaa", nil, 2, 2)
	last := auto + "20261122T130000Z.tar"
	if n, err := s.Newest(t.Context(), noon.Add(time.Hour)); err != nil || !n.At.Equal(noon.Add(time.Hour)) {
		t.Fatalf("%+v, %v", n, err)
	}
	put(last, make([]byte, len(content(t, place, last))))
	if n, err := s.Newest(t.Context(), noon.Add(time.Hour)); err != nil || !n.At.Equal(noon) || !slices.Equal(n.Damaged, []string{last}) {
		t.Errorf("%+v, %v", n, err)
	}
}

func TestWhatCannotBeLookedAtIsNotRemoved(t *testing.T) {
	place, _ := inFolder(t)
	made(t, place, "aaaa", nil, 3, 3)
	_, told, err := backup.NewSeries(blind{place}, "aaaa", nil).Add(t.Context(), noon.Add(3*time.Hour), 2, writes(t))
	if err == nil || told.Format == "" || len(names(t, place)) != 4 {
		t.Errorf("%+v, %v, %v", told, err, names(t, place))
	}
}

// counting counts what is read.
type counting struct {
	backup.Place
	reads *int
}

func (c counting) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	*c.reads++
	return c.Place.Open(ctx, name)
}

// Of hundreds in a bucket each look would be a request, every hour.
func TestABackupIsLookedAtOnce(t *testing.T) {
	place, _ := inFolder(t)
	made(t, place, "aaaa", nil, 5, 5)
	reads := 0
	s := backup.NewSeries(counting{place, &reads}, "aaaa", nil)
	for hour := range 5 {
		_, _, err := s.Add(t.Context(), noon.Add(time.Duration(5+hour)*time.Hour), 5, writes(t))
		must(t, err)
	}
	// Four that were there, and each that was made here but the last.
	if got := names(t, place); len(got) != 5 || reads != 4+4 {
		t.Errorf("%d looks, and there is %v", reads, got)
	}
}
