package prove_test

import (
	"fmt"
	"strings"
)

// A platter is what a disk may hold of a folder after the power went, by the
// rules that a file system is bound to and no others: what was written to a file
// is there for certain once a later fsync of that file has ended, a name once a
// later fsync of its folder has ended, and before that each may be there, whole
// or in part, or not, whatever came later.
type platter struct {
	root  *inode // the folder, at its absolute path
	path  string
	all   []*inode
	files map[int64]*inode // by descriptor, while the trace is read
	acks  map[string]int   // when an answer began to be sent, by the id of its request
}

// An inode is a file or a folder.
type inode struct {
	folder bool
	names  map[string]*inode // of a folder, while the trace is read
	ops    []*op             // not known to be durable, in the order in which they began
	syncs  []span

	size     int64 // the same as sizes, while the trace is read
	image    []byte
	held     map[string]*inode // what is durable of a folder
	volatile bool              // shared memory that dies with its processes
}

type span struct{ begun, ended int }

// An op is a change of one inode.
type op struct {
	span
	data   []byte // written at offset
	offset int64
	cut    bool              // the file was cut to offset, or made that long
	names  map[string]*inode // put into a folder; nil: taken out of it
}

func newPlatter(path string) *platter {
	p := &platter{path: path, acks: map[string]int{}}
	p.root = p.inode(true)
	return p
}

func (p *platter) inode(folder bool) *inode {
	n := &inode{folder: folder}
	if folder {
		n.names, n.held = map[string]*inode{}, map[string]*inode{}
	}
	p.all = append(p.all, n)
	return n
}

// replay takes in what one process did, whose working folder was the platter's.
func (p *platter) replay(calls []*call) error {
	p.files = map[int64]*inode{}
	for _, c := range inOrderOfEnd(calls) {
		if c.ended == 0 && !strings.Contains(c.name, "write") && c.name != "sendto" || c.ended != 0 && c.result < 0 {
			continue
		}
		if err := p.call(c); err != nil {
			return fmt.Errorf("at %d: %w", c.begun, err)
		}
	}
	return nil
}

// inOrderOfEnd puts calls where they took effect on names and descriptors: at
// their end, but for close, whose number is free before it returns.
func inOrderOfEnd(calls []*call) []*call {
	last := 0
	for _, c := range calls {
		last = max(last, c.begun, c.ended)
	}
	slots := make([]*call, last+2)
	for _, c := range calls {
		at := c.ended
		if c.name == "close" || at == 0 {
			at = c.begun
		}
		slots[at] = c
	}
	ordered := make([]*call, 0, len(calls))
	for _, c := range slots {
		if c != nil {
			ordered = append(ordered, c)
		}
	}
	return ordered
}

func (p *platter) call(c *call) error {
	switch c.name {
	case "open", "creat":
		return p.open(c, -1, 0)
	case "openat":
		return p.open(c, c.number(0), 1)
	case "close":
		delete(p.files, c.number(0))
		return nil
	case "dup", "dup2", "dup3":
		p.files[c.result] = p.files[c.number(0)]
		return nil
	case "write", "sendto", "pwrite64":
		return p.write(c)
	case "fsync", "fdatasync":
		return p.sync(c)
	case "ftruncate":
		return p.truncate(c)
	case "mkdirat", "mkdir":
		return p.mkdir(c)
	case "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir":
		return p.move(c)
	default:
		return p.unexpected(c)
	}
}

// unexpected is for calls that the server does not make on its data, so that
// this proof need not know what they do. If it begins to, this says so.
func (p *platter) unexpected(c *call) error {
	for arg := range c.args {
		path := c.behind(arg)
		if !p.isOurs(path) && !p.isOurs(c.args[arg]) {
			continue
		}
		if c.name == "mmap" && (strings.HasSuffix(path, "-shm") || !c.has(3, "MAP_SHARED")) {
			continue
		}
		return fmt.Errorf("%s on %s is not taken into account", c.name, path)
	}
	return nil
}

func (p *platter) isOurs(path string) bool {
	return path == p.path || strings.HasPrefix(path, p.path+"/")
}

// file gives the inode behind a descriptor, nil if it is none of the platter's.
func (p *platter) file(c *call, arg int) (*inode, error) {
	n := p.files[c.number(arg)]
	if n == nil && p.isOurs(c.behind(arg)) {
		return nil, fmt.Errorf("%s on %s, whose opening was not seen", c.name, c.behind(arg))
	}
	return n, nil
}

func (p *platter) write(c *call) error {
	n, err := p.file(c, 0)
	if err != nil {
		return err
	}
	data, err := c.bytes(1)
	if n == nil {
		p.answered(c, data)
		return nil
	}
	if err != nil || n.volatile {
		return err
	}
	offset := n.size // write goes on at the end in all that the server writes
	if c.name == "pwrite64" {
		offset = c.number(3)
	}
	if c.ended != 0 && c.result < int64(len(data)) {
		data = data[:c.result]
	}
	n.size = max(n.size, offset+int64(len(data)))
	n.ops = append(n.ops, &op{span: span{c.begun, c.ended}, data: data, offset: offset})
	return nil
}

// answered notes when an answer began to be sent. It may have reached its client
// from that moment on.
func (p *platter) answered(c *call, data []byte) {
	head, _, _ := strings.Cut(string(data), "\r\n\r\n")
	if !strings.HasPrefix(head, "HTTP/1.1 2") {
		return
	}
	for line := range strings.SplitSeq(head, "\r\n") {
		if name, id, _ := strings.Cut(line, ": "); strings.EqualFold(name, "X-Request-Id") {
			p.acks[id] = c.begun
		}
	}
}

func (p *platter) sync(c *call) error {
	n, err := p.file(c, 0)
	if n != nil {
		n.syncs = append(n.syncs, span{c.begun, c.ended})
	}
	return err
}

func (p *platter) truncate(c *call) error {
	n, err := p.file(c, 0)
	if n == nil || n.volatile {
		return err
	}
	n.size = c.number(1)
	n.ops = append(n.ops, &op{span: span{c.begun, c.ended}, offset: n.size, cut: true})
	return nil
}
