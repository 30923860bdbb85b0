package django

import "perfil/internal/account"

// Language chooses the messages. Keys, values and statuses are the same in all.
type Language string

// The languages.
const (
	English Language = "en"
	Spanish Language = "es"
)

// text names one message.
type text uint8

const (
	noText text = iota
	textNoCredentials
	textTokenInvalid
	textTokenWrongType
	textInactive
	textGone
	textForbidden
	textNotFound
	textMethodNotAllowed // %s: the method
	textMediaType        // %s: the type
	textTooLarge
	textParseError     // %s: the reason
	textFormError      // %s: the reason
	textNotADictionary // %s: what came instead
	textNoData
	textStale
	textThrottled // %s: seconds
	textBusy
	textInternal
	textInvalidPassword
	textCredentialsRequired
	textNoActiveAccount

	textRequired
	textBlank
	textNull
	textNotText
	textTooLong // %d: characters
	textBadEmail
	textBadUsername
	textBadValue
	textNul
	textTakenUsername
	textTakenEmail
	textTooShort // %d: characters
	textTooCommon
	textNumeric
	textSimilar // %s: to what
	textNotAFile
	textEmptyFile
	textBadImage
	textTooManyBytes
	textTooManyPixels
	textUsername
	textEmail
	textCount
)

// texts are all messages in one language.
type texts [textCount]string

func textsIn(l Language) *texts {
	if l == Spanish {
		return &spanish
	}
	return &english
}

var english = texts{
	textNoCredentials:       "Authentication credentials were not provided.",
	textTokenInvalid:        "Token is invalid or expired",
	textTokenWrongType:      "Token has wrong type",
	textInactive:            "User is inactive",
	textGone:                "The user cannot be found in the database.",
	textForbidden:           "Not authorized",
	textNotFound:            "Not found.",
	textMethodNotAllowed:    `Method "%s" not allowed.`,
	textMediaType:           `Unsupported media type "%s" in request.`,
	textTooLarge:            "Request body is too large.",
	textParseError:          "JSON parse error - %s",
	textFormError:           "Multipart form parse error - %s",
	textNotADictionary:      "Invalid data. Expected a dictionary, but got %s.",
	textNoData:              "No data provided",
	textStale:               "The profile was changed meanwhile.",
	textThrottled:           "Request was throttled. Expected available in %s seconds.",
	textBusy:                "The server is busy. Please try again in a moment.",
	textInternal:            "Internal server error",
	textInvalidPassword:     "Invalid password",
	textCredentialsRequired: "Email and password are required.",
	textNoActiveAccount:     "No active account found with the given credentials",
	textRequired:            "This field is required.",
	textBlank:               "This field may not be blank.",
	textNull:                "This field may not be null.",
	textNotText:             "Not a valid string.",
	textTooLong:             "Ensure this field has no more than %d characters.",
	textBadEmail:            "Enter a valid email address.",
	textBadUsername:         "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.",
	textBadValue:            "Enter a valid value.",
	textNul:                 "Null characters are not allowed.",
	textTakenUsername:       "A user with that username already exists.",
	textTakenEmail:          "user with this email already exists.",
	textTooShort:            "This password is too short. It must contain at least %d characters.",
	textTooCommon:           "This password is too common.",
	textNumeric:             "This password is entirely numeric.",
	textSimilar:             "The password is too similar to the %s.",
	textNotAFile:            "The submitted data was not a file. Check the encoding type on the form.",
	textEmptyFile:           "The submitted file is empty.",
	textBadImage:            "Upload a valid image. The file you uploaded was either not an image or a corrupted image.",
	textTooManyBytes:        "Ensure this file is no larger than 5 MiB.",
	textTooManyPixels:       "Ensure this image has no more than 25 megapixels.",
	textUsername:            "username",
	textEmail:               "email",
}

