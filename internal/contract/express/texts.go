package express

// Language chooses the messages. Keys, values and statuses are the same in all.
type Language string

// The languages.
const (
	Spanish Language = "es"
	English Language = "en"
)

// text names one message.
type text uint8

const (
	noText text = iota
	textProfile
	textProfileUpdated
	textRegistered
	textLoggedIn
	textLoggedOut
	textPasswordChanged
	textResetMailed
	textPasswordReset
	textUsers
	textUser
	textUserUpdated
	textUserDeleted

	textNoToken
	textInactive
	textNotFound
	textNoRoute // %s: the path
	textNeitherNameNorEmail
	textBadEmail
	textInvalid
	textEmailTaken
	textBadJSON
	textMediaType
	textTooLarge
	textStale
	textIncomplete
	textNameRequired
	textEmailRequired
	textPasswordRequired
	textWeakPassword
	textTooShort // %d: characters
	textNoUpper
	textNoDigit
	textEmailRegistered
	textCredentialsRequired
	textBadCredentials
	textPasswordsRequired
	textWeakNewPassword
	textWrongPassword
	textTokenRequired
	textNewPasswordRequired
	textBadTicket
	textAdminsOnly
	textBadID
	textBadRole
	textBadStatus
	textNothingToChange
	textNotAllowed
	textTooManySignIns
	textTooManyRequests
	textBusy
	textInternal
	textTooLong       // %s: the field, %d: characters
	textNotText       // %s: the field
	textBadCharacters // %s: the field
	textBadValue      // %s: the field
	textCount
)

// texts are all messages in one language.
type texts [textCount]string

func textsIn(l Language) *texts {
	if l == English {
		return &english
	}
	return &spanish
}

var spanish = texts{
	textProfile:             "Perfil obtenido exitosamente",
	textProfileUpdated:      "Perfil actualizado exitosamente",
	textRegistered:          "Usuario registrado exitosamente",
	textLoggedIn:            "Inicio de sesión exitoso",
	textLoggedOut:           "Sesión cerrada exitosamente",
	textPasswordChanged:     "Contraseña actualizada exitosamente",
	textResetMailed:         "Si el email está registrado, recibirás instrucciones para restablecer tu contraseña",
	textPasswordReset:       "Contraseña restablecida exitosamente",
	textUsers:               "Usuarios obtenidos exitosamente",
	textUser:                "Usuario obtenido exitosamente",
	textUserUpdated:         "Usuario actualizado exitosamente",
	textUserDeleted:         "Usuario eliminado exitosamente",
	textNoToken:             "Token no proporcionado o inválido",
	textInactive:            "Usuario inactivo o suspendido",
	textNotFound:            "Usuario no encontrado",
	textNoRoute:             "La ruta %s no existe en este servidor",
	textNeitherNameNorEmail: "Debe proporcionar al menos nombre o email para actualizar",
	textBadEmail:            "Formato de email inválido",
	textInvalid:             "Error de validación",
	textEmailTaken:          "El email ya está en uso por otro usuario",
	textBadJSON:             "JSON inválido",
	textMediaType:           "Tipo de contenido no soportado",
	textTooLarge:            "El cuerpo de la petición es demasiado grande",
	textStale:               "El perfil fue modificado entretanto",
	textIncomplete:          "Datos de entrada incompletos",
	textNameRequired:        "Nombre es requerido",
	textEmailRequired:       "Email es requerido",
	textPasswordRequired:    "Contraseña es requerida",
	textWeakPassword:        "Contraseña no cumple requisitos",
	textTooShort:            "La contraseña debe tener al menos %d caracteres",
	textNoUpper:             "La contraseña debe contener al menos una letra mayúscula",
	textNoDigit:             "La contraseña debe contener al menos un número",
	textEmailRegistered:     "El email ya está registrado",
	textCredentialsRequired: "Email y contraseña son requeridos",
	textBadCredentials:      "Credenciales inválidas",
	textPasswordsRequired:   "Contraseña actual y nueva contraseña son requeridas",
	textWeakNewPassword:     "La nueva contraseña no cumple requisitos",
	textWrongPassword:       "La contraseña actual es incorrecta",
	textTokenRequired:       "Token es requerido",
	textNewPasswordRequired: "Nueva contraseña es requerida",
	textBadTicket:           "Token inválido o expirado. Solicita uno nuevo.",
	textAdminsOnly:          "Acceso denegado: se requiere rol de administrador",
	textBadID:               "ID de usuario inválido",
	textBadRole:             "Rol inválido",
	textBadStatus:           "Estado inválido",
	textNothingToChange:     "No hay datos para actualizar",
	textNotAllowed:          "Acción no permitida",
	textTooManySignIns:      "Demasiados intentos de inicio de sesión. Por favor, intente de nuevo en 15 minutos.",
	textTooManyRequests:     "Demasiadas peticiones desde esta IP, por favor intente más tarde.",
	textBusy:                "El servidor está ocupado, por favor intente de nuevo en un momento.",
	textInternal:            "Error interno del servidor",
	textTooLong:             "%s: no puede superar los %d caracteres",
	textNotText:             "%s: debe ser un texto",
	textBadCharacters:       "%s: contiene caracteres no permitidos",
	textBadValue:            "%s: no es válido",
}

