package sqlstore

// Layout tells, for every table that a move copies, its columns as
// "name type", with "null" behind it where that is allowed, and its key first.
func Layout() map[string][]string {
	told := map[string][]string{}
	for _, t := range layout() {
		columns := []string{"key " + t.key("")}
		for _, c := range t.columns {
			text := c.name + " " + string(c.kind)
			if c.null {
				text += " null"
			}
			columns = append(columns, text)
		}
		told[t.name] = columns
	}
	return told
}
