// Package site is the pages for people: HTML over the use cases of package
// account, mounted at /account/. For now they are the pages that letters lead
// to: a new password, an e-mail change taken back, an e-mail address confirmed.
//
// It owns what a browser is shown: routes, templates, style and texts, and which
// status and which sentence answer an error. It holds no rule about accounts and
// sees no store, like a contract; what a letter says, and the address of the page
// in it, belong to package mail and to whoever wires the two together.
//
// Programs follow the links of a mail before its reader does. So a GET changes
// nothing here, whatever it carries: it shows a form, and only the form's POST
// acts. Everything works without scripts.
//
//	site.go      which path is which page, and what stands before each
//	language.go  which texts a browser gets
//	frame.go     what all pages have around them: layout, headers, style
//	errors.go    every kind of account error, and the page that answers it
//	texts.go     what a language has to say; english.go and spanish.go say it
//	form.go      what a form sends, and the ticket that it carries along
//
// and a file for each page. A page is its handlers in a file of its own, a line
// in the routes, a template in the folder pages if none of those there will do,
// and its texts.
package site