var english = texts{
	textProfile:             "Profile retrieved successfully",
	textProfileUpdated:      "Profile updated successfully",
	textRegistered:          "User registered successfully",
	textLoggedIn:            "Signed in successfully",
	textLoggedOut:           "Signed out successfully",
	textPasswordChanged:     "Password updated successfully",
	textResetMailed:         "If the email is registered, you will receive instructions to reset your password",
	textPasswordReset:       "Password reset successfully",
	textUsers:               "Users retrieved successfully",
	textUser:                "User retrieved successfully",
	textUserUpdated:         "User updated successfully",
	textUserDeleted:         "User deleted successfully",
	textNoToken:             "Token missing or invalid",
	textInactive:            "User is inactive or suspended",
	textNotFound:            "User not found",
	textNoRoute:             "The route %s does not exist on this server",
	textNeitherNameNorEmail: "Provide at least a name or an email to update",
	textBadEmail:            "Invalid email format",
	textInvalid:             "Validation error",
	textEmailTaken:          "The email is already in use by another user",
	textBadJSON:             "Invalid JSON",
	textMediaType:           "Unsupported content type",
	textTooLarge:            "The request body is too large",
	textStale:               "The profile was changed meanwhile",
	textIncomplete:          "Incomplete input data",
	textNameRequired:        "Name is required",
	textEmailRequired:       "Email is required",
	textPasswordRequired:    "Password is required",
	textWeakPassword:        "The password does not meet the requirements",
	textTooShort:            "The password must have at least %d characters",
	textNoUpper:             "The password must contain at least one upper-case letter",
	textNoDigit:             "The password must contain at least one digit",
	textEmailRegistered:     "The email is already registered",
	textCredentialsRequired: "Email and password are required",
	textBadCredentials:      "Invalid credentials",
	textPasswordsRequired:   "Current password and new password are required",
	textWeakNewPassword:     "The new password does not meet the requirements",
	textWrongPassword:       "The current password is incorrect",
	textTokenRequired:       "Token is required",
	textNewPasswordRequired: "New password is required",
	textBadTicket:           "Invalid or expired token. Request a new one.",
	textAdminsOnly:          "Access denied: administrator role required",
	textBadID:               "Invalid user ID",
	textBadRole:             "Invalid role",
	textBadStatus:           "Invalid status",
	textNothingToChange:     "There is nothing to update",
	textNotAllowed:          "Action not allowed",
	textTooManySignIns:      "Too many sign-in attempts. Please try again in 15 minutes.",
	textTooManyRequests:     "Too many requests from this IP, please try again later.",
	textBusy:                "The server is busy, please try again in a moment.",
	textInternal:            "Internal server error",
	textTooLong:             "%s: must not exceed %d characters",
	textNotText:             "%s: must be text",
	textBadCharacters:       "%s: contains characters that are not allowed",
	textBadValue:            "%s: is not valid",
}