var spanish = texts{
	textNoCredentials:       "Las credenciales de autenticación no se proveyeron.",
	textTokenInvalid:        "El token es inválido o ha expirado",
	textTokenWrongType:      "El token tiene un tipo incorrecto",
	textInactive:            "El usuario está inactivo",
	textGone:                "El usuario no se encuentra en la base de datos.",
	textForbidden:           "No autorizado",
	textNotFound:            "No encontrado.",
	textMethodNotAllowed:    `Método "%s" no permitido.`,
	textMediaType:           `Tipo de medio "%s" incompatible en la solicitud.`,
	textTooLarge:            "El cuerpo de la petición es demasiado grande.",
	textParseError:          "Error de análisis JSON - %s",
	textFormError:           "Error de análisis del formulario multipart - %s",
	textNotADictionary:      "Datos inválidos. Se esperaba un diccionario pero es un %s.",
	textNoData:              "No se enviaron datos",
	textStale:               "El perfil fue modificado entretanto.",
	textThrottled:           "Solicitud fue regulada (throttled). Se espera que esté disponible en %s segundos.",
	textBusy:                "El servidor está ocupado. Inténtelo de nuevo en un momento.",
	textInternal:            "Error interno del servidor",
	textInvalidPassword:     "Contraseña inválida",
	textCredentialsRequired: "El correo electrónico y la contraseña son obligatorios.",
	textNoActiveAccount:     "La combinación de credenciales no tiene una cuenta activa",
	textRequired:            "Este campo es requerido.",
	textBlank:               "Este campo no puede estar en blanco.",
	textNull:                "Este campo no puede ser nulo.",
	textNotText:             "No es una cadena válida.",
	textTooLong:             "Asegúrese de que este campo no tenga más de %d caracteres.",
	textBadEmail:            "Introduzca una dirección de correo electrónico válida.",
	textBadUsername:         "Introduzca un nombre de usuario válido. Este valor puede contener únicamente letras, números y los caracteres @/./+/-/_ ",
	textBadValue:            "Introduzca un valor válido.",
	textNul:                 "Los caracteres nulos no están permitidos.",
	textTakenUsername:       "Ya existe un usuario con este nombre.",
	textTakenEmail:          "Ya existe user con este email.",
	textTooShort:            "Esta contraseña es demasiado corta. Debe contener al menos %d caracteres.",
	textTooCommon:           "Esta contraseña es demasiado común.",
	textNumeric:             "Esta contraseña es completamente numérica.",
	textSimilar:             "La contraseña es demasiado similar a la de %s.",
	textNotAFile:            "La información enviada no era un archivo. Compruebe el tipo de codificación del formulario.",
	textEmptyFile:           "El archivo enviado está vacío.",
	textBadImage:            "Adjunte una imagen válida. El archivo adjunto o bien no es una imagen o bien está dañado.",
	textTooManyBytes:        "Asegúrese de que este archivo no supere los 5 MiB.",
	textTooManyPixels:       "Asegúrese de que esta imagen no tenga más de 25 megapíxeles.",
	textUsername:            "nombre de usuario",
	textEmail:               "email",
}

// byCode are the messages of a refused value where the field makes no
// difference.
var byCode = map[account.Code]text{
	account.Required:      textRequired,
	account.Blank:         textBlank,
	account.Null:          textNull,
	account.NotText:       textNotText,
	account.TooLong:       textTooLong,
	account.BadFormat:     textBadValue,
	account.NulCharacter:  textNul,
	account.LoneSurrogate: textNotText,
	account.Taken:         textBadValue,
	account.NotAFile:      textNotAFile,
	account.EmptyFile:     textEmptyFile,
	account.BadImage:      textBadImage,
	account.TooManyBytes:  textTooManyBytes,
	account.TooManyPixels: textTooManyPixels,
	account.Unknown:       textBadValue,
}

// byField are the messages of a refused value that name what the field is.
var byField = map[account.Field]map[account.Code]text{
	account.FieldUsername: {account.BadFormat: textBadUsername, account.Taken: textTakenUsername},
	account.FieldEmail:    {account.BadFormat: textBadEmail, account.Taken: textTakenEmail},
}
