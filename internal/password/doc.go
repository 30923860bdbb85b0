// Package password keeps passwords: it hashes new ones, verifies them against
// what is stored, says which stored hash should be replaced, and judges whether
// a new password is too weak to take.
//
// New hashes are argon2id PHC strings. Hashes that other systems wrote are
// verified as they are, so that people brought over keep their passwords; which
// forms those are is the closed set of [Form], one file for each. A stored hash
// is foreign input: its parameters decide how much memory and time a sign-in
// takes, so every form has upper bounds, with the arithmetic beside them.
//
// All computing goes through a gate (gate.go): as many hashes at once as there
// are cores, a bounded queue behind them, [ErrBusy] beyond it.
//
// The package does not know accounts. Who may sign in, when a hash is replaced
// and what an answer says about a wrong password belongs to package account;
// which strength rules apply and in which words belongs to the contracts.
package password
