package site

import "perfil/internal/account"

var english = texts{
	Language: English,
	Notices: [noticeCount]notice{
		noticeInternal: {"Something went wrong", []string{
			"The fault is ours, and it has been noted. Please try again later."}},
		noticeInvalid: {"Something is not right yet", []string{
			"One of the values cannot be used. Please go back and change it."}},
		noticeConflict: {"Already taken", []string{
			"Another account uses this value. Please go back and choose a different one."}},
		noticeBadCredentials: {"Not signed in", []string{
			"There is no account with this name and password. Please check both and try again."}},
		noticeWrongPassword: {"Wrong password", []string{
			"This is not your current password. Please go back and try again."}},
		noticeSignedOut: {"You are signed out", []string{
			"Please sign in again to go on."}},
		noticeDeadLink: {"This link no longer works", []string{
			"It may have been used already, or it is too old. Please ask for a new one."}},
		noticeInactive: {"This account is not active", []string{
			"It cannot be used at present. The people who run this service can tell you why."}},
		noticeNoAccount: {"This account does not exist", []string{
			"It may have been deleted in the meantime."}},
		noticeForbidden: {"Not allowed", []string{
			"Your account does not have the rights for this."}},
		noticeNotOnSelf: {"Not on your own account", []string{
			"Another administrator has to do this for you."}},
		noticeLastAdmin: {"The last administrator", []string{
			"Without this account nobody could administer the service. Make somebody else an administrator first."}},
		noticeNothingToChange: {"Nothing to change", []string{
			"Everything is as you wanted it already."}},
		noticeStale: {"Changed in the meantime", []string{
			"Somebody changed this while you were looking at it. Please load the page again, and repeat your change if it is still needed."}},
		noticeThrottled: {"Too many tries", []string{
			"We received too many requests from your network. Please try again {wait}."}},
		noticeBusy: {"A lot is going on", []string{
			"The server is busy and has not done anything yet. Please go back and try again {wait}."}},
		noticeUnavailable: {"Out of service for now", []string{
			"Accounts cannot be reached at this moment. Please go back and try again {wait}."}},

		noticeNotFound: {"There is nothing here", []string{
			"If you followed a link, part of it may be missing. Open it again from the e-mail, or copy the whole address."}},
		noticeForeignForm: {"This came from another site", []string{
			"For your safety we only accept forms from our own pages. Please open the link in the e-mail again."}},
		noticeBrokenForm: {"The form could not be read", []string{
			"Nothing was changed. Please open the link in the e-mail again."}},
		noticeOversizedForm: {"The form is too large", []string{
			"Nothing was changed. Please go back and send less."}},

		noticeResetDone: {"Your new password is set", []string{
			"You have been signed out on all your devices. From now on, sign in with the new password.",
			"You can close this page."}},
		noticeResetDead: {"This link no longer works", []string{
			"A link to set a password works once and only for a short time. If you have just set a new password with it, all is done: sign in with that.",
			"If not, ask for a new link where you sign in, and use the one in the latest e-mail."}},
		noticeEmailRestored: {"The change is undone", []string{
			"Your account has its former e-mail address again, and everybody who was signed in to it has been signed out.",
			"We are sending an e-mail to this address with a link to set a new password. Please use it: whoever changed the address may know the former one, so that no longer opens the account."}},
		noticeUndoDead: {"This link no longer works", []string{
			"A link to undo a change works once and for a limited time. If you have just undone the change with it, all is done: look for our e-mail with a link to set a new password.",
			"If not, and it was not you who changed the address, please contact the people who run this service."}},
		noticeUndoTaken: {"The address is in use", []string{
			"Another account uses this e-mail address by now, so it cannot be given back to yours. Please contact the people who run this service."}},
		noticeEmailConfirmed: {"Your address is confirmed", []string{
			"Thank you. You can close this page."}},
		noticeConfirmDead: {"This link no longer works", []string{
			"A link to confirm an address works once and for a limited time. If you have just confirmed your address with it, all is done.",
			"If not, enter the address in your profile again, and use the link in the latest e-mail."}},
		noticeConfirmTaken: {"The address is in use", []string{
			"Another account uses this e-mail address by now, so it cannot become yours. Enter a different one in your profile, or sign in to that account."}},
	},
	Questions: [questionCount]question{
		questionUndoEmail: {
			Title: "Undo the change of your address?",
			Text: []string{
				"The e-mail address of your account was changed. If it was not you, undo the change here:"},
			Points: []string{
				"Your account gets back the address that this link was sent to.",
				"Everybody who is signed in to it is signed out.",
				"Its password stops working, and you get an e-mail with a link to set a new one."},
			After:  "If you changed the address yourself, close this page and nothing happens.",
			Button: "Undo the change",
		},
		questionConfirmEmail: {
			Title: "Confirm your address",
			Text: []string{
				"The e-mail address that this link was sent to was entered for an account. Please confirm that it is yours."},
			Points: []string{},
			After:  "If you know nothing of such an account, close this page and nothing happens.",
			Button: "Confirm this address",
		},
	},
	Reset: resetWords{
		Title:  "Set a new password",
		Text:   "You will be signed out on all your devices and can sign in again with the new password.",
		New:    "New password",
		Hint:   "At least %d characters. The longer the better: several words make a good password.",
		Repeat: "Repeat new password",
		Differ: "The two passwords were not the same. Please type both again.",
		Button: "Set new password",
	},
	Weak: [account.NoDigit + 1]string{
		account.TooSimilar:      "It is too similar to your %s.",
		account.TooShort:        "It must have at least %d characters.",
		account.TooCommon:       "It is one of the most common passwords, and the first to be guessed.",
		account.EntirelyNumeric: "It must not consist of digits alone.",
		account.NoUpper:         "It must have an upper-case letter.",
		account.NoDigit:         "It must have a digit.",
	},
	SimilarTo: map[string]string{"username": "user name", "email": "e-mail address"},
	TooLong:   "It must have at most %d characters.",
	Unusable:  "It has characters that cannot be used.",
	Failed:    "Error: ",
	Reference: "If you report this, please mention %s.",
	Soon:      "in a moment",
	InAMinute: "in a minute",
	InMinutes: "in %d minutes",
}
