module perfil/tools

go 1.26
