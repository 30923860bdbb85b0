package express

import (
	"net/http"
	"strconv"
	"strings"

	"perfil/internal/account"
	"perfil/internal/web"
)

// Bounds of the list of accounts.
const (
	listMax         = 1000 // rows in one answer
	pageSizeDefault = 10
)

// list answers accounts, newest first. With page, limit or search it pages and
// tells how many there are; without them it answers at most listMax, as the
// clients of the first version expect.
func (c *contract) list(w http.ResponseWriter, r *http.Request, in call) {
	query := r.URL.Query()
	paged := query.Has("page") || query.Has("limit") || query.Has("search")
	q, page := account.Query{Limit: listMax}, 1
	if paged {
		page = positive(query.Get("page"), 1)
		size := min(positive(query.Get("limit"), pageSizeDefault), listMax)
		q = account.Query{Search: strings.TrimSpace(query.Get("search")), Offset: (page - 1) * size, Limit: size, Count: true}
	}
	found, err := c.accounts.Accounts(r.Context(), in.actor, q)
	if err != nil {
		c.fail(w, err)
		return
	}
	b := c.texts.appendSuccess(nil, textUsers)
	b = appendList(b, found.Accounts)
	if paged {
		b = appendPagination(b, page, q.Limit, found.Total)
	}
	web.NoStore(w)
	web.WriteJSON(w, http.StatusOK, append(b, '}'))
}

// positive reads a number from 1 on, at most a million; anything else is the
// default, because an odd page is no reason to refuse a list.
func positive(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return otherwise
	}
	return min(n, 1_000_000)
}

func appendList(b []byte, accounts []account.Account) []byte {
	b = append(b, '[')
	for i := range accounts {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendObject(b, listedObject, &accounts[i])
	}
	return append(b, ']')
}

func appendPagination(b []byte, page, size, total int) []byte {
	pages := (total + size - 1) / size
	b = append(b, `,"pagination":{"currentPage":`...)
	b = strconv.AppendInt(b, int64(page), 10)
	b = append(b, `,"totalPages":`...)
	b = strconv.AppendInt(b, int64(pages), 10)
	b = append(b, `,"pageSize":`...)
	b = strconv.AppendInt(b, int64(size), 10)
	b = append(b, `,"totalItems":`...)
	b = strconv.AppendInt(b, int64(total), 10)
	b = append(b, `,"hasNextPage":`...)
	b = strconv.AppendBool(b, page < pages)
	b = append(b, `,"hasPreviousPage":`...)
	b = strconv.AppendBool(b, page > 1)
	return append(b, '}')
}
