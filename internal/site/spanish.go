package site

import "perfil/internal/account"

var spanish = texts{
	Language: Spanish,
	Notices: [noticeCount]notice{
		noticeInternal: {"Algo ha salido mal", []string{
			"El fallo es nuestro y ha quedado registrado. Vuelve a intentarlo más tarde."}},
		noticeInvalid: {"Hay algo que corregir", []string{
			"Uno de los datos no es válido. Vuelve atrás y cámbialo."}},
		noticeConflict: {"Ya está en uso", []string{
			"Otra cuenta usa este dato. Vuelve atrás y elige otro."}},
		noticeBadCredentials: {"No has iniciado sesión", []string{
			"No hay ninguna cuenta con ese nombre y esa contraseña. Comprueba ambos y vuelve a intentarlo."}},
		noticeWrongPassword: {"Contraseña incorrecta", []string{
			"Esa no es tu contraseña actual. Vuelve atrás e inténtalo de nuevo."}},
		noticeSignedOut: {"Tu sesión ha terminado", []string{
			"Inicia sesión de nuevo para continuar."}},
		noticeDeadLink: {"Este enlace ya no funciona", []string{
			"Puede que ya se haya usado o que haya caducado. Solicita uno nuevo."}},
		noticeInactive: {"Esta cuenta no está activa", []string{
			"Por ahora no se puede usar. Quienes gestionan este servicio pueden explicarte el motivo."}},
		noticeNoAccount: {"Esta cuenta no existe", []string{
			"Puede que se haya eliminado entretanto."}},
		noticeForbidden: {"No permitido", []string{
			"Tu cuenta no tiene permisos para hacer esto."}},
		noticeNotOnSelf: {"No en tu propia cuenta", []string{
			"Esto tiene que hacerlo por ti otra persona que administre el servicio."}},
		noticeLastAdmin: {"La última cuenta de administración", []string{
			"Sin esta cuenta nadie podría administrar el servicio. Da antes ese rol a otra persona."}},
		noticeNothingToChange: {"No hay nada que cambiar", []string{
			"Todo está ya como querías."}},
		noticeStale: {"Ha cambiado entretanto", []string{
			"Alguien ha hecho un cambio mientras mirabas esta página. Vuelve a cargarla y repite el tuyo si aún hace falta."}},
		noticeThrottled: {"Demasiados intentos", []string{
			"Hemos recibido demasiadas peticiones desde tu red. Vuelve a intentarlo {wait}."}},
		noticeBusy: {"Hay mucha actividad", []string{
			"El servidor está ocupado y todavía no ha hecho nada. Vuelve atrás e inténtalo de nuevo {wait}."}},
		noticeUnavailable: {"Fuera de servicio por ahora", []string{
			"En este momento no podemos acceder a las cuentas. Vuelve atrás e inténtalo de nuevo {wait}."}},

		noticeNotFound: {"Aquí no hay nada", []string{
			"Si has seguido un enlace, puede que le falte una parte. Ábrelo de nuevo desde el correo o copia la dirección completa."}},
		noticeForeignForm: {"Esto viene de otro sitio", []string{
			"Por tu seguridad, solo aceptamos formularios de nuestras propias páginas. Abre de nuevo el enlace del correo."}},
		noticeBrokenForm: {"No se ha podido leer el formulario", []string{
			"No se ha cambiado nada. Abre de nuevo el enlace del correo."}},
		noticeOversizedForm: {"El formulario es demasiado grande", []string{
			"No se ha cambiado nada. Vuelve atrás y envía menos datos."}},

		noticeResetDone: {"Ya tienes una nueva contraseña", []string{
			"Se ha cerrado tu sesión en todos tus dispositivos. A partir de ahora, inicia sesión con la nueva contraseña.",
			"Puedes cerrar esta página."}},
		noticeResetDead: {"Este enlace ya no funciona", []string{
			"Un enlace para elegir contraseña funciona una sola vez y durante poco tiempo. Si acabas de elegir una con él, ya está todo hecho: inicia sesión con ella.",
			"Si no, solicita un nuevo enlace donde inicias sesión y usa el del último correo."}},
		noticeEmailRestored: {"El cambio se ha deshecho", []string{
			"Tu cuenta vuelve a tener la dirección de correo anterior, y se han cerrado todas las sesiones que tenía abiertas.",
			"Vamos a enviar a esta dirección un correo con un enlace para elegir una nueva contraseña. Úsalo: quien cambió la dirección puede conocer la anterior, así que ya no abre la cuenta."}},
		noticeUndoDead: {"Este enlace ya no funciona", []string{
			"Un enlace para deshacer un cambio funciona una sola vez y durante un tiempo limitado. Si acabas de deshacer el cambio con él, ya está todo hecho: busca nuestro correo con un enlace para elegir una nueva contraseña.",
			"Si no, y no fuiste tú quien cambió la dirección, ponte en contacto con quienes gestionan este servicio."}},
		noticeUndoTaken: {"La dirección está en uso", []string{
			"Otra cuenta usa ahora esta dirección de correo, así que no podemos devolverla a la tuya. Ponte en contacto con quienes gestionan este servicio."}},
		noticeEmailConfirmed: {"Tu dirección está confirmada", []string{
			"Gracias. Puedes cerrar esta página."}},
		noticeConfirmDead: {"Este enlace ya no funciona", []string{
			"Un enlace para confirmar una dirección funciona una sola vez y durante un tiempo limitado. Si acabas de confirmar tu dirección con él, ya está todo hecho.",
			"Si no, vuelve a indicar la dirección en tu perfil y usa el enlace del último correo."}},
		noticeConfirmTaken: {"La dirección está en uso", []string{
			"Otra cuenta usa ahora esta dirección de correo, así que no puede ser la tuya. Indica otra en tu perfil o inicia sesión en esa cuenta."}},
	},
	Questions: [questionCount]question{
		questionUndoEmail: {
			Title: "¿Deshacer el cambio de tu dirección?",
			Text: []string{
				"La dirección de correo de tu cuenta ha cambiado. Si no fuiste tú, deshaz el cambio aquí:"},
			Points: []string{
				"Tu cuenta recupera la dirección a la que se envió este enlace.",
				"Se cierran todas las sesiones abiertas en ella.",
				"Su contraseña deja de servir, y recibirás un correo con un enlace para elegir una nueva."},
			After:  "Si fuiste tú quien cambió la dirección, cierra esta página y no pasará nada.",
			Button: "Deshacer el cambio",
		},
		questionConfirmEmail: {
			Title: "Confirma tu dirección",
			Text: []string{
				"Alguien ha indicado para una cuenta la dirección de correo a la que se envió este enlace. Confirma que es tuya."},
			Points: []string{},
			After:  "Si no sabes nada de esa cuenta, cierra esta página y no pasará nada.",
			Button: "Confirmar esta dirección",
		},
	},
	Reset: resetWords{
		Title:  "Elige una nueva contraseña",
		Text:   "Se cerrará tu sesión en todos tus dispositivos y podrás volver a entrar con la nueva contraseña.",
		New:    "Nueva contraseña",
		Hint:   "Al menos %d caracteres. Cuantos más, mejor: varias palabras forman una buena contraseña.",
		Repeat: "Repite la nueva contraseña",
		Differ: "Las dos contraseñas no eran iguales. Escribe ambas de nuevo.",
		Button: "Guardar la contraseña",
	},
	Weak: [account.NoDigit + 1]string{
		account.TooSimilar:      "Se parece demasiado a tu %s.",
		account.TooShort:        "Debe tener al menos %d caracteres.",
		account.TooCommon:       "Es una de las contraseñas más comunes y de las primeras que se adivinan.",
		account.EntirelyNumeric: "No puede estar formada solo por cifras.",
		account.NoUpper:         "Debe tener una letra mayúscula.",
		account.NoDigit:         "Debe tener una cifra.",
	},
	SimilarTo: map[string]string{"username": "nombre de usuario", "email": "dirección de correo"},
	TooLong:   "Debe tener como máximo %d caracteres.",
	Unusable:  "Contiene caracteres que no se pueden usar.",
	Failed:    "Error: ",
	Reference: "Si nos avisas de esto, menciona %s.",
	Soon:      "dentro de un momento",
	InAMinute: "dentro de un minuto",
	InMinutes: "dentro de %d minutos",
}
