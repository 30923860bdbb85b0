package prove_test

import (
	"fmt"
	"path/filepath"
	"strings"
)

// place finds the folder of a path and the name in it. Paths are relative to a
// descriptor or, without one, to the working folder.
func (p *platter) place(dir int64, path string) (folder *inode, name string) {
	folder = p.root
	if filepath.IsAbs(path) {
		rel, err := filepath.Rel(p.path, path)
		if err != nil || strings.HasPrefix(rel, "..") {
			return nil, ""
		}
		path = rel
	} else if dir >= 0 {
		folder = p.files[dir]
	}
	path = filepath.Clean(path)
	for {
		first, rest, more := strings.Cut(path, "/")
		if !more || folder == nil {
			return folder, path
		}
		folder, path = folder.names[first], rest
	}
}

func (p *platter) open(c *call, dir int64, arg int) error {
	path, err := c.text(arg)
	if err != nil {
		return err
	}
	delete(p.files, c.result)
	folder, name := p.place(dir, path)
	if folder == nil || !folder.folder {
		return nil
	}
	if name == "." {
		p.files[c.result] = folder
		return nil
	}
	n := folder.names[name]
	if n == nil {
		if !c.has(arg+1, "O_CREAT") {
			return fmt.Errorf("%s is opened and was never made", path)
		}
		n = p.inode(false)
		n.volatile = strings.HasSuffix(name, "-shm") || strings.HasSuffix(name, ".sock")
		folder.put(c, map[string]*inode{name: n})
	}
	if c.has(arg+1, "O_TRUNC") || c.has(arg+1, "O_APPEND") {
		return fmt.Errorf("opening %s so is not taken into account", path)
	}
	p.files[c.result] = n
	return nil
}

// put notes a change of the names in a folder; those of nil are gone.
func (n *inode) put(c *call, names map[string]*inode) {
	for name, target := range names {
		if target == nil {
			delete(n.names, name)
			continue
		}
		n.names[name] = target
	}
	n.ops = append(n.ops, &op{span: span{c.begun, c.ended}, names: names})
}

func (p *platter) mkdir(c *call) error {
	dir, arg := int64(-1), 0
	if c.name == "mkdirat" {
		dir, arg = c.number(0), 1
	}
	path, err := c.text(arg)
	if err != nil {
		return err
	}
	if folder, name := p.place(dir, path); folder != nil {
		folder.put(c, map[string]*inode{name: p.inode(true)})
	}
	return nil
}

// move is the end of a name, and for a rename the beginning of another in the
// same folder, both or none.
func (p *platter) move(c *call) error {
	dirs := []int64{-1, -1}
	args := []int{0, 1}
	if strings.Contains(c.name, "at") {
		dirs[0], args[0] = c.number(0), 1
		if strings.HasPrefix(c.name, "rename") {
			dirs[1], args[1] = c.number(2), 3
		}
	}
	from, err := c.text(args[0])
	if err != nil {
		return err
	}
	folder, name := p.place(dirs[0], from)
	if folder == nil {
		return nil
	}
	change := map[string]*inode{name: nil}
	if strings.HasPrefix(c.name, "rename") {
		to, err := c.text(args[1])
		if err != nil {
			return err
		}
		other, newName := p.place(dirs[1], to)
		if other != folder {
			return fmt.Errorf("%s goes to another folder, which is not taken into account", from)
		}
		change[newName] = folder.names[name]
	}
	folder.put(c, change)
	return nil
}
