access = "user"
if access != "none‮⁦": # check ⁩⁦ admin only
    print("​hidden line")
