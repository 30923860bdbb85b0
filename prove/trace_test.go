package prove_test

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// A call is a system call of a traced program. Its times are places in the
// trace, in the one order in which strace saw calls begin and end; what has not
// ended by the end of the trace has ended 0.
type call struct {
	name         string
	args         []string
	result       int64 // -1 for any error
	begun, ended int
}

// traced are the calls by which a file or its name can change, those that say
// which file a number means, and those that send answers.
const traced = "open,openat,creat,close,dup,dup2,dup3,mmap," +
	"write,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range,splice," +
	"fsync,fdatasync,sync_file_range,ftruncate,truncate,fallocate," +
	"rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,sendto"

// traceLimit is more than any single write of the server has.
const traceLimit = 1 << 20

// tracing makes a command that runs a program under strace. Its process is the
// program; strace stands beside it and writes down its calls until it ends.
func tracing(t *testing.T, trace string, program string, args ...string) *exec.Cmd {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		missing(t, "PERFIL_TEST_STRACE", "strace is not installed, so nothing can be said about a power cut")
	}
	return exec.Command("strace", append([]string{
		"-D", "-f", "-y", "--seccomp-bpf", "-xx", "-s", strconv.Itoa(traceLimit), "-e", "signal=none", "-o", trace, "-e", "trace=" + traced, program,
	}, args...)...)
}

// missing skips a proof that this machine has not the means for, loudly, or
// fails it where they have to be there: in the long form, and where a variable
// says that they are required.
func missing(t *testing.T, variable, why string) {
	t.Helper()
	if long || os.Getenv(variable) == "required" {
		t.Fatal(why)
	}
	t.Skip("NOT PROVED: " + why)
}

// readTrace reads what strace wrote. Times begin at from.
func readTrace(path string, from int) ([]*call, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	var all []*call
	open := map[string]*call{} // by thread
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 5*traceLimit)
	for at := from; lines.Scan(); at += 2 {
		thread, text, ok := strings.Cut(lines.Text(), " ")
		if !ok {
			return nil, fmt.Errorf("strace wrote %q", lines.Text())
		}
		text = strings.TrimSpace(text)
		switch {
		case strings.HasPrefix(text, "+++"), strings.HasPrefix(text, "---"), strings.HasPrefix(text, "????"):
		case strings.HasPrefix(text, "<..."):
			_, rest, _ := strings.Cut(text, " resumed>")
			c := open[thread]
			delete(open, thread)
			if c == nil {
				return nil, fmt.Errorf("strace resumed what had not begun: %.200s", text)
			}
			c.end(c.args[0]+rest, at+1)
		default:
			name, rest, _ := strings.Cut(text, "(")
			c := &call{name: name, begun: at}
			all = append(all, c)
			if begun, ok := strings.CutSuffix(rest, " <unfinished ...>"); ok {
				c.args = []string{begun}
				open[thread] = c
				continue
			}
			c.end(rest, at+1)
		}
	}
	for _, c := range open {
		c.args = strings.Split(c.args[0], ", ")
		c.result = -1
	}
	return all, lines.Err()
}

// end reads the arguments and the result. All that is quoted is in hexadecimal,
// so a comma or a bracket is never a part of it.
func (c *call) end(text string, at int) {
	args, result, ok := cutLast(text, " = ")
	c.args = strings.Split(strings.TrimSuffix(strings.TrimSpace(args), ")"), ", ")
	c.result, c.ended = -1, at
	if word, _, _ := strings.Cut(result, " "); ok {
		word, _, _ = strings.Cut(word, "<") // a descriptor, and its path
		if n, err := strconv.ParseInt(word, 10, 64); err == nil {
			c.result = n
		}
		if word == "?" {
			c.ended = 0 // the program died in it
		}
	}
}

func cutLast(text, separator string) (before, after string, ok bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

// number gives an argument that is one, and -1 for AT_FDCWD.
func (c *call) number(arg int) int64 {
	digits, _, _ := strings.Cut(c.args[arg], "<") // strace -y puts the path behind a descriptor
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// behind is what strace says that a descriptor is.
func (c *call) behind(arg int) string {
	_, quoted, _ := strings.Cut(c.args[arg], "<")
	path, _ := hex.DecodeString(strings.ReplaceAll(strings.TrimSuffix(quoted, ">"), `\x`, ""))
	return string(path)
}

// bytes gives an argument that is quoted.
func (c *call) bytes(arg int) ([]byte, error) {
	text, ok := strings.CutPrefix(c.args[arg], `"`)
	text, closed := strings.CutSuffix(text, `"`)
	if !ok || !closed {
		return nil, fmt.Errorf("strace did not write all that %s wrote: %.100s", c.name, c.args[arg])
	}
	return hex.DecodeString(strings.ReplaceAll(text, `\x`, ""))
}

func (c *call) text(arg int) (string, error) {
	b, err := c.bytes(arg)
	return string(b), err
}

// has says whether an argument of flags has this one.
func (c *call) has(arg int, flag string) bool {
	return len(c.args) > arg && strings.Contains("|"+c.args[arg]+"|", "|"+flag+"|")
}
